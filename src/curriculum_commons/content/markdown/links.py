"""Links and images in a Markdown text: inline, by label, between angle brackets, and as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple


class Link(NamedTuple):
    """A link or an image."""

    start: int
    """Where it begins."""
    at: int
    """Where its address begins, or as near to it as is known."""
    target: str | None
    """Its address; `None` where it is elsewhere in the text or missing."""
    text: str | None
    """What a reader sees or hears of it; `None` where that is elsewhere or missing."""
    image: bool = False
    """Whether it shows an image."""
    html: bool = False
    """Whether it is written as an HTML tag, which an engine leaves as it is."""


class Undefined(NamedTuple):
    """A link by a label that no line of the text defines."""

    at: int
    """Where the label begins."""
    label: str
    """The label."""


BRACKETS = re.compile(r"\\.|[\[\]]|\n[ \t]*+\n")
"""Brackets, and what keeps one from being one or ends all."""
_ADDRESS = re.compile(
    r"""\(((?: \s"[^"\n]*"(?=[ \t]*\))
             | [^()\\\n] | \\. | \n(?![ \t]*\n)
             | \((?:[^()\\\n]|\\.|\([^()\n]*\))*\) )*)\)""",
    re.VERBOSE,
)
_DEEPEST = 20
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LABEL = re.compile(r"\[([^\[\]]*)\]")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\[\]\n]+)\]:[ \t]*+\n?[ \t]*+(<[^<>\n]*>|\S+)", re.MULTILINE)
_TAG = re.compile(r"<(a|img)(?=[\s/>])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z][-\w:.]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_AUTOMATIC = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]*)>")


def links(text: str) -> Iterator[Link | Undefined]:
    """Yield the links and images of a text in which no code is left."""
    defined = set()
    if "]:" in text:
        for match in _DEFINITION.finditer(text):
            defined.add(_name(match[1]))
            yield Link(match.start(), match.start(2), _address(match[2]), None)
    for start, end in _brackets(text):
        if text.startswith("(", end) and (address := _ADDRESS.match(text, end)):
            yield _inline(text, start, end, address)
        elif defined or text.startswith("[", end):
            yield from _labelled(text, start, end, defined)
    if "<" in text:
        yield from _tags(text)


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    open_at: list[int] = []
    for match in BRACKETS.finditer(text):
        if match[0] == "[" and len(open_at) < _DEEPEST:
            open_at.append(match.start())
        elif match[0] == "]" and open_at:
            yield open_at.pop(), match.end()
        elif match[0][0] == "\n":
            open_at.clear()


def _inline(text: str, start: int, end: int, address: re.Match[str]) -> Link:
    inside = address[1].strip()
    title = inside.rfind(inside[-1], 0, -1) if inside.endswith(('"', "'")) else -1
    target = inside[:title].rstrip() if title > 0 and inside[title - 1].isspace() else inside
    image = text[start - 1 : start] == "!"
    at = address.start(1) + address[1].find(target)
    return Link(start - image, at, _address(target), text[start + 1 : end - 1], image)


def _labelled(text: str, start: int, end: int, defined: set[str]) -> Iterator[Link | Undefined]:
    words = text[start + 1 : end - 1]
    if words.startswith("^") or text.startswith(":", end) or text[start - 1 : start] == "]":
        return
    label = _LABEL.match(text, end)
    name = (label[1] if label else "") or words
    if _name(name) in defined:
        image = text[start - 1 : start] == "!"
        yield Link(start - image, end, None, words, image)
    elif label:
        yield Undefined(end, name)


def _tags(text: str) -> Iterator[Link]:
    for match in _AUTOMATIC.finditer(text):
        yield Link(match.start(), match.start(1), _address(match[1]), match[1])
    for match in _TAG.finditer(text):
        attributes = {name.lower(): unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(match[2])}
        image = match[1].lower() == "img"
        target = attributes.get("src" if image else "href")
        yield Link(match.start(), match.start(), target, attributes.get("alt"), image, html=True)


def _name(label: str) -> str:
    return " ".join(label.split()).casefold()


def _address(written: str) -> str:
    return unescape(_ESCAPED.sub(r"\1", written.removeprefix("<").removesuffix(">")))
