"""The sheet Read me: the words of a text of the toolkit, a row for each paragraph, heading and item."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from ..brand import PLACEHOLDER, Brand
from ..pandoc import Blocks
from .book import BAND, WRAPPED, Area, Book, Look, Sheet, quoted
from .imprint import Imprint
from .names import SCHOOL, title

_SHEET = "Read me"
_WIDTH = 78
_LOGO_HEIGHT, _LOGO_WIDTH = 64, 260
_LONGEST = 250
"""A formula holds no longer text, but as many as one likes."""
_HEADINGS: dict[int, Look] = {1: {"bold": True, "font_size": 14, **BAND}, 2: BAND}
_SMALL: Look = {"font_size": 10, **WRAPPED}
Node = Any
"""A part of pandoc's tree."""


@dataclass(frozen=True)
class Line:
    """One row."""

    parts: tuple[tuple[str, bool], ...]
    """Its words, each with whether they are bold."""
    heading: int = 0
    """Level of a heading; 0 for other text."""
    depth: int = 0
    """How deep in lists it stands."""
    link: str = ""
    """Where it leads, if it is a link and nothing else."""

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(part for part, _ in self.parts)


def read_me_sheet(book: Book, about: Imprint, blocks: Blocks, brand: Brand) -> None:
    """Add the sheet."""
    sheet = book.sheet(_SHEET, [_WIDTH])
    title(sheet, about.title, brand, high=True)
    row = 2
    if brand.logo:
        scale = min(_LOGO_HEIGHT / brand.logo.height, _LOGO_WIDTH / brand.logo.width)
        sheet.raw.set_row_pixels(row - 1, _LOGO_HEIGHT + 12)
        picture = {"image_data": BytesIO(brand.logo.png), "description": f"Logo of {brand.name}"}
        place = {"x_scale": scale, "y_scale": scale, "x_offset": 4, "y_offset": 6, "object_position": 2}
        sheet.raw.insert_image(row - 1, 0, "logo.png", {**picture, **place})
    for line in lines(blocks):
        row += bool(line.heading)
        _write(sheet, row, line)
        row += 1
    row += 1
    sheet.text(row, 0, "About this workbook", BAND)
    for text in about.lines:
        row += 1
        sheet.text(row, 0, text, _SMALL)
        sheet.tall(row, text, _WIDTH, 10)
    sheet.prints(Area(_SHEET, 0, 0, row + 1))


def _write(sheet: Sheet, row: int, line: Line) -> None:
    text: Look = {"align": "left", "indent": line.depth, **WRAPPED}
    look = _HEADINGS.get(line.heading, {"bold": True}) if line.heading else text
    sheet.tall(row, line.text, _WIDTH - 2 * line.depth, look.get("font_size", 11))
    words = [(part, bold) for part, bold in line.parts if part]
    if PLACEHOLDER in line.text:
        first = line.text
        sheet.formula(row, 0, with_school(first), first, look)
    elif line.link and not sheet.raw.write_url(row, 0, line.link, sheet.book.format({**_LINKED, **look}), line.text):
        return
    elif len(words) > 1 and any(bold for _, bold in words) and not line.heading:
        fragments = [piece for part, bold in words for piece in (sheet.book.format({"bold": bold}), part)]
        sheet.raw.write_rich_string(row, 0, *fragments, sheet.book.format(look))
    else:
        sheet.text(row, 0, line.text, {**look, "bold": True} if words and words[0][1] else look)


_LINKED: Look = {"font_color": "#0b5d5e", "underline": 1}


def with_school(text: str) -> str:
    """Return the formula of a text in which the name of the school stands for the placeholder."""
    pieces = []
    for number, plain in enumerate(text.split(PLACEHOLDER)):
        pieces += [SCHOOL] if number else []
        pieces += [quoted(plain[at : at + _LONGEST]) for at in range(0, len(plain), _LONGEST)]
    return "&".join(pieces)


def lines(blocks: Blocks) -> Iterator[Line]:
    """Return the rows of a text, given as pandoc's tree."""
    for block in blocks:
        if read := _READERS.get(block["t"]):
            yield from read(block.get("c"))


