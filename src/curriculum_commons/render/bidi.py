"""Tell from which side a text is read, by its letters; knows nothing of pages or mail."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]
LANGUAGES_FROM_RIGHT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
"""Codes of languages that are written from the right."""
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def has_letters_from_right(text: str) -> bool:
    """Tell whether there is any letter that is written from the right."""
    return _FROM_RIGHT.search(text) is not None


def direction(text: str) -> Direction | None:
    """Return how a text is read: as its first letter is; `None` where there are only signs and numbers."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next((_STRONG[kind] for kind in kinds if kind in _STRONG), None)
