"""Words as readers get them: titles of works with the marks of CSL, dates and names in a sentence, their direction.

Knows HTML and plain text; documents and e-mails are made from the former.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

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


MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def long_date(when: str) -> str:
    """Return "2026-11-23" as "November 23, 2026", and likewise a month or a year."""
    year, month, day = [*when.split("-"), "", ""][:3]
    return f"{MONTHS[int(month) - 1]} {f'{int(day)}, ' if day else ''}{year}" if month else year


def ended(sentence: str) -> str:
    """Return a sentence with a period, unless it ends with a mark of its own, of whatever script."""
    return sentence if sentence.rstrip("”’\"')」』）").endswith(_ENDS) else f"{sentence}."


_ENDS = tuple(".!?…。！？．؟۔।։።")


def with_article(creator: str) -> str:
    """Return the name of whoever made a framework with its article: "the Tea Circle", but "Tea University"."""
    is_bare = creator.casefold().endswith(_WITHOUT_ARTICLE) and " of " not in creator
    has_one = creator.lower().startswith("the ") or not (creator[0].isascii() and creator[0].isalnum())
    return creator if is_bare or has_one else f"the {creator}"


_WITHOUT_ARTICLE = (" university", " college", " school", " hospital")


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
