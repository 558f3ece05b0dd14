"""Whose toolkit it is: name, logo and phases of one school, or a placeholder for them; and what is fit for them.

A logo is checked by its content and kept as a plain PNG of what can be seen.
"""

from __future__ import annotations

import json
import warnings
from io import BytesIO

from PIL import Image, ImageOps

from ..model.build_context import Logo
from ..model.problems import CallError, quoted, shown
from ..model.records import LOGO_WIDTH
from .typst import UnsetError, pdf

LONGEST = 120
"""Characters of a name; more would not fit on a slide or a sheet."""
_UNSEEN = {"\t": "a tab", "\n": "a line break", "\r": "a line break", "\u200d": "a joiner, as within some emoji"}
_SAMPLE = '#set document(title: "Name")\n#set text(font: "Libertinus Serif")\n#json("name.json")'

_LARGEST = 2_000_000
"""Bytes of a logo."""
_FEWEST, _MOST = 32, 6000
"""Pixels a side."""
_LONGEST_SIDE = 10
"""How many times as long as its other side a side may be."""
_ROOM = (LOGO_WIDTH, 600)
"""Pixels, across and down, that are enough for any document."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_XML = (b"<svg", b"<?xml", b"<!DOCTYPE svg")


def unfit(name: str) -> str:
    """Return why a name of a school or phase cannot be used, as half a sentence; empty where it can."""
    if not name.strip():
        return "is empty; write the name, or leave it out"
    if unseen := next((character for character in name if not character.isprintable()), ""):
        what = _UNSEEN.get(unseen, f'the character "{shown(unseen)}", which cannot be seen')
        return f'is "{shown(name[:LONGEST])}" and has {what}; write it on one line, without that'
    if len(name) > LONGEST:
        return f"is {quoted(name)} and has {len(name)} characters; a name may have {LONGEST}"
    return f"is {quoted(name)} and {lacks}" if (lacks := unset(name)) else ""


def unset(name: str) -> str:
    """Return why a name cannot be set as PDF, such as a character that its fonts lack; empty where it can."""
    try:
        pdf(_SAMPLE, {"name.json": json.dumps(name).encode()}, "")
    except UnsetError as error:
        return str(error)
    return ""


class _UnfitError(Exception):
    """A picture cannot be used; its text follows the name of the file."""


def read_logo(name: str, content: bytes) -> Logo:
    """Return a PNG or JPEG as a logo; raises CallError with one sentence where it is not fit to be one.

    Args:
        name: Name of the file, for the sentence; only its content decides what it is.
    """
    try:
        if not content:
            raise _UnfitError("is empty; save the logo again")
        if len(content) > _LARGEST:
            raise _UnfitError(f"is larger than {_LARGEST // 1_000_000} MB; save the logo smaller")
        if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_XML):
            raise _UnfitError(f"is an SVG; save it as PNG, at least {LOGO_WIDTH} pixels wide")
        if not content.startswith((_PNG, _JPEG)):
            raise _UnfitError("is not a PNG or JPEG; save the logo as one of these")
        return _pixels(_opened(content))
    except _UnfitError as error:
        raise CallError(f"{shown(name)} {error}") from error


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its size, which is checked here, and of what is not kept
            picture = Image.open(BytesIO(content), formats=["PNG", "JPEG"])
            _check_size(*picture.size)
            picture.load()
            return ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError as error:
        raise _UnfitError(f"has more than {_MOST} pixels a side; save the logo smaller") from error
    except _UnfitError:
        raise
    except Exception as error:
        # Damage shows itself anywhere in a decoder, and as any kind of error.
        raise _UnfitError("is damaged; save the logo again") from error


def _check_size(width: int, height: int) -> None:
    size = f"{width} × {height}"
    if min(width, height) < _FEWEST:
        raise _UnfitError(f"is {size} pixels; save the logo with at least {_FEWEST} pixels a side")
    if max(width, height) > _MOST:
        raise _UnfitError(f"is {size} pixels; save the logo with at most {_MOST} pixels a side")
    if max(width, height) > _LONGEST_SIDE * min(width, height):
        raise _UnfitError(f"is {size}, over {_LONGEST_SIDE} times as long as its other side; cut it to the logo")


def _pixels(picture: Image.Image) -> Logo:
    if picture.mode.startswith("I"):  # gray of 16 bits, which would be cut off at 8
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    transparent = "A" in picture.getbands() or "transparency" in picture.info
    picture = picture.convert("RGBA" if transparent else "RGB")
    if transparent and picture.getchannel("A").getextrema()[1] == 0:
        raise _UnfitError("shows nothing; save the logo again as PNG")
    picture.thumbnail(_ROOM, Image.Resampling.LANCZOS)
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    written = BytesIO()
    bare.save(written, "PNG", optimize=True)
    return Logo(written.getvalue(), *bare.size)
