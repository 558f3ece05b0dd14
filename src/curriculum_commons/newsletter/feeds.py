"""Make the feeds of a site, their style sheet, and a list of the latest issues for pages of others.

Source: Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from posixpath import relpath
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.builder import ElementMaker  # type: ignore[import-not-found]  # the stubs leave it out

from ..model import records as model
from ..model.build_context import BuildContext
from ..model.commons import Commons
from ..model.records import Site
from ..model.urls import NEWSLETTER, address
from ..render import template
from ..render.newsletter import LATEST, Feed, feeds
from ..render.paragraphs import lines
from ..render.phrases import long_date
from .content import content

NEWEST = 20
"""How many issues the feed contains; older ones are in the archive."""
SHOWN = 5
"""How many issues the list for pages of others shows."""


def feed_files(commons: Commons, context: BuildContext) -> Iterator[tuple[str, bytes]]:
    """Yield each file with its path below the root of the site; none where there is nothing to list."""
    offered = feeds(commons)
    for feed in offered:
        entries = entries_of(commons, context, feed)
        yield f"{feed.path}.xml", atom(commons.site, feed, entries)
        yield f"{feed.path}.json", json_feed(commons.site, feed, entries)
        if feed.topic == "newsletter":
            yield LATEST, _latest(commons, feed.title)
    if offered:
        style = files("curriculum_commons.render").joinpath("templates", STYLE).read_bytes().decode()
        yield STYLE, commons.palette.recolored(style).encode()


def _latest(commons: Commons, title: str) -> bytes:
    page = template("feeds/latest.html")
    shown = commons.issues[:SHOWN]
    values = {"site": commons.site, "palette": commons.palette, "title": title, "issues": shown}
    return f"{page.render(values, archive=f'{NEWSLETTER}/').strip()}\n".encode()


def entries_of(commons: Commons, context: BuildContext, feed: Feed) -> list[Entry]:
    """Return the entries of a feed, the newest first; a correction does not move an entry."""
    return sorted(
        _ENTRIES[feed.topic](commons, context), key=lambda entry: entry.published or entry.updated, reverse=True
    )


def moment(when: str) -> str:
    """Return noon of a day, or of the first day of a year or a month."""
    # Noon and not midnight, so that it is the same day wherever in the Americas or in Europe someone reads it.
    return f"{when}-01-01"[:10] + "T12:00:00Z"


def _issues(commons: Commons, context: BuildContext) -> Iterator[Entry]:
    for issue in commons.issues[:NEWEST]:
        yield Entry(
            url=urljoin(commons.site.address, issue.page.url),
            title=issue.meta.title,
            summary=issue.meta.description,
            html=content(commons, context, issue),
            updated=moment(issue.meta.updated or issue.meta.date),
            published=moment(issue.meta.date),
            authors=issue.meta.authors,
        )


def _resources(commons: Commons, context: BuildContext) -> Iterator[Entry]:
    for resource in commons.resources:
        taught = [commons.competency[code] for code in resource.teaches]
        titles = "; ".join(competency.title for competency in taught)
        yield Entry(
            url=_whole(commons, "resource", resource.id),
            title=resource.title,
            summary=f"{resource.summary} Helps to teach: {titles}. Last checked: {long_date(resource.checked)}.",
            html=_shown(
                commons, "resource", resource=resource, format=commons.format_name[resource.format], competencies=taught
            ),
            updated=moment(resource.checked),
            topics=tuple(competency.title for competency in taught),
        )


def _milestones(commons: Commons, context: BuildContext) -> Iterator[Entry]:
    for milestone in commons.milestones:
        since = milestone.since
        status = f"{milestone.last_status.capitalize()} as of {long_date(milestone.last_as_of)}. {milestone.summary}"
        later = f" Since then (as of {long_date(since.as_of)}): {since.text}" if since else ""
        yield Entry(
            url=_whole(commons, "milestone", milestone.id),
            title=milestone.title,
            summary=status + later,
            html=_shown(commons, "milestone", milestone=milestone),
            updated=max(moment(milestone.as_of), moment(since.as_of) if since else ""),
            topics=(milestone.last_status,),
        )


_ENTRIES: dict[str, Callable[[Commons, BuildContext], Iterator[Entry]]] = {
    "newsletter": _issues,
    "resources": _resources,
    "roadmap": _milestones,
}


def _whole(commons: Commons, kind: str, name: str) -> str:
    return urljoin(commons.site.address, address(kind, name))


def _shown(commons: Commons, name: str, **values: model.Record | list[model.Competency] | str) -> str:
    page = template(f"feeds/{name}.html")
    return page.render(values, terms=commons.terms, whole=lambda kind, record: _whole(commons, kind, record)).strip()


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
    known = {"name": site.publisher.name, "uri": site.publisher.url, "email": site.publisher.email}
    root = _A.feed(
        {f"{{{_XML}}}base": site.address, f"{{{_XML}}}lang": site.language},
        _A.title(feed.title),
        _xhtml(_A.subtitle, feed.description, "See the same as a page", page),
        _A.id(own),
        _A.updated(max(entry.updated for entry in entries)),
        _A.link(rel="self", href=own, type=_MEDIA_TYPE),
        _A.link(rel="alternate", href=page, type="text/html"),
        _A.link(rel="license", href=site.content_license.url),
        _A.author(*(_A(name, value) for name, value in known.items() if value)),
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
    return element(_H.div(*map(_H.p, lines(text)), _H.p(_H.a(words, href=url))), type="xhtml")


def json_feed(site: Site, feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Return a feed with its entries."""
    fields = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": urljoin(site.address, feed.page),
        "feed_url": urljoin(site.address, f"{feed.path}.json"),
        "description": feed.description,
        "language": site.language,
        "authors": [_given({"name": site.publisher.name, "url": site.publisher.url})],
        "_rights": {
            "license": site.content_license.name,
            "url": site.content_license.url,
            "attribution": site.attribution,
        },
        "items": [_item(entry) for entry in entries],
    }
    return f"{json.dumps(fields, ensure_ascii=False, indent=1)}\n".encode()


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.url,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_modified": entry.updated,
        **_given(
            {
                "date_published": entry.published,
                "authors": [{"name": name} for name in entry.authors],
                "tags": entry.topics,
            }
        ),
    }


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
