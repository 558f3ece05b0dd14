"""Audit a built site as a visitor's browser would see it, and its e-mails and feeds as their readers' programs would.

First each page alone, then links between pages and files. Changes nothing, and knows no records: only pages, files, and
the Markdown that a fault may come from.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from ..model.problems import Problem, did_you_mean
from .html_page import NOT_FOUND, Address, ParsedPage, Target
from .origins import Sources
from .page_policy import Fault, active, against_policy, requests, requests_of_style, runs_script

_VERBATIM = re.compile(rb"<(pre|code|script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_BRACES = re.compile(rb"\{[{%][^<\n]{0,60}")
_FAILED = ("Macro Rendering Error", "Macro Syntax Error")


@dataclass(frozen=True)
class PageFacts:
    """What an audit needs to know of one page."""

    path: str
    """Its path below the root of the site."""
    url: str
    """Its address below the root of the site."""
    ids: frozenset[str]
    links: tuple[str, ...]
    requests: tuple[str, ...]
    """What a browser fetches to show the page."""
    faults: tuple[Fault, ...]


def page_facts(page: ParsedPage) -> PageFacts:
    """Return what is wrong with a finished page by itself, and what has to be compared with other pages."""
    tree = page.tree
    ids = [node.attrs.sget("id") for node in tree.css("[id]")]
    links = [node.attrs.sget("href") for node in tree.css("a[href], area[href]")]
    links += [node.attrs.sget("action") for node in tree.css("form[action]")]
    return PageFacts(
        path=page.path,
        url=page.url,
        ids=frozenset([*ids, *(node.attrs.sget("name") for node in tree.css("a[name]"))]),
        links=tuple(dict.fromkeys(links)),
        requests=tuple(dict.fromkeys(requests(tree))),
        faults=tuple(
            [*_unrendered(page), *_unnamed(page), *_twice(ids), *_not_shown(page), *against_policy(tree, page.raw)]
        ),
    )


def _unrendered(page: ParsedPage) -> Iterator[Fault]:
    headings = [node.text().strip() for node in page.tree.css("h1 > em")]
    if failed := next((one for one in _FAILED if any(heading.startswith(one) for heading in headings)), None):
        yield Fault(f"shows a {failed} in place of its text; mend the macro that it calls", "macro-error")
    # Around the text, in its first heading and in a list of pages are values of data/site.yaml and titles, which are
    # never templates.
    text = page.raw[max(page.raw.find(b"<article"), 0) : page.raw.rfind(b"</article>")]
    if page.path != NOT_FOUND and (b"{{" in text or b"{%" in text):
        heading = page.tree.css_first("h1")
        title = heading.text() if heading else ""
        for braces in _BRACES.findall(_VERBATIM.sub(b"", text)):
            shown = braces.decode(errors="replace").strip()
            if unescape(shown) in title:
                continue
            message = f'shows "{shown}" as it is written; put "render_macros: true" at the top of the page'
            yield Fault(message, "macros-not-rendered", shown)


def _unnamed(page: ParsedPage) -> Iterator[Fault]:
    wanted = {
        "title": Fault("has no title", "missing-metadata", tag="title"),
        'meta[name="description"][content]': Fault(
            "has no description", "missing-metadata", "description", "meta", "name"
        ),
        "h1": Fault("has no first heading", "missing-metadata", tag="h1"),
    }
    if page.path != NOT_FOUND:
        missing = Fault("has no address of its own", "missing-metadata", "canonical", "link", "rel")
        wanted['link[rel="canonical"][href]'] = missing
    for selector, fault in wanted.items():
        node = page.tree.css_first(selector)
        if node is None or not (node.text() or node.attrs.sget("content") or node.attrs.sget("href")).strip():
            yield fault
    if page.tree.root is None or not page.tree.root.attrs.sget("lang"):
        yield Fault("does not state its language", "missing-metadata", tag="html")


def _twice(ids: Sequence[str]) -> Iterator[Fault]:
    for name, times in Counter(ids).items():
        if times > 1:
            message = f'id "{name}" is used {times} times on this page; a link can only lead to the first'
            yield Fault(
                f'{message}, so give this one another, as in "{{ #{name}-2 }}"',
                "duplicate-anchor",
                name,
                attribute="id",
            )


def _not_shown(page: ParsedPage) -> Iterator[Fault]:
    for image in page.tree.css("img"):
        source = image.attrs.sget("src")
        if not image.attrs.sget("alt").strip() and image.attrs.sget("role") not in {"presentation", "none"}:
            message = f'image "{source}" has no alternative text; describe it between the square brackets'
            yield Fault(message, "image-description", source, "img", "src", without="alt")


_BEGINNINGS = {"index.html", NOT_FOUND}
_LOST = Fault(
    "no menu and no page leads here; add it to nav in mkdocs.yml, or link to it from another page", "unreachable-page"
)


def audit_page(one: PageFacts, sources: Sources, address: Address) -> Iterator[Problem]:
    """Yield what is wrong with a page, whatever else the site holds."""
    outside = [request for request in one.requests if address.target(request, one.url) is None]
    for fault in (*one.faults, *_missing(outside, one.url, set(), address)):
        yield from sources.problems(fault, one.path, one.url)


def audit_site(seen: Sequence[PageFacts], site: Path, sources: Sources, address: Address) -> Iterator[Problem]:
    """Yield everything that is wrong with a site, once the facts of every page are known."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    anchors = {one.path: one.ids for one in seen}
    targets = [[(link, address.target(link, one.url)) for link in one.links] for one in seen]
    reached = {
        target.path
        for one, links in zip(seen, targets, strict=True)
        for _, target in links
        if target and target.path != one.path
    }
    made = {url for url, page in sources.pages.items() if page.made}
    """Nobody wrote these: they have the addresses of withdrawn competencies, which others may know."""
    reported = set[tuple[str, str]]()
    for one, links in zip(seen, targets, strict=True):
        astray = () if one.url in sources.sent else _astray(one, links, files, anchors)
        missing = _missing(one.requests, one.url, files, address)
        lost = () if one.path in reached or one.path in _BEGINNINGS or one.url in made else (_LOST,)
        for fault in (*one.faults, *astray, *missing, *lost):
            for problem in sources.problems(fault, one.path, one.url):
                # A template repeats its fault on every page, and one line may show in two links.
                place = "" if problem.path.startswith("site/") else problem.place
                same = place, fault.code if problem.line else fault.message
                if same not in reported:
                    yield problem
                reported.add(same)
    for style in sorted(site.rglob("*.css")):
        path = style.relative_to(site).as_posix()
        asked = requests_of_style(style.read_text("utf-8", "replace"))
        for fault in _missing(asked, path, files, address):
            yield from sources.problems(fault, path, "")


