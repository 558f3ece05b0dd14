"""Resolve the profile of a site: the framework of others with what the site leaves, rewords, notes and adds.

What comes of it takes the place of `data/competencies.yaml`, so that everything else is as on any other site. Each
problem is reported in `data/profile.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..content.load import DATA, Document, Source
from ..content.yaml_reader import Position
from ..model.framework_file import FrameworkFile, digest, read_framework
from ..model.problems import CallError, Problem, did_you_mean, quoted
from ..model.profile import CompetencyOrigin, Profile, Provenance, Reword
from ..model.records import PROFILE, SECTIONS, Competency, Record
from ..model.urls import work_key
from .rules.entries import validate_record
from .rules.profile import profile_problems, refuse_twins

COMPETENCIES, REFERENCES = SECTIONS["competencies"].file, SECTIONS["references"].file


@dataclass(frozen=True)
class Resolution:
    """The content of a site with the framework that its profile makes."""

    source: Source
    provenance: Provenance | None
    problems: tuple[Problem, ...]
    followed: tuple[Competency, ...] = ()
    """The competencies of the framework that is taken up."""


def resolve(source: Source) -> Resolution:
    """Return the content in which a profile, if there is one, is resolved as far as it can be."""
    document = source.documents.get(PROFILE)
    if document is None or not isinstance(document.value, dict):
        empty = [Problem(f"{DATA}/{PROFILE}", 0, 0, 'is empty; begin it with "upstream:"', "empty-file")]
        return Resolution(source, None, tuple(empty if document else ()))
    problems = list[Problem]()
    profile = validate_record(Profile, document.value, document, (), problems)
    if COMPETENCIES in source.names:
        message = f'is there beside {PROFILE}, which takes its place; remove it, and keep what is yours at "add:" there'
        problems.append(Problem(f"{DATA}/{COMPETENCIES}", 0, 0, message, "profile-copy"))
    upstream = None if profile is None else _upstream(source, document, profile, problems)
    documents = {name: one for name, one in source.documents.items() if name != COMPETENCIES}
    if profile is None or upstream is None:
        return Resolution(replace(source, documents=documents), None, tuple(problems))
    problems += profile_problems(profile, upstream, document)
    documents[COMPETENCIES] = _framework(document, profile, upstream)
    documents[REFERENCES] = _references(document, source.documents.get(REFERENCES), upstream, problems)
    source = replace(source, documents=documents, names=source.names | {COMPETENCIES, REFERENCES})
    return Resolution(source, provenance(profile, upstream), tuple(problems), upstream.competencies)


def _upstream(source: Source, document: Document, profile: Profile, problems: list[Problem]) -> FrameworkFile | None:
    """Return the framework that is taken up, or report why it cannot be."""
    path, text = profile.upstream.file, source.upstream.get(profile.upstream.file)

    def refuse(field: str, message: str) -> None:
        problems.append(document.problem(("upstream", field), message, "upstream-file"))

    if text is None:
        guess = did_you_mean(path, source.upstream) or "; put the framework.json of the site that you follow there"
        refuse("file", f"{quoted(path)} is not there{guess}")
        return None
    if digest(text.encode()) != profile.upstream.sha256:
        refuse("sha256", f"{quoted(path)} has changed since it was taken; put it back as it was")
        return None
    try:
        upstream = read_framework(text.encode(), path)
        refuse_twins(upstream, path)
    except CallError as error:
        refuse("file", str(error))
        return None
    if (edition := upstream.framework.edition) != profile.upstream.edition:
        refuse("edition", f"{quoted(profile.upstream.edition)} is not that of the file; write {quoted(edition)}")
    return upstream


def provenance(profile: Profile, upstream: FrameworkFile) -> Provenance:
    """Return what has become of each competency."""
    framework, given = upstream.framework, profile.upstream
    published = {one.uuid: one for one in upstream.competencies}
    notes = {one.uuid: one.text for one in profile.note}
    reasons = {one.uuid: one.reason for one in profile.reword}
    origins = (_origin(published.get(one.uuid), one, notes, reasons) for one in resolved(profile, upstream))
    return Provenance(
        framework=framework.uuid,
        title=framework.title,
        edition=framework.edition,
        address=given.address,
        sha256=given.sha256,
        left=tuple(sorted(one.uuid for one in profile.leave)),
        competencies=tuple(origins),
    )


def _origin(
    published: Competency | None, now: Competency, notes: Mapping[str, str], reasons: Mapping[str, str]
) -> CompetencyOrigin:
    note = notes.get(now.uuid)
    if published is None:
        return CompetencyOrigin(uuid=now.uuid, kind="added here", note=note)
    if (published.title, published.statement) == (now.title, now.statement):
        return CompetencyOrigin(uuid=now.uuid, kind="as published", note=note)
    return CompetencyOrigin(
        uuid=now.uuid,
        kind="reworded here",
        title=published.title if published.title != now.title else None,
        statement=published.statement if published.statement != now.statement else None,
        reason=reasons.get(now.uuid),
        note=note,
    )


def resolved(profile: Profile, upstream: FrameworkFile) -> list[Competency]:
    """Return the competencies in their order, whatever the order of the entries of the profile."""
    left = {one.uuid for one in profile.leave}
    words = {one.uuid: one for one in sorted(profile.reword, key=repr)}
    kept = [_reworded(one, words.get(one.uuid)) for one in upstream.competencies if one.uuid not in left]
    own = sorted(profile.add, key=lambda one: _natural(one.code))
    places = {uuid: number for number, uuid in enumerate(dict.fromkeys(profile.order))}
    return sorted([*kept, *own], key=lambda one: places.get(one.uuid, len(places)))


def _reworded(one: Competency, words: Reword | None) -> Competency:
    if words is None:
        return one
    return one.model_copy(update={"title": words.title or one.title, "statement": words.statement or one.statement})


def _natural(code: str) -> list[tuple[int, str]]:
    """Return what sorts codes with numbers as people do: "UVM-2" before "UVM-10"."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", code)]


