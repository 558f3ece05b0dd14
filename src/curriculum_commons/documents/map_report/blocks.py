"""The content of a report on curriculum maps before it has a format: sections to read, and tables of data.

Pages and documents are made from the sections; workbooks and CSV from the tables, which have the same figures in full.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from markupsafe import Markup, escape

from ...model.maps import Grade

SYMBOLS = {Grade.FULL: "●", Grade.PARTIAL: "◐", Grade.NONE: "○"}
"""Sign of each grade, which is seen without colors."""
_MOST_COLUMNS = 6
"""Columns of a table on paper, beside that with the names of the rows."""
LONGEST_TABLE = 300
"""Rows that documents and Markdown show of a kind of table."""


@dataclass(frozen=True)
class Graded:
    """A grade with the figures that it comes of."""

    grade: Grade
    figures: tuple[str, ...] = ()

    @property
    def symbol(self) -> str:
        """Its sign."""
        return SYMBOLS[self.grade]

    @property
    def word(self) -> str:
        """Its name as a label."""
        return self.grade.value.capitalize()


@dataclass(frozen=True)
class Link:
    """Something elsewhere."""

    text: str
    url: str
    note: str = ""
    """What kind of thing it is, in a few words."""


Value = str | float | Graded
"""Of a cell; numbers are of data tables alone."""


@dataclass(frozen=True)
class Text:
    """One paragraph."""

    words: str
    kind: str = "text"


@dataclass(frozen=True)
class Point:
    """One entry of a list."""

    head: str
    words: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Points:
    """A list."""

    entries: tuple[Point, ...]
    ordered: bool = False
    start: int = 1
    kind: str = "points"


@dataclass(frozen=True)
class Table:
    """A table; its first column names the rows."""

    name: str
    """Of its sheet, and part of the name of its CSV file, as in "coverage"."""
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    elsewhere: str = ""
    """Name of the table of data that documents and Markdown refer to, where this one is too long for them."""
    kind: str = "table"

    @property
    def parts(self) -> Iterator[Table]:
        """Yield it in parts with as many columns as paper has room for, each with the names of the rows."""
        columns = len(self.columns) - 1
        number = -(-columns // _MOST_COLUMNS) if self.name in {"coverage", "hours"} else 1
        starts = [1 + columns * part // number for part in range(number + 1)]
        for first, end in pairwise(starts):
            kept = [0, *range(first, end)]
            title = f"{self.title}: {self.columns[first]} to {self.columns[end - 1]}" if number > 1 else self.title
            rows = tuple(tuple(row[at] for at in kept) for row in self.rows)
            yield replace(self, title=title, columns=tuple(self.columns[at] for at in kept), rows=rows)

    @property
    def is_stacked(self) -> bool:
        """Whether each of its rows is a list on phones."""
        return self.name in {"coverage", "sessions"} and len(self.rows) <= LONGEST_TABLE

    @property
    def labels(self) -> tuple[Markup, ...]:
        """The names of its columns as HTML, made once for all its rows."""
        return tuple(map(escape, self.columns))


@dataclass(frozen=True)
class Bar:
    """Hours of one competency in one phase."""

    required: float
    elective: float


@dataclass(frozen=True)
class Bars:
    """A picture of hours: a row for each competency, a column for each phase; the table after it has the same."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Bar, ...]], ...]
    kind: str = "bars"


Block = Text | Points | Table | Bars


@dataclass(frozen=True)
class Section:
    """A part of the report below a heading."""

    name: str
    """Its anchor."""
    title: str
    blocks: tuple[Block, ...]
    level: int = 2


@dataclass(frozen=True)
class Report:
    """All that a report holds."""

    title: str
    school: str
    """Whose name documents bear; empty where it compares schools."""
    facts: tuple[tuple[str, str], ...]
    """Such as the edition, each with its label."""
    verdict: tuple[str, ...]
    """What matters most, in three sentences."""
    sections: tuple[Section, ...]
    data: tuple[Table, ...]
    """Every figure, for workbooks and CSV."""

    @property
    def tables(self) -> Iterator[Table]:
        """The tables that are read."""
        return (one for section in self.sections for one in section.blocks if isinstance(one, Table))
