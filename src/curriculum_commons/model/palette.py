"""The colors and fonts of pages, mail, documents, slides and workbooks, and how those of a school take their place.

A color is "#" with six hexadecimal digits: red, green, blue. Style sheets, templates and reference documents are
written in the colors of the program, so that each can be opened and changed as it looks; `Palette.recolored` puts those
of a site in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from functools import cache, cached_property

from .colors import Lch, lch, readable, shown

SERIF, SANS = "Georgia", "Calibri"
"""Fonts of office files: of titles, and of all else."""


@dataclass(frozen=True)
class Shades:
    """Colors of one scheme by what they are for; words are readable on every background."""

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
    """Headings and links; teal where a site has no color of its own."""
    deep: str
    """Links below the pointer."""
    on_teal: str
    """Words on teal."""
    clay: str
    """Labels, and what needs attention; clay where a site has no color of its own."""
    mark: str
    """Background of marked words."""
    teal_tint: str
    """Background of what is new or full."""
    rule: str
    """Lines in mail, which many programs show on white."""


LIGHT = Shades(
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
DARK = Shades(
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


@dataclass(frozen=True)
class Office:
    """Colors that only office files have."""

    table_head: str
    """Background of the names of columns."""
    table_line: str
    """Lines of tables."""
    clay_tint: str
    """Background of what is missing."""
    more: tuple[str, ...]
    """What PowerPoint offers for drawings besides."""


OFFICE = Office("#e9f1f0", "#9fb3b3", "#f6e3d8", ("#3d7b7c", "#b9773f", "#5c6b3c"))


@dataclass(frozen=True)
class Palette:
    """All colors of a site."""

    light: Shades = LIGHT
    dark: Shades = DARK
    office: Office = OFFICE

    def recolored(self, text: str) -> str:
        """Return a text of the program, such as a style sheet, with these colors in place of the program's."""
        return _COLOR.sub(self._in_place, text) if self._instead else text

    def _in_place(self, found: re.Match[str]) -> str:
        color = self._instead[found[0].lower()]
        return color.upper() if found[0].isupper() else color

    @cached_property
    def _instead(self) -> Mapping[str, str]:
        """What takes the place of each color, without the "#"; nothing where all are the program's."""
        pairs = zip(_all(OURS), _all(self), strict=True)
        return {} if self == OURS else {ours[1:]: own[1:] for ours, own in pairs}


def _all(palette: Palette) -> Iterator[str]:
    for part in (palette.light, palette.dark):
        yield from astuple(part)
    *office, more = astuple(palette.office)
    yield from (*office, *more)


OURS = Palette()
"""The colors of the program, for a site that has none of its own."""
_COLOR = re.compile(rf"\b(?:{'|'.join(sorted({color[1:] for color in _all(OURS)}))})\b", re.IGNORECASE)
_VIVID = 0.07
"""Chroma from which a color tints paper and ink as much as that of the program does."""
_DARKER, _LIGHTER = -0.1, 0.08
"""By how much the lightness of a link changes below the pointer, on light and on dark paper."""


@cache
def palette_of(color: str, accent: str | None = None) -> Palette:
    """Return the palette of a school: its colors, with less or more light where words could not be read otherwise.

    All other colors keep the lightness of the program's, and take the hue of the school.

    Args:
        color: For headings and links.
        accent: For labels; without one they have the same color, and the background of what is missing is gray.
    """
    main, second = lch(color), lch(accent or color)
    drawn = zip(OFFICE.more, (main, second, main._replace(hue=main.hue + 1)), strict=True)
    office = Office(
        table_head=_tinted(OFFICE.table_head, main),
        table_line=_tinted(OFFICE.table_line, main),
        clay_tint=_tinted(OFFICE.clay_tint, second if accent else second._replace(chroma=0)),
        more=tuple(_tinted(ours, one) for ours, one in drawn),
    )
    light = _shades(LIGHT, main, second, (office.table_head, office.clay_tint))
    return Palette(light, _shades(DARK, main, second), office)


def _shades(ours: Shades, main: Lch, second: Lch, more: tuple[str, ...] = ()) -> Shades:
    """Return the colors of a scheme from the program's.

    Args:
        more: Further backgrounds of words.
    """
    tints = {name: _tinted(getattr(ours, name), main) for name in ("paper", "sheet", "wash", "line", "edge", "rule")}
    tints |= {"teal_tint": _tinted(ours.teal_tint, main), "mark": _tinted(ours.mark, second)}
    grounds = (*(tints[name] for name in ("paper", "sheet", "wash", "mark", "teal_tint")), *more)

    def words(color: Lch, least: str) -> str:
        """Return a color for words; on dark paper with at least as much light as the program's."""
        light = max(color.lightness, lch(least).lightness) if ours is DARK else color.lightness
        return readable(shown(color._replace(lightness=light)), grounds)

    teal = words(main, ours.teal)
    below = main._replace(lightness=lch(teal).lightness + (_LIGHTER if ours is DARK else _DARKER))
    deep = readable(shown(below), grounds)
    return Shades(
        **tints,
        ink=readable(_tinted(ours.ink, main), (*grounds, tints["line"])),
        quiet=readable(_tinted(ours.quiet, main), grounds),
        teal=teal,
        deep=deep,
        on_teal=readable(_tinted(ours.on_teal, main), (teal, deep)),
        clay=words(second, ours.clay),
    )


def _tinted(ours: str, school: Lch) -> str:
    """Return one of the program's colors with the hue of a school, and no more color than that has."""
    lightness, chroma, _ = lch(ours)
    return shown(Lch(lightness, chroma * min(1, school.chroma / _VIVID), school.hue))
