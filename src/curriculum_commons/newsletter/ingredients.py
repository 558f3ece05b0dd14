"""What an issue depends on besides its own text: records, and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from ..commons import Issue, Page
from ..markup import Call, Link, Markup

ABOUT = {"newsletter_head", "newsletter_foot"}
"""Macros that show what is around an issue on its page, and no part of what it says."""
_WEB = re.compile(r"[a-z]+:|//", re.IGNORECASE)


def shows_records(page: Page) -> bool:
    """Tell whether the text of an issue shows any record."""
    if not page.meta.render_macros:
        return False
    calls = (part for part in Markup(page.body, template=True).parts if isinstance(part, Call))
    return any(call.name not in ABOUT for call in calls)


def pictures(issue: Issue) -> list[str]:
    """Return the places below `docs/` of the pictures that an issue shows."""
    page = issue.page
    if "![" not in page.body:
        return []
    return [path for _, path in pictured(Markup(page.body, page.meta.render_macros), dirname(page.path))]


def pictured(markup: Markup, folder: str) -> Iterator[tuple[Link, str]]:
    """Give each link to a picture of ours in a text that lies in a folder, with the place below `docs/`."""
    for link in markup.links:
        if isinstance(link, Link) and link.image and link.target and not _WEB.match(link.target):
            yield link, normpath(join(folder, unquote(link.target.partition("#")[0].partition("?")[0])))
