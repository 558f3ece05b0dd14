"""Make a PDF of a document: pandoc's Typst below the house style, tagged and checked as PDF/UA-1."""

from __future__ import annotations

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from ...model.problems import ContentError, Problem, quoted
from ..pandoc import pandoc
from ..typst import UnsetError, pdf
from .document import LOGO, Paper
from .pandoc_tree import changed, rows, style, text
from .styles import stays_whole

_SIZES = (12.0, 11.0, 10.0)
"""Points; what must fit on one sheet is set as large as it can be, all else in the middle size."""
_ON_A_WALL = (16.0, 15.0, 14.0, 13.0)
"""Sizes that are tried before for a sheet of one competency, which is read from where one stands."""


def sheet(paper: Paper) -> bytes:
    """Return the document as PDF; raises ContentError where it must fit on one sheet and does not."""
    # Nobody can write the name of a school into a PDF; without one, there is no place for it either.
    blocks = paper.tree["blocks"] if paper.named else [one for one in paper.tree["blocks"] if not _is_letterhead(one)]
    tree = {**paper.tree, "blocks": changed(blocks, _styled)}
    body = pandoc(json.dumps(tree).encode(), ["--from=json", "--to=typst", "--sandbox", "--wrap=none"])
    source = f"{_house()}\n{body.decode()}"
    pages = 0
    for size in (*(_ON_A_WALL if paper.code else ()), *_SIZES) if paper.one_sheet else _SIZES[1:2]:
        made = _set(source, paper, size)
        pages = _pages(made)
        if pages == 1 or not paper.one_sheet:
            return made
    about = f" for {quoted(paper.code)}" if paper.code else ""
    raise ContentError([Problem(paper.source, 0, 0, f"takes {pages} pages{about} and may take one; shorten it")])


def _set(source: str, paper: Paper, size: float) -> bytes:
    try:
        return pdf(source, _files(paper, size), paper.as_of)
    except UnsetError as error:
        raise ContentError([Problem(paper.source, 0, 0, f"{error}, or leave pdf out")]) from error


def _is_letterhead(block: dict[str, Any]) -> bool:
    return block["t"] == "Div" and style(block) == "Letterhead"


def _styled(element: dict[str, Any]) -> list[Any]:
    """Put calls of the house style around what has a style and around short tables, and the logo in its place."""
    if element["t"] == "Div" and (name := style(element)):
        return [_raw("RawBlock", f"#styled({json.dumps(name)})["), *element["c"][1], _raw("RawBlock", "]")]
    if element["t"] == "Table" and stays_whole(len(rows(element)), len(text(element))):
        return [_raw("RawBlock", "#together["), element, _raw("RawBlock", "]")]
    if element["t"] == "Span" and style(element):
        return list(element["c"][1])
    return [_raw("RawInline", "#logo")] if element["t"] == "Image" else [element]


def _raw(kind: str, typst: str) -> dict[str, Any]:
    return {"t": kind, "c": ["typst", typst]}


def _files(paper: Paper, size: float) -> dict[str, bytes]:
    language, _, region = paper.language.partition("-")
    facts = {
        "title": paper.title,
        "author": paper.author,
        "school": paper.school,
        "named": paper.named,
        "subject": paper.subject,
        "lang": language,
        "region": region or None,
        "one_sheet": paper.one_sheet,
        "size": size,
        "logo": LOGO if paper.logo else None,
        "logo_alt": paper.logo_says,
        "logo_size": paper.logo_size,
    }
    return {"facts.json": json.dumps(facts).encode(), **paper.logo_file}


@cache
def _house() -> str:
    return Path(__file__).with_name("house.typ").read_text("utf-8")


def _pages(made: bytes) -> int:
    with pikepdf.open(BytesIO(made)) as opened:
        return len(opened.pages)
