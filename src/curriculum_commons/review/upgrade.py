"""Bring a newer edition of the framework that a site has taken up, below the words that the site has of its own.

What the site has no words about is taken. Where it has, both texts are put into the profile for a person to decide.
Nothing that the site has written is changed, since lines are only added; and nothing is written unless all can be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..content.files import with_line_ends_of
from ..content.journal import write_all
from ..content.load import DATA, Document, document_of, load
from ..model.commons import Commons
from ..model.framework_file import FrameworkFile, as_kept, digest, read_framework
from ..model.problems import CallError, ContentError, in_words, quoted, shown
from ..model.profile import Conflict, Entry, Leave, Profile, Reword
from ..model.records import PROFILE, Competency, Withdrawn
from ..render import signatures
from ..validation.profile import resolve
from ..validation.rules.profile import ENTRIES, code_with, refuse_twins
from ..validation.validate import validate
from .guide import summary

_TO_DECIDE = {"profile-conflict", "profile-entry"}
"""Codes of problems that an upgrade may leave in the profile for a person."""
Conflicts = dict[tuple[str, int], Conflict]
_WORDS = {"leave": "what you leave out", "reword": "your rewording", "note": "your note", "order": "your order"}


@dataclass
class Upgrade:
    """What a newer edition brings, each as one line."""

    summary: str = ""
    """What the guide between the two editions begins with."""
    taken: list[str] = field(default_factory=list)
    """What has changed upstream and is taken, as the site has no words about it."""
    new: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    decide: list[str] = field(default_factory=list)
    """What touches words of the site, with the list of the profile that has them."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """New content of each file, by its path; none where the edition is there already."""


def upgrade(root: Path, file: Path, dry_run: bool = False) -> Upgrade:
    """Take a newer edition from a file; raises ContentError or CallError before anything is written."""
    source = load(root)
    document = source.documents.get(PROFILE)
    if document is None:
        raise CallError(
            f"{DATA}/{PROFILE} is not there; only a site that takes up a framework of others can upgrade it"
        )
    commons = validate(source, signatures())
    profile = Profile.model_validate(document.value)
    path, content = profile.upstream.file, _content(file)
    before, after = read_framework(source.upstream[path].encode(), path), read_framework(content, file.name)
    _refuse(profile, before, after, file.name)
    if digest(content) == profile.upstream.sha256:
        return Upgrade(f"Edition {after.framework.edition} is there already.")
    conflicts = _conflicts(profile, before, after)
    found = _classes(profile, before, after, conflicts)
    found.summary = summary(_with(commons, before), _with(commons, after))
    text = _marked(document, profile, conflicts, after, content)
    marked = document_of(document.path, text, 1, lambda _: None)
    documents = {**source.documents, PROFILE: marked}
    upgraded = replace(source, documents=documents, upstream={**source.upstream, path: content.decode()})
    left = [one for one in resolve(upgraded).problems if one.path == document.path and one.code not in _TO_DECIDE]
    if left:
        raise ContentError(left)
    found.files = {path: content, document.path: with_line_ends_of(root / document.path, text)}
    if not dry_run:
        write_all(root, found.files)
    return found


def _content(file: Path) -> bytes:
    try:
        return as_kept(file.read_bytes())
    except OSError as error:
        raise CallError(f"{shown(str(file))} cannot be read ({error.strerror}); look at its name") from error


def _refuse(profile: Profile, before: FrameworkFile, after: FrameworkFile, name: str) -> None:
    """Raise a CallError where a file is not a newer edition of the framework that is taken up."""
    refuse_twins(after, name)
    if after.framework.uuid != before.framework.uuid:
        title, other = quoted(before.framework.title), quoted(after.framework.title)
        raise CallError(f"{quoted(name)} is another framework, {other}; you have taken up {title}")
    if _is_older(after, before):
        edition, there = quoted(after.framework.edition), quoted(before.framework.edition)
        raise CallError(f"{quoted(name)} has edition {edition}, and a newer one is there, {there}")
    if profile.prefix and (code := code_with(profile.prefix, after)):
        prefix = quoted(profile.prefix)
        raise CallError(f"{quoted(name)} has {quoted(code)}, and {prefix} begins your own codes; choose another prefix")


def _is_older(one: FrameworkFile, other: FrameworkFile) -> bool:
    adopted, there = one.framework.adopted or "", other.framework.adopted or ""
    common = min(len(adopted), len(there))
    if adopted[:common] != there[:common]:
        return adopted < there
    number, known = (re.findall(r"[0-9]+", file.framework.edition) for file in (one, other))
    return bool(number and known) and [*map(int, number)] < [*map(int, known)]


def _classes(profile: Profile, before: FrameworkFile, after: FrameworkFile, conflicts: Conflicts) -> Upgrade:
    """Return each change of the framework, in its order, with what it touches."""
    found = Upgrade()
    old, now = ({one.uuid: one for one in file.competencies} for file in (before, after))
    gone = {one.code: one for one in after.framework.withdrawn}
    lists = [(getattr(profile, name)[number].uuid, name) for name, number in conflicts]
    lists += [(uuid, "order") for uuid in profile.order if uuid not in now]
    for uuid in (*now, *(uuid for uuid in old if uuid not in now)):
        was, one = old.get(uuid), now.get(uuid)
        touched = dict.fromkeys(_WORDS[name] for touches, name in lists if touches == uuid)
        if was is None and one:
            found.new.append(f"{_name(one)}{_made_from(one, before, after)}")
        elif was and one is None:
            found.withdrawn.append(f"{_name(was)}: {_withdrawal(gone.get(was.code), after)}")
        elif was and one and was != one and not touched:
            left = ["left out here"] if any(entry.uuid == uuid for entry in profile.leave) else []
            found.taken.append(f"{_name(one)} ({', '.join([*_changed(was, one), *left])})")
        if was and touched:
            what = "withdrawn upstream" if one is None else "reworded upstream"
            found.decide.append(f"{_name(was)}: {what}; touches {' and '.join(touched)}")
    return found


def _is_conflict(entry: Entry, was: Competency, now: Competency | None) -> bool:
    """Return True if a change of a competency needs a person, as the site has words about it."""
    if now is None:
        return True
    if isinstance(entry, Leave) or (_same(was.title, now.title) and _same(was.statement, now.statement)):
        return False
    if isinstance(entry, Reword):  # unless upstream has the same words now
        return not (
            _same(entry.title or now.title, now.title) and _same(entry.statement or now.statement, now.statement)
        )
    return True


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


def _changed(was: Competency, now: Competency) -> Iterator[str]:
    if (was.code, was.published_code) != (now.code, now.published_code):
        yield f"had the code {was.shown_code}"
    if not (_same(was.title, now.title) and _same(was.statement, now.statement)):
        yield "reworded"
    if was.domain != now.domain:
        yield "moved to another domain"
    words = {"code", "published_code", "title", "statement", "domain"}
    if was.model_dump(exclude=words) != now.model_dump(exclude=words):
        yield "other parts changed"


def _made_from(one: Competency, before: FrameworkFile, after: FrameworkFile) -> str:
    old = {was.code: was for was in before.competencies}
    gone = (was.code for was in after.framework.withdrawn if one.code in was.now_in)
    wholes = [old[code].shown_code for code in gone if code in old]
    return f" (from {in_words(wholes)})" if wholes else ""


def _withdrawal(one: Withdrawn | None, after: FrameworkFile) -> str:
    """Return why a competency was withdrawn, and where it is now."""
    if one is None:
        return "no reason is given"
    now = {new.code: new.shown_code for new in after.competencies}
    codes = [now[code] for code in one.now_in if code in now]
    return f"{one.reason}{f' (now in {in_words(codes)})' if codes else ''}"


def _name(one: Competency) -> str:
    return f"{one.shown_code}: {one.title}"


def _with(commons: Commons, file: FrameworkFile) -> Commons:
    """Return a site as it would be with a framework as it was published."""
    return replace(
        commons,
        framework=file.framework,
        domains=file.domains,
        stages=file.stages,
        competencies=file.competencies,
        references=file.references,
        provenance=None,
    )


def _conflicts(profile: Profile, before: FrameworkFile, after: FrameworkFile) -> Conflicts:
    """Return what is to be decided, by the list and the number of the entry that it touches."""
    old, now = ({one.uuid: one for one in file.competencies} for file in (before, after))
    withdrawals = {one.code: one for one in after.framework.withdrawn}
    found: Conflicts = {}
    for name in ENTRIES:
        for number, entry in enumerate(getattr(profile, name)):
            was, one = old[entry.uuid], now.get(entry.uuid)
            gone = None if one else withdrawals.get(was.code)
            if _is_conflict(entry, was, one):
                found[name, number] = Conflict(
                    kind="reworded upstream" if one else "withdrawn upstream",
                    edition=after.framework.edition,
                    code=was.code,
                    title_before=was.title,
                    title_now=one.title if one and one.title != was.title else None,
                    statement_before=was.statement,
                    statement_now=one.statement if one and one.statement != was.statement else None,
                    reason=gone.reason if gone else None,
                    now_in=gone.now_in if gone else (),
                )
    return found


def _marked(document: Document, profile: Profile, conflicts: Conflicts, after: FrameworkFile, content: bytes) -> str:
    """Return the text of the profile with another edition and with what is to be decided; all other lines stay."""
    lines, top = document.text.split("\n"), document.position
    edits: list[tuple[int, int, int, str]] = []
    for key, new in (("edition", after.framework.edition), ("sha256", digest(content))):
        at = top.inside["upstream"].inside[key]
        line = lines[at.line - 1]
        old = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'').match(line, at.column - 1)
        length = len(old[0]) if old else len(at.text or "")
        edits.append((at.line, at.column, length, json.dumps(new, ensure_ascii=False)))
    for (name, number), conflict in conflicts.items():
        entry = top.inside[name].inside[number]
        value = _conflict_value(conflict)
        if lines[entry.line - 1].startswith("{", entry.column - 1):
            edits.append((entry.line, entry.column, 1, f'{{ "conflict": {json.dumps(value, ensure_ascii=False)}, '))
        else:
            space = " " * (entry.column - 1)
            inside = [f"{space}  {line}" if line else "" for key, one in value.items() for line in _as_yaml(key, one)]
            edits.append((entry.line, entry.column, 0, "\n".join(["conflict:", *inside, space])))
    for line_number, column, length, new in sorted(edits, reverse=True):
        line, begin = lines[line_number - 1], column - 1
        lines[line_number - 1] = line[:begin] + new + line[begin + length :]
    text = "\n".join(lines)
    value = document_of(document.path, text, 1, lambda _: None).value
    if value != _expected(document, conflicts, after, content):
        raise CallError(f"{document.path} cannot be changed line by line; write edition and sha256 on one line each")
    return text


def _conflict_value(conflict: Conflict) -> dict[str, Any]:
    return conflict.model_dump(mode="json", exclude_defaults=True)


def _as_yaml(key: str, value: str | list[str]) -> list[str]:
    if isinstance(value, str) and "\n" in value:
        return [f"{key}: |-", *(f"  {line}" if line else "" for line in value.split("\n"))]
    return [f"{key}: {json.dumps(value, ensure_ascii=False)}"]


def _expected(document: Document, conflicts: Conflicts, after: FrameworkFile, content: bytes) -> object:
    """Return the values that the profile must have: what it had, and what is new."""
    value: dict[str, Any] = {key: [*one] if isinstance(one, list) else one for key, one in document.value.items()}
    value["upstream"] = {**value["upstream"], "edition": after.framework.edition, "sha256": digest(content)}
    for (name, number), conflict in conflicts.items():
        value[name][number] = {**value[name][number], "conflict": _conflict_value(conflict)}
    return value
