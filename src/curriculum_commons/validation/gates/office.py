"""The words of an office document: its text, comments, notes, properties, and documents embedded in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from html import unescape
from itertools import islice
from pathlib import PurePosixPath
from zipfile import ZipFile, ZipInfo

from .archives import BROKEN, LARGEST, Packed, Unread
from .source_files import Holding

OFFICE = frozenset({".docx", ".dotx", ".pptx", ".potx", ".xlsx", ".xltx", ".odt", ".odp", ".ods", ".epub"})
_SHEETS = frozenset({".xlsx", ".xltx"})
_WORDS = re.compile(
    r"word/\w+\.xml|ppt/(?:slides|notesSlides|comments|slideMasters|slideLayouts)/\w+\.xml"
    r"|xl/(?:comments|threadedComments|drawings|pivotCache)/\w+\.xml|xl/comments\d*\.xml"
    r"|(?:word|ppt|xl)/(?:charts/chart|diagrams/data)\w*\.xml|docProps/(?:core|custom)\.xml|customXml/item\d+\.xml"
    r"|(?:content|styles|meta)\.xml|.*\.x?html?",
    re.DOTALL,
)
_EMBEDDED = re.compile(r"(?:word|ppt|xl)/(?:embeddings|activeX)/[^/]+", re.DOTALL)
_LINE = re.compile(
    r"</(?:w:p|a:p|si|text:p|text:h|p|td|li|h\d|text|comment|author|p:text|c:v|property|(?:dc|cp|dcterms|meta):\w+)>"
)
_CACHED = re.compile(r"<\w+ [^<>]*?\bv=\"([^\"<>]*)\"")
"""A value of a pivot table, which keeps a copy of what it was made from."""
_MOST_ROWS = 100_000
"""Rows of a sheet that are looked at."""


@dataclass
class _Reading:
    texts: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    left: int = LARGEST


def words_within(holding: Holding) -> str:
    """Return the words of an office document, a paragraph or row a line; nothing where it cannot be opened."""
    return _read_once(holding)[0] if holding.suffix in OFFICE else ""


def parts_unread(holding: Holding) -> tuple[Unread, ...]:
    """Return the parts of an office document that cannot be looked into."""
    return _read_once(holding)[1] if holding.suffix in OFFICE else ()


def _read(holding: Holding) -> tuple[str, tuple[Unread, ...]]:
    reading = _Reading()
    try:
        with holding.opened() as stream, ZipFile(stream) as archive:
            for part in archive.infolist():
                _read_part(holding, archive, part, reading)
    except BROKEN:  # reported where its properties are read
        return "", ()
    if holding.suffix in _SHEETS and not any(one.reason == "too large" for one in reading.unread):
        _read_rows(holding, reading)
    return "\n".join(reading.texts), tuple(reading.unread)


_read_once = lru_cache(maxsize=1)(_read)  # several gates ask about a document one after another


def _read_part(holding: Holding, archive: ZipFile, part: ZipInfo, reading: _Reading) -> None:
    is_embedded = bool(_EMBEDDED.fullmatch(part.filename))
    if part.file_size > reading.left:
        reading.unread.append(Unread(part.filename, "too large"))
        return
    if not is_embedded and not _WORDS.fullmatch(part.filename):
        return
    reading.left -= part.file_size
    try:
        content = archive.read(part)
    except BROKEN:
        reading.unread.append(Unread(part.filename, "damaged"))
        return
    if is_embedded:
        _read_embedded(holding, part.filename, content, reading)
    else:
        text = content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")
        reading.texts.append(_text(text, part.filename))


def _text(xml: str, name: str) -> str:
    if name.startswith("xl/pivotCache/"):
        xml = _CACHED.sub(r"\1\n<a", xml)
    return unescape(re.sub(r"<[^<>]*>", "", _LINE.sub("\n", xml)))


def _read_embedded(holding: Holding, name: str, content: bytes, reading: _Reading) -> None:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in OFFICE and not isinstance(holding, _Embedded):
        embedded = _Embedded(f"{holding.path}/{name}", holding.file, (0, len(content)), content)
        text, unread = _read(embedded)
        reading.texts.append(text)
        reading.unread += unread or ([] if text else [Unread(name, "damaged")])
    elif suffix not in {".xml", ".rels"}:
        reading.unread.append(Unread(name, "unknown kind"))


class _Embedded(Packed):
    """A document within a document, of which none further in is read."""


def _read_rows(holding: Holding, reading: _Reading) -> None:
    from openpyxl import load_workbook

    try:
        with holding.opened() as stream:
            for sheet in load_workbook(stream, read_only=True, data_only=True).worksheets:
                rows = sheet.iter_rows(values_only=True)
                reading.texts.append(sheet.title)
                reading.texts += (" | ".join(map(_cell, row)) for row in islice(rows, _MOST_ROWS))
                if next(rows, None) is not None:
                    reading.unread.append(Unread(sheet.title, "too large"))
    except Exception:  # damage shows itself anywhere, as any kind of error
        reading.unread.append(Unread("xl/workbook.xml", "damaged"))


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else " ".join(str(value).split())
