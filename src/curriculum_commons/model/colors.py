"""Colors by lightness, chroma and hue, and how well one is read on another.

A color is "#" with six hexadecimal digits: red, green, blue.

Source:
    OKLCH as in CSS Color 4 (Björn Ottosson, "A perceptual color space for image processing"); contrast as in WCAG 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import atan2, cos, hypot, sin
from typing import NamedTuple

READABLE = 4.5
"""The least contrast of words with what is behind them (WCAG 2, AA)."""
_STEP = 0.01
"""Difference in lightness that nobody sees."""
_HALVINGS = 16
_TOO_LITTLE, _TOO_MUCH = -0.0005, 1.0005
"""Light that no screen shows, but for errors of computing."""
_MIDDLE = 0.18
"""Light that is as far from black as from white."""


class Lch(NamedTuple):
    """A color as people see it."""

    lightness: float
    """From 0 for black to 1 for white."""
    chroma: float
    """0 for gray; no screen shows more than 0.4."""
    hue: float
    """Angle, in radians."""


def lch(color: str) -> Lch:
    """Return a color as people see it."""
    red, green, blue = map(_linear, bytes.fromhex(color[1:]))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Lch(0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short, hypot(a, b), atan2(b, a))


def shown(color: Lch) -> str:
    """Return the nearest color of its lightness and hue that a screen can show."""
    color = color._replace(lightness=min(max(color.lightness, 0), 1))
    least, most = 0.0, color.chroma
    for _ in range(0 if _is_shown(_parts(color)) else _HALVINGS):
        chroma = (least + most) / 2
        least, most = (chroma, most) if _is_shown(_parts(color._replace(chroma=chroma))) else (least, chroma)
        color = color._replace(chroma=least)
    return "#" + bytes(round(255 * _encoded(min(max(part, 0), 1))) for part in _parts(color)).hex()


def _parts(color: Lch) -> tuple[float, float, float]:
    """Return the light of red, green and blue."""
    a, b = color.chroma * cos(color.hue), color.chroma * sin(color.hue)
    long = (color.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (color.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (color.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _is_shown(parts: Iterable[float]) -> bool:
    return all(_TOO_LITTLE <= part <= _TOO_MUCH for part in parts)


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 — as in sRGB


def _encoded(light: float) -> float:
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055  # noqa: PLR2004


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors, from 1 to 21."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = map(_linear, bytes.fromhex(color[1:]))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable(color: str, grounds: Iterable[str]) -> str:
    """Return a color that is read on each of these, as it is or with as little less or more light as that takes."""
    behind = tuple(grounds)
    darker = _luminance(behind[0]) > _MIDDLE
    wanted, best = lch(color), color
    while min(contrast(best, ground) for ground in behind) < READABLE and 0 <= wanted.lightness <= 1:
        wanted = wanted._replace(lightness=wanted.lightness + (-_STEP if darker else _STEP))
        best = shown(wanted)
    return best
