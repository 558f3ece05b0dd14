"""Files that a browser runs when it opens them: programs, and drawings with a program inside.

The site sends a policy with each page, and a web server with each file. GitHub's and GitLab's pages send none for other
files: a drawing that is opened by its address could do there what the site may, and read what `/admin/` stores.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ...content.load import DATA, PAGES
from ...model.problems import quoted
from .source_files import GateFinding, SourceFile

PROGRAMS = frozenset([".js", ".mjs", ".cjs", ".htm", ".shtml", ".xhtml", ".xht", ".xsl", ".xslt", ".mht", ".mhtml"])
DRAWINGS = frozenset([".svg", ".xml", ".rss", ".atom", ".rdf", ".mml", ".mathml", ".gpx", ".kml"])
"""Kinds of XML, any of which may hold elements of a page."""
_ACTIVE = (
    re.compile(r"<(?:[\w.-]+:)?(script|iframe|embed|object)\b", re.IGNORECASE),
    re.compile(r"\s(on[a-z]+)\s*=\s*[\"']", re.IGNORECASE),
    re.compile(r"<[?!]\s*(ENTITY|xml-stylesheet)\b"),  # their content is somewhere else
)
_ADDRESS = re.compile(r"[\"';=](javascript:|vbscript:|data:text/html)", re.IGNORECASE)


def check_active_content(source: SourceFile) -> Iterator[GateFinding]:
    """Yield what a browser would run in a file."""
    if source.folder == PAGES and source.suffix in PROGRAMS:
        kind = source.suffix[1:]
        message = f"is of a kind, {quoted(kind)}, that browsers run; put what the pages need into theme/assets/"
        yield GateFinding(source.path, 0, 0, "scripts", kind, message)
    elif source.folder != DATA and source.suffix in DRAWINGS:
        for what in dict.fromkeys(_active_parts(source.content())):
            message = f"holds {quoted(what)}, by which a browser may run a program; save it again as a plain drawing"
            yield GateFinding(source.path, 0, 0, "scripts", what, message)


def _active_parts(content: bytes) -> Iterator[str]:
    text = content.replace(b"\0", b"").decode("utf-8", "replace")  # every other byte of UTF-16 is one
    for pattern in _ACTIVE:
        yield from pattern.findall(text)
    # Browsers resolve entities in an address and ignore white space in it.
    yield from _ADDRESS.findall(re.sub(r"[\s\x00-\x20]+", "", unescape(text)))
