"""What changed in a school's curriculum from one year to the next.

A session is the same one if title and course are, whatever their capitals and spaces. Sessions of one title and course
are paired by phase first, then in their order.
"""

from __future__ import annotations

from collections import defaultdict, deque
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
    required: tuple[Pair, ...]
    """Sessions that are required no longer, or are now."""
    assessed: tuple[Pair, ...]
    """Sessions that are assessed in other ways, or no longer, or are now."""
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
        required=tuple(pair for pair in pairs if pair.before.requirement != pair.after.requirement),
        assessed=tuple(pair for pair in pairs if _ways(pair.before) != _ways(pair.after)),
        hours=tuple(HoursChange(pair.before, pair.after, *hours) for pair, *hours in timed if hours[0] != hours[1]),
        cells=dict(_cells(earlier, later)),
    )


def session_key(session: Session) -> tuple[str, str]:
    """Return what makes a session the same one in another map: its title and its course."""
    return _spaced(session.title), _spaced(session.course or "")


def phase_key(session: Session) -> str:
    """Return the phase of a session, without capitals and odd spaces."""
    return _spaced(session.phase)


def _place_key(session: Session) -> tuple[tuple[str, str], str]:
    return session_key(session), phase_key(session)


def _spaced(text: str) -> str:
    return " ".join(text.casefold().split())


Matched = tuple[tuple[Pair, ...], tuple[Session, ...], tuple[Session, ...]]


def matched(before: tuple[Session, ...], after: tuple[Session, ...]) -> Matched:
    """Return the sessions that both have, in the order of the second; those of the first alone, and of the second."""
    partner, taken = dict[int, int](), set[int]()
    for key in (_place_key, session_key):  # those of one phase first
        left = defaultdict[object, deque[int]](deque)
        for at, session in enumerate(before):
            if at not in taken:
                left[key(session)].append(at)
        for number, session in enumerate(after):
            if number not in partner and (alike := left[key(session)]):
                partner[number] = alike.popleft()
                taken.add(partner[number])
    return (
        tuple(Pair(before[partner[number]], session) for number, session in enumerate(after) if number in partner),
        tuple(one for at, one in enumerate(before) if at not in taken),
        tuple(session for number, session in enumerate(after) if number not in partner),
    )


def _codes(session: Session, framework: MapFramework) -> frozenset[str]:
    return frozenset(hours_on(session, framework))


def _ways(session: Session) -> frozenset[str]:
    return frozenset(one.method for one in session.assessments)


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