def _astray(
    one: PageFacts, links: Iterable[tuple[str, Target | None]], files: set[str], anchors: Mapping[str, frozenset[str]]
) -> Iterator[Fault]:
    for link, target in links:
        if runs_script(link):
            message = f'link "{link}" runs a script, which no browser will do here; link to a page'
            yield Fault(message, "inline-script", link)
        elif target is None or (target.path == one.path and not target.anchor):
            continue
        elif target.path not in files:
            message = f"links to {_quoted(target, link)}{_nowhere(target, files)}"
            yield Fault(message, "link-target-missing", link)
        elif target.anchor and target.path in anchors and target.anchor not in anchors[target.path]:
            near = did_you_mean(target.anchor, anchors[target.path])
            message = f'links to {_quoted(target, link)}, and that page has no "{target.anchor}"{near}'
            yield Fault(message, "link-anchor-missing", link)


def _missing(requests: Iterable[str], url: str, files: set[str], address: Address) -> Iterator[Fault]:
    for request in requests:
        target = address.target(request, url)
        if target is None:
            if not request.startswith("data:"):
                message = f'asks another host for "{request}"; put the file into docs/ and take it from there'
                yield Fault(message, "external-request", request)
        elif target.path not in files:
            message = f"asks for {_quoted(target, request)}{_nowhere(target, files)}"
            yield Fault(message, "missing-file", request)


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


_ATOM = "{http://www.w3.org/2005/Atom}"


def audit_mail(files: Iterable[tuple[str, bytes]], sources: Sources, address: Address) -> Iterator[Problem]:
    """Yield what is wrong with the HTML in these files, once for each place that it comes from."""
    found = dict[Problem, None]()
    for path, content in files:
        for url, html in _parts(path, content):
            for fault in _faults(html, url, address):
                target = address.target(url, "")
                page = target.path.removesuffix("index.html") if target else url
                found |= dict.fromkeys(sources.problems(fault, path, page))
    yield from found


def _parts(path: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Yield every text of a file that is read as HTML, with the address of the page that it is about."""
    url = path[: path.rfind("/") + 1]
    if path.endswith(".html"):
        yield url, content.decode()
    elif path.endswith(".eml"):
        body = message_from_bytes(content, policy=policy.default).get_body(("html",))
        yield url, body.get_content() if body else ""
    elif path.endswith(".json"):
        yield from ((item.get("url", url), item["content_html"]) for item in json.loads(content)["items"])
    elif path.endswith(".xml"):
        for entry in etree.fromstring(content).iter(f"{_ATOM}entry"):
            link = next((node.get("href") for node in entry.iter(f"{_ATOM}link")), None)
            yield link or url, entry.findtext(f"{_ATOM}content", "")


def _faults(html: str, url: str, address: Address) -> Iterator[Fault]:
    tree = LexborHTMLParser(html)
    for request in requests(tree):
        if address.target(request, url) is None and not request.startswith(("data:", "cid:")):
            message = f'asks another host for "{request}"; put the file into docs/ and take it from there'
            yield Fault(message, "external-request", request)
    for link in (node.attrs.sget("href") for node in tree.css("[href]")):
        if runs_script(link):
            yield Fault(f'link "{link}" runs a script; link to a page', "inline-script", link)
    if tree.css_first("script") is not None:
        yield Fault("holds a script, which mail programs refuse; take it out", "inline-script", tag="script")
    yield from active(tree, html.encode())
