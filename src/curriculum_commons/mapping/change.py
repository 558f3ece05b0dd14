"""What changed in a school's curriculum from one year to the next.

A session is the same one if title and course are, whatever their capitals and spaces. Sessions of one title and course
are paired by phase first, then in their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..model.maps import CurriculumMap, Grade, Session
from .coverage import Coverage, coverage, hours_on
from .framework import MapFramework


@dataclass(frozen=True)
class Pair:
    """A session of both years."""

    before: Session
    after: Session


@dataclass(frozen=True)
class HoursChange:
    """A session whose hours on the competencies of the framework went up or down."""

    before: Session
    after: Session
    hours_before: float
    hours_after: float


@dataclass(frozen=True)
class CellChange:
    """A competency in a phase whose hours or grade changed; None in a year that did not have the phase."""

    hours_before: float | None
    hours_after: float | None
    grade_before: Grade | None
    grade_after: Grade | None


@dataclass(frozen=True)
class Changes:
    """What changed between two maps."""

    before: Coverage
    after: Coverage
    new: tuple[Session, ...]
    dropped: tuple[Session, ...]
    moved: tuple[Pair, ...]
    """Sessions that are in another phase now."""
    taught: tuple[Pair, ...]
    """Sessions that teach other competencies of the framework now."""
    hours: tuple[HoursChange, ...]
    """Sessions with more or fewer hours."""
    cells: Mapping[tuple[str, str], CellChange]
    """Changed hours and grades, by code of the competency and phase; phases of today first."""


def changes(before: CurriculumMap, after: CurriculumMap, framework: MapFramework) -> Changes:
    """Compare the maps of two years, both held against one framework."""
    earlier, later = coverage(before, framework), coverage(after, framework)
    pairs, dropped, new = matched(before.sessions, after.sessions)
    timed = [(pair, _hours(pair.before, framework), _hours(pair.after, framework)) for pair in pairs]
    return Changes(
        before=earlier,
        after=later,
        new=new,
        dropped=dropped,
        moved=tuple(pair for pair in pairs if phase_key(pair.before) != phase_key(pair.after)),
        taught=tuple(pair for pair in pairs if _codes(pair.before, framework) != _codes(pair.after, framework)),
        hours=tuple(HoursChange(pair.before, pair.after, *hours) for pair, *hours in timed if hours[0] != hours[1]),
        cells=dict(_cells(earlier, later)),
    )


def session_key(session: Session) -> tuple[str, str]:
    """Return what makes a session the same one in another map: its title and its course."""
    return _spaced(session.title), _spaced(session.course or "")


def phase_key(session: Session) -> str:
    """Return the phase of a session, without capitals and odd spaces."""
    return _spaced(session.phase)


def _spaced(text: str) -> str:
    return " ".join(text.casefold().split())


Matched = tuple[tuple[Pair, ...], tuple[Session, ...], tuple[Session, ...]]


def matched(before: tuple[Session, ...], after: tuple[Session, ...]) -> Matched:
    """Return the sessions that both have, in the order of the second; those of the first alone, and of the second."""
    others: defaultdict[tuple[str, str], list[Session]] = defaultdict(list)
    for session in before:
        others[session_key(session)].append(session)
    partner: dict[int, Session] = {}
    for same_phase in (True, False):
        for number, session in enumerate(after):
            left = others[session_key(session)]
            fits = (at for at, one in enumerate(left) if not same_phase or phase_key(one) == phase_key(session))
            if number not in partner and (at := next(fits, None)) is not None:
                partner[number] = left.pop(at)
    left_over = {id(one) for sessions in others.values() for one in sessions}
    return (
        tuple(Pair(partner[number], session) for number, session in enumerate(after) if number in partner),
        tuple(one for one in before if id(one) in left_over),
        tuple(session for number, session in enumerate(after) if number not in partner),
    )


def _codes(session: Session, framework: MapFramework) -> frozenset[str]:
    return frozenset(hours_on(session, framework))


def _hours(session: Session, framework: MapFramework) -> float:
    return round(sum(hours_on(session, framework).values()), 6)


def _cells(before: Coverage, after: Coverage) -> Iterator[tuple[tuple[str, str], CellChange]]:
    phases = dict.fromkeys((*after.phases, *before.phases))
    for place in ((code, phase) for code in after.framework.codes for phase in phases):
        (hours, grade), (hours_now, grade_now) = (
            (cell.hours, cell.grade) if (cell := found.cells.get(place)) else (None, None) for found in (before, after)
        )
        if (hours, grade) != (hours_now, grade_now):
            yield place, CellChange(hours, hours_now, grade, grade_now)
