"""What an issue of the newsletter says about itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .site import PageMeta
from .text import Day, Line, YesNo


class IssueMeta(PageMeta):
    """The lines between `---` at the top of an issue of the newsletter."""

    title: Annotated[Line, Field(max_length=90)]
    """Title of the issue, which is also the subject of the e-mail; at most 90 characters."""
    description: Annotated[Line, Field(alias="summary", min_length=30, max_length=150)]
    """What the issue says, in one sentence of 30 to 150 characters; mail programs show it beside the subject."""
    date: Day
    """The day on which it is sent."""
    updated: Day | None = None
    """The day on which it was corrected after it was sent; readers of the page and of feeds are told."""
    audience: Line
    """Whom it is for, such as "faculty and curriculum offices"."""
    authors: Annotated[tuple[Line, ...], Field(min_length=1)]
    """Who wrote it, by role and not by name, such as "the editors of this site"."""
    draft: YesNo = False
    """`true` as long as it is not to be published; the preview shows it with a banner."""
