"""Draw hours by competency and phase as SVG: bars of one scale, required ones filled and elective ones hatched.

The same hours are in a table below the picture; no difference is one of color alone.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from ...model.maps import shown_hours
from .blocks import Bar, Bars

_LABEL, _WIDTH, _GAP, _ROW, _HEAD, _BAR = 190, 960, 14, 26, 48, 14
_NUMBERS = 74
"""Space for the numbers right of a bar."""
_LONGEST_LABEL, _LONGEST_PHASE = 28, 20


def picture(bars: Bars) -> Markup:
    """Return the picture as an element of HTML."""
    column = (_WIDTH - _LABEL) / max(len(bars.columns), 1)
    most = max((bar.required + bar.elective for _, row in bars.rows for bar in row), default=0) or 1
    scale = max(column - _GAP - _NUMBERS, 8) / most
    height = _HEAD + _ROW * len(bars.rows) + 8
    svg = Element("svg", {"viewBox": f"0 0 {_WIDTH} {height}", "role": "img", "aria-label": bars.title})
    _pattern(svg)
    _legend(svg)
    for number, name in enumerate(bars.columns):
        _text(svg, _LABEL + number * column, _HEAD - 8, _short(name, _LONGEST_PHASE), weight="bold")
    for row, (name, cells) in enumerate(bars.rows):
        y = _HEAD + row * _ROW
        _line(svg, y)
        _text(svg, 0, y + 17, _short(name, _LONGEST_LABEL))
        for number, bar in enumerate(cells):
            _bar(svg, _LABEL + number * column, y + 6, bar, scale)
    return Markup(
        f'<div class="table" tabindex="0" role="region" aria-label="{{}}">{tostring(svg, "unicode")}</div>'
    ).format(bars.title)


def _pattern(svg: Element) -> None:
    attributes = {"id": "elective", "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"}
    pattern = SubElement(svg, "pattern", {**attributes, "patternTransform": "rotate(45)"})
    SubElement(pattern, "path", {"class": "hatch", "d": "M0 0V6", "stroke-width": "3"})


def _legend(svg: Element) -> None:
    for x, words, kind in ((0, "required hours", "required"), (140, "elective hours", "elective")):
        _rectangle(svg, x, 4, 22, kind)
        _text(svg, x + 28, 15, words)


def _bar(svg: Element, x: float, y: float, bar: Bar, scale: float) -> None:
    end = x
    for hours, kind in ((bar.required, "required"), (bar.elective, "elective")):
        if hours:
            _rectangle(svg, end, y, hours * scale, kind)
            end += hours * scale
    total = f"{shown_hours(bar.required)} + {shown_hours(bar.elective)} h" if bar.elective else ""
    _text(svg, end + 4 * (end > x), y + 11, total or f"{shown_hours(bar.required)} h")


def _rectangle(svg: Element, x: float, y: float, width: float, kind: str) -> None:
    place = {"x": _number(x), "y": _number(y), "width": _number(width), "height": str(_BAR), "class": kind}
    SubElement(svg, "rect", {**place, **({"fill": "url(#elective)"} if kind == "elective" else {})})


def _line(svg: Element, y: float) -> None:
    SubElement(svg, "line", {"x1": "0", "x2": str(_WIDTH), "y1": _number(y), "y2": _number(y)})


def _text(svg: Element, x: float, y: float, words: str, weight: str = "") -> None:
    attributes = {"x": _number(x), "y": _number(y), **({"font-weight": weight} if weight else {})}
    SubElement(svg, "text", attributes).text = words


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
