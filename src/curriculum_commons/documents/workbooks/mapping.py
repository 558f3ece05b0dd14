"""The curriculum mapping workbook: what a school teaches, typed in rows, and what that covers, by formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from ...model.commons import Commons, ToolkitText
from ..brand import Brand
from ..recipe import Recipe
from ..text_tree import words
from .book import MEDIA_TYPE, Book, Sheet
from .layout import Outline
from .mapping_coverage import coverage_sheet
from .mapping_gaps import gaps_sheet
from .mapping_lists import lists_sheet
from .mapping_overview import overview_sheet
from .mapping_sessions import sessions_sheet
from .mapping_workings import workings_sheet
from .metadata import imprint
from .read_me import read_me_sheet
from .school import phases_in, school_sheet

_ANY = ("Phase 1", "Phase 2", "Phase 3", "Phase 4")
"""What phases are called where neither a school nor the site says."""


def mapping_workbook(commons: Commons, text: ToolkitText, brand: Brand) -> Iterator[Recipe]:
    """Give the recipe of the workbook; the body of the text is its first sheet."""
    said, about, outline = words(commons, text), imprint(commons, text), _outline(commons, brand)
    ingredients = "\x00".join([repr(outline), repr(about), said.ingredients]).encode()
    path = f"{text.meta.folder}/{text.name}.xlsx"
    yield Recipe(path, MEDIA_TYPE, text.meta.title, ingredients, partial(_made, commons, text, brand))


def mapping_rows(commons: Commons, text: ToolkitText, brand: Brand) -> Mapping[str, Mapping[int, Row]]:
    """Return what stands in the workbook: filled cells by sheet and number of the row, counted from 1."""
    book = _filled(Book(only_shown=True), commons, text, brand)
    return {sheet.name: _rows(sheet) for sheet in book.sheets}


def _made(commons: Commons, text: ToolkitText, brand: Brand) -> bytes:
    return _filled(Book(), commons, text, brand).closed()


Row = tuple[str, ...]
"""What stands in the cells of one row that are not empty, from left to right."""


def _rows(sheet: Sheet) -> dict[int, Row]:
    rows: dict[int, list[str]] = {}
    for (row, _), value in sorted(sheet.shown.items()):
        rows.setdefault(row + 1, []).append(str(value))
    return {number: tuple(cells) for number, cells in rows.items()}


def _outline(commons: Commons, brand: Brand) -> Outline:
    return Outline(
        brand=brand,
        phases=phases_in(brand.phases or commons.site.phases or _ANY),
        competencies=tuple((competency.code, competency.title) for competency in commons.competencies),
        stage_names=tuple(stage.name for stage in commons.stages),
    )


def _filled(book: Book, commons: Commons, text: ToolkitText, brand: Brand) -> Book:
    """Return a workbook with all its sheets, still open."""
    about, outline = imprint(commons, text), _outline(commons, brand)
    about.describe(book, brand)
    read_me_sheet(book, about, words(commons, text).tree["blocks"], brand)
    school_sheet(book, brand, outline.phases)
    sessions_sheet(book, outline)
    coverage_sheet(book, outline)
    gaps_sheet(book, outline)
    overview_sheet(book, outline)
    lists_sheet(book, outline)
    workings_sheet(book, outline)
    return book
