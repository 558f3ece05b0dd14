"""The figures of a report as a workbook and as CSV; text stays text, whatever it begins with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from ...model.commons import Commons
from ...model.maps import Grade, shown_hours
from ..pandoc import day
from ..tables import as_csv
from ..workbooks import styles as look
from .blocks import Graded, Report, Table, Text, Value

_NARROWEST, _WIDEST, _PADDING, _FIRST, _LINE = 9, 44, 2, 4, 15.0
_GRADES: Mapping[Grade, look.Style] = {
    Grade.FULL: {"bg_color": look.TEAL_TINT, "border": 2, "border_color": look.TEAL},
    Grade.PARTIAL: {"pattern": 14, "fg_color": look.SAND, "bg_color": look.WHITE},
    Grade.NONE: {"border": 3, "border_color": look.CLAY},
}
_TEXT: look.Style = {**look.TEXT_CELL, "num_format": "@"}
_HOURS: look.Style = {**look.NUMBER, "num_format": "0.##"}


class _Formats:
    """The formats of one workbook by their styles."""

    def __init__(self, book: Workbook, commons: Commons) -> None:
        self._book, self._palette, self._made = book, commons.palette, dict[str, Any]()

    def __call__(self, style: look.Style) -> Any:
        key = repr(sorted(style.items()))
        if key not in self._made:
            colored = {
                name: self._palette.recolored(one) if isinstance(one, str) else one for name, one in style.items()
            }
            self._made[key] = self._book.add_format({**look.PLAIN, **colored})
        return self._made[key]


def workbook(report: Report, commons: Commons, as_of: str) -> bytes:
    """Return the report as a workbook: what matters first, then a sheet for each table."""
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"title": report.title, "author": report.school, "created": day(as_of)})
    formats = _Formats(book, commons)
    _summary(book, report, formats)
    matrix = replace(next(report.tables), name="matrix")
    for name, table in (("Matrix", matrix), *((one.name.capitalize(), one) for one in report.data)):
        _sheet(book, name, table, formats)
    book.close()
    return stream.getvalue()


def _summary(book: Workbook, report: Report, formats: _Formats) -> None:
    sheet = book.add_worksheet("Summary")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 0, report.title, formats(look.TITLE))
    rows = [*report.facts, *_labeled("Verdict", report.verdict), *_labeled("Rule", _rule(report))]
    for row, (label, words) in enumerate(rows, 2):
        sheet.write_string(row, 0, label, formats({"bold": True}))
        sheet.write_string(row, 1, words, formats({**look.WRAPPED, "num_format": "@"}))
        sheet.set_row(row, _LINE * look.lines_of([words], 96))
    _print(sheet)


def _labeled(label: str, sentences: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from ((label if not number else "", words) for number, words in enumerate(sentences))


def _rule(report: Report) -> Iterator[str]:
    """Yield what is written about the coverage: its rule."""
    yield from (block.words for section in report.sections[:1] for block in section.blocks if isinstance(block, Text))


def _sheet(book: Workbook, name: str, table: Table, formats: _Formats) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, table.title, formats(look.TITLE))
    widest = _WIDEST // 2 if table.name == "matrix" else _WIDEST
    widths = [_width(column, widest) for column in zip(table.columns, *table.rows, strict=True)]
    for column, (header, width) in enumerate(zip(table.columns, widths, strict=True)):
        sheet.write_string(_FIRST - 1, column, header, formats(look.HEAD))
        sheet.set_column(column, column, width + _PADDING)
    sheet.set_row(_FIRST - 1, _LINE * 3)
    text, number = formats(_TEXT), formats(_HOURS)
    graded = {grade: formats({**_TEXT, **style}) for grade, style in _GRADES.items()}
    for row, values in enumerate(table.rows, _FIRST):
        lines = 1
        for column, value in enumerate(values):
            if isinstance(value, float | int):
                sheet.write_number(row, column, value, number)
                continue
            words = value if isinstance(value, str) else as_text(value)
            if words:
                sheet.write_string(row, column, words, graded[value.grade] if isinstance(value, Graded) else text)
            if len(words) > widths[column] or "\n" in words:
                lines = max(lines, look.lines_of_cell(words, widths[column]))
        if lines > 1:
            sheet.set_row(row, _LINE * lines)
    sheet.freeze_panes(_FIRST, 1)
    sheet.autofilter(_FIRST - 1, 0, max(len(table.rows), 1) + _FIRST - 1, len(table.columns) - 1)
    sheet.repeat_rows(_FIRST - 1)
    _print(sheet)


def _width(column: Sequence[Value], widest: int) -> int:
    """Return the width of a column in characters, of which the first cell is its header."""
    longest = max((len(as_text(one)) for one in column[1:] if not isinstance(one, float | int)), default=0)
    return min(max(longest, _NARROWEST), widest)


def _print(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(1)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_footer("&L&A&RPage &P of &N")


def as_text(value: Value) -> str:
    """Return the value of a cell as text."""
    if isinstance(value, Graded):
        return "; ".join((f"{value.symbol} {value.word}", *value.figures))
    return value if isinstance(value, str) else shown_hours(value)


def csv_files(report: Report) -> Iterator[tuple[str, bytes]]:
    """Yield each table as CSV, by its name."""
    for table in report.data:
        rows = [dict(zip(table.columns, map(_plain, row), strict=True)) for row in table.rows]
        yield table.name, as_csv(rows) if rows else as_csv([dict.fromkeys(table.columns, "")])


def _plain(value: Value) -> str:
    return value.grade.value if isinstance(value, Graded) else as_text(value)
