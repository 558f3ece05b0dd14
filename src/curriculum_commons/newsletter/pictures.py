"""The pictures that issues show: where they are, how large, and which of them mail programs would not show.

Takes the bytes of pictures; knows nothing of folders.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from io import BytesIO
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from PIL import Image

from ..content.markdown import Link, Markup
from ..model.commons import Page
from ..model.problems import quoted
from .content import WEB
from .lint import Findings

Read = Callable[[str], bytes]
"""Returns the bytes of a file from its path below `docs/`."""

LARGEST_IMAGE = 1_000_000
"""Bytes that a picture may have."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_TURNED = {5, 6, 7, 8}
"""Ways to hold a camera, as cameras note them, in which width and height change places."""
_ORIENTATION = 0x0112


def pictures(page: Page) -> list[str]:
    """Return the paths below `docs/` of the pictures that an issue shows."""
    markup = Markup(page.body, page.meta.render_macros)
    return [path for _, path in _pictured(markup, dirname(page.path))]


def _pictured(markup: Markup, folder: str) -> Iterator[tuple[Link, str]]:
    for link in markup.links:
        if isinstance(link, Link) and link.image and link.target and not WEB.match(link.target):
            yield link, normpath(join(folder, unquote(link.target.partition("#")[0].partition("?")[0])))


def size_of(picture: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, which Outlook needs; `None` where the bytes are not a picture."""
    try:
        _, (width, height), orientation = _opened(picture)
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError):  # preflight reports what is wrong with it
        return None
    if not (width and height):
        return None
    return (height, width) if orientation in _TURNED else (width, height)


def _opened(picture: bytes) -> tuple[str | None, tuple[int, int], object]:
    """Return format, size and orientation; Pillow raises any of four errors for what is not a picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a picture with unusual fields is still a picture
        with Image.open(BytesIO(picture)) as image:
            return image.format, image.size, image.getexif().get(_ORIENTATION)


def picture_problems(page: Page, markup: Markup, read: Read) -> Findings:
    """Yield each picture of ours that mail programs would not show."""
    for link, path in _pictured(markup, dirname(page.path)):
        for message, code in _path_problems(path, read):
            yield link.at, f"{quoted(link.target)} {message}", code


def _path_problems(path: str, read: Read) -> Iterator[tuple[str, str]]:
    if path.lower().endswith((".svg", ".svgz")):
        yield "is an SVG, which mail programs do not show; save it as PNG", "unsupported-picture"
        return
    try:
        picture = read(path)
    except OSError:
        yield "cannot be read; put the file there", "missing-file"
        return
    if len(picture) > LARGEST_IMAGE:
        size = f"{len(picture) / 1e6:.1f} MB"
        yield f"has {size}, too much for an e-mail; save it smaller, with less than 1 MB", "picture-too-large"
    elif problem := _content_problem(picture):
        yield problem


def _content_problem(picture: bytes) -> tuple[str, str] | None:
    try:
        kind, (width, height), _ = _opened(picture)
    except Image.DecompressionBombError:
        return "has too many pixels for any screen; save it smaller", "picture-too-large"
    except (OSError, ValueError, SyntaxError):
        width, height, kind = 0, 0, "PNG"
    if kind not in _FORMATS:
        message = f"is of a kind ({kind}) that not all mail programs show; save it as PNG or JPEG"
        return message, "unsupported-picture"
    if width and height:
        return None
    return "has no width and height that could be read; save it as PNG or JPEG", "unsupported-picture"
