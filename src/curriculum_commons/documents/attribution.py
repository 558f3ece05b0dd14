"""Words that all kinds of file share: a date, and who made the framework."""

from __future__ import annotations

from ..model.records import Framework

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def spoken(as_of: str) -> str:
    """Return "2026-11-23" as "November 23, 2026", and likewise a month or a year."""
    year, month, day = [*(int(part) for part in as_of.split("-")), 0, 0][:3]
    return f"{_MONTHS[month - 1]} {f'{day}, ' * bool(day)}{year}" if month else str(year)


def makers(framework: Framework) -> str:
    """Return who made a framework, as a sentence names them."""
    creator = framework.creator
    return creator if creator.lower().startswith("the ") else f"the {creator}"
