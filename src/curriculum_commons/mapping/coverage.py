"""Grade how far the sessions of a curriculum map cover each competency in each phase.

Source of the grades:
    Full, partial and none, as in the mapping studies of palliative care curricula; the rule of each is the site's own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from math import fsum
from typing import TypeAlias

from ..model.maps import CurriculumMap, Grade, Session, shown_hours
from .framework import MapFramework

__all__ = ["Cell", "Coverage", "Grade", "Incomplete", "Total", "Whole", "coverage", "hours_on", "shown_hours"]


@dataclass(frozen=True)
class Cell:
    """The sessions on one competency in one phase."""

    sessions: tuple[Session, ...]
    """In the order of the map."""
    required: int
    """Sessions that are required."""
    timed: int
    """Sessions with hours above 0 that are required, where the rule wants that."""
    tested: int
    """Those of them that are assessed, where the rule wants that."""
    qualifying: int
    """Those of them that reach the level of the rule: the sessions that count."""
    assessed: int
    """Sessions with an assessment of the list."""
    required_hours: float
    elective_hours: float
    other_hours: float
    """Hours of sessions that are neither required nor elective."""
    qualifying_hours: float
    """Hours of the sessions that count by the rule."""
    levels: tuple[int, ...]
    """Sessions at each level, in the order of the levels."""
    stages: tuple[int, ...]
    """Sessions at each stage, in the order of the stages."""
    grade: Grade

    @property
    def hours(self) -> float:
        """Hours of all sessions."""
        return _sum((self.required_hours, self.elective_hours, self.other_hours))


@dataclass(frozen=True)
class Whole:
    """A competency in all phases together, for which there is no grade: an empty phase would be hidden."""

    sessions: tuple[Session, ...]
    required_hours: float
    elective_hours: float
    other_hours: float
    grades: Mapping[str, Grade]
    """The grade in each phase, in order."""

    @property
    def hours(self) -> float:
        """Hours of all sessions."""
        return _sum((self.required_hours, self.elective_hours, self.other_hours))

    @property
    def summary(self) -> str:
        """The grades in one sentence, as in "Full in 2 of 4 phases; none in 1: Clerkship"."""
        full = sum(grade is Grade.FULL for grade in self.grades.values())
        empty = [phase for phase, grade in self.grades.items() if grade is Grade.NONE]
        text = f"Full in {full} of {len(self.grades)} {'phase' if len(self.grades) == 1 else 'phases'}"
        return f"{text}; none in {len(empty)}: {', '.join(empty)}" if empty else text

    def renamed(self, phases: Mapping[str, str]) -> Whole:
        """Return the same with other names for the phases."""
        return replace(self, grades={phases[phase]: grade for phase, grade in self.grades.items()})


@dataclass(frozen=True)
class Total:
    """The sessions of a phase, each once, however many competencies it teaches."""

    sessions: int
    required: int
    elective: int
    assessed: int
    required_hours: float
    elective_hours: float
    other_hours: float

    @property
    def hours(self) -> float:
        """Hours of all sessions."""
        return _sum((self.required_hours, self.elective_hours, self.other_hours))


@dataclass(frozen=True)
class Incomplete:
    """Sessions that could not be counted, or only in part, in the order of the map."""

    not_counted: tuple[Session, ...]
    """Those whose phase is not one of the map, or that teach no competency of the framework."""
    unknown_competency: tuple[Session, ...]
    """Counted ones that teach other competencies, too; their hours go to the competencies of the framework."""
    no_hours: tuple[Session, ...]
    """Counted ones without hours; they are sessions of no hours."""
    no_requirement: tuple[Session, ...]
    """Counted ones that are neither required nor elective."""
    unknown_assessment: tuple[Session, ...]
    """Counted ones whose assessments are none of the list; they are not assessed."""


@dataclass(frozen=True)
class Coverage:
    """Coverage of a framework by the sessions of a map."""

    curriculum_map: CurriculumMap
    framework: MapFramework
    cells: Mapping[tuple[str, str], Cell]
    """One for each code of a competency and phase, empty ones too."""
    whole: Mapping[str, Whole]
    """One for each code of a competency."""
    totals: Mapping[str, Total]
    """One for each phase."""
    incomplete: Incomplete

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases of the map."""
        return self.curriculum_map.phases


@dataclass(frozen=True)
class _Counted:
    """A session with a phase of the map and a competency of the framework."""

    session: Session
    hours: Mapping[str, float]
    """Hours on each competency of the framework, by code."""
    assessed: bool


_Share: TypeAlias = tuple[_Counted, float, str | None]
"""What a session gives to one competency: hours and level."""


