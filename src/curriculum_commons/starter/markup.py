"""Take the words out of a text with markup of HTML: entities are read, raised and lowered signs stay so."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from ..content.cleaned_text import cleaned
from ..model.unreadable import misused_turn, unreadable

_TURNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_BLOCKS = {"br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
_MOST_ROUNDS = 3
"""Times that entities were written as entities again, as in "&amp;lt;"."""


def words_only(text: str) -> str:
    """Return the words of a text."""
    plain = cleaned(text)
    for _ in range(_MOST_ROUNDS):
        if not unreadable(plain):
            break
        parser = _Words()
        parser.feed(plain)
        parser.close()
        plain = cleaned("".join(parser.parts))
    if misused_turn(plain) is not None:
        plain = cleaned(plain.translate(_TURNS))
    return plain


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._script: dict[int, int] | None = None
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in {"sup", "sub"}:
            self._script = _RAISED if tag == "sup" else _LOWERED
        elif tag in {"script", "style"}:
            self._hidden = tag
        elif tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")
        elif tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"sup", "sub"}:
            self._script = None
        elif tag == self._hidden:
            self._hidden = ""
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        signs = self._script
        if signs is None:
            self.parts.append(data)
        elif all(ord(char) in signs for char in data):
            self.parts.append(data.translate(signs))
        else:
            self.parts.append(f"{'^' if signs is _RAISED else '_'}({data})")
