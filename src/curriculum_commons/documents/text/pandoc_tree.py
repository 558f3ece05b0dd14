"""Bring pandoc's tree of a document into the form that every format can take.

Headings without gaps, no empty paragraphs, no anchors but those linked to, tables with widths for their columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from ..pandoc import Blocks

Node = Any
"""A part of pandoc's tree: a mapping with `t` and mostly `c`, a list of such, or a plain value."""
Change = Callable[[dict[str, Any]], list[Node]]

STYLE = "custom-style"
"""Attribute that names the style of a block or of words."""
_MOST = 0.75
"""A column ten times as long as another needs not ten times its width: lengths are raised to this power."""
_LINE, _PADDING, _LEAST, _SHORT, _LONGEST, _MANY = 76, 3, 6, 12, 30, 240
"""Letters: of a line; beside a word in a cell; that every column has room for; of what stands on one line if it is all
that a cell holds; of the longest word that widens its column; beyond which a cell counts as no longer."""


def tidy(blocks: Blocks) -> Blocks:
    """Return the blocks of a document in the form that every format can take."""
    wanted = {target[1:] for link in _all(blocks, "Link") for target in [link["c"][2][0]] if target.startswith("#")}
    anchors = _Anchors(wanted & {_attributes(part)[0] for part in _all(blocks, *_WITH_ID)})
    steps: list[Change] = [_plain, _Levels().change, anchors.change, _table]
    for step in steps:
        blocks = changed(blocks, step)
    return [*_led(blocks)]


def _led(blocks: Blocks) -> Iterator[Node]:
    """Give the blocks; a paragraph that leads up to others bears a style that keeps it with them."""
    for before, block, after in zip_longest([None, *blocks[:-1]], blocks, blocks[1:]):
        leads = block["t"] == "Para" and after is not None and (after["t"] in _LED or _styled_so(after, "Aid"))
        leads = leads or (block["t"] == "Para" and _level(before) and _level(before) < _level(after))
        yield {"t": "Div", "c": [["", [], [[STYLE, "Lead"]]], [block]]} if leads else block


def _level(block: dict[str, Any] | None) -> int:
    """Return the level of a heading; 0 where there is none."""
    return int(block["c"][0]) if block and block["t"] == "Header" else 0


def _styled_so(block: dict[str, Any], name: str) -> bool:
    return block["t"] == "Div" and style(block) == name


_LED = ("BulletList", "OrderedList", "DefinitionList", "Table", "BlockQuote")


def changed(node: Node, change: Change) -> Node:
    """Return a part of the tree in which each element stands as `change` returns it, the innermost first."""
    if isinstance(node, list):
        made: list[Node] = []
        for part in node:
            inside = changed(part, change)
            made += change(inside) if isinstance(inside, dict) and "t" in inside else [inside]
        return made
    if isinstance(node, dict):
        return {key: changed(part, change) for key, part in node.items()}
    return node


def style(element: dict[str, Any]) -> str:
    """Return the name of the style that a Div or Span bears; empty where it has none."""
    return str(dict(element["c"][0][2]).get(STYLE, ""))


def text(node: Node) -> str:
    """Return the words of a part of the tree."""
    if isinstance(node, list):
        return "".join(text(part) for part in node)
    if not isinstance(node, dict):
        return ""
    kind, inside = node.get("t"), node.get("c")
    if kind == "Str":
        return str(inside)
    if kind in {"Code", "CodeBlock"} and inside:
        return str(inside[1])
    return " " if kind in {"Space", "SoftBreak", "LineBreak"} else text(inside)


def pictures(blocks: Blocks) -> list[str]:
    """Return the address of each picture."""
    return [str(picture["c"][2][0]) for picture in _all(blocks, "Image")]


def _all(node: Node, *kinds: str) -> Iterator[dict[str, Any]]:
    for part in node if isinstance(node, list) else node.values() if isinstance(node, dict) else ():
        yield from _all(part, *kinds)
    if isinstance(node, dict) and node.get("t") in kinds:
        yield node


def _plain(element: dict[str, Any]) -> list[Node]:
    """Leave out what is empty, and what stands around other things without a style of its own."""
    kind, inside = element["t"], element.get("c")
    if kind in {"Div", "Span"} and not style(element) and not element["c"][0][0]:
        return list(element["c"][1])
    empty = kind in {"Para", "Plain"} and not text(inside).strip() and not list(_all(inside, "Image"))
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
    """Anchors that something links to, each in one place; a link to any other becomes plain words."""

    def __init__(self, linked: set[str]) -> None:
        self._known = frozenset(linked)
        self._left = linked

    def change(self, element: dict[str, Any]) -> list[Node]:
        if element["t"] == "Link" and element["c"][2][0].startswith("#") and element["c"][2][0][1:] not in self._known:
            return list(element["c"][1])
        if element["t"] in _WITH_ID:
            attributes = _attributes(element)
            place = 1 if element["t"] == "Header" else 0
            name = attributes[0] if attributes[0] in self._left else ""
            self._left = self._left - {name}
            element = {**element, "c": [*element["c"]]}
            element["c"][place] = [name, *attributes[1:]]
        return [element]


def _table(element: dict[str, Any]) -> list[Node]:
    if element["t"] != "Table":
        return [element]
    attributes, caption, columns, head, bodies, foot = element["c"]
    bodies = [[body[0], body[1], body[2], [_headed(row, body[1]) for row in body[3]]] for body in bodies]
    widths = _widths(rows(element), len(columns))
    columns = [[align, {"t": "ColWidth", "c": width}] for (align, _), width in zip(columns, widths, strict=True)]
    return [{**element, "c": [attributes, caption, columns, head, bodies, foot]}]


def rows(table: dict[str, Any]) -> list[Node]:
    """Return the rows of a table, its header's first."""
    _, _, _, head, bodies, foot = table["c"]
    return [*head[1], *(row for body in bodies for row in body[3]), *foot[1]]


def _headed(row: Node, heads: int) -> Node:
    """Return a row with the words of its first cells strong, as far as these are headings of the row."""
    attributes, cells = row
    return [attributes, [_strong(cell) if place < heads else cell for place, cell in enumerate(cells)]]


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
        for place, cell in enumerate(cells):
            words = text(cell[4])
            longest = len(words) if len(words) <= _SHORT else max(map(len, words.split()), default=0)
            least[place] = max(least[place], min(longest, _LONGEST) + _PADDING)
            needs[place] = max(needs[place], least[place], min(len(words), _MANY) ** _MOST)
    widths = [max(need / sum(needs), letters / _LINE) for need, letters in zip(needs, least, strict=True)]
    return [round(width / sum(widths), 4) for width in widths]
