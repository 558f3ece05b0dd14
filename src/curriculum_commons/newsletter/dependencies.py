"""What an issue depends on besides its own text: records, and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from hashlib import sha256
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from weakref import WeakKeyDictionary

from ..content.markdown import Link, Markup, macro_calls
from ..model.commons import Commons, Page

ABOUT = {"newsletter_head", "newsletter_foot"}
"""Macros that show what is around an issue on its page, and no part of what it says."""
_WORDS = {"pages", "drafts", "toolkit", "terms"}
"""Parts of a commons that are no records."""
_WEB = re.compile(r"[a-z]+:|//", re.IGNORECASE)


def shows_records(page: Page) -> bool:
    """Tell whether the text of an issue shows any record."""
    if not page.meta.render_macros:
        return False
    return any(call.name not in ABOUT for call in macro_calls(page.body))


def records(commons: Commons) -> str:
    """Return a sum of all records, and of what there is to download."""
    if commons not in _sums:
        _sums[commons] = sum_of(getattr(commons, field.name) for field in fields(commons) if field.name not in _WORDS)
    return _sums[commons]


_sums: WeakKeyDictionary[Commons, str] = WeakKeyDictionary()


def sum_of(values: Iterable[object]) -> str:
    """Return what tells these values from others."""
    return sha256(repr(list(values)).encode()).hexdigest()


def pictures(page: Page) -> list[str]:
    """Return the places below `docs/` of the pictures that an issue shows."""
    if "![" not in page.body:
        return []
    return [path for _, path in pictured(Markup(page.body, page.meta.render_macros), dirname(page.path))]


def pictured(markup: Markup, folder: str) -> Iterator[tuple[Link, str]]:
    """Give each link to a picture of ours in a text that lies in a folder, with the place below `docs/`."""
    for link in markup.links:
        if isinstance(link, Link) and link.image and link.target and not _WEB.match(link.target):
            yield link, normpath(join(folder, unquote(link.target.partition("#")[0].partition("?")[0])))
