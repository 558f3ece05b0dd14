"""Tell what is wrong with the tables of a Word document."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .fault import Fault, named
from .word_styles import W, on

_TABLE, _ROW, _CELL = f"{W}tbl", f"{W}tr", f"{W}tc"


def table_faults(body: etree._Element) -> Iterator[Fault]:
    """Tell what keeps a screen reader from saying which column a cell belongs to."""
    for number, table in enumerate(body.iter(_TABLE), 1):
        rows = table.findall(_ROW) + table.findall(f"{W}sdt/{W}sdtContent/{_ROW}")
        if not rows:
            continue
        place = named(f"table {number}", _text(rows[0]))
        if next(table.iterancestors(_TABLE), None) is not None:
            yield Fault(place, "stands within another table; put it after that one")
        if _is_merged(rows):
            yield Fault(place, "has merged cells; split them, so that each row has the same cells")
        columns = max(len(row.findall(_CELL)) for row in rows)
        if len(rows) == 1 or columns == 1:
            yield Fault(place, "is used for layout only; put its text outside of a table, with a border if need be")
        else:
            yield from _header(place, rows[0])


def _header(place: str, row: etree._Element) -> Iterator[Fault]:
    if not on(row.find(f"{W}trPr/{W}tblHeader")):
        yield Fault(place, "has no header row; choose Repeat Header Rows under Table Layout for its first row")
        return
    for column, cell in enumerate(row.findall(_CELL)[1:], 2):  # the corner of a matrix may be empty
        if not _text(cell).strip() and next(cell.iter(f"{W}drawing"), None) is None:
            yield Fault(place, f"has no words at the head of column {column}; say there what the column holds")


def _is_merged(rows: list[etree._Element]) -> bool:
    for row in rows:
        for cell in row.findall(_CELL):
            across = cell.find(f"{W}tcPr/{W}gridSpan")
            if across is not None and (across.get(f"{W}val") or "1") != "1":
                return True
            if cell.find(f"{W}tcPr/{W}vMerge") is not None or cell.find(f"{W}tcPr/{W}hMerge") is not None:
                return True
    return False


def _text(element: etree._Element) -> str:
    return " ".join("".join(part.text or "" for part in p.iter(f"{W}t")) for p in element.iter(f"{W}p"))
