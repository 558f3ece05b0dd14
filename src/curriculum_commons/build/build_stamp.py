"""Tell whether the published site is what a build would make of what is there now, so that it can be left as it is.

Looks at names, sizes and the moments of the last change, and at what is in no file. In doubt, nothing stands.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..content.files import write_whole
from ..content.load import MADE
from ..model.problems import Problem
from ..validation.gates.source_files import FOLDERS
from .publish import SCRATCH

NOTE = f"{SCRATCH}/standing.json"
"""Where the note lies that tells what the published site was made from, and what was in it then."""
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


class Standing:
    """What a build starts from."""

    def __init__(self, root: Path, *about: str) -> None:
        """Look at everything that goes into a site.

        Args:
            about: What does so and is in no file, such as the day.
        """
        self._root, self._about = root, about
        self._given_now = self._given()

    def last(self) -> Built | None:
        """Return the published site, if it is what would come of it now."""
        try:
            told = json.loads((self._root / NOTE).read_text("utf-8"))
            if told["given"] == self._given_now and told["made"] == self._made():
                return Built(told["pages"], tuple(Problem(*one) for one in told["warnings"]), is_new=False)
        except (OSError, ValueError, LookupError, TypeError):  # never built, or half a note
            pass
        return None

    def note(self, built: Built) -> None:
        """Note what was published, unless something has changed while it was made."""
        warnings = [[one.path, one.line, one.column, one.message, one.code] for one in built.warnings]
        told = {"given": self._given(), "made": self._made(), "pages": built.pages, "warnings": warnings}
        if told["given"] == self._given_now:
            write_whole(self._root / NOTE, json.dumps(told).encode())

    def _made(self) -> str:
        return _sum([*_files(self._root / "site"), *_files(self._root / MADE)])

    def _given(self) -> str:
        packages = sorted(Path(sysconfig.get_paths()["purelib"]).iterdir())  # their names tell their versions
        made = f"{self._root / MADE}/"
        files = [file for folder in FOLDERS for file in _files(self._root / folder) if not file[0].startswith(made)]
        beside = [(entry.path, _state(entry.path)) for entry in os.scandir(self._root) if _tells(entry)]
        return _sum([self._about, sys.version, packages, *_files(_PACKAGE), *files, *sorted(beside)])


def _tells(entry: os.DirEntry[str]) -> bool:
    """Tell whether something beside the folders of the content is a file that may have a say in the site."""
    return entry.is_file() and not entry.name.startswith(".")


def _sum(told: list[Any]) -> str:
    return sha256(repr(told).encode()).hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, tuple[int, ...] | None]]:
    """Give every file below a folder with its state, in order."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = f"{place}/{name}"
            yield path, _state(path)


def _state(path: str) -> tuple[int, ...] | None:
    try:
        seen = os.stat(path)  # noqa: PTH116 — of thousands
    except OSError:  # gone, or a link that leads nowhere
        return None
    return seen.st_mode, seen.st_size, seen.st_mtime_ns
