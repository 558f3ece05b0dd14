"""Say in words what a curriculum map shows to be missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .coverage import Cell, Coverage, Grade

MISSING = (
    "No session in any phase",
    "No session in this phase",
    "No session that is required",
    "No required session says its hours",
    "No required session with hours is assessed",
)
"""What can be missing, from the most to the least; where one holds, those after it are not said."""
NOWHERE, NO_SESSION, NOT_REQUIRED, NO_HOURS, NOT_ASSESSED = MISSING

NO_PHASES = "No phase has a name yet: type the phases on the sheet School."
NO_SESSIONS = "No sessions typed yet: type them on the sheet Sessions, and this list fills itself."
NOTHING = "Nothing is missing: every competency is covered in full in every phase."
SOME = ("{} gap, from the competencies in their order:", "{} gaps, from the competencies in their order:")
"""What stands above the list, for one gap and for more."""
ALL_PHASES = "All phases"

LEFT_OUT = (
    "{} row is not counted because competency or phase is missing or not on its list.",
    "{} rows are not counted because competency or phase is missing or not on its list.",
)
"""What is said of rows that cannot be counted, for one row and for more."""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing."""

    code: str
    """Of the competency."""
    phase: str
    """Name of the phase, or `ALL_PHASES`."""
    missing: str
    """What is missing, one of `MISSING`."""


def gaps(coverage: Coverage) -> Iterator[Gap]:
    """List what is missing: a competency that is taught nowhere once, any other for each phase not covered in full.

    Nothing is listed before anything is typed, or before a phase has a name.
    """
    if not coverage.typed or not any(coverage.phases):
        return
    for code, whole in coverage.whole.items():
        if not whole.sessions:
            yield Gap(code, ALL_PHASES, NOWHERE)
            continue
        for place, phase in enumerate(coverage.phases):
            if phase and (missing := _missing(coverage.cells[code, place])):
                yield Gap(code, phase, missing)


def verdict(coverage: Coverage) -> str:
    """Return the sentence that stands above the list of gaps."""
    if not any(coverage.phases):
        return NO_PHASES
    if not coverage.typed:
        return NO_SESSIONS
    number = len(list(gaps(coverage)))
    return counted(SOME, number) if number else NOTHING


def counted(sentences: tuple[str, str], number: int) -> str:
    """Return the message for one or for more, with the number in it."""
    return sentences[number != 1].format(number)


def _missing(cell: Cell) -> str:
    if cell.grade is Grade.FULL:
        return ""
    if not cell.sessions:
        return NO_SESSION
    if not cell.required:
        return NOT_REQUIRED
    return NOT_ASSESSED if cell.timed else NO_HOURS
