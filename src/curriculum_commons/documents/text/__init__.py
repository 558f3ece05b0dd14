"""Documents for offices: texts of the toolkit as docx and PDF.

The text of a document is put together in `document`; how it looks is in `reference*.docx` and `house.typ`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ...model.build_context import BuildContext
from ...model.commons import Commons, ToolkitText
from ...model.urls import slug
from ..recipe import Recipe
from .document import Document, document
from .docx import docx
from .pdf import pdf

_MAKERS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx),
    "pdf": ("application/pdf", pdf),
}
"""Media type and maker of each format."""


def documents(commons: Commons, context: BuildContext, text: ToolkitText) -> Iterator[Recipe]:
    """Yield a recipe for each document that is made from a text; competency pages have one for each competency."""
    each = text.meta.kind == "competency pages"
    for code in [competency.code for competency in commons.competencies] if each else [""]:
        made = document(commons, context, text, code)
        stem = f"{text.meta.folder}/{text.name}" + (f"-{slug(code)}" if code else "")
        for name in text.meta.formats:
            if name in _MAKERS:
                media_type, maker = _MAKERS[name]
                ingredients = b"\0".join([name.encode(), made.ingredients])
                if made.one_sheet and "pdf" not in text.meta.formats:
                    maker = partial(_checked, maker)
                yield Recipe(f"{stem}.{name}", media_type, made.title, ingredients, partial(maker, made))


def _checked(maker: Callable[[Document], bytes], made: Document) -> bytes:
    """Make a file of which there is no PDF; only a PDF shows how many pages it takes."""
    pdf(made)
    return maker(made)
