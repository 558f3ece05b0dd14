"""Make PowerPoint of a deck: pandoc lays the text out, and what it leaves out is put into its XML afterward."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pptx as office

from ..pandoc import Ast, Blocks, day, pandoc
from ..zips import packed, unpacked
from . import postprocess as finish
from .deck import Deck, Slide
from .fit import fits
from .reference import reference

_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Curriculum Commons</Application></Properties>"
)
"""In place of what pandoc's own presentation says of itself."""


def pptx(deck: Deck) -> bytes:
    """Return the deck as PowerPoint; raises ContentError where a slide holds too much."""
    fitted = fits(deck)
    presentation = office.Presentation(BytesIO(_laid_out(deck)))
    first, *rest = presentation.slides
    if len(rest) != len(deck.slides):
        raise RuntimeError(f"pandoc made {len(rest)} slides of {len(deck.slides)}")
    finish.cover(first, deck)
    for number, (shown, slide, fit) in enumerate(zip(rest, deck.slides, fitted, strict=True), 2):
        finish.slide(shown, slide, fit, deck.imprint, number)
    _describe(presentation, deck)
    kept = BytesIO()
    presentation.save(kept)
    return packed({**unpacked(kept.getvalue()), "docProps/app.xml": _PROGRAM})


def _laid_out(deck: Deck) -> bytes:
    tree: Ast = {
        "pandoc-api-version": deck.version,
        "meta": {
            "title": {"t": "MetaInlines", "c": [{"t": "Str", "c": deck.imprint.title}]},
            "subtitle": {"t": "MetaInlines", "c": [{"t": "Str", "c": deck.imprint.school}]},
            "notes": {"t": "MetaBlocks", "c": deck.notes},
        },
        "blocks": [block for slide in deck.slides for block in _blocks(slide)],
    }
    arguments = ["--from=json", "--to=pptx", "--slide-level=2", "--reference-doc=reference.pptx"]
    with TemporaryDirectory(prefix="commons-") as folder:
        Path(folder, "reference.pptx").write_bytes(reference())
        return pandoc(json.dumps(tree).encode(), arguments, deck.imprint.as_of, Path(folder))


def _blocks(slide: Slide) -> Blocks:
    first, *others = slide.columns
    body = [*first, *([slide.table] if slide.table else [])]
    if others:
        body = [_div("columns", [_div("column", part) for part in slide.columns])]
    notes = [_div("notes", slide.notes)] if slide.notes else []
    return [{"t": "Header", "c": [2, ["", [], []], slide.title]}, *body, *notes]


def _div(name: str, blocks: Blocks) -> dict[str, Any]:
    return {"t": "Div", "c": [["", [name], []], blocks]}


def _describe(presentation: office.presentation.Presentation, deck: Deck) -> None:
    imprint, properties = deck.imprint, presentation.core_properties
    properties.title, properties.author, properties.subject = imprint.title, imprint.author, imprint.purpose
    properties.last_modified_by, properties.language = imprint.author, imprint.language
    properties.created = properties.modified = day(imprint.as_of).replace(tzinfo=None)
    package = presentation.part.package
    # Pandoc repeats the name of the school among the properties; it belongs in one place.
    for relation in list(package.iter_rels()):
        if relation.reltype == _CUSTOM:
            package.drop_rel(relation.rId)
