"""Put colors, mark and logo of a site into the look; a file that a site has of its own stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from ..model.commons import Commons
from ..model.palette import Palette
from ..render.mark import SIDE, Drop, drops, mark_svg, parts_of
from ..theme import LOOK

if TYPE_CHECKING:
    from PIL.Image import Image

_STYLE, _MARK, _ICON = "assets/commons.css", "assets/favicon.svg", "favicon.ico"
_TEXTS = {_STYLE, "assets/map/saving.js"}
_WIDTHS = (32, 48)
"""Widths of the icon, in pixels."""
_FINER = 8
"""How many times larger a picture is drawn before it is made smaller, for smooth edges."""


def with_brand(look: Mapping[str, bytes], commons: Commons) -> dict[str, bytes]:
    """Return the files of the look, by their paths, as a site has them."""
    palette, number = commons.palette, parts_of(commons)
    ours = {path for path in (*_TEXTS, _MARK, _ICON) if look.get(path) == (LOOK / path).read_bytes()}
    made = {path: palette.recolored(look[path].decode()).encode() for path in ours & _TEXTS}
    if commons.site.brand and commons.site.brand.logo and _STYLE in made:
        made[_STYLE] += palette.recolored(files(__package__).joinpath("assets/logo.css").read_text("utf-8")).encode()
    if _MARK in ours:
        made[_MARK] = mark_svg(number, palette.light, palette.dark)
    if _ICON in ours:
        made[_ICON] = icon(number, palette)
    return {**look, **made}


def icon(number: int, palette: Palette) -> bytes:
    """Return the mark as an ICO file, for what reads no SVG."""
    *smaller, largest = [_picture(number, palette, width) for width in _WIDTHS]
    written = BytesIO()
    largest.save(written, "ICO", sizes=[(width, width) for width in _WIDTHS], append_images=smaller)
    return written.getvalue()


def _picture(number: int, palette: Palette, width: int) -> Image:
    """Return the mark as a picture whose every pixel has one of two colors, more or less opaque."""
    from PIL import Image, ImageChops

    first, *others = drops(number)
    clay, teal = _opacity([first], width), _opacity(others, width)
    picture = Image.new("RGB", (width, width), palette.light.teal)
    picture.paste(palette.light.clay, mask=clay.point(lambda part: 255 if part else 0))
    picture.putalpha(ImageChops.add(clay, teal))
    return picture


def _opacity(drawn: Iterable[Drop], width: int) -> Image:
    from PIL import Image, ImageDraw

    large = Image.new("L", (width * _FINER, width * _FINER))
    draw, scale = ImageDraw.Draw(large), width * _FINER / SIDE
    for drop in drawn:
        (x, y), radius = drop.center, drop.radius
        draw.ellipse([scale * side for side in (x - radius, y - radius, x + radius, y + radius)], fill=255)
        corners = (drop.tip, drop.sides[0], drop.center, drop.sides[1])
        draw.polygon([(scale * x, scale * y) for x, y in corners], fill=255)
    return large.resize((width, width), Image.Resampling.BOX)
