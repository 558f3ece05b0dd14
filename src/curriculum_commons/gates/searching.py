"""Look for what begins with certain words, fast: a pattern is tried only where one of them stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import ascii_lowercase, ascii_uppercase

_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)


def small(text: str) -> str:
    """Return a text with small letters, each sign where it was; `str.lower` makes two of some."""
    return text.translate(_SMALL)


def places(words: Iterable[str], small_text: str) -> list[int]:
    """Return where any of some words stands, in order."""
    return sorted({at for word in words for at in _places(word, small_text)})


def begun(pattern: re.Pattern[str], words: Iterable[str], text: str, small_text: str) -> Iterator[re.Match[str]]:
    """Give each match of a pattern that begins with one of some words."""
    for at in places(words, small_text):
        if match := pattern.match(text, at):
            yield match


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
