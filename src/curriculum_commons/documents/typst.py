"""Run Typst, which the package brings along with its fonts: a text and pictures in, a PDF or a picture out.

Knows nothing of what it is used for.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..content.limits import MEMORY, run_limited
from ..model.problems import ContentError, Problem
from .pandoc import seconds

_CHILD = Path(__file__).with_name("typst_child.py")


class UnsetError(Exception):
    """Typst refuses a text; the reason is half a sentence that follows the name of the text."""

    def __init__(self, reason: str, character: str = "") -> None:
        super().__init__(reason)
        self.character = character
        """What its fonts lack."""


def pdf(source: str, files: Mapping[str, bytes], as_of: str) -> bytes:
    """Return a tagged PDF (PDF/UA-1); raises UnsetError where a text cannot be set.

    Args:
        files: Facts and pictures by the names under which the source reads them; pictures as `bytes(json(name))`.
        as_of: Date of the file; see `pandoc`.
    """
    return _set(source, files, {"timestamp": seconds(as_of), "pdf_standards": ["ua-1"]})


def png(source: str, files: Mapping[str, bytes]) -> bytes:
    """Return the only page of a text as a picture, a pixel for each point; files as of `pdf`."""
    return _set(source, files, {"format": "png", "ppi": 72})


def _set(source: str, files: Mapping[str, bytes], options: Mapping[str, Any]) -> bytes:
    # From memory Typst reads only text; from files it could read others, and would need a disk that is not full.
    texts = {name: json.dumps([*one]).encode() if name.endswith(".png") else one for name, one in files.items()}
    given = pickle.dumps(({"main.typ": source.encode(), **texts}, options, MEMORY))
    # -P: `typst.py` beside the program must not be taken for Typst. A file, as its package takes long to import.
    done = run_limited("Typst", [sys.executable, "-P", str(_CHILD)], given)
    if done.returncode:
        raise RuntimeError(f"Typst: {done.stderr.decode('utf-8', 'replace').strip()}")
    if not done.stdout:
        raise _unset(done.stderr.decode())
    return done.stdout


def pdf_of(path: str, source: str, files: Mapping[str, bytes], as_of: str) -> bytes:
    """Return the PDF of the text at a path; raises ContentError where it cannot be set."""
    try:
        return pdf(source, files, as_of)
    except UnsetError as error:
        message = f"{error}, or leave pdf out"
        raise ContentError([Problem(path, 0, 0, message, "not-typeset", value=error.character)]) from error


def _unset(error: str) -> UnsetError:
    character, missing, _ = error.partition('the text `"')[2].partition('"` could not be displayed')
    if missing:
        message = f'has the character "{character}", which the fonts of the PDF lack; write it otherwise'
        return UnsetError(message, character)
    # Authors write no Typst: whatever it is, one part of the text causes it, and leaving parts out finds it.
    return UnsetError(f"cannot be set as PDF ({error.strip().partition(chr(10))[0]}); take out what was changed last")
