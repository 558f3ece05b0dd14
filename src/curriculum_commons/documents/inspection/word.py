"""Inspect a Word document.

Headers and footers are inspected for contrast only: screen readers pass over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from itertools import groupby, pairwise

import docx
from lxml import etree

from . import rules
from .rules import Fault, R, alternative, named, remove_fallbacks
from .word_styles import Styles, W, contrast_faults, is_on, value

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
_TEXT, _TAB, _BREAK, _PARAGRAPH = f"{W}t", f"{W}tab", f"{W}br", f"{W}p"
_TABLE, _ROW, _CELL = f"{W}tbl", f"{W}tr", f"{W}tc"
_VISIBLE = (
    *("drawing", "pict", "object", "sectPr", "fldChar", "fldSimple", "lastRenderedPageBreak", "sdt", "ptab", "pBdr"),
)
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}*"
_TYPED = re.compile(r"\s*([-–—•*·▪◦●○■□➢✓]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
_NOT_A_LIST = ("toc", "table of", "bibliography", "caption", "footnote", "endnote", "title", "html", "source code")
_PLAIN = {"normal", "body text", "first paragraph"}
_MANY = 15
"""Paragraphs from which a document needs headings."""
_LONGEST_HEADING = 60


class _Paragraph:
    """A paragraph with its own text, without that of text boxes in it."""

    def __init__(self, element: etree._Element, styles: Styles) -> None:
        self.element = element
        self.style = styles.name(element)
        self.level = styles.level(element)
        self.is_listed = styles.is_listed(element)
        self.text = "".join(_characters(element))

    @cached_property
    def is_empty(self) -> bool:
        """Whether it shows nothing at all, and ends no page or section."""
        breaks = any(value(mark, "type") for mark in self.element.iter(_BREAK))
        visible = next(self.element.iter(_MATH, *(f"{W}{name}" for name in _VISIBLE)), None)
        return not self.text.strip() and not breaks and visible is None

    @property
    def is_typed_list(self) -> bool:
        """Whether it is an item of a list whose bullet or number is typed."""
        if self.level or self.is_listed or self.style.startswith(_NOT_A_LIST):
            return False
        return any(_TYPED.match(line) for line in self.text.split("\n"))

    @property
    def is_bold(self) -> bool:
        """Whether all its text is bold."""
        runs = list(_runs(self.element))
        return bool(runs) and all(is_on(run.find(f"{W}rPr/{W}b")) for run in runs)


def faults(content: bytes) -> Iterator[Fault]:
    """Yield what is wrong with a document, from its properties to its tables."""
    document = docx.Document(BytesIO(content))
    body = document.element.body
    remove_fallbacks(body)
    for deleted in list(body.iter(f"{W}del", f"{W}moveFrom")):
        deleted.getparent().remove(deleted)
    styles = Styles(document.styles.element)
    paragraphs = [_Paragraph(element, styles) for element in body.iter(_PARAGRAPH)]
    yield from rules.title(document.core_properties.title, "File > Info > Title")
    runs = list(_runs(body))
    if runs and not styles.language and not all(value(run.find(f"{W}rPr/{W}lang")) for run in runs):
        yield Fault("", "has no language; select all of it and choose Review > Language")
    yield from _heading_faults(paragraphs)
    yield from _list_faults(paragraphs)
    yield from _space_faults(paragraphs)
    yield from _link_faults(body)
    yield from _picture_faults(body)
    yield from _table_faults(body)
    yield from contrast_faults(document, styles)


def _characters(paragraph: etree._Element) -> Iterator[str]:
    for part in paragraph.iter(_TEXT, _TAB, _BREAK):
        if next(part.iterancestors(_PARAGRAPH)) is not paragraph:
            continue
        if part.tag == _TEXT:
            yield part.text or ""
        elif next(part.iterancestors()).tag == f"{W}r":  # a tab of a paragraph itself is a tab stop
            yield "\t" if part.tag == _TAB else "\n"


def _text(element: etree._Element) -> str:
    return "".join(part.text or "" for part in element.iter(_TEXT))


def _runs(element: etree._Element) -> Iterator[etree._Element]:
    return (run for run in element.iter(f"{W}r") if _text(run).strip())


def _heading_faults(paragraphs: list[_Paragraph]) -> Iterator[Fault]:
    titled = any(one.style == "title" for one in paragraphs)
    headings = [one for one in paragraphs if one.level]
    named_headings = [(named(f"heading {number}", one.text), one) for number, one in enumerate(headings, 1)]
    for location, one in named_headings:
        if not one.text.strip():
            yield Fault(location, "is empty; write something, or give the line the style Normal")
    levels = ((location, one.level) for location, one in named_headings if one.text.strip())
    yield from rules.headings(levels, highest=2 if titled else 1)
    if not headings and sum(bool(one.text.strip()) for one in paragraphs) >= _MANY:
        yield Fault("", "has no headings; give its headings the styles Heading 1, Heading 2 and so on")
    for one, after in pairwise(paragraphs):
        if _looks_like_a_heading(one) and after.text.strip() and not after.is_bold:
            location = named("paragraph", one.text.strip())
            yield Fault(location, "looks like a heading but is only bold; give it a style such as Heading 2")


def _looks_like_a_heading(one: _Paragraph) -> bool:
    text = one.text.strip()
    if one.level or one.style not in _PLAIN or next(one.element.iterancestors(_CELL), None) is not None:
        return False
    return 0 < len(text) <= _LONGEST_HEADING and text[-1] not in ".,;:!?" and not _TYPED.match(text) and one.is_bold


def _list_faults(paragraphs: list[_Paragraph]) -> Iterator[Fault]:
    for is_typed, group in groupby(paragraphs, lambda one: one.is_typed_list):
        if not is_typed:
            continue
        first, *more = group
        line, mark = next((line, item[1]) for line in first.text.split("\n") if (item := _TYPED.match(line)))
        if not more and mark[-1] in ".)" and "\n" not in first.text:
            continue  # a single number is not a list
        too = f", and {len(more)} more after it" if more else ""
        message = f"begins with “{mark}” typed by hand{too}; take it away and choose Bullets or Numbering"
        yield Fault(named("paragraph", line), message)


def _space_faults(paragraphs: list[_Paragraph]) -> Iterator[Fault]:
    location = "at the beginning"
    for (is_empty, _), group in groupby(paragraphs, lambda one: (one.is_empty, one.element.getparent())):
        row = list(group)
        if is_empty and len(row) > 1:
            message = f"{len(row)} empty lines make room; remove them and set the spacing of the paragraphs"
            yield Fault(location, message)
        texts = [one.text for one in row if one.text.strip()]
        location = named("after the paragraph", texts[-1]) if texts else location


def _link_faults(body: etree._Element) -> Iterator[Fault]:
    for link in body.iter(f"{W}hyperlink"):
        leads = link.get(f"{R}id") or link.get(f"{W}anchor")
        if leads and next(link.iter(f"{W}drawing", f"{W}pict"), None) is None:
            yield from rules.link(named("link", _text(link)), _text(link))


def _picture_faults(body: etree._Element) -> Iterator[Fault]:
    number = 0
    for drawing in body.iter(f"{_DRAWING}inline", f"{_DRAWING}anchor"):
        properties = drawing.find(f"{_DRAWING}docPr")
        if properties is None or next(drawing.iter(f"{W}txbxContent"), None) is not None:
            continue  # a text box is read as text
        number += 1
        kind = "chart" if any("chart" in str(part.get("uri")) for part in drawing.iter()) else "picture"
        yield from rules.picture(named(f"{kind} {number}", properties.get("name") or ""), alternative(properties))
    for shape in body.iter(f"{_VML}shape", f"{_VML}rect"):
        if shape.find(f"{_VML}imagedata") is not None:
            number += 1
            yield from rules.picture(f"picture {number}", shape.get("alt") or "")


def _table_faults(body: etree._Element) -> Iterator[Fault]:
    for number, table in enumerate(body.iter(_TABLE), 1):
        rows = table.findall(_ROW) + table.findall(f"{W}sdt/{W}sdtContent/{_ROW}")
        if not rows:
            continue
        location = named(f"table {number}", " ".join(map(_text, rows[0].iter(_PARAGRAPH))))
        if next(table.iterancestors(_TABLE), None) is not None:
            yield Fault(location, "is within another table; put it after that one")
        yield from rules.merged_cells(location, (_is_merged(cell) for row in rows for cell in row.findall(_CELL)))
        if len(rows) == 1 or max(len(row.findall(_CELL)) for row in rows) == 1:
            yield Fault(location, "is used for layout only; put its text outside of a table, with a border if need be")
        else:
            yield from _header_faults(location, rows[0])


def _header_faults(location: str, row: etree._Element) -> Iterator[Fault]:
    if not is_on(row.find(f"{W}trPr/{W}tblHeader")):
        yield Fault(location, "has no header row; choose Repeat Header Rows under Table Layout for its first row")
        return
    for column, cell in enumerate(row.findall(_CELL)[1:], 2):  # the corner of a matrix may be empty
        if not _text(cell).strip() and next(cell.iter(f"{W}drawing"), None) is None:
            yield Fault(location, f"has no text at the head of column {column}; write what the column contains")


def _is_merged(cell: etree._Element) -> bool:
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return False
    merged = any(properties.find(f"{W}{name}") is not None for name in ("vMerge", "hMerge"))
    return merged or value(properties.find(f"{W}gridSpan")) not in {"", "1"}
