"""The sheet Read me: the words of a text of the toolkit, a row for each paragraph, heading and item."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from ..brand import PLACEHOLDER, Brand
from ..pandoc import Blocks, linked
from .book import BAND, ROW_HEIGHT, TEAL, WRAPPED, Area, Book, Look, Sheet, quoted
from .metadata import Imprint
from .plain_text import Line, lines
from .school import SCHOOL, title

_SHEET = "Read me"
_WIDTH = 80
_LOGO_HEIGHT, _LOGO_WIDTH = 64, 260
_LONGEST = 250
"""A formula holds no longer text, but as many as one likes."""
_PAGE, _NEAR_THE_END = 690.0, 640.0
"""Height of a page, and where no heading begins any more, in points."""
_HEADINGS: dict[int, Look] = {1: {"bold": True, "font_size": 14, **BAND}, 2: BAND}


def read_me_sheet(book: Book, about: Imprint, blocks: Blocks, brand: Brand) -> None:
    """Add the sheet."""
    sheet = book.sheet(_SHEET, [_WIDTH])
    title(sheet, about.title, brand, high=True)
    row = 2 if brand.logo else 1
    if brand.logo:
        scale = min(_LOGO_HEIGHT / brand.logo.height, _LOGO_WIDTH / brand.logo.width)
        sheet.raw.set_row_pixels(row - 1, _LOGO_HEIGHT + 12)
        picture = {"image_data": BytesIO(brand.logo.png), "description": f"Logo of {brand.name}"}
        place = {"x_scale": scale, "y_scale": scale, "x_offset": 4, "y_offset": 6, "object_position": 2}
        sheet.raw.insert_image(row - 1, 0, "logo.png", {**picture, **place})
    used, breaks = 5 * ROW_HEIGHT, []
    for line in (*lines(linked(blocks, about.shortened)), *_about(about)):
        if line.heading:
            row += 1
            used += ROW_HEIGHT
            if used > _NEAR_THE_END:
                breaks.append(row)
                used = 0
        height = _write(sheet, row, line)
        used = height if used + height > _PAGE else used + height
        row += 1
    sheet.raw.set_h_pagebreaks(breaks)
    sheet.prints(Area(_SHEET, 0, 0, row))


def _about(about: Imprint) -> Iterator[Line]:
    yield Line((("About this workbook", True),), heading=2)
    for text in about.lines:
        yield Line(((text, False),), small=True)


def _write(sheet: Sheet, row: int, line: Line) -> float:
    """Write a line and return its height."""
    look, form = _look(line), sheet.book.format
    words = [(part, bold) for part, bold in line.parts if part]
    height = sheet.tall(row, line.text, _WIDTH - 2 * line.depth, look.get("font_size", 11))
    sheet.shown[row, 0] = line.text
    if line.link and not sheet.raw.write_url(row, 0, line.link, form({**look, **_LINKED}), line.text):
        return height
    if PLACEHOLDER in line.text:
        sheet.formula(row, 0, with_school(line.text), line.text, look)
    elif len({bold for _, bold in words}) > 1:
        fragments = [piece for part, bold in words for piece in (form({"bold": bold}), part)]
        sheet.raw.write_rich_string(row, 0, *fragments, form(look))
    else:
        sheet.text(row, 0, line.text, look if not words or not words[0][1] else {**look, "bold": True})
    return height


def _look(line: Line) -> Look:
    if line.heading:
        return _HEADINGS.get(line.heading, {"bold": True})
    return {"align": "left", "indent": line.depth, "font_size": 10 if line.small else 11, **WRAPPED}


_LINKED: Look = {"font_color": TEAL, "underline": 1}


def with_school(text: str) -> str:
    """Return the formula of a text in which the name of the school stands for the placeholder."""
    pieces = []
    for number, plain in enumerate(text.split(PLACEHOLDER)):
        pieces += [SCHOOL] if number else []
        pieces += [quoted(plain[at : at + _LONGEST]) for at in range(0, len(plain), _LONGEST)]
    return "&".join(pieces)
