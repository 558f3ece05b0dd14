"""Judge how far sessions cover each competency in each phase of a curriculum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .sessions import CurriculumMap, Session, is_typed, places, read
from .vocabulary import LEVELS


class Grade(StrEnum):
    """How far a competency is covered."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


RULES = {
    Grade.FULL: "at least one required session with hours above 0 that is assessed",
    Grade.PARTIAL: "at least one session, but none that is required, has hours above 0 and is assessed",
    Grade.NONE: "no session",
}
"""When each grade is given."""
RULE_FOR_ALL = (
    "the same rule for the sessions of all phases taken together: full as soon as one phase is; "
    "the sheet Gaps lists each phase that is not."
)
"""What the grade in all phases says, which is less than it seems."""


@dataclass(frozen=True)
class Cell:
    """What the sessions on one competency amount to, in one phase or in all."""

    sessions: int
    """How many there are."""
    required: int
    """How many are required."""
    timed: int
    """How many are required and have hours above 0."""
    full: int
    """How many are required, have hours above 0 and are assessed."""
    assessed: int
    """How many are assessed."""
    required_hours: float
    """Hours of required sessions, summed."""
    elective_hours: float
    """Hours of elective sessions, summed."""
    levels: tuple[int, ...]
    """How many there are at each level."""
    stages: tuple[int, ...]
    """How many there are at each stage."""

    @property
    def grade(self) -> Grade:
        """How far the competency is covered, by `RULES`."""
        if self.full:
            return Grade.FULL
        return Grade.PARTIAL if self.sessions else Grade.NONE


@dataclass(frozen=True)
class Incomplete:
    """How many rows do not say all, by what that costs them."""

    not_counted: int
    """Rows whose competency or phase is missing or not on its list; they are not counted at all."""
    no_hours: int
    """Counted rows without hours that can be read; they are sessions of no hours."""
    no_requirement: int
    """Counted rows that are marked neither required nor elective; their hours are in neither column."""
    no_assessment: int
    """Counted rows with an assessment that is not on the list, or with its purpose alone; they are not assessed."""


@dataclass(frozen=True)
class Coverage:
    """What a curriculum map shows."""

    phases: tuple[str, ...]
    """Names of the phases by their places; empty where a place is not used."""
    typed: int
    """Rows in which anything stands."""
    cells: Mapping[tuple[str, int], Cell]
    """One cell for each competency, by code, and each phase that is used, by place."""
    whole: Mapping[str, Cell]
    """The same for all phases together, by code."""
    incomplete: Incomplete
    """What could not be counted, or only in part."""


def coverage(codes: Sequence[str], stages: Sequence[str], curriculum_map: CurriculumMap) -> Coverage:
    """Judge each competency full, partial or none from the sessions that teach and assess it.

    Args:
        codes: Of the competencies.
        stages: Entries of the list of stages; empty where the framework has none.
        curriculum_map: One school, one academic year.

    Returns:
        One cell for each competency and phase, and one for each competency; hours are summed, never averaged.

    """
    phases = places(curriculum_map.phases)
    sessions = [read(row, codes, phases) for row in curriculum_map.rows if is_typed(row)]
    counted = [session for session in sessions if session.counts]
    return Coverage(
        phases=phases,
        typed=len(sessions),
        cells={
            (code, place): _cell((s for s in counted if (s.competency, s.phase) == (code, place)), stages)
            for code in codes
            for place, name in enumerate(phases)
            if name
        },
        whole={code: _cell((s for s in counted if s.competency == code), stages) for code in codes},
        incomplete=Incomplete(
            not_counted=len(sessions) - len(counted),
            no_hours=sum(s.hours is None for s in counted),
            no_requirement=sum(not s.required and not s.elective for s in counted),
            no_assessment=sum(s.assessment_unread for s in counted),
        ),
    )


def _cell(chosen: Iterable[Session], stages: Sequence[str]) -> Cell:
    sessions = list(chosen)
    timed = [s for s in sessions if s.required and s.hours]
    return Cell(
        sessions=len(sessions),
        required=sum(s.required for s in sessions),
        timed=len(timed),
        full=sum(s.assessed for s in timed),
        assessed=sum(s.assessed for s in sessions),
        required_hours=sum((s.hours or 0 for s in sessions if s.required), 0.0),
        elective_hours=sum((s.hours or 0 for s in sessions if s.elective), 0.0),
        levels=tuple(sum(s.level == level for s in sessions) for level in LEVELS),
        stages=tuple(sum(s.stage == stage for s in sessions) for stage in stages),
    )
