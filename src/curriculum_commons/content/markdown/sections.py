"""Parts of a text that are read by themselves, boxes, notes and definitions, and what would go into them.

Knows lines and how far they are indented, and nothing of lists or tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ...model.problems import quoted

Finding = tuple[int, str, str]
"""Offset in a text, message and code."""
UNREAD = "markdown-not-read"
EMPTY = "leave the line above it empty"
TAB = 4
LONGEST = 40
"""Characters at the beginning of a line in which its mark is."""
_INSIDE = re.compile(r"(?P<mark>[ ]{0,3}(?:(?:!!!|\?\?\?)\+?[ ]+\w[^\n]*|\[\^[^\[\]\n]+\]:[ ]?|:[ ]+))(?P<first>.*)")
"""Beginning of a box, a note or a definition, whose text is indented by four."""
_MARKED = re.compile(r" {0,3}(?:[-*+]|[0-9]{1,9}[.)]|#{1,6})[ ]+\S| {0,3}(?:>|\|)")
"""What begins a list, a heading, a quote or a table."""
_RULE = re.compile(r"[ ]{0,3}(?=[^|]*\|)[-:| ]+")
"""The line below the first one of a table."""
_TAKES_IN = {":": "a meaning", "[": "a note"}
_LONGEST_BLOCK = 100
"""Lines above a meaning that are looked at."""
_SHORT_TERM = "write its term on one line, below an empty one"


@dataclass(frozen=True)
class Line:
    """A line of a text, without what it is indented by as part of a box or note."""

    at: int
    """Where it begins in the text."""
    text: str


def sections(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield the lines of a text, and apart from them those of each box, note and definition."""
    outer: list[Line] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if not (inside := _INSIDE.fullmatch(line.text)):
            outer.append(line)
            continue
        outer.append(Line(line.at, ""))
        inner = [Line(line.at + inside.start("first"), inside["first"])]
        while number < len(lines) and (not lines[number].text.strip() or lines[number].text.startswith(" " * TAB)):
            below = lines[number]
            inner.append(Line(below.at + TAB, below.text[TAB:]) if below.text.strip() else Line(below.at, ""))
            outer.append(Line(below.at, ""))
            number += 1
        yield from sections(inner)
    yield outer


def below_problems(body: str, lines: list[Line], is_page: bool) -> Iterator[Finding]:
    """Yield lines that would become part of what is right above them.

    Args:
        body: The text as it was written.
        lines: The same with letters in place of code.
        is_page: Whether Python-Markdown reads it, and not pandoc.
    """
    yield from _below_notes(body, lines, is_page)
    if not is_page and "~~~" in body:
        yield from _tildes(body, lines)


def _below_notes(body: str, lines: list[Line], is_page: bool) -> Iterator[Finding]:
    """Yield lines that would go into the note or meaning right above, and meanings that pandoc would not read."""
    open_sign = ""
    for number, line in enumerate(lines):
        if inside := _INSIDE.fullmatch(line.text):
            open_sign = inside["mark"].lstrip(" ")[0]
            if open_sign == ":" and _has_long_term(lines, number, is_page):
                yield line.at, f'":" is below more than its term; {_SHORT_TERM}', UNREAD
        elif line.text.strip() and not line.text.startswith(" " * TAB):
            is_marked = _MARKED.match(line.text) or any(
                _RULE.fullmatch(below.text) for below in lines[number + 1 : number + 2]
            )
            if open_sign in _TAKES_IN and lines[number - 1].text.strip() and is_marked:
                mark = quoted((body[line.at : line.at + LONGEST].split() or [">"])[0])
                yield line.at, f"{mark} is right below {_TAKES_IN[open_sign]}, and would go into it; {EMPTY}", UNREAD
            open_sign = ""


def _tildes(body: str, lines: list[Line]) -> Iterator[Finding]:
    """Yield code between tildes right below words, of which pandoc makes more words."""
    for above, line in pairwise(lines):
        is_typed, is_words = (body[one.at : one.at + len(one.text)] == one.text for one in (line, above))
        if body.startswith("~~~", line.at) and not is_typed and is_words and above.text.strip():
            yield line.at, f'"~~~" begins code right below other words, which would run on; {EMPTY}', UNREAD


def _has_long_term(lines: list[Line], number: int, is_page: bool) -> bool:
    """Return True if more is above a meaning than its term: for pandoc any line, on pages a list, quote or heading."""
    at = number - 1 - (number > 1 and not lines[number - 1].text.strip())
    block = list[str]()
    while at >= 0 and lines[at].text.strip() and not lines[at].text.startswith(" ") and len(block) < _LONGEST_BLOCK:
        if _INSIDE.fullmatch(lines[at].text):
            return False
        block.append(lines[at].text)
        at -= 1
    return any(map(_MARKED.match, block)) if is_page else len(block) > 1
