"""Whether an office file is safe to open: it is an archive that anybody may have made.

Knows nothing of the content of the files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_ENTRIES = 20_000
_MOST_MARKUP = 100_000_000
_MOST_BYTES = 500_000_000
_HARMLESS = 10_000_000
"""Bytes that may unpack from however few: an empty table of many rows packs well."""
_MOST_PACKED = 100
"""How many times its size an honest file unpacks to, at most."""
_RARE_ENCODING = re.compile(rb"""^<\?xml[^>]*\sencoding\s*=\s*["'](?!(?i:utf-8|utf-16|us-ascii|ascii)["'])""")


@dataclass(frozen=True)
class Program:
    """A program of an office suite and its files."""

    name: str
    document: str
    suffix: str

    @property
    def damaged(self) -> str:
        """Message for a file that cannot be read."""
        return f"is damaged or not a {self.document}; open it in {self.name} and save it again as {self.suffix}"


WORD = Program("Word", "Word document", ".docx")
POWERPOINT = Program("PowerPoint", "PowerPoint presentation", ".pptx")
EXCEL = Program("Excel", "Excel workbook", ".xlsx")


def refusal(content: bytes, program: Program) -> str | None:
    """Return why a file should not be opened, or None."""
    if content.startswith(_OLD):
        if _ENCRYPTED in content:
            return f"is protected by a password; take it off in {program.name} and inspect the file again"
        return f"is of an old kind, whatever its name; open it in {program.name} and save it as {program.suffix}"
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _refusal(archive, program)
    except (BadZipFile, ZlibError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return program.damaged


def _refusal(archive: ZipFile, program: Program) -> str | None:
    entries = archive.infolist()
    if any(entry.flag_bits & 1 or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        return program.damaged
    markup = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels", ".vml"))]
    if len(entries) > _MOST_ENTRIES or _is_bomb(entries) or _is_bomb(markup):
        return f"unpacks to far more than a {program.document} contains; ask its sender for it as PDF"
    if sum(entry.file_size for entry in markup) > _MOST_MARKUP:
        return f"has more than {_MOST_MARKUP // 1_000_000} MB of text and cells, too much to inspect; split it"
    if any(_is_unsafe(archive.read(entry)) for entry in markup):
        return (
            f"contains XML that {program.name} does not write; open it in {program.name} and save it again "
            f"as {program.suffix}"
        )
    return None


def _is_bomb(entries: list[ZipInfo]) -> bool:
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    return size > _MOST_BYTES or (size > _HARMLESS and size > _MOST_PACKED * packed)


def _is_unsafe(markup: bytes) -> bool:
    """Return True if XML may define entities, which office files never do."""
    start = markup.removeprefix(b"\xef\xbb\xbf").lstrip()
    if markup.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in markup[:4]:
        markup = markup.replace(b"\0", b"")
    elif start[:1] not in (b"<", b""):
        return True
    return b"<!DOCTYPE" in markup or b"<!ENTITY" in markup or _RARE_ENCODING.match(start) is not None
