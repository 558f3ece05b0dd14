"""Characters that turn the direction of writing, with which a text can be shown in another order than it is read."""

from __future__ import annotations

import re
from html import unescape

_TURNS = re.compile(
    "[\u202a-\u202e\u2066-\u2069]|&#(?:0{0,9}(?:823[4-8]|829[4-7])|[xX]0{0,9}(?:202[a-eA-E]|206[6-9]))(?![0-9a-fA-F]);?"
)
_OVERRIDES = "\u202d\u202e"
_ENDS = {**dict.fromkeys("\u202a\u202b", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
"""What ends each character that begins another direction."""
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")


def misused_turn(text: str) -> int | None:
    """Return the offset of the first character that turns the direction of writing where no language needs it.

    Lines in Arabic, Hebrew and their like may begin and end a part in another direction, as keyboards do there.
    """
    if not _TURNS.search(text):
        return None
    offset = 0
    for line in text.split("\n"):
        if (found := _misused(line)) is not None:
            return offset + found
        offset += len(line) + 1
    return None


def _misused(line: str) -> int | None:
    turns = [(found.start(), unescape(found[0])) for found in _TURNS.finditer(line)]
    open_at, awaited = list[int](), list[str]()
    for at, sign in turns:
        if sign in _OVERRIDES or (sign not in _ENDS and awaited[-1:] != [sign]):
            return at
        if sign in _ENDS:
            open_at.append(at)
            awaited.append(_ENDS[sign])
        else:
            open_at.pop()
            awaited.pop()
    if open_at:
        return open_at[0]
    return turns[0][0] if turns and not _FROM_RIGHT.search(line) else None
