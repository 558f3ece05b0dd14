"""A fault of a document, and the rules for what all formats have: titles, headings, links, tables, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from ...model.problems import shown

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
YES = {"1", "true", "on"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_LONGEST_NAME = 40
_UNCLEAR = re.compile(
    r"(click |tap |press )?(here|this)|(this )?(link|page|website|site|document|file)|"
    r"(read |learn |see |find out )?more|details|info|go|download|click",
    re.IGNORECASE,
)
_DEFAULT_TITLE = re.compile(
    r"(word document|powerpoint presentation|(document|presentation|book|workbook|slide|untitled)\s?\d*|untitled .*)",
    re.IGNORECASE,
)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".emf", ".wmf", ".bmp", ".tif", ".tiff", ".webp")


@dataclass(frozen=True)
class Fault:
    """One obstacle to reading a document."""

    location: str
    """Where in the document, in words; empty where the whole document is meant."""
    message: str
    """What is wrong and the way out; lower case, no full stop."""
    note: bool = False
    """Whether it is for information only and does not count."""


def named(kind: str, text: str) -> str:
    """Return a location that is found by its text: its kind, and how it begins."""
    line = beginning(text)
    return f"{kind}, “{line}”" if line else kind


def beginning(text: str) -> str:
    """Return the beginning of a text, on one line."""
    line = shown(" ".join(text[: 4 * _LONGEST_NAME].split()))
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1]}…"


def title(title: str | None, where: str) -> Iterator[Fault]:
    """Check the title in the properties of a document; `where` is where its program sets it."""
    title = (title or "").strip()
    if not title:
        yield Fault("", f"has no title; give it one under {where}")
    elif _DEFAULT_TITLE.fullmatch(title):
        yield Fault("", f"has the title “{title}”, which the program made up; give it another under {where}")


def link(location: str, text: str) -> Iterator[Fault]:
    """Check the text of a link out of its context, as a screen reader lists it."""
    text = text.strip().rstrip(".").strip()
    if not text:
        yield Fault(location, "has no text; write what it leads to")
    elif _is_bare_address(text):
        yield Fault(location, "shows only an address; write what it leads to")
    elif _UNCLEAR.fullmatch(text):
        yield Fault(location, "is unclear by itself; write what it leads to")


def _is_bare_address(text: str) -> bool:
    """Return True for an address, unless it is a DOI, as citations give it, or that of a whole site."""
    address = text.lower()
    if " " in address or not address.startswith(("http://", "https://", "ftp://", "www.")):
        return False
    scheme, host, path, *_ = urlsplit(f"//{address}" if address.startswith("www.") else address)
    return scheme == "ftp" or (path.strip("/") != "" and host not in {"doi.org", "dx.doi.org"})


def headings(headings: Iterable[tuple[str, int]], highest: int = 1, where: str = "") -> Iterator[Fault]:
    """Check that no level of a heading is left out.

    Args:
        headings: Location and level of each.
        highest: Levels that the first may have; 2 where a title is above it.
        where: Follows the way out.
    """
    before = 0
    for location, level in headings:
        if not before and level > highest:
            yield Fault(location, f"is the first and has level {level}; begin with level 1{where}")
        elif before and level > before + 1:
            yield Fault(location, f"has level {level} after level {before}; give it level {before + 1}{where}")
        before = level


def merged_cells(location: str, cells: Iterable[bool]) -> Iterator[Fault]:
    """Check the cells of a table, each of which is merged or not."""
    if any(cells):
        yield Fault(location, "has merged cells; split them, so that each row has the same cells")


def alternative(properties: etree._Element) -> str | None:
    """Return the alternative text in the non-visual properties of a drawing; None where it is decorative."""
    if any(mark.get("val") in YES for mark in properties.iter(_DECORATIVE)):
        return None
    return properties.get("descr") or properties.get("title") or ""


def picture(location: str, text: str | None) -> Iterator[Fault]:
    """Check an alternative text; `None` is a picture that is decorative."""
    if text is None:
        return
    text = text.strip()
    if not text:
        yield Fault(location, "has no alternative text; describe in one what it shows, or mark it as decorative")
    elif " " not in text and text.lower().endswith(_PICTURES):
        yield Fault(location, "has the name of a file for an alternative text; describe what it shows")


def remove_fallbacks(root: etree._Element) -> None:
    """Remove what old programs show in place of new elements: it repeats their text."""
    for fallback in list(root.iter(_FALLBACK)):
        parent = fallback.getparent()
        if parent is not None:
            parent.remove(fallback)
