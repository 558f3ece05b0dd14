"""What is packed in zip archives and office documents: their files, and the text that a document holds.

Does not know what should not be in them. What cannot be read is passed on as an unread part with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from html import unescape
from io import BytesIO
from itertools import islice
from pathlib import PurePosixPath
from typing import BinaryIO, Literal
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from .source_files import SourceFile

BROKEN = (BadZipFile, ZlibError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What opening a damaged archive, or one with a password, raises."""
LARGEST = 50_000_000
"""Bytes that an archive may unpack to, with all archives in it, to be read."""
MOST = 2_000
"""Files of an archive that are read, with those of all archives in it."""
LIST = "list of its files.txt"
OFFICE = frozenset({".docx", ".dotx", ".pptx", ".potx", ".xlsx", ".xltx", ".odt", ".odp", ".ods", ".epub"})
_DEEPEST = 2
_ENCRYPTED = 1
"""The flag of a part that has a password."""
_MOST_ROWS = 100_000
"""Rows of a sheet that are read."""
_PARTS = re.compile(
    r"(?P<embedded>(?:word|ppt|xl)/(?:embeddings|activeX)/[^/]+)"
    r"|word/\w+\.xml|ppt/(?:slides|notesSlides|comments|slideMasters|slideLayouts)/\w+\.xml"
    r"|xl/(?:comments|threadedComments|drawings|pivotCache)/\w+\.xml|xl/comments\d*\.xml"
    r"|(?:word|ppt|xl)/(?:charts/chart|diagrams/data)\w*\.xml|docProps/(?:core|custom)\.xml|customXml/item\d+\.xml"
    r"|(?:content|styles|meta)\.xml|.*\.x?html?",
    re.DOTALL,
)
"""Parts of an office document that are read: documents embedded in it, and those that hold text."""
_END_OF_LINE = re.compile(
    r"</(?:w:p|a:p|si|text:p|text:h|p|td|li|h\d|text|comment|author|p:text|c:v|property|(?:dc|cp|dcterms|meta):\w+)>"
)
_PIVOT_VALUE = re.compile(r"<\w+ [^<>]*?\bv=\"([^\"<>]*)\"")
"""A value of a pivot table, which keeps a copy of its source."""

Reason = Literal["too large", "too many files", "too deep", "damaged", "unknown kind", "strict"]


@dataclass(frozen=True)
class UnreadPart:
    """A part that cannot be read."""

    name: str
    reason: Reason


@dataclass(frozen=True)
class ArchivedFile(SourceFile):
    """One file within an archive or a document."""

    packed: bytes = b""

    def content(self) -> bytes:
        """Return its bytes."""
        return self.packed

    def opened(self) -> BinaryIO:
        """Open it for reading in parts."""
        return BytesIO(self.packed)


