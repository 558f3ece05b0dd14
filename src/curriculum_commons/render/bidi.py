"""The direction of a text, by its letters; knows nothing of pages or mail."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def has_letters_from_right(text: str) -> bool:
    """Return True if any letter is written from the right."""
    return _FROM_RIGHT.search(text) is not None


def direction(text: str) -> Direction | None:
    """Return the direction of the first letter; `None` where there are only marks and numbers."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((_STRONG[kind] for kind in kinds if kind in _STRONG), None)
