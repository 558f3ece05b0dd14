"""Take down what is on one built page: what is wrong with it by itself, and what has to be held against other pages.

Mends nothing, and knows no records.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .html_page import NOT_FOUND, ParsedPage

_ASKED_FOR = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
_DATA = {"application/json", "application/ld+json"}
_VERBATIM = re.compile(rb"<(pre|code|script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_BRACES = re.compile(rb"\{[{%][^<\n]{0,60}")
_HANDLER = re.compile(rb"\son[a-z]+\s*=", re.IGNORECASE)
_FAILED = re.compile(rb"<h1[^>]*>\s*<em>\s*(Macro (?:Rendering|Syntax) Error)")


@dataclass(frozen=True)
class Fault:
    """Something wrong with one built page."""

    message: str
    code: str
    """As of a problem."""
    words: str = ""
    """What to look for in the page's Markdown, to find the line that it comes from."""


_REFUSED = {
    "style, [style]": Fault(
        "holds a style, which no browser will follow here; put it into theme/assets/commons.css",
        "inline-style",
        "style",
    ),
    'meta[http-equiv="refresh" i]': Fault(
        "sends visitors on to another page by itself; link to it instead", "automatic-redirect", "http-equiv"
    ),
}


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
        yield Fault(f"shows a {failed[1].decode()} in place of its text; mend the macro that it calls", "macro-error")
    # Around the text are values of data/site.yaml and titles, which are never templates.
    text = page.raw[max(page.raw.find(b"<article"), 0) : page.raw.rfind(b"</article>")]
    if b"{{" in text or b"{%" in text:
        for braces in _BRACES.findall(_VERBATIM.sub(b"", text)):
            shown = braces.decode(errors="replace").strip()
            message = f'shows "{shown}" as it is written; put "render_macros: true" at the top of the page'
            yield Fault(message, "macros-not-rendered", shown)


def _unnamed(page: ParsedPage) -> Iterator[Fault]:
    wanted = {"title": "title", "description": 'meta[name="description"][content]', "first heading": "h1"}
    if page.path != NOT_FOUND:
        wanted["address of its own"] = 'link[rel="canonical"][href]'
    for name, selector in wanted.items():
        node = page.tree.css_first(selector)
        if node is None or not (node.text() or node.attrs.sget("content") or node.attrs.sget("href")).strip():
            yield Fault(f"has no {name}", "missing-metadata")
    if page.tree.root is None or not page.tree.root.attrs.sget("lang"):
        yield Fault("does not state its language", "missing-metadata")


def _twice(ids: Sequence[str]) -> Iterator[Fault]:
    for name, times in Counter(ids).items():
        if times > 1:
            message = f'id "{name}" is used {times} times on this page; a link can only lead to the first'
            yield Fault(message, "duplicate-anchor", name)


def _not_shown(page: ParsedPage) -> Iterator[Fault]:
    for image in page.tree.css("img"):
        attributes = image.attrs
        if not attributes.sget("alt").strip() and attributes.sget("role") not in {"presentation", "none"}:
            yield Fault(
                f'image "{attributes.sget("src")}" has no alternative text; describe it between the square brackets',
                "image-description",
                attributes.sget("src").rpartition("/")[2],
            )


def _against_policy(page: ParsedPage) -> Iterator[Fault]:
    for script in page.tree.css("script:not([src])"):
        if script.attrs.sget("type") not in _DATA:
            message = "holds a script, which no browser will run here; put it into a file of theme/assets/"
            yield Fault(message, "inline-script", "<script")
    yield from (fault for selector, fault in _REFUSED.items() if page.tree.css_first(selector) is not None)
    if _HANDLER.search(page.raw):
        for node in page.tree.css("*"):
            for name in node.attrs:
                if name.startswith("on"):
                    message = f'holds "{name}", which no browser will run here; use a file of theme/assets/'
                    yield Fault(message, "inline-script", name)
