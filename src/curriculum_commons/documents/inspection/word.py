"""Tell what is wrong with a Word document.

Headers and footers are left out of everything but contrast: screen readers pass over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby, pairwise

import docx
from docx.document import Document
from lxml import etree

from .drawings import R, alternative, without_copies
from .fault import Fault, alternative_fault, link_fault, named, title_fault
from .word_looks import contrast_faults
from .word_styles import Styles, W, on
from .word_tables import table_faults

_WORDPROCESSING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
_TEXT, _TAB, _BREAK, _PARAGRAPH = f"{W}t", f"{W}tab", f"{W}br", f"{W}p"
_TYPED = re.compile(r"\s*([-–—•*·▪◦●○■□➢✓]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
_NO_LIST = re.compile(r"(toc|table of|bibliography|caption|footnote|endnote|title|html|source code)", re.IGNORECASE)
_PLAIN = {"normal", "body text", "first paragraph"}
_MANY = 15
"""Paragraphs from which a document needs headings to be found through."""
_LONGEST_HEADING = 60


class Paragraph:
    """A paragraph with text of its own, that of text boxes in it left out."""

    def __init__(self, element: etree._Element, styles: Styles) -> None:
        self.element = element
        self.parent = element.getparent()
        self.style = styles.of_paragraph(element)
        self.level = styles.level(element)
        self.text = "".join(_signs(element))

    @property
    def is_empty(self) -> bool:
        """Whether it shows nothing at all, and ends no page or section."""
        shows = ("drawing", "pict", "object", "sectPr", "fldChar", "fldSimple", "lastRenderedPageBreak", "sdt", "ptab")
        broken = any(mark.get(f"{W}type") for mark in self.element.iter(_BREAK))
        math = any("officeDocument/2006/math" in str(part.tag) for part in self.element)
        ruled = self.element.find(f"{W}pPr/{W}pBdr") is not None
        return not (self.text.strip() or broken or math or ruled) and not any(
            True for _ in self.element.iter(*(f"{W}{name}" for name in shows))
        )


def faults(content: bytes) -> Iterator[Fault]:
    """Tell what is wrong with a document, from its properties to its tables."""
    document = docx.Document(BytesIO(content))
    body = document.element.body
    _shed(body)
    styles = Styles(document.styles.element, document.part)
    paragraphs = [Paragraph(element, styles) for element in body.iter(_PARAGRAPH)]
    if fault := title_fault(document.core_properties.title, "File > Info > Title"):
        yield fault
    yield from _language(body, styles)
    yield from _headings(paragraphs)
    yield from _typed_lists(paragraphs, styles)
    yield from _spaces(paragraphs)
    yield from _links(document)
    yield from _pictures(body)
    yield from table_faults(body)
    yield from contrast_faults(document, styles)


def _shed(body: etree._Element) -> None:
    """Take away what is there twice, or was deleted and is only remembered."""
    without_copies(body)
    for gone in list(body.iter(f"{W}del", f"{W}moveFrom")):
        parent = gone.getparent()
        if parent is not None:
            parent.remove(gone)


def _signs(paragraph: etree._Element) -> Iterator[str]:
    for part in paragraph.iter(_TEXT, _TAB, _BREAK):
        if next(part.iterancestors(_PARAGRAPH)) is not paragraph:
            continue
        if part.tag == _TEXT:
            yield part.text or ""
        elif next(part.iterancestors()).tag == f"{W}r":  # a paragraph's own tabs are stops, not signs
            yield "\t" if part.tag == _TAB else "\n"


def _language(body: etree._Element, styles: Styles) -> Iterator[Fault]:
    spoken = [run for run in body.iter(f"{W}r") if "".join(text.text or "" for text in run.iter(_TEXT)).strip()]
    if styles.language or not spoken:
        return
    if not all((mark := run.find(f"{W}rPr/{W}lang")) is not None and mark.get(f"{W}val") for run in spoken):
        yield Fault("", "does not say its language; select all of it and choose Review > Language")


def _headings(paragraphs: list[Paragraph]) -> Iterator[Fault]:
    titled = any(one.style == "title" for one in paragraphs)
    before, number = 0, 0
    for one in paragraphs:
        if not one.level:
            continue
        number += 1
        place = named(f"heading {number}", one.text)
        if not one.text.strip():
            yield Fault(place, "is empty; write something, or give the line the style Normal")
        elif not before and one.level > (2 if titled else 1):
            yield Fault(place, f"is the first and has level {one.level}; begin with level 1")
        elif before and one.level > before + 1:
            yield Fault(place, f"has level {one.level} after level {before}; give it level {before + 1}")
        before = one.level if one.text.strip() else before
    written = [one for one in paragraphs if one.text.strip()]
    if not number and len(written) >= _MANY:
        yield Fault("", "has no headings; give its headings the styles Heading 1, Heading 2 and so on")
    yield from _mock_headings(paragraphs)


def _mock_headings(paragraphs: list[Paragraph]) -> Iterator[Fault]:
    for one, after in pairwise(paragraphs):
        if one.level or one.style not in _PLAIN or next(one.element.iterancestors(f"{W}tc"), None) is not None:
            continue
        text = one.text.strip()
        if not text or len(text) > _LONGEST_HEADING or text[-1] in ".,;:!?" or _TYPED.match(text):
            continue
        if _all_bold(one) and after.text.strip() and not _all_bold(after):
            yield Fault(
                named("paragraph", text), "looks like a heading but is only bold; give it a style such as Heading 2"
            )


def _all_bold(paragraph: Paragraph) -> bool:
    runs = [run for run in paragraph.element.iter(f"{W}r") if "".join(t.text or "" for t in run.iter(_TEXT)).strip()]
    return bool(runs) and all(on(run.find(f"{W}rPr/{W}b")) for run in runs)


def _typed_lists(paragraphs: list[Paragraph], styles: Styles) -> Iterator[Fault]:
    def typed(one: Paragraph) -> bool:
        if one.level or _NO_LIST.match(one.style) or styles.is_listed(one.element):
            return False
        return any(_TYPED.match(line) for line in one.text.split("\n"))

    for is_typed, group in groupby(paragraphs, typed):
        if not is_typed:
            continue
        first, *more = group
        line = next(line for line in first.text.split("\n") if _TYPED.match(line))
        mark = _TYPED.match(line)[1]  # type: ignore[index]
        if not more and mark[-1] in ".)" and "\n" not in first.text:
            continue  # one number alone counts nothing
        too = f", and {len(more)} more after it" if more else ""
        message = f"begins with “{mark}” typed by hand{too}; take it away and choose Bullets or Numbering"
        yield Fault(named("paragraph", line), message)


def _spaces(paragraphs: list[Paragraph]) -> Iterator[Fault]:
    words = ""
    for (parent, empty), group in groupby(paragraphs, lambda one: (one.parent, one.is_empty)):
        members = list(group)
        if not empty:
            words = next((one.text for one in reversed(members) if one.text.strip()), words)
        elif _neighbors(members) > 1 and parent is not None:
            place = named("after the paragraph", words) if words else "at the beginning"
            message = f"{len(members)} empty lines make room; remove them and set the spacing of the paragraphs"
            yield Fault(place, message)


def _neighbors(members: list[Paragraph]) -> int:
    """Count the longest row of paragraphs with nothing, such as a table, between them."""
    row = longest = 1
    for one, after in pairwise(members):
        row = row + 1 if one.element.getnext() is after.element else 1
        longest = max(row, longest)
    return longest


def _links(document: Document) -> Iterator[Fault]:
    body = document.element.body
    for link in body.iter(f"{W}hyperlink"):
        text = "".join(part.text or "" for part in link.iter(_TEXT))
        pictured = next(link.iter(f"{W}drawing", f"{W}pict"), None) is not None
        if (link.get(f"{R}id") or link.get(f"{W}anchor")) and not pictured:
            fault = link_fault(named("link", text), text)
            if fault:
                yield fault


def _pictures(body: etree._Element) -> Iterator[Fault]:
    number = 0
    for drawing in body.iter(f"{_WORDPROCESSING}inline", f"{_WORDPROCESSING}anchor"):
        properties = drawing.find(f"{_WORDPROCESSING}docPr")
        if properties is None or next(drawing.iter(f"{W}txbxContent"), None) is not None:
            continue  # a box of text is read as text
        number += 1
        kind = "chart" if any("chart" in str(part.get("uri")) for part in drawing.iter()) else "picture"
        place = named(f"{kind} {number}", properties.get("name") or "")
        text = alternative(properties)
        if text is not None and (fault := alternative_fault(place, text)):
            yield fault
    for shape in body.iter(f"{_VML}shape", f"{_VML}rect"):
        if shape.find(f"{_VML}imagedata") is not None:
            number += 1
            if fault := alternative_fault(f"picture {number}", shape.get("alt") or ""):
                yield fault
