"""The look of every document: colors, fonts, and how each kind of paragraph is set.

Knows nothing of any office format; lengths are points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

INK, TEAL, CLAY, MUTED, RULE, TINT = "1d2a2e", "0b5d5e", "a4461f", "46565a", "9fb3b3", "e9f1f0"
"""Red, green and blue in hexadecimal digits; each of the first four reads well on white and on the last (7:1)."""
SERIF, SANS = "Georgia", "Calibri"
PAGE = (612, 792)
"""US Letter."""
_ROWS, _LETTERS = 10, 1500


def stays_whole(rows: int, letters: int) -> bool:
    """Tell whether a table is so short that it is not split between two pages."""
    return rows <= _ROWS and letters <= _LETTERS


@dataclass(frozen=True)
class Look:
    """How one kind of paragraph, or of words within one, is set."""

    size: float
    font: str = SANS
    color: str = INK
    bold: bool = False
    before: float = 0
    after: float = 0
    line: float = 1.15
    """Height of a line, as a multiple of what the font asks for."""
    keeps: bool = False
    """Whether it stays on one page with what follows."""
    bar: bool = False
    """Whether a teal bar runs down its left side."""
    rule: bool = False
    """Whether a thin line runs above it."""


@dataclass(frozen=True)
class House:
    """The looks of one kind of document."""

    looks: dict[str, Look]
    """By name of the style."""
    margins: tuple[float, float, float, float]
    """Top, right, bottom and left."""
    logo: tuple[float, float] = (130, 43)
    """The most that a logo may be wide and high."""

    @property
    def width(self) -> float:
        """Width of a line of text."""
        return PAGE[0] - self.margins[1] - self.margins[3]


_LONG = {
    "Normal": Look(11, after=6),
    "Body Text": Look(11, after=6),
    "First Paragraph": Look(11, after=6),
    "Lead": Look(11, after=6, keeps=True),
    "Compact": Look(11, after=3),
    "Answer": Look(11, after=76),
    "Letterhead": Look(11, bold=True, color=CLAY, after=10),
    "Title": Look(25, font=SERIF, color=TEAL, after=4, line=1.05, keeps=True),
    "Subtitle": Look(11, color=MUTED, after=4),
    "Aid": Look(10, bold=True, color=CLAY, before=6, after=4, keeps=True),
    "Heading 1": Look(16, font=SERIF, color=TEAL, before=18, after=5, line=1.05, keeps=True),
    "Heading 2": Look(13, font=SERIF, color=INK, before=13, after=4, line=1.05, keeps=True),
    "Heading 3": Look(11, bold=True, color=TEAL, before=10, after=3, keeps=True),
    "Heading 4": Look(11, bold=True, before=8, after=3, keeps=True),
    "Block Text": Look(12, font=SERIF, before=4, after=6, line=1.2, keeps=True, bar=True),
    "Sources": Look(9.5, color=MUTED, after=8, line=1.05),
    "Table Caption": Look(10, bold=True, before=8, after=4, line=1.05, keeps=True),
    "Table Text": Look(10, before=2, after=2, line=1.05),
    "Table Head": Look(10, bold=True, color=TEAL, before=2, after=2, line=1.05, keeps=True),
    "Header": Look(9, color=MUTED, line=1),
    "Footer": Look(9, color=MUTED, line=1),
    "Imprint": Look(9, color=MUTED, before=10, line=1.05, rule=True),
}
_TIGHT = {
    "Normal": (10, 0, 4, 1.0),
    "Body Text": (10, 0, 4, 1.0),
    "First Paragraph": (10, 0, 4, 1.0),
    "Lead": (10, 0, 4, 1.0),
    "Compact": (10, 0, 1.5, 1.0),
    "Answer": (10, 0, 50, 1.0),
    "Letterhead": (10, 0, 3, 1.0),
    "Title": (20, 0, 2, 1.0),
    "Subtitle": (9.5, 0, 2, 1.0),
    "Aid": (9, 3, 2, 1.0),
    "Heading 1": (13, 8, 2, 1.0),
    "Heading 2": (11, 6, 2, 1.0),
    "Heading 3": (10, 5, 2, 1.0),
    "Heading 4": (10, 4, 2, 1.0),
    "Block Text": (11.5, 3, 4, 1.05),
    "Sources": (8.5, 0, 4, 1.0),
    "Table Caption": (9, 4, 2, 1.0),
    "Table Text": (9, 1, 1, 1.0),
    "Table Head": (9, 1, 1, 1.0),
    "Imprint": (8, 6, 0, 1.0),
}
"""Size, space before, space after and height of a line, where all must fit on one sheet."""

LONG = House(_LONG, (72, 72, 72, 72))
ONE_SHEET = House(
    {
        **_LONG,
        **{
            name: replace(_LONG[name], size=size, before=before, after=after, line=line)
            for name, (size, before, after, line) in _TIGHT.items()
        },
    },
    (40, 54, 48, 54),
    (87, 29),
)
