"""Run Typst, which the package brings along with its fonts: a text and pictures in, a PDF out.

Knows nothing of what it is used for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from .pandoc import seconds

_NO_LETTER = re.compile(r'the text `"(.*?)"` could not be displayed')


class UnsetError(Exception):
    """Typst refuses a text; says why, as half a sentence that goes on from the name of the text."""


def pdf(source: str, pictures: Mapping[str, bytes], as_of: str) -> bytes:
    """Return a tagged PDF (PDF/UA-1).

    Args:
        pictures: By the name under which the source asks for them.
        as_of: The day that the file says it was made on; see `pandoc`.

    Raises UnsetError where Typst refuses it, as for a sign that its letters lack.
    """
    with TemporaryDirectory(prefix="commons-") as folder:
        Path(folder, "main.typ").write_text(source, "utf-8")
        for name, content in pictures.items():
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
            raise UnsetError(_told(str(error))) from error
    assert isinstance(made, bytes)
    return made


def _told(error: str) -> str:
    if sign := _NO_LETTER.search(error):
        return f'has the sign "{sign[1]}", which the letters of the PDF lack; write it otherwise'
    # Nobody writes Typst here: whatever it is, it is one thing in a text that can be found by leaving parts out.
    return f"cannot be set as PDF ({error.strip().partition(chr(10))[0]}); take out what was changed last"
