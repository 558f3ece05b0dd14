"""The words of a text, given as pandoc's tree, as lines for the cells of one column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..pandoc import Blocks

Node = Any
"""A part of pandoc's tree."""


@dataclass(frozen=True)
class Line:
    """One row."""

    parts: tuple[tuple[str, bool], ...]
    """Its words, each with whether they are bold."""
    heading: int = 0
    """Level of a heading; 0 for other text."""
    depth: int = 0
    """How deep in lists it stands."""
    link: str = ""
    """Where it leads, if it is a link and nothing else."""

    small: bool = False
    """Whether it is in small letters."""

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(part for part, _ in self.parts)


def lines(blocks: Blocks) -> Iterator[Line]:
    """Return the rows of a text, given as pandoc's tree."""
    for block in blocks:
        if read := _READERS.get(block["t"]):
            yield from read(block.get("c"))


def _plain(inlines: Sequence[Node]) -> Iterator[Line]:
    if len(inlines) == 1 and inlines[0]["t"] == "Link":
        yield Line(tuple(_parts(inlines[0]["c"][1])), link=inlines[0]["c"][2][0])
    elif parts := tuple(_parts(inlines)):
        yield Line(parts)


def _heading(content: Node) -> Iterator[Line]:
    level, _, inlines = content
    yield Line(tuple(_parts(inlines)), heading=level)


def _items(items: Sequence[Blocks], marks: Callable[[int], str]) -> Iterator[Line]:
    for number, blocks in enumerate(items):
        for place, line in enumerate(lines(blocks)):
            mark = "" if place or line.heading else marks(number)
            yield replace(line, parts=((mark, False), *line.parts), depth=line.depth + 1)


def _bullets(items: Node) -> Iterator[Line]:
    yield from _items(items, lambda _: "• ")


def _numbers(content: Node) -> Iterator[Line]:
    (start, *_), items = content
    yield from _items(items, lambda number: f"{start + number}. ")


def _definitions(entries: Node) -> Iterator[Line]:
    for term, meanings in entries:
        yield Line(tuple((part, True) for part, _ in _parts(term)))
        for blocks in meanings:
            yield from (replace(line, depth=line.depth + 1) for line in lines(blocks))


def _code(content: Node) -> Iterator[Line]:
    yield Line(((content[1], False),))


def _table(content: Node) -> Iterator[Line]:
    """Each row of a table as one line, its cells parted by bars."""
    _, _, _, (_, head), bodies, (_, foot) = content
    rows = [(row, True) for row in head]
    rows += [(row, False) for body in bodies for part in body[2:] for row in part]
    rows += [(row, False) for row in foot]
    for (_, cells), bold in rows:
        texts = [" ".join(line.text for line in lines(cell[4])) for cell in cells]
        if any(texts):
            yield Line(((" | ".join(texts), bold),))


_READERS: dict[str, Callable[[Node], Iterator[Line]]] = {
    "Para": _plain,
    "Plain": _plain,
    "Header": _heading,
    "BulletList": _bullets,
    "OrderedList": _numbers,
    "DefinitionList": _definitions,
    "BlockQuote": lines,
    "Div": lambda content: lines(content[1]),
    "Figure": lambda content: lines(content[2]),
    "LineBlock": lambda rows: (line for row in rows for line in _plain(row)),
    "CodeBlock": _code,
    "Table": _table,
}


def _parts(inlines: Sequence[Node], bold: bool = False) -> Iterator[tuple[str, bool]]:
    """Return words that follow each other, those of one weight together."""
    kept: list[tuple[str, bool]] = []
    for text, heavy in _words(inlines, bold):
        if kept and kept[-1][1] == heavy:
            kept[-1] = (kept[-1][0] + text, heavy)
        else:
            kept.append((text, heavy))
    yield from kept


def _words(inlines: Sequence[Node], bold: bool) -> Iterator[tuple[str, bool]]:
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind in _SIGNS or kind == "Str":
            yield _SIGNS.get(kind, content), bold
        elif kind in {"Code", "Math"}:
            yield content[1], bold
        elif kind == "Quoted":
            yield from [("“", bold), *_words(content[1], bold), ("”", bold)]
        elif kind == "Link":
            yield from _linked(content, bold)
        elif kind in {"Span", "Image"}:
            yield from _words(content[1], bold)
        elif kind != "Note" and isinstance(content, list):
            yield from _words(content, bold or kind == "Strong")


_SIGNS = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}


def _linked(content: Node, bold: bool) -> Iterator[tuple[str, bool]]:
    """The words of a link and, where they do not say it themselves, its address."""
    _, inside, (target, _) = content
    words = list(_words(inside, bold))
    yield from words
    address = target.removeprefix("mailto:")
    if not target.startswith("#") and address != "".join(text for text, _ in words):
        yield f" ({address})", bold
