"""A workbook that is made from a text of the toolkit: its properties, its sheet Read me, and how it is made.

Pandoc's tree of the text becomes lines for the cells of one column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from itertools import groupby

from ...model.build_context import PLACEHOLDER, Brand, BuildContext
from ...model.commons import Commons, ToolkitText
from ...model.urls import contact
from .. import Metadata, Recipe
from ..pandoc import Blocks, Node, changed, day, linked, runs, string, text
from ..text_tree import Words, words
from . import styles as look
from .book import ROW_HEIGHT, SCHOOL, Book, Sheet
from .cells import quoted

Part = tuple[str, bool]
"""Text, and whether it is bold."""


@dataclass(frozen=True)
class Line:
    """The text of one row."""

    parts: tuple[Part, ...]
    heading: int = 0
    """Level of a heading; 0 for other text."""
    depth: int = 0
    """Level of nesting in lists."""
    link: str = ""
    """Target, if the line is one link and nothing else."""
    small: bool = False
    """Whether it is in small letters."""

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(text for text, _ in self.parts)


def lines(blocks: Blocks) -> Iterator[Line]:
    """Yield the lines of a document's blocks."""
    for block in blocks:
        if read := _READERS.get(block["t"]):
            yield from read(block.get("c"))


def _paragraph(inlines: Sequence[Node]) -> Iterator[Line]:
    if len(inlines) == 1 and inlines[0]["t"] == "Link" and re.match(r"https?://|mailto:", inlines[0]["c"][2][0]):
        yield Line(_parts(inlines[0]["c"][1]), link=inlines[0]["c"][2][0])
    elif parts := _parts(inlines):
        yield Line(parts)


def _list(items: Sequence[Blocks], start: int | None = None) -> Iterator[Line]:
    for number, blocks in enumerate(items):
        mark = "• " if start is None else f"{start + number}. "
        for position, line in enumerate(lines(blocks)):
            shown = "" if position or line.heading else mark
            yield replace(line, parts=((shown, False), *line.parts), depth=line.depth + 1)


def _definitions(entries: Node) -> Iterator[Line]:
    for term, meanings in entries:
        yield Line(tuple((text, True) for text, _ in _parts(term)))
        for blocks in meanings:
            yield from (replace(line, depth=line.depth + 1) for line in lines(blocks))


def _table(content: Node) -> Iterator[Line]:
    """Yield each row of a table as one line, its cells separated by bars."""
    _, _, _, (_, head), bodies, (_, foot) = content
    body = [row for each in bodies for rows in each[2:] for row in rows]
    for rows, bold in ((head, True), ([*body, *foot], False)):
        for _, cells in rows:
            texts = [" ".join(line.text for line in lines(cell[4])) for cell in cells]
            if any(texts):
                yield Line(((" | ".join(texts), bold),))


_READERS: dict[str, Callable[[Node], Iterator[Line]]] = {
    "Para": _paragraph,
    "Plain": _paragraph,
    "Header": lambda content: iter([Line(_parts(content[2]), heading=content[0])]),
    "BulletList": _list,
    "OrderedList": lambda content: _list(content[1], content[0][0]),
    "DefinitionList": _definitions,
    "BlockQuote": lines,
    "Div": lambda content: lines(content[1]),
    "Figure": lambda content: lines(content[2]),
    "LineBlock": lambda rows: (line for row in rows for line in _paragraph(row)),
    "CodeBlock": lambda content: iter([Line(((content[1], False),))]),
    "Table": _table,
}


def _parts(inlines: Sequence[Node]) -> tuple[Part, ...]:
    weights = groupby(runs(changed(inlines, _in_a_cell)), lambda run: run.bold)
    return tuple(("".join(run.text for run in group), bold) for bold, group in weights)


def _in_a_cell(element: Node) -> list[Node]:
    """Write out the target of a link, unless it is its text, and leave out footnotes."""
    if element["t"] != "Link":
        return [] if element["t"] == "Note" else [element]
    _, inside, (target, _) = element["c"]
    address = contact(target) or target
    return inside if target.startswith("#") or address == text(inside) else [*inside, string(f" ({address})")]


_WIDTH = 80
"""Characters of a line; a column that is wider than a page is cut, and not made smaller."""
_GAP = 8.0
"""Height of the row above a heading, in points."""
_LOGO_HEIGHT, _LOGO_WIDTH = 64, 260
_PAGE, _LAST_HEADING = 690.0, 640.0
"""Height of a page, and the lowest position of a heading, in points."""
_HEADINGS: dict[int, look.Style] = {1: {"bold": True, "font_size": 14, **look.BAND}, 2: look.BAND}
_LINKED: look.Style = {"font_color": look.TEAL, "underline": 1}


