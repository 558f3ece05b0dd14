"""Find what keeps people from reading a Word, PowerPoint, Excel or PDF file, with a message for each fault.

Knows nothing of this framework, and of a file only its name and its bytes; runs and fetches nothing that is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path, PurePath

from .archive import EXCEL, POWERPOINT, WORD, refusal
from .fault import Fault

__all__ = ["Fault", "inspect_file", "inspect_path"]

_LARGEST = 100_000_000
"""Bytes of the largest file that is opened."""
_TOO_LARGE = f"is larger than {_LARGEST // 1_000_000} MB; make its pictures smaller, or split it"
_PDF_BEGINS_WITHIN = 1024
_MODULES = {".docx": "word", ".pptx": "powerpoint", ".xlsx": "excel", ".pdf": "pdf"}
_PROGRAMS = {".docx": WORD, ".pptx": POWERPOINT, ".xlsx": EXCEL}
_SAVE_AS = {
    **dict.fromkeys([".doc", ".dot", ".docm", ".dotx", ".dotm", ".odt", ".rtf"], WORD),
    **dict.fromkeys([".ppt", ".pps", ".pot", ".pptm", ".ppsx", ".potx", ".odp"], POWERPOINT),
    **dict.fromkeys([".xls", ".xlt", ".xlsm", ".xltx", ".xlsb", ".ods"], EXCEL),
}


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
    read: Callable[[bytes], Iterable[Fault]] = import_module(f".{_MODULES[suffix]}", __package__).faults
    try:
        return list(dict.fromkeys(read(content)))
    except Exception:
        # Damage shows itself anywhere in the libraries that read these formats, and as any kind of error.
        return [Fault("", _damaged(suffix))]


def _refusal(suffix: str, content: bytes) -> str | None:
    if suffix in _SAVE_AS:
        program = _SAVE_AS[suffix]
        return f"is a {suffix} file; open it in {program.name} and save it as {program.suffix}, which can be inspected"
    if suffix not in _MODULES:
        return "is not a file that can be inspected; choose one whose name ends in .docx, .pptx, .xlsx or .pdf"
    if not content:
        return "is empty; save it again from the program it was made with"
    if len(content) > _LARGEST:
        return _TOO_LARGE
    if suffix in _PROGRAMS:
        return refusal(content, _PROGRAMS[suffix])
    return None if b"%PDF-" in content[:_PDF_BEGINS_WITHIN] else _damaged(suffix)


def _damaged(suffix: str) -> str:
    if suffix in _PROGRAMS:
        return _PROGRAMS[suffix].damaged
    return "is damaged or not a PDF; export it again from the program it was made with"
