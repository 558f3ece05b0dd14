"""Documents for offices: texts of the toolkit as docx and PDF.

The text of a document is put together in `document`; how it looks is in `reference*.docx` and `house.typ`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...model.build_context import BuildContext
from ...model.commons import Commons, ToolkitText
from ...model.urls import slug
from ..recipe import Recipe
from .document import Document, document


def documents(commons: Commons, context: BuildContext, text: ToolkitText) -> Iterator[Recipe]:
    """Yield a recipe for each document that is made from a text; competency pages have one for each competency."""
    each = text.meta.kind == "competency pages"
    for code in [competency.code for competency in commons.competencies] if each else [""]:
        made = document(commons, context, text, code)
        stem = f"{text.meta.folder}/{text.name}" + (f"-{slug(code)}" if code else "")
        checked = made.one_sheet and "pdf" not in text.meta.formats
        for name in text.meta.formats:
            if name in {"docx", "pdf"}:
                make = partial(_made, made, name, checked)
                ingredients = b"\0".join([name.encode(), made.ingredients])
                yield Recipe(f"{stem}.{name}", made.metadata.title, ingredients, make)


def _made(made: Document, name: str, checked: bool) -> bytes:
    from .docx import docx  # not before: python-docx and Typst take a while to import
    from .pdf import pdf

    if checked:  # only a PDF shows how many pages it takes
        pdf(made)
    return pdf(made) if name == "pdf" else docx(made)
