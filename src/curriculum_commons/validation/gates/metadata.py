"""What files reveal without showing it: where and with what a picture was taken, who wrote a document.

Looks into EXIF, IPTC and XMP of what Pillow opens, into SVG and films, into pictures within them and within office
documents, and into the properties of documents and PDFs. A photographer may be credited; faces are not recognized.
"""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import unescape
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZipFile

from ...model.problems import quoted
from .archives import BROKEN, LARGEST, OFFICE, can_be_opened
from .persons import Names
from .source_files import GateFinding, SourceFile

OLD = {".doc": "docx", ".ppt": "pptx", ".xls": "xlsx", ".rtf": "docx"}
OLD |= dict.fromkeys([".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".xz"], "zip")
"""Kinds of documents and archives that cannot be read here, and what to save them as."""
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".webp", ".avif", ".tif", ".tiff", ".bmp"})
CANNOT_BE_READ = frozenset({".heic", ".heif", ".hif", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".svgz"})
"""Kinds of pictures for which the same is true."""
DAMAGED = "damaged"
"""What an allowance calls a file that cannot be opened."""
_FILMS = frozenset({".mp4", ".mov", ".m4a", ".m4v"})
_LOCATION, _DEVICE, _COMPUTER = "where it was taken", "the device it was made with", "the computer it was made on"
_MAKE, _MODEL, _HOST, _EXIF, _GPS, _GPS_VERSION = 0x010F, 0x0110, 0x013C, 0x8769, 0x8825, 0
_IN_EXIF = {
    0xA430: "name of the owner",
    0xA431: "serial number of the camera",
    0xA433: "make of the lens",
    0xA434: "model of the lens",
    0xA435: "serial number of the lens",
    0x927C: "notes of the camera",
}
_IN_IPTC = {(2, 90): "city", (2, 92): "place within a city", (2, 95): "state", (2, 101): "country"}

HiddenField = tuple[str, str]
"""What a field is called, and what it reveals."""
_IN_XMP: tuple[tuple[bytes, HiddenField], ...] = (
    (rb"\bexif:GPS(?:Latitude|Longitude|Position)\b", ("GPS position", _LOCATION)),
    (
        rb"\b(?:photoshop:(?:City|State|Country)|Iptc4xmpCore:Location|Iptc4xmpExt:(?:City|Sublocation))\b",
        ("name of a place", _LOCATION),
    ),
    (rb"\btiff:(?:Make|Model)\b", ("make and model", _DEVICE)),
    (rb"\b(?:aux|exifEX):(?:\w*SerialNumber|Lens\w*|OwnerName|CameraOwnerName)\b", ("camera or lens", _DEVICE)),
)
_IN_FILM: tuple[tuple[bytes, HiddenField], ...] = (
    (rb"\xa9xyz|com\.apple\.quicktime\.location", ("GPS position", _LOCATION)),
    (rb"\xa9mod|com\.apple\.quicktime\.model", ("make and model", _DEVICE)),
)
_HOME = rb"(?:/home/|/Users/|[A-Za-z]:[\\/](?:Users|Documents and Settings)[\\/])[^/\\\"'<>\s&]+"
_EMBEDDED = rb"data:image/(?:jpe?g|png|webp|tiff);base64,\s*([A-Za-z0-9+/=\s]+)"
_AUTHOR = rb"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator)[^>]*>([^<]+)<"
_CANNOT_BE_OPENED = "cannot be opened, so its metadata cannot be checked; save it again, without a password"


class UnreadableError(Exception):
    """The metadata of a file cannot be read; its text goes on from the name of the file."""


def check_metadata(source: SourceFile) -> Iterator[GateFinding]:
    """Yield what pictures, alone or within a document, reveal without showing it."""
    kind = source.suffix[1:]
    if better := OLD.get(source.suffix) or ("PNG or JPEG" if source.suffix in CANNOT_BE_READ else None):
        yield _finding(
            source, kind, f"is of a kind, {quoted(kind)}, that may hold hidden metadata; save it as {better}"
        )
        return
    try:
        for name, revealed in dict.fromkeys(_hidden_fields(source)):
            message = f"holds {quoted(name)}, which reveals {revealed}; export it again without metadata"
            yield _finding(source, name, message)
    except UnreadableError as error:
        yield _finding(source, DAMAGED, str(error))


def check_authors(source: SourceFile, names: Names) -> Iterator[GateFinding]:
    """Yield the names of persons among the properties of a document."""
    for name in sorted(set(_authors(source))):
        if names.is_person(name):
            message = f"names {quoted(name)} among its properties; take the name out there, and save it again"
            yield _finding(source, name, message)


