"""Parts of a report on one school and year: coverage, gaps with what would close them, hours, and every session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from ...mapping.coverage import Cell, Coverage, Grade, Total, coverage, hours_on, shown_hours
from ...mapping.framework import MapFramework
from ...mapping.gaps import Gap, gaps
from ...model.commons import Commons
from ...model.lists import SEPARATOR
from ...model.maps import Assessment, CurriculumMap, Session, Teaching
from ...model.problems import counted, in_words
from ...model.terms import capital
from .blocks import LONGEST_TABLE, SYMBOLS, Bar, Bars, Graded, Point, Points, Section, Table, Text, Value

_MOST_NAMED = 8


class Taught(NamedTuple):
    """One session on one competency."""

    code: str
    session: Session
    part: Teaching
    hours: float
    """On the competency."""


@dataclass(frozen=True, eq=False)
class Subject:
    """One map held against the framework of a site."""

    commons: Commons
    curriculum_map: CurriculumMap
    framework: MapFramework

    @cached_property
    def coverage(self) -> Coverage:
        """The map, graded."""
        return coverage(self.curriculum_map, self.framework)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing, most important first."""
        return tuple(gaps(self.coverage))

    def name(self, code: str) -> str:
        """Return the code that people see of a competency, and its title."""
        one = self.framework.competency[code]
        return f"{one.shown_code} {one.title}"

    def worded(self, text: str) -> str:
        """Return a sentence in the words of the site."""
        return self.framework.terms.worded(text)

    @cached_property
    def methods(self) -> Mapping[str, str]:
        """Entries of the ways to teach and to assess, by code."""
        lists = self.framework.lists
        return {entry.partition(SEPARATOR)[0]: entry for entry in (*lists.instruction, *lists.assessment)}

    @cached_property
    def stages(self) -> Mapping[str, set[str]]:
        """Ids of the stages that sessions of a phase are meant for, by phase."""
        found = defaultdict[str, set[str]](set)
        for one in self.curriculum_map.sessions:
            if one.stage:
                found[one.phase].add(one.stage)
        return found

    @cached_property
    def taught(self) -> tuple[Taught, ...]:
        """Every session on every competency, by competency and phase."""
        return tuple(
            Taught(code, session, part, hours_on(session, self.framework)[code])
            for code, whole in self.coverage.whole.items()
            for session in whole.sessions
            for part in session.teaches
            if part.competency == code
        )

    def method(self, code: str) -> str:
        """Return the name of a way to teach or to assess."""
        return self.methods.get(code, code).rpartition(SEPARATOR)[2]

    @cached_property
    def nowhere(self) -> tuple[str, ...]:
        """Codes of the competencies that no session teaches."""
        return tuple(code for code, whole in self.coverage.whole.items() if not whole.sessions)


def coverage_section(subject: Subject) -> Section:
    """Return the matrix of competencies and phases with its rule."""
    found, terms = subject.coverage, subject.framework.terms
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            subject.name(code),
            *(_graded(found.cells[code, phase], subject) for phase in found.phases),
            subject.worded(whole.summary),
        )
        for code, whole in found.whole.items()
    )
    totals: tuple[Value, ...] = (
        "All sessions, each once",
        *("; ".join(_figures(found.totals[phase], found.totals[phase].sessions)) for phase in found.phases),
        "",
    )
    title = f"{capital(terms.competencies)} by phase"
    rule = subject.framework.rule.sentences
    legend = [Text(f"{grade.value.capitalize()} {SYMBOLS[grade]}: {words}.") for grade, words in rule.items()]
    columns = (capital(terms.competency), *found.phases, "All phases")
    table = Table("coverage", title, columns, (*rows, totals))
    return Section("coverage", "How far is each covered?", (table, *legend, Text(subject.worded(_SHARED))))


_SHARED = (
    "The hours of a session are shared equally among its competencies, unless it has hours for each. "
    "There is no grade for all phases together, as it would hide an empty one."
)


def _graded(cell: Cell, subject: Subject) -> Graded:
    if not cell.sessions:
        return Graded(cell.grade)
    levels = _counts(subject.framework.lists.levels, cell.levels)
    return Graded(cell.grade, (*_figures(cell, len(cell.sessions)), *([levels] if levels else [])))


def _figures(one: Cell | Total, sessions: int) -> tuple[str, str]:
    hours = {"required": one.required_hours, "elective": one.elective_hours, "neither": one.other_hours}
    shown = [f"{shown_hours(number)} h {kind}" for kind, number in hours.items() if number or kind == "required"]
    return f"{counted(sessions, 'session')}: {one.required} required, {one.assessed} assessed", " + ".join(shown)