def can_be_opened(content: bytes) -> bool:
    """Return True if a zip archive can be opened without a password."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return not any(part.flag_bits & _ENCRYPTED for part in archive.infolist())
    except BROKEN:
        return False


def archived_files(source: SourceFile) -> Iterator[ArchivedFile | UnreadPart]:
    """Yield the files of a zip archive and of the archives in it, beginning with a list of their names."""
    if source.suffix == ".zip":
        yield from _Unpacking(source).files(source, 1)


class _Unpacking:
    """Limits that hold for an archive and all archives in it together."""

    def __init__(self, outermost: SourceFile) -> None:
        self._outermost = outermost
        self._bytes, self._files = LARGEST, MOST

    def files(self, source: SourceFile, depth: int) -> Iterator[ArchivedFile | UnreadPart]:
        try:
            with source.opened() as stream, ZipFile(stream) as archive:
                yield self._archived(source, LIST, _names(archive))
                for part in archive.infolist():
                    if part.file_size or not part.is_dir():
                        yield from self._part(source, archive, part, depth)
        except BROKEN:  # reported by the gate of metadata
            return

    def _part(
        self, source: SourceFile, archive: ZipFile, part: ZipInfo, depth: int
    ) -> Iterator[ArchivedFile | UnreadPart]:
        self._files -= 1
        if self._files < 0:
            yield UnreadPart(part.filename, "too many files")
        elif part.file_size > self._bytes:
            yield UnreadPart(part.filename, "too large")
        elif (content := _content(archive, part)) is None:
            yield UnreadPart(part.filename, "damaged")
        else:
            self._bytes -= part.file_size
            archived = self._archived(source, part.filename, content)
            yield archived
            if archived.suffix == ".zip":
                too_deep = [UnreadPart(part.filename, "too deep")]
                yield from self.files(archived, depth + 1) if depth < _DEEPEST else too_deep

    def _archived(self, source: SourceFile, name: str, content: bytes) -> ArchivedFile:
        path = f"{source.path if isinstance(source, ArchivedFile) else source.folder}/{name}"
        return ArchivedFile(path, self._outermost.file, (0, len(content)), content)


def _content(archive: ZipFile, part: ZipInfo) -> bytes | None:
    try:
        return archive.read(part)
    except BROKEN:
        return None


def _names(archive: ZipFile) -> bytes:
    """Return the names of all folders and files, and the comments beside them, each on a line."""
    parts = archive.infolist()
    comments = [archive.comment, *(part.comment for part in parts)]
    texts = [*(part.filename for part in parts), *(comment.decode("utf-8", "replace") for comment in comments)]
    lines = dict.fromkeys(line for text in texts for line in text.split("/"))
    return "\n".join(re.sub(r"[\x00-\x1f\x7f_]", " ", line) for line in lines).encode("utf-8", "replace")


@dataclass
class _Reading:
    left: int
    is_embedded: bool
    """Whether it is that of a document within another one; documents within it are not read."""
    texts: list[str] = field(default_factory=list)
    unread: list[UnreadPart] = field(default_factory=list)


def office_text(source: SourceFile) -> str:
    """Return the text, comments, notes and properties of an office document, and of documents embedded in it.

    One paragraph or row a line; empty if it cannot be opened.
    """
    return _read_once(source)[0] if source.suffix in OFFICE else ""


def unread_parts(source: SourceFile) -> tuple[UnreadPart, ...]:
    """Return the parts of an office document that cannot be read."""
    return _read_once(source)[1] if source.suffix in OFFICE else ()


def _read(source: SourceFile, left: int = LARGEST, *, is_embedded: bool = False) -> tuple[str, tuple[UnreadPart, ...]]:
    """Read a document and those embedded in it, which may unpack to so many bytes together."""
    reading = _Reading(left, is_embedded)
    try:
        with source.opened() as stream, ZipFile(stream) as archive:
            for part in archive.infolist():
                _read_part(source, archive, part, reading)
    except BROKEN:  # reported by the gate of metadata
        return "", ()
    if source.suffix in {".xlsx", ".xltx"} and not any(part.reason == "too large" for part in reading.unread):
        _read_rows(source, reading)
    return "\n".join(reading.texts), tuple(reading.unread)


_read_once = lru_cache(maxsize=1)(_read)  # several gates ask about a document one after another


def _read_part(source: SourceFile, archive: ZipFile, part: ZipInfo, reading: _Reading) -> None:
    name, kind = part.filename, _PARTS.fullmatch(part.filename)
    if part.file_size > reading.left:
        reading.unread.append(UnreadPart(name, "too large"))
    elif kind:
        reading.left -= part.file_size
        content = _content(archive, part)
        if content is None:
            reading.unread.append(UnreadPart(name, "damaged"))
        elif kind["embedded"]:
            _read_embedded(source, name, content, reading)
        else:
            encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
            reading.texts.append(_text(content.decode(encoding, "replace"), name))


def _text(xml: str, name: str) -> str:
    if name.startswith("xl/pivotCache/"):
        xml = _PIVOT_VALUE.sub(r"\1\n<a", xml)
    return unescape(re.sub(r"<[^<>]*>", "", _END_OF_LINE.sub("\n", xml)))


def _read_embedded(source: SourceFile, name: str, content: bytes, reading: _Reading) -> None:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in OFFICE and not reading.is_embedded:
        embedded = ArchivedFile(f"{source.path}/{name}", source.file, (0, len(content)), content)
        text, unread = _read(embedded, reading.left, is_embedded=True)
        reading.left -= len(text)
        reading.texts.append(text)
        reading.unread += unread or ([] if text else [UnreadPart(name, "damaged")])
    elif suffix not in {".xml", ".rels"}:
        reading.unread.append(UnreadPart(name, "unknown kind"))


def _read_rows(source: SourceFile, reading: _Reading) -> None:
    from openpyxl import load_workbook

    try:
        if _is_strict(source):  # openpyxl would find no sheets
            reading.unread.append(UnreadPart("xl/workbook.xml", "strict"))
            return
        with source.opened() as stream:
            sheets = load_workbook(stream, read_only=True, data_only=True).worksheets
            if not sheets:
                reading.unread.append(UnreadPart("xl/workbook.xml", "damaged"))
            for sheet in sheets:
                rows = sheet.iter_rows(values_only=True)
                reading.texts.append(sheet.title)
                reading.texts += (" | ".join(map(_cell, row)) for row in islice(rows, _MOST_ROWS))
                if next(rows, None) is not None:
                    reading.unread.append(UnreadPart(sheet.title, "too large"))
    except Exception:  # a damaged workbook raises any kind of error
        reading.unread.append(UnreadPart("xl/workbook.xml", "damaged"))


def _is_strict(source: SourceFile) -> bool:
    with source.opened() as stream, ZipFile(stream) as archive:
        return b"//purl.oclc.org/ooxml/" in archive.read("_rels/.rels")


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else " ".join(str(value).split())
