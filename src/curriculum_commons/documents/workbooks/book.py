"""Write one workbook: its colors and formats, text that stays text, formulas with their values.

Knows nothing of the content of sheets but the title in their first cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]

from ...model.palette import OURS, Palette
from . import styles as look
from .cells import Area, at, quoted
from .worksheet import GrowingSheet, shared_formula

HEADER = 3
"""Row of the headers on every sheet with a table, counted from 0 like all rows and columns here."""
FIRST = HEADER + 1
SCHOOL, YEAR = "School", "Academic_year"
"""Names of the cells on the sheet School in which the school's name and the academic year are typed."""
ROW_HEIGHT = 15.0
"""Height of a row with one line, in points."""
_US_LETTER, _NO_GRIDLINES, _MARGIN = 1, 2, 0.5
_LINE = 1.4
"""Height of a line, in sizes of its letters."""
_AVERAGE_WIDTH = 0.93
"""Average width of letters, in characters as columns are measured."""


@dataclass(frozen=True)
class Column:
    """A column to type into."""

    header: str
    width: float
    """In characters."""
    meaning: str = ""
    """Message at its cells; none where it is empty."""
    error: str = ""
    """Message where the rule refuses what is typed."""
    rule: Mapping[str, Any] = field(default_factory=dict)
    """What it takes, as XlsxWriter's `data_validation` has it; anything without one."""
    style: look.Style = field(default_factory=lambda: look.TEXT_INPUT)


ROW_CHECK = Column("Row check", 24)
"""Last column of a table to type into; it is not typed but shows what is wrong with the row."""


