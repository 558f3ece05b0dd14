"""What a gate says against one thing in one file."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.problems import Problem
from ...model.records import Gate


@dataclass(frozen=True, order=True)
class Objection:
    """One reason not to publish, and what would take it away."""

    path: str
    """File, relative to the root of the project."""
    line: int
    """Counted from 1; 0 when the file as a whole is meant."""
    column: int
    """Counted from 1, in characters; 0 when the line or the file as a whole is meant."""
    gate: Gate
    what: str
    """What an allowance calls it: the words that the sentence has in quotation marks."""
    message: str
    """As that of a problem: the value in quotes and the way out."""
    stops: bool = True
    """False where it is told, and the site published all the same."""

    @property
    def problem(self) -> Problem:
        """What an author is told."""
        return Problem(self.path, self.line, self.column, self.message)


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of a place in a text, both counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
