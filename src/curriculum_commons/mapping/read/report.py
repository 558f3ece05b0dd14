"""Collect what is wrong with the cells of a file; the same value in many cells is one problem with its places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...content.sheet_cells import column_letters
from ...model.problems import Problem, counted, in_words
from .grid import Grid

CELL, ROW, FILE = "map-cell", "map-row", "map-file"
"""Codes of problems: a value that is not known, a row that is left out, a file that is not read."""
_LONGEST_WORD = 60
"""Characters of a value that may be used again; longer ones are sentences."""


class Report:
    """What is wrong with a file."""

    def __init__(self, file: str) -> None:
        """Begin with nothing."""
        self.file = file
        self._first: dict[tuple[str, str], Problem] = {}
        self._places: dict[tuple[str, str], list[str]] = {}
        self.unknown: dict[str, dict[str, None]] = {}
        """Values that are on no list, by field."""
        self._joined: dict[str, int] = {}

    def cell(self, grid: Grid, row: int, column: int, message: str) -> None:
        """Report what is wrong with a cell, of which the row is kept.

        Args:
            message: Field, value and the way out.
        """
        self._add(grid, (row, column), message, CELL)

    def row(self, grid: Grid, row: int, column: int, message: str) -> None:
        """Report why a row is left out, at the cell that is the cause."""
        self._add(grid, (row, column), message, ROW)

    def _add(self, grid: Grid, at: tuple[int, int], message: str, code: str) -> None:
        row, column = at
        place = place_of(grid, row, column)
        problem = Problem(self.file, row, column + 1, f"{place}: {message}", code)
        first = self._first.setdefault((code, message), problem)
        if (first.line, first.column) != (row, column + 1):
            self._places.setdefault((code, message), []).append(place)

    def joined(self, other: str, codes: Sequence[str]) -> None:
        """Note that an entry of another framework was read as competencies of this one."""
        key = f"{other} is read as {in_words(list(codes))}"
        self._joined[key] = self._joined.get(key, 0) + 1

    @property
    def notes(self) -> Iterator[str]:
        """Yield what was read by crosswalks, in sentences."""
        for words, number in self._joined.items():
            yield f"  {words}, by the crosswalk of the site ({counted(number, 'place')})."

    def not_listed(self, field: str, text: str) -> None:
        """Note a value that is on no list, for the recipe."""
        if 0 < len(text) <= _LONGEST_WORD:
            self.unknown.setdefault(field, {})[text] = None

    @property
    def problems(self) -> list[Problem]:
        """What was reported, by its first places."""
        found = (replace(one, places=tuple(self._places.get(key, ()))) for key, one in self._first.items())
        return sorted(found)


def place_of(grid: Grid, row: int, column: int) -> str:
    """Return a cell as people find it: "Sessions!C12", or "C12" in a csv file."""
    cell = f"{column_letters(column)}{row}"
    return f"{grid.sheet}!{cell}" if grid.sheet else cell


def not_read(file: str, message: str) -> Problem:
    """Return the problem of a file that is not read."""
    return Problem(file, 0, 0, message, FILE)
