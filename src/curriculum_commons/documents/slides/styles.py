"""How slides look: colors, fonts, sizes and places, the same for both formats. All lengths are points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PAPER, INK, TEAL, CLAY, PALE = "FDFCF9", "1D2A2E", "0B5D5E", "A4461F", "E7EFEC"
QUIET = "4A5659"
"""Of footers and sources; 7:1 on paper."""
TITLES, TEXT = "Georgia", "Calibri"

WIDTH, HEIGHT = 960, 540
"""Of a slide, 16:9."""
LINE = 1.2
"""Height of a line of text, in sizes of its type."""
BETWEEN = 6
"""Space above a paragraph."""
ABOVE_LABEL = 10
"""Space above a label, that is, a heading within a slide."""
INDENT = 30
"""Of the text of a list, a level."""
GUTTER = 36
"""Between two columns."""
CELL_SIDE, CELL_TOP = 7, 4
"""Space within a cell of a table."""
QUOTED = 2
"""How much larger a quotation is set than the text around it."""

BODY_SIZES = (24, 22, 20, 18)
"""Sizes of text, the best first; nothing smaller can be read from the back of a room."""
TABLE_SIZES = (20, 18, 16, 14)
TITLE_SIZE, COVER_SIZE, SMALL_SIZE = 30, 40, 12
SCHOOL_SIZES = (24, 20, 16, 12)
FINE_SIZE = 14
"""Of what stands small on the title slide."""


@dataclass(frozen=True)
class Box:
    """A place on a slide."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height


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
    """Return the places of columns whose widths stand to each other as these numbers."""
    room = BODY.width - GUTTER * (len(shares) - 1)
    boxes, left = [], BODY.left
    for share in shares:
        boxes.append(Box(left, BODY.top, room * share / sum(shares), BODY.height))
        left = boxes[-1].left + boxes[-1].width + GUTTER
    return boxes


def logo(width: int, height: int) -> tuple[float, float]:
    """Return how wide and high a logo of so many pixels is shown."""
    scale = min(LOGO.width / width, LOGO.height / height)
    return width * scale, height * scale
