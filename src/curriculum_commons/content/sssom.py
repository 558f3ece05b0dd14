"""The form of SSSOM mapping sets: a head in YAML, each of its lines after a "#", and a table with tabs between cells.

Knows nothing of what the columns mean.

Source:
    SSSOM 1.0, its TSV format (mapping-commons/sssom).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import yaml

from ..model.problems import Problem, quoted
from .cleaned_text import FORMULA_STARTS
from .document import Document, document_of
from .files import Report
from .yaml_reader import REFUSED, Position

ENDING = ".sssom.tsv"
MOST_ROWS = 20_000
_LONGEST = 100_000
"""Characters of a cell; the limit of the csv module is one for all, and other readers raise it."""
_FORM = "sssom-form"


@dataclass(frozen=True)
class Sheet:
    """A mapping set as it is written."""

    head: str
    """Its YAML, on the lines and in the columns of the file."""
    columns: tuple[str, ...]
    """Names of the columns."""
    line: int
    """Line with these names, counted from 1."""
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    """Line of each row, and its cells that are not empty by the names of their columns."""
    lines: Sequence[str]
    """The lines of the file."""

    def place(self, line: int, column: str) -> int:
        """Return where the cell of a column begins on a line, counted from 1."""
        text, at, is_quoted = self.lines[line - 1], 0, False
        for _ in range(self.columns.index(column) if column in self.columns else 0):
            while at < len(text) and (is_quoted or text[at] != "\t"):
                is_quoted ^= text[at] == '"'
                at += 1
            at += 1
        return min(at, len(text)) + 1

    def position(self, number: int) -> Position:
        """Return where a row is, and each of its cells."""
        line, cells = self.rows[number]
        inside: dict[str | int, Position] = {
            name: Position(line, self.place(line, name), cell) for name, cell in cells.items()
        }
        return Position(line, 1, inside=inside)


@dataclass(frozen=True)
class CrosswalkText:
    """One file of `data/crosswalks/`."""

    path: str
    """File, relative to the root of the project."""
    head: Document
    """What is at its top."""
    sheet: Sheet
    """Its rows."""

    @property
    def name(self) -> str:
        """Its name without the ending."""
        return PurePosixPath(self.path).name.removesuffix(ENDING)

    def lines_with(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """Yield each line with a row in which a pattern is found."""
        lines = enumerate(self.sheet.lines, 1)
        yield from (number for number, line in lines if number > self.sheet.line and pattern.search(line))

    def row(self, number: int) -> Document:
        """Return a row, counted from 0, with the place of each cell."""
        line, cells = self.sheet.rows[number]
        return Document(self.path, cells, "\n" * line, self.sheet.position(number))

    def problem(self, number: int, column: str, message: str, code: str) -> Problem:
        """Return a problem with a cell of a row."""
        return self.row(number).problem((column,), message, code)


def crosswalk_text(path: str, text: str, report: Report) -> CrosswalkText | None:
    """Read a crosswalk; None where it has not the form of one."""
    sheet = read_sheet(path, text, report)
    head = sheet and document_of(path, sheet.head, 1, report)
    return None if not sheet or not head or head.value is REFUSED else CrosswalkText(path, head, sheet)


def read_sheet(path: str, text: str, report: Report) -> Sheet | None:
    """Return the parts of a mapping set, or report the first thing that keeps it from having them."""
    lines = text.rstrip("\n").split("\n")
    end = next((number for number, line in enumerate(lines) if not line.startswith(("#", '"#'))), len(lines))
    begin = next((number for number in range(end, len(lines)) if lines[number].strip()), len(lines))

    def refuse(line: int, column: int, message: str, code: str) -> None:
        report(Problem(path, line, column, message, code))

    if not end:
        refuse(1, 1, 'has no head; write mapping_set_id, license and the rest at the top, each line after a "#"', _FORM)
    elif begin == len(lines):
        refuse(0, 0, "has no table below its head; write the names of its columns, beginning with subject_id", _FORM)
    elif len(lines) - begin - 1 > MOST_ROWS:
        refuse(begin + 1, 0, f"has more than {MOST_ROWS:,} rows below; divide them among several files", _FORM)
    else:
        head = "\n".join(map(_of_head, lines[:end]))
        return _with_table(Sheet(head, (), begin + 1, (), lines), refuse)
    return None


def _of_head(line: str) -> str:
    """Return a line of the head without its mark; spreadsheets add quotation marks and tabs."""
    if line.startswith('"'):
        line = next(csv.reader([line], delimiter="\t"))[0]
    return f" {line.rstrip()[1:]}"


def _bounded(cells: list[str]) -> list[str]:
    if any(len(cell) > _LONGEST for cell in cells):
        raise csv.Error
    return cells


def _with_table(sheet: Sheet, refuse: Callable[..., None]) -> Sheet | None:
    reader = csv.reader((f"{line}\n" for line in sheet.lines[sheet.line - 1 :]), delimiter="\t", strict=True)
    found: list[tuple[int, list[str]]] = []
    at = 0
    try:
        for cells in map(_bounded, reader):
            found.append((sheet.line + at, cells))
            at = reader.line_num
    except csv.Error:
        message = "this row or an earlier one cannot be read: a quotation mark is not closed or not doubled"
        refuse(sheet.line + at, 1, message, _FORM)
        return None
    columns = _trimmed(found[0][1])
    known = Sheet(sheet.head, tuple(columns), sheet.line, (), sheet.lines)
    twice = next((name for number, name in enumerate(columns) if name in columns[:number] or not name), None)
    if twice is not None:
        message = f"two columns are called {quoted(twice)}; keep one" if twice else "a column has no name; write it"
        refuse(sheet.line, 1, message, _FORM)
        return None
    rows = []
    for line, cells in found[1:]:
        cells = _trimmed(cells)
        if len(cells) > len(columns):
            refuse(
                line, 1, f"has {len(cells)} cells for {len(columns)} columns; look for a tab that is too many", _FORM
            )
            return None
        row = {name: cell for name, cell in zip(columns, cells, strict=False) if cell}
        if formula := next((name for name, cell in row.items() if cell.startswith(FORMULA_STARTS)), None):
            message = f"{formula}: {quoted(row[formula])} is a formula to spreadsheets; begin it with a word"
            refuse(line, known.place(line, formula), message, "formula-in-text")
            return None
        if row:
            rows.append((line, row))
    return Sheet(sheet.head, tuple(columns), sheet.line, tuple(rows), sheet.lines)


def _trimmed(cells: Iterable[str]) -> list[str]:
    """Return cells without the spaces around their text and without empty ones at the end."""
    trimmed = [cell.strip() for cell in cells]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed


def written(head: Mapping[str, Any], columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return a mapping set as text, without the columns in which no row has anything."""
    rows = tuple(rows)
    used = [name for name in columns if any(row.get(name) for row in rows)]
    out = io.StringIO(newline="")
    out.writelines(f"#{line}\n" for line in _yaml(head))
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    table.writerow(used)
    table.writerows([row.get(name, "") for name in used] for row in rows)
    return out.getvalue()


def _yaml(head: Mapping[str, Any]) -> Iterator[str]:
    text = yaml.safe_dump(dict(head), allow_unicode=True, default_flow_style=False, sort_keys=False, width=100_000)
    yield from text.rstrip("\n").split("\n")
