"""Find the addresses of others in a built site, and where in the content they are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborHTMLParser

_WRITTEN_IN = ("data", "docs", "toolkit")
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")
_AROUND = ".,;:!?)]}'\""
_NOBODYS = (".example", ".invalid", ".test", ".localhost", "localhost", "example.org", "example.com", "example.net")


@dataclass(frozen=True)
class Link:
    """An address of others, and where it stands."""

    url: str
    """The address, without the part after `#`."""
    pages: tuple[str, ...]
    """Addresses below the root of the site of the pages that link to it."""
    written: tuple[str, ...]
    """Places in the content, such as "data/resources.yaml:71"; empty where it is made from something else."""


def outside_links(root: Path, own: str) -> list[Link]:
    """Return every address of others that a page of the built site links to, in order.

    Args:
        own: Address of the site itself, which is not asked.
    """
    pages = defaultdict[str, set[str]](set)
    for file in sorted((root / "site").rglob("*.html")):
        page = file.relative_to(root / "site").as_posix().removesuffix("index.html")
        for url in _addresses(file.read_bytes()):
            if not _is_own(url, own):
                pages[url].add(page or "the home page")
    places = _places(root)
    return [Link(url, tuple(sorted(found)), places.get(_bare(url), ())) for url, found in sorted(pages.items())]


def _addresses(html: bytes) -> Iterator[str]:
    for node in LexborHTMLParser(html).css("a[href]"):
        href = node.attrs.sget("href").strip()
        if href.startswith(("https://", "http://")):
            yield urldefrag(href).url


def _is_own(url: str, own: str) -> bool:
    host = urlsplit(url).hostname or ""
    return url.startswith(own) or host.endswith(_NOBODYS)


def _places(root: Path) -> Mapping[str, tuple[str, ...]]:
    found = defaultdict[str, list[str]](list)
    files = [file for name in _WRITTEN_IN for file in (root / name).rglob("*") if file.suffix in {".yaml", ".md"}]
    for file in sorted(files):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            for match in _URL.finditer(line):
                place = f"{file.relative_to(root).as_posix()}:{number}"
                if place not in found[_bare(match[0])]:
                    found[_bare(match[0])].append(place)
    return {url: tuple(places) for url, places in found.items()}


def _bare(url: str) -> str:
    """Return an address as it can be compared with one that stands in a text."""
    return urldefrag(url.rstrip(_AROUND)).url.rstrip("/")
