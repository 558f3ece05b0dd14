"""Tell what is wrong with an Excel workbook.

Whether a color means something cannot be seen from a file, so nothing is said about colors.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from lxml import etree
from openpyxl.cell import Cell, MergedCell
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from ...model.problems import name
from .drawings import A, alternative, without_copies
from .fault import Fault, alternative_fault, link_fault, named, title_fault

_MADE_UP = re.compile(r"(sheet|tabelle|feuil|hoja|planilha|folha|foglio|blad|list|ark|arkusz)\s?\d+", re.IGNORECASE)
_MADE_UP_COLUMN = re.compile(r"(column|spalte|colonne|columna)\s?\d+", re.IGNORECASE)
_SHEET_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_MOST_CELLS = 1_100_000
"""A whole column and a little more."""
_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 3
"""From how many columns and filled cells in each what stands on a sheet is taken for a table."""


@dataclass(frozen=True)
class _Area:
    """Where data stands on a sheet."""

    cells: CellRange
    header: int | None
    """The row that says what the columns hold; None where nothing marks one."""
    table: Table | None = None


def faults(content: bytes) -> Iterator[Fault]:
    """Tell what is wrong with a workbook, sheet by sheet."""
    if endless := _endless(content):
        yield Fault("", f"has a merge or a link over {endless} cells, too many to inspect; make it smaller")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the reader leaves out, which nobody here asks for
        reader = ExcelReader(BytesIO(content), keep_links=False)
        reader.read()
    book = reader.wb
    if fault := title_fault(book.properties.title, "File > Info > Title"):
        yield fault
    with ZipFile(BytesIO(content)) as archive:
        drawings = dict(_drawings(reader, archive))
    for sheet in book.worksheets:
        place = f"sheet {name(sheet.title)}"
        if sheet.sheet_state != "visible":
            yield Fault(place, "is hidden; make sure that nobody needs it, for nobody finds it", note=True)
        if _MADE_UP.fullmatch(sheet.title):
            yield Fault(place, "has the name that Excel gave it; name it after what it holds")
        pictures = drawings.get(sheet.title, [])
        filled = _filled(sheet)
        if not filled and not pictures:
            yield Fault(place, "is empty; remove it")
        elif filled:
            yield from _content(place, sheet, filled)
        yield from _pictures(place, pictures)


def _endless(content: bytes) -> int:
    """Count the cells of the largest range that the reader would make cell by cell, where they are too many."""
    with ZipFile(BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if "worksheets/" in name and name.endswith(".xml")]
    marks = (
        mark
        for part in parts
        if b"mergeCell" in part or b"hyperlink" in part
        for mark in etree.fromstring(part, _parser()).iter("{*}mergeCell", "{*}hyperlink")
    )
    ranges = [CellRange(mark.get("ref", "A1")) for mark in marks]
    cells = max((one.size["rows"] * one.size["columns"] for one in ranges), default=0)
    return cells if cells > _MOST_CELLS else 0


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _cells(sheet: Worksheet) -> list[Cell | MergedCell]:
    """Return the cells that there are; to ask for rows would make all those between them."""
    return [sheet._cells[place] for place in sorted(sheet._cells)]


def _filled(sheet: Worksheet) -> dict[int, list[int]]:
    """Return the columns that are filled, by their row."""
    rows = dict[int, list[int]]()
    for cell in _cells(sheet):
        if cell.value is not None and str(cell.value).strip():
            rows.setdefault(cell.row, []).append(cell.column)
    return rows


def _content(place: str, sheet: Worksheet, filled: dict[int, list[int]]) -> Iterator[Fault]:
    if 1 not in filled.get(1, ()):
        yield Fault(f"{place}, cell A1", "is empty; say there what the sheet holds, for reading begins there")
    for area in _areas(sheet, filled):
        yield from _header(place, area, sheet, filled)
        yield from _merged(place, area, sheet)
    for cell in _cells(sheet):
        if getattr(cell, "hyperlink", None) and isinstance(cell.value, str) and "://" not in cell.value:
            fault = link_fault(f"{place}, cell {cell.coordinate}", cell.value)
            if fault:
                yield fault


def _areas(sheet: Worksheet, filled: dict[int, list[int]]) -> Iterator[_Area]:
    if sheet.tables:
        for table in sheet.tables.values():
            yield _Area(
                CellRange(table.ref), None if table.headerRowCount == 0 else CellRange(table.ref).min_row, table
            )
        return
    header = _marked_row(sheet)
    rows = {row: columns for row, columns in filled.items() if row >= (header or 1)}
    often = Counter(column for columns in rows.values() for column in columns)
    if sum(times >= _FEWEST_ROWS for times in often.values()) >= _FEWEST_COLUMNS:
        cells = CellRange(None, min(often), header or min(rows), max(often), max(rows))
        yield _Area(cells, header)


def _marked_row(sheet: Worksheet) -> int | None:
    """Return the last row that stays in sight or is printed on each page."""
    frozen = sheet.freeze_panes
    if frozen:
        row = int(re.sub(r"\D", "", str(frozen))) - 1
        if row:
            return row
    printed = re.findall(r"\d+", str(sheet.print_title_rows or ""))
    return int(printed[-1]) if printed else None


def _header(place: str, area: _Area, sheet: Worksheet, filled: dict[int, list[int]]) -> Iterator[Fault]:
    if area.header is None:
        what = f"table {area.table.displayName}" if area.table else f"cells {area.cells.coord}"
        yield Fault(f"{place}, {what}", "has no header row; make it a table with headers (Insert > Table)")
        return
    below = {column for row, ones in filled.items() if area.header < row <= area.cells.max_row for column in ones}
    named_columns = filled.get(area.header, [])
    for column in range(area.cells.min_col, area.cells.max_col + 1):
        where = f"{place}, cell {get_column_letter(column)}{area.header}"
        said = sheet.cell(area.header, column).value
        if column in below and column not in named_columns and not _is_covered(sheet, area.header, column):
            yield Fault(where, "is empty at the head of a column; say there what the column holds")
        elif area.table and isinstance(said, str) and _MADE_UP_COLUMN.fullmatch(said):
            yield Fault(where, "has the heading that Excel gave it; say there what the column holds")


def _is_covered(sheet: Worksheet, row: int, column: int) -> bool:
    return any(one.min_row <= row <= one.max_row and one.min_col <= column <= one.max_col for one in sheet.merged_cells)


def _merged(place: str, area: _Area, sheet: Worksheet) -> Iterator[Fault]:
    inside = [one.coord for one in sheet.merged_cells.ranges if not one.isdisjoint(area.cells)]
    if inside:
        inside.sort()
        more = f" and {len(inside) - 1} more" if len(inside) > 1 else ""
        yield Fault(f"{place}, cells {inside[0]}{more}", "are merged within data; unmerge them and fill each cell")


def _drawings(reader: ExcelReader, archive: ZipFile) -> Iterator[tuple[str, list[etree._Element]]]:
    """Give the drawings of each sheet, which the reader itself leaves without their words."""
    names = set(archive.namelist())
    for sheet, relation in reader.parser.find_sheets():
        path = get_rels_path(relation.target)  # type: ignore[no-untyped-call]
        roots = []
        for part in get_dependents(archive, path) if path in names else ():
            if part.Type.endswith("/drawing") and part.target in names:
                roots.append(etree.fromstring(archive.read(part.target), _parser()))
        yield sheet.name, roots


def _pictures(place: str, roots: list[etree._Element]) -> Iterator[Fault]:
    for root in roots:
        without_copies(root)
        for shape in root.iter(*(f"{_SHEET_DRAWING}{kind}" for kind in ("graphicFrame", "pic", "sp", "cxnSp"))):
            properties = shape.find(f"./*/{_SHEET_DRAWING}cNvPr")
            said = None if properties is None else alternative(properties)
            if said is None or properties is None or _reads_itself(shape):
                continue
            kind = "chart" if shape.tag.endswith("graphicFrame") else "picture"
            fault = alternative_fault(f"{place}, {named(kind, properties.get('name') or '')}", said)
            if fault:
                yield fault


def _reads_itself(shape: etree._Element) -> bool:
    return shape.tag == f"{_SHEET_DRAWING}sp" and any((text.text or "").strip() for text in shape.iter(f"{A}t"))
