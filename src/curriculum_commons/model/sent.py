"""What an issue of the newsletter showed when it was sent, kept in a file beside it.

Knows nothing of how a macro makes what it shows, or of how the file is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest

from .palette import OURS, Palette, palette_of
from .record import Day, Line, Record
from .site import IssueMeta

_LINES = ("title", "description", "date", "audience")


def call_of(name: str, arguments: tuple[str, ...]) -> str:
    """Return a macro call in one form, as in `count("resources")`."""
    return f"{name}({', '.join(json.dumps(text, ensure_ascii=False) for text in arguments)})"


class Shown(Record):
    """What one macro call showed."""

    call: str
    """The call."""
    page: str
    """Its HTML on the page, with links from the folder of the issues."""
    email: str
    """The same for e-mails and feeds."""


class SentPicture(Record):
    """One picture of an issue."""

    file: str
    """Its path below `docs/`."""
    sha256: str


class SentIssue(Record):
    """An issue as it was sent."""

    date: Day
    """The day on which it was sent."""
    updated: Day | None = None
    """The day of the correction that this is."""
    title: Line
    description: Line
    audience: Line
    authors: tuple[Line, ...]
    shows: tuple[Shown, ...] = ()
    """Each macro call once, in order."""
    pictures: tuple[SentPicture, ...] = ()
    sender: tuple[str, ...] = ()
    """Name of the publisher, and the address of its e-mail where there was one; empty where that is not known."""
    address: str | None = None
    """Postal address at its foot; empty where there was none."""
    color: str | None = None
    """Color of the brand in the e-mail; empty for that of the program, left out where it is not known."""
    accent: str | None = None
    """Its second color."""
    logo: str | None = None
    """Path of the logo below `docs/`; empty where there was none, left out where that is not known."""
    top: str
    """The lines above it in the e-mail, as HTML."""
    foot: str
    """The lines below it."""
    text: str
    """Its Markdown."""

    @property
    def palette(self) -> Palette | None:
        """The colors of its e-mail; None where they are not known."""
        if self.color is None:
            return None
        return palette_of(self.color, self.accent) if self.color else OURS

    def result(self, call: str) -> Shown | None:
        """Return what a macro call showed; None where the issue had none such."""
        return next((shown for shown in self.shows if shown.call == call), None)

    def changed_keys(self, meta: IssueMeta) -> Iterator[str]:
        """Yield the fields at the top of an issue that are not as they were."""
        yield from (key for key in (*_LINES, "authors") if getattr(self, key) != getattr(meta, key))

    def changed_line(self, body: str) -> tuple[int, str] | None:
        """Return the first line of a text that is not as it was, counted from 0, with how it was; None if all are."""
        begins = body[: len(body) - len(body.lstrip())].count("\n")
        lines = zip_longest(body.strip().splitlines(), self.text.strip().splitlines())
        return next(
            ((begins + number, before or "") for number, (now, before) in enumerate(lines) if now != before), None
        )

    def agrees(self, meta: IssueMeta, body: str) -> bool:
        """Return True if an issue is as it was sent."""
        is_same = self.updated == meta.updated and not any(self.changed_keys(meta))
        return is_same and self.changed_line(body) is None
