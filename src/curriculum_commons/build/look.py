"""Put the colors and the logo of a school into the look; a file that a site has of its own stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO

from ..model.palette import LIGHT, Palette
from ..theme import LOOK

_STYLE = "assets/commons.css"
_TEXTS = {_STYLE, "assets/favicon.svg", "assets/map/saving.js"}
_ICON = "favicon.ico"


def with_brand(look: Mapping[str, bytes], palette: Palette, has_logo: bool) -> dict[str, bytes]:
    """Return the files of the look, by their paths, as a school has them."""
    ours = {path for path in (*_TEXTS, _ICON) if look.get(path) == (LOOK / path).read_bytes()}
    made = {path: palette.recolored(look[path].decode()).encode() for path in ours & _TEXTS}
    if has_logo and _STYLE in made:
        made[_STYLE] += palette.recolored(files(__package__).joinpath("assets/logo.css").read_text("utf-8")).encode()
    if _ICON in ours and palette.light != LIGHT:
        made[_ICON] = _icon(look[_ICON], palette)
    return {**look, **made}


def _icon(icon: bytes, palette: Palette) -> bytes:
    """Return the icon with the two colors of a palette in place of teal and clay, in each of its sizes."""
    from PIL import Image, ImageChops

    with Image.open(BytesIO(icon), formats=["ICO"]) as opened:
        sizes = sorted(opened.info["sizes"])
        drawn = [opened.ico.getimage(size).convert("RGBA") for size in sizes]  # type: ignore[attr-defined]
    made = []
    for picture in drawn:
        red, _, blue, opacity = picture.split()
        is_clay = ImageChops.subtract(red, blue).point(lambda more: 255 if more else 0)
        clay, teal = (Image.new("RGB", picture.size, color) for color in (palette.light.clay, palette.light.teal))
        colored = Image.composite(clay, teal, is_clay)
        colored.putalpha(opacity)
        made.append(colored)
    written = BytesIO()
    made[-1].save(written, "ICO", sizes=sizes, append_images=made[:-1])
    return written.getvalue()
