"""Look at a built site as a visitor's browser would, and tell what is wrong with it.

Mends nothing, and knows no records: only pages, files, and the Markdown that a fault may come from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..commons import Page
from ..problems import Problem, did_you_mean
from .built import NOT_FOUND, ParsedPage
from .links import Address, Target

_ASKED_FOR = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
_DATA = {"application/json", "application/ld+json"}
_VERBATIM = re.compile(rb"<(pre|code|script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_BRACES = re.compile(rb"\{[{%][^<\n]{0,60}")
_HANDLER = re.compile(rb"\son[a-z]+\s*=", re.IGNORECASE)
_FAILED = re.compile(rb"<h1[^>]*>\s*<em>\s*(Macro (?:Rendering|Syntax) Error)")
_IN_CSS = re.compile(r"""(?:url\(|@import)\s*['"]?([^'")\s;]+)""")


@dataclass(frozen=True)
class Fault:
    """Something wrong with one built page."""

    sentence: str
    words: str = ""
    """What to look for in the page's Markdown, to tell the line that it comes from."""


_REFUSED = {
    "style, [style]": Fault(
        "holds a style, which no browser will follow here; put it into theme/assets/commons.css", "style"
    ),
    'meta[http-equiv="refresh" i]': Fault(
        "sends visitors on to another page by itself; link to it instead", "http-equiv"
    ),
}
_BEGINNINGS = {"index.html", NOT_FOUND}
_LOST = Fault("no menu and no page leads here; add it to nav in mkdocs.yml, or link to it from another page")


@dataclass(frozen=True)
class Seen:
    """What one page holds that concerns other files."""

    path: str
    """Place of the page below the root of the site."""
    url: str
    """Address of the page below the root of the site."""
    ids: frozenset[str]
    links: tuple[str, ...]
    requests: tuple[str, ...]
    """What a browser fetches to show the page."""
    faults: tuple[Fault, ...]


def look(page: ParsedPage) -> Seen:
    """Take down what is wrong with a finished page by itself, and what has to be held against other pages."""
    tree = page.tree
    ids = [node.attrs.sget("id") for node in tree.css("[id]")]
    links = [node.attrs.sget("href") for node in tree.css("a[href], area[href]")]
    links += [node.attrs.sget("action") for node in tree.css("form[action]")]
    return Seen(
        path=page.path,
        url=page.url,
        ids=frozenset(ids),
        links=tuple(dict.fromkeys(links)),
        requests=tuple(dict.fromkeys(_requests(page))),
        faults=tuple([*_unrendered(page), *_unnamed(page), *_twice(ids), *_not_shown(page), *_against_policy(page)]),
    )


def _requests(page: ParsedPage) -> Iterator[str]:
    for node in page.tree.css("link[href]"):
        if _ASKED_FOR & set(node.attrs.sget("rel").lower().split()):
            yield node.attrs.sget("href")
    for node in page.tree.css("[src], object[data], image[href], use[href]"):
        yield node.attrs.sget("src") or node.attrs.sget("data") or node.attrs.sget("href")
    for node in page.tree.css("[srcset]"):
        yield from (choice.split()[0] for choice in node.attrs.sget("srcset").split(",") if choice.strip())


def _unrendered(page: ParsedPage) -> Iterator[Fault]:
    if failed := _FAILED.search(page.raw):
        yield Fault(f"shows a {failed[1].decode()} in place of its text; mend the macro that it calls")
    # Around the text stands what data/site.yaml and titles say, which is never a template.
    text = page.raw[max(page.raw.find(b"<article"), 0) : page.raw.rfind(b"</article>")]
    if b"{{" in text or b"{%" in text:
        for braces in _BRACES.findall(_VERBATIM.sub(b"", text)):
            shown = braces.decode(errors="replace").strip()
            yield Fault(f'shows "{shown}" as it is written; put "render_macros: true" at the top of the page', shown)


def _unnamed(page: ParsedPage) -> Iterator[Fault]:
    wanted = {"title": "title", "description": 'meta[name="description"][content]', "first heading": "h1"}
    if page.path != NOT_FOUND:
        wanted["address of its own"] = 'link[rel="canonical"][href]'
    for name, selector in wanted.items():
        node = page.tree.css_first(selector)
        if node is None or not (node.text() or node.attrs.sget("content") or node.attrs.sget("href")).strip():
            yield Fault(f"has no {name}")
    if page.tree.root is None or not page.tree.root.attrs.sget("lang"):
        yield Fault("does not say its language")


def _twice(ids: Sequence[str]) -> Iterator[Fault]:
    for name, times in Counter(ids).items():
        if times > 1:
            yield Fault(f'id "{name}" stands {times} times on this page; a link can only lead to the first', name)


def _not_shown(page: ParsedPage) -> Iterator[Fault]:
    for image in page.tree.css("img"):
        told = image.attrs
        if not told.sget("alt").strip() and told.sget("role") not in {"presentation", "none"}:
            yield Fault(
                f'image "{told.sget("src")}" has no alternative text; say what it shows between the square brackets',
                told.sget("src").rpartition("/")[2],
            )


def _against_policy(page: ParsedPage) -> Iterator[Fault]:
    for script in page.tree.css("script:not([src])"):
        if script.attrs.sget("type") not in _DATA:
            yield Fault(
                "holds a script, which no browser will run here; put it into a file of theme/assets/", "<script"
            )
    yield from (fault for selector, fault in _REFUSED.items() if page.tree.css_first(selector) is not None)
    if _HANDLER.search(page.raw):
        for node in page.tree.css("*"):
            for name in node.attrs:
                if name.startswith("on"):
                    yield Fault(f'holds "{name}", which no browser will run here; use a file of theme/assets/', name)


@dataclass(frozen=True)
class Written:
    """What people wrote and the site was built from: a fault is placed where its words are found in it."""

    pages: Mapping[str, Page]
    """Pages by their address below the root of the site."""
    menu: str
    """The file that the menus come from."""
    menu_path: str

    def place(self, fault: Fault, one: Seen) -> Problem:
        """Tell whose fault it is: a line of the page, a line of the menu, or else the built page as a whole."""
        page = self.pages.get(one.url)
        if page and not fault.words:
            return Problem(f"docs/{page.path}", 0, 0, fault.sentence)
        if page and fault.words in page.body:
            line, column = _found(page.body, fault.words)
            return Problem(f"docs/{page.path}", page.body_line + line - 1, column, fault.sentence)
        if fault.words and f"/{fault.words}" in self.menu.replace(" ", "/"):
            return Problem(self.menu_path, *_found(self.menu, fault.words), fault.sentence)
        return Problem(f"site/{one.path}", 0, 0, fault.sentence)


def _found(text: str, words: str) -> tuple[int, int]:
    before = text[: text.find(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def judge_alone(one: Seen, written: Written, address: Address) -> Iterator[Problem]:
    """Tell what is wrong with a page whatever else the site holds."""
    outside = [request for request in one.requests if address.target(request, one.url) is None]
    for fault in (*one.faults, *_missing(outside, one.url, set(), address)):
        yield written.place(fault, one)


def judge(seen: Sequence[Seen], site: Path, written: Written, address: Address) -> Iterator[Problem]:
    """Tell everything that is wrong with a site, once every page of it was looked at."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    anchors = {one.path: one.ids for one in seen}
    targets = [[(link, address.target(link, one.url)) for link in one.links] for one in seen]
    reached = {
        target.path
        for one, links in zip(seen, targets, strict=True)
        for _, target in links
        if target and target.path != one.path
    }
    told = set[tuple[object, ...]]()
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
                else (fault.sentence, fault.words or one.path)
            )
            if same not in told:
                yield problem
            told.add(same)
    for style in sorted(site.rglob("*.css")):
        path = style.relative_to(site).as_posix()
        asked = _IN_CSS.findall(style.read_text("utf-8", "replace"))
        for fault in _missing(asked, path, files, address):
            yield Problem(f"site/{path}", 0, 0, fault.sentence)


def _astray(
    one: Seen, links: Iterable[tuple[str, Target | None]], files: set[str], anchors: Mapping[str, frozenset[str]]
) -> Iterator[Fault]:
    for link, target in links:
        if link.lower().startswith("javascript:"):
            yield Fault(f'link "{link}" runs a script, which no browser will do here; link to a page', link)
        elif target is None or (target.path == one.path and not target.anchor):
            continue
        elif target.path not in files:
            yield Fault(f"links to {_quoted(target, link)}{_nowhere(target, files)}", _words(link))
        elif target.anchor and target.path in anchors and target.anchor not in anchors[target.path]:
            near = did_you_mean(target.anchor, anchors[target.path])
            yield Fault(f'links to {_quoted(target, link)}, and that page has no "{target.anchor}"{near}', _words(link))


def _missing(requests: Iterable[str], url: str, files: set[str], address: Address) -> Iterator[Fault]:
    for request in requests:
        target = address.target(request, url)
        if target is None:
            if not request.startswith("data:"):
                yield Fault(
                    f'asks another host for "{request}"; put the file into docs/ and take it from there', request
                )
        elif target.path not in files:
            yield Fault(f"asks for {_quoted(target, request)}{_nowhere(target, files)}", _words(request))


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
