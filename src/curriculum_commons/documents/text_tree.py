"""The words of one document: its Markdown, with the records that it shows, as one tree, and how dates are written.

Knows the macros and nothing of any office format.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from urllib.parse import urljoin

from ..content.markdown import Call, mark, replace_calls, separate_terms
from ..model.build_context import BuildContext
from ..model.commons import Commons, Page, ToolkitText
from ..model.records import EACH
from ..render import show
from .pandoc import MARKDOWN, Ast, Blocks, Node, linked, read, string

CALL = "\0"
"""In place of each macro call; no text that was read has this character."""
_PAGES = "../docs/"


@dataclass(frozen=True)
class Words:
    """The words of one document."""

    markdown: str
    """Its text, with CALL in place of each macro call."""
    shown: tuple[str, ...]
    """HTML that each call shows; its links begin at the root of the site."""
    address: str
    """Where the site is published; links lead there."""
    as_typed: bool = False
    """Whether HTML keeps straight quotation marks, for texts that are compared character by character."""

    @property
    def ingredients(self) -> str:
        """Everything that the tree depends on."""
        return "\x01".join([self.address, self.markdown, *self.shown])

    @cached_property
    def tree(self) -> Ast:
        """The document as pandoc's tree, with absolute links."""
        first, *rest = self.markdown.split(CALL)
        marked = "".join([first, *(f"{self._mark}{number}e{text}" for number, text in enumerate(rest))])
        tree = read(marked, MARKDOWN)
        tree["blocks"] = self._filled(linked(tree["blocks"], self._from_text))
        return tree

    @cached_property
    def _mark(self) -> str:
        return mark(self.markdown)

    @cached_property
    def _calls(self) -> list[Blocks]:
        """What each call shows, read in one run of pandoc."""
        html = "".join(f'<div id="call-{number}">{part}</div>' for number, part in enumerate(self.shown))
        divs = read(html, "html" if self.as_typed else "html+smart")["blocks"] if html else []
        return [linked(div["c"][1], lambda target: urljoin(self.address, target)) for div in divs]

    def _from_text(self, target: str) -> str:
        path, hash_sign, anchor = target.partition("#")
        if not path.startswith(_PAGES):
            return target
        path = path.removeprefix(_PAGES)
        page = Page.address_of(path) if path.endswith(".md") else path
        return urljoin(self.address, page + hash_sign + anchor)

    def _filled(self, node: Node) -> Node:
        if isinstance(node, dict):
            return {key: self._filled(part) for key, part in node.items()}
        if not isinstance(node, list):
            return node
        made: list[Node] = []
        for part, after in zip_longest(node, node[1:]):
            filled = self._element(part)
            if not filled and self._number(part) is not None and made and _is_empty_section(made[-1], after):
                made.pop()
            made += filled
        return made

    def _element(self, node: Node) -> list[Node]:
        if (call := self._number(node)) is not None:
            return self._calls[call]
        if not isinstance(node, dict) or node.get("t") != "Str":
            return [self._filled(node)]
        before, *rest = node["c"].split(self._mark)
        made = [string(before)]
        for part in rest:
            number, _, behind = part.partition("e")
            made += [inline for block in self._calls[int(number)] if _is_paragraph(block) for inline in block["c"]]
            made.append(string(behind))
        return [inline for inline in made if inline.get("c") != ""]

    def _number(self, node: Node) -> int | None:
        """Return the number of the call that a paragraph consists of."""
        if not _is_paragraph(node) or [_kind(inline) for inline in node["c"]] != ["Str"]:
            return None
        number, _, behind = str(node["c"][0]["c"]).removeprefix(self._mark).partition("e")
        return int(number) if number.isdecimal() and not behind and self._mark in node["c"][0]["c"] else None


def words(commons: Commons, context: BuildContext, text: ToolkitText, code: str = "", folder: str = "toolkit") -> Words:
    """Return the words of a text of the toolkit.

    Args:
        code: Competency that "*" means, in a text of which one document for each is made.
        folder: Where templates of macros are looked for first, below those of pages.
    """
    shown: list[str] = []

    def replaced(_: int, call: Call) -> str:
        names = tuple(code if name == EACH else name for name in call.texts)
        shown.append(show(commons, context, call.name, names, "", folders=(folder,)).strip())
        return CALL

    markdown = replace_calls(text.body, replaced) if text.meta.render_macros else text.body
    return Words(separate_terms(markdown), tuple(shown), commons.site.address)


def _kind(node: Node) -> str:
    return str(node.get("t", "")) if isinstance(node, dict) else ""


def _is_paragraph(node: Node) -> bool:
    return _kind(node) in {"Para", "Plain"}


def _is_empty_section(heading: Node, after: Node) -> bool:
    if _kind(heading) != "Header":
        return False
    return after is None or (_kind(after) == "Header" and after["c"][0] <= heading["c"][0])
