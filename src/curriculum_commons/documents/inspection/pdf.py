"""Tell what is wrong with a PDF, as far as a program can see: what it says of itself, its tags, fonts and text.

Knows nothing of what the tags say: whether a heading is one, only a person can tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from lxml import etree
from pikepdf import Dictionary, Name, Pdf, Stream

from .fault import Fault, title_fault
from .pdf_pages import page_faults
from .pdf_tags import tag_faults

_MOST_MEMORY = 200_000_000
"""Bytes that one stream of a file may unpack to."""
_MANY_PAGES = 5
_DC = "{http://purl.org/dc/elements/1.1/}"
_UNIVERSAL = "{http://www.aiim.org/pdfua/ns/id/}part"
_WAY = "the properties of the document that the PDF is made from"


def faults(content: bytes) -> Iterator[Fault]:
    """Tell what is wrong with a PDF, from its properties to its pages."""
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=_MOST_MEMORY,
        png_max_memory=_MOST_MEMORY,
        run_length_max_memory=_MOST_MEMORY,
        tiff_max_memory=_MOST_MEMORY,
    )
    try:
        pdf = pikepdf.open(BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError:
        yield Fault("", "is protected by a password; take it off and inspect the file again")
        return
    with pdf:
        if pdf.is_encrypted and not pdf.allow.accessibility:
            yield Fault("", "keeps screen readers out by its protection; allow them when the PDF is made")
        yield from _properties(pdf)
        yield from tag_faults(pdf)
        yield from page_faults(pdf)


def _properties(pdf: Pdf) -> Iterator[Fault]:
    root = pdf.Root
    title, is_universal = _said(pdf)
    if fault := title_fault(title, _WAY):
        yield fault
    elif not _true(root.get(Name.ViewerPreferences), Name.DisplayDocTitle):
        yield Fault("", "shows the name of its file in place of its title; choose Document Title under Initial View")
    if not str(root.get(Name.Lang, "")).strip():
        yield Fault("", f"does not say its language; set it in {_WAY}")
    if len(pdf.pages) > _MANY_PAGES and not _has_bookmarks(pdf):
        yield Fault("", f"has {len(pdf.pages)} pages and no bookmarks; let headings become bookmarks when it is made")
    if not is_universal:
        yield Fault("", "does not say that it keeps to PDF/UA, the standard for PDF that all can read", note=True)


def _said(pdf: Pdf) -> tuple[str, bool]:
    """Return the title, and whether the file says it keeps to PDF/UA."""
    title = str(pdf.docinfo.get(Name.Title, ""))
    told = _metadata(pdf)
    if told is None:
        return title, False
    texts = (str(text).strip() for named in told.iter(f"{_DC}title") for text in named.itertext())
    is_universal = any(part.tag == _UNIVERSAL or part.get(_UNIVERSAL) for part in told.iter(etree.Element))
    return next((text for text in texts if text), title), is_universal


def _metadata(pdf: Pdf) -> etree._Element | None:
    """Return what a PDF says of itself in XML, read here because the library logs what is wrong with it."""
    stream = pdf.Root.get(Name.Metadata)
    content = stream.read_bytes() if isinstance(stream, Stream) else b""
    if b"<!DOCTYPE" in content.replace(b"\0", b""):
        return None
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _true(preferences: object, name: Name) -> bool:
    return isinstance(preferences, Dictionary) and bool(preferences.get(name, False))


def _has_bookmarks(pdf: Pdf) -> bool:
    outlines = pdf.Root.get(Name.Outlines)
    return isinstance(outlines, Dictionary) and Name.First in outlines
