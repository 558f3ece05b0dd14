"""Look for what begins with certain words or has long numbers in it, fast.

A whole site is looked through in a fraction of a second, because patterns are tried only where something shows that
they could fit. What shows it is found in copies of the text in which all signs of a kind are the same one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase, ascii_uppercase, digits

_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
_DIGITS = str.maketrans(dict.fromkeys(digits, "0") | dict.fromkeys(". \t\u00a0\u2010\u2011\u2012\u2013\u2014", "-"))
_SIGNS = str.maketrans(dict.fromkeys(f"{ascii_lowercase}{ascii_uppercase}{digits}", "0"))


@dataclass(frozen=True)
class Searched:
    """A text and its copies; a place in one of them is the same place in all."""

    text: str

    @cached_property
    def small(self) -> str:
        """With small letters; `str.lower` would make two signs of some."""
        return self.text.translate(_SMALL)

    @cached_property
    def digits(self) -> str:
        """With "0" for each digit, and "-" for what can stand within a number."""
        return self.text.translate(_DIGITS)

    def has_run(self, length: int) -> bool:
        """Tell whether so many letters and digits follow one another anywhere."""
        return "0" * length in self.text.translate(_SIGNS)

    def places(self, words: Iterable[str]) -> list[int]:
        """Return where any of some words stands, given in small letters; in order."""
        return sorted({at for word in words for at in _places(word, self.small)})

    def begun(self, pattern: re.Pattern[str], words: Iterable[str], within: int) -> Iterator[re.Match[str]]:
        """Give each match of a pattern that begins with one of some words and has a digit not too far behind it."""
        for at in self.places(words):
            if "0" in self.digits[at : at + within] and (match := pattern.match(self.text, at)):
                yield match

    def lines_with(self, words: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Give beginning and end of each line that has one of some words, given in small letters."""
        yield from self._lines(self.places(words))

    def lines_with_numbers(self) -> Iterator[tuple[int, int]]:
        """Give beginning and end of each line with a number that is long, or ends in four digits by themselves."""
        yield from self._lines(sorted({at for form in ("00-0000", "0000000") for at in _places(form, self.digits)}))

    def _lines(self, places: Iterable[int]) -> Iterator[tuple[int, int]]:
        end = -1
        for at in places:
            if at > end:
                begin, end = self.text.rfind("\n", 0, at) + 1, self.text.find("\n", at)
                end = end if end >= 0 else len(self.text)
                yield begin, end


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
