"""One palette: what cannot import it, such as a style sheet, repeats its colors and has no others.

Only so can the colors of a school take the place of each; whatever they are, words are readable in them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, astuple
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from curriculum_commons.model.colors import lch, shown
from curriculum_commons.model.palette import DARK, LIGHT, OFFICE, OURS, Palette, Shades, palette_of
from curriculum_commons.theme import LOOK

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "curriculum_commons"
SHEETS = (
    LOOK / "assets" / "commons.css",
    LOOK / "assets" / "favicon.svg",
    PACKAGE / "build" / "assets" / "note.css",
    *(file for ending in ("css", "html", "mjml") for file in (PACKAGE / "render" / "templates").rglob(f"*.{ending}")),
)
COLOR = re.compile(r"(?<!&)#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
KNOWN = {*asdict(LIGHT).values(), *asdict(DARK).values(), OFFICE.table_head, "#fff", "#000"}


def colors(file: Path) -> set[str]:
    return set(COLOR.findall(file.read_text("utf-8")))


@pytest.mark.parametrize("file", [file for file in SHEETS if colors(file)], ids=lambda file: file.name)
def test_a_style_sheet_has_colors_of_the_palette_only(file: Path) -> None:
    assert colors(file) - KNOWN == set()


def test_the_custom_properties_of_the_theme_are_the_palette() -> None:
    css = (LOOK / "assets" / "commons.css").read_text("utf-8")
    plain = dict(re.findall(r"--([\w-]+): (#\w+);", css.partition("@supports")[0]))
    both = {name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", css)}
    assert plain == {name: asdict(LIGHT)[name.replace("-", "_")] for name in plain}
    assert both == {name: tuple(asdict(one)[name.replace("-", "_")] for one in (LIGHT, DARK)) for name in plain}
    assert len(plain) == 12


@pytest.mark.parametrize("name", ["feed.css", "latest.html"])
def test_the_custom_properties_of_feeds_are_the_palette(name: str) -> None:
    css = (PACKAGE / "render" / "templates" / "feeds" / name).read_text("utf-8")
    light, _, dark = css.partition("@media (prefers-color-scheme: dark)")
    for part, shades in ((light, LIGHT), (dark, DARK)):
        found = dict(re.findall(r"--(\w+): (#\w+)", part))
        assert found
        assert found == {name: asdict(shades)[name] for name in found}


@pytest.mark.parametrize("shades", [LIGHT, DARK], ids=["light", "dark"])
def test_words_read_well_on_every_background(shades: Shades) -> None:
    grounds = [shades.paper, shades.sheet, shades.wash, *([OFFICE.table_head] if shades is LIGHT else [])]
    words = (shades.ink, shades.quiet, shades.teal, shades.deep, shades.clay)
    poor = [(word, ground) for word in words for ground in grounds if contrast(word, ground) < 4.5]
    assert poor == []
    assert contrast(shades.on_teal, shades.teal) >= 4.5


COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@example("#ffffff", None)
@example("#000000", "#ffff00")
@example("#808080", "#0000ff")
@example("#8e44ad", "#27ae60")
@given(COLORS, st.none() | COLORS)
def test_words_read_well_in_the_colors_of_any_school(color: str, accent: str | None) -> None:
    made = palette_of(color, accent)
    assert [pair for pair in pairs(made) if contrast(*pair) < 4.5] == []
    edges = [(one.edge, ground) for one in (made.light, made.dark) for ground in (one.paper, one.sheet, one.wash)]
    assert [pair for pair in edges if contrast(*pair) < 3] == []


def pairs(made: Palette) -> Iterator[tuple[str, str]]:
    """Yield every color of words with each that may be behind it, in pages, mail and documents."""
    for one, more in ((made.light, (made.office.table_head, made.office.clay_tint)), (made.dark, ())):
        words = (one.ink, one.quiet, one.teal, one.deep, one.clay)
        grounds = (one.paper, one.sheet, one.wash, one.mark, one.teal_tint, *more)
        yield from ((word, ground) for word in words for ground in grounds)
        yield from ((one.ink, one.line), (one.on_teal, one.teal), (one.on_teal, one.deep))
    yield made.light.paper, made.light.teal


@settings(max_examples=200, deadline=None)
@given(COLORS)
def test_a_color_survives_the_way_by_lightness_chroma_and_hue(color: str) -> None:
    assert shown(lch(color)) == color


@pytest.mark.parametrize("color", ["#5b2a86", "#7b1113", "#00356b", "#333333", "#000000"])
def test_a_color_in_which_words_are_readable_is_taken_as_it_is(color: str) -> None:
    made = palette_of(color)
    assert (made.light.teal, made.light.clay) == (color, color)


@pytest.mark.parametrize("color", ["#f2c94c", "#ff8200", "#7fffd4", "#4b9cd3"])
def test_a_color_that_is_too_light_keeps_its_hue(color: str) -> None:
    light, dark = palette_of(color).light.teal, palette_of(color).dark.teal
    assert light != color
    for made in (light, dark):
        assert abs(lch(made).hue - lch(color).hue) < 0.05


def test_gray_has_no_hue() -> None:
    made = palette_of("#777777")
    colors = {*astuple(made.light), *astuple(made.dark)}
    assert {color for color in colors if len({color[1:3], color[3:5], color[5:]}) > 1} == set()


def test_each_color_of_the_program_has_one_in_its_place() -> None:
    instead = defaultdict(set)
    for ours, own in zip(every(OURS), every(palette_of("#5b2a86", "#1b7f3b")), strict=True):
        instead[ours].add(own)
    assert {ours: own for ours, own in instead.items() if len(own) > 1} == {}


def every(made: Palette) -> Iterator[str]:
    *office, more = astuple(made.office)
    yield from (*astuple(made.light), *astuple(made.dark), *office, *more)


def test_without_colors_of_a_school_a_text_stays() -> None:
    assert OURS.recolored("a { color: #0B5D5E }") == "a { color: #0B5D5E }"


def test_the_colors_of_a_school_are_written_as_those_that_they_replace() -> None:
    made = palette_of("#5b2a86")
    assert made.recolored('a { color: #0b5d5e } w:val="0B5D5E" 0b5d5ea #fff') == (
        'a { color: #5b2a86 } w:val="5B2A86" 0b5d5ea #fff'
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors as WCAG 2 defines it."""
    dark, light = sorted(luminance(color) for color in (one, other))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(color[1:])]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
