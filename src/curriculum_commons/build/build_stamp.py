"""The stamp of a build: whether the published site is what another build would make, so that it can stay as it is.

Compares the content of what people wrote, names, sizes and times of all other files, and what is in no file. If unsure,
the site is built.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from ..content.files import write_whole
from ..content.load import DATA, MADE, PAGES, THEME, TOOLKIT
from ..model.problems import Problem
from .publish import SCRATCH

STAMP = f"{SCRATCH}/stamp.json"
"""Path of what is known of the last build: what the site was made from, and what was published."""
SOURCES = (DATA, PAGES, TOOLKIT, THEME, "mkdocs.yml", "macros.py", "LICENSE-content")
"""Files and folders of a project that its site is made from."""
_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Built:
    """A site as it was published."""

    pages: int
    """The number of its pages."""
    warnings: tuple[Problem, ...]
    """What someone should do something about, though it is published."""
    is_new: bool = True
    """Whether it was made just now, because something has changed since the last time."""


class BuildStamp:
    """What a build starts from."""

    def __init__(self, root: Path, *about: str) -> None:
        """Look at everything that goes into a site.

        Args:
            about: What does so and is in no file, such as the day.
        """
        self._root, self._about = root, about
        self._given_now = self._given()

    def unchanged(self) -> Built | None:
        """Return the published site, if a build would make the same."""
        try:
            stamp = json.loads((self._root / STAMP).read_text("utf-8"))
            if stamp["given"] == self._given_now and stamp["made"] == self._made():
                warnings = (Problem(**{**one, "places": tuple(one["places"])}) for one in stamp["warnings"])
                return Built(stamp["pages"], tuple(warnings), is_new=False)
        except (OSError, ValueError, LookupError, TypeError):  # never built, or half a note
            pass
        return None

    def write(self, built: Built) -> None:
        """Note what was published, unless something has changed while it was made."""
        warnings = [asdict(one) for one in built.warnings]
        sources = {path: _digest(file) for path, file in _sources(self._root)}
        stamp = {"given": self._given(), "made": self._made(), "pages": built.pages, "warnings": warnings}
        stamp["sources"] = sources
        if stamp["given"] == self._given_now:
            write_whole(self._root / STAMP, json.dumps(stamp).encode())

    def _made(self) -> str:
        return _sum([*_files(self._root / "site"), *_files(self._root / MADE)])

    def _given(self) -> str:
        packages = sorted(Path(sysconfig.get_paths()["purelib"]).iterdir())  # their names hold their versions
        made = f"{self._root / MADE}/"
        files = [
            (path, _content(path))
            for folder in (DATA, PAGES, TOOLKIT, THEME)
            for path, _ in _files(self._root / folder)
            if not path.startswith(made)
        ]
        beside = [(entry.path, _content(entry.path)) for entry in os.scandir(self._root) if _may_matter(entry)]
        return _sum([self._about, sys.version, packages, *_files(_PACKAGE), *files, *sorted(beside)])


def changed_source(root: Path) -> str | None:
    """Return the path of a file of the content that differs from what the published site was made from, if one does.

    Compares content: a checkout may give the same files another time.
    """
    try:
        known = json.loads((root / STAMP).read_text("utf-8"))["sources"]
    except (OSError, ValueError, LookupError):
        known = {}
    now = dict(_sources(root))
    changed = (path for path, file in now.items() if known.get(path) != _digest(file))
    return next(changed, None) or next((path for path in known if path not in now), None)


def _sources(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield path and file of all of a project's content."""
    for name in SOURCES:
        for file in [root / name, *sorted((root / name).rglob("*"))]:
            if file.is_file() and not file.name.startswith(".") and root / MADE not in file.parents:
                yield file.relative_to(root).as_posix(), file


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _may_matter(entry: os.DirEntry[str]) -> bool:
    """Return True if something beside the folders of the content is a file that the site may depend on."""
    return entry.is_file() and not entry.name.startswith(".")


def _sum(values: list[Any]) -> str:
    return sha256(repr(values).encode()).hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, tuple[int, ...] | None]]:
    """Yield every file below a folder with its state, in order."""
    for current, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        links = [name for name in folders if os.path.islink(f"{current}/{name}")]  # noqa: PTH114 — of thousands
        for name in sorted([*names, *links]):
            path = f"{current}/{name}"
            yield path, _state(path)


def _content(path: str) -> tuple[str, int] | None:
    """Return digest and mode of a file: a tool that keeps size and time may have changed what is in it."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 — of thousands
            return file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_mode
    except OSError:  # gone, or a link to a folder
        return None


def _state(path: str) -> tuple[int, ...] | None:
    try:
        seen = os.stat(path)  # noqa: PTH116 — of thousands
    except OSError:  # gone, or a link that leads nowhere
        return None
    return seen.st_mode, seen.st_size, seen.st_mtime_ns