def _framework(document: Document, profile: Profile, upstream: FrameworkFile) -> Document:
    """Return what `competencies.yaml` would be: a document whose problems lie in the profile."""
    now = resolved(profile, upstream)
    present = {one.domain for one in now}
    emptied = {one.domain for one in upstream.competencies} - present
    left = {one.code for one in upstream.competencies} - {one.code for one in now}
    framework = _value(upstream.framework) | {"uuid": profile.uuid}
    for one in framework["withdrawn"]:
        one["now_in"] = [code for code in one["now_in"] if code not in left]
    domains = [*(one for one in upstream.domains if one.id not in emptied), *profile.domains]
    groups: dict[str, Iterable[Record]] = {"domains": domains, "stages": upstream.stages, "competencies": now}
    value = {"framework": framework} | {name: [_value(one) for one in records] for name, records in groups.items()}
    return Document(
        document.path, value, document.text, _position(document, profile, now, domains), document.first_line
    )


def _value(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_none=True)


def _position(document: Document, profile: Profile, now: list[Competency], domains: list[Any]) -> Position:
    """Return where each thing of the framework is in the profile: at "upstream:" where nothing more is known."""
    top = document.position
    places: dict[str, Position] = {}
    for name in ("reword", "add"):
        for number, one in enumerate(getattr(profile, name)):
            places[one.uuid] = top.inside[name].inside[number]
    first = len(domains) - len(profile.domains)
    own: dict[str | int, Position]
    own = {first + number: top.inside["domains"].inside[number] for number in range(len(profile.domains))}
    found: dict[str | int, Position] = {
        number: places[one.uuid] for number, one in enumerate(now) if one.uuid in places
    }
    begins = top.inside["upstream"]

    def at(inside: Mapping[str | int, Position]) -> Position:
        return Position(begins.line, begins.column, None, inside, {})

    return at({"competencies": at(found), "domains": at(own)})


def _references(document: Document, own: Document | None, upstream: FrameworkFile, problems: list[Problem]) -> Document:
    """Return the works that the site cites together with those that the framework cites."""
    known = own.value.get("references") if own and isinstance(own.value, dict) else []
    if not isinstance(known, list):
        known = []
    ids = {work_key(one.get("id")): number for number, one in enumerate(known) if isinstance(one, dict)}
    theirs = [_value(one) for one in upstream.references]
    for work in theirs:
        if work["id"] in ids and own and not _is_same(known[ids[work["id"]]], work):
            way: tuple[str | int, ...] = ("references", ids[work["id"]], "id")
            message = f"{quoted(work['id'])} is another work in the framework that you follow; give yours another id"
            problems.append(own.problem(way, message, "profile-code"))
    more = [work for work in theirs if work["id"] not in ids]
    if own is None:
        begins = document.position.inside["upstream"]
        place = Position(begins.line, begins.column, None, {}, {})
        return Document(document.path, {"references": more}, document.text, place, document.first_line)
    if not isinstance(own.value, dict) or not isinstance(own.value.get("references"), list):
        return own
    return replace(own, value={**own.value, "references": [*known, *more]})


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return True if two records are of one work: the site may have corrected its own."""
    return any(one.get(name) and one.get(name) == other.get(name) for name in ("DOI", "title"))
