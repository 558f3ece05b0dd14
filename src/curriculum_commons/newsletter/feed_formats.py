"""Write a feed as Atom (RFC 4287) and as JSON Feed 1.1 (jsonfeed.org).

Knows nothing of where entries come from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from posixpath import relpath
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.builder import ElementMaker  # type: ignore[import-not-found]  # the stubs leave it out

from ..model.records import Site
from ..render.newsletter import Feed

_MEDIA_TYPE = "application/atom+xml"
STYLE = "feeds/feed.css"
"""Path of the style sheet below the root of the site."""
_XML = "http://www.w3.org/XML/1998/namespace"
_A, _H = (
    ElementMaker(namespace=name, nsmap={None: name})
    for name in ("http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml")
)


@dataclass(frozen=True)
class Entry:
    """One entry of a feed, whatever the format."""

    url: str
    """Its address for ever, which is also its id: neither depends on its title."""
    title: str
    summary: str
    html: str
    """All that there is to read of it, as safe HTML."""
    updated: str
    """Moment of its last change, as in "2026-11-23T12:00:00Z"."""
    published: str = ""
    """Moment when it appeared; empty where only the last change is known."""
    authors: tuple[str, ...] = ()
    """Who wrote it, by role; empty where it was the publisher of the site."""
    topics: tuple[str, ...] = ()
    """Words that it is sorted by."""


def atom(site: Site, feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Return a feed with its entries; with its style sheet a browser shows it as something to read.

    Browsers give up XSLT, so the style is CSS, and what one can follow are links of XHTML in the summaries.
    """
    own, page = urljoin(site.address, f"{feed.path}.xml"), urljoin(site.address, feed.page)
    publisher = site.publisher
    root = _A.feed(
        {f"{{{_XML}}}base": site.address, f"{{{_XML}}}lang": site.language},
        _A.title(feed.title),
        _xhtml(_A.subtitle, feed.description, "See the same as a page", page),
        _A.id(own),
        _A.updated(max(entry.updated for entry in entries)),
        _A.link(rel="self", href=own, type=_MEDIA_TYPE),
        _A.link(rel="alternate", href=page, type="text/html"),
        _A.link(rel="license", href=site.content_license.url),
        _A.author(
            _A.name(publisher.name),
            *([_A.uri(publisher.url)] if publisher.url else []),
            *([_A.email(publisher.email)] if publisher.email else []),
        ),
        _A.rights(f"{site.content_license.name}. {site.attribution}"),
        *(_atom_entry(entry) for entry in entries),
    )
    # The library has no other way to put such a line before the first element.
    style = f'type="text/css" href="{relpath(STYLE, feed.path.rpartition("/")[0])}"'
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", style))
    return etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True, pretty_print=False)


def _atom_entry(entry: Entry) -> etree._Element:
    element: etree._Element = _A.entry(
        _A.title(entry.title),
        _A.id(entry.url),
        _A.link(rel="alternate", href=entry.url, type="text/html"),
        *([_A.published(entry.published)] if entry.published else []),
        _A.updated(entry.updated),
        *(_A.author(_A.name(name)) for name in entry.authors),
        *(_A.category(term=topic) for topic in entry.topics),
        _xhtml(_A.summary, entry.summary, "Read it on the site", entry.url),
        _A.content(entry.html, type="html"),
    )
    return element


def _xhtml(element: Callable[..., etree._Element], text: str, words: str, url: str) -> etree._Element:
    """Return an element with a text and a link below it that one can follow in a browser too."""
    return element(_H.div(_H.p(text), _H.p(_H.a(words, href=url))), type="xhtml")


def json_feed(site: Site, feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Return a feed with its entries."""
    publisher: dict[str, Any] = {"name": site.publisher.name}
    if site.publisher.url:
        publisher["url"] = site.publisher.url
    fields = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": urljoin(site.address, feed.page),
        "feed_url": urljoin(site.address, f"{feed.path}.json"),
        "description": feed.description,
        "language": site.language,
        "authors": [publisher],
        "_rights": {
            "license": site.content_license.name,
            "url": site.content_license.url,
            "attribution": site.attribution,
        },
        "items": [_item(entry) for entry in entries],
    }
    return f"{json.dumps(fields, ensure_ascii=False, indent=1)}\n".encode()


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.url,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_modified": entry.updated,
    }
    if entry.published:
        item["date_published"] = entry.published
    if entry.authors:
        item["authors"] = [{"name": name} for name in entry.authors]
    if entry.topics:
        item["tags"] = list(entry.topics)
    return item
