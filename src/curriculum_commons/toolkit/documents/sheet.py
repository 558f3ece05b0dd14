"""Make a PDF of a document: pandoc's Typst below the house style, tagged and checked as PDF/UA-1."""

from __future__ import annotations

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from ...problems import ContentError, Problem, quoted
from ..pandoc import pandoc
from ..typeset import pdf
from .paper import LOGO, Paper
from .tree import changed, style

MEDIA_TYPE = "application/pdf"


def sheet(paper: Paper) -> bytes:
    """Return the document as PDF; raises ContentError where it must fit on one sheet and does not."""
    tree = {**paper.tree, "blocks": changed(paper.tree["blocks"], _styled)}
    body = pandoc(json.dumps(tree).encode(), ["--from=json", "--to=typst", "--sandbox", "--wrap=none"])
    made = pdf(f"{_house()}\n{body.decode()}", _files(paper), paper.as_of)
    if paper.one_sheet:
        _one_page(made, paper)
    return made


def _styled(element: dict[str, Any]) -> list[Any]:
    """Put a call of the house style around what bears a style, and the logo where its picture stands."""
    if element["t"] == "Div" and (name := style(element)):
        return [_raw("RawBlock", f"#styled({json.dumps(name)})["), *element["c"][1], _raw("RawBlock", "]")]
    if element["t"] == "Span" and style(element):
        return list(element["c"][1])
    return [_raw("RawInline", "#logo")] if element["t"] == "Image" else [element]


def _raw(kind: str, typst: str) -> dict[str, Any]:
    return {"t": kind, "c": ["typst", typst]}


def _files(paper: Paper) -> dict[str, bytes]:
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
        "logo": LOGO if paper.logo else None,
        "logo_alt": f"Logo of {paper.school}",
    }
    files = {"facts.json": json.dumps(facts).encode()}
    return files | ({LOGO: paper.logo} if paper.logo else {})


@cache
def _house() -> str:
    return Path(__file__).with_name("house.typ").read_text("utf-8")


def _one_page(made: bytes, paper: Paper) -> None:
    with pikepdf.open(BytesIO(made)) as opened:
        pages = len(opened.pages)
    if pages > 1:
        about = f" for {quoted(paper.code)}" if paper.code else ""
        raise ContentError([Problem(paper.source, 0, 0, f"takes {pages} pages{about} and may take one; shorten it")])
