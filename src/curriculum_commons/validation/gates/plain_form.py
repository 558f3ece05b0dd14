"""Text as a reader takes it: entities resolved, invisible signs left out, letters and digits of other forms made plain.

Every offset leads back to the text as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

_ODD = re.compile(
    r"[^\x00-\x7f]|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31}[0-9]{0,2});?|</?[a-zA-Z][a-zA-Z0-9]{0,15}\s?/?>"
)
_INVISIBLE = {"Cf", "Mn", "Me"}
_MINUS = "\u2212"


@dataclass(frozen=True)
class PlainForm:
    """A text in its plain form."""

    text: str
    _starts: array[int]
    """Where each part of it begins that was written otherwise, and where the text after it begins."""
    _written: array[int]
    """Where the same begins in the text as it was written."""

    def written(self, offset: int) -> int:
        """Return the offset in the text as it was written."""
        at = bisect_right(self._starts, offset) - 1
        return self._written[at] + offset - self._starts[at]


@lru_cache(maxsize=1)  # several gates look at a text one after another
def plain_form(text: str) -> PlainForm:
    """Return a text in its plain form; tags without attributes become spaces."""
    starts, written = array("q", [0]), array("q", [0])
    pieces, length, last = list[str](), 0, 0
    for odd in _ODD.finditer(text):
        plain = _plain(odd[0])
        if plain == odd[0]:
            continue
        pieces += [text[last : odd.start()], plain]
        length += odd.start() - last
        starts.extend((length, length + len(plain)))
        written.extend(odd.span())
        length, last = length + len(plain), odd.end()
    return PlainForm("".join([*pieces, text[last:]]), starts, written)


@lru_cache(maxsize=10_000)
def _plain(odd: str) -> str:
    if odd[0] == "<":
        return " "
    return "".join(map(_plain_character, unescape(odd) if odd[0] == "&" else odd))


def _plain_character(char: str) -> str:
    if char.isascii():
        return char
    if unicodedata.category(char) in _INVISIBLE:
        return ""
    digit = unicodedata.decimal(char, None)
    return "-" if char == _MINUS else str(digit) if digit is not None else unicodedata.normalize("NFKC", char)
