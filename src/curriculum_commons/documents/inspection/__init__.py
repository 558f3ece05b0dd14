"""Find what keeps people from reading a Word, PowerPoint, Excel or PDF file, with a message for each fault.

Knows nothing of this framework, and of a file only its name and its bytes; runs and fetches nothing that is in it. An
office file is an archive that anybody may have made, so it is read only if it is safe to open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path, PurePath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from ...validation.gates.archives import BROKEN
from .rules import Fault

__all__ = ["Fault", "inspect_file", "inspect_path"]


@dataclass(frozen=True)
class Program:
    """A program of an office suite, and the files it writes that can be inspected."""

    name: str
    document: str
    suffix: str
    others: str
    """Suffixes of other files that it opens."""


_WORD = Program("Word", "Word document", ".docx", ".doc .dot .docm .dotx .dotm .odt .rtf")
_POWERPOINT = Program("PowerPoint", "PowerPoint presentation", ".pptx", ".ppt .pps .pot .pptm .ppsx .potx .odp")
_EXCEL = Program("Excel", "Excel workbook", ".xlsx", ".xls .xlt .xlsm .xltx .xlsb .ods")
_PROGRAMS = {program.suffix: program for program in (_WORD, _POWERPOINT, _EXCEL)}
_OTHERS = {suffix: program for program in _PROGRAMS.values() for suffix in program.others.split()}

_LARGEST = 100_000_000
"""Bytes of the largest file that is opened."""
_TOO_LARGE = f"is larger than {_LARGEST // 1_000_000} MB; make its pictures smaller, or split it"
_PDF_BEGINS_WITHIN = 1024
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_ENTRIES = 20_000
_MOST_MARKUP = 100_000_000
_MOST_BYTES = 500_000_000
_HARMLESS = 10_000_000
"""Bytes that may unpack from however few: an empty table of many rows packs well."""
_MOST_PACKED = 100
"""How many times its size an honest file unpacks to, at most."""
_STRICT = b"//purl.oclc.org/ooxml/"
"""In the names of a file of ISO 29500 Strict, which other programs than Office hardly read."""
_RARE_ENCODING = re.compile(rb"""^<\?xml[^>]*\sencoding\s*=\s*["'](?!(?i:utf-8|utf-16|us-ascii|ascii)["'])""")


def inspect_path(path: Path) -> list[Fault]:
    """Return the faults of a file; raises OSError where it cannot be read."""
    return [Fault("", _TOO_LARGE)] if path.stat().st_size > _LARGEST else inspect_file(path.name, path.read_bytes())


def inspect_file(name: str, content: bytes) -> list[Fault]:
    """Return the faults of a document, in the order of their locations; never raises.

    Args:
        name: Name of the file, whose suffix gives its format.
    """
    suffix = PurePath(name).suffix.lower()
    if refused := _refusal(suffix, content):
        return [Fault("", refused)]
    module = _PROGRAMS[suffix].name.lower() if suffix in _PROGRAMS else "pdf"
    read: Callable[[bytes], Iterable[Fault]] = import_module(f".{module}", __package__).faults
    try:
        return list(dict.fromkeys(read(content)))
    except Exception:
        # Damage shows itself anywhere in the libraries that read these formats, and as any kind of error.
        return [Fault("", _damaged(suffix))]


def _refusal(suffix: str, content: bytes) -> str:
    """Return why a file is not inspected; empty where it is."""
    if program := _OTHERS.get(suffix):
        return f"is a {suffix} file; open it in {program.name} and save it as {program.suffix}, which can be inspected"
    if suffix not in {*_PROGRAMS, ".pdf"}:
        return "is not a file that can be inspected; choose one whose name ends in .docx, .pptx, .xlsx or .pdf"
    if not content:
        return "is empty; save it again from the program it was made with"
    if len(content) > _LARGEST:
        return _TOO_LARGE
    if suffix in _PROGRAMS:
        return _office_refusal(content, _PROGRAMS[suffix])
    return "" if b"%PDF-" in content[:_PDF_BEGINS_WITHIN] else _damaged(suffix)


def _damaged(suffix: str) -> str:
    if program := _PROGRAMS.get(suffix):
        article = "an" if program is _EXCEL else "a"
        return (
            f"is damaged or not {article} {program.document}; open it in {program.name} and save it again as {suffix}"
        )
    return "is damaged or not a PDF; export it again from the program it was made with"


def _office_refusal(content: bytes, program: Program) -> str:
    if content.startswith(_OLD):
        if _ENCRYPTED in content:
            return f"is protected by a password; take it off in {program.name} and inspect the file again"
        return f"is of an old kind, whatever its name; open it in {program.name} and save it as {program.suffix}"
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _archive_refusal(archive, program)
    except BROKEN:
        return _damaged(program.suffix)


def _archive_refusal(archive: ZipFile, program: Program) -> str:
    entries = archive.infolist()
    if any(entry.flag_bits & 1 or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        return _damaged(program.suffix)
    markup = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels", ".vml"))]
    if len(entries) > _MOST_ENTRIES or _is_bomb(entries) or _is_bomb(markup):
        return "unpacks to far more than such a document contains; ask its sender for it as PDF"
    if sum(entry.file_size for entry in markup) > _MOST_MARKUP:
        return f"has more than {_MOST_MARKUP // 1_000_000} MB of text and cells, too much to inspect; split it"
    if any(_is_unsafe(archive.read(entry)) for entry in markup):
        again = f"open it in {program.name} and save it again as {program.suffix}"
        return f"contains XML that {program.name} does not write; {again}"
    if "_rels/.rels" in archive.namelist() and _STRICT in archive.read("_rels/.rels"):
        kind = f'"{program.document} (*{program.suffix})"'
        way_out = f'open it in {program.name}, choose "Save As", and as its type {kind}'
        return f"is saved as Strict Open XML, which is not inspected; {way_out}"
    return ""


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
