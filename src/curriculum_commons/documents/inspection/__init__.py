"""Tell what is wrong with a document of anybody's: Word, PowerPoint, Excel or PDF, a message for each fault.

Knows nothing of this framework, and of a file only its name and its bytes; runs and fetches nothing that is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path, PurePath

from .archive import EXCEL, POWERPOINT, WORD, refusal
from .fault import Fault

__all__ = ["LARGEST", "Fault", "inspect_file", "inspect_path"]

LARGEST = 100_000_000
"""Bytes of the largest file that is opened."""

_PDF_BEGINS_WITHIN = 1024
_READERS = {".docx": "word", ".pptx": "powerpoint", ".xlsx": "excel", ".pdf": "pdf"}
_PROGRAMS = {".docx": WORD, ".pptx": POWERPOINT, ".xlsx": EXCEL}
_KINDS = ".docx, .pptx, .xlsx or .pdf"
_SAVE_AS = {
    **dict.fromkeys([".doc", ".dot", ".docm", ".dotx", ".dotm", ".odt", ".rtf"], WORD),
    **dict.fromkeys([".ppt", ".pps", ".pot", ".pptm", ".ppsx", ".potx", ".odp"], POWERPOINT),
    **dict.fromkeys([".xls", ".xlt", ".xlsm", ".xltx", ".xlsb", ".ods"], EXCEL),
}


def inspect_path(path: Path) -> list[Fault]:
    """Read a file that exists and tell what is wrong with it; an `OSError` is for the caller."""
    if path.stat().st_size > LARGEST:
        return [Fault("", f"is larger than {LARGEST // 1_000_000} MB; make its pictures smaller, or split it")]
    return inspect_file(path.name, path.read_bytes())


def inspect_file(name: str, content: bytes) -> list[Fault]:
    """Tell what is wrong with a document, in the order of its places; never raises.

    Args:
        name: The name of the file; its ending says what it should be.
    """
    suffix = PurePath(name).suffix.lower()
    refused = _refusal(suffix, content)
    if refused:
        return [Fault("", refused)]
    read: Callable[[bytes], Iterable[Fault]] = import_module(f".{_READERS[suffix]}", __package__).faults
    try:
        return list(dict.fromkeys(read(content)))
    except Exception:
        # Damage shows itself anywhere in the libraries that read these formats, and as any kind of error.
        return [Fault("", _damaged(suffix))]


def _refusal(suffix: str, content: bytes) -> str | None:
    if suffix in _SAVE_AS:
        program = _SAVE_AS[suffix]
        return f"is a {suffix} file; open it in {program.name} and save it as {program.suffix}, which can be inspected"
    if suffix not in _READERS:
        return f"is no file that can be inspected; choose one whose name ends in {_KINDS}"
    if not content:
        return "is empty; save it again from the program it was made with"
    if len(content) > LARGEST:
        return f"is larger than {LARGEST // 1_000_000} MB; make its pictures smaller, or split it"
    if suffix in _PROGRAMS:
        return refusal(content, _PROGRAMS[suffix])
    return None if b"%PDF-" in content[:_PDF_BEGINS_WITHIN] else _damaged(suffix)


def _damaged(suffix: str) -> str:
    if suffix in _PROGRAMS:
        return _PROGRAMS[suffix].damaged
    return "is damaged or no PDF; export it again from the program it was made with"
