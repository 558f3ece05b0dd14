"""The columns and lists of the mapping workbook, and formulas that several of its sheets share.

For a new column of the sheet Sessions, add a line to `COLUMNS` and a field to `mapping.sessions.Row`. For a drop-down
list, add the entries to `Layout.lists`, under the header of the column. Formulas follow the rules of
`mapping.coverage`; a test recalculates them and compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ...mapping.row_coverage import MISSING, NO_PHASES, NO_SESSIONS, NOTHING, SOME, Grade
from ...mapping.sessions import ELECTIVE, MOST_HOURS, PURPOSES, REQUIRED, Lists, entry
from ...model.site import SiteTerms
from . import styles as look
from .book import FIRST, HEADER, Area, Column, one_of, quoted
from .school import typed_phases

SESSIONS, COVERAGE, GAPS, OVERVIEW, LISTS, WORKINGS = "Sessions", "Coverage", "Gaps", "Overview", "Lists", "Workings"
ROWS = 500
"""Rows of the sheet Sessions that are ready to be filled in."""
_SPARE = 100
"""Rows that can be inserted or typed below them and still count."""


_NOT_LISTED = "Please choose an entry of the list; names that you type yourself are not counted."
_HOURS_RULE = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": MOST_HOURS}

COLUMNS = {
    "title": Column("Session title", 34, "What the session is called in your timetable."),
    "course": Column("Course", 20, "The course, block or placement it belongs to."),
    "competency": Column("Competency", 30, "The competency that the session teaches. One row for each."),
    "stage": Column("Stage", 18, "The step of the learning progression that learners take in this session."),
    "phase": Column(
        "Phase",
        22,
        "When in the curriculum. The names are those of the sheet School; type them there first.",
        "Please choose one of the names that stand on the sheet School.",
    ),
    "level": Column("Level", 12),
    "requirement": Column("Required or elective", 11, "Required: every learner takes part. Elective: some choose it."),
    "instruction": Column("Instructional method", 28, "The main way in which the session teaches."),
    "assessment": Column(
        "Assessment method", 36, "How learners are assessed on this competency here. Leave empty where they are not."
    ),
    "purpose": Column(
        "Formative or summative", 12, "Formative: to help learners along. Summative: it counts for a grade."
    ),
    "hours": Column(
        "Hours",
        8,
        "Hours that a learner spends on this competency here, such as 1.5 for an hour and a half.",
        f"Please type a number from 0 to {MOST_HOURS}, such as 1.5.",
        _HOURS_RULE,
        look.HOURS_INPUT,
    ),
    "lead": Column("Who leads (role)", 20, "By role, such as course director. Please type no names."),
}
"""Columns of the sheet Sessions by field of `mapping.sessions.Row`, in their order; Row check follows them."""

WORKED_OUT = (
    *("row", "typed", "competency", "phase", "requirement", "timed", "hours", "assessed", "assessment unread"),
    *("level", "stage", "counted", "remarks", "row check"),
)
"""Columns of the sheet Workings with numbers for each row of Sessions."""
WORKED_GAPS = ("gap: competency", "gap: phase", "gap: kind", "gap: number")
"""Columns of the sheet Workings for each possible gap."""


@dataclass(frozen=True)
class Layout:
    """What a mapping workbook is made from apart from the text of its first sheet, and where formulas find it."""

    phases: tuple[str, ...]
    """Names in the cells for phases; empty where a cell is."""
    competencies: tuple[tuple[str, str], ...]
    """Code and title of each competency."""
    stages: tuple[str, ...]
    """Names of the stages; empty where the framework has none."""
    terms: SiteTerms
    offered: Lists
    """What the drop-down lists offer."""

    def shown(self, header: str) -> str:
        """Return a header in the words of the site, and never one of two columns."""
        worded = self.terms.worded(header)
        taken = worded != header and worded in {column.header for column in COLUMNS.values()}
        return f"{worded} of the framework" if taken else worded

    @cached_property
    def lists(self) -> Mapping[str, tuple[str, ...]]:
        """Entries of each column of the sheet Lists, by header."""
        return {
            "Competency": tuple(entry(*competency) for competency in self.competencies),
            "Code": tuple(code for code, _ in self.competencies),
            "Stage": tuple(entry(str(number), name) for number, name in enumerate(self.stages, 1)),
            "Level": self.offered.levels,
            "Required or elective": (REQUIRED, ELECTIVE),
            "Instructional method": self.offered.instruction,
            "Assessment method": self.offered.assessment,
            "Assessment code": self.offered.assessment_codes,
            "Formative or summative": PURPOSES,
            "Phase in use": self.phases,
            "What can be missing": MISSING,
        }

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Columns of the sheet Sessions by field, those that have a list with its rule: no stage without stages."""
        columns = {name: column for name, column in COLUMNS.items() if name != "stage" or self.stages}
        listed = {"phase": typed_phases(self.phases)}
        listed |= {name: self.list(column.header) for name, column in columns.items() if column.header in self.lists}
        for name, entries in listed.items():
            column = columns[name]
            columns[name] = replace(column, rule=one_of(entries), error=column.error or _NOT_LISTED)
        worded = self.terms.worded
        shown = {
            name: replace(column, header=self.shown(column.header), meaning=worded(column.meaning))
            for name, column in columns.items()
        }
        return shown | {"level": replace(shown["level"], meaning=self.offered.meaning)}

    def typed(self, field: str) -> Area:
        """Return the cells of a field for formulas: with its header, so that rows can be inserted anywhere below it."""
        return Area(SESSIONS, HEADER, list(self.columns).index(field), 1 + ROWS + _SPARE)

    @property
    def sessions(self) -> Area:
        """The cells of all fields for formulas."""
        return Area(SESSIONS, HEADER, 0, 1 + ROWS + _SPARE, len(self.columns))

    def list(self, header: str) -> Area:
        """Return the entries of a column of the sheet Lists."""
        return Area(LISTS, FIRST, 1 + list(self.lists).index(header), len(self.lists[header]))

    def numbers(self, header: str) -> Area:
        """Return the numbers of these entries."""
        return Area(LISTS, FIRST, 0, len(self.lists[header]))

    def worked(self, header: str) -> Area:
        """Return a column of the sheet Workings."""
        if header in WORKED_OUT:
            return Area(WORKINGS, FIRST, WORKED_OUT.index(header), ROWS + _SPARE)
        return Area(WORKINGS, FIRST, len(WORKED_OUT) + 1 + WORKED_GAPS.index(header), self.possible_gaps)

    def sum(self, header: str) -> Area:
        """Return the sum of such a column, above its header."""
        return Area(WORKINGS, HEADER - 1, self.worked(header).col)

    @property
    def possible_gaps(self) -> int:
        """Number of gaps there can be: for each competency one in all phases and one in each phase."""
        return len(self.competencies) * (1 + len(self.phases))


