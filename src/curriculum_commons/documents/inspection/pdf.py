"""Inspect a PDF, as far as a program can see: properties, tags, fonts and text.

Only a person can see whether a heading is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from lxml import etree
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from . import rules
from .rules import Fault

_MOST_MEMORY = 200_000_000
"""Bytes that one stream of a file may unpack to."""
_MANY_PAGES = 5
_MOST_TAGS = 500_000
_DEEPEST = 6
"""Forms within forms that are searched for fonts and text."""
_MOST_LISTED = 5
_SHOWS_TEXT = "Tj TJ ' \""
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_UNIVERSAL = "{http://www.aiim.org/pdfua/ns/id/}part"
_SOURCE = "the properties of the document that the PDF is made from"


def faults(content: bytes) -> Iterator[Fault]:
    """Yield what is wrong with a PDF, from its properties to its pages."""
    if hasattr(pikepdf.settings, "set_qpdf_limits"):  # not in the last version for older Macs
        names = [f"{kind}_max_memory" for kind in ("flate", "png", "run_length", "tiff")]
        limits: dict[str, Any] = dict.fromkeys(names, _MOST_MEMORY)
        pikepdf.settings.set_qpdf_limits(**limits)
    try:
        pdf = pikepdf.open(BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError:
        yield Fault("", "is protected by a password; take it off and inspect the file again")
        return
    with pdf:
        if pdf.is_encrypted and not pdf.allow.accessibility:
            yield Fault("", "keeps screen readers out by its protection; allow them when the PDF is made")
        yield from _properties(pdf)
        yield from _tag_faults(pdf)
        yield from _page_faults(pdf)


def _dictionary(parent: Object, key: str) -> Dictionary:
    value = parent.get(key)
    return value if isinstance(value, Dictionary) else Dictionary()


def _properties(pdf: Pdf) -> Iterator[Fault]:
    metadata = _metadata(pdf)
    texts = (str(text).strip() for title in metadata.iter(_DC_TITLE) for text in title.itertext())
    title = next((text for text in texts if text), str(pdf.docinfo.get("/Title", "")))
    wrong_title = list(rules.title(title, _SOURCE))
    yield from wrong_title
    if not wrong_title and not _dictionary(pdf.Root, "/ViewerPreferences").get("/DisplayDocTitle", False):
        yield Fault("", "shows the name of its file in place of its title; choose Document Title under Initial View")
    if not str(pdf.Root.get("/Lang", "")).strip():
        yield Fault("", f"has no language; set it in {_SOURCE}")
    if len(pdf.pages) > _MANY_PAGES and "/First" not in _dictionary(pdf.Root, "/Outlines"):
        yield Fault("", f"has {len(pdf.pages)} pages and no bookmarks; let headings become bookmarks when it is made")
    if not any(part.tag == _UNIVERSAL or part.get(_UNIVERSAL) for part in metadata.iter(etree.Element)):
        yield Fault("", "does not claim to follow PDF/UA, the standard for PDF that everyone can read", note=True)


def _metadata(pdf: Pdf) -> etree._Element:
    """Return the metadata of a PDF; read here because pikepdf logs what is wrong with them."""
    stream = pdf.Root.get("/Metadata")
    content = stream.read_bytes() if isinstance(stream, Stream) else b""
    if b"<!DOCTYPE" not in content.replace(b"\0", b""):
        try:
            return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        except (etree.XMLSyntaxError, ValueError):
            pass
    return etree.Element("none")


# Tags, by which screen readers know headings, tables and pictures


@dataclass(frozen=True)
class _Tag:
    kind: str
    """Such as "H1"; empty for an element that is not a tag."""
    element: Dictionary
    page: int
    """Number of its page; 0 where it is not known."""

    def location(self, kind: str) -> str:
        return f"page {self.page}, {kind}" if self.page else kind


def _tag_faults(pdf: Pdf) -> Iterator[Fault]:
    root = _dictionary(pdf.Root, "/StructTreeRoot")
    if "/K" not in root or not _dictionary(pdf.Root, "/MarkInfo").get("/Marked", False):
        yield Fault("", "has no tags; make it anew from its source with tags (in Word: Save As > PDF > Options)")
        return
    tags = [tag for tag in _with_pages(list(_tags(pdf, root))) if tag.kind]
    yield from _pictures(tags)
    yield from _headings(tags, len(pdf.pages))
    yield from _tables(tags)


def _tags(pdf: Pdf, root: Dictionary) -> Iterator[_Tag]:
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    roles = _dictionary(root, "/RoleMap")
    seen = set[tuple[int, int]]()
    waiting: list[tuple[Object, int]] = [(root.K, 0)]
    for _ in range(_MOST_TAGS):
        if not waiting:
            return
        element, page = waiting.pop()
        if isinstance(element, Array):
            waiting.extend((child, page) for child in reversed(list(element)))
        elif isinstance(element, Dictionary) and not (element.is_indirect and element.objgen in seen):
            seen.add(element.objgen)
            page = pages.get(_dictionary(element, "/Pg").objgen, page)
            yield _Tag(_role(element.get("/S"), roles), element, page)
            if "/K" in element:
                waiting.append((element.K, page))


def _role(kind: object, roles: Dictionary) -> str:
    """Return the standard kind that a kind of tag is mapped to."""
    for _ in range(8):
        if not isinstance(kind, Name):
            return ""
        mapped = roles.get(str(kind))
        if not isinstance(mapped, Name) or mapped == kind:
            break
        kind = mapped
    return str(kind).removeprefix("/")


def _with_pages(tags: list[_Tag]) -> list[_Tag]:
    """Return tags in which those without a page have that of the first element after them, mostly their own part."""
    page, made = 0, []
    for tag in reversed(tags):
        page = tag.page or page
        made.append(_Tag(tag.kind, tag.element, page))
    return made[::-1]


def _pictures(tags: list[_Tag]) -> Iterator[Fault]:
    pictures = [tag for tag in tags if tag.kind in {"Figure", "Formula"}]
    for number, tag in enumerate(pictures, 1):
        if not f"{tag.element.get('/Alt', '')}{tag.element.get('/ActualText', '')}".strip():
            location = tag.location(f"{'picture' if tag.kind == 'Figure' else 'formula'} {number}")
            yield Fault(location, "has no alternative text; describe it in the source, and make the PDF anew")


def _headings(tags: list[_Tag], pages: int) -> Iterator[Fault]:
    headings = [tag for tag in tags if tag.kind in {"H1", "H2", "H3", "H4", "H5", "H6"}]
    levels = [(tag.location(f"heading {number}"), int(tag.kind[1:])) for number, tag in enumerate(headings, 1)]
    yield from rules.headings(levels, where=" in the source")
    if not headings and pages > 1 and not any(tag.kind == "H" for tag in tags):
        yield Fault("", "has no headings among its tags; use the heading styles of the program it is made with")


def _tables(tags: list[_Tag]) -> Iterator[Fault]:
    starts = [position for position, tag in enumerate(tags) if tag.kind == "Table"]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(tags)], strict=False), 1):
        if not any(tag.kind == "TH" for tag in tags[start:end]):
            location = tags[start].location(f"table {number}")
            yield Fault(location, "has no header cells; mark its first row as header in the source")


# Pages: those that are pictures of text, and fonts that are missing


def _page_faults(pdf: Pdf) -> Iterator[Fault]:
    scanned, fonts = list[int](), dict[str, int]()
    for number, page in enumerate(pdf.pages, 1):
        objects = list(_objects(page))
        parts: list[Page | Object] = [page, *(one for one in objects if one.get("/Subtype") == "/Form")]
        has_image = any(one.get("/Subtype") == "/Image" for one in objects)
        if has_image and not any(pikepdf.parse_content_stream(part, _SHOWS_TEXT) for part in parts):
            scanned.append(number)
        for resources in (page.resources, *(_dictionary(part, "/Resources") for part in objects)):
            for _, font in _dictionary(resources, "/Font").items():
                if isinstance(font, Dictionary) and not _is_embedded(font):
                    fonts.setdefault(str(font.get("/BaseFont", "/a font without a name"))[1:], number)
    if scanned:
        more = f" and {len(scanned) - _MOST_LISTED} more" * (len(scanned) > _MOST_LISTED)
        pages = f"page{'s' * (len(scanned) > 1)} {', '.join(map(str, scanned[:_MOST_LISTED]))}{more}"
        yield Fault(pages, "shows text only as a picture, or none; let a program recognize the text (OCR)")
    for name, number in sorted(fonts.items()):
        yield Fault(f"page {number}", f"uses the font “{name}” without including it; embed all fonts when it is made")


def _objects(page: Page) -> Iterator[Stream]:
    seen = set[tuple[int, int]]()
    waiting: list[tuple[Object, int]] = [(page.resources, 0)]
    while waiting:
        resources, depth = waiting.pop()
        for _, part in _dictionary(resources, "/XObject").items():
            if isinstance(part, Stream) and part.objgen not in seen:
                seen.add(part.objgen)
                yield part
                if depth < _DEEPEST:
                    waiting.append((_dictionary(part, "/Resources"), depth + 1))


def _is_embedded(font: Dictionary) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True  # is drawn by the file itself
    inner = font.get("/DescendantFonts")
    if isinstance(inner, Array) and len(inner) and isinstance(inner[0], Dictionary):
        font = inner[0]
    descriptor = _dictionary(font, "/FontDescriptor")
    return any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
