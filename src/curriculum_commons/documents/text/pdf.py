"""Make a PDF of a document: pandoc's Typst below `house.typ`, tagged and checked as PDF/UA-1."""

from __future__ import annotations

import json
from dataclasses import asdict
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from ...model.problems import ContentError, Problem, quoted
from ..pandoc import changed, raw_typst, style, text, write
from ..typst import pdf_of
from . import Document
from .tidy import rows, stays_whole

_HOUSE = Path(__file__).with_name("house.typ")
_SIZE = 11.0
"""Points; what must fit on one sheet is set as large as it can be, all else in this size."""
_ON_A_WALL, _ON_A_SHEET, _TIGHT = (16.0, 14.0, 13.0, 12.0, 11.0), (12.0, 11.0), (11.0, 10.0)
"""Sizes that are tried for a sheet of one competency, which hangs on a wall, for any other, and with less space."""


def pdf(document: Document) -> bytes:
    """Return the document as PDF; raises ContentError where it must fit on one sheet and does not."""
    blocks, metadata = document.tree["blocks"], document.metadata
    if not metadata.brand.school:
        # Nobody can write the name of a school into a PDF.
        unwanted = "School" if metadata.brand.logo else "Letterhead"
        blocks = changed(blocks, lambda element: [] if style(element) == unwanted else [element])
    tree = {**document.tree, "blocks": changed(_parted(blocks), _styled)}
    body = write(tree, "typst", "--sandbox", "--wrap=none")
    source = f"{_HOUSE.read_text('utf-8')}\n{body.decode()}"
    pages = 0
    for size, tight in _settings(document):
        files = {"facts.json": _facts(document, size, tight), **document.logo_file}
        made = pdf_of(metadata.path, source, files, metadata.as_of)
        pages = _pages(made)
        if pages == 1 or not document.one_sheet:
            return made
    about = f" for {quoted(document.code)}" if document.code else ""
    message = f"takes {pages} pages{about} and may take one; shorten it"
    cause = "competency pages" if document.code else "one_page"
    raise ContentError([Problem(metadata.path, 0, 0, message, "too-long", value=cause)])


def _settings(document: Document) -> list[tuple[float, bool]]:
    """Return sizes, and whether there is less space between lines and parts, the best first."""
    if not document.one_sheet:
        return [(_SIZE, False)]
    roomy = _ON_A_WALL if document.code else _ON_A_SHEET
    return [*((size, False) for size in roomy), *((size, True) for size in _TIGHT)]


def _parted(blocks: list[Any]) -> list[Any]:
    """Put `alone` around each quotation that a heading follows."""
    parted = list[Any]()
    for block, after in pairwise([*blocks, {"t": ""}]):
        is_alone = block["t"] == "BlockQuote" and after["t"] == "Header"
        parted += [raw_typst("#alone["), block, raw_typst("]")] if is_alone else [block]
    return parted


def _styled(element: dict[str, Any]) -> list[Any]:
    """Put functions of `house.typ` around what has a style and around short tables, and in place of the logo."""
    if element["t"] == "Div" and (name := style(element)):
        return [raw_typst(f"#styled({json.dumps(name)})["), *element["c"][1], raw_typst("]")]
    if element["t"] == "Table" and stays_whole(len(rows(element)), len(text(element))):
        return [raw_typst("#together["), element, raw_typst("]")]
    if style(element):
        return list(element["c"][1])
    return [raw_typst("#logo", "RawInline")] if element["t"] == "Image" else [element]


def _facts(document: Document, size: float, tight: bool) -> bytes:
    metadata = document.metadata
    facts = {
        "title": metadata.title,
        "author": metadata.author,
        "school": metadata.brand.school,
        "subject": document.subject,
        **metadata.typst_language,
        "one_sheet": document.one_sheet,
        "tight": tight,
        "size": size,
        "logo": document.logo,
        "colors": {**asdict(metadata.palette.light), **asdict(metadata.palette.office)},
    }
    return json.dumps(facts).encode()


def _pages(made: bytes) -> int:
    import pikepdf

    with pikepdf.open(BytesIO(made)) as opened:
        return len(opened.pages)
