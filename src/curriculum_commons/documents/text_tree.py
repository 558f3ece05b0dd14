"""The words of one document: its Markdown, with the records that it shows, as one tree.

Knows the macros and nothing of any office format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any
from urllib.parse import urljoin

from ..content.markdown import Call, replace_calls
from ..model.commons import Commons, Page, ToolkitText
from ..model.records import EACH
from ..render import show
from .pandoc import MARKDOWN, Ast, Blocks, read
from .smart_quotes import curled

_OPEN, _CLOSE = "\ue000", "\ue001"
"""What stands around the number of a call in Markdown; nobody types these."""
_MARK = re.compile(f"({_OPEN}[0-9]+{_CLOSE})")
_PAGES = "../docs/"
_WEB = re.compile(r"[a-z]+:", re.IGNORECASE)

Node = Any
"""A part of pandoc's tree: a mapping with `t` and mostly `c`, a list of such, or a plain value."""


@dataclass(frozen=True)
class Words:
    """The words of one document."""

    markdown: str
    """Its text; a mark with a number stands for each call of a macro."""
    shown: tuple[str, ...]
    """HTML that each call shows; links in it begin at the root of the site."""
    address: str
    """Where the site is published; links lead there."""
    as_typed: bool = False
    """Whether what is shown keeps straight quotation marks: where texts are compared sign by sign."""

    @property
    def ingredients(self) -> str:
        """Everything that the tree depends on."""
        return "\x00".join([self.address, self.markdown, *self.shown])

    @cached_property
    def tree(self) -> Ast:
        """The document as pandoc's tree, its links whole."""
        tree = read(self.markdown, MARKDOWN)
        tree["blocks"] = self._filled(linked(tree["blocks"], self._from_text))
        return tree

    @cached_property
    def _calls(self) -> list[Blocks]:
        html = "".join(f'<div id="call-{number}">{part}</div>' for number, part in enumerate(self.shown))
        divs = read(html, "html")["blocks"] if html else []
        whole = [linked(div["c"][1], lambda target: urljoin(self.address, target)) for div in divs]
        return whole if self.as_typed else [curled(blocks) for blocks in whole]

    def _from_text(self, target: str) -> str:
        path, hash_sign, anchor = target.partition("#")
        if _WEB.match(target) or not path.startswith(_PAGES):
            return target
        path = path.removeprefix(_PAGES)
        page = Page.address_of(path) if path.endswith(".md") else path
        return urljoin(self.address, page + hash_sign + anchor)

    def _filled(self, blocks: Blocks) -> Blocks:
        made: Blocks = []
        for block, after in zip_longest(blocks, blocks[1:]):
            filled = list(self._block(block))
            if not filled and _is_call(block) and made and _ends_with(made[-1], after):
                made.pop()  # a heading of nothing
            made += filled
        return made

    def _block(self, block: Node) -> Iterator[Node]:
        content = block.get("c")
        if block["t"] in {"Para", "Plain"}:
            if _is_call(block):
                yield from self._calls[int(content[0]["c"][1:-1])]
                return
            yield {**block, "c": self._inlines(content)}
        elif content is None:
            yield block
        else:
            yield {**block, "c": self._inside(content)}

    def _inside(self, node: Node) -> Node:
        """Return a part of the tree that is neither a block nor a list of inlines, filled."""
        if isinstance(node, dict) and "t" in node:
            return self._inlines([node])[0] if node["t"] not in _BLOCKS else next(iter(self._block(node)))
        if isinstance(node, list):
            if node and all(isinstance(part, dict) and part.get("t") in _BLOCKS for part in node):
                return self._filled(node)
            if node and all(isinstance(part, dict) and "t" in part for part in node):
                return self._inlines(node)
            return [self._inside(part) for part in node]
        return node

    def _inlines(self, inlines: list[Node]) -> list[Node]:
        return [filled for inline in inlines for filled in self._inline(inline)]

    def _inline(self, inline: Node) -> Iterator[Node]:
        if inline["t"] == "Str" and _OPEN in inline["c"]:
            for piece in filter(None, _MARK.split(inline["c"])):
                if _MARK.fullmatch(piece):
                    yield from _as_inlines(self._calls[int(piece[1:-1])])
                else:
                    yield {"t": "Str", "c": piece}
        elif isinstance(inline.get("c"), list):
            yield {**inline, "c": self._inside(inline["c"])}
        else:
            yield inline


_BLOCKS = {
    *("Plain", "Para", "LineBlock", "CodeBlock", "RawBlock", "BlockQuote", "OrderedList", "BulletList"),
    *("DefinitionList", "HorizontalRule", "Table", "Figure", "Div", "Header", "Null"),
}


def _is_call(block: Node) -> bool:
    """Tell whether a block is a call of a macro and nothing else."""
    content = block.get("c")
    alone = block["t"] in {"Para", "Plain"} and len(content) == 1 and content[0]["t"] == "Str"
    return alone and bool(_MARK.fullmatch(content[0]["c"]))


def _ends_with(heading: Node, after: Node) -> bool:
    """Tell whether the part that a heading begins is over before the next block."""
    if heading["t"] != "Header":
        return False
    return after is None or (after["t"] == "Header" and after["c"][0] <= heading["c"][0])


def words(commons: Commons, text: ToolkitText, code: str = "", folder: str = "toolkit") -> Words:
    """Return the words of a text of the toolkit.

    Args:
        code: Of the competency that "*" stands for, in a text of which one document for each is made.
        folder: Where the forms of macros are looked for first, below the templates of pages.
    """
    shown: list[str] = []

    def mark(number: int, call: Call) -> str:
        names = tuple(code if name == EACH else name for name in call.texts)
        shown.append(show(commons, call.name, names, "", (folder,)).strip())
        return f"{_OPEN}{number}{_CLOSE}"

    markdown = replace_calls(text.body, mark) if text.meta.render_macros else text.body
    return Words(markdown, tuple(shown), commons.site.address)


def linked(node: Node, move: Callable[[str], str]) -> Node:
    """Return a part of the tree in which each link leads where `move` says."""
    if isinstance(node, list):
        return [linked(part, move) for part in node]
    if not isinstance(node, dict):
        return node
    if node.get("t") == "Link":
        attributes, inside, (target, title) = node["c"]
        return {**node, "c": [attributes, linked(inside, move), [move(target), title]]}
    return {key: linked(part, move) for key, part in node.items()}


def _as_inlines(blocks: Blocks) -> Iterator[Node]:
    for block in blocks:
        if block["t"] in {"Para", "Plain"}:
            yield from block["c"]
