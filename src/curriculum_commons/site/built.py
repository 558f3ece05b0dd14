"""A page that the engine has built, parsed once for all who look at it or change it.

Knows HTML, and nothing of what a page is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

NOT_FOUND = "404.html"


@dataclass(frozen=True)
class BuiltPage:
    """One HTML file on its way from the engine to the site."""

    path: str
    """Place below the root of the site, such as "teach/index.html"."""
    raw: bytes
    """What the engine wrote."""

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The page as a tree; *finish* changes it, *inspect* and *search* read what came of that."""
        return LexborHTMLParser(self.raw)

    @property
    def url(self) -> str:
        """Address below the root of the site, as in "teach/"; empty for the home page."""
        folder, slash, name = self.path.rpartition("/")
        return folder + slash if name == "index.html" else self.path

    @property
    def text(self) -> LexborNode:
        """The part that differs from page to page."""
        found = self.tree.css_first("main article") or self.tree.css_first("main") or self.tree.body
        if found is None:
            raise ValueError(f"{self.path} has no body")
        return found
