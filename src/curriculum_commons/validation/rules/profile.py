"""What must hold in a profile: its entries go with the framework of others that it takes up, and with each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...content.load import Document
from ...model.framework_file import FrameworkFile
from ...model.problems import CallError, Problem, quoted
from ...model.profile import Conflict, Entry, Profile, Reword

ENTRIES = ("leave", "reword", "note")
"""Lists of the profile that have an entry for a competency of the framework."""


def refuse_twins(upstream: FrameworkFile, name: str) -> None:
    """Raise a CallError where two records of a framework have one UUID, or two competencies one code."""
    coded = upstream.competencies
    uuids = [upstream.framework.uuid, *(one.uuid for one in upstream.domains), *(one.uuid for one in upstream.stages)]
    uuids += [one.uuid for one in coded]
    uuids += [part.uuid for one in coded for part in one.components]
    for what, values in (("UUID", uuids), ("code", [one.code for one in coded])):
        if twins := [value for value, number in Counter(values).items() if number > 1]:
            raise CallError(f"{quoted(name)} has the {what} {quoted(twins[0])} twice; ask those who published it")


def profile_problems(profile: Profile, upstream: FrameworkFile, document: Document) -> Iterator[Problem]:
    """Yield what the profile has that does not go with the framework or with itself."""
    if profile.uuid == upstream.framework.uuid:
        message = "is that of the framework that you follow; take it out, and let commons fix make one of your own"
        yield document.problem(("uuid",), message, "profile-code")
    yield from _conflicts(profile, document)
    yield from _strangers(profile, upstream, document)
    yield from _contradictions(profile, document)
    yield from _codes(profile, upstream, document)


def _entries(profile: Profile) -> Iterator[tuple[str, int, Entry]]:
    for name in ENTRIES:
        yield from ((name, number, entry) for number, entry in enumerate(getattr(profile, name)))


def _conflicts(profile: Profile, document: Document) -> Iterator[Problem]:
    for name, number, entry in _entries(profile):
        if found := entry.conflict:
            yield document.problem((name, number, "conflict"), _decide(found), "profile-conflict")


def _decide(conflict: Conflict) -> str:
    code, edition = quoted(conflict.code), quoted(conflict.edition)
    if conflict.kind == "withdrawn upstream":
        return f"edition {edition} has withdrawn {code}; delete this entry, or add the competency as one of your own"
    return (
        f'edition {edition} has reworded {code}; keep or change your words, and delete "conflict:" with what is below'
    )


def _strangers(profile: Profile, upstream: FrameworkFile, document: Document) -> Iterator[Problem]:
    known = {one.uuid for one in upstream.competencies}
    own = {one.uuid for one in profile.add}
    where = f"no competency of {quoted(profile.upstream.file)}"
    for name, number, entry in _entries(profile):
        is_reported = entry.conflict and entry.conflict.kind == "withdrawn upstream"
        if entry.uuid not in known and not is_reported:
            message = f"{where} has this UUID; copy it from there, or take the entry out"
            yield document.problem((name, number, "uuid"), message, "profile-entry")
    for number, uuid in enumerate(profile.order):
        if uuid not in known | own:
            message = f'{where} has this UUID, nor has "add:"; copy it from there, or take it out'
            yield document.problem(("order", number), message, "profile-entry")


def _contradictions(profile: Profile, document: Document) -> Iterator[Problem]:
    left = {one.uuid for one in profile.leave}
    seen: dict[tuple[str, str], int] = {}
    for name, number, entry in _entries(profile):
        way: tuple[str | int, ...] = (name, number, "uuid")
        if (first := seen.setdefault((name, entry.uuid), number)) != number:
            line = document.locate((name, first, "uuid"))[0]
            message = f"has an entry in line {line} already; make one of the two"
            yield document.problem(way, message, "profile-entry")
        if name != "leave" and entry.uuid in left:
            yield document.problem(way, 'is left out at "leave:"; take one of the two out', "profile-entry")
        if isinstance(entry, Reword) and not (entry.title or entry.statement):
            message = "changes nothing; write your title or your statement"
            yield document.problem(way[:-1], message, "profile-entry")
    places: dict[str, int] = {}
    for number, uuid in enumerate(profile.order):
        if uuid in left:
            message = 'is left out at "leave:"; take one of the two out'
            yield document.problem(("order", number), message, "profile-entry")
        if places.setdefault(uuid, number) != number:
            yield document.problem(("order", number), "is in this list twice; keep one", "duplicate-entry")


def _codes(profile: Profile, upstream: FrameworkFile, document: Document) -> Iterator[Problem]:
    if not profile.add:
        return
    if profile.prefix is None:
        message = 'prefix: missing; write how your own codes begin, as in "prefix: UVM" for "UVM-1"'
        yield Problem(document.path, *document.locate(("add",), key=True), message, "missing-key")
        return
    if taken := code_with(profile.prefix, upstream):
        message = f"codes of the framework begin like this, as in {quoted(taken)}; choose another"
        yield document.problem(("prefix",), message, "profile-code")
    theirs = {one.code: one.uuid for one in upstream.competencies}
    for number, one in enumerate(profile.add):
        if one.code in theirs:
            message = f"{quoted(one.code)} is a competency of the framework; choose another code"
            yield document.problem(("add", number, "code"), message, "profile-code")
        elif not one.code.startswith((f"{profile.prefix}.", f"{profile.prefix}-")):
            message = f"{quoted(one.code)} does not begin with your prefix; write it as in {profile.prefix}-1"
            yield document.problem(("add", number, "code"), message, "profile-code")
        if one.uuid in theirs.values():
            message = "is the UUID of a competency of the framework; make a new one"
            yield document.problem(("add", number, "uuid"), message, "profile-code")


def code_with(prefix: str, upstream: FrameworkFile) -> str | None:
    """Return a code of a framework, of today or withdrawn, that begins with a prefix."""
    coded = (*upstream.competencies, *upstream.framework.withdrawn)
    return next((one.code for one in coded if one.code.lower().startswith(prefix.lower())), None)
