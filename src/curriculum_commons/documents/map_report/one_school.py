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
from ...mapping.gaps import KINDS, Gap, gaps
from ...model.commons import Commons
from ...model.lists import SEPARATOR
from ...model.maps import Assessment, CurriculumMap, Session, Teaching
from ...model.problems import counted, in_words
from ...model.terms import capital
from .blocks import LONGEST_TABLE, SYMBOLS, Bar, Bars, Graded, Point, Points, Section, Table, Text, Value

MOST_NAMED = 8
_MOST_PHASES = 4
"""Phases of which the empty ones are also named in words; of more, a narrow column would be long."""


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
    def gaps(self) -> tuple[tuple[Gap, ...], ...]:
        """What is missing, most important first: by kind, then the thinnest competency; several phases are one."""
        found = sorted(gaps(self.coverage), key=lambda gap: (KINDS.index(gap.kind), *self._thin(gap.code)))
        same = groupby(found, lambda gap: (gap.kind, gap.code, gap.stage, gap.missing, gap.closes))
        return tuple(tuple(group) for _, group in same)

    def _thin(self, code: str) -> tuple[int, float, int]:
        """Return how thin a competency is: phases in which it is covered in full, required hours, and its place."""
        whole = self.coverage.whole[code]
        full = sum(grade is Grade.FULL for grade in whole.grades.values())
        return full, whole.required_hours, self.framework.codes.index(code)

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
            subject.worded(whole.summary.partition(": ")[0] if len(found.phases) > _MOST_PHASES else whole.summary),
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
    words = "Hours are those on the competency. The source is the sheet and row of the file."
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
        session.place,
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
            (named(some, MOST_NAMED),),
        )
        for words, some in found.items()
        if some
    ]
    entries += [Point(f"Read from {one.file}", (f"SHA-256 {one.sha256}",)) for one in map_.sources]
    words = f"Edition {map_.edition} of the framework; phases of this school: {in_words(map_.phases)}."
    return Section("notes", "What this report is made from", (Text(words), Points(tuple(entries))))


def named(sessions: Sequence[Session], most: int) -> str:
    """Return the titles of sessions with their sources, the first ones of many."""
    names = [f"{one.title}{f' ({one.place})' if one.source else ''}" for one in sessions[:most]]
    return "; ".join(names) + f"; and {len(sessions) - most} more" * (len(sessions) > most)
