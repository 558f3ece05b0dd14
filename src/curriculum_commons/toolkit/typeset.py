"""Run Typst, which the package brings along with its fonts: a text and pictures in, a PDF or a picture out.

Knows nothing of what it is used for. Where Typst refuses a text, its own words are the bug report.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from .pandoc import seconds


def pdf(source: str, pictures: Mapping[str, bytes], as_of: str) -> bytes:
    """Return a tagged PDF (PDF/UA-1).

    Args:
        pictures: By the name under which the source asks for them.
        as_of: The day that the file says it was made on; see `pandoc`.
    """
    with _laid_out(source, pictures) as folder:
        return _one(
            typst.compile(
                f"{folder}/main.typ",
                root=folder,
                ignore_system_fonts=True,
                timestamp=seconds(as_of),
                pdf_standards=["ua-1"],
            )
        )


def png(source: str, pictures: Mapping[str, bytes], per_inch: float = 192) -> bytes:
    """Return a picture of a text that has one page."""
    with _laid_out(source, pictures) as folder:
        return _one(
            typst.compile(
                f"{folder}/main.typ", root=folder, ignore_system_fonts=True, timestamp=0, format="png", ppi=per_inch
            )
        )


def _laid_out(source: str, pictures: Mapping[str, bytes]) -> TemporaryDirectory[str]:
    folder = TemporaryDirectory(prefix="commons-")
    Path(folder.name, "main.typ").write_text(source, "utf-8")
    for name, content in pictures.items():
        Path(folder.name, name).write_bytes(content)
    return folder


def _one(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise RuntimeError("Typst made more than one file")
    return made
