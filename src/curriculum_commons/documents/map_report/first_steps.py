"""Parts of a report on one school: what matters most, what is missing, and what would close each gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...mapping.coverage import Grade, shown_hours
from ...mapping.gaps import Gap, GapKind
from ...model.problems import counted, in_words
from .blocks import Block, Link, Point, Points, Section, Text
from .one_school import MOST_NAMED, Subject, named

_MOST_LINKS, _MOST_THERE = 3, 3
"""Resources and sessions that are shown for one gap."""


def verdict(subject: Subject) -> tuple[str, str, str]:
    """Return what matters most: how much is covered, where it is thinnest, and what to do first."""
    return tuple(map(subject.worded, (_covered(subject), _thinnest(subject), _first(subject))))  # type: ignore[return-value]


def _covered(subject: Subject) -> str:
    grades = {code: set(whole.grades.values()) for code, whole in subject.coverage.whole.items()}
    everywhere = sum(found == {Grade.FULL} for found in grades.values())
    some = sum(Grade.FULL in found for found in grades.values()) - everywhere
    nowhere = len(subject.nowhere)
    never = len(grades) - everywhere - some - nowhere
    number = len(grades)
    noun = "competency" if number == 1 else "competencies"
    parts = [f"{everywhere or 'none'} {_is(everywhere or 1)} covered in full in every phase"]
    parts += [f"{some} in some phases only"] if some else []
    parts += [f"{never} {_is(never)} taught but nowhere in full"] if never else []
    named = in_words([subject.framework.competency[code].shown_code for code in subject.nowhere[:MOST_NAMED]])
    more = f" and {nowhere - MOST_NAMED} more" * (nowhere > MOST_NAMED)
    parts += [f"{nowhere} {_is(nowhere)} not taught at all: {named}{more}"] if nowhere else ["none is left out"]
    return f"Of {number} {noun}, {in_words(parts)}."


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _thinnest(subject: Subject) -> str:
    found = subject.coverage
    taught = [(whole.required_hours, whole.hours, code) for code, whole in found.whole.items() if whole.sessions]
    totals = found.totals.values()
    required, assessed = sum(one.required for one in totals), sum(one.assessed for one in totals)
    sessions = counted(sum(one.sessions for one in totals), "session")
    counts = f"{required} of {sessions} {_is(required)} required and {assessed} {_is(assessed)} assessed"
    if not taught:
        return "No session teaches any of them."
    hours, _, code = min(taught, key=lambda one: one[:2])
    number = f"{shown_hours(hours)} required {'hour' if hours == 1 else 'hours'}"
    return f"{counts}; the thinnest that is taught is {subject.name(code)}, with {number} in all phases."


def _first(subject: Subject) -> str:
    if not subject.gaps:
        return "Nothing is missing by the rule."
    first = subject.gaps[0]
    phases = where(first, ", ")
    if len(first) > _MOST_THERE:
        phases = f", in {len(first)} of {len(subject.coverage.phases)} phases"
    return f"First: {subject.name(first[0].code)}{phases}: {sentence(closes(first))}"


def where(gap: Sequence[Gap], before: str) -> str:
    """Return the phases of a gap after a sign; nothing where it is about all of them."""
    phases = [one.phase for one in gap if one.phase]
    return f"{before}{in_words(phases)}" if phases else ""


def closes(gap: Sequence[Gap]) -> str:
    """Return what would close a gap, in one phase or in several."""
    text = gap[0].closes
    if len(gap) > 1:
        text = text.replace("in this phase", "in each of these phases").replace("sessions here", "sessions in each")
    return text


def sentence(text: str) -> str:
    """Return text with a full stop."""
    return text if text.endswith(".") else f"{text}."


def gap_sections(subject: Subject) -> Iterator[Section]:
    """Yield the gaps, most important first, what is not covered at all, and the stages that are skipped."""
    others: dict[GapKind, list[Sequence[Gap]]] = {}
    for gap in subject.gaps:
        others.setdefault(gap[0].kind, []).append(gap)
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
        number = sum(map(len, found))
        yield Section(f"gap-{start}", f"{subject.worded(_HEADINGS[kind])} ({number})", (points,), 3)
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


def _point(gap: Sequence[Gap], subject: Subject) -> Point:
    first, cells = gap[0], subject.coverage.cells
    missing = first.missing.replace("this phase", "these phases") if len(gap) > 1 else first.missing
    words = [sentence(missing), f"To close it: {sentence(closes(gap))}"]
    if there := [session for one in gap if one.phase for session in cells[one.code, one.phase].sessions]:
        words.append(f"Sessions that are there: {named(there, _MOST_THERE * len(gap))}.")
    return Point(subject.name(first.code) + where(gap, " · "), tuple(words), resources(first, subject))


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
