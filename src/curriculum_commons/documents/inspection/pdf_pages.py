"""Tell which pages of a PDF are pictures of text, and which fonts it does not bring along."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from .fault import Fault

_SHOWS_TEXT = re.compile(rb"(?:\)|>|\]|\s)\s*(?:Tj|TJ|'|\")(?=\s|$|[\[\(/<])")
_DEEPEST = 6
_FILES = (Name.FontFile, Name.FontFile2, Name.FontFile3)


def page_faults(pdf: Pdf) -> Iterator[Fault]:
    """Tell what is wrong with what is painted on the pages."""
    scanned, fonts = list[int](), dict[str, int]()
    for number, page in enumerate(pdf.pages, 1):
        things = list(_things(page))
        shows = any(_SHOWS_TEXT.search(content) for content in _contents(page, things))
        if not shows and any(thing.get(Name.Subtype) == Name.Image for thing in things):
            scanned.append(number)
        for font in _fonts(page, things):
            if not _is_embedded(font):
                fonts.setdefault(str(font.get(Name.BaseFont, "/a font without a name"))[1:], number)
    if scanned:
        pages = f"page {_listed(scanned)}" if len(scanned) == 1 else f"pages {_listed(scanned)}"
        yield Fault(pages, "shows text only as a picture, or none; let a program recognize the text (OCR)")
    for name, number in sorted(fonts.items()):
        yield Fault(f"page {number}", f"uses the font “{name}” without bringing it; embed all fonts when it is made")


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:5]))
    return f"{shown} and {len(numbers) - 5} more" if len(numbers) > 5 else shown  # noqa: PLR2004


def _things(page: Page) -> Iterator[Stream]:
    """Give the pictures and forms of a page, and those that they are made of."""
    seen = set[tuple[int, int]]()
    waiting: list[tuple[Object, int]] = [(page.resources, 0)]
    while waiting:
        resources, depth = waiting.pop()
        things = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
        for thing in things.values() if isinstance(things, Dictionary) else ():
            if not isinstance(thing, Stream) or thing.objgen in seen:
                continue
            seen.add(thing.objgen)
            yield thing
            inner = thing.get(Name.Resources)
            if inner is not None and depth < _DEEPEST:
                waiting.append((inner, depth + 1))


def _contents(page: Page, things: list[Stream]) -> Iterator[bytes]:
    own = page.obj.get(Name.Contents)
    for part in list(own) if isinstance(own, Array) else [own]:
        if isinstance(part, Stream):
            yield part.read_bytes()
    for thing in things:
        if thing.get(Name.Subtype) == Name.Form:
            yield thing.read_bytes()


def _fonts(page: Page, things: list[Stream]) -> Iterator[Dictionary]:
    for resources in (page.resources, *(thing.get(Name.Resources) for thing in things)):
        fonts = resources.get(Name.Font) if isinstance(resources, Dictionary) else None
        for font in fonts.values() if isinstance(fonts, Dictionary) else ():
            if isinstance(font, Dictionary):
                yield font


def _is_embedded(font: Dictionary) -> bool:
    if font.get(Name.Subtype) == Name.Type3:
        return True  # is drawn by the file itself
    inner = font.get(Name.DescendantFonts)
    if isinstance(inner, Array) and len(inner) and isinstance(inner[0], Dictionary):
        font = inner[0]
    described = font.get(Name.FontDescriptor)
    return isinstance(described, Dictionary) and any(name in described for name in _FILES)
