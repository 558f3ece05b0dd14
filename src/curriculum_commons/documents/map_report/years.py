"""Part of a report on one school: what has changed from one year to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from ...mapping.change import CellChange, Changes, changes
from ...mapping.coverage import shown_hours
from ...model.maps import Grade, Session
from ...model.problems import counted, quoted
from ...model.terms import capital
from .blocks import LONGEST_TABLE, SYMBOLS, Block, Point, Points, Section, Table, Text, Value
from .one_school import Subject

_MOST_COMPARED = 100
"""Sessions whose names are compared."""
_WORTH = {Grade.NONE: 0, Grade.PARTIAL: 1, Grade.FULL: 2, None: 0}
Pairs = Sequence[tuple[Subject, Subject]]


def change_section(before: Subject, after: Subject) -> Section:
    """Return what has changed between two years: grades and hours first, then sessions."""
    found = _changes(before, after)
    years = before.curriculum_map.year, after.curriculum_map.year
    blocks: list[Block] = [Text(_summary(found))]
    if before.curriculum_map.edition != after.curriculum_map.edition:
        blocks.append(Text(_editions(before, after)))
    if found.cells:
        columns = (
            *(capital(after.framework.terms.competency), "Phase", f"Grade {years[0]}", f"Grade {years[1]}"),
            *(f"Hours {years[0]}", f"Hours {years[1]}", "Hours up or down"),
        )
        rows = tuple((after.name(code), phase, *_cell(one)) for (code, phase), one in found.cells.items())
        blocks.append(Table("change", "Changed grades and hours", columns, rows))
    for title, sessions in (("New sessions", found.new), ("Dropped sessions", found.dropped)):
        if sessions:
            blocks.append(Text(f"{title}: {len(sessions)}"))
            blocks.append(_sessions(sessions, found.dropped if sessions is found.new else ()))
    if rows := tuple(_changed(found, after)):
        heads = ("Session", "What", years[0], years[1], "Source")
        elsewhere = "change-sessions" * (len(rows) > LONGEST_TABLE)
        blocks.append(Table("changed", f"Changed sessions: {len(rows)}", heads, rows, elsewhere))
    return Section("change", f"What has changed from {years[0]} to {years[1]}", tuple(blocks))


def since(before: Subject, after: Subject) -> str:
    """Return in a sentence what has changed."""
    return _summary(_changes(before, after))


def _changes(before: Subject, after: Subject) -> Changes:
    return changes(before.curriculum_map, after.curriculum_map, after.framework)


def _summary(found: Changes) -> str:
    sessions = [f"{counted(len(found.new), 'session')} new", f"{len(found.dropped)} dropped"]
    sessions += [f"{len(found.moved)} in another phase", f"{len(found.hours)} with other hours"]
    no_more = sum(pair.before.requirement == "required" for pair in found.required)
    sessions += [f"{no_more} no longer required"] if no_more else []
    sessions += [f"{len(found.assessed)} assessed otherwise"] if found.assessed else []
    up = sum(_WORTH[one.grade_after] > _WORTH[one.grade_before] for one in found.cells.values())
    down = sum(_WORTH[one.grade_after] < _WORTH[one.grade_before] for one in found.cells.values())
    grades = f"{counted(up, 'grade')} higher, {down} lower"
    hours = [sum(total.required_hours for total in one.totals.values()) for one in (found.before, found.after)]
    return f"{', '.join(sessions)}; {grades}; required hours {shown_hours(hours[0])}, then {shown_hours(hours[1])}."


def _editions(before: Subject, after: Subject) -> str:
    words = (
        f"The earlier map is of edition {before.curriculum_map.edition}, the later of {after.curriculum_map.edition}."
    )
    return f"{words} Both are held against edition {after.framework.edition}; commons map upgrade brings a map there."


def _cell(one: CellChange) -> tuple[str, ...]:
    difference = (one.hours_after or 0) - (one.hours_before or 0)
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return (
        *(_grade(one.grade_before), _grade(one.grade_after)),
        *("" if hours is None else shown_hours(hours) for hours in (one.hours_before, one.hours_after)),
        f"{sign}{shown_hours(abs(difference))}",
    )


def _grade(grade: Grade | None) -> str:
    return f"{grade.value.capitalize()} {SYMBOLS[grade]}" if grade else "no such phase"


def _sessions(sessions: Sequence[Session], dropped: Sequence[Session]) -> Points:
    """Return sessions as a list; new ones with the dropped one whose name is most like theirs, in the same place."""
    there: dict[tuple[str | None, str], list[str]] = {}
    for one in dropped[:_MOST_COMPARED]:
        there.setdefault((one.course, one.phase), []).append(one.title)
    points = list[Point]()
    for number, one in enumerate(sessions):
        words = [", ".join(filter(None, (one.course, one.phase, one.requirement, one.place)))]
        before = there.get((one.course, one.phase), ()) if number < _MOST_COMPARED else ()
        words += [f"Perhaps a new name of {quoted(old)}" for old in get_close_matches(one.title, before, 1)]
        points.append(Point(one.title, tuple(words)))
    return Points(tuple(points))


def _changed(found: Changes, subject: Subject) -> Iterator[tuple[str, ...]]:
    for what, before, after, session in _pairs(found, subject):
        values = (one if isinstance(one, str) else shown_hours(one) for one in (before, after))
        yield session.title, what, *values, session.place


def _pairs(found: Changes, subject: Subject) -> Iterator[tuple[str, str | float, str | float, Session]]:
    """Yield what is different in sessions of both years: what, before and now."""
    for pair in found.required:
        before, after = (one.requirement or "not known" for one in (pair.before, pair.after))
        yield "requirement", before, after, pair.after
    for pair in found.assessed:
        yield "assessment", _assessments(pair.before, subject), _assessments(pair.after, subject), pair.after
    for pair in found.moved:
        yield "phase", pair.before.phase, pair.after.phase, pair.after
    for timed in found.hours:
        yield "hours", timed.hours_before, timed.hours_after, timed.after
    for pair in found.taught:
        what = subject.framework.terms.competencies
        yield what, _codes(pair.before, subject), _codes(pair.after, subject), pair.after


def _assessments(session: Session, subject: Subject) -> str:
    return ", ".join([subject.method(one.method) for one in session.assessments]) or "not assessed"


def _codes(session: Session, subject: Subject) -> str:
    known = subject.framework.competency
    return ", ".join(known[one.competency].shown_code for one in session.teaches if one.competency in known)


def change_data(pairs: Pairs) -> Iterator[Table]:
    """Yield changed grades and hours, and changed sessions, as tables of data."""
    competency = capital(pairs[-1][1].framework.terms.competency)
    columns = ("From", "To", "Code", competency, "Phase", "Grade before", "Grade now", "Hours before", "Hours now")
    found = [(_between(before, after), _changes(before, after), after) for before, after in pairs]
    rows = tuple(
        (*years, *_both(code, subject), phase, *_figures(cell))
        for years, one, subject in found
        for (code, phase), cell in one.cells.items()
    )
    yield Table("change", "Changed grades and hours", columns, rows)
    columns = ("From", "To", "What", "Session", "Course", "Phase", "Before", "Now", "Source")
    yield Table("change-sessions", "Changed sessions", columns, tuple(row for one in found for row in _rows(*one)))


def _between(before: Subject, after: Subject) -> tuple[str, str]:
    return before.curriculum_map.year, after.curriculum_map.year


def _both(code: str, subject: Subject) -> tuple[str, str]:
    one = subject.framework.competency[code]
    return one.shown_code, one.title


def _figures(one: CellChange) -> tuple[Value, ...]:
    hours = ("" if number is None else number for number in (one.hours_before, one.hours_after))
    return *(grade.value if grade else "" for grade in (one.grade_before, one.grade_after)), *hours


def _rows(years: tuple[str, str], found: Changes, subject: Subject) -> Iterator[tuple[Value, ...]]:
    for what, sessions in (("new", found.new), ("dropped", found.dropped)):
        yield from ((*years, what, *_place(one), "", "", one.source or "") for one in sessions)
    for what, *values, session in _pairs(found, subject):
        yield *years, what, *_place(session), *values, session.source or ""


def _place(session: Session) -> tuple[str, str, str]:
    return session.title, session.course or "", session.phase
