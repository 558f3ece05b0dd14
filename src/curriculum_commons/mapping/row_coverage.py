"""Grade how far sessions cover each competency in each phase of a curriculum, and list the gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .sessions import CurriculumMap, Lists, Session, is_typed, offered, phase_names, read


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
"""Meaning of the grade in all phases, which is less than it seems."""

MISSING = (
    "No session in any phase",
    "No session in this phase",
    "No session that is required",
    "No required session says its hours",  # codespell:ignore says
    "No required session with hours is assessed",
)
"""Kinds of gaps, from the most to the least missing; only the first that applies is listed."""
NOWHERE, NO_SESSION, NOT_REQUIRED, NO_HOURS, NOT_ASSESSED = MISSING
ALL_PHASES = "All phases"

NO_PHASES = "No phase has a name yet: type the phases on the sheet School."
NO_SESSIONS = "No sessions typed yet: type them on the sheet Sessions, and this list fills itself."
NOTHING = "Nothing is missing: every competency is covered in full in every phase."
SOME = ("{} gap, from the competencies in their order:", "{} gaps, from the competencies in their order:")
"""Verdict for one gap and for more."""


@dataclass(frozen=True)
class Cell:
    """Counts of the sessions on one competency, in one phase or in all."""

    sessions: int
    required: int
    timed: int
    """Required with hours above 0."""
    full: int
    """Required with hours above 0, and assessed."""
    assessed: int
    required_hours: float
    """Hours of required sessions, summed."""
    elective_hours: float
    """Hours of elective sessions, summed."""
    levels: tuple[int, ...]
    """Sessions at each level."""
    stages: tuple[int, ...]
    """Sessions at each stage."""

    @property
    def grade(self) -> Grade:
        """How far the competency is covered, by `RULES`."""
        if self.full:
            return Grade.FULL
        return Grade.PARTIAL if self.sessions else Grade.NONE


@dataclass(frozen=True)
class Incomplete:
    """Numbers of incomplete rows, by consequence."""

    not_counted: int
    """Rows whose competency or phase is missing or not on its list; they are not counted at all."""
    no_hours: int
    """Counted rows without readable hours; they are sessions of no hours."""
    no_requirement: int
    """Counted rows marked neither required nor elective; their hours are in neither column."""
    no_assessment: int
    """Counted rows with an assessment that is not on the list, or with its purpose alone; they are not assessed."""


@dataclass(frozen=True)
class Coverage:
    """Coverage of a framework by the sessions of a curriculum map."""

    phases: tuple[str, ...]
    """Names of the phases by position; empty where it is not used."""
    typed: int
    """Rows with any value."""
    cells: Mapping[tuple[str, int], Cell]
    """One cell for each code of a competency and index of a phase with a name."""
    whole: Mapping[str, Cell]
    """The same for all phases together, by code."""
    incomplete: Incomplete
    """Rows that could not be counted, or only in part."""


def coverage(
    codes: Sequence[str], stages: Sequence[str], curriculum_map: CurriculumMap, lists: Lists | None = None
) -> Coverage:
    """Grade each competency full, partial or none from the sessions that teach and assess it.

    Args:
        codes: Of the competencies.
        stages: Entries of the list of stages; empty where the framework has none.
        curriculum_map: One school, one academic year.
        lists: What could be chosen; left out, the lists of the program.

    Returns:
        One cell for each competency and phase, and one for each competency; hours are summed, never averaged.

    """
    phases = phase_names(curriculum_map.phases)
    lists = lists or offered(None)
    assessments = lists.assessment_codes
    sessions = [read(row, codes, phases, assessments) for row in curriculum_map.rows if is_typed(row)]
    counted = [session for session in sessions if session.counts]
    return Coverage(
        phases=phases,
        typed=len(sessions),
        cells={
            (code, phase): _cell((s for s in counted if (s.competency, s.phase) == (code, phase)), stages, lists.levels)
            for code in codes
            for phase, name in enumerate(phases)
            if name
        },
        whole={code: _cell((s for s in counted if s.competency == code), stages, lists.levels) for code in codes},
        incomplete=Incomplete(
            not_counted=len(sessions) - len(counted),
            no_hours=sum(s.hours is None for s in counted),
            no_requirement=sum(not s.required and not s.elective for s in counted),
            no_assessment=sum(s.assessment_unread for s in counted),
        ),
    )


def _cell(chosen: Iterable[Session], stages: Sequence[str], levels: Sequence[str]) -> Cell:
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
        levels=tuple(sum(s.level == level for s in sessions) for level in levels),
        stages=tuple(sum(s.stage == stage for s in sessions) for stage in stages),
    )


@dataclass(frozen=True)
class Gap:
    """A competency that is not covered in full."""

    code: str
    """Of the competency."""
    phase: str
    """Name of the phase, or `ALL_PHASES`."""
    missing: str
    """One of `MISSING`."""


def gaps(coverage: Coverage) -> Iterator[Gap]:
    """Yield a competency that is taught nowhere once, any other for each phase in which it is not covered in full.

    Nothing is listed before anything is typed, or before a phase has a name.
    """
    if not coverage.typed or not any(coverage.phases):
        return
    for code, whole in coverage.whole.items():
        if not whole.sessions:
            yield Gap(code, ALL_PHASES, NOWHERE)
            continue
        for index, phase in enumerate(coverage.phases):
            if phase and (missing := _missing(coverage.cells[code, index])):
                yield Gap(code, phase, missing)


def _missing(cell: Cell) -> str:
    if cell.grade is Grade.FULL:
        return ""
    if not cell.sessions:
        return NO_SESSION
    if not cell.required:
        return NOT_REQUIRED
    return NOT_ASSESSED if cell.timed else NO_HOURS


def verdict(coverage: Coverage) -> str:
    """Return the sentence above the list of gaps."""
    if not any(coverage.phases):
        return NO_PHASES
    if not coverage.typed:
        return NO_SESSIONS
    number = len(list(gaps(coverage)))
    return SOME[number != 1].format(number) if number else NOTHING
