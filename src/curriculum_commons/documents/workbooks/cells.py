"""References to cells, text and lists, as formulas write them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell  # type: ignore[import-untyped]

_LONGEST = 250
"""Characters of a string in a formula; Excel allows 255."""


@dataclass(frozen=True)
class Area:
    """A rectangle of cells."""

    sheet: str
    row: int
    col: int
    rows: int = 1
    cols: int = 1

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """First row and column, last row and column."""
        return self.row, self.col, self.row + self.rows - 1, self.col + self.cols - 1

    @cached_property
    def ref(self) -> str:
        """Reference for formulas on any sheet, such as "Lists!$A$5:$A$9"."""
        return f"{quote_sheetname(self.sheet)}!{xl_range_abs(*self.bounds)}"

    @cached_property
    def local(self) -> str:
        """Reference for formulas on its own sheet."""
        return str(xl_range_abs(*self.bounds))

    def cell(self, row: int) -> Area:
        """Return one cell of its first column."""
        return Area(self.sheet, self.row + row, self.col)


def one_of(entries: Area) -> dict[str, Any]:
    """Return the rule of a list whose entries are in cells: they may contain commas.

    Blanks are not ignored: where the list itself has some, Excel would then take anything.
    """
    return {"validate": "list", "source": f"={entries.ref}", "ignore_blank": False}


def at(row: int, col: int, fixed_row: bool = False, fixed_col: bool = False) -> str:
    """Return the reference of a cell for formulas on its sheet, such as "B$4"."""
    return str(xl_rowcol_to_cell(row, col, fixed_row, fixed_col))


def quoted(text: str) -> str:
    """Return text as a string of a formula, or as several that are joined where it is too long for one."""
    pieces = [text[at : at + _LONGEST] for at in range(0, len(text), _LONGEST)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
