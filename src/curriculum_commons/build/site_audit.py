"""Look at a built site as a visitor's browser would, and report what is wrong with it.

Mends nothing, and knows no records: only pages, files, and the Markdown that a fault may come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..model.commons import Page
from ..model.problems import Problem, did_you_mean
from .html_page import NOT_FOUND
from .links import Address, Target
from .page_audit import Fault, Seen

_IN_CSS = re.compile(r"""(?:url\(|@import)\s*['"]?([^'")\s;]+)""")
_BEGINNINGS = {"index.html", NOT_FOUND}
_LOST = Fault(
    "no menu and no page leads here; add it to nav in mkdocs.yml, or link to it from another page", "unreachable-page"
)


@dataclass(frozen=True)
class Written:
    """What people wrote and the site was built from: a fault is placed where its words are found in it."""

    pages: Mapping[str, Page]
    """Pages by their address below the root of the site."""
    menu: str
    """The file that the menus come from."""
    menu_path: str

    def place(self, fault: Fault, one: Seen) -> Problem:
        """Return a fault with its place: a line of the page or of the menu, or else the built page as a whole."""
        page = self.pages.get(one.url)
        if page and not fault.words:
            return Problem(f"docs/{page.path}", 0, 0, fault.message, fault.code)
        if page and fault.words in page.body:
            line, column = _found(page.body, fault.words)
            return Problem(f"docs/{page.path}", page.body_line + line - 1, column, fault.message, fault.code)
        if fault.words and f"/{fault.words}" in self.menu.replace(" ", "/"):
            return Problem(self.menu_path, *_found(self.menu, fault.words), fault.message, fault.code)
        return Problem(f"site/{one.path}", 0, 0, fault.message, fault.code)


def _found(text: str, words: str) -> tuple[int, int]:
    before = text[: text.find(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def audit_page(one: Seen, written: Written, address: Address) -> Iterator[Problem]:
    """Yield what is wrong with a page, whatever else the site holds."""
    outside = [request for request in one.requests if address.target(request, one.url) is None]
    for fault in (*one.faults, *_missing(outside, one.url, set(), address)):
        yield written.place(fault, one)


def audit_site(seen: Sequence[Seen], site: Path, written: Written, address: Address) -> Iterator[Problem]:
    """Yield everything that is wrong with a site, once every page of it was looked at."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    anchors = {one.path: one.ids for one in seen}
    targets = [[(link, address.target(link, one.url)) for link in one.links] for one in seen]
    reached = {
        target.path
        for one, links in zip(seen, targets, strict=True)
        for _, target in links
        if target and target.path != one.path
    }
    reported = set[tuple[object, ...]]()
    for one, links in zip(seen, targets, strict=True):
        astray = _astray(one, links, files, anchors)
        missing = _missing(one.requests, one.url, files, address)
        lost = () if one.path in reached or one.path in _BEGINNINGS else (_LOST,)
        for fault in (*one.faults, *astray, *missing, *lost):
            problem = written.place(fault, one)
            # What a template does wrong it does on every page, and one place may show itself in two links.
            same = (
                (problem.path, problem.line, problem.column)
                if problem.line
                else (fault.message, fault.words or one.path)
            )
            if same not in reported:
                yield problem
            reported.add(same)
    for style in sorted(site.rglob("*.css")):
        path = style.relative_to(site).as_posix()
        asked = _IN_CSS.findall(style.read_text("utf-8", "replace"))
        for fault in _missing(asked, path, files, address):
            yield Problem(f"site/{path}", 0, 0, fault.message, fault.code)


def _astray(
    one: Seen, links: Iterable[tuple[str, Target | None]], files: set[str], anchors: Mapping[str, frozenset[str]]
) -> Iterator[Fault]:
    for link, target in links:
        if link.lower().startswith("javascript:"):
            message = f'link "{link}" runs a script, which no browser will do here; link to a page'
            yield Fault(message, "inline-script", link)
        elif target is None or (target.path == one.path and not target.anchor):
            continue
        elif target.path not in files:
            message = f"links to {_quoted(target, link)}{_nowhere(target, files)}"
            yield Fault(message, "link-target-missing", _words(link))
        elif target.anchor and target.path in anchors and target.anchor not in anchors[target.path]:
            near = did_you_mean(target.anchor, anchors[target.path])
            message = f'links to {_quoted(target, link)}, and that page has no "{target.anchor}"{near}'
            yield Fault(message, "link-anchor-missing", _words(link))


def _missing(requests: Iterable[str], url: str, files: set[str], address: Address) -> Iterator[Fault]:
    for request in requests:
        target = address.target(request, url)
        if target is None:
            if not request.startswith("data:"):
                message = f'asks another host for "{request}"; put the file into docs/ and take it from there'
                yield Fault(message, "external-request", request)
        elif target.path not in files:
            message = f"asks for {_quoted(target, request)}{_nowhere(target, files)}"
            yield Fault(message, "missing-file", _words(request))


def _quoted(target: Target, link: str) -> str:
    if target.path.endswith(".md"):  # an engine leaves it as it was written where there is no such page
        return f'"{link}"'
    anchor = f"#{target.anchor}" if target.anchor else ""
    return f'"{target.path.removesuffix("index.html") or "./"}{anchor}"'


def _nowhere(target: Target, files: Iterable[str]) -> str:
    if target.path.startswith("../"):
        return ", which is outside this site; write the address whole, beginning with https://"
    known = (file.removesuffix("index.html") for file in files)
    return f", and there is no such page or file{did_you_mean(target.path.removesuffix('index.html'), known)}"


def _words(link: str) -> str:
    """Return what is sure to stand in the Markdown of a link: engines rewrite its folders, not its last part."""
    place, hash_, anchor = link.partition("#")
    return hash_ + anchor if anchor else place.rstrip("/").rpartition("/")[2] or link
