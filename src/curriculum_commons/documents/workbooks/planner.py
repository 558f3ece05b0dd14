"""The roadmap planner: work that others did as a plan of one's own, with owners, dates and status, and a timeline."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.commons import Commons, ToolkitText
from ...model.records import Milestone
from ..brand import Brand
from ..recipe import Recipe
from ..text_tree import words
from .book import MEDIA_TYPE, Book
from .metadata import imprint
from .plan import Plan, Work, plan_lists_sheet, plan_sheet
from .read_me import read_me_sheet
from .school import school_sheet
from .timeline import timeline_sheet


def roadmap_planner(commons: Commons, text: ToolkitText, brand: Brand) -> Iterator[Recipe]:
    """Give the recipe of the workbook; the body of the text is its first sheet."""
    said, about = words(commons, text), imprint(commons, text)
    works = tuple(_work(commons, milestone) for milestone in commons.milestones)
    plan = Plan(brand, commons.framework.creator, works)

    def make() -> bytes:
        book = Book()
        about.describe(book, brand)
        read_me_sheet(book, about, said.tree["blocks"], brand)
        school_sheet(book, brand)
        plan_sheet(book, plan)
        timeline_sheet(book, plan)
        plan_lists_sheet(book, plan)
        return book.closed()

    ingredients = "\x00".join([repr(plan), repr(about), said.ingredients]).encode()
    yield Recipe(f"{text.meta.folder}/{text.name}.xlsx", MEDIA_TYPE, text.meta.title, ingredients, make)


def _work(commons: Commons, milestone: Milestone) -> Work:
    since = milestone.since
    later = f"\nSince then ({since.as_of}): {since.text}" if since else ""
    group = commons.working_group[milestone.working_group].name if milestone.working_group else ""
    when = f" ({milestone.when})" if milestone.when else ""
    return Work(milestone.title, f"{milestone.summary}{when}{later}", group, milestone.status, milestone.as_of)
