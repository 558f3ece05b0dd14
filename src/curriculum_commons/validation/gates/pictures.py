"""What a picture tells besides what it shows: where it was taken, with which device, and on whose computer.

Looks into EXIF, IPTC and XMP of what Pillow opens, into the text of SVG, and into pictures within pictures. Who took
it may be said, as that is how a photographer is credited; faces are not judged.
"""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

Told = tuple[str, str]
"""What is told in a few words, and what follows from that."""
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".webp", ".avif", ".tif", ".tiff", ".bmp"})
FILMS = frozenset({".mp4", ".mov", ".m4a", ".m4v"})
CANNOT_BE_READ = frozenset({".heic", ".heif", ".hif", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".svgz"})
PLACE, DEVICE, COMPUTER = "where it was taken", "the device it was made with", "the computer it was made on"

_MAKE, _MODEL, _COMPUTER, _GPS, _EXIF = 0x010F, 0x0110, 0x013C, 0x8825, 0x8769
_IN_EXIF = {
    0xA430: ("name of the owner", DEVICE),
    0xA431: ("serial number of the camera", DEVICE),
    0xA433: ("make of the lens", DEVICE),
    0xA434: ("model of the lens", DEVICE),
    0xA435: ("serial number of the lens", DEVICE),
    0x927C: ("notes of the camera", DEVICE),
}
_GPS_VERSION = 0
_IN_IPTC = {(2, 90): "city", (2, 92): "place within a city", (2, 95): "state", (2, 101): "country"}
_IN_XMP: tuple[tuple[re.Pattern[bytes], Told], ...] = (
    (re.compile(rb"\bexif:GPS(?:Latitude|Longitude|Position)\b"), ("GPS position", PLACE)),
    (
        re.compile(rb"\b(?:photoshop:(?:City|State|Country)|Iptc4xmpCore:Location|Iptc4xmpExt:(?:City|Sublocation))\b"),
        ("name of a place", PLACE),
    ),
    (re.compile(rb"\btiff:(?:Make|Model)\b"), ("make and model", DEVICE)),
    (
        re.compile(rb"\b(?:aux|exifEX):(?:\w*SerialNumber|Lens\w*|OwnerName|CameraOwnerName)\b"),
        ("camera or lens", DEVICE),
    ),
)
_HOME = re.compile(rb"(?:/home/|/Users/|[A-Za-z]:[\\/](?:Users|Documents and Settings)[\\/])[^/\\\"'<>\s&]+")
_WITHIN = re.compile(rb"data:image/(?:jpe?g|png|webp|tiff);base64,\s*([A-Za-z0-9+/=\s]+)")


_IN_FILM: tuple[tuple[tuple[bytes, ...], Told], ...] = (
    ((b"\xa9xyz", b"com.apple.quicktime.location"), ("GPS position", PLACE)),
    ((b"\xa9mod", b"com.apple.quicktime.model"), ("make and model", DEVICE)),
)


class UnreadableError(Exception):
    """It cannot be told what a picture tells; its text goes on from the picture's name."""


def told_by_picture(content: bytes) -> list[Told]:
    """Return what a picture tells that it does not show, each thing once."""
    return list(dict.fromkeys([*_told_by_fields(content), *_told_by_xmp(content)]))


def told_by_svg(content: bytes) -> list[Told]:
    """Return what an SVG tells that it does not show, and the pictures within it."""
    found = list(_told_by_xmp(content))
    found += [("path in a home folder", COMPUTER)] if _HOME.search(content) else []
    for within in _WITHIN.finditer(content):
        try:
            found += told_by_picture(base64.b64decode(within[1]))
        except (binascii.Error, UnreadableError):  # what no program can show tells nothing either
            continue
    return list(dict.fromkeys(found))


def told_by_film(content: bytes) -> list[Told]:
    """Return what a film or recording of the family of MP4 tells besides what it shows."""
    return [told for marks, told in _IN_FILM if any(mark in content for mark in marks)]


def _told_by_fields(content: bytes) -> Iterator[Told]:
    from PIL import Image, IptcImagePlugin

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a picture with strange fields is still a picture
            with Image.open(BytesIO(content)) as image:
                exif = image.getexif()
                within = exif.get_ifd(_EXIF)
                gps = exif.get_ifd(_GPS)
                iptc: Mapping[Any, Any] = IptcImagePlugin.getiptcinfo(image) or {}
                packets = [image.info.get(key) for key in ("xmp", "XML:com.adobe.xmp")]
                texts = [value for value in image.info.values() if isinstance(value, str)]
    except Image.DecompressionBombError as error:
        raise UnreadableError("has too many pixels for any screen; save it smaller") from error
    except Exception as error:
        # Damage shows itself anywhere in a decoder, and as any kind of error.
        raise UnreadableError("cannot be opened as a picture, so nobody knows what it tells; save it again") from error
    if any(key != _GPS_VERSION for key in gps):
        yield "GPS position", PLACE
    if device := " ".join(_words(exif.get(key)) for key in (_MAKE, _MODEL)).strip():
        yield device, DEVICE
    if computer := _words(exif.get(_COMPUTER)):
        yield computer, COMPUTER
    yield from (told for key, told in _IN_EXIF.items() if within.get(key))
    yield from ((said, PLACE) for key, said in _IN_IPTC.items() if iptc.get(key))
    for packet in (*packets, *texts):
        yield from _told_by_xmp(packet.encode() if isinstance(packet, str) else packet or b"")


def _told_by_xmp(packet: bytes) -> Iterator[Told]:
    yield from (told for pattern, told in _IN_XMP if pattern.search(packet))


def _words(value: object) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value if isinstance(value, str) else ""
    return " ".join(text.replace("\0", " ").split())
