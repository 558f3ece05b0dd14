"""Every figure of a report on one school as tables of data, for workbooks and CSV."""

from __future__ import annotations

from collections.abc import Iterator

from ...mapping.coverage import Cell
from ...model.terms import capital
from .blocks import Graded, Table, Value
from .first_steps import resources
from .one_school import Subject, Taught, with_purpose


def data_tables(subject: Subject) -> Iterator[Table]:
    """Yield the tables of coverage, of phases, of gaps and of sessions."""
    yield _coverage(subject)
    yield _phases(subject)
    yield _gaps(subject)
    yield _sessions(subject)


def _names(subject: Subject) -> tuple[str, str]:
    return "Code", capital(subject.framework.terms.competency)


def _coverage(subject: Subject) -> Table:
    levels, stages = subject.framework.lists.levels, tuple(subject.framework.stages.values())
    terms = subject.framework.terms
    columns = (
        *(*_names(subject), "Phase", "Grade", "Sessions", "Required sessions", "Sessions that count"),
        *("Assessed sessions", "Required hours", "Elective hours", "Other hours"),
        *(f"Level: {name}" for name in levels),
        *(f"{capital(terms.stage)}: {name}" for name in stages),
    )
    rows = tuple(
        (*_named(code, subject), phase, *_figures(cell)) for (code, phase), cell in subject.coverage.cells.items()
    )
    return Table("coverage", "Coverage", columns, rows)


def _named(code: str, subject: Subject) -> tuple[str, str]:
    one = subject.framework.competency[code]
    return one.shown_code, one.title


def _figures(cell: Cell) -> tuple[Value, ...]:
    numbers = (len(cell.sessions), cell.required, cell.qualifying, cell.assessed)
    hours = (cell.required_hours, cell.elective_hours, cell.other_hours)
    return Graded(cell.grade), *numbers, *hours, *cell.levels, *cell.stages


def _phases(subject: Subject) -> Table:
    columns = (
        *("Phase", "Sessions", "Required sessions", "Elective sessions", "Assessed sessions"),
        *("Required hours", "Elective hours", "Other hours"),
    )
    rows = tuple(
        (
            phase,
            one.sessions,
            one.required,
            one.elective,
            one.assessed,
            one.required_hours,
            one.elective_hours,
            one.other_hours,
        )
        for phase, one in subject.coverage.totals.items()
    )
    return Table("phases", "Phases, each session once", columns, rows)


def _gaps(subject: Subject) -> Table:
    columns = ("Number", *_names(subject), "Phase", "Kind", "What is missing", "What would close it", "Resources")
    rows = tuple(
        (
            *(number, *_named(gap.code, subject), gap.phase or "All phases", gap.kind.value),
            *(gap.missing, gap.closes),
            "\n".join(f"{one.text}: {one.url}" for one in resources(gap, subject)),
        )
        for number, several in enumerate(subject.gaps, 1)
        for gap in several
    )
    return Table("gaps", "Gaps, most important first", columns, rows)


def _sessions(subject: Subject) -> Table:
    terms = subject.framework.terms
    columns = (
        *(*_names(subject), "Components", "Session", "Course", "Phase", capital(terms.stage), "Required or elective"),
        *(f"Hours on the {terms.competency}", "Hours of the session", "Level", "Ways to teach", "Assessments"),
        *("Who leads", "Source"),
    )
    rows = tuple(_row(one, subject) for one in subject.taught)
    return Table("sessions", f"From {terms.competency} to assessment", columns, rows)


def _row(one: Taught, subject: Subject) -> tuple[Value, ...]:
    session, part = one.session, one.part
    texts, names = subject.framework.competency[one.code].components, subject.methods
    assessments = [with_purpose(names.get(each.method, each.method), each) for each in session.assessments]
    return (
        *(*_named(one.code, subject), "; ".join([texts.get(id, id) for id in part.components])),
        *(session.title, session.course or "", session.phase),
        *(subject.framework.stages.get(session.stage or "", session.stage or ""), session.requirement or ""),
        *(one.hours, "" if session.hours is None else session.hours, part.level or ""),
        *("; ".join([names.get(each, each) for each in session.methods]), "; ".join(assessments)),
        *(session.lead or "", session.source or ""),
    )
