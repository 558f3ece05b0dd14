"""A workbook being written: sheets of one look, text that stays text, formulas that come with their values.

Knows nothing of what the sheets say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from textwrap import wrap
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell  # type: ignore[import-untyped]

from ...model.palette import LIGHT

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

INK, PAPER, TEAL, CLAY, RULE = LIGHT.ink, LIGHT.paper, LIGHT.teal, LIGHT.clay, LIGHT.line
TEAL_TINT, SAND = LIGHT.teal_tint, LIGHT.wash
_US_LETTER = 1
_NO_GRIDLINES = 2
_MARGIN = 0.5
ROW_HEIGHT = 15.0
"""Height of a row that nobody has set, in points."""
_LINE = 1.4
"""Height of a line, in sizes of its letters."""
_WIDER = 0.93
"""How wide letters are on average, in those by which columns are measured."""

_SIZE = 11
"""Size of letters, in points, by which columns are measured."""

Look = Mapping[str, Any]
"""Properties of a cell's format, as XlsxWriter names them."""

PLAIN: Look = {"font_name": "Calibri", "font_size": _SIZE, "font_color": INK, "valign": "top"}
WRAPPED: Look = {"text_wrap": True}
TITLE: Look = {"bold": True, "font_size": 16, "font_color": TEAL, "valign": "vcenter"}
BAND: Look = {"bold": True, "font_size": 12, "font_color": TEAL, "bottom": 2, "bottom_color": TEAL}
HEAD: Look = {"bold": True, "font_color": "#ffffff", "bg_color": TEAL, "valign": "vcenter", **WRAPPED}
NOTE: Look = {"font_color": CLAY, "bold": True}
CELL: Look = {"border": 1, "border_color": RULE}
INPUT: Look = {**CELL, "locked": False, "bg_color": PAPER, **WRAPPED}
TEXT_INPUT: Look = {**INPUT, "num_format": "@"}
"""A cell in which "1.10" stays what was typed."""
NUMBER: Look = {**CELL, "align": "center"}
HOURS: Look = {**NUMBER, "num_format": "0.0#"}


@dataclass(frozen=True)
class Area:
    """A rectangle of cells on a sheet; rows and columns are counted from 0."""

    sheet: str
    """Name of the sheet."""
    row: int
    """First row."""
    col: int
    """First column."""
    rows: int = 1
    """Number of rows."""
    cols: int = 1
    """Number of columns."""

    @property
    def ref(self) -> str:
        """What a formula on any sheet calls it, such as "Lists!$A$5:$A$9"."""
        last = (self.row + self.rows - 1, self.col + self.cols - 1)
        return f"{quote_sheetname(self.sheet)}!{xl_range_abs(self.row, self.col, *last)}"

    def column(self, number: int) -> Area:
        """Return one of its columns, counted from 0."""
        return Area(self.sheet, self.row, self.col + number, self.rows)

    def cell(self, row: int, col: int = 0) -> Area:
        """Return one of its cells, counted from 0."""
        return Area(self.sheet, self.row + row, self.col + col)