@dataclass(frozen=True)
class TextWorkbook:
    """One workbook; the body of its text is its first sheet."""

    commons: Commons
    context: BuildContext
    text: ToolkitText
    content: object
    """What the other sheets are made from; its `repr` names all of it."""
    add_sheets: Callable[[Book], None]

    @property
    def recipe(self) -> Recipe:
        """How the file is made."""
        parts = (self.metadata.ingredients, repr((self.content, *self._about())).encode())
        path = f"{self.text.meta.folder}/{self.text.name}.xlsx"

        def make() -> bytes:
            return self.fill(Book(self.metadata.brand.name, palette=self.metadata.palette)).closed()

        return Recipe(path, self.metadata.title, b"\0".join([*parts, self._words.ingredients.encode()]), make)

    @cached_property
    def metadata(self) -> Metadata:
        """What identifies it."""
        return Metadata.of(self.commons, self.context, self.text)

    def fill(self, book: Book) -> Book:
        """Add properties and all sheets to an empty workbook, and return it."""
        metadata = self.metadata
        properties = {
            "title": metadata.title,
            "author": metadata.author,
            "company": metadata.brand.school or metadata.author,
        }
        book.raw.set_properties({**properties, "created": day(metadata.as_of)})
        self._read_me(book)
        self.add_sheets(book)
        return book

    @property
    def _words(self) -> Words:
        return words(self.commons, self.context, self.text)

    def _about(self) -> Iterator[str]:
        site, metadata = self.commons.site, self.metadata
        license = site.content_license
        yield metadata.about
        if metadata.aid:
            yield f"{metadata.aid[:1].upper()}{metadata.aid[1:]}."
        if site.attribution:
            yield site.attribution
        if license.url not in site.attribution:
            yield f"Terms for words and data: {license.name}, {license.url}"
        if site.standing:
            yield site.standing
        yield f"From {site.name}, {site.address}"
        yield (
            "Sheets that compute are protected against slips of the hand, without a password: in Excel, Review, "
            "Unprotect Sheet."
        )

    def _read_me(self, book: Book) -> None:
        sheet = book.sheet("Read me", [_WIDTH], title=self.metadata.title, title_lines=2)
        row, used, breaks = 1, 5 * ROW_HEIGHT, []
        if self.metadata.brand.logo:
            _logo(sheet, self.metadata.brand)
            row = 2
        body = lines(linked(self._words.tree["blocks"], self._shortened))
        about = (Line(((line, False),), small=True) for line in self._about())
        for line in (*body, Line((("About this workbook", True),), heading=2), *about):
            if line.heading:
                sheet.raw.set_row(row, _GAP)
                row += 1
                used += _GAP
                if used > _LAST_HEADING:
                    breaks.append(row)
                    used = 0
            height = _write(sheet, row, line)
            used = height if used + height > _PAGE else used + height
            row += 1
        sheet.raw.set_h_pagebreaks(breaks)
        sheet.finish(row, 1, protect=False, header=False)

    def _shortened(self, target: str) -> str:
        """Return "#" for an anchor on a page of the site, whose address would add nothing to the text of the link."""
        return "#" if target.startswith(self.commons.site.address) and "#" in target else target


def _logo(sheet: Sheet, brand: Brand) -> None:
    assert brand.logo
    scale = min(_LOGO_HEIGHT / brand.logo.height, _LOGO_WIDTH / brand.logo.width)
    sheet.raw.set_row_pixels(1, _LOGO_HEIGHT + 12)
    picture = {"image_data": BytesIO(brand.logo.png), "description": brand.logo_alt}
    position = {"x_scale": scale, "y_scale": scale, "x_offset": 4, "y_offset": 6, "object_position": 2}
    sheet.raw.insert_image(1, 0, "logo.png", {**picture, **position})


def _write(sheet: Sheet, row: int, line: Line) -> float:
    style, form = _style(line), sheet.book.format
    parts = [(text, bold) for text, bold in line.parts if text]
    height = sheet.fit_row(row, line.text, _WIDTH - 2 * line.depth, style.get("font_size", look.SIZE))
    sheet.values[row, 0] = line.text
    if line.link and not sheet.raw.write_url(row, 0, line.link, form({**style, **_LINKED}), line.text):
        return height
    if PLACEHOLDER in line.text:
        sheet.formula(row, 0, _with_school(line.text), line.text, style)
    elif len({bold for _, bold in parts}) > 1:
        fragments = [piece for text, bold in parts for piece in (form({"bold": bold}), text)]
        sheet.raw.write_rich_string(row, 0, *fragments, form(style))
    else:
        sheet.text(row, 0, line.text, {**style, "bold": True} if parts and parts[0][1] else style)
    return height


def _style(line: Line) -> look.Style:
    if line.heading:
        return _HEADINGS.get(line.heading, {"bold": True})
    return {"align": "left", "indent": line.depth, "font_size": 9 if line.small else look.SIZE, **look.WRAPPED}


def _with_school(text: str) -> str:
    pieces = []
    for number, plain in enumerate(text.split(PLACEHOLDER)):
        pieces += [SCHOOL] if number else []
        pieces += [quoted(plain)] if plain else []
    return "&".join(pieces)
