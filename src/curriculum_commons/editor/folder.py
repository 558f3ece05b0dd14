"""The files of a project that the form may change: read them, and write them whole or not at all.

Knows which files those are and how to keep others out; nothing of HTTP or of what is in the files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import Lock

from ..content.load import DATA, MADE, PAGES, TOOLKIT
from ..model.problems import quoted
from ..model.records import DATA_FILES

PICTURES = f"{PAGES}/images"
LARGEST = 10_000_000
"""Bytes that a file may have which the form sends."""
ABSENT = ""
"""State of a file that is not there."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()-]*")
_PICTURE = re.compile(r"\.(png|jpe?g|gif|webp|avif)", re.IGNORECASE)


class RefusedError(Exception):
    """Something that the form asked for is not done; its text says why in one message."""

    status = 403


class ChangedError(RefusedError):
    """A file is no longer as the form last saw it."""

    status = 409


class MissingError(RefusedError):
    """A file is not there."""

    status = 404


class EditableFolder:
    """A project as far as the form may change it."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._turn = Lock()

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self._root.name

    def listed(self) -> dict[str, int]:
        """Return the place of every file that can be changed, and when it was last, in milliseconds since 1970."""
        found = (path for name in (DATA, PAGES, TOOLKIT) for path in self._below(name))
        return {path: (self._root / path).stat().st_mtime_ns // 1_000_000 for path in sorted(found)}

    def texts(self) -> list[str]:
        """Return the place of every page and text."""
        return [path for path in self.listed() if path.endswith(".md")]

    def read(self, path: str) -> bytes:
        """Return the content of a file."""
        try:
            return self._place(path).read_bytes()
        except FileNotFoundError as error:
            raise MissingError(f"{path} is not there any more; reload the page") from error

    def write(self, path: str, content: bytes, state: str) -> None:
        """Put new content into a file, whole or not at all.

        Args:
            state: The state in which the form last saw the file; ABSENT for a new one.
        """
        place = self._place(path)
        if len(content) > LARGEST:
            raise RefusedError(f"{path} would have {len(content):,} bytes; at most {LARGEST:,} are taken")
        if not _PICTURE.fullmatch(place.suffix):
            _refuse_no_text(path, content)
        with self._turn:
            self._refuse_change(path, state)
            place.parent.mkdir(exist_ok=True)
            _write_whole(place, content)

    def remove(self, path: str, state: str) -> None:
        """Take a page, an issue or a picture away."""
        if path.startswith(f"{DATA}/"):
            raise RefusedError(f"{path} is needed; take away the records in it instead")
        with self._turn:
            self._refuse_change(path, state)
            self._place(path).unlink()

    def _below(self, folder: str) -> Iterator[str]:
        if (self._root / folder).is_symlink():
            return
        for path, folders, names in os.walk(self._root / folder):
            here = Path(path).relative_to(self._root)
            folders[:] = [name for name in folders if (here / name).as_posix() != MADE]
            for name in names:
                with suppress(RefusedError):
                    place = self._place((here / name).as_posix())
                    yield place.relative_to(self._root).as_posix()

    def _place(self, path: str) -> Path:
        """Return where a file lies; raises RefusedError for every path that is none of those that can be changed."""
        place = self._root / path
        if path.rpartition("/")[0] == PICTURES and not _PICTURE.fullmatch(place.suffix):
            way_out = "save it as PNG, JPEG, WebP, GIF or AVIF"
            raise RefusedError(f"{quoted(place.name)} is no kind of picture that this form takes; {way_out}")
        if not _may_be_changed(path) or place.resolve() != place or (place.exists() and not place.is_file()):
            raise RefusedError(f"{quoted(path)} is none of the files that this form changes")
        return place

    def _refuse_change(self, path: str, state: str) -> None:
        place = self._place(path)
        if state == (state_of(place.read_bytes()) if place.exists() else ABSENT):
            return
        if state == ABSENT:
            raise ChangedError(f"{path} is there already; give it another title")
        way_out = "copy what you wrote, reload the page, and make your change again"
        raise ChangedError(f"{path} was changed elsewhere since this form read it, and nothing was saved; {way_out}")


def state_of(content: bytes) -> str:
    """Return what changes whenever the content of a file does."""
    return sha256(content).hexdigest()


def _may_be_changed(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    if not all(_NAME.fullmatch(part) for part in path.split("/")) or path.startswith(f"{MADE}/"):
        return False
    if folder == DATA:
        return name in DATA_FILES
    if folder == PICTURES and _PICTURE.fullmatch(Path(name).suffix):
        return True
    return name.endswith(".md") and (folder in {TOOLKIT, PAGES} or folder.startswith(f"{PAGES}/"))


def _refuse_no_text(path: str, content: bytes) -> None:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise RefusedError(f"{path} would be no text; nothing was saved") from error
    if not text.strip():
        raise RefusedError(f"{path} would be empty; nothing was saved")


def _write_whole(place: Path, content: bytes) -> None:
    part = place.with_name(f".{place.name}.part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if place.exists():
            part.chmod(place.stat().st_mode & 0o777)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