def _finding(source: SourceFile, what: str, message: str) -> GateFinding:
    return GateFinding(source.path, 0, 0, "metadata", what, message)


def _hidden_fields(source: SourceFile) -> list[HiddenField]:
    if source.suffix in PICTURES:
        return hidden_in_picture(source.content())
    if source.suffix == ".svg":
        return hidden_in_svg(source.content())
    if source.suffix in _FILMS:
        return _matching(_IN_FILM, source.content())
    if source.suffix == ".zip" and not can_be_opened(source.content()):
        raise UnreadableError(_CANNOT_BE_OPENED)
    if source.suffix == ".pdf":
        _author_of_pdf(source)
    return list(_hidden_in_office(source.content())) if source.suffix in OFFICE else []


def _matching(forms: tuple[tuple[bytes, HiddenField], ...], content: bytes) -> list[HiddenField]:
    return [field for form, field in forms if re.search(form, content)]


def hidden_in_svg(content: bytes) -> list[HiddenField]:
    """Return what an SVG, and the pictures in it, reveal without showing it."""
    fields = _matching((*_IN_XMP, (_HOME, ("path in a home folder", _COMPUTER))), content)
    for embedded in re.finditer(_EMBEDDED, content):
        with suppress(binascii.Error, UnreadableError):  # what no program can show reveals nothing either
            fields += hidden_in_picture(base64.b64decode(embedded[1]))
    return fields


def hidden_in_picture(content: bytes) -> list[HiddenField]:
    """Return what a picture reveals without showing it."""
    from PIL import Image, IptcImagePlugin

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a picture with strange fields is still a picture
            with Image.open(BytesIO(content)) as image:
                exif = image.getexif()
                iptc: Mapping[Any, Any] = IptcImagePlugin.getiptcinfo(image) or {}
                fields = [*_in_exif(exif), *((name, _LOCATION) for key, name in _IN_IPTC.items() if iptc.get(key))]
                packets = [image.info.get("xmp"), *(value for value in image.info.values() if isinstance(value, str))]
    except Image.DecompressionBombError as error:
        raise UnreadableError("has too many pixels for any screen; save it smaller") from error
    except Exception as error:  # a damaged picture raises any kind of error
        message = "cannot be opened as a picture, so its metadata cannot be checked; save it again"
        raise UnreadableError(message) from error
    for packet in packets:
        fields += _matching(_IN_XMP, packet.encode("utf-8", "replace") if isinstance(packet, str) else packet or b"")
    return fields + _matching(_IN_XMP, content)


def _in_exif(exif: Any) -> Iterator[HiddenField]:
    if any(key != _GPS_VERSION for key in exif.get_ifd(_GPS)):
        yield "GPS position", _LOCATION
    if device := " ".join(_words(exif.get(key)) for key in (_MAKE, _MODEL)).strip():
        yield device, _DEVICE
    if computer := _words(exif.get(_HOST)):
        yield computer, _COMPUTER
    details = exif.get_ifd(_EXIF)
    yield from ((name, _DEVICE) for key, name in _IN_EXIF.items() if details.get(key))


def _words(value: object) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value if isinstance(value, str) else ""
    return " ".join(text.replace("\0", " ").split())


def _hidden_in_office(content: bytes) -> Iterator[HiddenField]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            for part in archive.infolist():
                if part.file_size <= LARGEST and PurePosixPath(part.filename).suffix.lower() in PICTURES:
                    with suppress(UnreadableError):  # a preview in a form of its own
                        yield from hidden_in_picture(archive.read(part))
    except BROKEN as error:
        raise UnreadableError(_CANNOT_BE_OPENED) from error


def _authors(source: SourceFile) -> Iterator[str]:
    try:
        if source.suffix in OFFICE:
            with source.opened() as stream, ZipFile(stream) as archive:
                for part in archive.infolist():
                    if part.file_size <= LARGEST and part.filename in {"docProps/core.xml", "meta.xml"}:
                        found = re.finditer(_AUTHOR, archive.read(part))
                        yield from (unescape(match[1].decode("utf-8", "replace")).strip() for match in found)
        elif source.suffix == ".pdf":
            yield _author_of_pdf(source)
    except (*BROKEN, UnreadableError):  # reported by `check_metadata`
        return


def _author_of_pdf(source: SourceFile) -> str:
    import pikepdf

    try:
        with source.opened() as stream, pikepdf.open(stream, suppress_warnings=True) as pdf:
            return str(pdf.docinfo.get("/Author", "")).strip()
    except (pikepdf.PdfError, pikepdf.PasswordError, *BROKEN) as error:
        raise UnreadableError(_CANNOT_BE_OPENED) from error
