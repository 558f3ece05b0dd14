"""Make PDF of a deck with Typst: the slides without their notes, in the look of the PowerPoint."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ...model.problems import ContentError, Problem
from .. import typst as typeset
from ..brand import PLACEHOLDER
from ..pandoc import Blocks, pandoc
from . import styles as look
from .deck import Deck, Slide
from .fit import Fit, fits, school_size
from .postprocess import LOGO

_TEMPLATE = Path(__file__).with_name("slides.typ")


def pdf(deck: Deck) -> bytes:
    """Return the deck as tagged PDF; raises ContentError where a slide holds too much."""
    fitted = fits(deck)
    blocks = _cover(deck)
    for slide, fit in zip(deck.slides, fitted, strict=True):
        blocks += _slide(slide, fit)
    tree = {"pandoc-api-version": deck.version, "meta": {}, "blocks": blocks}
    body = pandoc(json.dumps(tree).encode(), ["--from=json", "--to=typst", "--wrap=none"], deck.imprint.as_of)
    files = {"deck.json": json.dumps(_told(deck), ensure_ascii=False).encode()}
    if deck.logo:
        files["logo.png"] = deck.logo.png
    try:
        return typeset.pdf(_TEMPLATE.read_text("utf-8") + body.decode(), files, deck.imprint.as_of)
    except typeset.UnsetError as error:
        raise ContentError([Problem(deck.imprint.path, 0, 0, f"{error}, or leave pdf out")]) from error


def _cover(deck: Deck) -> Blocks:
    return [_raw("#cover["), *deck.fine, _raw("]["), _paragraph(deck.source), _raw("]")]


def _slide(slide: Slide, fit: Fit) -> Blocks:
    first, *others = slide.columns
    body = [*map(_raised, first), *([slide.table] if slide.table else [])]
    if others:
        body = [_raw(f"#side-by-side(({', '.join(f'{share}fr' for share in slide.shares)}))[")]
        body += [*map(_raised, first), *(block for part in others for block in [_raw("]["), *map(_raised, part)])]
        body.append(_raw("]"))
    return [
        _raw(f"#slide({fit.text}, {fit.table or fit.text}, {str(slide.names_rows).lower()})["),
        {"t": "Header", "c": [1, ["", [], []], slide.title]},
        *[_raw("]["), *body, _raw("]["), _paragraph(slide.source), _raw("]")],
    ]


def _raised(block: dict[str, Any]) -> dict[str, Any]:
    """Return a block; headings within a slide come right below its title."""
    if block["t"] != "Header":
        return block
    return {"t": "Header", "c": [2, ["", [], []], block["c"][2]]}


def _raw(typst: str) -> dict[str, Any]:
    return {"t": "RawBlock", "c": ["typst", typst]}


def _paragraph(inlines: list[dict[str, Any]]) -> dict[str, Any]:
    return {"t": "Para", "c": inlines}


def _told(deck: Deck) -> dict[str, Any]:
    """Return what the template reads: no text of others stands in its code."""
    imprint = deck.imprint
    language, _, region = imprint.language.partition("-")
    return {
        **{name: getattr(imprint, name) for name in ("title", "about", "footer", "author", "purpose")},
        # Nobody can write the name of a school into a PDF; without one, there is no place for it either.
        "school": "" if imprint.school == PLACEHOLDER else imprint.school,
        "language": language.lower(),
        "region": region if re.fullmatch("[A-Z]{2}", region) else None,
        "school_size": school_size(imprint.school),
        "logo": LOGO if deck.logo else None,
        "logo_size": look.logo(deck.logo.width, deck.logo.height) if deck.logo else None,
        "look": _look(),
    }


def _look() -> dict[str, Any]:
    boxes = {"logo": look.LOGO, "cover": look.COVER, "cover_rule": look.COVER_RULE, "school": look.SCHOOL}
    boxes |= {"fine": look.FINE, "source": look.SOURCE, "title": look.TITLE, "rule": look.RULE, "body": look.BODY}
    boxes |= {"footer": look.FOOTER, "number": look.NUMBER}
    colors = {"paper": look.PAPER, "ink": look.INK, "teal": look.TEAL, "clay": look.CLAY, "quiet": look.QUIET}
    return {
        "boxes": {name: box.__dict__ for name, box in boxes.items()},
        "colors": {name: f"#{color}" for name, color in colors.items()},
        **{"width": look.WIDTH, "height": look.HEIGHT, "title": look.TITLE_SIZE, "cover": look.COVER_SIZE},
        **{"small": look.SMALL_SIZE, "fine": look.FINE_SIZE, "between": look.BETWEEN},
        **{"above_label": look.ABOVE_LABEL, "indent": look.INDENT, "quoted": look.QUOTED, "gutter": look.GUTTER},
        "growth": [1.25, 1.2, 1.15, 1.1, 1.05, 1],
        **{"cell_side": look.CELL_SIDE, "cell_top": look.CELL_TOP},
    }
