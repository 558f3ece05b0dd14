"""How large text can be set in a box, estimated without any font at hand.

Widths are those of a wide font, such as other programs use where Calibri and Georgia are missing, so that what fits
here fits on any screen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any

from ...model.problems import ContentError, Problem, quoted
from ..pandoc import Blocks, text
from . import Deck, Slide
from . import styles as look

_NARROW = frozenset("iljIftr.,;:'’‘|!()[]{}/-· ")
_WIDE = frozenset("mwMW@%—…&")
_SERIF = 1.03
"""How much wider titles and quotations run than text."""
_BOLD = 1.12
_MONO = 1.2


@dataclass(frozen=True)
class Fit:
    """Sizes and heights of what is on a slide, in points."""

    text: int
    """Size of its text."""
    table: int
    """Size of its table; 0 where there is none."""
    text_height: float
    """Height of its text, where a table is below."""
    table_height: float = 0


def fits(deck: Deck) -> tuple[Fit, ...]:
    """Return how each slide is set; raises ContentError where one has too much even at the smallest size."""
    fitted = [_fit(slide) for slide in deck.slides]
    problems = [*_cover_problems(deck)]
    for slide, fit in zip(deck.slides, fitted, strict=True):
        problems += [Problem(deck.metadata.path, slide.line, 0, message, "too-long") for message in _excess(slide, fit)]
    if problems:
        raise ContentError(problems)
    return tuple(_same_size_in_series(deck.slides, [fit for fit in fitted if fit]))


def _excess(slide: Slide, fit: Fit | None) -> Iterator[str]:
    name = f"slide {quoted(slide.name)}"
    if fit is None:
        yield f"{name} has too much text; shorten it or make two slides of it"
    if _height(slide.name, look.TITLE.width, look.TITLE_SIZE, _SERIF) > look.TITLE.height:
        yield f"{name} has too long a title; two lines are possible"
    if _height(text(slide.source), look.SOURCE.width, look.SMALL_SIZE) > look.SOURCE.height:
        yield f"{name} names too many sources; two lines are possible"


def _cover_problems(deck: Deck) -> Iterator[Problem]:
    metadata = deck.metadata
    if _height(metadata.title, look.COVER.width, look.COVER_SIZE, _SERIF) > look.COVER.height:
        message = f"title {quoted(metadata.title)} is too long for a slide; two lines are possible"
        yield Problem(metadata.path, 0, 0, message, "too-long", value=metadata.title)
    about = _height(deck.about, look.FINE.width, look.FINE_SIZE)
    if about + _blocks(deck.fine, look.FINE.width, look.FINE_SIZE) > look.FINE.height:
        message = "there is too much text before the first slide; shorten it"
        yield Problem(metadata.path, deck.line, 0, message, "too-long")


def _same_size_in_series(slides: Sequence[Slide], fits: Sequence[Fit]) -> Iterator[Fit]:
    """Yield fits with one size of text for slides in a row whose columns have the same widths."""
    for shares, series in groupby(zip(slides, fits, strict=True), lambda pair: pair[0].shares):
        members = [fit for _, fit in series]
        smallest = min(fit.text for fit in members)
        yield from (replace(fit, text=smallest) if len(shares) > 1 else fit for fit in members)


def school_size(name: str) -> int:
    """Return the size of the name of a school; it may be of any length."""
    fitting = (
        size for size in look.SCHOOL_SIZES if _height(name, look.SCHOOL.width, size, _SERIF) <= look.SCHOOL.height
    )
    return next(fitting, look.SCHOOL_SIZES[-1])


def _fit(slide: Slide) -> Fit | None:
    boxes = look.columns(slide.shares)
    for size, table_size in zip(look.BODY_SIZES, look.TABLE_SIZES, strict=True):
        text = max(_blocks(part, box.width, size) for part, box in zip(slide.columns, boxes, strict=True))
        table = 0.0
        if slide.table:
            text += look.BETWEEN * 2 * bool(text)
            table = sum(_rows(slide, table_size))
        if text + table <= look.BODY.height:
            return Fit(size, table_size if slide.table else 0, text, table)
    return None


def _blocks(blocks: Blocks, width: float, size: float) -> float:
    return sum(_block(block["t"], block.get("c"), width, size) for block in blocks)


def _block(kind: str, content: Any, width: float, size: float) -> float:
    match kind:
        case "BlockQuote":
            return look.BETWEEN + _blocks(content, width, (size + look.QUOTED) * _SERIF)
        case "BulletList" | "OrderedList":
            items = content if kind == "BulletList" else content[1]
            return sum(_blocks(item, width - look.INDENT, size) for item in items)
        case "DefinitionList":
            parts = [part for term, meanings in content for part in ([{"t": "Para", "c": term}], *meanings)]
            return sum(_blocks(part, width, size) for part in parts)
        case "Header":
            return look.ABOVE_LABEL + _height(text(content[2]), width, size, _BOLD)
    rows = _lines_of_block(kind, content)
    return look.BETWEEN + sum(_height(text, width, size, wider) for text, wider in rows) if rows else 0


def _lines_of_block(kind: str, content: Any) -> list[tuple[str, float]]:
    """Return the lines of text of a block, each with how much wider its font runs."""
    match kind:
        case "Para" | "Plain":
            bold = sum(len(text([part])) for part in content if part["t"] == "Strong") / max(len(text(content)), 1)
            return [(text(content), 1 + (_BOLD - 1) * bold)]
        case "LineBlock":
            return [(text(row), 1) for row in content]
        case "CodeBlock":
            return [(row, _MONO) for row in content[1].split("\n")]
    return []


def _rows(slide: Slide, size: float) -> Iterator[float]:
    assert slide.table
    _, _, _, head, bodies, foot = slide.table["c"]
    rows = [*head[1], *(row for body in bodies for row in [*body[2], *body[3]]), *foot[1]]
    for number, row in enumerate(rows):
        heights = []
        for column, (cell, width) in enumerate(zip(row[1], slide.widths, strict=False)):
            bold = number == 0 or (column == 0 and slide.names_rows)
            letters = size * (_BOLD if bold else 1)
            inside = _blocks(cell[4], width * look.BODY.width - 2 * look.CELL_SIDE, letters)
            heights.append(2 * look.CELL_TOP + max(inside - look.BETWEEN, letters * look.LINE))
        yield max(heights)


def _height(text: str, width: float, size: float, wider: float = 1) -> float:
    """Return the height of a text in a font that runs wider than that of text by this factor."""
    return lines(text, width, size * wider) * size * look.LINE


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
def _advance(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character in _WIDE:
        return 0.95
    if character in _NARROW:
        return 0.34
    return 0.71 if character.isupper() else 0.61