Formula = tuple[str, str]
"""A formula and the value it has while nothing is typed."""

GRADES = {Grade.FULL: "● Full", Grade.PARTIAL: "◐ Partial", Grade.NONE: "○ None"}
"""Grades in cells: a shape and a word, so that color is not needed."""
GRADE_STYLES: dict[Grade, look.Style] = {
    Grade.FULL: {"bg_color": look.TEAL_TINT, "font_color": look.TEAL, "bold": True},
    Grade.PARTIAL: {"bg_color": look.SAND},
    Grade.NONE: {"bg_color": look.CLAY_TINT, "font_color": look.CLAY},
}
_EMPTY = "No sessions typed yet."
_COUNTED = ("{} row is counted.", "{} rows are counted.")
_NOT_COUNTED = (
    "{} row is not counted because competency or phase is missing or not on its list.",
    "{} rows are not counted because competency or phase is missing or not on its list.",
)


@dataclass(frozen=True)
class Tally:
    """Formulas that count the sessions on one competency, in one phase or in all.

    Competencies and phases are numbered from 1, as on the sheet Lists.
    """

    layout: Layout
    competency: int
    phase: int = 0
    """Number of the phase; 0 for all."""

    def count(self, **criteria: int | str) -> str:
        """Return the number of sessions; a criterion is a column of the sheet Workings and the value it must have."""
        return f"COUNTIFS({self._criteria(criteria)})"

    @property
    def timed(self) -> str:
        """Required sessions with hours."""
        return self.count(requirement=1, hours='">0"')

    @property
    def full(self) -> str:
        """Required sessions with hours that are assessed."""
        return self.count(requirement=1, hours='">0"', assessed=1)

    def hours(self, requirement: int) -> str:
        """Hours of sessions that are required (1) or elective (2)."""
        return f"SUMIFS({self.layout.worked('hours').ref},{self._criteria({'requirement': requirement})})"

    def grade(self) -> str:
        """Return the grade in words."""
        full, partial, none = (quoted(GRADES[grade]) for grade in Grade)
        return f"IF({self.full}>0,{full},IF({self.count()}>0,{partial},{none}))"

    def _criteria(self, more: dict[str, int | str]) -> str:
        where = {"phase": self.phase} if self.phase else {"counted": 1}
        criteria = {"competency": self.competency, **where, **more}
        return ",".join(f"{self.layout.worked(header).ref},{value}" for header, value in criteria.items())


def state(layout: Layout) -> Formula:
    """Return the sentence on how many rows are counted and how many are not."""
    typed, counted = layout.sum("typed").ref, layout.sum("counted").ref
    one, more = map(layout.terms.worded, _NOT_COUNTED)
    sentences = f'{_sentence(counted, _COUNTED)}&" "&{_sentence(f"({typed}-{counted})", (one, more))}'
    return f"IF({typed}=0,{quoted(_EMPTY)},TRIM({sentences}))", _EMPTY


def verdict(layout: Layout) -> Formula:
    """Return the sentence above the list of gaps; the same as `mapping.coverage.verdict`."""
    phases, number = layout.list("Phase in use").ref, layout.sum("gap: number").ref
    nothing, one, more = map(layout.terms.worded, (NOTHING, *SOME))
    formula = (
        f"IF(SUMPRODUCT(--(LEN({phases})>0))=0,{quoted(NO_PHASES)},"
        f"IF({layout.sum('typed').ref}=0,{quoted(NO_SESSIONS)},"
        f"IF({number}=0,{quoted(nothing)},{_sentence(number, (one, more))})))"
    )
    return formula, NO_SESSIONS if any(layout.phases) else NO_PHASES


def _sentence(number: str, sentences: tuple[str, str]) -> str:
    """Return the formula of a sentence for one or for more; it shows nothing for none."""
    one, more = (quoted(text.removeprefix("{}")) for text in sentences)
    return f'IF({number}=0,"",{number}&IF({number}=1,{one},{more}))'
