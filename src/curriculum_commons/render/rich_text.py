"""Italics, bold, raised and lowered signs and small capitals in titles of works, as CSL marks them.

Knows HTML and plain text; documents and e-mails are made from the former.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TAG = re.compile(r"</?(?:i|b|sub|sup|sc)>|<span\b[^<>]*>|</span>")
SMALL_CAPITALS = 'span class="smallcaps"'
"""Element of small capitals, as far as it begins."""
_OPENING = {"<sc>": f"<{SMALL_CAPITALS}>", "</sc>": "</span>"}


_RAISED = str.maketrans("0123456789+-\u2212=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-\u2212=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def as_characters(text: str, tag: str) -> str:
    """Return what a raised or lowered text is without marks; letters stay as they are."""
    signs = {"sup": _RAISED, "sub": _LOWERED}.get(tag, {})
    return text.translate(signs) if signs.keys() >= set(map(ord, text)) else text


def plain(text: str) -> str:
    """Return a text without its marks."""
    made, last, opened = list[str](), 0, ""
    for tag in _TAG.finditer(text):
        made.append(as_characters(text[last : tag.start()], opened))
        last, opened = tag.end(), tag[0].strip("<>")
    return "".join([*made, text[last:]])


def rich(text: str, escape: Callable[[str], str]) -> str:
    """Return a text as HTML, its words escaped and its marks as elements."""
    made, last = [], 0
    for tag in _TAG.finditer(text):
        made += [escape(text[last : tag.start()]), _element(tag[0])]
        last = tag.end()
    return "".join([*made, escape(text[last:])])


def _element(tag: str) -> str:
    if tag.startswith("<span"):
        return f"<{SMALL_CAPITALS}>" if "small-caps" in tag else "<span>"
    return _OPENING.get(tag, tag)
