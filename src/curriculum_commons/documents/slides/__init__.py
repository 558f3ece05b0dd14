"""Slides from a text of the toolkit: PowerPoint with speaker notes, and PDF without them.

Knows nothing of their content: each `##` of the text begins a slide.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...model.build_context import BuildContext
from ...model.commons import Commons, ToolkitText
from ..metadata import Metadata
from ..recipe import Recipe
from ..text_tree import words
from .deck import build_deck

__all__ = ["slides"]


def slides(commons: Commons, context: BuildContext, text: ToolkitText) -> Iterator[Recipe]:
    """Yield a recipe for each format in which the slides are offered.

    Making a file raises ContentError where a slide has too much text.
    """
    content = words(commons, context, text, folder="slides")
    metadata = Metadata.of(commons, context, text)
    ingredients = metadata.ingredients + content.ingredients.encode()

    def make(form: str) -> bytes:
        from .pdf import pdf  # not before: python-pptx takes a quarter of a second to import
        from .pptx import pptx

        deck = build_deck(content.tree, text, metadata)
        return pptx(deck) if form == "pptx" else pdf(deck)

    for form in text.meta.formats:
        if form in {"pptx", "pdf"}:
            path = f"{text.meta.folder}/{text.name}.{form}"
            yield Recipe(path, text.meta.title, ingredients, partial(make, form))
