"""How cells look: formats as XlsxWriter names their properties, in the colors of the program; a book puts in others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Any

from ...model import palette

Style = Mapping[str, Any]
"""Properties of a cell's format."""

_LIGHT = palette.LIGHT
INK, PAPER, TEAL, CLAY, RULE = _LIGHT.ink, _LIGHT.paper, _LIGHT.teal, _LIGHT.clay, _LIGHT.line
TEAL_TINT, CLAY_TINT, SAND, WHITE = _LIGHT.teal_tint, palette.OFFICE.clay_tint, _LIGHT.wash, _LIGHT.on_teal
SIZE = 11
"""Size of letters in points; also the size by which Excel measures columns."""

PLAIN: Style = {"font_name": palette.SANS, "font_size": SIZE, "font_color": INK, "valign": "top"}
WRAPPED: Style = {"text_wrap": True}
LINE: Style = {"text_wrap": False, "num_format": "General"}
"""For a sentence that runs over the cells to its right."""
TITLE: Style = {"bold": True, "font_size": 16, "font_color": TEAL, "valign": "vcenter"}
BAND: Style = {"bold": True, "font_size": 12, "font_color": TEAL, "bottom": 2, "bottom_color": TEAL}
HEAD: Style = {"bold": True, "font_color": WHITE, "bg_color": TEAL, "valign": "vcenter", **WRAPPED}
NOTE: Style = {"font_color": CLAY, "bold": True}
CELL: Style = {"border": 1, "border_color": RULE}
TEXT_CELL: Style = {**CELL, **WRAPPED}
INPUT: Style = {**CELL, "locked": False, "bg_color": PAPER, **WRAPPED}
TEXT_INPUT: Style = {**INPUT, "num_format": "@"}
"""Keeps "1.10" as it was typed."""
NUMBER: Style = {**CELL, "align": "center"}
SUM: Style = {"bold": True, "bg_color": SAND}
TYPED: Style = {"locked": False, "num_format": "@", **WRAPPED}
"""For a sheet with many rows: without lines or color, so that programs print no rows that are empty."""
TYPED_HOURS: Style = {**TYPED, "num_format": "General", "align": "center"}
DAY: Style = {"num_format": "yyyy-mm-dd", "align": "center"}
DAY_INPUT: Style = {**INPUT, **DAY}


def lines_of(texts: Iterable[str], width: float) -> int:
    """Return the lines that the longest of these texts needs in a column of this width, in characters."""
    return max((len(wrap(text, max(1, int(width)), break_on_hyphens=False)) for text in texts), default=1)


def lines_of_cell(text: str, width: float) -> int:
    """Return the lines that a text with breaks needs in a column of this width."""
    return sum(lines_of([line], width) or 1 for line in text.split("\n"))
