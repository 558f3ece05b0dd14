"""Make a logo that somebody sent fit for documents: judged by its content, redrawn, and kept as a plain PNG.

Nothing in it is run or fetched, and of a picture nothing is kept but what can be seen.
"""

from __future__ import annotations

import warnings
from io import BytesIO

import typst
from PIL import Image, ImageOps

from ..problems import CallError, shown
from .brand import Logo
from .svg import UnfitError, cleaned, is_svg
from .typeset import png

_LARGEST = 2_000_000
"""Bytes."""
_FEWEST, _MOST = 32, 6000
"""Pixels a side."""
_LONGEST = 10
"""How many times as long as its other side a side may be."""
_ROOM = (1200, 600)
"""Pixels, across and down, that are enough for any document."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_POINTS_PER_INCH = 72


def read_logo(name: str, content: bytes) -> Logo:
    """Return a PNG, JPEG or SVG as a logo; raises `CallError` with one sentence where it is not fit to be one.

    Args:
        name: What the file is called, for the sentence; what it holds decides what it is.
    """
    try:
        return _logo(content)
    except UnfitError as error:
        raise CallError(f"{shown(name)} {error}") from error


def _logo(content: bytes) -> Logo:
    if not content:
        raise UnfitError("is empty; save the logo again")
    if len(content) > _LARGEST:
        raise UnfitError(f"is larger than {_LARGEST // 1_000_000} MB; save the logo smaller")
    if content.startswith((_PNG, _JPEG)):
        return _plain(_opened(content))
    if is_svg(content):
        return _plain(_opened(_drawn(content)))
    raise UnfitError("is no PNG, JPEG or SVG; save the logo as one of these")


def _drawn(content: bytes) -> bytes:
    """Return an SVG as PNG, at the size at which it is kept."""
    safe, width, height = cleaned(content)
    _judge(width, height)
    scale = min(_ROOM[0] / width, _ROOM[1] / height)
    source = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        f'#image("logo.svg", width: {width * scale:.3f}pt, height: {height * scale:.3f}pt)\n'
    )
    try:
        return png(source, {"logo.svg": safe}, _POINTS_PER_INCH)
    except BaseException as error:
        # What Typst draws with gives up on sizes without measure in its own way, which is no Exception.
        if isinstance(error, typst.TypstError) or type(error).__name__ == "PanicException":
            raise UnfitError("cannot be drawn; save the logo again, or as PNG") from error
        raise


def _opened(content: bytes) -> Image.Image:
    """Return a picture with all that can be seen of it read, as nobody knows before whether it can be."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its size, which is judged here, and of what is not kept
            picture = Image.open(BytesIO(content), formats=["PNG", "JPEG"])
            _judge(*picture.size, pixels=True)
            picture.load()
            return ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError as error:
        raise UnfitError(f"has more than {_MOST} pixels a side; save the logo smaller") from error
    except UnfitError:
        raise
    except Exception as error:
        # Damage shows itself anywhere in a decoder, and as any kind of error.
        raise UnfitError("is damaged; save the logo again") from error


def _judge(width: float, height: float, pixels: bool = False) -> None:
    size = f"{width:g} × {height:g}"
    if pixels and min(width, height) < _FEWEST:
        raise UnfitError(f"is {size} pixels; save the logo with at least {_FEWEST} pixels a side")
    if pixels and max(width, height) > _MOST:
        raise UnfitError(f"is {size} pixels; save the logo with at most {_MOST} pixels a side")
    if max(width, height) > _LONGEST * min(width, height):
        raise UnfitError(f"is {size}, over {_LONGEST} times as long as its other side; cut it to the logo")


def _plain(picture: Image.Image) -> Logo:
    """Return a picture without anything but its pixels."""
    if picture.mode.startswith("I"):  # grey of 16 bits, which would be cut off at 8
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    picture = picture.convert("RGBA" if see_through else "RGB")
    if see_through and picture.getchannel("A").getextrema()[1] == 0:
        raise UnfitError("shows nothing; save the logo again as PNG")
    picture.thumbnail(_ROOM, Image.Resampling.LANCZOS)
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    written = BytesIO()
    bare.save(written, "PNG", optimize=True)
    return Logo(written.getvalue(), *bare.size)
