"""Bring pandoc's tree of a document into the form that every format can take.

Headings without gaps, no empty paragraphs, no anchors but those linked to, tables with widths for their columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from ..pandoc import STYLE, Blocks, Node, changed, elements, style, text

_ROWS, _LETTERS = 10, 1500
_MOST = 0.75
"""A column ten times as long as another needs not ten times its width: lengths are raised to this power."""
_LINE, _PADDING, _LEAST, _SHORT, _LONGEST, _MANY = 76, 3, 6, 12, 30, 240
"""Letters: of a line; beside a word in a cell; that every column has room for; of a cell that is kept on one line; of
the longest word that widens its column; beyond which a cell counts as no longer."""


def tidy(blocks: Blocks) -> Blocks:
    """Return the blocks of a document in the form that every format can take."""
    blocks = changed(blocks, _without_empty)  # all of it is new, so that the rest can be changed in place
    _close_gaps(blocks)
    for table in elements(blocks, "Table"):
        _fit(table)
    return [*_led(_with_needed_anchors(blocks))]


def _led(blocks: Blocks) -> Iterator[Node]:
    """Yield the blocks; a paragraph that leads up to others gets a style that keeps it with them."""
    for before, block, after in zip_longest([None, *blocks[:-1]], blocks, blocks[1:]):
        leads = block["t"] == "Para" and after is not None and (after["t"] in _LED or style(after) == "Aid")
        leads = leads or (block["t"] == "Para" and _level(before) and _level(before) < _level(after))
        yield {"t": "Div", "c": [["", [], [[STYLE, "Lead"]]], [block]]} if leads else block


def _level(block: dict[str, Any] | None) -> int:
    return int(block["c"][0]) if block and block["t"] == "Header" else 0


_LED = ("BulletList", "OrderedList", "DefinitionList", "Table", "BlockQuote")


def pictures(node: Node) -> list[str]:
    """Return the target of each picture."""
    return [str(picture["c"][2][0]) for picture in elements(node, "Image")]


def _without_empty(element: dict[str, Any]) -> list[Node]:
    """Leave out what is empty, and what encloses other elements without a style or an anchor of its own."""
    kind, inside = element["t"], element.get("c")
    if kind in {"Div", "Span"} and not style(element) and not element["c"][0][0]:
        return list(element["c"][1])
    empty = kind in {"Para", "Plain", "Header"} and not text(inside).strip() and not pictures(inside)
    return [] if empty or kind in {"HorizontalRule", "RawBlock", "RawInline"} else [element]


def _close_gaps(blocks: Blocks) -> None:
    """Set the levels of headings: the first is 1, and none is more than one below the last."""
    above: list[int] = []
    for heading in elements(blocks, "Header"):
        while above and above[-1] >= heading["c"][0]:
            above.pop()
        above.append(heading["c"][0])
        heading["c"][0] = len(above)


_WITH_ID = ("Header", "Div", "Span", "Table", "Figure", "CodeBlock", "Code", "Link", "Image")


def _with_needed_anchors(blocks: Blocks) -> Blocks:
    """Return blocks with each anchor that is linked to, once; links to missing anchors become plain words."""
    wanted = {link["c"][2][0] for link in elements(blocks, "Link")}
    known: set[str] = set()
    for element in elements(blocks, *_WITH_ID):
        attributes = element["c"][1 if element["t"] == "Header" else 0]
        target = f"#{attributes[0]}"
        if target not in wanted - known:
            attributes[0] = ""
        known.add(target)

    def unlinked(element: dict[str, Any]) -> list[Node]:
        dangling = element["t"] == "Link" and element["c"][2][0].startswith("#") and element["c"][2][0] not in known
        return list(element["c"][1]) if dangling else [element]

    return list(changed(blocks, unlinked))


def _fit(table: dict[str, Any]) -> None:
    """Set the widths of columns, and make the words of cells that are headings of their row strong."""
    _, _, columns, _, bodies, _ = table["c"]
    for _, heads, _, body in bodies:
        for block in (block for _, cells in body for cell in cells[:heads] for block in cell[4]):
            if block["t"] in {"Para", "Plain"}:
                block["c"] = [{"t": "Strong", "c": block["c"]}]
    for column, width in zip(columns, _widths(rows(table), len(columns)), strict=True):
        column[1] = {"t": "ColWidth", "c": width}


def stays_whole(rows: int, letters: int) -> bool:
    """Return True if a table is so short that it is not split between two pages."""
    return rows <= _ROWS and letters <= _LETTERS


def rows(table: dict[str, Any]) -> list[Node]:
    """Return the rows of a table, its header's first."""
    _, _, _, head, bodies, foot = table["c"]
    return [*head[1], *(row for body in bodies for row in body[3]), *foot[1]]


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
