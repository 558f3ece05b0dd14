"""Write a feed as JSON Feed 1.1 (jsonfeed.org).

Knows nothing of where entries come from.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from ..model.records import Site
from ..render.newsletter import Feed
from .entries import Entry


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
        "description": feed.says,
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
