"""The files that a site is made from and published with, and what a gate finds in one of them.

The only module of the gates that looks at the disk; it does not know what the files are for.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from string import ascii_lowercase, ascii_uppercase
from typing import BinaryIO

from ...content.load import DATA, MADE, PAGES, TERMS, THEME, TOOLKIT, UPSTREAM, WELL_KNOWN, Document, document_of
from ...model.problems import Problem
from ...model.records import Gate

FOLDERS = (DATA, PAGES, TOOLKIT, THEME, UPSTREAM)
"""Everything in them is published, or goes into what is."""
SETTINGS = ("mkdocs.yml", "macros.py", TERMS)
"""Files beside them that decide how the site looks, or are published with it."""
TEXTS = frozenset(
    {
        *[".md", ".yaml", ".yml", ".txt", ".csv", ".tsv", ".json", ".xml", ".html", ".htm", ".rss", ".atom", ".rtf"],
        *[".geojson", ".webmanifest", ".ics", ".vcf", ".bib", ".ris", ".vtt", ".srt"],
    }
)
"""Suffixes of files that somebody wrote word for word."""
_CODES: dict[Gate, str] = {
    "consent": "person-without-consent",
    "kind": "unknown-file-kind",
    "license": "missing-license",
    "metadata": "hidden-metadata",
    "patient data": "patient-data",
    "review": "overdue-review",
    "scripts": "active-content",
    "secrets": "secret",
    "size": "file-too-large",
}
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


@dataclass(frozen=True, order=True)
class GateFinding:
    """One reason not to publish a file, and how to remove it."""

    path: str
    """File, relative to the root of the project."""
    line: int
    """Counted from 1; 0 when the file as a whole is meant."""
    column: int
    """Counted from 1, in characters; 0 when the line or the file as a whole is meant."""
    gate: Gate
    what: str
    """What an allowance calls it: the words that the message has in quotation marks."""
    message: str
    """As that of a problem: the value in quotes and the way out."""
    stops: bool = True
    """False for a warning, with which the site is published all the same."""

    @property
    def problem(self) -> Problem:
        """The problem that is shown to the author."""
        return Problem(self.path, self.line, self.column, self.message, _CODES[self.gate])


@dataclass(frozen=True)
class SourceFile:
    """One file of the project."""

    path: str
    """Path below the root of the project, with forward slashes."""
    file: Path
    state: tuple[int, int]
    """Time of its last change, in nanoseconds, and its size in bytes."""

    @property
    def size(self) -> int:
        """Size in bytes."""
        return self.state[1]

    @property
    def folder(self) -> str:
        """Name of the top folder that it is in."""
        return self.path.partition("/")[0]

    @cached_property
    def suffix(self) -> str:
        """Its suffix in lower case, such as ".png"; empty if it has none."""
        return PurePosixPath(self.path).suffix.lower()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of its content."""
        with self.file.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()

    def content(self) -> bytes:
        """Return its bytes."""
        return self.file.read_bytes()

    def opened(self) -> BinaryIO:
        """Open it for reading in parts, as a large file need not be read whole."""
        return self.file.open("rb")

    @cached_property
    def text(self) -> str:
        """Its content as text with line feeds; bytes that are not UTF-8 are replaced."""
        content = self.content()
        encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
        text = content.decode(encoding, "replace").removeprefix("\ufeff")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def document(self) -> Document:
        """Its YAML, if it is a data file."""
        return document_of(self.path, self.text, 1, lambda _: None)


def source_files(root: Path) -> Iterator[SourceFile]:
    """Yield all files of the content, theme and settings in order, without hidden and generated ones.

    No folder that is a link is entered, and no link out of the project followed; reading the content reports them.
    """
    for name in SETTINGS:
        yield from _source_file(root, root / name)
    for top in (name for name in FOLDERS if not (root / name).is_symlink()):  # a link may lead to a whole disk
        for folder, below, names in os.walk(root / top):
            here = Path(folder)
            below[:] = sorted(name for name in below if _is_entered((here / name).relative_to(root).as_posix()))
            for name in sorted(names):
                if not name.startswith(".") and not _leads_out(root, here / name):
                    yield from _source_file(root, here / name)


def _is_entered(folder: str) -> bool:
    return folder == WELL_KNOWN or ("/." not in folder and folder != MADE)


def _leads_out(root: Path, file: Path) -> bool:
    return file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root))


def _source_file(root: Path, file: Path) -> Iterator[SourceFile]:
    try:
        status = file.stat()
    except OSError:  # gone since it was listed, or a link that leads nowhere
        return
    if stat.S_ISREG(status.st_mode):
        yield SourceFile(file.relative_to(root).as_posix(), file, (status.st_mtime_ns, status.st_size))


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of a character, both counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def lower(text: str) -> str:
    """Return text with small ASCII letters and all characters at their offsets, unlike `str.lower`."""
    return text.translate(_LOWER)
