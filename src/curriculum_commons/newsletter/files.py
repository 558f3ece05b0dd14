"""Every file that the newsletter brings into the built site, besides its pages."""

from __future__ import annotations

from collections.abc import Iterator

from ..commons import Commons
from .feeds import feed_files


def newsletter_files(commons: Commons) -> Iterator[tuple[str, bytes]]:
    """Give each file with its place below the root of the site."""
    yield from feed_files(commons)
