"""Where everything stands in the mapping workbook, so that formulas of one sheet can name cells of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ...mapping.gaps import MISSING
from ...mapping.vocabulary import ASSESSMENT, ELECTIVE, INSTRUCTION, LEVELS, PURPOSES, REQUIRED, entry
from ..brand import Brand
from .book import Area
from .school import Phases

SESSIONS, COVERAGE, GAPS, OVERVIEW, LISTS, WORKINGS = "Sessions", "Coverage", "Gaps", "Overview", "Lists", "Workings"
HEADER = 3
"""Row of the headings on every sheet, counted from 0."""
FIRST = HEADER + 1
ROWS = 500
"""Rows ready for sessions."""
_SPARE = 100
"""Rows that may be inserted among them or typed below them and are still counted."""

HEADINGS = {
    "title": "Session title",
    "course": "Course or clerkship",
    "competency": "Competency",
    "stage": "Stage",
    "phase": "Phase",
    "level": "Level",
    "requirement": "Required or elective",
    "instruction": "Instructional method",
    "assessment": "Assessment method",
    "purpose": "Formative or summative",
    "hours": "Hours",
    "lead": "Who leads (role)",
}
"""Headings of the sheet Sessions, by field of a row of a curriculum map, in the order of its columns."""
ROW_CHECK = "Row check"
"""Heading of the last column of that sheet, which is not typed but says how the row is counted."""

WORKED_OUT = (
    *("row", "typed", "competency", "phase", "requirement", "timed", "hours", "assessed", "assessment unread"),
    *("level", "stage", "counted", "remarks", "row check"),
)
"""Headings of the sheet Workings: what it says of each row of Sessions."""
WORKED_GAPS = ("gap: competency", "gap: phase", "gap: kind", "gap: number")
"""And of each gap there could be."""


@dataclass(frozen=True)
class Outline:
    """What the workbook is made from, apart from the words of its first sheet."""

    brand: Brand
    """Whose workbook it is."""
    phases: Phases
    """The places for phases."""
    competencies: tuple[tuple[str, str], ...]
    """Code and title of each competency."""
    stage_names: tuple[str, ...]
    """Names of the stages; empty where the framework has none."""

    @cached_property
    def lists(self) -> Mapping[str, tuple[str, ...]]:
        """What stands on the sheet Lists, by heading; phases are formulas and stand there too."""
        return {
            "Competency": tuple(entry(*competency) for competency in self.competencies),
            "Code": tuple(code for code, _ in self.competencies),
            "Stage": tuple(entry(str(number), name) for number, name in enumerate(self.stage_names, 1)),
            "Level": LEVELS,
            "Required or elective": (REQUIRED, ELECTIVE),
            "Instructional method": tuple(entry(*method) for method in INSTRUCTION.items()),
            "Assessment method": tuple(entry(*method) for method in ASSESSMENT.items()),
            "Assessment code": tuple(ASSESSMENT),
            "Formative or summative": PURPOSES,
            "Phase in use": self.phases.names,
            "What can be missing": MISSING,
        }

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of a row that have a column: no stage where there are none."""
        return tuple(field for field in HEADINGS if field != "stage" or self.stage_names)

    def ready(self, field: str) -> Area:
        """Where a field is ready to be typed."""
        return Area(SESSIONS, FIRST, self.fields.index(field), ROWS)

    def typed(self, field: str) -> Area:
        """Where formulas look for a field: from its heading on, so that rows may be inserted anywhere below it."""
        return Area(SESSIONS, HEADER, self.fields.index(field), 1 + ROWS + _SPARE)

    @property
    def sessions(self) -> Area:
        """Where formulas look for all fields of a row."""
        return Area(SESSIONS, HEADER, 0, 1 + ROWS + _SPARE, len(self.fields))

    def list(self, heading: str) -> Area:
        """Where a list stands."""
        return Area(LISTS, FIRST, 1 + list(self.lists).index(heading), len(self.lists[heading]))

    def numbers(self, heading: str) -> Area:
        """Where the numbers of the entries of a list stand."""
        return Area(LISTS, FIRST, 0, len(self.lists[heading]))

    def worked(self, heading: str) -> Area:
        """Where something is worked out: for each session, or for each gap there could be."""
        if heading in WORKED_OUT:
            return Area(WORKINGS, FIRST, WORKED_OUT.index(heading), ROWS + _SPARE)
        return Area(WORKINGS, FIRST, len(WORKED_OUT) + 1 + WORKED_GAPS.index(heading), self.possible_gaps)

    def sum(self, heading: str) -> Area:
        """Where a column of the workings is summed: above its heading."""
        return Area(WORKINGS, HEADER - 1, self.worked(heading).col)

    @property
    def possible_gaps(self) -> int:
        """How many gaps there could be: one in all phases and one in each, for each competency."""
        return len(self.competencies) * (1 + len(self.phases.names))
