"""Make a logo that somebody sent fit for documents: judged by its content and kept as a plain PNG.

Nothing is kept but what can be seen.
"""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from ..model.problems import CallError, shown
from ..model.records import LOGO_WIDTH
from .brand import Logo

_LARGEST = 2_000_000
"""Bytes."""
_FEWEST, _MOST = 32, 6000
"""Pixels a side."""
_LONGEST = 10
"""How many times as long as its other side a side may be."""
_ROOM = (LOGO_WIDTH, 600)
"""Pixels, across and down, that are enough for any document."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_BEFORE_XML = b"\xef\xbb\xbf \r\n\t"
_XML = (b"<svg", b"<?xml", b"<!DOCTYPE svg")
"""How an SVG begins; no other picture is XML."""


class _UnfitError(Exception):
    """A picture cannot be used; its text is what follows the name of the file."""


def read_logo(name: str, content: bytes) -> Logo:
    """Return a PNG or JPEG as a logo; raises `CallError` with one sentence where it is not fit to be one.

    Args:
        name: What the file is called, for the sentence; what it holds decides what it is.
    """
    try:
        return _logo(content)
    except _UnfitError as error:
        raise CallError(f"{shown(name)} {error}") from error


def _logo(content: bytes) -> Logo:
    if not content:
        raise _UnfitError("is empty; save the logo again")
    if len(content) > _LARGEST:
        raise _UnfitError(f"is larger than {_LARGEST // 1_000_000} MB; save the logo smaller")
    if content.startswith((_PNG, _JPEG)):
        return _plain(_opened(content))
    if content.lstrip(_BEFORE_XML).startswith(_XML):
        raise _UnfitError(f"is an SVG; save it as PNG, at least {LOGO_WIDTH} pixels wide")
    raise _UnfitError("is not a PNG or JPEG; save the logo as one of these")


def _opened(content: bytes) -> Image.Image:
    """Return a picture with all that can be seen of it read, as nobody knows before whether it can be."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its size, which is judged here, and of what is not kept
            picture = Image.open(BytesIO(content), formats=["PNG", "JPEG"])
            _judge(*picture.size)
            picture.load()
            return ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError as error:
        raise _UnfitError(f"has more than {_MOST} pixels a side; save the logo smaller") from error
    except _UnfitError:
        raise
    except Exception as error:
        # Damage shows itself anywhere in a decoder, and as any kind of error.
        raise _UnfitError("is damaged; save the logo again") from error


def _judge(width: int, height: int) -> None:
    size = f"{width} × {height}"
    if min(width, height) < _FEWEST:
        raise _UnfitError(f"is {size} pixels; save the logo with at least {_FEWEST} pixels a side")
    if max(width, height) > _MOST:
        raise _UnfitError(f"is {size} pixels; save the logo with at most {_MOST} pixels a side")
    if max(width, height) > _LONGEST * min(width, height):
        raise _UnfitError(f"is {size}, over {_LONGEST} times as long as its other side; cut it to the logo")


def _plain(picture: Image.Image) -> Logo:
    """Return a picture without anything but its pixels."""
    if picture.mode.startswith("I"):  # grey of 16 bits, which would be cut off at 8
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    picture = picture.convert("RGBA" if see_through else "RGB")
    if see_through and picture.getchannel("A").getextrema()[1] == 0:
        raise _UnfitError("shows nothing; save the logo again as PNG")
    picture.thumbnail(_ROOM, Image.Resampling.LANCZOS)
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    written = BytesIO()
    bare.save(written, "PNG", optimize=True)
    return Logo(written.getvalue(), *bare.size)
