"""Clean a text of a cell: what nobody sees, what keeps it from being a formula, HTML; all its words stay."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from ..model.unreadable import invisible_characters, unreadable

_BREAKS = {"br", "p", "div", "li", "ul", "ol"}
_DROPPED = {*_BREAKS, "span", "font", "b", "strong", "i", "em", "u"} - {"li", "ul", "ol"}
"""Elements without which all words stay."""
FORMULA_STARTS = ("=", "+", "-", "@")
"""Signs before which programs that write tables, this one too, put an apostrophe."""


def cleaned(text: str) -> str:
    """Return a text without what a reader does not see, and with the characters that entities of HTML mean."""
    if not text.isascii():
        odd = set(invisible_characters(text))
        text = "".join(char for at, char in enumerate(text) if at not in odd)
    if text[:1] == "'" and text[1:2] in FORMULA_STARTS:
        text = text[1:]
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    if "&" in text or "<" in text:
        refusal = unreadable(text)
        text = _without_tags(text) if refusal else text
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _without_tags(text: str) -> str:
    parser = _Words()
    parser.feed(text)
    parser.close()
    return "".join(parser.parts)


class _Words(HTMLParser):
    """Keeps words, and tags of elements that mean something; reads entities."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        whole = self.get_starttag_text() or f"<{tag}>"
        self.parts.append(_between(tag) if tag in _DROPPED else whole)

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(_between(tag) if tag in _DROPPED else f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.parts.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.parts.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.parts.append(data.partition("[")[2])  # the words of "<![CDATA[…]]>"; "<![if …]>" has none


def _between(tag: str) -> str:
    return "\n" if tag in _BREAKS else ""
