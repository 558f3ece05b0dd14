"""Sessions of one academic year as a school typed them, and how each row is read.

Nothing is guessed: an entry counts only if it equals an entry of its list; anything else is reported.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass

from ..model.lists import (
    ASSESSMENT,
    ELECTIVE,
    INSTRUCTION,
    LEVELS,
    PURPOSES,
    REQUIRED,
    SEPARATOR,
    SOURCE,
    Lists,
    code_of,
    entry,
    listed_code,
    offered,
)
from ..model.maps import MOST_HOURS

__all__ = [
    "ASSESSMENT",
    "ELECTIVE",
    "INSTRUCTION",
    "LEVELS",
    "MOST_HOURS",
    "PURPOSES",
    "REQUIRED",
    "SEPARATOR",
    "SOURCE",
    "CurriculumMap",
    "Lists",
    "Row",
    "Session",
    "Value",
    "entry",
    "is_typed",
    "listed_code",
    "offered",
    "phase_names",
    "read",
]

Value = str | float | bool | None
"""Value of a cell; None where nothing was typed."""


@dataclass(frozen=True)
class Row:
    """One row as it was typed, its fields in the order of the columns."""

    title: Value = None
    """Title of the session."""
    course: Value = None
    """Course, block or placement it belongs to."""
    competency: Value = None
    """An entry such as "ABC-1 · Listen first", or the code that people see alone; as text."""
    stage: Value = None
    """An entry of the list of stages."""
    phase: Value = None
    """Name of a phase of the curriculum."""
    level: Value = None
    """Introduced, Reinforced or Mastered."""
    requirement: Value = None
    """Required or Elective."""
    instruction: Value = None
    """An entry of the list of instructional methods."""
    assessment: Value = None
    """An entry of the list of assessment methods, or its code alone."""
    purpose: Value = None
    """Formative or Summative."""
    hours: Value = None
    """A number from 0 to 500."""
    lead: Value = None
    """Who leads, by role."""


@dataclass(frozen=True)
class CurriculumMap:
    """The sessions of one school and one academic year."""

    phases: tuple[Value, ...]
    """Names of the phases, in order; empty where a position is not used."""
    rows: tuple[Row, ...]
    """The rows in any order."""


@dataclass(frozen=True)
class Session:
    """One row, read."""

    competency: str
    """Code; empty where it is missing or not on the list."""
    phase: int | None
    """Index of the phase; None where it is missing or not on the list."""
    required: bool
    elective: bool
    hours: float | None
    """None where the cell is not a number from 0 to 500."""
    assessed: bool
    """Whether it names an assessment method of the list."""
    assessment_unread: bool
    """Whether an assessment or its purpose was typed but the session does not count as assessed."""
    level: Value
    stage: Value

    @property
    def counts(self) -> bool:
        """Whether both competency and phase are known."""
        return bool(self.competency) and self.phase is not None


def is_typed(row: Row) -> bool:
    """Return True if any cell of the row has a value."""
    return any(value not in (None, "") for value in astuple(row))


def read(row: Row, codes: Collection[str], phases: Sequence[str], assessments: Collection[str]) -> Session:
    """Return the session of a row.

    Args:
        codes: Of the competencies.
        phases: Names as `phase_names` returns them.
        assessments: Codes of the ways to assess.
    """
    code, phase, assessed = _code(row.competency), _text(row.phase), _code(row.assessment) in assessments
    return Session(
        competency=code if code in codes else "",
        phase=phases.index(phase) if phase and phase in phases else None,
        required=row.requirement == REQUIRED,
        elective=row.requirement == ELECTIVE,
        hours=_hours(row.hours),
        assessed=assessed,
        assessment_unread=not assessed and (row.assessment not in (None, "") or row.purpose not in (None, "")),
        level=row.level,
        stage=row.stage,
    )


def phase_names(phases: Sequence[Value]) -> tuple[str, ...]:
    """Return the names of the phases by position; empty where it is not used or repeats an earlier name."""
    names = [_text(phase) for phase in phases]
    return tuple("" if name in names[:position] else name for position, name in enumerate(names))


def _code(value: Value) -> str:
    """Return the part of an entry before its name; a number has none, as a typed "1.10" has become 1.1."""
    return code_of(value) if isinstance(value, str) else ""


def _text(value: Value) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return str(value).upper() if isinstance(value, bool) else f"{value:.15g}"


def _hours(value: Value) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 <= value <= MOST_HOURS else None
