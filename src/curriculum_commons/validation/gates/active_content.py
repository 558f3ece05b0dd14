"""Files that a browser runs when it opens them: programs, and drawings with a program inside.

Each page says what it may run, and a web server of one's own says so of every file. On GitHub's and GitLab's pages
nobody does: a drawing that is opened by its address may do there what the site may, and read what `/admin/` remembers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ...content.load import DATA, PAGES
from ...model.problems import quoted
from .finding import Objection
from .source_files import Holding

PROGRAMS = frozenset([".js", ".mjs", ".cjs", ".htm", ".shtml", ".xhtml", ".xht", ".xsl", ".xslt", ".mht", ".mhtml"])
DRAWINGS = frozenset([".svg", ".xml", ".rss", ".atom", ".rdf", ".mml", ".mathml", ".gpx", ".kml"])
"""Kinds of XML, any of which may hold elements of a page."""
_RUNS = (
    re.compile(r"<(?:[\w.-]+:)?(script|iframe|embed|object)\b", re.IGNORECASE),
    re.compile(r"\s(on[a-z]+)\s*=\s*[\"']", re.IGNORECASE),
    re.compile(r"<[?!]\s*(ENTITY|xml-stylesheet)\b"),  # what they stand for lies elsewhere
)
_ADDRESS = re.compile(r"[\"';=](javascript:|vbscript:|data:text/html)", re.IGNORECASE)
_BLANKS = re.compile(r"[\s\x00-\x20]+")


def nothing_runs_by_itself(holding: Holding) -> Iterator[Objection]:
    """No file of the content is a program, and no drawing holds one."""
    if holding.folder == PAGES and holding.suffix in PROGRAMS:
        kind = holding.suffix[1:]
        message = f"is of a kind, {quoted(kind)}, that browsers run; put what the pages need into theme/assets/"
        yield Objection(holding.path, 0, 0, "scripts", kind, message)
    elif holding.folder != DATA and holding.suffix in DRAWINGS:
        for what in dict.fromkeys(_within(holding.content())):
            message = f"holds {quoted(what)}, by which a browser may run a program; save it again as a plain drawing"
            yield Objection(holding.path, 0, 0, "scripts", what, message)


def _within(content: bytes) -> Iterator[str]:
    text = content.replace(b"\0", b"").decode("utf-8", "replace")  # every other byte of UTF-16 is one
    for pattern in _RUNS:
        yield from pattern.findall(text)
    # A browser reads an address without the blanks in it, and after what stands for a sign was put in its place.
    yield from _ADDRESS.findall(_BLANKS.sub("", unescape(text)))