class Book:
    """One workbook until it is closed."""

    def __init__(self, school: str, values_only: bool = False, palette: Palette = OURS, computed: bool = True) -> None:
        """Begin an empty workbook.

        Args:
            school: Name in the titles of sheets.
            values_only: Whether no file is needed, only the values of cells; formulas take most of the time.
            palette: Colors of the site, in place of those of the program.
            computed: Whether values of formulas are in the file; without them, each program computes on opening.
        """
        self.school, self.values_only, self.computed, self._palette = school, values_only, computed, palette
        self.sheets: list[Sheet] = []
        self._stream = BytesIO()
        self.shared = count()
        """Numbers for formulas that are shared by several cells."""
        self.raw = Workbook(self._stream, {"in_memory": True})
        self._formats: dict[frozenset[tuple[str, Any]], Any] = {}

    def sheet(
        self, name: str, widths: Sequence[float], title: str = "", title_lines: int = 1, landscape: bool = False
    ) -> Sheet:
        """Add a sheet with a title in its first cell.

        Args:
            name: Name of the sheet.
            widths: Of the columns, in characters.
            title: What comes before the name of the school in the first cell; the name of the sheet if empty.
            title_lines: Lines that the title needs in its column.
            landscape: Whether it is printed on paper in landscape format.
        """
        raw = self.raw.add_worksheet(name, GrowingSheet)
        sheet = Sheet(name, self, raw)
        self.sheets.append(sheet)
        for column, width in enumerate(widths):
            raw.set_column(column, column, width, self.format(look.PLAIN))
        raw.set_paper(_US_LETTER)
        raw.set_margins(_MARGIN, _MARGIN, _MARGIN, _MARGIN + 0.2)
        raw.set_footer("&L&A&RPage &P of &N", {"scale_with_doc": False})
        raw.fit_to_pages(1, 0)
        raw.hide_gridlines(_NO_GRIDLINES)
        if landscape:
            raw.set_landscape()
        title = title or name
        formula = f'{quoted(f"{title} · ")}&{SCHOOL}&IF({YEAR}="",""," · "&{YEAR})'
        sheet.formula(0, 0, formula, f"{title} · {self.school}", {**look.TITLE, "text_wrap": title_lines > 1})
        raw.set_row(0, 26 * title_lines)
        return sheet

    def format(self, style: look.Style, base: look.Style = look.PLAIN) -> Any:
        """Return the format of a style; it adds to a base, which is empty for a conditional format."""
        properties = {**base, **style}
        key = frozenset(properties.items())
        if key not in self._formats:
            self._formats[key] = self.raw.add_format({name: self.recolored(one) for name, one in properties.items()})
        return self._formats[key]

    def recolored(self, value: Any) -> Any:
        """Return a value of a style; a color becomes that of the site."""
        return self._palette.recolored(value) if isinstance(value, str) else value

    def define_name(self, name: str, area: Area) -> None:
        """Define a name for cells, for use in formulas."""
        self.raw.define_name(name, f"={area.ref}")

    def closed(self) -> bytes:
        """Finish the workbook and return its bytes."""
        self.raw.close()
        return self._stream.getvalue()


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    book: Book
    raw: Any
    """XlsxWriter's worksheet, for what only one sheet needs."""
    values: dict[tuple[int, int], str | float] = field(default_factory=dict)
    """Value of each cell that is not empty, by row and column."""

    def text(self, row: int, col: int, text: str, style: look.Style = look.PLAIN) -> None:
        """Write text, which stays text whatever it begins with."""
        if text:
            self.values[row, col] = text
            self.raw.write_string(row, col, text, self.book.format(style))
        else:
            self.raw.write_blank(row, col, None, self.book.format(style))

    def texts(self, row: int, texts: Iterable[str], style: look.Style, col: int = 0) -> None:
        """Write texts side by side."""
        for column, text in enumerate(texts, col):
            self.text(row, column, text, style)

    def number(self, row: int, col: int, number: float, style: look.Style = look.PLAIN) -> None:
        """Write a number."""
        self.values[row, col] = number
        self.raw.write_number(row, col, number, self.book.format(style))

    def formula(self, row: int, col: int, formula: str, value: str | float, style: look.Style = look.PLAIN) -> None:
        """Write a formula, without its "=", and the value it has before anything is typed."""
        if value != "":
            self.values[row, col] = value
        if not self.book.values_only:
            known = value if self.book.computed else ""
            self.raw.write_formula(row, col, f"={formula}", self.book.format(style), known)

    def fill(self, area: Area, formula: str, value: str | float) -> None:
        """Write a formula for the first of the cells below one another, and the same for the others.

        It is in the file once: thousands of rows take little room, and programs open them soon. It has no references
        to other sheets, which Excel does not share, but by names.
        """
        if self.book.values_only:
            return
        value = value if self.book.computed else ""
        number, (first, column, last, _) = next(self.book.shared), area.bounds
        self.raw.write_formula(first, column, shared_formula(number, formula, xl_range(*area.bounds)), None, value)
        for row in range(first + 1, last + 1):
            self.raw.write_formula(row, column, shared_formula(number), None, value)

    def table(self, area: Area, name: str, headers: Sequence[str], autofilter: bool = True) -> None:
        """Make cells that are written already, with a row for headers above them, a table."""
        self.values.update({(area.row, area.col + number): header for number, header in enumerate(headers)})
        columns = [{"header": header, "header_format": self.book.format(look.HEAD)} for header in headers]
        options = {"name": name, "style": None, "columns": columns, "autofilter": autofilter}
        self.raw.add_table(*area.bounds, options)

    def inputs(
        self, name: str, columns: Sequence[Column], rows: int, check: Area, typed: Sequence[Sequence[str]] = ()
    ) -> None:
        """Make a table to type into, with a prompt at each cell and Row check as its last column.

        Args:
            name: Name of the table.
            columns: Its columns without Row check.
            rows: Its rows without the header.
            check: What Row check shows; each cell looks up its own row, so that sorting does not move it.
            typed: Texts of the first rows.
        """
        last = len(columns)
        check_of_row = f'IFERROR(INDEX({check.ref},ROW()-ROW({at(HEADER, last, True, True)})),"")'
        for row in range(FIRST, FIRST + rows):
            for number, column in enumerate(columns):
                self.text(row, number, "", column.style)
            self.formula(row, last, check_of_row, "", look.TEXT_CELL)
        for row, texts in enumerate(typed, FIRST):
            self.texts(row, texts, look.TEXT_INPUT)
        headers = [column.header for column in (*columns, ROW_CHECK)]
        self.table(Area(self.name, HEADER, 0, 1 + rows, last + 1), name, headers)
        for number, column in enumerate(columns):
            if column.meaning:
                title, area = column.header.partition(" (")[0], Area(self.name, FIRST, number, rows)
                self.prompt(area, title, column.meaning, column.error, **column.rule)

    def fit_row(self, row: int, text: str, width: float, size: float = look.SIZE) -> float:
        """Make a row high enough for text in a column of this width; return its height in points.

        Not every program does so itself.
        """
        letters = width * look.SIZE / size / _AVERAGE_WIDTH
        lines = sum(max(1, look.lines_of([line], letters)) for line in text.split("\n"))
        if lines == 1:
            return ROW_HEIGHT
        self.raw.set_row(row, lines * size * _LINE)
        return lines * size * _LINE

    def shade(self, area: Area, formula: str, style: look.Style) -> None:
        """Change the style of cells where a formula, written for the first of them, is true."""
        options = {"type": "formula", "criteria": f"={formula}", "format": self.book.format(style, {})}
        self.raw.conditional_format(*area.bounds, options)

    def prompt(self, area: Area, title: str, message: str, error: str = "", **rule: Any) -> None:
        """Show a message where cells are selected, and refuse what a rule does not allow.

        Args:
            area: The cells.
            title: At most 32 characters.
            message: At most 255 characters.
            error: Shown where something is refused; at most 225 characters.
            rule: As XlsxWriter's `data_validation` takes it; any value without one.
        """
        options = {"validate": "any", "input_title": title, "input_message": message}
        if error:
            options |= {"error_title": title, "error_message": error}
        if self.raw.data_validation(*area.bounds, {**options, **rule}):
            raise ValueError(f"XlsxWriter refuses the validation of {area.ref}")

    def finish(
        self, rows: int | None, cols: int, freeze: int | None = None, protect: bool = True, header: bool = True
    ) -> None:
        """Set what is printed, what stays in sight, and what can be typed.

        Args:
            rows: Rows that are printed; None for those with any value.
            cols: Columns that are printed.
            freeze: Columns that stay in sight, together with the rows down to the header; None for neither.
            protect: Whether only input cells can be changed; without a password, so that nobody is locked out.
            header: Whether each printed page repeats the row of the headers.
        """
        if rows is not None:
            self.raw.print_area(0, 0, rows - 1, cols - 1)
        if header:
            self.raw.repeat_rows(HEADER)
        if freeze is not None:
            self.raw.freeze_panes(FIRST, freeze)
        if protect:
            self.raw.protect("", {"format_columns": True, "format_rows": True, "objects": True, "scenarios": True})
