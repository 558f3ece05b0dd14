"""How well a color stands out from another, as WCAG 2.2 reckons it.

Colors are six hexadecimal digits, without a mark before them.
"""

from __future__ import annotations

import re

WHITE = "FFFFFF"
ENOUGH = 4.5
ENOUGH_WHEN_LARGE = 3.0
_LARGE = 18.0
_LARGE_WHEN_BOLD = 14.0
_LINEAR = 0.04045
_COLOR = re.compile(r"[0-9A-Fa-f]{6}")


def is_color(text: str | None) -> bool:
    """Tell whether this names a color."""
    return text is not None and _COLOR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def wanted(points: float, bold: bool) -> float:
    """Return the contrast that text of this size must have."""
    return ENOUGH_WHEN_LARGE if points >= (_LARGE_WHEN_BOLD if bold else _LARGE) else ENOUGH


def _luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
