"""Read the spreadsheets of OpenSALT and OpenCASE, csv and xlsx: columns have fixed names, in several spellings.

A workbook of OpenSALT has the sheets "CF Doc", "CF Item" and "CF Association". Of other tables people choose
the columns, and they are not read here. Knows no record of this program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ...content.sheet_cells import Moment, Value
from ...content.spreadsheet import Workbook
from ...content.tables import Row, rows_of, text_table, with_head
from ...content.tables import Table as Sheet
from ...model.problems import CallError
from .incoming import Incoming
from .sheet_items import WAYS, field_of, framework_in

_DOCUMENT = (
    *("identifier", "creator", "title", "lastChangeDate", "officialSourceURL", "publisher", "description"),
    *("subject", "language", "version", "adoptionStatus", "statusStartDate", "statusEndDate", "licenseTitle"),
    *("licenseText", "notes"),
)
_DAY_0 = date(1899, 12, 30)


def _score(names: Sequence[str]) -> float:
    return len({field for name in names if (field := field_of(name))})


def read_csv(content: bytes, name: str) -> Incoming | None:
    """Return the framework in a csv file of OpenSALT or OpenCASE; None for other tables."""
    try:
        table = text_table(name, name, content, _score)
    except CallError:
        return None  # which whoever reads other tables reports
    return framework_in(table, _preamble(table), []) if _is_ours(table.names) else None


def read_workbook(content: bytes, name: str) -> Incoming | None:
    """Return the framework in a workbook of OpenSALT or OpenCASE; None for other workbooks."""
    try:
        book = Workbook(name, content)
    except CallError:
        return None
    sheets = {sheet.name.strip().lower().replace("_", " "): sheet for sheet in book.sheets}
    rows = {
        title: rows_of((number, _days(cells)) for number, cells in book.rows(sheet)) for title, sheet in sheets.items()
    }
    items = rows.get("cf item") or rows.get("cf items")
    if items is not None:
        document = _record(rows.get("cf doc", []))
        return framework_in(_headed(name, items), document, rows.get("cf association", []))
    tables = [_headed(name, one) for one in rows.values() if one]
    found = [table for table in tables if _is_ours(table.names)]
    return framework_in(found[0], _preamble(found[0]), []) if len(found) == 1 else None


def _days(cells: Sequence[Value]) -> list[Value]:
    """Return cells in which a day is text, as people see it."""
    return [(_DAY_0 + timedelta(days=int(one))).isoformat() if isinstance(one, Moment) else one for one in cells]


def _headed(name: str, rows: Sequence[Row]) -> Sheet:
    return with_head(Sheet(name, None, 0, list(rows)), _score)


def _is_ours(names: Sequence[str]) -> bool:
    fields = {field_of(name) for name in names}
    exact = {"".join(filter(str.isalpha, name.lower())) for name in names}
    return "fullstatement" in exact and bool(fields & WAYS)


def _record(rows: Sequence[Row]) -> dict[str, str]:
    """Return the row of a document by the names of its columns, which OpenSALT writes in this order."""
    if len(rows) < 2:  # noqa: PLR2004
        return {}
    return {name: text for name, text in zip(_DOCUMENT, rows[1], strict=False) if text}


def _preamble(table: Sheet) -> dict[str, str]:
    """Return what rows above the header name: "#title,Our framework", or "Title: Our framework"."""
    found: dict[str, str] = {}
    for row in table.rows[: table.head]:
        cells = [cell for cell in row if cell]
        first = cells[0] if cells else ""
        name, _, text = first.partition(":") if len(cells) == 1 else (first, "", ", ".join(cells[1:]))
        if name and text.strip():
            found["".join(_capitals(name.strip("# ")))] = text.strip()
    return found


def _capitals(name: str) -> Iterator[str]:
    first, *rest = name.replace("_", " ").split() or [""]
    yield first[:1].lower() + first[1:]
    yield from (word[:1].upper() + word[1:] for word in rest)
