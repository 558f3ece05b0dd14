"""The curriculum mapping workbook: what a school teaches, typed in rows, and what that covers, by formulas."""

from __future__ import annotations

from collections.abc import Iterator

from ...artifacts import Recipe
from ...commons import Commons, ToolkitText
from ..brand import Brand
from ..words import words
from .book import MEDIA_TYPE, Book
from .imprint import imprint
from .layout import Outline
from .mapping_coverage import coverage_sheet
from .mapping_gaps import gaps_sheet
from .mapping_lists import lists_sheet
from .mapping_overview import overview_sheet
from .mapping_sessions import sessions_sheet
from .mapping_workings import workings_sheet
from .names import phases_in, school_sheet
from .read_me import read_me_sheet

_ANY = ("Phase 1", "Phase 2", "Phase 3", "Phase 4")
"""What phases are called where neither a school nor the site says."""


def mapping_workbook(commons: Commons, text: ToolkitText, brand: Brand) -> Iterator[Recipe]:
    """Give the recipe of the workbook; the body of the text is its first sheet."""
    said, about = words(commons, text), imprint(commons, text)
    outline = Outline(
        brand=brand,
        phases=phases_in(brand.phases or commons.site.phases or _ANY),
        competencies=tuple((competency.code, competency.title) for competency in commons.competencies),
        stage_names=tuple(stage.name for stage in commons.stages),
    )

    def make() -> bytes:
        book = Book()
        about.describe(book, brand)
        read_me_sheet(book, about, said.tree["blocks"], brand)
        school_sheet(book, brand, outline.phases)
        sessions_sheet(book, outline)
        coverage_sheet(book, outline)
        gaps_sheet(book, outline)
        overview_sheet(book, outline)
        lists_sheet(book, outline)
        workings_sheet(book, outline)
        return book.closed()

    ingredients = "\x00".join([repr(outline), repr(about), said.ingredients]).encode()
    yield Recipe(f"{text.meta.folder}/{text.name}.xlsx", MEDIA_TYPE, text.meta.title, ingredients, make)
