"""Where a link on a built page leads, as seen from the root of the site.

Knows addresses only; whether anything is there is not its business.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from ..model.urls import encoded

_PARTS = re.compile(r"([^?#]*)([?#]?)(.*)", re.DOTALL)


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
            path = _joined(url, path) if path else url
        path = "" if path in {".", "./"} else path
        return Target(_file(unquote(path)), unquote(anchor))


@cache
def tidy(link: str) -> str:
    """Return a link in its shortest form: "./teach/", "././" and "./.." as "teach/", "./" and "../"."""
    path, mark, rest = _PARTS.fullmatch(link).groups()  # type: ignore[union-attr]  # it matches any text
    if path.lower().startswith(("http:", "https:")):
        return encoded(link)
    if not path or ":" in path or path.startswith("//"):
        return link
    return f"{_shortest(path)}{mark}{rest}"


def _joined(url: str, path: str) -> str:
    return _shortest(url[: url.rfind("/") + 1] + path)


def _shortest(path: str) -> str:
    shortest = posixpath.normpath(path)
    is_folder = path.rpartition("/")[2] in {"", ".", ".."}
    return f"{shortest.rstrip('/')}/" if is_folder else shortest


def _file(path: str) -> str:
    return f"{path}index.html" if not path or path.endswith("/") else path
