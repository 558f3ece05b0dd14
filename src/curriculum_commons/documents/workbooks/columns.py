"""The columns and lists of the mapping workbook, and where formulas find them.

For a new column of the sheet Sessions, add it to `COLUMNS`; for a drop-down list, add the entries to `Layout.lists`
and the column to `_LISTED`. What formulas compute from the columns is in `workings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ...mapping.framework import MapCompetency, MapFramework
from ...model.lists import ELECTIVE, PURPOSES, REQUIRED, entry, listed_code
from ...model.maps import MOST_HOURS
from . import styles as look
from .book import FIRST, HEADER, Column
from .cells import Area, one_of
from .school import typed_phases

SESSIONS, CHECK, COVERAGE, GAPS = "Sessions", "Row check", "Coverage", "Gaps"
OVERVIEW, LISTS, WORKINGS = "Overview", "Lists", "Workings"
ROWS = 2000
"""Rows of the sheet Sessions that are ready to be filled in."""
SPARE = 50
"""Rows that can be inserted or typed below them and still count."""
SLOTS, METHODS, ASSESSMENTS = 4, 3, 2
"""Competencies, ways to teach and ways to assess that one row can have."""
ALL_ROWS, PHASES = "Sessions_rows", "Phases_in_use"
"""Names of the cells of all columns, and of those with the phases: short, and without a sheet in formulas."""
_WIDEST = 28
"""Characters of a column with a list, at most."""
FORMAT = "2"
"""Version of the layout, by which programs that read workbooks know it."""

_NOT_LISTED = "Please choose an entry of the list; names that you type yourself are not counted."
_HOURS_RULE = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": MOST_HOURS}


def _competency(number: int) -> dict[str, Column]:
    first = number == 1
    return {
        f"competency_{number}": Column(
            f"Competency {number}",
            18,
            "A competency that the session teaches."
            + ("" if first else " Leave empty where there is no other; the hours are shared equally among all."),
        ),
        f"level_{number}": Column(f"Level {number}", 11),
        f"components_{number}": Column(
            f"Components {number}",
            11,
            "Codes of the components that it teaches, as on the sheet Lists, with ; between. Leave empty for all.",
        ),
    }


def _assessment(number: int) -> dict[str, Column]:
    return {
        f"assessment_{number}": Column(
            f"Assessment {number}", 28, "How learners are assessed in this session. Leave empty where they are not."
        ),
        f"purpose_{number}": Column(
            f"Purpose {number}", 11, "Formative: to help learners along. Summative: it counts for a grade."
        ),
    }


COLUMNS: Mapping[str, Column] = {
    "title": Column("Session title", 28, "What the session is called in your timetable. One row for each session."),
    "course": Column("Course", 15, "The course, block or placement it belongs to."),
    "phase": Column(
        "Phase",
        15,
        "When in the curriculum. The names are those of the sheet School; type them there first.",
        "Please choose one of the names on the sheet School.",
    ),
    "stage": Column("Stage", 13, "The step of the learning progression that learners take in this session."),
    "requirement": Column("Required or elective", 10, "Required: every learner takes part. Elective: some choose it."),
    "hours": Column(
        "Hours",
        7,
        "Hours of the whole session for one learner, such as 1.5. Leave empty where you do not know them.",
        f"Please type a number from 0 to {MOST_HOURS}, such as 1.5.",
        _HOURS_RULE,
        look.TYPED_HOURS,
    ),
    **{name: column for number in range(1, SLOTS + 1) for name, column in _competency(number).items()},
    **{
        f"method_{number}": Column(f"Method {number}", 22, "A way in which the session teaches.")
        for number in range(1, METHODS + 1)
    },
    **{name: column for number in range(1, ASSESSMENTS + 1) for name, column in _assessment(number).items()},
    "lead": Column("Who leads (role)", 14, "By role, such as course director. Please type no names."),
}
"""Columns of the sheet Sessions by the field that they hold, in their order."""

_LISTED = {
    "components": "Component",
    "stage": "Stage",
    "requirement": "Required or elective",
    "competency": "Competency",
    "level": "Level",
    "method": "Method",
    "assessment": "Assessment",
    "purpose": "Purpose",
}
"""Header on the sheet Lists of what a field offers, without the number of the column; phases are on School."""


@dataclass(frozen=True)
class Layout:
    """What a mapping workbook is made from apart from the text of its first sheet, and where formulas find it."""

    framework: MapFramework
    phases: tuple[str, ...]
    """Names in the cells for phases; empty where a cell is."""

    def worded(self, text: str) -> str:
        """Return a sentence in the words of the site."""
        return self.framework.terms.worded(text)

    def shown(self, header: str) -> str:
        """Return a header in the words of the site, and never one of two columns."""
        worded = self.worded(header)
        taken = worded != header and worded in {column.header.rstrip(" 1234") for column in COLUMNS.values()}
        return f"{worded} of the framework" if taken else worded

    @cached_property
    def competencies(self) -> tuple[str, ...]:
        """Entries of the list of competencies."""
        return tuple(entry(one.shown_code, one.title) for one in self.framework.competencies)

    @cached_property
    def lists(self) -> Mapping[str, tuple[str, ...]]:
        """Entries of each column of the sheet Lists, by header."""
        framework, lists = self.framework, self.framework.lists
        return {
            "Competency": self.competencies,
            "Component": tuple(
                entry(code, text.removeprefix(f"{code} "))
                for one in framework.competencies
                for code, (_, text) in zip(component_codes(one), one.components.items(), strict=True)
            ),
            "Stage": tuple(entry(str(number), name) for number, name in enumerate(framework.stages.values(), 1)),
            "Level": lists.levels,
            "Required or elective": (REQUIRED, ELECTIVE),
            "Method": lists.instruction,
            "Assessment": lists.assessment,
            "Purpose": PURPOSES,
            "Code": tuple(listed_code(one.shown_code) for one in framework.competencies),
            "Phase in use": self.phases,
        }

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Columns of the sheet Sessions by field, with the rules of lists: no stage without stages."""
        left_out = {kind for kind, header in _LISTED.items() if not self.lists[header]}
        columns = {field: column for field, column in COLUMNS.items() if kind_of(field) not in left_out}
        for field, column in columns.items():
            entries = self.list_of(field)
            rule = one_of(entries) if entries else column.rule
            meaning = self.framework.lists.meaning if kind_of(field) == "level" else self.worded(column.meaning)
            error = column.error or (_NOT_LISTED if entries else "")
            header, width = self.shown(column.header), self._width(field, column.width)
            columns[field] = Column(header, width, meaning, error, rule, column.style)
        return columns

    def _width(self, field: str, width: float) -> float:
        """Return the width in which the entries of a list take two lines, within limits."""
        longest = max((len(name) for name in self.lists.get(_LISTED.get(kind_of(field), ""), ())), default=0)
        return max(width, min(_WIDEST, longest / 2 + 2)) if field != "requirement" else width

    def list_of(self, field: str) -> Area | None:
        """Return the cells with the entries that a field offers, if it has a list."""
        if field == "phase":
            return typed_phases(self.phases)
        header = _LISTED.get(kind_of(field), "Component")
        return None if header == "Component" else self.list(header)

    def remark(self, field: str) -> str:
        """Return what Row check calls a column."""
        header = self.columns[field].header
        return f"{header[:1].lower()}{header[1:]}"

    @property
    def names(self) -> Mapping[str, Area]:
        """Names of cells: each column with its header, so that rows can be inserted anywhere below it."""
        columns = {name_of(field): number for number, field in enumerate(self.columns)}
        rows = 1 + ROWS + SPARE
        return {
            **{name: Area(SESSIONS, HEADER, number, rows) for name, number in columns.items()},
            ALL_ROWS: Area(SESSIONS, HEADER, 0, rows, len(columns)),
            PHASES: self.list("Phase in use"),
        }

    def list(self, header: str) -> Area:
        """Return the entries of a column of the sheet Lists."""
        return Area(LISTS, FIRST, 1 + list(self.lists).index(header), len(self.lists[header]))

    def numbers(self, header: str) -> Area:
        """Return the numbers of these entries."""
        return Area(LISTS, FIRST, 0, len(self.lists[header]))


def name_of(field: str) -> str:
    """Return the name of the cells of a field."""
    return f"Map_{field}"


def kind_of(field: str) -> str:
    """Return the name of a field without the number of its column, such as "level" for "level_2"."""
    return field.rpartition("_")[0] or field


def component_codes(competency: MapCompetency) -> tuple[str, ...]:
    """Return the code of each component as people see it, in order."""
    published = {name: code for code, name in competency.component_codes.items()}
    return tuple(published.get(name, name) for name in competency.components)
