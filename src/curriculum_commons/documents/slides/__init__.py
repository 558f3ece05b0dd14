"""Slides from a text of the toolkit: PowerPoint with speaker notes, and PDF without them.

Knows nothing of what is said on them: each `##` of the text begins a slide.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from ...model.commons import Commons, ToolkitText
from ..brand import Brand
from ..recipe import Recipe
from ..text_tree import words
from .deck import Deck, deck
from .metadata import Imprint
from .pdf import pdf
from .pptx import pptx

__all__ = ["slides"]

_MAKERS: Mapping[str, tuple[str, Callable[[Deck], bytes]]] = {
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", pptx),
    "pdf": ("application/pdf", pdf),
}


def slides(commons: Commons, text: ToolkitText, brand: Brand) -> Iterator[Recipe]:
    """Give a recipe for each format in which the slides are offered.

    Making raises ContentError where a slide holds more than it can show.
    """
    said = words(commons, text, folder="slides")
    imprint = Imprint.of(commons, text, brand)
    ingredients = _ingredients(imprint, brand, said.ingredients)
    for ending in text.meta.formats:
        if ending not in _MAKERS:
            continue
        media_type, make = _MAKERS[ending]

        def made(make: Callable[[Deck], bytes] = make) -> bytes:
            return make(deck(said.tree, text, imprint, brand.logo))

        yield Recipe(f"{text.meta.folder}/{text.name}.{ending}", media_type, text.meta.title, ingredients, made)


def _ingredients(imprint: Imprint, brand: Brand, said: str) -> bytes:
    head = json.dumps(imprint.__dict__, ensure_ascii=False, sort_keys=True)
    return "\x00".join([head, said]).encode() + b"\x00" + (brand.logo.png if brand.logo else b"")
