"""Italics, bold, raised and lowered signs and small capitals in titles of works, as CSL marks them.

Knows HTML and plain text; documents and e-mails are made from the former.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TAG = re.compile(r"</?(?:i|b|sub|sup|sc)>|<span\b[^<>]*>|</span>")
_OPENING = {"<sc>": '<span class="smallcaps">', "</sc>": "</span>"}


def plain(text: str) -> str:
    """Return a text without its marks."""
    return _TAG.sub("", text)


def rich(text: str, escape: Callable[[str], str]) -> str:
    """Return a text as HTML, its words escaped and its marks as elements."""
    made, last = [], 0
    for tag in _TAG.finditer(text):
        made += [escape(text[last : tag.start()]), _element(tag[0])]
        last = tag.end()
    return "".join([*made, escape(text[last:])])


def _element(tag: str) -> str:
    if tag.startswith("<span"):
        return '<span class="smallcaps">' if "small-caps" in tag else "<span>"
    return _OPENING.get(tag, tag)
