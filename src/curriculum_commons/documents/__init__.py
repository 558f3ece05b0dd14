"""Documents, slides, workbooks and data that other schools download: from the commons and a few texts to files.

Knows nothing of the site or of folders; returns bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.build_context import BuildContext
from ..model.commons import Commons, ToolkitText
from .recipe import Recipe


def recipes(commons: Commons, context: BuildContext, text: ToolkitText) -> Iterator[Recipe]:
    """Yield a recipe for each file that is made from a text of the toolkit, by its kind."""
    # Imported here: a build with nothing new to make starts without the office libraries.
    from .slides import slides
    from .tables import data, redcap
    from .text import documents
    from .workbooks import mapping_workbook, roadmap_planner

    match text.meta.kind:
        case "slides":
            yield from slides(commons, context, text)
        case "mapping workbook":
            yield from mapping_workbook(commons, context, text)
        case "roadmap planner":
            yield from roadmap_planner(commons, context, text)
        case "data":
            yield from data(commons, context, text)
        case "document" | "competency pages" | "survey":
            yield from documents(commons, context, text)
    if text.meta.kind == "survey" and "csv" in text.meta.formats:
        yield from redcap(commons, text)
