"""What lies within a file that packs others: the files of a zip, and the words of an office document.

Knows what is packed, and nothing of what should not be in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from .holdings import Holding

OFFICE = frozenset({".docx", ".dotx", ".pptx", ".potx", ".xlsx", ".xltx", ".odt", ".odp", ".ods", ".epub"})
BROKEN = (BadZipFile, ZlibError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What opening a damaged archive, or one with a password, ends in."""
LARGEST = 50_000_000
"""Bytes that one part of an archive may unpack to, to be looked at."""
_WORDS = re.compile(r"(?:word/\w+|ppt/(?:slides|notesSlides)/\w+|content)\.xml|.*\.x?html?", re.DOTALL)
_SHEETS = frozenset({".xlsx", ".xltx"})
_LOCKED = 1
"""The bit that tells of a part that it has a password."""
_MOST = 2_000
"""Files of a zip that are looked at."""
_MOST_ROWS = 100_000
"""Rows of a sheet that are."""


@dataclass(frozen=True)
class Packed(Holding):
    """One file within a zip."""

    packed: bytes = b""

    def content(self) -> bytes:
        """Return what is in it."""
        return self.packed


def can_be_opened(content: bytes) -> bool:
    """Tell whether a zip is one, and has no password."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return not any(part.flag_bits & _LOCKED for part in archive.infolist())
    except BROKEN:
        return False


def files_within(holding: Holding) -> Iterator[Packed]:
    """Give the files of a zip, those of a zip within it too; none where it cannot be opened."""
    if holding.suffix != ".zip":
        return
    left = LARGEST
    try:
        with ZipFile(BytesIO(holding.content())) as archive:
            for part in archive.infolist()[:_MOST]:
                left -= part.file_size
                if left > 0 and not part.is_dir():
                    path = f"{holding.path if isinstance(holding, Packed) else holding.folder}/{part.filename}"
                    packed = Packed(path, holding.file, (0, part.file_size), archive.read(part))
                    yield packed
                    if not isinstance(holding, Packed):
                        yield from files_within(packed)
    except BROKEN:
        return


def words_within(holding: Holding) -> str:
    """Return the words of an office document, a paragraph or row a line; nothing where it cannot be opened."""
    read = _rows if holding.suffix in _SHEETS else _texts
    return "\n".join(read(holding.content())) if holding.suffix in OFFICE else ""


def _rows(content: bytes) -> Iterator[str]:
    from openpyxl import load_workbook

    with suppress(Exception):  # damage shows itself anywhere, as any kind of error
        for sheet in load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets:
            for row in sheet.iter_rows(values_only=True, max_row=_MOST_ROWS):
                yield " | ".join(_said(value) for value in row)


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else " ".join(str(value).split())


def _texts(content: bytes) -> Iterator[str]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            for part in archive.infolist():
                if part.file_size <= LARGEST and _WORDS.fullmatch(part.filename):
                    text = archive.read(part).decode("utf-8", "replace")
                    lines = re.sub(r"</(?:w:p|a:p|si|text:p|text:h|p|td|li|h\d)>", "\n", text)
                    yield unescape(re.sub(r"<[^<>]*>", "", lines))
    except BROKEN:
        return  # told of where its properties are read
