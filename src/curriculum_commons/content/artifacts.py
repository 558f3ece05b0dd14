"""How a file for download is made, and what it depends on; and how any file is written whole or not at all.

Knows nothing of what is in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Recipe:
    """How one file is made, and all that it depends on."""

    path: str
    """Place below `downloads/`, such as "1-start-here/start-here.docx"; letters, digits, hyphens, dots and slashes."""
    media_type: str
    """Its media type."""
    title: str
    """What the file is called."""
    ingredients: bytes
    """Everything that comes from the content; the same ingredients give the same file."""
    make: Callable[[], bytes]
    """Makes what is in it."""
    purpose: str = ""
    """What it is for, in one sentence; empty where the text that it is made from says so for all its files."""


def write_whole(file: Path, content: bytes) -> None:
    """Write a file under another name first, so that nobody ever finds half of it."""
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(content)
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise
