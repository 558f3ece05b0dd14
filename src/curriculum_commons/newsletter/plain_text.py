"""Show an issue as plain text that reads well by itself: the same words as its HTML, in the same order.

Lines are wrapped, headings underlined, links numbered with a list of their addresses at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..model.commons import Commons, Issue
from .email_parts import parts, service
from .providers import Service
from .text_grid import grid
from .text_lines import WIDTH, display_width, wrapped

_BLOCKS = frozenset(
    re.findall(
        "[a-z0-9]+",
        "address article aside blockquote caption center dd details div dl dt figcaption figure footer h1 h2 h3 h4 "
        "h5 h6 header hgroup hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul",
    )
)
_UNDERLINES = {"h1": "=", "h2": "-", "h3": "~", "h4": "~", "h5": "~", "h6": "~"}
_MARGINS = {"aside": "|", "blockquote": ">"}
"""What each line begins with that is told apart from the others."""
_FIRST_MARK = 0xE000
"""A letter that means nothing to anybody, as those after it: they stand for merge tags while a text is written."""
_MARKS = re.compile("[\ue000-\ue00f]")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_AROUND_BREAK = re.compile(r" ?\n ?")


def text_mail(commons: Commons, issue: Issue, sender: Service | None = None) -> str:
    """Return an issue as an e-mail in plain text.

    Args:
        sender: What sends it, where that is not what `data/site.yaml` says.
    """
    sender = sender or service(commons)
    said = parts(commons, issue, sender)
    tree = LexborHTMLParser(f"<body>{said.filled(said.top + said.text + said.foot)}</body>")
    assert tree.body
    pen = _Pen(sender)
    lines = list(pen.blocks(tree.body, WIDTH))
    if pen.numbers:
        lines += ["", "Links", "-----", *(f"[{number}] {link}" for link, number in pen.numbers.items())]
    text = "\n".join(line.rstrip().replace("\u00a0", " ") for line in lines)
    return pen.with_tags(sender.disarm_text(text)) + "\n"


@dataclass
class _Pen:
    """Writes text, and keeps a list of the addresses that it leads to."""

    sender: Service
    numbers: dict[str, int] = field(default_factory=dict)
    """Addresses with their numbers, in their order."""

    def __post_init__(self) -> None:
        self._marks = {tag: chr(_FIRST_MARK + at) for at, tag in enumerate(sorted(self.sender.tags))}
        self._tags = {mark: tag for tag, mark in self._marks.items()}

    def with_tags(self, text: str) -> str:
        """Return a finished text with our own merge tags in it; whatever else looks like one is text by then."""
        return _MARKS.sub(lambda mark: self._tags[mark[0]], text)

    def blocks(self, node: LexborNode, width: int, gap: bool = True) -> Iterator[str]:
        """Give the lines of everything in a block.

        Args:
            gap: Whether an empty line stands between its parts.
        """
        first = True
        for lines in self._parts(node, width):
            if lines:
                if gap and not first:
                    yield ""
                yield from lines
                first = False

    def _parts(self, node: LexborNode, width: int) -> Iterator[list[str]]:
        """Give the lines of each block inside a block, and of the words between them."""
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
            yield from _without_marks(node.text()).strip("\n").split("\n")
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
        """Return words on one line, but for breaks that are wanted."""
        said = [node for node in nodes if node.tag != "-text" or node.text().strip()]
        text = "".join(self._words(node, alone=len(said) == 1) for node in nodes)
        return _AROUND_BREAK.sub("\n", re.sub(" {2,}", " ", text)).strip(" \n")

    def _words(self, node: LexborNode, alone: bool = False) -> str:
        tag = node.tag or ""
        if tag == "-text":
            text = _SPACES.sub(" ", _without_marks(node.text()))
            ours = text == self.sender.address and node.parent and node.parent.attrs.sget("class")
            return self._marks[text] if ours else text
        if tag in _STAND_INS:
            return _without_marks(_STAND_INS[tag](node))
        words = "".join(self._words(child, alone) for child in _children(node))
        if tag == "a":
            return self._link(node.attrs.sget("href"), words, alone)
        return f"{words}: {self._marks[self.sender.elements[tag]]}" if tag in self.sender.elements else words

    def _link(self, address: str, words: str, alone: bool) -> str:
        """Return the words of a link, with its address where there is room for it, and else with a number."""
        if address in self._marks:
            return f"{words}: {self._marks[address]}"
        shown, words = self.sender.disarm_address(_written(address)), words.strip()
        if not shown or words.rstrip("/") == shown.rstrip("/"):
            return words
        if alone or not words:
            return f"{words}: {shown}".removeprefix(": ")
        return f"{words} [{self.numbers.setdefault(shown, len(self.numbers) + 1)}]"


def _written(address: str) -> str:
    """Return an address as one writes it to another: whom to write to, without the subject that a link can bring."""
    return address.removeprefix("mailto:").partition("?")[0] if address.startswith("mailto:") else address


def _without_marks(text: str) -> str:
    return text if text.isascii() else _MARKS.sub("", text)


def _raised(node: LexborNode) -> str:
    """Return a number of a footnote, or an exponent."""
    return f" ({node.text()})" if node.css_first("a") else f"^{node.text()}"


_STAND_INS: dict[str, Callable[[LexborNode], str]] = {
    "br": lambda _: "\n",
    "img": lambda node: f"[Picture: {alt}]" if (alt := node.attrs.sget("alt").strip()) else "",
    "sup": _raised,
}
"""What stands for elements that text has nothing like."""


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))
