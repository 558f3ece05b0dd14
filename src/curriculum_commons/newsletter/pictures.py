"""Read how large the pictures are that issues show, since Outlook has to be told."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image

_TURNED = {5, 6, 7, 8}
"""Ways to hold a camera, as cameras note them, in which width and height change places."""
_ORIENTATION = 0x0112


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a picture in pixels; nothing where it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a picture with strange fields is still a picture
            with Image.open(BytesIO(content)) as image:
                width, height = image.size
                turned = image.getexif().get(_ORIENTATION) in _TURNED
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError):  # preflight says what is wrong with it
        return None
    if not (width and height):
        return None
    return (height, width) if turned else (width, height)
