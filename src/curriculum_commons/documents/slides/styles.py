"""How slides look: colors, fonts, sizes and places, the same for both formats. All lengths are points.

`reference.pptx`, from which pandoc takes masters, layouts and the style of tables, has the same; a test compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...model import palette

PAPER, INK, TEAL, CLAY, QUIET, PALE = (
    color.removeprefix("#").upper()
    for color in (
        *(palette.LIGHT.paper, palette.LIGHT.ink, palette.LIGHT.teal, palette.LIGHT.clay, palette.LIGHT.quiet),
        palette.OFFICE.table_head,
    )
)
TITLES, TEXT = palette.SERIF, palette.SANS

WIDTH, HEIGHT = 960, 540
"""Size of a slide, 16:9."""
LINE = 1.2
"""Height of a line of text, as a multiple of its size."""
BETWEEN = 6
"""Space above a paragraph."""
ABOVE_LABEL = 10
"""Space above a label, that is, a heading within a slide."""
INDENT = 30
"""Indentation of each level of a list."""
GUTTER = 36
"""Space between two columns."""
CELL_SIDE, CELL_TOP = 7, 4
"""Margins within a cell of a table."""
QUOTED = 2
"""How much larger a quotation is than the text around it."""

BODY_SIZES = (24, 22, 20, 18)
"""Sizes of text, the best first; smaller text cannot be read from the back of a room."""
TABLE_SIZES = (20, 18, 16, 14)
TITLE_SIZE, COVER_SIZE, SMALL_SIZE = 30, 40, 12
SCHOOL_SIZES = (24, 20, 16, 12)
FINE_SIZE = 14
"""Size of the small text on the title slide."""


class Box(NamedTuple):
    """A rectangle on a slide."""

    left: float
    top: float
    width: float
    height: float


TITLE = Box(48, 22, 864, 74)
RULE = Box(48, 102, 864, 2)
BODY = Box(48, 116, 864, 342)
SOURCE = Box(48, 464, 864, 32)
FOOTER = Box(48, 504, 700, 20)
NUMBER = Box(832, 504, 80, 20)
LOGO = Box(48, 40, 260, 76)
COVER = Box(48, 126, 864, 124)
COVER_RULE = Box(48, 254, 864, 2)
SCHOOL = Box(48, 264, 864, 58)
FINE = Box(48, 328, 864, 128)


def columns(shares: Sequence[float]) -> list[Box]:
    """Return the boxes of columns whose widths are in these proportions."""
    room = BODY.width - GUTTER * (len(shares) - 1)
    boxes, left = [], BODY.left
    for share in shares:
        boxes.append(Box(left, BODY.top, room * share / sum(shares), BODY.height))
        left += boxes[-1].width + GUTTER
    return boxes


def logo_size(width: int, height: int) -> tuple[float, float]:
    """Return the width and height at which a logo of this many pixels is shown."""
    scale = min(LOGO.width / width, LOGO.height / height)
    return width * scale, height * scale
