"""Records as a workbook for people: a row each, in cells of text that no spreadsheet takes for numbers or dates.

Knows columns and rows, and nothing of records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from ...model.palette import Palette
from ..pandoc import day
from . import styles as look

_NARROWEST, _WIDEST = 12, 60
"""Widths of columns, in characters."""
_PADDING = 2
_TEXT = {"num_format": "@", "text_wrap": True, "valign": "top"}
"""The format "Text", in which a code that is typed or changed stays what it is."""


def workbook(  # noqa: PLR0913, PLR0917
    name: str,
    rows: Sequence[Mapping[str, str]],
    meanings: Mapping[str, str],
    properties: Mapping[str, Any],
    as_of: str,
    palette: Palette,
) -> bytes:
    """Return a workbook with rows on its first sheet and the meaning of each column on its second.

    Args:
        name: Name of the first sheet.
        rows: Texts by column.
        meanings: What each column means, in the order of the columns.
        properties: Title and author, as XlsxWriter names them.
        as_of: Year, month or day that the file gives as its date.
        palette: Colors of the site.
    """
    stream = BytesIO()
    # Addresses and formulas stay text too.
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({**properties, "created": day(as_of)})
    colors = {key: palette.recolored(color) for key, color in look.HEAD.items() if key.endswith("color")}
    head, text = (book.add_format({**_TEXT, **style}) for style in ({"bold": True, **look.HEAD, **colors}, {}))
    columns = list(meanings)
    tables = {
        name: [columns, *([row[column] for column in columns] for row in rows)],
        "Columns": [["Column", "Meaning"], *([column, meaning] for column, meaning in meanings.items())],
    }
    for title, table in tables.items():
        _write(book.add_worksheet(title), table, head, text)
    book.close()
    return stream.getvalue()


def _write(sheet: Worksheet, table: Sequence[Sequence[str]], head: Format, text: Format) -> None:
    for number, row in enumerate(table):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value, text if number else head)
    for column, values in enumerate(zip(*table, strict=True)):
        longest = max(len(line) for value in values for line in value.split("\n") or [""])
        sheet.set_column(column, column, min(max(longest + _PADDING, _NARROWEST), _WIDEST), text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table) - 1, len(table[0]) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
