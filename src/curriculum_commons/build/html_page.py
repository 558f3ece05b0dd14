"""A page that the engine has built, as bytes and as a tree, and where its links lead below the site's root.

Knows HTML and addresses, and nothing of what a page is about or whether anything is at an address.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..model.urls import encoded

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
        return ParsedPage(self.path, self.raw, LexborHTMLParser(self.raw))


@dataclass(frozen=True)
class ParsedPage(BuiltPage):
    """One page as a tree; *postprocess* changes it, *audit* reads what came of that."""

    tree: LexborHTMLParser

    @property
    def text(self) -> LexborNode:
        """The part that differs from page to page."""
        found = self.tree.css_first("main article") or self.tree.css_first("main") or self.tree.body
        if found is None:
            raise ValueError(f"{self.path} has no body")
        return found


@dataclass(frozen=True)
class Target:
    """A page or file of the site, whether it is there or not."""

    path: str
    """File below the root of the site; begins with "../" where the link leaves the site."""
    anchor: str
    """Id on that page; empty where the page as a whole is meant."""


@dataclass(frozen=True)
class Address:
    """Where the site is published."""

    origin: str
    """Scheme and host, as in "https://example.org"."""
    folder: str
    """Path of the site on that host; begins and ends with a slash."""

    @classmethod
    def of(cls, url: str) -> Address:
        """Take apart the address of a site."""
        parts = urlsplit(url)
        return cls(f"{parts.scheme}://{parts.netloc}", parts.path if parts.path.endswith("/") else f"{parts.path}/")

    def target(self, link: str, url: str) -> Target | None:
        """Return what a link leads to from the page at `url`, or None if it leads elsewhere."""
        path, _, anchor = link.strip().partition("#")
        path = path.partition("?")[0].removeprefix(self.origin)
        if ":" in path.partition("/")[0] or path.startswith("//"):
            return None
        if path.startswith("/"):
            path = posixpath.relpath(path, self.folder) + ("/" if path.endswith("/") else "")
        else:
            path = _shortest(url[: url.rfind("/") + 1] + path) if path else url
        path = "" if path in {".", "./"} else path
        return Target(_file(unquote(path)), unquote(anchor))


@cache
def tidy(link: str) -> str:
    """Return a link in its shortest form: "./teach/", "././" and "./.." as "teach/", "./" and "../"."""
    path = link.partition("#")[0].partition("?")[0]
    if path.lower().startswith(("http:", "https:")):
        return encoded(link)
    if not path or ":" in path or path.startswith("//"):
        return link
    return _shortest(path) + link[len(path) :]


def _shortest(path: str) -> str:
    shortest = posixpath.normpath(path)
    is_folder = path.rpartition("/")[2] in {"", ".", ".."}
    return f"{shortest.rstrip('/')}/" if is_folder else shortest


def _file(path: str) -> str:
    return f"{path}index.html" if not path or path.endswith("/") else path
