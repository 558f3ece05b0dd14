"""A page that the engine has built, as bytes and as a tree.

Knows HTML, and nothing of what a page is about.
"""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

NOT_FOUND = "404.html"


@dataclass(frozen=True)
class BuiltPage:
    """One HTML file on its way from the engine to the site."""

    path: str
    """Path below the root of the site, such as "teach/index.html"."""
    raw: bytes
    """What the engine made of it."""

    @property
    def url(self) -> str:
        """Address below the root of the site, as in "teach/"; empty for the home page."""
        folder, slash, name = self.path.rpartition("/")
        return folder + slash if name == "index.html" else self.path

    def parse(self) -> ParsedPage:
        """Return the page as a tree of its own, for whoever wants to change it."""
        return ParsedPage(self.path, self.url, self.raw, LexborHTMLParser(self.raw))


@dataclass(frozen=True)
class ParsedPage:
    """One page as a tree; *finish* changes it, *inspect* reads what came of that."""

    path: str
    url: str
    raw: bytes
    tree: LexborHTMLParser

    @property
    def text(self) -> LexborNode:
        """The part that differs from page to page."""
        found = self.tree.css_first("main article") or self.tree.css_first("main") or self.tree.body
        if found is None:
            raise ValueError(f"{self.path} has no body")
        return found