def _counts(names: Sequence[str], numbers: Sequence[int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in zip(names, numbers, strict=True) if number)


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
    named = in_words([subject.framework.competency[code].shown_code for code in subject.nowhere[:_MOST_NAMED]])
    more = f" and {nowhere - _MOST_NAMED} more" * (nowhere > _MOST_NAMED)
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
    gap = subject.gaps[0]
    return f"First: {subject.name(gap.code)}{f', {gap.phase}' if gap.phase else ''}: {sentence(gap.closes)}"


def sentence(text: str) -> str:
    """Return text with a full stop."""
    return text if text.endswith(".") else f"{text}."


def hours_section(subject: Subject) -> Section:
    """Return a picture of hours by competency and phase, and a table with the same."""
    found, terms = subject.coverage, subject.framework.terms
    title = f"Hours by {terms.competency} and phase"
    cells = {code: [found.cells[code, phase] for phase in found.phases] for code in found.whole}
    bars = tuple(
        (subject.name(code), tuple(Bar(one.required_hours, one.elective_hours + one.other_hours) for one in row))
        for code, row in cells.items()
    )
    rows = tuple(
        (
            subject.name(code),
            *(_both(one.required_hours, one.elective_hours + one.other_hours) for one in row),
            _both(found.whole[code].required_hours, found.whole[code].elective_hours + found.whole[code].other_hours),
        )
        for code, row in cells.items()
    )
    columns = (capital(terms.competency), *found.phases, "All phases")
    table = Table("hours", "Required + elective hours", columns, rows)
    return Section("hours", "Hours", (Bars(title, found.phases, bars), table))


def _both(required: float, elective: float) -> str:
    return f"{shown_hours(required)} + {shown_hours(elective)}"


def sessions_sections(subject: Subject) -> Iterator[Section]:
    """Yield the tables from competency to session to assessment, with the source of each row."""
    words = "Hours are those on the competency. The source is the sheet and row, or the line, of the file."
    terms, elsewhere = subject.framework.terms, "sessions" * (len(subject.taught) > LONGEST_TABLE)
    title = f"From {terms.competency} to session to assessment"
    yield Section("sessions", title, (Text(subject.worded(words)),))
    columns = ("Session", f"Phase, {terms.stage}", "Requirement, hours", "Level", "Taught by", "Assessed by", "Source")
    for code, found in groupby(subject.taught, lambda one: one.code):
        rows = tuple(_reading_row(one, subject) for one in found)
        name = subject.name(code)
        table = Table("sessions", f"{name}: {counted(len(rows), 'session')}", columns, rows, elsewhere)
        yield Section(f"sessions-{code}", name, (table,), 3)


def _reading_row(one: Taught, subject: Subject) -> tuple[Value, ...]:
    session, part = one.session, one.part
    stage = subject.framework.stages.get(session.stage or "", session.stage or "")
    texts = subject.framework.competency[one.code].components
    assessed = [with_purpose(subject.method(each.method), each) for each in session.assessments]
    return (
        f"{session.title} ({session.course})" if session.course else session.title,
        f"{session.phase}, {stage}" if stage else session.phase,
        f"{session.requirement or 'not known'}, {shown_hours(one.hours)} h",
        "; ".join([*([part.level] if part.level else []), *(texts.get(id, id) for id in part.components)]),
        "; ".join([subject.method(each) for each in session.methods]),
        "; ".join(assessed) or "not assessed",
        session.source or "",
    )


def with_purpose(name: str, assessment: Assessment) -> str:
    """Return the name of a way to assess with its purpose, where that is known."""
    return f"{name} ({assessment.purpose})" if assessment.purpose else name


def notes_section(subject: Subject) -> Section:
    """Return what could not be counted, and what the report is made from."""
    incomplete, map_ = subject.coverage.incomplete, subject.curriculum_map
    found = {
        "are not counted, for want of a phase of the map or a competency of this edition": incomplete.not_counted,
        "teach other competencies too, which this edition does not have": incomplete.unknown_competency,
        "have no hours and count as sessions of no hours": incomplete.no_hours,
        "have hours for each competency, which together are not those of the session": tuple(
            one for one in map_.sessions if one.own_hours is not None
        ),
        "are neither required nor elective": incomplete.no_requirement,
        "have only assessments that are not on the list, and count as not assessed": incomplete.unknown_assessment,
    }
    entries = [
        Point(
            f"{len(some)} of {counted(len(map_.sessions), 'session')} {subject.worded(words)}",
            (named(some, _MOST_NAMED),),
        )
        for words, some in found.items()
        if some
    ]
    entries += [Point(f"Read from {one.file}", (f"SHA-256 {one.sha256}",)) for one in map_.sources]
    words = f"Edition {map_.edition} of the framework; phases of this school: {in_words(map_.phases)}."
    return Section("notes", "What this report is made from", (Text(words), Points(tuple(entries))))


def named(sessions: Sequence[Session], most: int) -> str:
    """Return the titles of sessions with their sources, the first ones of many."""
    names = [f"{one.title}{f' ({one.source})' if one.source else ''}" for one in sessions[:most]]
    return "; ".join(names) + f"; and {len(sessions) - most} more" * (len(sessions) > most)
