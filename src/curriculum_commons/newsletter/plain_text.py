"""Turn the HTML of an e-mail into plain text that reads well: the same words in the same order.

Wraps lines, underlines headings, and numbers links with a list of their addresses at the end.
Lays out a table as columns where they fit on a line, and as a list for each row where not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..model.urls import contact
from ..render.phrases import as_characters
from .providers import Service

WIDTH = 72
"""Columns of a line; a word that is longer stays whole."""
_BLOCK_NAMES = (
    "address article aside blockquote caption center dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hgroup hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNDERLINES = {"h1": "=", "h2": "-", "h3": "~", "h4": "~", "h5": "~", "h6": "~"}
_MARGINS = {"aside": "|", "blockquote": ">"}
"""What each line of a block begins with."""
_FIRST_MARK = 0xE000
"""First of the private-use characters that replace merge tags while a text is written."""
_NO_MARKS = dict.fromkeys(range(_FIRST_MARK, _FIRST_MARK + 16))
_SPACES = re.compile(r"[ \t\n\r\f]+")
_WIDE = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60"
_PIECE = re.compile(f"[{_WIDE}]|[^{_WIDE}]+")
"""What a line is never broken within: a letter of writing without spaces, or all between two of them."""
_GAP = 2
"""Columns between two columns of a table."""

Row = Sequence[str]


def plain_text(html: str, sender: Service) -> str:
    """Return HTML as plain text; merge tags are those of the service alone, whatever the words look like."""
    tree = LexborHTMLParser(f"<body>{html}</body>")
    assert tree.body
    writer = _Writer(sender)
    lines = list(writer.blocks(tree.body, WIDTH))
    if writer.numbers:
        lines += ["", "Links", "-----", *(f"[{number}] {link}" for link, number in writer.numbers.items())]
    text = "\n".join(line.rstrip().replace("\u00a0", " ") for line in lines)
    return writer.with_tags(sender.disarm_text(text)) + "\n"


@dataclass
class _Writer:
    """Writes text, and keeps a list of the addresses that it leads to."""

    sender: Service
    numbers: dict[str, int] = field(default_factory=dict)
    """Addresses with their numbers, in their order."""

    def __post_init__(self) -> None:
        self._marks = {tag: chr(_FIRST_MARK + at) for at, tag in enumerate(sorted(self.sender.tags))}

    def with_tags(self, text: str) -> str:
        """Return a finished text with our own merge tags; whatever else looks like one has been disarmed."""
        return text.translate({ord(mark): tag for tag, mark in self._marks.items()})

    def blocks(self, node: LexborNode, width: int, gap: bool = True) -> Iterator[str]:
        """Yield the lines of everything in a block.

        Args:
            gap: Whether its parts have an empty line between them.
        """
        first = True
        for lines in self._parts(node, width):
            if lines:
                if gap and not first:
                    yield ""
                yield from lines
                first = False

    def _parts(self, node: LexborNode, width: int) -> Iterator[list[str]]:
        """Yield the lines of each block inside a block, and of the words between them."""
        loose: list[LexborNode] = []
        for child in node.iter(include_text=True):
            if child.tag in _BLOCKS or (child.tag == "a" and child.css_first("p, h2, h3, h4, li, table")):
                yield wrapped(self._inline(loose), width)
                loose = []
                yield list(self._block(child, width))
            else:
                loose.append(child)
        yield wrapped(self._inline(loose), width)

    def _block(self, node: LexborNode, width: int) -> Iterator[str]:
        tag = node.tag or ""
        if tag in _UNDERLINES:
            lines = wrapped(self._inline(_children(node)), width)
            yield from lines
            yield _UNDERLINES[tag] * max(map(display_width, lines), default=0)
        elif tag == "hr":
            yield "-" * width
        elif tag == "pre":
            yield from node.text().translate(_NO_MARKS).strip("\n").split("\n")
        elif tag in _MARGINS:
            yield from (f"{_MARGINS[tag]} {line}" for line in self.blocks(node, width - 2))
        elif tag in {"ul", "ol"}:
            yield from self._list(node, width)
        elif tag == "dd":
            yield from (f"    {line}" for line in self.blocks(node, width - 4))
        elif tag == "table":
            yield from self._table(node, width)
        else:
            yield from self.blocks(node, width, gap=tag != "dl")

    def _list(self, node: LexborNode, width: int) -> Iterator[str]:
        start = node.attrs.sget("start")
        number = int(start) if start.lstrip("-").isdecimal() else 1
        items = [child for child in node.iter() if child.tag == "li"]
        long = any(item.css_first("p, blockquote, pre, table") for item in items)
        for at, item in enumerate(items):
            mark = f"{number + at}. " if node.tag == "ol" else "- "
            lines = list(self.blocks(item, width - len(mark), gap=long)) or [""]
            if long and at:
                yield ""
            yield mark + lines[0]
            yield from (" " * len(mark) + line if line else "" for line in lines[1:])

    def _table(self, node: LexborNode, width: int) -> Iterator[str]:
        for caption in node.css("caption"):
            yield from wrapped(self._inline(_children(caption)), width)
            yield ""
        rows = [[cell for cell in row.iter() if cell.tag in {"td", "th"}] for row in node.css("tr")]
        named = bool(rows) and all(cell.tag == "th" for cell in rows[0])
        texts = [["\n".join(self.blocks(cell, 10_000)) for cell in row] for row in rows if row]
        yield from grid(texts[0] if named else [], texts[1:] if named else texts, width)

    def _inline(self, nodes: list[LexborNode]) -> str:
        """Return words on one line, except at `br`."""
        shown = [node for node in nodes if node.tag != "-text" or node.text().strip()]
        text = "".join(self._words(node, alone=len(shown) == 1) for node in nodes)
        return "\n".join(re.sub(" {2,}", " ", line).strip(" ") for line in text.split("\n")).strip("\n")

    def _words(self, node: LexborNode, alone: bool = False) -> str:
        tag = node.tag or ""
        if tag == "-text":
            text = _SPACES.sub(" ", node.text().translate(_NO_MARKS))
            ours = text == self.sender.address and node.parent and node.parent.attrs.sget("class")
            return self._marks[text] if ours else text
        if tag in _STAND_INS:
            return _STAND_INS[tag](node).translate(_NO_MARKS)
        words = "".join(self._words(child, alone) for child in _children(node))
        if tag == "a":
            return self._link(node.attrs.sget("href"), words, alone)
        return f"{words}: {self._marks[self.sender.elements[tag]]}" if tag in self.sender.elements else words

    def _link(self, address: str, words: str, alone: bool) -> str:
        """Return the words of a link, with its address where it is alone on its line, otherwise with a number."""
        if address in self._marks:
            return f"{words}: {self._marks[address]}"
        shown, words = self.sender.disarm_address(contact(address) or address), words.strip()
        if not shown or words.rstrip("/") == shown.rstrip("/"):
            return words
        if alone or not words:
            return f"{words}: {shown}".removeprefix(": ")
        return f"{words} [{self.numbers.setdefault(shown, len(self.numbers) + 1)}]"


def _raised(node: LexborNode) -> str:
    if node.css_first("a"):
        return f" ({node.text()})"
    shown = as_characters(node.text(), "sup")
    return shown if shown != node.text() else f"^{shown}"


_STAND_INS: dict[str, Callable[[LexborNode], str]] = {
    "br": lambda _: "\n",
    "img": lambda node: f"[Picture: {alt}]" if (alt := node.attrs.sget("alt").strip()) else "",
    "sub": lambda node: as_characters(node.text(), "sub"),
    "sup": _raised,
}
"""Text for elements that text has nothing like."""


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def grid(head: Row, rows: Sequence[Row], width: int) -> list[str]:
    """Return the lines of a table.

    Args:
        head: Names of the columns; empty where they have none.
    """
    all_rows = [*([head] if head else []), *rows]
    if not all_rows:
        return []
    count = max(len(row) for row in all_rows)
    sizes = [max(display_width(row[at]) for row in all_rows if at < len(row)) for at in range(count)]
    one_line_each = not any("\n" in cell for row in all_rows for cell in row)
    if one_line_each and sum(sizes) + _GAP * (count - 1) <= width:
        rule = [["-" * size for size in sizes]] if head else []
        return [_line(row, sizes) for row in [*all_rows[: len(rule)], *rule, *all_rows[len(rule) :]]]
    lists = [_listed(head, row, width) for row in rows if any(row)] or [_listed((), head, width)]
    return [line for lines in lists for line in lines]


def _line(row: Row, sizes: Sequence[int]) -> str:
    cells = (cell + " " * (size - display_width(cell)) for cell, size in zip(row, sizes, strict=False))
    return (" " * _GAP).join(cells).rstrip()


def _listed(head: Row, row: Row, width: int) -> Iterator[str]:
    for at, cell in enumerate(row):
        name = f"{head[at]}: " if at < len(head) and head[at] and cell else ""
        mark, indent = ("  - ", "    ") if at else ("", "")
        lines = wrapped(name + cell, width - len(indent))
        yield from (f"{indent if line_number else mark}{line}" for line_number, line in enumerate(lines))


def display_width(text: str) -> int:
    """Return how many columns a text takes: two for a wide letter, none for a combining character."""
    if text.isascii():
        return len(text)
    shown = (letter for letter in text if unicodedata.category(letter) not in {"Mn", "Me", "Cf"})
    return sum(2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1 for letter in shown)


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """Return a paragraph as lines; its own line breaks stay."""
    return [line for part in text.split("\n") for line in _wrapped(part, width)]


def _wrapped(text: str, width: int) -> Iterator[str]:
    line, taken = "", 0
    for word in filter(None, _SPACES.split(text)):
        space = " " if line else ""
        for piece in _PIECE.findall(word):
            columns = display_width(piece)
            if line and taken + len(space) + columns > width:
                yield line
                line, taken, space = "", 0, ""
            line, taken = line + space + piece, taken + len(space) + columns
            space = ""
    if line:
        yield line
