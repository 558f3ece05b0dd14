"""Read the rows of a table from a csv or xlsx file, whatever its encoding, separator or first lines.

Knows nothing of frameworks: which row names the columns is asked of whoever knows.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from ..model.problems import CallError, counted, shown

LARGEST = 100_000_000
"""Bytes of a file, and of the parts of a workbook once they are unpacked."""
_BEGINNING = 40
"""Rows among which the names of the columns are looked for."""
_SEPARATORS = ",;\t|"
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_GUESS = "Windows-1252"
Row = Sequence[str]
Score = Callable[[Row], float]
"""How many names of columns a row holds."""
DATE = "\x00date"
"""What a cell holds in which a spreadsheet has made a date of something."""


@dataclass(frozen=True)
class Table:
    """The rows of one sheet."""

    file: str
    sheet: str | None
    """Name of the sheet; None for a csv file."""
    head: int
    """Index of the row that names the columns."""
    rows: Sequence[Row]
    """All rows, those before the head too."""
    encoding: str = ""
    """How a csv file is written; empty for a workbook."""
    separator: str = ""
    """What is between its cells."""

    @property
    def is_guess(self) -> bool:
        """Whether its encoding is a guess, with which accents may be wrong."""
        return self.encoding == _GUESS

    @property
    def names(self) -> Row:
        """The names of the columns."""
        return self.rows[self.head]


def read_table(file: Path, score: Score, sheet: str | None = None, separator: str = "") -> Table:
    """Return the table in a file; raises CallError where there is none that can be read.

    Args:
        sheet: The sheet to take of a workbook that has it.
        separator: The one to take of several that fit.
    """
    name = shown(str(file))
    if not file.is_file():
        raise CallError(f"{name} {'is a folder' if file.is_dir() else 'is not there'}; name a csv or xlsx file")
    try:
        if file.stat().st_size > LARGEST:
            raise CallError(
                f"{name} is larger than {LARGEST // 1_000_000} MB; take out what is no part of the framework"
            )
        content = file.read_bytes()
    except OSError as error:
        raise CallError(f"{name} cannot be read: {error.strerror or error}") from error
    if not content.strip(b"\0\r\n\t "):
        raise CallError(f"{name} is empty; export the table again")
    if file.suffix.lower() in {".xlsx", ".xlsm"} or content.startswith(b"PK"):
        table = _from_workbook(name, file.name, content, score, sheet)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise CallError(f"{name} is an old or a locked workbook; save it as .xlsx without a password")
    else:
        table = _from_text(name, file.name, content, score, separator)
    if not any(any(row) for row in table.rows[table.head + 1 :]):
        raise CallError(f"{name} has no rows below the names of its columns; export the table again")
    return table


def has_leading_codes(table: Table, column: int) -> bool:
    """Return True if each filled cell of a column begins with a code of its own, as "1.1a Boils water" does."""
    cells = {row[column] for row in table.rows[table.head + 1 :] if column < len(row) and row[column]}
    codes = [code for code, rest in map(_parted, cells) if code and rest]
    return bool(cells) and len(set(codes)) == len(cells)


def _parted(cell: str) -> tuple[str, str]:
    """Return a code and what follows it; empty where the first word is none."""
    word, _, rest = cell.partition(" ")
    code = word.rstrip(".:")
    code = code if "(" in code else code.rstrip(")")
    is_code = any(char.isdigit() for char in code) and len(code) <= _LONGEST_WORD
    return (code, rest.strip()) if is_code else ("", cell)


_LONGEST_WORD = 12


def with_first_words(table: Table, column: int) -> Table:
    """Return a table with one more column, to which the codes at the beginning of another are moved."""
    width, rows = len(table.names), list(table.rows)
    for at in range(table.head + 1, len(rows)):
        row = [*rows[at], *[""] * (width - len(rows[at]))]
        code, row[column] = _parted(row[column])
        rows[at] = [*row[:width], code, *row[width:]]
    rows[table.head] = [*table.names, f"first word of {table.names[column]}"]
    return replace(table, rows=rows)


def _from_text(name: str, file: str, content: bytes, score: Score, separator: str) -> Table:
    text, encoding = _decoded(name, content)
    best = max(_SEPARATORS, key=lambda one: (*_rating(text, one, score), one == separator))
    rows = list[Row]()
    csv.field_size_limit(LARGEST)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=True):
            rows.append([cell.strip() for cell in row])
    except csv.Error as error:
        at = len(rows) + 1
        message = f"{name}: row {at} cannot be read, or an earlier one: a quotation mark is not closed or not doubled"
        raise CallError(message) from error
    return Table(file, None, _head(rows, score), rows, encoding, best)


def _decoded(name: str, content: bytes) -> tuple[str, str]:
    mark = next((mark for mark in _MARKS if content.startswith(mark)), None)
    nulls = content[:200].count(0)
    if mark is None and nulls > len(content[:200]) // 4:
        encodings = ["utf-16-le" if content[1] == 0 else "utf-16-be"]
    else:
        encodings = [_MARKS[mark]] if mark else ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, _GUESS if encoding == "cp1252" else encoding[: len("utf-16")].removesuffix("-").upper()
    raise CallError(f"{name} is not a table in text; save it as csv in UTF-8, or as xlsx")


def _rating(text: str, separator: str, score: Score) -> tuple[float, int]:
    reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator)
    try:
        rows = [row for row, _ in zip(reader, range(_BEGINNING), strict=False)]
    except csv.Error:
        return -1.0, 0
    return max(map(score, rows), default=0), max(map(len, rows), default=0)


def _head(rows: Sequence[Row], score: Score) -> int:
    return max(range(min(len(rows), _BEGINNING)), key=lambda at: (score(rows[at]), -at))


def _from_workbook(name: str, file: str, content: bytes, score: Score, sheet: str | None) -> Table:
    from openpyxl import load_workbook

    refused = f"{name} cannot be read as a workbook; open it, and save it as .xlsx"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > 5 * LARGEST:
                raise CallError(f"{name} is too large once it is unpacked; save the one sheet as csv")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that openpyxl leaves out, which hold no cells
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheets = {one.title: list(_rows(one)) for one in book.worksheets if one.sheet_state == "visible"}
    except CallError:
        raise
    except Exception as error:  # whatever a damaged file makes of it
        raise CallError(refused) from error
    filled = {title: rows for title, rows in sheets.items() if any(any(row) for row in rows)}
    if not filled:
        raise CallError(f"{name} has {counted(len(sheets), 'sheet')} and nothing on it; name another file")
    heads = {title: _head(rows, score) for title, rows in filled.items()}
    best = max(filled, key=lambda title: (title == sheet, score(filled[title][heads[title]]), len(filled[title]) > 1))
    return Table(file, best, heads[best], filled[best])


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # which some programs write wrong
    for row in sheet.iter_rows():
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date | time):
        return DATE
    if isinstance(value, float):
        places = str(cell.number_format).partition(";")[0].partition(".")[2]
        if places and not places.strip("0"):
            return f"{value:.{len(places)}f}"
        return f"{value:.12g}"
    return str(value).replace("_x000D_", "").strip()
