"""Formulas that several sheets of the mapping workbook share: counts, grades, and sentences about the rows.

They follow the rules of `mapping.coverage`; a test recalculates them and compares.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...mapping.coverage import NO_PHASES, NO_SESSIONS, NOTHING, SOME, Grade
from .book import quoted
from .columns import Layout
from .styles import CLAY, CLAY_TINT, SAND, TEAL, TEAL_TINT, Style

Formula = tuple[str, str]
"""A formula and the value it has while nothing is typed."""

GRADES = {Grade.FULL: "● Full", Grade.PARTIAL: "◐ Partial", Grade.NONE: "○ None"}
"""Grades in cells: a shape and a word, so that color is not needed."""
GRADE_STYLES: dict[Grade, Style] = {
    Grade.FULL: {"bg_color": TEAL_TINT, "font_color": TEAL, "bold": True},
    Grade.PARTIAL: {"bg_color": SAND},
    Grade.NONE: {"bg_color": CLAY_TINT, "font_color": CLAY},
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

    @property
    def required_hours(self) -> str:
        """Hours of required sessions."""
        return self._hours(1)

    @property
    def elective_hours(self) -> str:
        """Hours of elective sessions."""
        return self._hours(2)

    @property
    def grade(self) -> str:
        """The grade in words."""
        full, partial, none = (quoted(GRADES[grade]) for grade in Grade)
        return f"IF({self.full}>0,{full},IF({self.count()}>0,{partial},{none}))"

    def _hours(self, requirement: int) -> str:
        return f"SUMIFS({self.layout.worked('hours').ref},{self._criteria({'requirement': requirement})})"

    def _criteria(self, more: dict[str, int | str]) -> str:
        where = {"phase": self.phase} if self.phase else {"counted": 1}
        criteria = {"competency": self.competency, **where, **more}
        return ",".join(f"{self.layout.worked(header).ref},{value}" for header, value in criteria.items())


def state(layout: Layout) -> Formula:
    """Return the sentence on how many rows are counted and how many are not."""
    typed, counted = layout.sum("typed").ref, layout.sum("counted").ref
    sentences = f'{_sentence(counted, _COUNTED)}&" "&{_sentence(f"({typed}-{counted})", _NOT_COUNTED)}'
    return f"IF({typed}=0,{quoted(_EMPTY)},TRIM({sentences}))", _EMPTY


def verdict(layout: Layout) -> Formula:
    """Return the sentence above the list of gaps; the same as `mapping.coverage.verdict`."""
    phases, number = layout.list("Phase in use").ref, layout.sum("gap: number").ref
    formula = (
        f"IF(SUMPRODUCT(--(LEN({phases})>0))=0,{quoted(NO_PHASES)},"
        f"IF({layout.sum('typed').ref}=0,{quoted(NO_SESSIONS)},"
        f"IF({number}=0,{quoted(NOTHING)},{_sentence(number, SOME)})))"
    )
    return formula, NO_SESSIONS if any(layout.phases) else NO_PHASES


def _sentence(number: str, sentences: tuple[str, str]) -> str:
    """Return the formula of a sentence for one or for more; it shows nothing for none."""
    one, more = (quoted(text.removeprefix("{}")) for text in sentences)
    return f'IF({number}=0,"",{number}&IF({number}=1,{one},{more}))'
