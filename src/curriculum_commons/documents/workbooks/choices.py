"""A list to choose from, or a number or day to type: what a cell takes, what it says, and what it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from .book import Area, Sheet


@dataclass(frozen=True)
class Ask:
    """What is said to those who stand on a cell."""

    heading: str
    """At most 32 characters."""
    message: str
    """At most 255 characters."""
    refusal: str = ""
    """What is said where something else is typed; at most 225 characters."""

    def options(self, **more: Any) -> dict[str, Any]:
        """Return it as XlsxWriter wants it."""
        said = {"input_title": self.heading, "input_message": self.message}
        if self.refusal:
            said |= {"error_title": self.heading, "error_message": self.refusal}
        return {**said, "error_type": "stop", **more}


def choose(sheet: Sheet, cells: Area, entries: Area, ask: Ask) -> None:
    """Let cells take what stands in a list, which lies in cells: an entry may hold a comma.

    Blanks are not ignored: where the list itself has some, Excel would then take anything.
    """
    _ask(sheet, cells, ask.options(validate="list", source=f"={entries.ref}", ignore_blank=False))


def number(sheet: Sheet, cells: Area, most: float, ask: Ask) -> None:
    """Let cells take a number from 0."""
    _ask(sheet, cells, ask.options(validate="decimal", criteria="between", minimum=0, maximum=most))


def day(sheet: Sheet, cells: Area, first: date, last: date, ask: Ask) -> None:
    """Let cells take a day."""
    _ask(sheet, cells, ask.options(validate="date", criteria="between", minimum=first, maximum=last))


def anything(sheet: Sheet, cells: Area, ask: Ask) -> None:
    """Let cells take what they are given."""
    _ask(sheet, cells, ask.options(validate="any"))


def _ask(sheet: Sheet, cells: Area, options: dict[str, Any]) -> None:
    last = (cells.row + cells.rows - 1, cells.col + cells.cols - 1)
    if sheet.raw.data_validation(cells.row, cells.col, *last, options):
        raise ValueError(f"XlsxWriter takes no such choice on {cells.ref}")
