"""Write a feed as Atom (RFC 4287).

Knows nothing of where entries come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import relpath
from urllib.parse import urljoin

from lxml import etree

from ..model.records import Site
from ..render.newsletter import Feed
from .entries import Entry

_MEDIA_TYPE = "application/atom+xml"
STYLE = "feeds/feed.css"
"""Place of the style sheet below the root of the site."""
_ATOM = "http://www.w3.org/2005/Atom"
_XHTML = "http://www.w3.org/1999/xhtml"
_XML = "http://www.w3.org/XML/1998/namespace"


def atom(site: Site, feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Return a feed with its entries; with its style sheet a browser shows it as something to read.

    Browsers give up XSLT, so the style is CSS, and what one can follow are links of XHTML in the summaries.
    """
    root = etree.Element(_name("feed"), nsmap={None: _ATOM})  # type: ignore[dict-item]  # stubs forget the name without a prefix
    root.set(f"{{{_XML}}}base", site.address)
    root.set(f"{{{_XML}}}lang", site.language)
    own = urljoin(site.address, f"{feed.path}.xml")
    _add(root, "title", feed.title)
    _say(root, "subtitle", feed.says, "See the same as a page", urljoin(site.address, feed.page))
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
