"""Make PDF of a deck with Typst: the slides without their notes, laid out as in PowerPoint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..pandoc import Blocks, raw_typst, write
from ..typst import pdf_of
from . import Deck, Inlines, Slide, styles
from .fit import Fit, fits, school_size

_TEMPLATE = Path(__file__).with_name("slides.typ")


def pdf(deck: Deck) -> bytes:
    """Return the deck as tagged PDF; raises ContentError where a slide has too much text."""
    blocks = [raw_typst("#cover["), *deck.fine, raw_typst("]["), _paragraph(deck.source), raw_typst("]")]
    for slide, fit in zip(deck.slides, fits(deck), strict=True):
        blocks += _slide(slide, fit)
    tree = {"pandoc-api-version": deck.version, "meta": {}, "blocks": blocks}
    metadata = deck.metadata
    body = write(tree, "typst", "--wrap=none", as_of=metadata.as_of)
    files = {"deck.json": json.dumps(_facts(deck), ensure_ascii=False).encode()}
    if metadata.brand.logo:
        files["logo.png"] = metadata.brand.logo.png
    return pdf_of(metadata.path, _TEMPLATE.read_text("utf-8") + body.decode(), files, metadata.as_of)


def _slide(slide: Slide, fit: Fit) -> Blocks:
    first, *others = slide.columns
    body = [*map(_with_label, first), *([slide.table] if slide.table else [])]
    if others:
        shares = ", ".join(f"{share}fr" for share in slide.shares)
        second = [block for part in others for block in [raw_typst("]["), *map(_with_label, part)]]
        body = [raw_typst(f"#side-by-side(({shares}))["), *body, *second, raw_typst("]")]
    return [
        raw_typst(f"#slide({fit.text}, {fit.table or fit.text}, {str(slide.names_rows).lower()})["),
        {"t": "Header", "c": [1, ["", [], []], slide.title]},
        *[raw_typst("]["), *body, raw_typst("]["), _paragraph(slide.source), raw_typst("]")],
    ]


def _with_label(block: dict[str, Any]) -> dict[str, Any]:
    """Return a block; a heading within a slide gets the level below its title."""
    return {"t": "Header", "c": [2, ["", [], []], block["c"][2]]} if block["t"] == "Header" else block


def _paragraph(inlines: Inlines) -> dict[str, Any]:
    return {"t": "Para", "c": inlines}


def _facts(deck: Deck) -> dict[str, Any]:
    """Return the data that the template reads, so that no text of others is in its code."""
    metadata, logo = deck.metadata, deck.metadata.brand.logo
    looks = {name.lower(): value for name, value in vars(styles).items() if name.isupper()}
    looks |= {name: metadata.palette.recolored(value) for name, value in looks.items() if isinstance(value, str)}
    return {
        "title": metadata.title,
        "author": metadata.author,
        "purpose": metadata.purpose,
        "about": deck.about,
        "footer": deck.footer,
        # Nobody can write the name of a school into a PDF; without one, there is no placeholder either.
        "school": metadata.brand.school or "",
        **metadata.typst_language,
        "school_size": school_size(metadata.brand.name),
        "logo": deck.logo_alt if logo else None,
        "logo_size": styles.logo_size(logo.width, logo.height) if logo else None,
        "look": {name: value._asdict() if isinstance(value, styles.Box) else value for name, value in looks.items()},
    }
