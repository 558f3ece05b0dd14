"""Headings and anchors of a Markdown text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from markdown.extensions.toc import slugify


class Heading(NamedTuple):
    """A heading."""

    start: int
    """Where its line begins."""
    level: int
    """1 for the title of a page."""
    written: str
    """Its line without the number signs, with its marks."""
    anchor: str | None
    """The anchor that it is given in braces."""

    @property
    def text(self) -> str:
        """Its words, without marks."""
        return _words(self.written)


_HEADING = re.compile(r"^(?:(?: {4})*(#{1,6})(.*)$|(?<=\n\n)([^\n#\s][^\n]*)\n(=+|-+)[ \t]*$)", re.MULTILINE)
_BRACES = re.compile(r"\{([^{}\n]*)\}")
_ANCHOR = re.compile(r"(?:^:?|\s)#([^\s#]+)")
_HTML_ANCHOR = re.compile(r"<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*[\"']?([^\s\"'<>]+)")
_LONGEST = 1_000


def headings(body: str, prose: str) -> Iterator[Heading]:
    """Yield the headings of a text, of which `prose` is the part without code."""
    if "#" not in prose and "\n=" not in prose and "\n-" not in prose:
        return
    for match in _HEADING.finditer("\n\n" + prose):
        start, end = (offset - 2 for offset in match.span(2 if match[1] else 3))
        level = len(match[1]) if match[1] else (1 if match[4][0] == "=" else 2)
        written = body[start:end].rstrip(" \t").rstrip("#").rstrip(" \t")
        at = written.rfind(" {") if written.endswith("}") else -1
        anchor = _ANCHOR.search(written[at + 2 : -1]) if at >= 0 else None
        yield Heading(match.start() - 2, level, written[:at] if at >= 0 else written, anchor[1] if anchor else None)


def anchors(headings: Iterable[Heading], prose: str) -> set[str]:
    """Return what `#` can lead to in a text, of which these are the headings."""
    given = (_ANCHOR.search(braces[1]) for braces in _BRACES.finditer(prose))
    found = {anchor[1] for anchor in given if anchor}
    counts: dict[str, int] = {}
    for heading in headings:
        if heading.anchor is None:
            found.add(_unused(slugify(heading.text, "-"), found, counts))
    return found | {match[1] for match in _HTML_ANCHOR.finditer(prose)}


def _words(written: str) -> str:
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", written.strip()[:_LONGEST])
    text = re.sub(r"\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])", r"\1", text)
    parts = re.split(r"(?:`+)(.+?)(?:`+)", text)
    return "".join(part if number % 2 else _without_marks(part) for number, part in enumerate(parts)).strip()


def _without_marks(text: str) -> str:
    text = re.sub(r"<[^<>]*>", "", text)
    text = re.sub(r"(?<![\w\\])(_+)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)
    return unescape(re.sub(r"\\(.)", r"\1", text.replace("*", "")))


def _unused(anchor: str, used: set[str], counts: dict[str, int]) -> str:
    if anchor and anchor not in used:
        return anchor
    numbered = re.fullmatch(r"(.*)_([0-9]{1,9})", anchor)
    stem, count = (numbered[1], int(numbered[2])) if numbered else (anchor, 0)
    count = counts.get(anchor, count) + 1
    while f"{stem}_{count}" in used:
        count += 1
    counts[anchor] = count
    return f"{stem}_{count}"
