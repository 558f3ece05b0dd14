"""Judge how large text can be set in a box, without any font at hand.

Widths are those of a wide face, such as other programs take where Calibri and Georgia are missing, so that what fits
here fits on any screen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any

from ...model.problems import ContentError, Problem, quoted
from ..pandoc import Blocks
from .deck import Deck, Slide
from .inlines import plain
from .styles import (
    ABOVE_LABEL,
    BETWEEN,
    BODY,
    BODY_SIZES,
    CELL_SIDE,
    CELL_TOP,
    COVER,
    COVER_SIZE,
    FINE,
    FINE_SIZE,
    INDENT,
    LINE,
    QUOTED,
    SCHOOL,
    SCHOOL_SIZES,
    SMALL_SIZE,
    SOURCE,
    TABLE_SIZES,
    TITLE,
    TITLE_SIZE,
    columns,
)

_NARROW = frozenset("iljIftr.,;:'’‘|!()[]{}/-· ")
_WIDE = frozenset("mwMW@%—…&")
SERIF = 1.03
"""How much wider titles and quotations run than text."""
BOLD = 1.12


@dataclass(frozen=True)
class Fit:
    """How a slide is set."""

    text: int
    """Size of its text."""
    table: int
    """Size of its table; 0 where there is none."""
    text_height: float
    """Height of its text, where a table stands below."""
    table_height: float = 0
    """Height of its table."""


def fits(deck: Deck) -> tuple[Fit, ...]:
    """Return how each slide is set; raises ContentError where one holds too much even at the smallest size."""
    path = deck.imprint.path
    problems = list(_cover_problems(deck))
    made = []
    for slide in deck.slides:
        name = f"slide {quoted(slide.name)}"
        if (fit := _fit(slide)) is None:
            message = f"{name} has too much text; shorten it or make two slides of it"
            problems.append(Problem(path, slide.line, 0, message))
        else:
            made.append(fit)
        if lines(slide.name, TITLE.width, TITLE_SIZE * SERIF) * TITLE_SIZE * LINE > TITLE.height:
            problems.append(Problem(path, slide.line, 0, f"{name} has too long a title; two lines are possible"))
        if lines(plain(slide.source), SOURCE.width, SMALL_SIZE) * SMALL_SIZE * LINE > SOURCE.height:
            problems.append(Problem(path, slide.line, 0, f"{name} names too many sources; two lines are possible"))
    if problems:
        raise ContentError(problems)
    return tuple(_alike(deck.slides, made))


def _alike(slides: Sequence[Slide], fits: Sequence[Fit]) -> Iterator[Fit]:
    """Give slides that follow each other with columns of the same widths one size of text: they are one series."""
    for shares, series in groupby(zip(slides, fits, strict=True), lambda pair: pair[0].shares):
        found = [fit for _, fit in series]
        smallest = min(fit.text for fit in found)
        yield from (replace(fit, text=smallest) if len(shares) > 1 else fit for fit in found)


def school_size(name: str) -> int:
    """Return how large the name of a school is set; it may be of any length."""
    for size in SCHOOL_SIZES:
        if lines(name, SCHOOL.width, size * SERIF) * size * LINE <= SCHOOL.height:
            return size
    return SCHOOL_SIZES[-1]


def _cover_problems(deck: Deck) -> Iterable[Problem]:
    path, imprint = deck.imprint.path, deck.imprint
    if lines(imprint.title, COVER.width, COVER_SIZE * SERIF) * COVER_SIZE * LINE > COVER.height:
        yield Problem(path, 0, 0, f"title {quoted(imprint.title)} is too long for a slide; two lines are possible")
    about = lines(imprint.about, FINE.width, FINE_SIZE) * FINE_SIZE * LINE
    if about + text_height(deck.fine, FINE.width, FINE_SIZE) > FINE.height:
        yield Problem(path, 0, 0, "there is too much text before the first slide; shorten it")


def _fit(slide: Slide) -> Fit | None:
    boxes = columns(slide.shares)
    if slide.table is None:
        for size in BODY_SIZES:
            heights = [text_height(part, box.width, size) for part, box in zip(slide.columns, boxes, strict=True)]
            if max(heights) <= BODY.height:
                return Fit(size, 0, max(heights))
        return None
    for size, table_size in zip(BODY_SIZES, TABLE_SIZES, strict=True):
        above = text_height(slide.columns[0], BODY.width, size)
        above += BETWEEN * 2 * bool(above)
        height = sum(_rows(slide, table_size))
        if above + height <= BODY.height:
            return Fit(size, table_size, above, height)
    return None


def text_height(blocks: Blocks, width: float, size: float) -> float:
    """Return the height of blocks that are set one below the other."""
    return sum(_block_height(block, width, size) for block in blocks)


def _block_height(block: dict[str, Any], width: float, size: float) -> float:
    measure = _HEIGHTS.get(block["t"])
    return measure(block.get("c"), width, size) if measure else 0


def _paragraph(inlines: Any, width: float, size: float) -> float:
    text = plain(inlines)
    bold = sum(len(plain([part])) for part in inlines if part["t"] == "Strong") / max(len(text), 1)
    return BETWEEN + lines(text, width, size * (1 + (BOLD - 1) * bold)) * size * LINE


def _heading(content: Any, width: float, size: float) -> float:
    return ABOVE_LABEL + lines(plain(content[2]), width, size * BOLD) * size * LINE


def _quotation(blocks: Any, width: float, size: float) -> float:
    return BETWEEN + text_height(blocks, width, (size + QUOTED) * SERIF)


def _bullets(items: Any, width: float, size: float) -> float:
    return sum(text_height(item, width - INDENT, size) for item in items)


def _numbers(content: Any, width: float, size: float) -> float:
    return _bullets(content[1], width, size)


def _verse(rows: Any, width: float, size: float) -> float:
    return BETWEEN + sum(lines(plain(row), width, size) for row in rows) * size * LINE


def _code(content: Any, width: float, size: float) -> float:
    return BETWEEN + sum(lines(row, width / 1.2, size) for row in content[1].split("\n")) * size * LINE


def _definitions(content: Any, width: float, size: float) -> float:
    return sum(
        _paragraph(term, width, size) + sum(text_height(meaning, width, size) for meaning in meanings)
        for term, meanings in content
    )


_HEIGHTS: dict[str, Callable[[Any, float, float], float]] = {
    "Para": _paragraph,
    "Plain": _paragraph,
    "Header": _heading,
    "BlockQuote": _quotation,
    "BulletList": _bullets,
    "OrderedList": _numbers,
    "LineBlock": _verse,
    "CodeBlock": _code,
    "DefinitionList": _definitions,
}


def _rows(slide: Slide, size: float) -> Iterator[float]:
    assert slide.table
    _, _, _, head, bodies, foot = slide.table["c"]
    rows = [*head[1], *(row for body in bodies for row in [*body[2], *body[3]]), *foot[1]]
    for number, row in enumerate(rows):
        heights = []
        for place, (cell, width) in enumerate(zip(row[1], slide.widths, strict=False)):
            bold = number == 0 or (place == 0 and slide.names_rows)
            heights.append(_cell(cell, width * BODY.width, size * (BOLD if bold else 1)))
        yield max(heights)


def _cell(cell: Any, width: float, size: float) -> float:
    inside = text_height(cell[4], width - 2 * CELL_SIDE, size)
    return 2 * CELL_TOP + max(inside - BETWEEN, size * LINE)


def lines(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes."""
    return sum(_lines(part.split(" "), width / size) for part in text.split("\n")) if text.strip() else 0


def _lines(words: Iterable[str], room: float) -> int:
    count, at = 1, 0.0
    for word in words:
        long = sum(map(_advance, word))
        if at and at + _advance(" ") + long > room:
            count, at = count + 1, 0.0
        at += long + (_advance(" ") if at else 0)
        if at > room:  # a word that is longer than a line is broken
            count, at = count + int(at / room), at % room
    return count


@cache
def _advance(sign: str) -> float:
    """Return the width of a sign, in sizes of its type."""
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.05
    if sign in _WIDE:
        return 0.95
    if sign in _NARROW:
        return 0.34
    return 0.71 if sign.isupper() else 0.61
