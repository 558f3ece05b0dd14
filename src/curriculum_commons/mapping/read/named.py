"""Find the cells to which the hidden names of the mapping workbook lead."""

from __future__ import annotations

from ...content.sheet_cells import column_index
from ...content.spreadsheet import Workbook


def area(reference: str) -> tuple[int, int, int]:
    """Return the first row and column of an area such as "$A$4:$C$9", and its last row; zeros for none."""
    first, _, last = reference.replace("$", "").partition(":")
    letters, last_letters = first.rstrip("0123456789"), last.rstrip("0123456789")
    top, bottom = first[len(letters) :], last[len(last_letters) :]
    if not letters.isalpha() or not letters.isascii() or not 0 < len(top) <= 7:  # noqa: PLR2004
        return 0, 0, 0
    return int(top), column_index(letters), int(bottom) if 0 < len(bottom) <= 7 else int(top)  # noqa: PLR2004


def named_cells(book: Workbook) -> dict[str, tuple[str, int, int]]:
    """Return sheet, row and column of the first cell of each named range that is one of ours."""
    found = dict[str, tuple[str, int, int]]()
    for title, reference in book.defined.items():
        if title.startswith(("Map_", "Phase_")) or title in {"School", "Academic_year"}:
            sheet, _, cells = reference.strip().lstrip("=").rpartition("!")
            row, column, _ = area(cells)
            if row and sheet:
                found[title] = (sheet.strip("'").replace("''", "'").removeprefix("$"), row, column)
    return found
