"""Slides from a text of the toolkit: PowerPoint with speaker notes, and PDF without them.

Knows nothing of their content: each `##` of the text begins a slide.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from ...model.build_context import BuildContext
from ...model.commons import Commons, ToolkitText
from ..recipe import Recipe
from ..text_tree import words
from .deck import Deck, Metadata, build_deck
from .pdf import pdf
from .pptx import pptx

__all__ = ["slides"]

_MAKERS: Mapping[str, tuple[str, Callable[[Deck], bytes]]] = {
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", pptx),
    "pdf": ("application/pdf", pdf),
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
        if ending not in _MAKERS:
            continue
        media_type, make = _MAKERS[ending]

        def made(make: Callable[[Deck], bytes] = make) -> bytes:
            return make(build_deck(content.tree, text, metadata, context.brand.logo))

        yield Recipe(f"{text.meta.folder}/{text.name}.{ending}", media_type, text.meta.title, ingredients, made)
