"""The guard of what was published: codes, UUIDs and rows of crosswalks that others keep do not vanish or change.

A new edition may drop parts, domains and steps; competencies are withdrawn and rows denied, so that both stay known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..content.load import CROSSWALKS, DATA, Source, load
from ..content.sssom import ENDING
from ..model.commons import Commons
from ..model.crosswalk import PREDICATES, STRENGTHS, alignments_of, entry_of
from ..model.framework import Competency, Domain, Framework, Stage
from ..model.framework_file import read_framework
from ..model.problems import CallError, Problem, command, quoted
from ..model.records import PROFILE, SECTIONS
from ..model.sssom import NONE
from .snapshots import commons_at

_FILE = f"{DATA}/{SECTIONS['competencies'].file}"
Row = tuple[str, str, str]
"""Code of a competency, name of another framework, and identifier of its entry."""


@dataclass(frozen=True, eq=False)
class Published:
    """What others keep of a framework."""

    framework: Framework
    domains: tuple[Domain, ...]
    stages: tuple[Stage, ...]
    competencies: tuple[Competency, ...]
    rows: Mapping[Row, frozenset[str]]
    """Statements of crosswalks, each with its predicates."""
    left: frozenset[str] = frozenset()
    """UUIDs of competencies of an upstream framework that the site leaves out."""
    files: Mapping[str, str] = field(default_factory=dict)
    """File of each crosswalk, by the name of the other framework."""
    has_strengths_only: bool = False
    """Whether predicates are only as strong as those that were published, and may be others."""

    @cached_property
    def names(self) -> Mapping[tuple[str, str], str | None]:
        """UUID of each record by its kind and its name."""
        found: dict[tuple[str, str], str | None] = {}
        for one in self.competencies:
            found["competency", one.code] = one.uuid
            found |= {("component", part.id): part.uuid for part in one.components}
        found |= {("domain", one.id): one.uuid for one in self.domains}
        found |= {("stage", one.id): one.uuid for one in self.stages}
        return found | {("withdrawn competency", one.code): one.uuid for one in self.framework.withdrawn}

    @cached_property
    def by_uuid(self) -> Mapping[str, tuple[str, str]]:
        """Kind and name of each record by its UUID."""
        return {uuid: name for name, uuid in self.names.items() if uuid}


def published(commons: Commons) -> Published:
    """Return what others keep of the framework of a site."""
    rows: dict[Row, frozenset[str]] = {}
    for code in commons.competency:
        for entry in alignments_of(commons, code):
            rows[code, entry.scheme, entry.identifier] = frozenset({entry.predicate})
    for crosswalk in commons.crosswalks:
        for row in crosswalk.rows:
            identifier = NONE if row.object_id == NONE else entry_of(crosswalk, row).identifier
            key = (crosswalk.codes.get(row.subject_id, NONE), crosswalk.title, identifier)
            rows[key] = rows.get(key, frozenset()) | {row.predicate_id}
    left = frozenset(commons.provenance.left) if commons.provenance else frozenset[str]()
    files = {one.title: f"{CROSSWALKS}/{one.name}{ENDING}" for one in commons.crosswalks}
    return Published(commons.framework, commons.domains, commons.stages, commons.competencies, rows, left, files)


def published_since(root: Path, since: str) -> Published:
    """Return what was published in a framework.json that was kept, or at a commit, tag or branch, or on a day.

    Raises CallError where it cannot be read.
    """
    file = Path(since)
    if not file.is_file():
        return published(commons_at(root, since))
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CallError(f"{quoted(since)} cannot be read: {error.strerror or error}") from error
    found = read_framework(content, since)
    rows = {
        (one.code, each.scheme, each.identifier): frozenset({PREDICATES[each.strength]})
        for one in found.competencies
        for each in one.alignments
    }
    whole = found.framework, found.domains, found.stages, found.competencies, rows
    return Published(*whole, has_strengths_only=True)


def broken_promises(root: Path, commons: Commons, since: str) -> list[Problem]:
    """Return what was published and is gone, has changed its kind or is used again, with what to write instead."""
    before, now = published_since(root, since), published(commons)
    place = _Places(load(root.resolve()))
    return [*_of_framework(before, now, place), *_of_names(before, now, place), *_of_rows(before, now)]


class _Places:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._document = source.documents.get(SECTIONS["competencies"].file)
        self._file = f"{DATA}/{PROFILE}" if self._document is None else _FILE

    def problem(self, kind: str, name: str, message: str, code: str) -> Problem:
        """Return a problem with a record of today, at its place."""
        way = self._way(kind, name)
        line, column = self._document.locate(way) if self._document and way else (0, 0)
        return Problem(self._file, line, column, message, code)

    def _way(self, kind: str, name: str) -> tuple[str | int, ...]:
        value = self._document.value if self._document else None
        for section, key in _KEYS.get(kind, ()):
            part = value
            for step in section:
                part = part.get(step) if isinstance(part, dict) else None
            for number, one in enumerate(part if isinstance(part, list) else ()):
                if isinstance(one, dict) and one.get(key) == name:
                    return (*section, number, key)
        return ()


_KEYS: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "competency": ((("competencies",), "code"),),
    "domain": ((("domains",), "id"),),
    "stage": ((("stages",), "id"),),
    "withdrawn competency": ((("framework", "withdrawn"), "code"),),
}


def _of_framework(before: Published, now: Published, place: _Places) -> Iterator[Problem]:
    if before.framework.uuid != now.framework.uuid:
        message = f"uuid: the framework was published as {quoted(before.framework.uuid)}; write that again"
        yield place.problem("framework", "", message, "published-changed")


def _of_names(before: Published, now: Published, place: _Places) -> Iterator[Problem]:
    is_new_edition = before.framework.edition != now.framework.edition
    for (kind, name), uuid in before.names.items():
        if (kind, name) in now.names:
            yield from _of_uuid(before, now, (kind, name), place)
        elif kind == "competency":
            if ("withdrawn competency", name) not in now.names and uuid not in now.left:
                yield _gone(now, name, uuid, place)
        elif kind == "withdrawn competency":
            yield _used_again(now, name, place)
        elif not is_new_edition:
            message = f"the {kind} {quoted(name)} was published and is gone; put it back, or make it a new edition"
            yield place.problem(kind, name, message, "published-vanished")


def _of_uuid(before: Published, now: Published, name: tuple[str, str], place: _Places) -> Iterator[Problem]:
    old, new = before.names[name], now.names[name]
    if old and new != old:
        kind, shown = name
        message = f"the {kind} {quoted(shown)} was published with the UUID {quoted(old)}; write that again, and give "
        message += "something else a name of its own"
        yield place.problem(kind, shown, message, "published-changed")
    if old and now.by_uuid.get(old, name) != name:
        kind, shown = now.by_uuid[old]
        message = f"the {kind} {quoted(shown)} has the UUID of the {name[0]} {quoted(name[1])}; make a new one with "
        yield place.problem(kind, shown, message + command("fix"), "published-reused")


def _gone(now: Published, code: str, uuid: str | None, place: _Places) -> Problem:
    kind, name = now.by_uuid.get(uuid or "", ("", ""))
    if kind == "competency":
        message = f"{quoted(code)} was published and is called {quoted(name)} now; keep the code {quoted(code)}, "
        return place.problem(kind, name, f'{message}and write {quoted(name)} as "published_code:"', "published-changed")
    if kind:
        message = f"the {kind} {quoted(name)} has the UUID of the competency {quoted(code)}, which was published; "
        message += f"give it a UUID of its own, and withdraw {quoted(code)} with {command('retire', code)}"
        return place.problem(kind, name, message, "published-changed")
    message = f"the competency {quoted(code)} was published and is gone; put it back, and withdraw it with "
    return place.problem("", "", f"{message}{command('retire', code)}", "published-vanished")


def _used_again(now: Published, code: str, place: _Places) -> Problem:
    if ("competency", code) in now.names:
        message = f"{quoted(code)} was withdrawn and is used again; write a new code, and put it back at withdrawn:"
        return place.problem("competency", code, message, "published-reused")
    message = f'the withdrawn competency {quoted(code)} is gone; put it back at "withdrawn:", so that its page stays'
    return place.problem("", "", message, "published-vanished")


def _of_rows(before: Published, now: Published) -> Iterator[Problem]:
    codes = {name for kind, name in now.names if kind == "competency"} | {NONE}
    for row, predicates in before.rows.items():
        (code, framework, identifier), kept = row, now.rows.get(row, frozenset())
        if before.has_strengths_only:
            kept = frozenset(PREDICATES[STRENGTHS[predicate]] for predicate in kept)
        gone = sorted(predicates - kept)
        if code in codes and gone:
            what = f"the row from {quoted(code)} to {quoted(identifier)} of {framework} was published"
            message = f'{what} with {gone[0]}; keep it with "Not" as predicate_modifier, and write the new one below it'
            if not kept:
                message = f'{what} and is gone; put it back, with "Not" as predicate_modifier where it was wrong'
            at = now.files.get(framework, f"{CROSSWALKS}/")
            yield Problem(at, 0, 0, message, "published-changed" if kept else "published-vanished")
