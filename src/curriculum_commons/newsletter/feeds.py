"""Make the feeds of a site, how they look in a browser, and a list of the latest issues for pages of others."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from ..model.commons import Commons
from ..model.urls import NEWSLETTER
from ..render import template
from ..render.newsletter import LATEST, feeds
from .atom import STYLE, atom
from .entries import entries
from .json_feed import json_feed

SHOWN = 5
"""As many issues stand in the list for pages of others."""


def feed_files(commons: Commons) -> Iterator[tuple[str, bytes]]:
    """Give each file with its place below the root of the site; nothing where there is nothing to tell."""
    offered = feeds(commons)
    for feed in offered:
        found = entries(commons, feed)
        yield f"{feed.path}.xml", atom(commons.site, feed, found)
        yield f"{feed.path}.json", json_feed(commons.site, feed, found)
        if feed.topic == "newsletter":
            yield LATEST, _latest(commons, feed.title)
    if offered:
        yield STYLE, files("curriculum_commons.render").joinpath("templates", STYLE).read_bytes()


def _latest(commons: Commons, title: str) -> bytes:
    page = template("feeds/latest.html")
    shown = commons.issues[:SHOWN]
    return f"{page.render(site=commons.site, title=title, issues=shown, archive=f'{NEWSLETTER}/').strip()}\n".encode()