@dataclass
class Book:
    """One workbook, until it is closed."""

    stream: BytesIO = field(default_factory=BytesIO)
    """Where it is written."""
    only_shown: bool = False
    """Whether only what its cells show is wanted, and no file: formulas take most of the time."""

    def __post_init__(self) -> None:
        """Begin an empty workbook."""
        self.sheets: list[Sheet] = []
        self._book = Workbook(self.stream, {"in_memory": True})
        self._formats: dict[str, Any] = {}

    def properties(self, title: str, author: str, company: str, created: datetime) -> None:
        """Say what the file is, who made it, and when."""
        self._book.set_properties({"title": title, "author": author, "company": company, "created": created})

    def sheet(self, name: str, widths: Sequence[float], landscape: bool = False) -> Sheet:
        """Add a sheet with columns of these widths, in characters."""
        made = Sheet(name, self, self._book.add_worksheet(name))
        self.sheets.append(made)
        for column, width in enumerate(widths):
            made.raw.set_column(column, column, width, self.format(PLAIN))
        made.raw.set_paper(_US_LETTER)
        made.raw.set_margins(_MARGIN, _MARGIN, _MARGIN, _MARGIN + 0.2)
        made.raw.set_footer("&L&A&RPage &P of &N", {"scale_with_doc": False})
        made.raw.fit_to_pages(1, 0)
        made.raw.hide_gridlines(_NO_GRIDLINES)
        if landscape:
            made.raw.set_landscape()
        return made

    def name(self, name: str, area: Area) -> None:
        """Give cells a name that formulas can use."""
        self._book.define_name(name, f"={area.ref}")

    def bar_chart(self) -> Any:
        """Return an empty chart of stacked bars."""
        return self._book.add_chart({"type": "bar", "subtype": "stacked"})

    def format(self, look: Look) -> Any:
        """Return the format of a look."""
        return self._kept({**PLAIN, **look})

    def difference(self, look: Look) -> Any:
        """Return a format that changes another only in what it says."""
        return self._kept(look)

    def closed(self) -> bytes:
        """Finish the workbook and return it."""
        self._book.close()
        return self.stream.getvalue()

    def _kept(self, properties: Look) -> Any:
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(dict(properties))
        return self._formats[key]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    """Its name."""
    book: Book
    """The workbook it is part of."""
    raw: Any
    """XlsxWriter's worksheet, for what is done once."""
    shown: dict[tuple[int, int], str | float] = field(default_factory=dict)
    """What stands in each cell that is not empty, by row and column, as the workbook is made."""

    def text(self, row: int, col: int, text: str, look: Look = PLAIN) -> None:
        """Write text, which stays text whatever it begins with."""
        if text:
            self.shown[row, col] = text
            self.raw.write_string(row, col, text, self.book.format(look))
        else:
            self.raw.write_blank(row, col, None, self.book.format(look))

    def tall(self, row: int, text: str, width: float, size: float = _SIZE) -> float:
        """Make a row as high as text needs in a column of this width, and return its height in points.

        Not every program does so by itself.
        """
        letters = max(1, int(width * _SIZE / size / _WIDER))
        lines = sum(max(1, len(wrap(line, letters, break_on_hyphens=False))) for line in text.split("\n"))
        if lines == 1:
            return ROW_HEIGHT
        self.raw.set_row(row, lines * size * _LINE)
        return lines * size * _LINE

    def number(self, row: int, col: int, number: float, look: Look = PLAIN) -> None:
        """Write a number."""
        self.shown[row, col] = number
        self.raw.write_number(row, col, number, self.book.format(look))

    def formula(self, row: int, col: int, formula: str, value: str | float, look: Look = PLAIN) -> None:
        """Write a formula, without its "=", and the value it has in the workbook as it is made."""
        if value != "":
            self.shown[row, col] = value
        if not self.book.only_shown:
            self.raw.write_formula(row, col, f"={formula}", self.book.format(look), value)

    def texts(self, row: int, col: int, texts: Sequence[str], look: Look) -> None:
        """Write texts one beside the other."""
        for place, text in enumerate(texts):
            self.text(row, col + place, text, look)

    def shade(self, area: Area, formula: str, look: Look) -> None:
        """Give cells another look where a formula, written for the first of them, holds."""
        last = (area.row + area.rows - 1, area.col + area.cols - 1)
        options = {"type": "formula", "criteria": f"={formula}", "format": self.book.difference(look)}
        self.raw.conditional_format(area.row, area.col, *last, options)

    def prints(self, area: Area, header: int | None = None) -> None:
        """Say what is printed, and which row stands at the top of each page."""
        self.raw.print_area(area.row, area.col, area.row + area.rows - 1, area.col + area.cols - 1)
        if header is not None:
            self.raw.repeat_rows(header)

    def only_inputs(self) -> None:
        """Keep formulas from slips of the hand; without a password, so that nobody is locked out."""
        self.raw.protect("", {"format_columns": True, "format_rows": True, "objects": True, "scenarios": True})


def lines_of(texts: Iterable[str], width: float) -> int:
    """Return the lines that the longest of these texts needs in a column of this width, in characters."""
    return max((len(wrap(text, max(1, int(width)), break_on_hyphens=False)) for text in texts), default=1)


def at(row: int, col: int, fixed_row: bool = False, fixed_col: bool = False) -> str:
    """Return what a formula on the same sheet calls a cell, such as "B$4"."""
    return str(xl_rowcol_to_cell(row, col, fixed_row, fixed_col))


def quoted(text: str) -> str:
    """Return text as a formula writes it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