def coverage(curriculum_map: CurriculumMap, framework: MapFramework) -> Coverage:
    """Grade each competency full, partial or none in each phase.

    Args:
        curriculum_map: One school, one academic year; sessions in any order.
        framework: What the map is held against, and the rule.
    """
    phases, methods = curriculum_map.phases, frozenset(framework.lists.assessment_codes)
    counted = [
        _Counted(session, hours, any(one.method in methods for one in session.assessments))
        for session in curriculum_map.sessions
        if session.phase in phases and (hours := hours_on(session, framework))
    ]
    shares: defaultdict[tuple[str, str], list[_Share]] = defaultdict(list)
    for one in counted:
        for part in one.session.teaches:
            if part.competency in one.hours:
                shares[part.competency, one.session.phase].append((one, one.hours[part.competency], part.level))
    cell = _cell_maker(framework)
    cells = {(code, phase): cell(shares.get((code, phase), [])) for code in framework.codes for phase in phases}
    return Coverage(
        curriculum_map,
        framework,
        cells,
        whole={code: _whole({phase: cells[code, phase] for phase in phases}) for code in framework.codes},
        totals={phase: _total([one for one in counted if one.session.phase == phase]) for phase in phases},
        incomplete=_incomplete(curriculum_map, counted),
    )


def hours_on(session: Session, framework: MapFramework) -> Mapping[str, float]:
    """Return the hours of a session on each competency of the framework that it teaches, by code.

    Hours of the session are shared equally, unless each competency has its own.
    """
    known = [one for one in session.teaches if one.competency in framework.competency]
    shared = (session.hours or 0) / len(known) if known else 0
    return {one.competency: shared if one.hours is None else one.hours for one in known}


def _cell_maker(framework: MapFramework) -> Callable[[list[_Share]], Cell]:
    rule, levels, stages = framework.rule, framework.lists.levels, tuple(framework.stages)
    high = levels[levels.index(rule.level) :] if rule.level in levels else ()

    def cell(shares: list[_Share]) -> Cell:
        needed = [share for share in shares if share[0].session.requirement == "required" or not rule.required]
        timed = [share for share in needed if share[1] > 0]
        tested = [share for share in timed if share[0].assessed or not rule.assessed]
        qualifying = [hours for _, hours, level in tested if rule.level is None or level in high]
        enough = _sum(qualifying)
        is_full = len(qualifying) >= rule.sessions and enough >= rule.hours
        at_level, at_stage = Counter(share[2] for share in shares), Counter(share[0].session.stage for share in shares)
        return Cell(
            sessions=tuple(one.session for one, _, _ in shares),
            required=sum(one.session.requirement == "required" for one, _, _ in shares),
            timed=len(timed),
            tested=len(tested),
            qualifying=len(qualifying),
            assessed=sum(one.assessed for one, _, _ in shares),
            **_by_requirement((one.session, hours) for one, hours, _ in shares),
            qualifying_hours=enough,
            levels=tuple(at_level[level] for level in levels),
            stages=tuple(at_stage[stage] for stage in stages),
            grade=Grade.FULL if is_full else Grade.PARTIAL if shares else Grade.NONE,
        )

    return cell


def _by_requirement(pairs: Iterable[tuple[Session, float]]) -> dict[str, float]:
    by_kind: dict[str | None, list[float]] = {"required": [], "elective": [], None: []}
    for session, hours in pairs:
        by_kind[session.requirement].append(hours)
    return {f"{kind or 'other'}_hours": _sum(hours) for kind, hours in by_kind.items()}


def _sum(hours: Iterable[float]) -> float:
    # Exact, so that neither thirds of an hour nor the order of sessions change a grade.
    return round(fsum(hours), 6)


def _whole(cells: Mapping[str, Cell]) -> Whole:
    return Whole(
        sessions=tuple(session for cell in cells.values() for session in cell.sessions),
        required_hours=_sum(cell.required_hours for cell in cells.values()),
        elective_hours=_sum(cell.elective_hours for cell in cells.values()),
        other_hours=_sum(cell.other_hours for cell in cells.values()),
        grades={phase: cell.grade for phase, cell in cells.items()},
    )


def _total(counted: list[_Counted]) -> Total:
    return Total(
        sessions=len(counted),
        required=sum(one.session.requirement == "required" for one in counted),
        elective=sum(one.session.requirement == "elective" for one in counted),
        assessed=sum(one.assessed for one in counted),
        **_by_requirement((one.session, fsum(one.hours.values())) for one in counted),
    )


def _incomplete(curriculum_map: CurriculumMap, counted: list[_Counted]) -> Incomplete:
    def those(condition: Callable[[_Counted], bool]) -> tuple[Session, ...]:
        return tuple(one.session for one in counted if condition(one))

    is_counted = {id(one.session) for one in counted}
    return Incomplete(
        not_counted=tuple(one for one in curriculum_map.sessions if id(one) not in is_counted),
        unknown_competency=those(lambda one: len(one.hours) < len(one.session.teaches)),
        no_hours=those(lambda one: one.session.hours is None and one.session.teaches[0].hours is None),
        no_requirement=those(lambda one: one.session.requirement is None),
        unknown_assessment=those(lambda one: bool(one.session.assessments) and not one.assessed),
    )
