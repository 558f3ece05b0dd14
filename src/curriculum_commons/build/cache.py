"""Keep finished files from build to build, under what they were made from.

What someone has written into is made again. Knows nothing of what is in them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..content.files import write_whole

_NOTE = "note.json"


@dataclass
class Kept:
    """Files that were made together."""

    states: dict[str, list[int]]
    """Their places below the root of the site, with size and moment of the last change."""
    told: Any = None
    """What else is to be known of them, as JSON has it."""
    names: dict[str, Path] = field(default_factory=dict)
    """Where they are kept, by their places."""


class Store:
    """A folder of kept files with a note of what is in it; it holds what it held until it is closed."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._note = folder, folder / _NOTE
        self._known = _read(self._note)
        for key, kept in self._known.items():
            kept.names = self._names(key, kept.states)
        self._changed = False

    def kept(self, key: str) -> Kept | None:
        """Return what was made from the same, as long as nobody has changed it since."""
        kept = self._known.get(key)
        return kept if kept and all(_state(kept.names[path]) == seen for path, seen in kept.states.items()) else None

    def put(self, key: str, files: Mapping[str, bytes | Path], told: Any = None) -> Kept:
        """Keep some files, given by their places below the root of the site."""
        names = self._names(key, files)
        self._folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            if isinstance(content, bytes):
                names[path].write_bytes(content)
            else:
                shutil.copyfile(content, names[path])
        self._known[key] = kept = Kept({path: _state(name) or [] for path, name in names.items()}, told, names)
        self._changed = True
        return kept

    def close(self, keys: Collection[str]) -> None:
        """Keep what is under these keys from now on, and nothing else."""
        known = {key: self._known[key] for key in sorted(keys) if key in self._known}
        if self._changed or known.keys() != self._known.keys():
            told = {key: [kept.states, kept.told] for key, kept in known.items()}
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._note, json.dumps(told, ensure_ascii=False).encode())
            wanted = {self._note, *(name for kept in known.values() for name in kept.names.values())}
            for old in set(self._folder.iterdir()) - wanted:
                old.unlink()
        self._known, self._changed = known, False

    def _names(self, key: str, paths: Iterable[str]) -> dict[str, Path]:
        return {path: self._folder / f"{key}-{number}" for number, path in enumerate(paths)}


def bring(files: Mapping[str, Path], folder: Path) -> None:
    """Copy files to their places below a folder."""
    for path, source in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / path)


def _state(file: Path) -> list[int] | None:
    try:
        seen = file.stat()
    except OSError:
        return None
    return [seen.st_size, seen.st_mtime_ns]


def _read(note: Path) -> dict[str, Kept]:
    try:
        return {key: Kept(states, told) for key, (states, told) in json.loads(note.read_text("utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):  # never made, or not by us
        return {}
