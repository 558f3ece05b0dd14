"""The colors and fonts of pages, mail, documents, slides and workbooks.

A color is "#" with six hexadecimal digits: red, green, blue. Style sheets and the Word templates cannot import them and
repeat them; tests keep the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass

SERIF, SANS = "Georgia", "Calibri"
"""Fonts of office files: of titles, and of all else."""


@dataclass(frozen=True)
class Palette:
    """Colors by what they are for; words have a contrast of at least 4.5:1 on paper, sheet and wash."""

    paper: str
    """Background."""
    sheet: str
    """Background of forms."""
    wash: str
    """Background of what is set apart."""
    ink: str
    """Words."""
    quiet: str
    """Words that matter less, such as footers and sources."""
    line: str
    """Lines between parts."""
    edge: str
    """Edges of what can be clicked or typed into."""
    teal: str
    """Headings and links."""
    deep: str
    """Links below the pointer."""
    on_teal: str
    """Words on teal."""
    clay: str
    """Labels, and what needs attention."""
    mark: str
    """Background of marked words."""
    teal_tint: str
    """Background of what is new or full."""
    rule: str
    """Lines in mail, which many programs show on white."""


LIGHT = Palette(
    paper="#fdfcf9",
    sheet="#ffffff",
    wash="#f5f2ea",
    ink="#1d2a2e",
    quiet="#465257",
    line="#ddd7c9",
    edge="#7a7467",
    teal="#0b5d5e",
    deep="#063f40",
    on_teal="#ffffff",
    clay="#a4461f",
    mark="#fbe7c0",
    teal_tint="#d9ebe9",
    rule="#a39b8b",
)
DARK = Palette(
    paper="#1c1a17",
    sheet="#25221e",
    wash="#25221e",
    ink="#ece7dd",
    quiet="#c0b8aa",
    line="#413b33",
    edge="#978e7f",
    teal="#8ccbc4",
    deep="#b9e4df",
    on_teal="#14211f",
    clay="#eba17c",
    mark="#5b4516",
    teal_tint="#173f40",
    rule="#6b6356",
)
TABLE_HEAD, TABLE_LINE, CLAY_TINT = "#e9f1f0", "#9fb3b3", "#f6e3d8"
"""In office files: background and lines of tables, and background of what is missing."""
