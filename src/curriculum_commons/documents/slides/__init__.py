"""Slides from a text of the toolkit: PowerPoint with speaker notes, and PDF without them.

Knows nothing of their content: each `##` of the text begins a slide.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...model.build_context import BuildContext
from ...model.commons import Commons, ToolkitText
from ..recipe import Recipe
from ..text_tree import words
from .deck import Metadata, build_deck

__all__ = ["slides"]

_MEDIA_TYPES = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
}


def slides(commons: Commons, context: BuildContext, text: ToolkitText) -> Iterator[Recipe]:
    """Yield a recipe for each format in which the slides are offered.

    Making a file raises ContentError where a slide has too much text.
    """
    content = words(commons, context, text, folder="slides")
    metadata = Metadata.of(commons, context, text)
    ingredients = "\x00".join([json.dumps(vars(metadata), sort_keys=True), content.ingredients, ""]).encode()
    ingredients += context.brand.logo.png if context.brand.logo else b""
    for ending in text.meta.formats:
        if ending not in _MEDIA_TYPES:
            continue

        def made(ending: str = ending) -> bytes:
            from .pdf import pdf  # not before: python-pptx takes a quarter of a second to import
            from .pptx import pptx

            make = pptx if ending == "pptx" else pdf
            return make(build_deck(content.tree, text, metadata, context.brand.logo))

        path = f"{text.meta.folder}/{text.name}.{ending}"
        yield Recipe(path, _MEDIA_TYPES[ending], text.meta.title, ingredients, made)
