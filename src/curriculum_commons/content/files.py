"""List, read and write the files of a project, whatever they turn out to be: links, pipes, other encodings.

Knows nothing of what the files are for. What cannot be read is reported as a problem; a file is written whole or not
at all.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path

from filelock import lock_descriptor

from ..model.problems import Problem, shown
from ..model.unreadable import CONTROL, misused_turn
from .file_names import name_refusal, twin_refusal

LARGEST = 10_000_000
"""Bytes that a text may have; what is larger is not read at all."""

Report = Callable[[Problem], None]

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Non-blocking, because a pipe would keep its reader waiting for ever; binary, because Windows translates line ends."""
_READ_OWN = _READ | getattr(os, "O_NOFOLLOW", 0)
_WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_OF_SYSTEM = (
    *(".DS_Store", ".localized", ".directory", ".Trash*", ".Spotlight*", ".fseventsd", ".nfs*", "._*", ".#*"),
    *(".git", ".gitkeep", ".gitignore", ".gitattributes", ".~lock.*", ".*.sw[a-p]", ".*.part", ".*.tmp", ".*~"),
)
"""Hidden files that systems, git and programs put into folders, and that nobody means to publish."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def listed(  # noqa: PLR0913, PLR0917
    root: Path, folder: str, report: Report, deep: bool = False, but: Collection[str] = (), hidden: str | None = None
) -> Iterator[str]:
    """Yield the paths of the entries of a folder, in order.

    Args:
        root: The project; resolved, so that a link out of it is recognized.
        deep: Whether the folders within are entered; otherwise their own paths are given.
        but: Folders that are left out; what else has their names is not.
        hidden: The one path that is listed though its name begins with a dot. Where it is given, all others are
            reported as left out, except for what systems and programs put there for themselves.
    """
    names: dict[str, str] = {}
    for entry in _entries(root, folder, report):
        path = f"{folder}/{entry.name}"
        if path in but and entry.is_dir(follow_symlinks=False):
            continue
        if entry.name.startswith(".") and path != hidden:
            if hidden is not None:
                _report_hidden(path, entry.name, report)
        elif refusal := _refusal(root, entry, path):
            report(Problem(shown(path), 0, 0, *refusal))
        else:
            is_twin = _report_twin(path, names, report)
            if deep and entry.is_dir():  # what is in a twin is still there
                yield from listed(root, path, report, deep, but, hidden)
            elif not is_twin:
                yield path


def _entries(root: Path, folder: str, report: Report) -> list[os.DirEntry[str]]:
    if (root / folder).is_symlink():
        report(Problem(folder, 0, 0, "is a link to a folder; put the folder itself here", "symbolic-link"))
        return []
    try:
        return sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError as error:
        report(Problem(folder, 0, 0, *_explain(error)))
        return []


def _report_twin(path: str, earlier: dict[str, str], report: Report) -> bool:
    refusal = twin_refusal(path.rpartition("/")[2], earlier)
    if refusal:
        report(Problem(shown(path), 0, 0, refusal, "file-name"))
    return bool(refusal)


def _report_hidden(path: str, name: str, report: Report) -> None:
    if not any(fnmatchcase(name, pattern) for pattern in _OF_SYSTEM):
        message = "is hidden, as its name begins with a dot, and is not published; rename it, or remove it"
        report(Problem(shown(path), 0, 0, message, "hidden-file", "warning"))


def _refusal(root: Path, entry: os.DirEntry[str], path: str) -> tuple[str, str] | None:
    if refusal := name_refusal(path):
        return refusal, "file-name"
    if entry.is_symlink():
        message = _link_refusal(root, Path(entry.path))
        return (message, "symbolic-link") if message else None
    if not entry.is_file() and not entry.is_dir():
        return "is neither a file nor a folder; remove it", "not-a-file"
    if not os.access(entry.path, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
        return _explain(PermissionError())
    return None


def _link_refusal(root: Path, link: Path) -> str | None:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return "is a link that leads nowhere; put the file itself here"
    if not target.is_relative_to(root):
        return "is a link that leads out of this project; put the file itself here"
    if any(part.startswith(".") for part in target.relative_to(root).parts):
        return "is a link to something hidden, which may hold passwords; put the file itself here"
    return None if target.is_file() else "is a link to something other than a file; put a file here"


def text_of(root: Path, path: str, report: Report) -> str | None:
    """Return the text of a file, its lines ended by line feeds, or report why it has none."""
    try:
        return _text(_content(root / path))
    except OSError as error:
        report(Problem(path, 0, 0, *_explain(error)))
    except _UnfitError as error:
        report(Problem(path, error.line, error.column, error.message, error.code))
    return None


def report_conflict(root: Path, path: str, report: Report) -> None:
    """Report where a file that is not read otherwise holds two versions of something."""
    with suppress(OSError, _UnfitError):
        text = _content(root / path).decode("utf-8", "replace")
        try:
            _refuse_conflict(_lines(text))
        except _UnfitError as error:
            report(Problem(path, error.line, error.column, error.message, error.code))


class _UnfitError(Exception):
    def __init__(self, message: str, code: str, before: str | None = None) -> None:
        self.message, self.code = message, code
        self.line = 0 if before is None else before.count("\n") + 1
        self.column = 0 if before is None else len(before) - before.rfind("\n")


def _content(file: Path) -> bytes:
    descriptor = os.open(file, _READ)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _UnfitError("is not a file; put a text file here", "not-a-file")
        if status.st_size > LARGEST:
            message = f"is larger than {LARGEST // 1_000_000} MB; look at what is in it, and shorten it"
            raise _UnfitError(message, "file-too-large")
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            return stream.read(LARGEST)
    finally:
        os.close(descriptor)


def _text(content: bytes) -> str:
    content = content.removeprefix(b"\xef\xbb\xbf")
    if content.startswith(_UTF_16):
        raise _UnfitError("is written in UTF-16; save it again as UTF-8", "wrong-encoding", "")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        message = f"has a byte here (0x{content[error.start]:02X}) that is not UTF-8; save the file again as UTF-8"
        raise _UnfitError(message, "wrong-encoding", _lines(content[: error.start].decode())) from error
    if control := CONTROL.search(text):
        message = f"has a control character here (U+{ord(control[0]):04X}); type this part again"
        raise _UnfitError(message, "control-character", _lines(text[: control.start()]))
    text = _lines(text)
    _refuse_conflict(text)
    if (turn := misused_turn(text)) is not None:
        message = "has a character here that turns the direction of writing; type this part again without it"
        raise _UnfitError(message, "control-character", text[:turn])
    return text


def _refuse_conflict(text: str) -> None:
    """Refuse what git leaves in a file where two versions differ."""
    begin = f"\n{text}".find("\n<<<<<<< ")
    if begin >= 0 and text.find("\n>>>>>>> ", begin) >= 0:
        message = 'two versions of these lines, from "<<<<<<<" to ">>>>>>>"; keep one, without these marks'
        raise _UnfitError(message, "merge-conflict", text[:begin])


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _explain(error: OSError) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        return "is missing; every project has it", "missing-file"
    if isinstance(error, PermissionError):
        return "may not be read; change its permissions", "unreadable-file"
    return f"cannot be read ({error.strerror or error})", "unreadable-file"


def with_line_ends_of(file: Path, text: str) -> bytes:
    """Return a text with the line ends that a file has, so that whoever edits it sees no other change."""
    is_windows = file.is_file() and b"\r\n" in file.read_bytes()
    return (text.replace("\n", "\r\n") if is_windows else text).encode()


def write_whole(file: Path, content: bytes) -> None:
    """Replace a file in one step, so that nobody ever reads half of it; its permissions stay as they are."""
    _sweep(file)
    part = file.with_name(f".{file.name}.{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(part, _WRITE_NEW, 0o666), "wb") as stream:
            with suppress(OSError):  # not every disk knows locks
                lock_descriptor(stream.fileno(), blocking=False)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if file.exists():
            part.chmod(stat.S_IMODE(file.stat().st_mode))
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _sweep(file: Path) -> None:
    """Remove what a killed program has left of this file; nobody holds its lock any more."""
    for part in file.parent.glob(f".{escape(file.name)}.{'[0-9a-f]' * 16}.part"):
        with suppress(OSError), os.fdopen(os.open(part, _READ_OWN), "rb") as stream:
            if lock_descriptor(stream.fileno(), blocking=False):
                part.unlink()