def _plain(inlines: Sequence[Node]) -> Iterator[Line]:
    if len(inlines) == 1 and inlines[0]["t"] == "Link":
        yield Line(tuple(_parts(inlines[0]["c"][1])), link=inlines[0]["c"][2][0])
    elif parts := tuple(_parts(inlines)):
        yield Line(parts)


def _heading(content: Node) -> Iterator[Line]:
    level, _, inlines = content
    yield Line(tuple(_parts(inlines)), heading=level)


def _items(items: Sequence[Blocks], marks: Callable[[int], str]) -> Iterator[Line]:
    for number, blocks in enumerate(items):
        for place, line in enumerate(lines(blocks)):
            mark = "" if place or line.heading else marks(number)
            yield replace(line, parts=((mark, False), *line.parts), depth=line.depth + 1)


def _bullets(items: Node) -> Iterator[Line]:
    yield from _items(items, lambda _: "• ")


def _numbers(content: Node) -> Iterator[Line]:
    (start, *_), items = content
    yield from _items(items, lambda number: f"{start + number}. ")


def _definitions(entries: Node) -> Iterator[Line]:
    for term, meanings in entries:
        yield Line(tuple((part, True) for part, _ in _parts(term)))
        for blocks in meanings:
            yield from (replace(line, depth=line.depth + 1) for line in lines(blocks))


def _code(content: Node) -> Iterator[Line]:
    yield Line(((content[1], False),))


def _table(content: Node) -> Iterator[Line]:
    """Each row of a table as one line, its cells parted by bars."""
    _, _, _, (_, head), bodies, (_, foot) = content
    rows = [(row, True) for row in head]
    rows += [(row, False) for body in bodies for part in body[2:] for row in part]
    rows += [(row, False) for row in foot]
    for (_, cells), bold in rows:
        texts = [" ".join(line.text for line in lines(cell[4])) for cell in cells]
        if any(texts):
            yield Line(((" | ".join(texts), bold),))


_READERS: dict[str, Callable[[Node], Iterator[Line]]] = {
    "Para": _plain,
    "Plain": _plain,
    "Header": _heading,
    "BulletList": _bullets,
    "OrderedList": _numbers,
    "DefinitionList": _definitions,
    "BlockQuote": lines,
    "Div": lambda content: lines(content[1]),
    "Figure": lambda content: lines(content[2]),
    "LineBlock": lambda rows: (line for row in rows for line in _plain(row)),
    "CodeBlock": _code,
    "Table": _table,
}


def _parts(inlines: Sequence[Node], bold: bool = False) -> Iterator[tuple[str, bool]]:
    """Return words that follow each other, those of one weight together."""
    kept: list[tuple[str, bool]] = []
    for text, heavy in _words(inlines, bold):
        if kept and kept[-1][1] == heavy:
            kept[-1] = (kept[-1][0] + text, heavy)
        else:
            kept.append((text, heavy))
    yield from kept


def _words(inlines: Sequence[Node], bold: bool) -> Iterator[tuple[str, bool]]:
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind in _SIGNS or kind == "Str":
            yield _SIGNS.get(kind, content), bold
        elif kind in {"Code", "Math"}:
            yield content[1], bold
        elif kind == "Quoted":
            yield from [("“", bold), *_words(content[1], bold), ("”", bold)]
        elif kind == "Link":
            yield from _linked(content, bold)
        elif kind in {"Span", "Image"}:
            yield from _words(content[1], bold)
        elif kind != "Note" and isinstance(content, list):
            yield from _words(content, bold or kind == "Strong")


_SIGNS = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}


def _linked(content: Node, bold: bool) -> Iterator[tuple[str, bool]]:
    """The words of a link and, where they do not say it themselves, its address."""
    _, inside, (target, _) = content
    words = list(_words(inside, bold))
    yield from words
    address = target.removeprefix("mailto:")
    if not target.startswith("#") and address != "".join(text for text, _ in words):
        yield f" ({address})", bold
