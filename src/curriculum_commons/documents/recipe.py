"""How one file for download is made, what it depends on, and archives that are the same whenever they are made.

Knows nothing of what is in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ..model.palette import OURS, Palette

_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name."""
_UNIX = 3
_READABLE = 0o644 << 16


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of these files, in this order."""
    archive = BytesIO()
    with ZipFile(archive, "w") as zipped:
        for name, content in files.items():
            entry = ZipInfo(name, _NO_TIME)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            zipped.writestr(entry, content, ZIP_DEFLATED)
    return archive.getvalue()


def unpacked(archive: bytes) -> dict[str, bytes]:
    """Return the files of an archive, in their order."""
    with ZipFile(BytesIO(archive)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist() if not name.endswith("/")}


def reference(file: Path, palette: Palette, folder: Path) -> Path:
    """Return a reference document that has the colors of a palette; it may be written into a folder."""
    if palette == OURS:
        return file
    parts = unpacked(file.read_bytes())
    xml = {name: palette.recolored(part.decode()).encode() for name, part in parts.items() if name.endswith(".xml")}
    (folder / file.name).write_bytes(packed(parts | xml))
    return folder / file.name


_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "csv": "text/csv",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "json": "application/json",
    "pdf": "application/pdf",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "txt": "text/plain",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""Media type of each kind of file, by the ending of its name."""


@dataclass(frozen=True)
class Recipe:
    """How one file is made, and all that it depends on."""

    path: str
    """Path below `downloads/`, such as "1-start-here/start-here.docx"; letters, digits, hyphens, dots and slashes."""
    title: str
    ingredients: bytes
    """Everything that comes from the content; the same ingredients give the same file."""
    make: Callable[[], bytes]
    purpose: str = ""
    """What it is for, in one sentence; empty where the text it is made from gives it for all its files."""

    @property
    def media_type(self) -> str:
        """Media type of the file, by its ending."""
        return MEDIA_TYPES[self.path.rpartition(".")[2]]
