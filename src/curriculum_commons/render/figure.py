"""Draw how competencies grow: a row for each, a column for each step, and a circle that fills from step to step.

There are two drawings of the same: one as wide as a page, and one for phones, whose columns have numbers for names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from ..model.commons import Commons

_LETTER, _LINE = 0.54, 1.3
"""Width of a letter, on average, and height of a line, in parts of the size of the font."""
_LONGEST = 3
"""Lines of a title, or of the name of a step."""
_BADGE = 40
"""Width of the column of numbers."""


@dataclass(frozen=True)
class Row:
    """A competency, or a domain in place of its competencies."""

    label: str
    """Its number; empty for a domain."""
    title: str
    steps: tuple[bool, ...]
    """Whether it is described how it looks, for each step."""


@dataclass(frozen=True)
class Size:
    """Measures of a drawing, in pixels where it has its full width."""

    width: int
    titles: int
    """Width of the column of titles; 0 where each title is above its circles."""
    font: int
    radius: int
    padding: int
    """Space above and below each row."""


WIDE, NARROW = Size(1056, 400, 17, 12, 13), Size(350, 0, 16, 12, 12)


def rows(commons: Commons, *, by_domain: bool) -> list[Row]:
    """Return the rows of the figure, in the order of the framework."""
    described = {one.code: {step.stage for step in one.growth} for one in commons.competencies}
    codes: dict[str, list[str]] = {}
    for one in commons.competencies:
        codes.setdefault(one.domain if by_domain else one.code, []).append(one.code)
    return [
        Row(
            "" if by_domain else commons.label[key],
            commons.domain[key].name if by_domain else commons.competency[key].title,
            tuple(any(stage.id in described[code] for code in group) for stage in commons.stages),
        )
        for key, group in codes.items()
    ]


def figure(drawn: Sequence[Row], stages: Sequence[str], words: str, size: Size) -> Markup:
    """Return a drawing as an SVG element: an image with a text, whose colors are those of the page's styles."""
    svg = Element("svg", {"role": "img", "aria-label": words, "class": "wide" if size.titles else "narrow"})
    column = (size.width - size.titles) / len(stages)
    centers = [
        size.titles + column * number + (size.radius if size.titles else column / 2) for number in range(len(stages))
    ]
    y = _head(svg, stages, centers, column, size)
    for row in drawn:
        y = _row(svg, row, centers, y, size)
    svg.set("viewBox", f"0 0 {size.width} {_number(y + 1)}")
    return Markup(tostring(svg, "unicode").replace("{", "&#123;").replace("}", "&#125;"))  # engines read no braces


def _head(svg: Element, stages: Sequence[str], centers: Sequence[float], column: float, size: Size) -> float:
    """Draw the names of the steps, or their numbers; return where the first row begins."""
    names = (
        [_lines(name, column - 16, size.font) for name in stages]
        if size.titles
        else [[str(n + 1)] for n in range(len(stages))]
    )
    height = max(map(len, names)) * size.font * _LINE
    for center, name in zip(centers, names, strict=True):
        if size.titles:
            _text(svg, (center - size.radius, height - (len(name) - 1) * size.font * _LINE), name, size, "step")
        else:
            _text(svg, (center, height), name, size, "step middle")
    return height + 12


def _row(svg: Element, row: Row, centers: Sequence[float], top: float, size: Size) -> float:
    """Draw a row; return where it ends."""
    left = _BADGE if row.label else 0
    title = _lines(row.title, (size.titles or size.width) - left - 24, size.font)
    height = len(title) * size.font * _LINE
    words_end = top + 2 * size.padding + max(height, 2 * size.radius)
    middle = (top + words_end) / 2
    SubElement(svg, "path", {"class": "rule", "d": f"M0 {_number(top)}H{size.width}"})
    if row.label:
        _badge(svg, row.label, middle, size)
    _text(svg, (left, middle - height / 2 + size.font), title, size, "title")
    center = middle if size.titles else words_end + size.radius
    SubElement(svg, "path", {"class": "way", "d": f"M{_number(centers[0])} {_number(center)}H{_number(centers[-1])}"})
    for number, (x, described) in enumerate(zip(centers, row.steps, strict=True), 1):
        _circle(svg, x, center, size.radius, number / len(centers) if described else 0)
    return words_end if size.titles else words_end + 2 * size.radius + size.padding


def _badge(svg: Element, label: str, middle: float, size: Size) -> None:
    radius = 14
    SubElement(svg, "circle", {"class": "badge", "cx": str(radius + 1), "cy": _number(middle), "r": str(radius)})
    font = min(size.font - 2, 2 * (radius - 3) / (_LETTER * len(label)))
    place = {"x": str(radius + 1), "y": _number(middle + font * 0.36), "font-size": _number(font)}
    SubElement(svg, "text", {**place, "class": "label middle"}).text = label


def _circle(svg: Element, x: float, y: float, radius: float, part: float) -> None:
    """Draw a circle that is filled in part, clockwise from the top; a small one where there is nothing to fill."""
    whole = {"cx": _number(x), "cy": _number(y), "r": _number(radius if part else radius / 3)}
    SubElement(svg, "circle", {**whole, "class": "full" if part == 1 else "empty"})
    if 0 < part < 1:
        end_x, end_y = x + radius * sin(2 * pi * part), y - radius * cos(2 * pi * part)
        arc = f"A{radius} {radius} 0 {int(2 * part > 1)} 1 {_number(end_x)} {_number(end_y)}"
        SubElement(svg, "path", {"class": "part", "d": f"M{_number(x)} {_number(y)}V{_number(y - radius)}{arc}Z"})


def _text(svg: Element, at: tuple[float, float], lines: Sequence[str], size: Size, kind: str) -> None:
    for number, line in enumerate(lines):
        place = {"x": _number(at[0]), "y": _number(at[1] + number * size.font * _LINE), "font-size": str(size.font)}
        SubElement(svg, "text", {**place, "class": kind}).text = line


def _lines(text: str, width: float, font: int) -> list[str]:
    return wrap(text, max(int(width / (font * _LETTER)), 8), max_lines=_LONGEST, placeholder=" …")


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
