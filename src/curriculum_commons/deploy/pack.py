"""Lay a built site out as it is delivered: the same files, those that shrink beside a copy that is compressed already.

The same site gives the same files, whenever they are laid out.
"""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
from hashlib import sha256
from pathlib import Path

SHRINK = frozenset({".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".csv", ".eml", ".md", ".ico", ".ics"})
"""Endings of what a server may send compressed; documents, pictures and the search index are so by themselves."""
_GAIN = 0.95


def lay_out(site: Path, folder: Path) -> int:
    """Copy a site into a folder that is not there yet, compressed copies beside, and return the number of its files."""
    number = 0
    for file in _files(site):
        copy = folder / file.relative_to(site)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        number += 1
        if file.suffix in SHRINK:
            _compress(copy)
    return number


def _compress(file: Path) -> None:
    content = file.read_bytes()
    small = gzip.compress(content, 9, mtime=0)
    if len(small) < _GAIN * len(content):
        file.with_name(f"{file.name}.gz").write_bytes(small)


def as_tar(site: Path) -> bytes:
    """Return a site as the archive that GitHub Pages takes: plain files, without owners and dates."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for file in _files(site):
            entry = tarfile.TarInfo(f"./{file.relative_to(site).as_posix()}")
            entry.size, entry.mode = file.stat().st_size, 0o644
            with file.open("rb") as content:
                archive.addfile(entry, content)
    return packed.getvalue()


def sum_of(site: Path) -> str:
    """Return a short name for exactly this content."""
    whole = sha256()
    for file in _files(site):
        content = file.read_bytes()
        whole.update(f"{file.relative_to(site).as_posix()}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()[:8]


def _files(site: Path) -> list[Path]:
    return sorted(file for file in site.rglob("*") if file.is_file())
