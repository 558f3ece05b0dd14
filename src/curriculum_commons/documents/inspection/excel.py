"""Inspect an Excel workbook.

Whether a color means something cannot be seen from a file, so colors are not inspected.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZipFile

from lxml import etree
from openpyxl.cell import MergedCell
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from ...model.problems import name
from . import rules
from .rules import A, Fault, alternative, named, remove_fallbacks

_SHEETS = frozenset(
    ["sheet", "tabelle", "feuil", "hoja", "planilha", "folha", "foglio", "blad", "list", "ark", "arkusz"]
)
_COLUMNS = frozenset(["column", "spalte", "colonne", "columna"])
"""Words by which Excel names sheets and columns, each with a number."""
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_MOST_CELLS = 1_100_000
"""A whole column and a little more."""
_MOST_MERGED, _WHOLE_SHEET = 200_000, 100_000_000
"""Cells of all merges, without one over a whole sheet, which is reported with its size."""
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 3
"""Columns with this many filled cells each make a table."""


_Cells = list[Any]
"""Cells of openpyxl, row by row."""


class _Area(NamedTuple):
    """Cells with data below a header."""

    name: str
    cells: CellRange
    header: int | None
    """Number of the row of the header; None where nothing marks one."""


def faults(content: bytes) -> Iterator[Fault]:
    """Yield what is wrong with a workbook, sheet by sheet."""
    with ZipFile(BytesIO(content)) as archive:
        if refused := _refusal(archive):
            yield Fault("", refused)
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that openpyxl leaves out, which are not inspected
            reader = ExcelReader(BytesIO(content), keep_links=False)
            reader.read()
        drawings = dict(_drawings(reader, archive))
    yield from _unread_sheets(reader)
    yield from rules.title(reader.wb.properties.title, "File > Info > Title")
    for sheet in reader.wb.worksheets:
        location = f"sheet {name(sheet.title)}"
        if sheet.sheet_state != "visible":
            yield Fault(location, "is hidden; make sure that nobody needs it, for nobody finds it", note=True)
            continue
        if _is_default(sheet.title, _SHEETS):
            yield Fault(location, "has the name that Excel gave it; name it after its content")
        pictures = drawings.get(sheet.title, [])
        cells = [sheet._cells[key] for key in sorted(sheet._cells)]  # to ask for rows would make the cells between
        filled = [cell for cell in cells if cell.value is not None and str(cell.value).strip()]
        if filled:
            yield from _content_faults(location, sheet, filled)
        elif not pictures:
            yield Fault(location, "is empty; remove it")
        for root in pictures:
            yield from _picture_faults(location, root)


def _unread_sheets(reader: ExcelReader) -> Iterator[Fault]:
    """Yield the sheets that a workbook names and openpyxl leaves out without a word, and a workbook without any."""
    read = {sheet.title for sheet in (*reader.wb.worksheets, *reader.wb.chartsheets)}
    named = [sheet.name for sheet in reader.parser.sheets]
    for one in named or [""]:
        if one not in read:
            location = f"sheet {name(one)}" if one else ""
            what = "cannot be read" if one else "has no sheet that can be read"
            yield Fault(location, f"{what}; open the workbook in Excel and save it again as .xlsx")


def _refusal(archive: ZipFile) -> str:
    """Return why a workbook is not inspected, as openpyxl makes all cells of a merge or link; empty where it is."""
    merged, linked = list[int](), list[int]()
    for part in archive.namelist():
        if "worksheets/" in part and part.endswith(".xml"):
            for mark in _parsed(archive, part).iter("{*}mergeCell", "{*}hyperlink"):
                size = CellRange(mark.get("ref", "A1")).size
                (merged if mark.tag.endswith("mergeCell") else linked).append(size["rows"] * size["columns"])
    if sum(size for size in merged if size < _WHOLE_SHEET) > _MOST_MERGED:
        return f"merges more than {_MOST_MERGED:,} cells; merge the cells of its tables only, not whole columns"
    largest = max(*merged, *linked, 0, 0)
    return f"has a merge or a link over {largest} cells, too many to inspect; make it smaller" * (largest > _MOST_CELLS)


def _parsed(archive: ZipFile, part: str) -> etree._Element:
    return etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False, no_network=True))


def _content_faults(location: str, sheet: Worksheet, filled: _Cells) -> Iterator[Fault]:
    if (filled[0].row, filled[0].column) != (1, 1):
        yield Fault(f"{location}, cell A1", "is empty; describe the sheet there, for reading begins there")
    for area in _areas(sheet, filled):
        yield from _header_faults(location, area, sheet, filled)
        if merged := sorted(one.coord for one in sheet.merged_cells.ranges if not one.isdisjoint(area.cells)):
            spot = f"{location}, cells {merged[0]}" + f" and {len(merged) - 1} more" * (len(merged) > 1)
            yield Fault(spot, "are merged within data; unmerge them and fill each cell")
    for cell in filled:
        if cell.hyperlink and isinstance(cell.value, str) and "://" not in cell.value:
            yield from rules.link(f"{location}, cell {cell.coordinate}", cell.value)


def _areas(sheet: Worksheet, filled: _Cells) -> Iterator[_Area]:
    for table in sheet.tables.values():
        cells = CellRange(table.ref)
        yield _Area(f"table {table.displayName}", cells, None if table.headerRowCount == 0 else cells.min_row)
    if sheet.tables:
        return
    header = _header_row(sheet)
    data = [cell for cell in filled if cell.row >= (header or 1)]
    columns = Counter(cell.column for cell in data)
    if sum(times >= _FEWEST_ROWS for times in columns.values()) >= _FEWEST_COLUMNS:
        cells = CellRange(None, min(columns), header or data[0].row, max(columns), data[-1].row)
        yield _Area(f"cells {cells.coord}", cells, header)


def _header_row(sheet: Worksheet) -> int | None:
    frozen = coordinate_from_string(sheet.freeze_panes)[1] - 1 if sheet.freeze_panes else 0
    printed = (sheet.print_title_rows or "").rpartition(":")[2].strip("$")
    return frozen or (int(printed) if printed else None)


def _header_faults(location: str, area: _Area, sheet: Worksheet, filled: _Cells) -> Iterator[Fault]:
    if area.header is None:
        yield Fault(f"{location}, {area.name}", "has no header row; make it a table with headers (Insert > Table)")
        return
    used = {cell.column for cell in filled if area.header < cell.row <= area.cells.max_row}
    for column in range(area.cells.min_col, area.cells.max_col + 1):
        head = sheet.cell(area.header, column)
        spot = f"{location}, cell {get_column_letter(column)}{area.header}"
        if column in used and not isinstance(head, MergedCell) and not str(head.value or "").strip():
            yield Fault(spot, "is empty at the head of a column; write there what the column contains")
        elif sheet.tables and _is_default(str(head.value), _COLUMNS):
            yield Fault(spot, "has the heading that Excel gave it; write there what the column contains")


def _drawings(reader: ExcelReader, archive: ZipFile) -> Iterator[tuple[str, list[etree._Element]]]:
    """Yield the drawings of each sheet; openpyxl leaves out their alternative texts."""
    parts = set(archive.namelist())
    for sheet, relation in reader.parser.find_sheets():
        path = get_rels_path(relation.target)  # type: ignore[no-untyped-call]
        related = get_dependents(archive, path) if path in parts else ()
        drawings = [part.target for part in related if part.Type.endswith("/drawing") and part.target in parts]
        yield sheet.name, [_parsed(archive, part) for part in drawings]


def _picture_faults(location: str, root: etree._Element) -> Iterator[Fault]:
    remove_fallbacks(root)
    for shape in root.iter(*(f"{_XDR}{kind}" for kind in ("graphicFrame", "pic", "sp", "cxnSp"))):
        properties = shape.find(f"./*/{_XDR}cNvPr")
        is_text = shape.tag == f"{_XDR}sp" and any((text.text or "").strip() for text in shape.iter(f"{A}t"))
        if properties is not None and not is_text:
            kind = named("chart" if shape.tag.endswith("graphicFrame") else "picture", properties.get("name") or "")
            yield from rules.picture(f"{location}, {kind}", alternative(properties))


def _is_default(name: str, words: frozenset[str]) -> bool:
    word = name.rstrip("0123456789")
    return word != name and word.strip().lower() in words
