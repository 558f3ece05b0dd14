"""Workbooks: sheets to type into, and formulas that compute the rest in Excel, LibreOffice and Google Sheets.

The columns of the mapping workbook are in `columns`. Plain functions only, no macros, no dynamic arrays; the value of
each formula is in the file as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...mapping.framework import MapFramework
from ...model.build_context import Brand, BuildContext
from ...model.commons import Commons, ToolkitText
from .. import Recipe
from . import styles as look
from .book import HEADER, Book
from .columns import FORMAT, WORKINGS, Layout
from .coverage import coverage_sheet
from .gaps import gap_formulas, gaps_sheet
from .overview import overview_sheet
from .row_formulas import row_formulas
from .school import mapping_school_sheet, phase_cells
from .sessions import TypedRow, check_sheet, lists_sheet, sessions_sheet
from .workbook import TextWorkbook
from .workings import Workings, tallies

_PHASES = ("Phase 1", "Phase 2", "Phase 3", "Phase 4")
"""Names of the phases where neither a school nor the site has its own."""
Row = tuple[str, ...]
"""Values of the cells of one row that are not empty, from left to right."""


def mapping_workbook(commons: Commons, context: BuildContext, text: ToolkitText) -> Iterator[Recipe]:
    """Yield the recipe of the workbook."""
    yield _workbook(commons, context, text).recipe


def mapping_rows(commons: Commons, context: BuildContext, text: ToolkitText) -> Mapping[str, Mapping[int, Row]]:
    """Return the values of the workbook's cells by sheet and number of the row, counted from 1."""
    book = _workbook(commons, context, text).fill(Book(context.brand.name, values_only=True))
    rows: dict[str, dict[int, Row]] = {}
    for sheet in book.sheets:
        found = rows.setdefault(sheet.name, {})
        for (row, _), value in sorted(sheet.values.items()):
            found[row + 1] = (*found.get(row + 1, ()), str(value))
    return rows


@dataclass(frozen=True)
class Typed:
    """What is filled into a workbook."""

    school: str
    year: str
    phases: tuple[str, ...]
    rows: tuple[TypedRow, ...]


def typed_workbook(commons: Commons, text: ToolkitText, typed: Typed) -> bytes:
    """Return the bytes of a workbook that is filled in; the programs that open it compute its formulas."""
    context = BuildContext.of(commons, brand=Brand(typed.school, phases=typed.phases))
    workbook = _workbook(commons, context, text, typed)
    return workbook.fill(Book(typed.school, palette=workbook.metadata.palette, computed=False)).closed()


def _workbook(commons: Commons, context: BuildContext, text: ToolkitText, typed: Typed | None = None) -> TextWorkbook:
    phases = phase_cells(context.brand.phases or commons.site.phases or _PHASES)
    layout = Layout(MapFramework.of(commons), phases)

    def add_sheets(book: Book) -> None:
        mapping_school_sheet(book, phases, _about(layout.framework), typed.year if typed else "")
        workings = Workings(layout)
        sessions_sheet(book, workings, typed.rows if typed else ())
        for add_sheet in _SHEETS:
            add_sheet(book, workings)

    return TextWorkbook(commons, context, text, layout, add_sheets)


def _about(framework: MapFramework) -> dict[str, tuple[str, str]]:
    return {
        "Map_format": ("Layout", FORMAT),
        "Map_edition": ("Edition of the framework", framework.edition),
        "Map_framework": ("Identifier of the framework", framework.uuid or ""),
    }


_ABOUT = "What the other sheets count. Nothing to type here."


def _workings_sheet(book: Book, workings: Workings) -> None:
    sheet = book.sheet(WORKINGS, [], landscape=True)
    sheet.text(1, 0, _ABOUT)
    sheet.raw.set_row(HEADER, 34)
    for header, area in workings.columns:
        sheet.text(HEADER, area.col, workings.layout.shown(header.capitalize()), look.HEAD)
    row_formulas(sheet, workings)
    tallies(sheet, workings)
    for name, forms in workings.forms.items():
        area = workings.known(name)
        for row, form in enumerate(forms, area.row):
            if form:  # not among the values of the sheet: who compares editions looks for rows of the lists
                sheet.raw.write_string(row, area.col, form)
    gap_formulas(sheet, workings)
    sheet.finish(1, 1, freeze=1, header=False)
    # Nobody reads it: it is hidden, and what is printed of it, also where hidden sheets are, is one empty cell.
    sheet.raw.hide()
    sheet.raw.print_area(1, workings.end, 1, workings.end)


_SHEETS = (check_sheet, coverage_sheet, gaps_sheet, overview_sheet, lists_sheet, _workings_sheet)
"""Sheets after Read me, School and Sessions, in their order."""
