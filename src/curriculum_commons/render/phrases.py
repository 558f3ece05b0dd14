"""Dates and names as a sentence has them, in templates and in documents."""

from __future__ import annotations

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def long_date(when: str) -> str:
    """Return "2026-11-23" as "November 23, 2026", and likewise a month or a year."""
    year, month, day = [*when.split("-"), "", ""][:3]
    return f"{_MONTHS[int(month) - 1]} {f'{int(day)}, ' if day else ''}{year}" if month else year


def with_article(creator: str) -> str:
    """Return the name of whoever made a framework with its article: "the Tea Circle"."""
    return creator if creator.lower().startswith("the ") else f"the {creator}"
