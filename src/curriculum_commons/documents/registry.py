"""What is made from a text of the toolkit, by the kind that the text says it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..model.commons import Commons, ToolkitText
from .brand import Brand
from .recipe import Recipe

Maker = Callable[[Commons, ToolkitText, Brand], Iterator[Recipe]]


def recipes(commons: Commons, text: ToolkitText, brand: Brand) -> Iterator[Recipe]:
    """Give a recipe for each file that is made from a text."""
    return MAKERS[text.meta.kind](commons, text, brand)


# Each maker is read when it is needed: what it stands on takes a while.
def _documents(commons: Commons, text: ToolkitText, brand: Brand) -> Iterator[Recipe]:
    from .text import documents

    return documents(commons, text, brand)


def _survey(commons: Commons, text: ToolkitText, brand: Brand) -> Iterator[Recipe]:
    from .redcap import redcap

    yield from _documents(commons, text, brand)
    if "csv" in text.meta.formats:
        yield from redcap(commons, text)


def _data(commons: Commons, text: ToolkitText, _: Brand) -> Iterator[Recipe]:
    from .tables import data

    return data(commons, text)


def _slides(commons: Commons, text: ToolkitText, brand: Brand) -> Iterator[Recipe]:
    from .slides import slides

    return slides(commons, text, brand)


def _mapping(commons: Commons, text: ToolkitText, brand: Brand) -> Iterator[Recipe]:
    from .workbooks import mapping_workbook

    return mapping_workbook(commons, text, brand)


def _roadmap(commons: Commons, text: ToolkitText, brand: Brand) -> Iterator[Recipe]:
    from .workbooks import roadmap_planner

    return roadmap_planner(commons, text, brand)


MAKERS: Mapping[str, Maker] = {
    "document": _documents,
    "competency pages": _documents,
    "slides": _slides,
    "survey": _survey,
    "mapping workbook": _mapping,
    "roadmap planner": _roadmap,
    "data": _data,
}
"""What makes the files of each kind of text."""
