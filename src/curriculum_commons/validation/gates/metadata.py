"""What files tell that nobody sees: pictures a place or a device, documents the name of whoever wrote them.

Pictures within office files are looked into as well. What a PDF shows is not read, only what its properties say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZipFile

from ...model.problems import quoted
from . import pictures
from .archives import BROKEN, LARGEST, can_be_opened
from .finding import Objection
from .office import OFFICE
from .persons import Names
from .pictures import Told, UnreadableError
from .source_files import Holding

OLD = {".doc": "docx", ".ppt": "pptx", ".xls": "xlsx", ".rtf": "docx"}
OLD |= dict.fromkeys([".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".xz"], "zip")
"""Kinds of documents and archives that are not looked into, and what to save them as."""
DAMAGED = "damaged"
"""What an allowance calls a file that cannot be opened."""
_PROPERTIES = ("docProps/core.xml", "meta.xml")
_WROTE = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator)[^>]*>([^<]+)<")
_CURE = "export it again without metadata"
_NOBODY = "cannot be opened, so nobody knows what it tells; save it again, without a password"


def files_tell_no_more_than_they_show(holding: Holding) -> Iterator[Objection]:
    """No picture, alone or within a document, tells where or with what it was made."""
    kind = holding.suffix[1:]
    if better := OLD.get(holding.suffix) or ("PNG or JPEG" if holding.suffix in pictures.CANNOT_BE_READ else None):
        yield _objection(holding, kind, f"is of a kind, {quoted(kind)}, that may tell much; save it as {better}")
        return
    try:
        for what, which in _told(holding):
            yield _objection(holding, what, f"holds {quoted(what)} within, which tells {which}; {_CURE}")
    except UnreadableError as error:
        yield _objection(holding, DAMAGED, str(error))


def files_tell_no_author(holding: Holding, names: Names) -> Iterator[Objection]:
    """No document has the name of a person among its properties."""
    for name in sorted(set(_authors(holding))):
        if names.is_person(name):
            message = f"names {quoted(name)} among its properties; take the name out there, and save it again"
            yield _objection(holding, name, message)


def _objection(holding: Holding, what: str, message: str) -> Objection:
    return Objection(holding.path, 0, 0, "metadata", what, message)


def _told(holding: Holding) -> list[Told]:
    if holding.suffix in pictures.PICTURES:
        return pictures.told_by_picture(holding.content())
    if holding.suffix == ".svg":
        return pictures.told_by_svg(holding.content())
    if holding.suffix in pictures.FILMS:
        return pictures.told_by_film(holding.content())
    if holding.suffix == ".zip" and not can_be_opened(holding.content()):
        raise UnreadableError(_NOBODY)
    if holding.suffix == ".pdf":
        _author_of_pdf(holding)
    return list(dict.fromkeys(_told_within(holding.content()))) if holding.suffix in OFFICE else []


def _told_within(content: bytes) -> Iterator[Told]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            for part in archive.infolist():
                if part.file_size <= LARGEST and PurePosixPath(part.filename).suffix.lower() in pictures.PICTURES:
                    with suppress(UnreadableError):  # a preview in a form of its own
                        yield from pictures.told_by_picture(archive.read(part))
    except BROKEN as error:
        raise UnreadableError(_NOBODY) from error


def _authors(holding: Holding) -> Iterator[str]:
    try:
        if holding.suffix in OFFICE:
            with holding.opened() as stream, ZipFile(stream) as archive:
                for part in archive.infolist():
                    if part.file_size <= LARGEST and part.filename in _PROPERTIES:
                        found = _WROTE.finditer(archive.read(part))
                        yield from (unescape(match[1].decode("utf-8", "replace")).strip() for match in found)
        elif holding.suffix == ".pdf":
            yield _author_of_pdf(holding)
    except (*BROKEN, UnreadableError):  # told where what it holds is looked at
        return


def _author_of_pdf(holding: Holding) -> str:
    import pikepdf

    try:
        with holding.opened() as stream, pikepdf.open(stream, suppress_warnings=True) as pdf:
            return str(pdf.docinfo.get("/Author", "")).strip()
    except (pikepdf.PdfError, pikepdf.PasswordError, *BROKEN) as error:
        raise UnreadableError(_NOBODY) from error
