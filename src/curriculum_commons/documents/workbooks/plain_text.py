"""Text as lines for the cells of one column, from pandoc's tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from ..pandoc import Blocks

Node = Any
"""A part of pandoc's tree."""
Part = tuple[str, bool]
"""Text, and whether it is bold."""


@dataclass(frozen=True)
class Line:
    """The text of one row."""

    parts: tuple[Part, ...]
    heading: int = 0
    """Level of a heading; 0 for other text."""
    depth: int = 0
    """Level of nesting in lists."""
    link: str = ""
    """Target, if the line is one link and nothing else."""
    small: bool = False
    """Whether it is in small letters."""

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(text for text, _ in self.parts)


def lines(blocks: Blocks) -> Iterator[Line]:
    """Yield the lines of a document's blocks."""
    for block in blocks:
        if read := _READERS.get(block["t"]):
            yield from read(block.get("c"))


def _paragraph(inlines: Sequence[Node]) -> Iterator[Line]:
    if len(inlines) == 1 and inlines[0]["t"] == "Link":
        yield Line(_parts(inlines[0]["c"][1]), link=inlines[0]["c"][2][0])
    elif parts := _parts(inlines):
        yield Line(parts)


def _list(items: Sequence[Blocks], start: int | None = None) -> Iterator[Line]:
    for number, blocks in enumerate(items):
        mark = "• " if start is None else f"{start + number}. "
        for position, line in enumerate(lines(blocks)):
            shown = "" if position or line.heading else mark
            yield replace(line, parts=((shown, False), *line.parts), depth=line.depth + 1)


def _definitions(entries: Node) -> Iterator[Line]:
    for term, meanings in entries:
        yield Line(tuple((text, True) for text, _ in _parts(term)))
        for blocks in meanings:
            yield from (replace(line, depth=line.depth + 1) for line in lines(blocks))


def _table(content: Node) -> Iterator[Line]:
    """Yield each row of a table as one line, its cells separated by bars."""
    _, _, _, (_, head), bodies, (_, foot) = content
    body = [row for each in bodies for rows in each[2:] for row in rows]
    for rows, bold in ((head, True), ([*body, *foot], False)):
        for _, cells in rows:
            texts = [" ".join(line.text for line in lines(cell[4])) for cell in cells]
            if any(texts):
                yield Line(((" | ".join(texts), bold),))


_READERS: dict[str, Callable[[Node], Iterator[Line]]] = {
    "Para": _paragraph,
    "Plain": _paragraph,
    "Header": lambda content: iter([Line(_parts(content[2]), heading=content[0])]),
    "BulletList": _list,
    "OrderedList": lambda content: _list(content[1], content[0][0]),
    "DefinitionList": _definitions,
    "BlockQuote": lines,
    "Div": lambda content: lines(content[1]),
    "Figure": lambda content: lines(content[2]),
    "LineBlock": lambda rows: (line for row in rows for line in _paragraph(row)),
    "CodeBlock": lambda content: iter([Line(((content[1], False),))]),
    "Table": _table,
}


def _parts(inlines: Sequence[Node]) -> tuple[Part, ...]:
    """Return the text of inlines, joined where it is of one weight."""
    weights = groupby(_texts(inlines, False), itemgetter(1))
    return tuple(("".join(text for text, _ in group), bold) for bold, group in weights)


def _texts(inlines: Sequence[Node], bold: bool) -> Iterator[Part]:
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind in _SPACES or kind == "Str":
            yield _SPACES.get(kind, content), bold
        elif kind in {"Code", "Math"}:
            yield content[1], bold
        elif kind == "Quoted":
            yield from [("“", bold), *_texts(content[1], bold), ("”", bold)]
        elif kind == "Link":
            yield from _link(content, bold)
        elif kind in {"Span", "Image"}:
            yield from _texts(content[1], bold)
        elif kind != "Note" and isinstance(content, list):
            yield from _texts(content, bold or kind == "Strong")


_SPACES = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}


def _link(content: Node, bold: bool) -> Iterator[Part]:
    """Yield the text of a link and, unless it is the text itself, its target."""
    _, inside, (target, _) = content
    texts = list(_texts(inside, bold))
    yield from texts
    address = target.removeprefix("mailto:")
    if not target.startswith("#") and address != "".join(text for text, _ in texts):
        yield f" ({address})", bold
