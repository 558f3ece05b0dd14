"""Which pages of a built site show or ask for a file: by the addresses in their HTML and in their styles.

Knows addresses, however they are written, and nothing of what has changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from unicodedata import normalize

from selectolax.lexbor import LexborHTMLParser

from ..build.links import Address

_ATTRIBUTES = ("src", "href", "data", "poster", "background", "action", "content", "xlink:href")
_SETS = ("srcset", "imagesrcset")
"""Attributes with several addresses, each with its size."""
_IN_STYLE = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"'()\s]+))\s*\)|@import\s+["']([^"']+)["']""")


def same(path: str) -> str:
    """Return a path in the one form in which accents are compared."""
    return normalize("NFC", path)


def pages_by_file(pages: Mapping[str, bytes], assets: Mapping[str, Path], address: Address) -> dict[str, list[str]]:
    """Return the URLs of the pages that use each file, by its path from the root of the site.

    Args:
        pages: HTML by URL.
        assets: Files by path; styles among them lead on to further ones.
        address: Where the site is published.
    """
    styles = {
        same(path): {target for target in _targets(_in_style(file.read_text("utf-8", "replace")), path, address)}
        for path, file in assets.items()
        if path.endswith(".css")
    }
    users = defaultdict[str, list[str]](list)
    for url, html in pages.items():
        found, new = set[str](), set(_targets(_in_page(html), url, address))
        while new:
            found |= new
            new = {target for style in new for target in styles.get(style, ())} - found
        for path in found:
            users[path].append(url)
    return users


def _targets(addresses: Iterator[str], url: str, address: Address) -> Iterator[str]:
    for one in addresses:
        try:
            target = address.target(one, url)
        except ValueError:  # no address at all
            continue
        if target:
            yield same(target.path)


def _in_page(html: bytes) -> Iterator[str]:
    for node in LexborHTMLParser(html).css("*"):
        attributes = node.attributes
        yield from (value for name in _ATTRIBUTES if (value := attributes.get(name)))
        for name in _SETS:
            yield from (choice.split()[0] for choice in (attributes.get(name) or "").split(",") if choice.strip())
        if node.tag == "style" or "style" in attributes:
            yield from _in_style(attributes.get("style") or node.text())


def _in_style(css: str) -> Iterator[str]:
    for found in _IN_STYLE.finditer(css):
        yield next(filter(None, found.groups()), "")
