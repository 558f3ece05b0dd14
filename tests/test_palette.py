"""One palette: what cannot import it, such as a style sheet, repeats its colors and has no others."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from curriculum_commons.model import palette
from curriculum_commons.model.palette import DARK, LIGHT
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
KNOWN = {*asdict(LIGHT).values(), *asdict(DARK).values(), palette.TABLE_HEAD, "#fff", "#000"}


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
def test_words_read_well_on_every_background(shades: palette.Palette) -> None:
    grounds = [shades.paper, shades.sheet, shades.wash, *([palette.TABLE_HEAD] if shades is LIGHT else [])]
    words = (shades.ink, shades.quiet, shades.teal, shades.deep, shades.clay)
    poor = [(word, ground) for word in words for ground in grounds if contrast(word, ground) < 4.5]
    assert poor == []
    assert contrast(shades.on_teal, shades.teal) >= 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors as WCAG 2 defines it."""
    dark, light = sorted(luminance(color) for color in (one, other))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(color[1:])]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
