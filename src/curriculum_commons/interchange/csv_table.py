"""Write tables as CSV, for spreadsheets or for the importers of other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ..content.cleaned_text import FORMULA_STARTS
from .items import one_line


def csv_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, end: str = "\r\n", marked: bool = False
) -> bytes:
    """Return a table as CSV, its cells as they are: importers take an apostrophe for a part of the text.

    Args:
        header: Names of the columns; may be empty, or be there twice.
        end: What ends a line; OpenSALT splits at line feeds alone.
        marked: Whether it begins with the byte order mark by which Excel recognizes UTF-8.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig" if marked else "utf-8")


def no_formula(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe before it makes it text."""
    return f"'{cell}" if cell.startswith((*FORMULA_STARTS, "\t", "\r")) else cell


def cut(text: str, most: int) -> str:
    """Return a text on one line of at most so many characters, cut between words where it can be."""
    line = one_line(text)
    if len(line) <= most:
        return line
    kept = line[: most - 1]
    words = kept.rpartition(" ")[0]
    return f"{(words if len(words) * 2 > most else kept).rstrip()}…"
