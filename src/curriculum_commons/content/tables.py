"""Read the rows of a table from a csv or xlsx file, whatever its encoding, separator or first lines.

Knows nothing of what they are about: which row names the columns is asked of whoever knows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from pathlib import Path

from ..model.problems import CallError, counted, shown
from .sheet_cells import MOST_CELLS, Cells, Moment, Places, Value
from .spreadsheet import Workbook

LARGEST = 30_000_000
"""Bytes of a file."""
_BEGINNING = 40
"""Rows among which the names of the columns are looked for."""
_WIDEST = 10_000
"""Cells of a row."""
_SEPARATORS = ",;\t|"
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_CODE_PAGES = (
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "cp949",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1255",
    "cp1256",
)
"""What spreadsheets write where they do not write UTF-8."""
_WESTERN = {"cp1250", "cp1252"}
_SAMPLE = 100_000
"""Bytes by which an encoding is guessed."""
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
        return bool(self.encoding) and not self.encoding.startswith("UTF")

    @property
    def names(self) -> Row:
        """The names of the columns."""
        return self.rows[self.head]


def content_of(file: Path, largest: int = LARGEST) -> bytes:
    """Return what is in a file; raises CallError where it is not there, is empty or too large."""
    name = shown(str(file))
    if not file.is_file():
        raise CallError(f"{name} {'is a folder' if file.is_dir() else 'is not there'}; name a csv or xlsx file")
    try:
        if file.stat().st_size > largest:
            raise CallError(f"{name} is larger than {largest // 1_000_000} MB; take out what does not belong to it")
        content = file.read_bytes()
    except OSError as error:
        raise CallError(f"{name} cannot be read: {error.strerror or error}") from error
    if not content.strip(b"\0\r\n\t "):
        raise CallError(f"{name} is empty; export the table again")
    return content


def is_workbook(file: Path, content: bytes) -> bool:
    """Return True for the content of a workbook; raises CallError for one of a kind that is not read."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        name = shown(str(file))
        raise CallError(f"{name} is an old or a locked workbook; save it as .xlsx without a password")
    return file.suffix.lower() in {".xlsx", ".xlsm"} or content.startswith(b"PK")


def read_table(file: Path, score: Score, sheet: str | None = None, separator: str = "") -> Table:
    """Return the table in a file; raises CallError where there is none that can be read.

    Args:
        sheet: The sheet to take of a workbook that has it.
        separator: The one to take of several that fit.
    """
    name, content = shown(str(file)), content_of(file)
    if is_workbook(file, content):
        table = _from_workbook(name, file.name, content, score, sheet)
    else:
        table = text_table(name, file.name, content, score, separator)
    if not any(any(row) for row in table.rows[table.head + 1 :]):
        raise CallError(f"{name} has no rows below the names of its columns; export the table again")
    return table


def text_table(name: str, file: str, content: bytes, score: Score, separator: str = "") -> Table:
    """Return the table in a text; raises CallError where it cannot be read.

    Args:
        name: What messages call the file.
        separator: The one to take of several that fit.
    """
    codec, encoding = _encoding(name, content)
    best = max(_SEPARATORS, key=lambda one: (*_rating(content, codec, one, score), one == separator))
    if max(line.count(best.encode()) for line in content.split(b"\n")) > _WIDEST:
        raise CallError(f"{name} has a row of more than {_WIDEST:,} cells; delete what does not belong to it")
    rows, cells = list[Row](), 0
    csv.field_size_limit(LARGEST)
    try:
        for row in csv.reader(_lines(content, codec), delimiter=best, strict=True):
            rows.append([cell.strip() for cell in row])
            cells += len(row)
            if cells > MOST_CELLS:
                raise CallError(f"{name} has more than {MOST_CELLS:,} cells; delete what does not belong to it")
    except csv.Error as error:
        at = len(rows) + 1
        message = f"{name}: row {at} cannot be read, or an earlier one: a quotation mark is not closed or not doubled"
        raise CallError(message) from error
    return with_head(Table(file, None, 0, rows, encoding, best), score)


def _lines(content: bytes, codec: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), codec, newline="")


