"""What lies within a zip: its files, those of a zip within it, and a list of what they are called.

Knows what is packed, and nothing of what should not be in it. What cannot be looked into is passed on as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Literal
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from .source_files import Holding

BROKEN = (BadZipFile, ZlibError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What opening a damaged archive, or one with a password, ends in."""
LARGEST = 50_000_000
"""Bytes that an archive may unpack to, with all archives within it, to be looked at."""
MOST = 2_000
"""Files of an archive that are looked at, with those of all archives within it."""
LIST = "list of its files.txt"
_DEEPEST = 2
_LOCKED = 1
"""The bit of a part that has a password."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")

Reason = Literal["too large", "too many files", "too deep", "damaged", "unknown kind"]


@dataclass(frozen=True)
class Packed(Holding):
    """One file within a zip."""

    packed: bytes = b""

    def content(self) -> bytes:
        """Return what is in it."""
        return self.packed

    def opened(self) -> BinaryIO:
        """Open it for reading in parts."""
        return BytesIO(self.packed)


@dataclass(frozen=True)
class Unread:
    """A part that cannot be looked into."""

    name: str
    reason: Reason


def can_be_opened(content: bytes) -> bool:
    """Return True if a zip is one, and has no password."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return not any(part.flag_bits & _LOCKED for part in archive.infolist())
    except BROKEN:
        return False


def files_within(holding: Holding) -> Iterator[Packed | Unread]:
    """Yield the files of a zip, those of a zip within it too; none where it cannot be opened at all."""
    if holding.suffix == ".zip":
        yield from _Unpacking(holding).files(holding, 1)


class _Unpacking:
    """Bounds that hold for an archive and all archives within it together."""

    def __init__(self, outermost: Holding) -> None:
        self._outermost = outermost
        self._bytes, self._files = LARGEST, MOST

    def files(self, holding: Holding, depth: int) -> Iterator[Packed | Unread]:
        try:
            with holding.opened() as stream, ZipFile(stream) as archive:
                yield self._packed(holding, LIST, _names(archive))
                for part in archive.infolist():
                    if part.file_size or not part.is_dir():
                        yield from self._part(holding, archive, part, depth)
        except BROKEN:  # reported where the archive itself is judged
            return

    def _part(self, holding: Holding, archive: ZipFile, part: ZipInfo, depth: int) -> Iterator[Packed | Unread]:
        self._files -= 1
        if self._files < 0:
            yield Unread(part.filename, "too many files")
            return
        if part.file_size > self._bytes:
            yield Unread(part.filename, "too large")
            return
        try:
            content = archive.read(part)
        except BROKEN:
            yield Unread(part.filename, "damaged")
            return
        self._bytes -= part.file_size
        packed = self._packed(holding, part.filename, content)
        yield packed
        if packed.suffix == ".zip":
            yield from self.files(packed, depth + 1) if depth < _DEEPEST else [Unread(part.filename, "too deep")]

    def _packed(self, holding: Holding, name: str, content: bytes) -> Packed:
        path = f"{holding.path if isinstance(holding, Packed) else holding.folder}/{name}"
        return Packed(path, self._outermost.file, (0, len(content)), content)


def _names(archive: ZipFile) -> bytes:
    """Return the names of all parts and what is noted beside them, each on a line."""
    notes = [archive.comment, *(part.comment for part in archive.infolist())]
    names = [part.filename for part in archive.infolist()]
    lines = [
        line for text in (*names, *(note.decode("utf-8", "replace") for note in notes)) for line in text.split("/")
    ]
    return "\n".join(dict.fromkeys(_CONTROLS.sub(" ", line).replace("_", " ") for line in lines)).encode(
        "utf-8", "replace"
    )
