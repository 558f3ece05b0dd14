"""How one file for download is made, and what it depends on; knows nothing of its content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """How one file is made, and all that it depends on."""

    path: str
    """Path below `downloads/`, such as "1-start-here/start-here.docx"; letters, digits, hyphens, dots and slashes."""
    media_type: str
    """Its media type."""
    title: str
    """What the file is called."""
    ingredients: bytes
    """Everything that comes from the content; the same ingredients give the same file."""
    make: Callable[[], bytes]
    """Returns its content."""
    purpose: str = ""
    """What it is for, in one sentence; empty where the text it is made from gives it for all its files."""