def _encoding(name: str, content: bytes) -> tuple[str, str]:
    """Return the codec of a text, and what people call it."""
    mark = next((mark for mark in _MARKS if content.startswith(mark)), None)
    nulls = content[:200].count(0)
    if mark is None and nulls > len(content[:200]) // 4:
        encodings = ["utf-16-le" if content[1] == 0 else "utf-16-be"]
    else:
        encodings = [_MARKS[mark]] if mark else ["utf-8"]
    for encoding in chain(encodings, () if mark or nulls else _guesses(content)):
        try:
            has_null = "\0" in content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not has_null:
            if encoding == "cp1252":
                _refuse_two_encodings(name, content)
            plain = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
            return encoding, plain.upper().replace("CP", "Windows-")
    raise CallError(f"{name} is not a table in text; save it as csv in UTF-8, or as xlsx")


def _refuse_two_encodings(name: str, content: bytes) -> None:
    """Raise CallError where a letter such as "ö" is two bytes, as in UTF-8, although others are one."""
    at = content.find(_FIRST_OF_TWO)
    while at >= 0 and content[at + 1 : at + 2] not in _SECOND_OF_TWO:
        at = content.find(_FIRST_OF_TWO, at + 1)
    if at >= 0:
        row = content.count(b"\n", 0, at) + 1
        both = f"row {row} is written in UTF-8, and other rows are not"
        raise CallError(f"{name}: {both}; correct the letters in a spreadsheet, and save it as csv in UTF-8")


_FIRST_OF_TWO = b"\xc3"
_SECOND_OF_TWO = [bytes([one]) for one in range(0x80, 0xC0)]


def _guesses(content: bytes) -> Iterator[str]:
    """Yield encodings that a text may have; what is written in Latin letters is more likely of Western Europe."""
    from charset_normalizer import from_bytes

    sample = content[:_SAMPLE].rpartition(b"\n")[0] or content
    found = [match.encoding for match in from_bytes(sample, cp_isolation=list(_CODE_PAGES))]
    if not found or _WESTERN & {*found}:
        yield "cp1252"
    yield from found


def _rating(content: bytes, codec: str, separator: str, score: Score) -> tuple[float, int]:
    reader = csv.reader(_lines(content[:400_000], codec), delimiter=separator)
    try:
        rows = [row for row, _ in zip(reader, range(_BEGINNING), strict=False)]
    except (csv.Error, UnicodeDecodeError):
        return -1.0, 0
    return max(map(score, rows), default=0), max(map(len, rows), default=0)


def head_of(rows: Sequence[Row], score: Score) -> int:
    """Return the index of the row that names the columns."""
    return max(range(min(len(rows), _BEGINNING)), key=lambda at: (score(rows[at]), -at))


def with_head(table: Table, score: Score) -> Table:
    """Return a table with the row that names its columns; where two do, the upper one groups those of the lower."""
    rows, at = table.rows, head_of(table.rows, score)
    best, where = score(rows[at]), (at, rows[at])
    for upper in range(max(0, at - 1), min(at + 1, len(rows) - 1)):
        both = [low or high for high, low in zip_longest(rows[upper], rows[upper + 1], fillvalue="")]
        if score(rows[upper + 1]) >= _FEWEST and score(both) > best:
            best, where = score(both), (upper + 1, both)
    head, names = where
    return replace(table, head=head, rows=[*rows[:head], names, *rows[head + 1 :]])


_FEWEST = 2
"""Columns that the lower of two rows with names has to name."""


def _from_workbook(name: str, file: str, content: bytes, score: Score, sheet: str | None) -> Table:
    book = Workbook(name, content)
    visible = [one for one in book.sheets if not one.is_hidden]
    sheets = {one.name: rows_of(book.rows(one)) for one in visible}
    filled = {title: rows for title, rows in sheets.items() if rows}
    if not filled:
        raise CallError(f"{name} has {counted(len(sheets), 'sheet')} and nothing on it; name another file")
    tables = [with_head(Table(file, title, 0, rows), score) for title, rows in filled.items()]
    return max(tables, key=lambda one: (one.sheet == sheet, score(one.names), len(one.rows) > 1))


def rows_of(numbered: Iterable[tuple[int, Cells]]) -> list[Row]:
    """Return rows as texts, with the empty ones between them."""
    rows = list[Row]()
    for number, cells in numbered:
        texts = [text_of(cell) for cell in cells]
        if any(texts):
            rows += [_EMPTY] * (number - 1 - len(rows))
            rows[number - 1 :] = [texts]
    return rows


_EMPTY: Row = ()


def text_of(value: Value) -> str:
    """Return a value as people see it in the cell; a date is marked as one."""
    if value is None:
        return ""
    if isinstance(value, Moment):
        return DATE
    if isinstance(value, float):
        return f"{value:.{value.places}f}" if isinstance(value, Places) else f"{value:.12g}"
    return str(value).replace("_x000D_", "").strip()
