"""The files that a site is made from and published with: where they lie, how large they are, what is in them.

The only module of the gates that looks at the disc; knows nothing of what the files are for.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ...content.load import DATA, MADE, PAGES, TERMS, THEME, TOOLKIT
from .prefilter import Searched

FOLDERS = (DATA, PAGES, TOOLKIT, THEME)
"""Everything in them is published, or goes into what is."""
TEXTS = frozenset(
    [
        ".md",
        ".yaml",
        ".yml",
        ".txt",
        ".csv",
        ".tsv",
        ".json",
        ".xml",
        ".html",
        ".htm",
        ".ics",
        ".vcf",
        ".bib",
        ".ris",
        ".geojson",
        ".webmanifest",
        ".rss",
        ".atom",
        ".rtf",
        ".vtt",
        ".srt",
    ]
)
"""Endings of files that somebody wrote, word for word."""
SETTINGS = ("mkdocs.yml", "macros.py", TERMS)
"""Files beside them that decide how it looks, or are published with it."""


@dataclass(frozen=True)
class Holding:
    """One file."""

    path: str
    """Place below the root of the project, with forward slashes."""
    file: Path
    state: tuple[int, int]
    """Moment of its last change, in nanoseconds, and its size in bytes."""

    @property
    def size(self) -> int:
        """Bytes."""
        return self.state[1]

    @property
    def folder(self) -> str:
        """Name of the folder of the project that it lies in."""
        return self.path.partition("/")[0]

    @cached_property
    def suffix(self) -> str:
        """Its ending in small letters, as in ".png"; empty where it has none."""
        return PurePosixPath(self.path).suffix.lower()

    def content(self) -> bytes:
        """Return what is in it."""
        return self.file.read_bytes()

    def opened(self) -> BinaryIO:
        """Open it for reading in parts, as a large file need not be read whole."""
        return self.file.open("rb")

    @cached_property
    def text(self) -> str:
        """What is in it as text, each line ended by a line feed; signs that are no UTF-8 are replaced."""
        content = self.content()
        encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
        text = content.decode(encoding, "replace").removeprefix("\ufeff")
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    @cached_property
    def searched(self) -> Searched:
        """The same, to be searched."""
        return Searched(self.text)


def holdings(root: Path) -> Iterator[Holding]:
    """Give every file of the content, theme and settings, in order, but hidden ones and those made from the content."""
    for name in SETTINGS:
        yield from _holding(name, str(root / name))
    for folder in FOLDERS:
        for place, folders, names in os.walk(root / folder):
            here = Path(place).relative_to(root).as_posix()
            folders[:] = sorted(name for name in folders if not name.startswith(".") and f"{here}/{name}" != MADE)
            for name in sorted(names):
                if not name.startswith("."):
                    yield from _holding(f"{here}/{name}", os.path.join(place, name))  # noqa: PTH118 — of thousands


def _holding(path: str, file: str) -> Iterator[Holding]:
    try:
        seen = os.stat(file)  # noqa: PTH116 — as above
    except OSError:  # gone since it was listed, or a link that leads nowhere
        return
    if stat.S_ISREG(seen.st_mode):
        yield Holding(path, Path(file), (seen.st_mtime_ns, seen.st_size))
