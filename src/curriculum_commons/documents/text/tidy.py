"""Bring pandoc's tree of a document into the form that every format can take.

Headings without gaps, no empty paragraphs, no anchors but those linked to, tables with widths for their columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from ..pandoc import STYLE, Blocks, Change, Node, changed, elements, style, text

_ROWS, _LETTERS = 10, 1500
_MOST = 0.75
"""A column ten times as long as another needs not ten times its width: lengths are raised to this power."""
_LINE, _PADDING, _LEAST, _SHORT, _LONGEST, _MANY = 76, 3, 6, 12, 30, 240
"""Letters: of a line; beside a word in a cell; that every column has room for; of a cell that is kept on one line; of
the longest word that widens its column; beyond which a cell counts as no longer."""


def tidy(blocks: Blocks) -> Blocks:
    """Return the blocks of a document in the form that every format can take."""
    wanted = {target[1:] for link in elements(blocks, "Link") for target in [link["c"][2][0]] if target.startswith("#")}
    anchors = _Anchors(wanted & {_attributes(part)[0] for part in elements(blocks, *_WITH_ID)})
    steps: list[Change] = [_plain, _Levels().change, anchors.change, _table]
    for step in steps:
        blocks = changed(blocks, step)
    return [*_led(blocks)]


def _led(blocks: Blocks) -> Iterator[Node]:
    """Yield the blocks; a paragraph that leads up to others gets a style that keeps it with them."""
    for before, block, after in zip_longest([None, *blocks[:-1]], blocks, blocks[1:]):
        leads = block["t"] == "Para" and after is not None and (after["t"] in _LED or style(after) == "Aid")
        leads = leads or (block["t"] == "Para" and _level(before) and _level(before) < _level(after))
        yield {"t": "Div", "c": [["", [], [[STYLE, "Lead"]]], [block]]} if leads else block


def _level(block: dict[str, Any] | None) -> int:
    """Return the level of a heading; 0 where there is none."""
    return int(block["c"][0]) if block and block["t"] == "Header" else 0


_LED = ("BulletList", "OrderedList", "DefinitionList", "Table", "BlockQuote")


def pictures(blocks: Blocks) -> list[str]:
    """Return the target of each picture."""
    return [str(picture["c"][2][0]) for picture in elements(blocks, "Image")]


def _plain(element: dict[str, Any]) -> list[Node]:
    """Leave out what is empty, and what encloses other elements without a style of its own."""
    kind, inside = element["t"], element.get("c")
    if kind in {"Div", "Span"} and not style(element) and not element["c"][0][0]:
        return list(element["c"][1])
    empty = kind in {"Para", "Plain"} and not text(inside).strip() and not list(elements(inside, "Image"))
    if empty or kind in {"HorizontalRule", "RawBlock", "RawInline"}:
        return []
    return [] if kind == "Header" and not text(inside).strip() else [element]


class _Levels:
    """Levels of headings as they follow each other: the first is 1, and none is more than one below the last."""

    def __init__(self) -> None:
        self._above: list[int] = []

    def change(self, element: dict[str, Any]) -> list[Node]:
        if element["t"] != "Header":
            return [element]
        level, *rest = element["c"]
        while self._above and self._above[-1] >= level:
            self._above.pop()
        self._above.append(level)
        return [{**element, "c": [len(self._above), *rest]}]


_WITH_ID = ("Header", "Div", "Span", "Table", "Figure", "CodeBlock", "Code", "Link", "Image")


def _attributes(element: dict[str, Any]) -> list[Any]:
    found: list[Any] = element["c"][1 if element["t"] == "Header" else 0]
    return found


class _Anchors:
    """Anchors that something links to, each once; a link to any other becomes plain words."""

    def __init__(self, linked: set[str]) -> None:
        self._known = frozenset(linked)
        self._left = linked

    def change(self, element: dict[str, Any]) -> list[Node]:
        if element["t"] == "Link" and element["c"][2][0].startswith("#") and element["c"][2][0][1:] not in self._known:
            return list(element["c"][1])
        if element["t"] in _WITH_ID:
            attributes = _attributes(element)
            position = 1 if element["t"] == "Header" else 0
            name = attributes[0] if attributes[0] in self._left else ""
            self._left = self._left - {name}
            element = {**element, "c": [*element["c"]]}
            element["c"][position] = [name, *attributes[1:]]
        return [element]


def _table(element: dict[str, Any]) -> list[Node]:
    if element["t"] != "Table":
        return [element]
    attributes, caption, columns, head, bodies, foot = element["c"]
    bodies = [[body[0], body[1], body[2], [_headed(row, body[1]) for row in body[3]]] for body in bodies]
    widths = _widths(rows(element), len(columns))
    columns = [[align, {"t": "ColWidth", "c": width}] for (align, _), width in zip(columns, widths, strict=True)]
    return [{**element, "c": [attributes, caption, columns, head, bodies, foot]}]


def stays_whole(rows: int, letters: int) -> bool:
    """Return True if a table is so short that it is not split between two pages."""
    return rows <= _ROWS and letters <= _LETTERS


def rows(table: dict[str, Any]) -> list[Node]:
    """Return the rows of a table, its header's first."""
    _, _, _, head, bodies, foot = table["c"]
    return [*head[1], *(row for body in bodies for row in body[3]), *foot[1]]


def _headed(row: Node, heads: int) -> Node:
    """Return a row with the words of its first cells strong, as far as these are headings of the row."""
    attributes, cells = row
    return [attributes, [_strong(cell) if column < heads else cell for column, cell in enumerate(cells)]]


def _strong(cell: Node) -> Node:
    *rest, blocks = cell
    return [
        *rest,
        [
            {**block, "c": [{"t": "Strong", "c": block["c"]}]} if block["t"] in {"Para", "Plain"} else block
            for block in blocks
        ],
    ]


def _widths(lines: list[Node], columns: int) -> list[float]:
    """Return the part of a line that each column takes: more where its words are many, enough for its longest word."""
    least, needs = [_LEAST] * columns, [float(_LEAST)] * columns
    for _, cells in lines:
        if len(cells) != columns:
            continue
        for column, cell in enumerate(cells):
            words = text(cell[4])
            longest = len(words) if len(words) <= _SHORT else max(map(len, words.split()), default=0)
            least[column] = max(least[column], min(longest, _LONGEST) + _PADDING)
            needs[column] = max(needs[column], least[column], min(len(words), _MANY) ** _MOST)
    widths = [max(need / sum(needs), letters / _LINE) for need, letters in zip(needs, least, strict=True)]
    return [round(width / sum(widths), 4) for width in widths]
