"""Break text into lines by the width that it takes on a screen; knows nothing of what it says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

WIDTH = 72
"""Columns of a line of an e-mail; a word that is longer stays whole."""
_SPACES = re.compile(r"[ \t\n\r\f]+")
_WIDE = re.compile("([\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60]+)")
"""Writing without spaces, which may break after any letter."""


def display_width(text: str) -> int:
    """Return how many columns a text takes: two for a wide letter, none for what is written onto another."""
    if text.isascii():
        return len(text)
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """Return a paragraph as lines; breaks that it has already stay."""
    return [
        line
        for part in text.split("\n")
        for line in (_wrapped_plain(part, width) if part.isascii() else _wrapped(part, width))
    ]


def _wrapped_plain(text: str, width: int) -> list[str]:
    """Do the same for letters of one column each, of which most texts consist, in a tenth of the time."""
    line = " ".join(text.split())
    if len(line) <= width:
        return [line] if line else []
    return [found[1] or found[2] for found in _folds(width).finditer(line)]


@cache
def _folds(width: int) -> re.Pattern[str]:
    """Return what finds as many words as a line holds, or one that is too long for any."""
    return re.compile(rf"(.{{1,{max(width, 1)}}})(?: |$)|(\S+)(?: |$)")


def _wrapped(text: str, width: int) -> Iterator[str]:
    line, taken = "", 0
    for word, joined in _words(text):
        space = "" if joined or not line else " "
        columns = len(space) + display_width(word)
        if line and taken + columns > width:
            yield line
            line, taken, space, columns = "", 0, "", display_width(word)
        line, taken = line + space + word, taken + columns
    if line:
        yield line


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """Give each word, and whether it follows the one before without a space."""
    for word in _SPACES.split(text.strip(" \t\n\r\f")):
        pieces = list(_pieces(word)) if word else []
        for at, piece in enumerate(pieces):
            yield piece, at > 0


def _pieces(word: str) -> Iterator[str]:
    if word.isascii():
        yield word
        return
    for at, part in enumerate(_WIDE.split(word)):
        yield from (part if at % 2 else filter(None, [part]))
