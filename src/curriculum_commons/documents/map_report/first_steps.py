"""Parts of a report on one school: what is missing, most important first, and what would close each gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...mapping.gaps import Gap, GapKind
from .blocks import Block, Link, Point, Points, Section, Text
from .one_school import Subject, named, sentence

_MOST_LINKS, _MOST_THERE = 3, 3
"""Resources and sessions that are shown for one gap."""


def gap_sections(subject: Subject) -> Iterator[Section]:
    """Yield the gaps, most important first, what is not covered at all, and the stages that are skipped."""
    others: dict[GapKind, list[Gap]] = {}
    for gap in subject.gaps:
        others.setdefault(gap.kind, []).append(gap)
    stages = others.pop(GapKind.SKIPPED_STAGE, [])
    intro = (
        Text("Most important first; each with what would close it.")
        if others
        else Text("Nothing is missing by the rule.")
    )
    yield Section("first", "What to do first", (intro,))
    start = 1
    for kind, found in others.items():
        points = Points(tuple(_point(gap, subject) for gap in found), True, start)
        yield Section(f"gap-{start}", f"{subject.worded(_HEADINGS[kind])} ({len(found)})", (points,), 3)
        start += len(found)
    yield Section("not-covered", "What is not covered at all", tuple(_not_covered(subject)))
    if subject.framework.stages:
        entries = tuple(_point(gap, subject) for gap in stages)
        title = f"Skipped {subject.framework.terms.stages}"
        yield Section("stages", title, (Points(entries) if entries else Text("None."),))


_HEADINGS = {
    GapKind.NOWHERE: "Not taught in any phase",
    GapKind.NEVER_REQUIRED: "Taught, but never required",
    GapKind.NEVER_ASSESSED: "Taught, but never assessed",
    GapKind.NO_SESSION: "No session in a phase",
    GapKind.NOT_REQUIRED: "Not required in a phase",
    GapKind.NO_HOURS: "Sessions without hours in a phase",
    GapKind.NOT_ASSESSED: "Not assessed in a phase",
    GapKind.BELOW_LEVEL: "Below the level of the rule",
    GapKind.BELOW_SESSIONS: "Fewer sessions than the rule asks for",
    GapKind.BELOW_HOURS: "Fewer hours than the rule asks for",
    GapKind.SKIPPED_STAGE: "Skipped stage",
}


def _point(gap: Gap, subject: Subject) -> Point:
    head = subject.name(gap.code) + (f" · {gap.phase}" if gap.phase else "")
    words = [sentence(gap.missing), f"To close it: {sentence(gap.closes)}"]
    if gap.phase and (there := subject.coverage.cells[gap.code, gap.phase].sessions):
        words.append(f"Sessions that are there: {named(there, _MOST_THERE)}.")
    return Point(head, tuple(words), resources(gap, subject))


def resources(gap: Gap, subject: Subject) -> tuple[Link, ...]:
    """Return resources of the site for a gap: first those for the stages of its phase, then those for any."""
    commons = subject.commons
    names = {stage.id: stage.name for stage in commons.stages}
    wanted = {gap.stage} if gap.stage else subject.stages[gap.phase or ""]

    def rank(stages: Iterable[str]) -> int:
        return 1 if not wanted or not stages else 0 if wanted & set(stages) else 2

    found = sorted(commons.resources_for[gap.code], key=lambda one: rank(one.stages))
    return tuple(
        Link(one.title, one.url, ", ".join([commons.format_name[one.format], *(names[id] for id in one.stages)]))
        for one in found[:_MOST_LINKS]
    )


def _not_covered(subject: Subject) -> Iterator[Block]:
    terms = subject.framework.terms
    if subject.nowhere:
        yield Points(tuple(Point(subject.name(code)) for code in subject.nowhere))
    else:
        yield Text(subject.worded("Every competency is taught in at least one session."))
    lacking = [(code, names) for code, names in _components(subject) if names]
    if lacking:
        yield Text(f"Components that no session names, of {terms.competencies} for which sessions name some:")
        yield Points(tuple(Point(subject.name(code), names) for code, names in lacking))


def _components(subject: Subject) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the components that no session names, of competencies of which sessions name some."""
    named: dict[str, set[str]] = {}
    for session in subject.curriculum_map.sessions:
        for part in session.teaches:
            named.setdefault(part.competency, set()).update(part.components)
    for one in subject.framework.competencies:
        if known := named.get(one.code):
            yield one.code, tuple(text for id, text in one.components.items() if id not in known)
