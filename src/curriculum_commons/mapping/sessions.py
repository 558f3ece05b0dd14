"""Sessions of one academic year, as a school typed them, and what each row of them says.

Nothing is guessed: an entry counts only if it is on its list, letter by letter, and the rest is reported.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass

from .vocabulary import ASSESSMENT, ELECTIVE, REQUIRED, SEPARATOR

Value = str | float | bool | None
"""What a cell holds; None where nothing was typed."""
MOST_HOURS = 500
"""More hours than this in one row are taken for a slip."""


@dataclass(frozen=True)
class Row:
    """One row as it was typed, its fields in the order of the columns."""

    title: Value = None
    """What the session is called."""
    course: Value = None
    """Course or clerkship it belongs to."""
    competency: Value = None
    """An entry such as "ABC-1 · Listen first", or the code alone; as text."""
    stage: Value = None
    """A step of the learning progression, as its list shows it."""
    phase: Value = None
    """Name of a phase of the curriculum."""
    level: Value = None
    """Introduced, Reinforced or Mastered."""
    requirement: Value = None
    """Required or Elective."""
    instruction: Value = None
    """An instructional method, as its list shows it."""
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
    """What the school calls the phases of its curriculum, in order; empty where a place is not used."""
    rows: tuple[Row, ...]
    """The rows in any order."""


@dataclass(frozen=True)
class Session:
    """What one row says."""

    competency: str
    """Its code; empty where it is missing or not on the list."""
    phase: int | None
    """Place of its phase, counted from 0; None where it is missing or not on the list."""
    required: bool
    """Whether it is marked as required."""
    elective: bool
    """Whether it is marked as elective."""
    hours: float | None
    """Its hours; None where the cell holds no number from 0 to 500."""
    assessed: bool
    """Whether it names an assessment method of the list."""
    assessment_unread: bool
    """Whether something about assessment was typed that does not make it assessed."""
    level: Value
    """Its level as typed."""
    stage: Value
    """Its stage as typed."""

    @property
    def counts(self) -> bool:
        """Whether it can be counted: for which competency, and in which phase."""
        return bool(self.competency) and self.phase is not None


def is_typed(row: Row) -> bool:
    """Whether anything stands in the row."""
    return any(value not in (None, "") for value in astuple(row))


def read(row: Row, codes: Collection[str], phases: Sequence[str]) -> Session:
    """Say what a row says.

    Args:
        phases: Names as `places` returns them.
    """
    code, phase, assessed = _code(row.competency), _text(row.phase), _code(row.assessment) in ASSESSMENT
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


def places(phases: Sequence[Value]) -> tuple[str, ...]:
    """Return the names of the phases; empty where a place is not used or its name is that of an earlier one."""
    names = [_text(phase) for phase in phases]
    return tuple("" if name in names[:place] else name for place, name in enumerate(names))


def _code(value: Value) -> str:
    """The part of an entry before its name; a number is none, for "1.10" typed as a number has become 1.1."""
    return value.partition(SEPARATOR)[0] if isinstance(value, str) else ""


def _text(value: Value) -> str:
    """What a spreadsheet makes of a value where it wants text."""
    if value is None or isinstance(value, str):
        return value or ""
    return str(value).upper() if isinstance(value, bool) else f"{value:.15g}"


def _hours(value: Value) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 <= value <= MOST_HOURS else None
