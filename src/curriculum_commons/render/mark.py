"""Draw the mark of a site: drops around a middle, as of people who talk, one for each competency; the first is clay."""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, cos, pi, sin

from ..model.commons import Commons
from ..model.palette import Shades

SIDE = 32
"""Width and height of the mark; each drawing of it takes this for its own size."""
_FEWEST, _MOST, _USUAL = 3, 9, 5
"""Drops that look separate in an icon, and how many there are where a framework has fewer or more parts."""
_REACH, _WIDEST, _GAP, _TIP = 15.6, 5.8, 1.9, 3
"""How far drops reach from the middle, their largest radius, what is between two, and where their tips are."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Drop:
    """A circle with a tip that points to the middle."""

    center: Point
    radius: float
    tip: Point
    sides: tuple[Point, Point]
    """Where the lines from the tip meet the circle."""

    @property
    def path(self) -> str:
        """Its outline, as the path of an SVG."""
        (x, y), (left, right), radius = self.tip, self.sides, _number(self.radius)
        arc = f"A{radius} {radius} 0 1 1 {_number(right[0])} {_number(right[1])}"
        return f"M{_number(x)} {_number(y)}L{_number(left[0])} {_number(left[1])}{arc}Z"


def parts_of(commons: Commons) -> int:
    """Return how many drops the mark of a site has: one for each competency or, where these are many, each domain."""
    counted = (len(commons.competencies), len({one.domain for one in commons.competencies}))
    return next((number for number in counted if _FEWEST <= number <= _MOST), _USUAL)


def drops(number: int) -> list[Drop]:
    """Return the drops of a mark, clockwise from the top."""
    half = sin(pi / number)
    radius = min((_REACH * half - _GAP / 2) / (1 + half), _WIDEST)
    far = _REACH - radius
    lean = acos(radius / (far - _TIP))
    return [_drop(2 * pi * one / number, far, radius, lean) for one in range(number)]


def _drop(turn: float, far: float, radius: float, lean: float) -> Drop:
    center = _around((SIDE / 2, SIDE / 2), far, turn)
    left, right = (_around(center, radius, turn + pi + side * lean) for side in (1, -1))
    return Drop(center, radius, _around((SIDE / 2, SIDE / 2), _TIP, turn), (left, right))


def _around(center: Point, far: float, turn: float) -> Point:
    """Return the point so far from a center, at an angle clockwise from the top."""
    return center[0] + far * sin(turn), center[1] - far * cos(turn)


def mark_svg(number: int, shades: Shades, dark: Shades | None = None) -> bytes:
    """Return a mark as an SVG file.

    Args:
        dark: Colors where the browser prefers dark ones.
    """
    style = _style(shades)
    if dark:
        style += f" @media (prefers-color-scheme: dark) {{ {_style(dark)} }}"
    first, *others = (drop.path for drop in drops(number))
    paths = f'<path class="first" d="{first}"/>' + "".join(f'<path d="{path}"/>' for path in others)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
    return f"{head}<style>{style}</style>{paths}</svg>\n".encode()


def _style(shades: Shades) -> str:
    return f"path {{ fill: {shades.teal} }} .first {{ fill: {shades.clay} }}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
