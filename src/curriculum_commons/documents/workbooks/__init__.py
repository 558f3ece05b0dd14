"""Workbooks: sheets to type into, and formulas that compute the rest in Excel, LibreOffice and Google Sheets.

The columns of the mapping workbook are in `columns`. Plain functions only, no macros, no dynamic arrays; the value of
each formula is in the file as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...mapping.sessions import listed_code, offered
from ...model.build_context import BuildContext
from ...model.commons import Commons, ToolkitText
from .. import Recipe
from .book import Book
from .columns import Layout
from .coverage import coverage_sheet, overview_sheet
from .school import phase_cells, school_sheet
from .sessions import gaps_sheet, lists_sheet, sessions_sheet, workings_sheet
from .workbook import TextWorkbook

_PHASES = ("Phase 1", "Phase 2", "Phase 3", "Phase 4")
"""Names of the phases where neither a school nor the site has its own."""
_SHEETS = (sessions_sheet, coverage_sheet, gaps_sheet, overview_sheet, lists_sheet, workings_sheet)
"""Sheets after Read me and School, in their order."""

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


def _workbook(commons: Commons, context: BuildContext, text: ToolkitText) -> TextWorkbook:
    layout = Layout(
        phases=phase_cells(context.brand.phases or commons.site.phases or _PHASES),
        competencies=tuple(
            (listed_code(competency.shown_code), competency.title) for competency in commons.competencies
        ),
        stages=tuple(stage.name for stage in commons.stages),
        terms=commons.terms,
        offered=offered(commons.site.vocabulary),
    )

    def add_sheets(book: Book) -> None:
        school_sheet(book, layout.phases)
        for add_sheet in _SHEETS:
            add_sheet(book, layout)

    return TextWorkbook(commons, context, text, layout, add_sheets)
