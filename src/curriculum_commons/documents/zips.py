"""Zip archives that are the same whenever and wherever they are made.

Knows nothing of what is in them; office files are such archives too.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

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
