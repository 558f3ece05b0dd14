"""The files of a project that the form may change: read them, and write them whole or not at all.

Knows which files those are and refuses all others; knows nothing of HTTP or of what is in the files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

from ..content.files import LARGEST, write_whole
from ..content.journal import write_all
from ..content.load import DATA, MADE, PAGES, THEME, TOOLKIT
from ..model.palette import OURS, Palette
from ..model.problems import quoted
from ..model.records import KNOWN_FILES
from ..theme import LOOK

PICTURES = f"{PAGES}/images"
ABSENT = ""
"""State of a file that does not exist."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()-]*")
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"}


class RefusedError(Exception):
    """A request is refused; the text is the reason in one sentence."""

    status = 403


class ChangedError(RefusedError):
    """A file has changed since the form read it."""

    status = 409


class MissingError(RefusedError):
    """A file does not exist."""

    status = 404


@dataclass(frozen=True)
class Change:
    """A file before and after a change."""

    path: str
    before: bytes | None
    """Its content; None if it did not exist."""
    after: str
    """Its state; ABSENT if it was removed."""


class EditableFolder:
    """The part of a project that the form may change."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._lock = Lock()

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self._root.name

    def listed(self) -> dict[str, int]:
        """Return every file that can be changed, with its time of change in milliseconds since 1970."""
        paths = (path for name in (DATA, PAGES, TOOLKIT) for path in self._below(name))
        return {path: (self._root / path).stat().st_mtime_ns // 1_000_000 for path in sorted(paths)}

    def texts(self) -> list[str]:
        """Return the path of every page and text."""
        return [path for path in self.listed() if path.endswith(".md")]

    def styles(self, palette: Palette = OURS) -> dict[str, bytes]:
        """Return the style sheets of the look, and those that `mkdocs.yml` names, by their path on the site.

        Args:
            palette: Colors of the site.
        """
        settings = self._root / "mkdocs.yml"
        named = settings.read_text("utf-8", "replace") if settings.is_file() else ""
        look, own = _sheets(LOOK), _sheets(self._root / PAGES) | _sheets(self._root / THEME)
        ours = {path: palette.recolored(file.read_text("utf-8")).encode() for path, file in look.items()}
        return ours | {path: file.read_bytes() for path, file in own.items() if path in look or path in named}

    def read(self, path: str) -> bytes:
        """Return the content of a file."""
        try:
            return self._file(path).read_bytes()
        except FileNotFoundError as error:
            raise MissingError(f"{path} is not there any more; reload the page") from error

    def write(self, path: str, content: bytes, state: str) -> Change:
        """Write a file, whole or not at all.

        Args:
            state: The state of the file that the form has read; ABSENT for a new one.
        """
        file = self._file(path)
        if len(content) > LARGEST:
            raise RefusedError(f"{path} would have {len(content):,} bytes; at most {LARGEST:,} are taken")
        if not _is_picture(path):
            _refuse_not_text(path, content)
        with self._lock:
            before = self._unchanged(path, state)
            file.parent.mkdir(exist_ok=True)
            write_whole(file, content)
        return Change(path, before, state_of(content))

    def remove(self, path: str, state: str) -> Change:
        """Remove a page, an issue or a picture."""
        if path.startswith(f"{DATA}/"):
            raise RefusedError(f"{path} is needed; remove the records in it instead")
        with self._lock:
            before = self._unchanged(path, state)
            self._file(path).unlink()
        return Change(path, before, ABSENT)

    def put_back(self, changes: Sequence[Change]) -> None:
        """Undo changes, the last first; raises ChangedError if one of the files was changed since."""
        with self._lock:
            states = {change.path: change.after for change in changes}
            for path in (path for path, state in states.items() if self._state(path) != state):
                raise ChangedError(f"{path} was changed since it was saved; nothing was undone")
            write_all(self._root, {change.path: change.before for change in reversed(changes)})

    def _below(self, folder: str) -> Iterator[str]:
        if (self._root / folder).is_symlink():
            return
        for path, folders, names in os.walk(self._root / folder):
            here = Path(path).relative_to(self._root)
            folders[:] = [name for name in folders if (here / name).as_posix() != MADE]
            for name in names:
                with suppress(RefusedError):
                    file = self._file((here / name).as_posix())
                    yield file.relative_to(self._root).as_posix()

    def _file(self, path: str) -> Path:
        """Return the path of a file on disk; raises RefusedError for every file that may not be changed."""
        file = self._root / path
        if path.rpartition("/")[0] == PICTURES and not _is_picture(path):
            way_out = "save it as PNG, JPEG, WebP, GIF or AVIF"
            raise RefusedError(f"{quoted(file.name)} is not a picture that this form takes; {way_out}")
        if not _may_be_changed(path) or file.resolve() != file or (file.exists() and not file.is_file()):
            raise RefusedError(f"{quoted(path)} is not one of the files that this form changes")
        return file

    def _state(self, path: str) -> str:
        file = self._file(path)
        return state_of(file.read_bytes()) if file.exists() else ABSENT

    def _unchanged(self, path: str, state: str) -> bytes | None:
        """Return the content of a file, None if there is none; raises ChangedError if its state is another."""
        if state == self._state(path):
            return None if state == ABSENT else self._file(path).read_bytes()
        if state == ABSENT:
            raise ChangedError(f"{path} is there already; give it another title")
        way_out = "copy what you wrote, reload the page, and make your change again"
        raise ChangedError(f"{path} was changed elsewhere since this form read it, and nothing was saved; {way_out}")


def _sheets(folder: Path) -> dict[str, Path]:
    return {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*.css"))}


def state_of(content: bytes) -> str:
    """Return a hash of the content of a file."""
    return sha256(content).hexdigest()


def _is_picture(path: str) -> bool:
    return Path(path).suffix.lower() in _PICTURES


def _may_be_changed(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    if not all(_NAME.fullmatch(part) for part in path.split("/")) or path.startswith(f"{MADE}/"):
        return False
    if folder == DATA:
        return name in KNOWN_FILES
    if folder == PICTURES and _is_picture(name):
        return True
    return name.endswith(".md") and (folder in {TOOLKIT, PAGES} or folder.startswith(f"{PAGES}/"))


def _refuse_not_text(path: str, content: bytes) -> None:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise RefusedError(f"{path} would not be text; nothing was saved") from error
    if not text.strip():
        raise RefusedError(f"{path} would be empty; nothing was saved")
