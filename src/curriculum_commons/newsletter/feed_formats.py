"""Write a feed as Atom (RFC 4287) and as JSON Feed 1.1 (jsonfeed.org).

Knows nothing of where entries come from.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from posixpath import relpath
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from ..model.records import Site
from ..render.newsletter import Feed

_MEDIA_TYPE = "application/atom+xml"
STYLE = "feeds/feed.css"
"""Place of the style sheet below the root of the site."""
_ATOM = "http://www.w3.org/2005/Atom"
_XHTML = "http://www.w3.org/1999/xhtml"
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True)
class Entry:
    """One thing that a feed tells of."""

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
    root = etree.Element(_name("feed"), nsmap={None: _ATOM})  # type: ignore[dict-item]  # stubs forget the name without a prefix
    root.set(f"{{{_XML}}}base", site.address)
    root.set(f"{{{_XML}}}lang", site.language)
    own = urljoin(site.address, f"{feed.path}.xml")
    _add(root, "title", feed.title)
    _say(root, "subtitle", feed.description, "See the same as a page", urljoin(site.address, feed.page))
    _add(root, "id", own)
    _add(root, "updated", max(entry.updated for entry in entries))
    _link(root, "self", own, _MEDIA_TYPE)
    _link(root, "alternate", urljoin(site.address, feed.page), "text/html")
    _link(root, "license", site.content_license.url, "")
    author = _add(root, "author")
    _add(author, "name", site.publisher.name)
    if site.publisher.url:
        _add(author, "uri", site.publisher.url)
    if site.publisher.email:
        _add(author, "email", site.publisher.email)
    _add(root, "rights", f"{site.content_license.name}. {site.attribution}")
    for entry in entries:
        _put(root, entry)
    # A line of this kind is no element, and the library has no other way to put it before the first one.
    style = etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{_way(feed)}"')
    root.addprevious(style)
    return etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True, pretty_print=False)


def _put(root: etree._Element, entry: Entry) -> None:
    element = _add(root, "entry")
    _add(element, "title", entry.title)
    _add(element, "id", entry.url)
    _link(element, "alternate", entry.url, "text/html")
    if entry.published:
        _add(element, "published", entry.published)
    _add(element, "updated", entry.updated)
    for name in entry.authors:
        _add(_add(element, "author"), "name", name)
    for topic in entry.topics:
        _add(element, "category").set("term", topic)
    _say(element, "summary", entry.summary, "Read it on the site", entry.url)
    _add(element, "content", entry.html).set("type", "html")


def _say(parent: etree._Element, name: str, text: str, words: str, url: str) -> None:
    """Add a text with a link below it that one can follow in a browser too."""
    element = _add(parent, name)
    element.set("type", "xhtml")
    block = etree.SubElement(element, f"{{{_XHTML}}}div", nsmap={None: _XHTML})  # type: ignore[dict-item]
    etree.SubElement(block, f"{{{_XHTML}}}p").text = text
    link = etree.SubElement(etree.SubElement(block, f"{{{_XHTML}}}p"), f"{{{_XHTML}}}a")
    link.set("href", url)
    link.text = words


def _link(parent: etree._Element, relation: str, href: str, media_type: str) -> None:
    link = _add(parent, "link")
    link.set("rel", relation)
    link.set("href", href)
    if media_type:
        link.set("type", media_type)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, _name(name))
    element.text = text
    return element


def _name(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _way(feed: Feed) -> str:
    return relpath(STYLE, feed.path.rpartition("/")[0])


def json_feed(site: Site, feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Return a feed with its entries."""
    publisher: dict[str, Any] = {"name": site.publisher.name}
    if site.publisher.url:
        publisher["url"] = site.publisher.url
    told = {
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
    return f"{json.dumps(told, ensure_ascii=False, indent=1)}\n".encode()


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
