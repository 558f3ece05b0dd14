"""Make PowerPoint of a deck: pandoc sets the text, and `pptx_slides` completes each slide."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pptx as office

from ..pandoc import Ast, Blocks, day, pandoc
from ..zips import packed, unpacked
from .deck import Deck, Slide
from .fit import fits
from .pptx_slides import finish_cover, finish_slide

_REFERENCE = Path(__file__).with_name("reference.pptx")
_PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Curriculum Commons</Application></Properties>"
)
"""Replaces the properties of the reference presentation."""


def pptx(deck: Deck) -> bytes:
    """Return the deck as PowerPoint; raises ContentError where a slide has too much text."""
    fitted = fits(deck)
    presentation = office.Presentation(BytesIO(_set_by_pandoc(deck)))
    first, *rest = presentation.slides
    if len(rest) != len(deck.slides):
        raise RuntimeError(f"pandoc made {len(rest)} slides of {len(deck.slides)}")
    finish_cover(first, deck)
    for number, (shown, slide, fit) in enumerate(zip(rest, deck.slides, fitted, strict=True), 2):
        finish_slide(shown, slide, fit, deck.metadata, number)
    _set_properties(presentation, deck)
    saved = BytesIO()
    presentation.save(saved)
    return packed({**unpacked(saved.getvalue()), "docProps/app.xml": _PROGRAM})


def _set_by_pandoc(deck: Deck) -> bytes:
    tree: Ast = {
        "pandoc-api-version": deck.version,
        "meta": {
            "title": {"t": "MetaInlines", "c": [{"t": "Str", "c": deck.metadata.title}]},
            "subtitle": {"t": "MetaInlines", "c": [{"t": "Str", "c": deck.metadata.school}]},
            "notes": {"t": "MetaBlocks", "c": deck.notes},
        },
        "blocks": [block for slide in deck.slides for block in _blocks(slide)],
    }
    arguments = ["--from=json", "--to=pptx", "--slide-level=2", f"--reference-doc={_REFERENCE}"]
    return pandoc(json.dumps(tree).encode(), arguments, deck.metadata.as_of)


def _blocks(slide: Slide) -> Blocks:
    first, *others = slide.columns
    body = [*first, *([slide.table] if slide.table else [])]
    if others:
        body = [_div("columns", [_div("column", part) for part in slide.columns])]
    notes = [_div("notes", slide.notes)] if slide.notes else []
    return [{"t": "Header", "c": [2, ["", [], []], slide.title]}, *body, *notes]


def _div(name: str, blocks: Blocks) -> dict[str, Any]:
    return {"t": "Div", "c": [["", [name], []], blocks]}


def _set_properties(presentation: office.presentation.Presentation, deck: Deck) -> None:
    metadata, properties = deck.metadata, presentation.core_properties
    properties.title, properties.author, properties.subject = metadata.title, metadata.author, metadata.purpose
    properties.last_modified_by, properties.language = metadata.author, metadata.language
    properties.created = properties.modified = day(metadata.as_of).replace(tzinfo=None)
    package = presentation.part.package
    # Pandoc repeats the name of the school among the properties; it belongs in one place.
    for relation in list(package.iter_rels()):
        if relation.reltype.endswith("/custom-properties"):
            package.drop_rel(relation.rId)
