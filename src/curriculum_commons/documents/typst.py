"""Run Typst, which the package brings along with its fonts: a text and pictures in, a PDF out.

Knows nothing of what it is used for.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from ..model.problems import ContentError, Problem
from .pandoc import seconds


class UnsetError(Exception):
    """Typst refuses a text; the reason is half a sentence that follows the name of the text."""


def pdf(source: str, files: Mapping[str, bytes], as_of: str) -> bytes:
    """Return a tagged PDF (PDF/UA-1); raises UnsetError where a text cannot be set.

    Args:
        files: Pictures and facts by the names under which the source reads them.
        as_of: Date of the file; see `pandoc`.
    """
    with TemporaryDirectory(prefix="commons-") as folder:
        Path(folder, "main.typ").write_text(source, "utf-8")
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        try:
            made = typst.compile(
                f"{folder}/main.typ",
                root=folder,
                ignore_system_fonts=True,
                timestamp=seconds(as_of),
                pdf_standards=["ua-1"],
            )
        except typst.TypstError as error:
            raise UnsetError(_reason(str(error))) from error
    assert isinstance(made, bytes)
    return made


def pdf_of(path: str, source: str, files: Mapping[str, bytes], as_of: str) -> bytes:
    """Return the PDF of the text at a path; raises ContentError where it cannot be set."""
    try:
        return pdf(source, files, as_of)
    except UnsetError as error:
        raise ContentError([Problem(path, 0, 0, f"{error}, or leave pdf out", "not-typeset")]) from error


def _reason(error: str) -> str:
    character, missing, _ = error.partition('the text `"')[2].partition('"` could not be displayed')
    if missing:
        return f'has the character "{character}", which the fonts of the PDF lack; write it otherwise'
    # Authors write no Typst: whatever it is, one part of the text causes it, and leaving parts out finds it.
    return f"cannot be set as PDF ({error.strip().partition(chr(10))[0]}); take out what was changed last"
