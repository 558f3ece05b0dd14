"""Make a docx of a document: pandoc's, with what Word and screen readers need besides.

How it looks is in `reference.docx` and `reference-one-sheet.docx`, which open in Word. Its title is among its words;
`document.openxml` keeps pandoc from adding another.
"""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx as office
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, Twips
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from .. import packed, reference, unpacked
from ..pandoc import write
from . import Document
from .tidy import stays_whole

_APP = b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
"""In place of what the reference document has there: numbers of its own words, and where it was written."""
_BELOW_A_TABLE = Pt(6)
_ABOVE_A_BREAK, _BELOW_A_BREAK = 2, 2
"""Rows of a short table that stay together: its header with two more, and the last."""


def docx(document: Document) -> bytes:
    """Return the document as docx."""
    language = document.metadata.office_language
    word = office.Document(BytesIO(_converted(document)))
    word.settings.element.find(qn("w:themeFontLang")).set(qn("w:val"), language)
    for picture in word.inline_shapes:
        # Where these are left out, LibreOffice sets the picture in.
        picture._inline.attrib.update(dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))
    _let_quotations_go(word)
    _set_lists(word)
    page: Any = word.sections[0]
    if document.landscape:
        page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, page.page_height, page.page_width
    line = page.page_width.twips - page.left_margin.twips - page.right_margin.twips
    for table in word.tables:
        _set_rows(table)
        _widen(table, line)
        _separate(table)
    _fill_headers(word, document, line)
    saved = BytesIO()
    word.save(saved)
    return packed({**unpacked(saved.getvalue()), "docProps/app.xml": _APP})


def _converted(document: Document) -> bytes:
    here = Path(__file__).parent
    look = here / ("reference-one-sheet.docx" if document.one_sheet else "reference.docx")
    arguments = [f"--template={here / 'document.openxml'}", "--syntax-highlighting=none"]
    about = document.metadata
    metadata = {"title": about.title, "author": about.author, "lang": about.office_language}
    tree = {**document.tree, "meta": {name: {"t": "MetaString", "c": value} for name, value in metadata.items()}}
    with TemporaryDirectory(prefix="commons-") as folder:
        for name, content in document.logo_file.items():
            Path(folder, name).write_bytes(content)
        arguments += [f"--reference-doc={reference(look, about.palette, Path(folder))}"]
        return write(tree, "docx", *arguments, as_of=about.as_of, folder=Path(folder))


def _set_lists(word: WordDocument) -> None:
    """Keep a distance below each list; between its entries there is less space."""
    normal = word.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    for last in word.element.body.xpath(".//w:p[w:pPr/w:numPr][not(following-sibling::*[1]/w:pPr/w:numPr)]"):
        Paragraph(last, word._body).paragraph_format.space_after = normal.paragraph_format.space_after


def _let_quotations_go(word: WordDocument) -> None:
    """Let a heading be on the page after a quotation, which otherwise stays with its source below it."""
    for paragraph, after in pairwise(word.paragraphs):
        if _named(paragraph) == "Block Text" and _named(after).startswith("Heading"):
            paragraph.paragraph_format.keep_with_next = False


def _named(paragraph: Paragraph) -> str:
    return str(paragraph.style.name) if paragraph.style else ""


def _set_rows(table: Table) -> None:
    """Keep each row on one page, a short table on one, and of a longer one two rows on each side of a break."""
    rows = list(table.rows)
    whole = stays_whole(len(rows), sum(len(words.text or "") for words in table._tbl.iter(qn("w:t"))))
    for number, row in enumerate(rows):
        properties: Any = row._tr.get_or_add_trPr()
        is_head = properties.find(qn("w:tblHeader")) is not None
        properties.insert(0, OxmlElement("w:cantSplit"))  # the schema wants it before "is a header"
        keep = number < _ABOVE_A_BREAK or len(rows) - _BELOW_A_BREAK <= number < len(rows) - 1
        for paragraph in (paragraph for cell in row.cells for paragraph in cell.paragraphs):
            if paragraph.style and paragraph.style.name == "Compact":
                paragraph.style = "Table Head" if is_head else "Table Text"
            if whole and keep:
                paragraph.paragraph_format.keep_with_next = True


def _widen(table: Table, line: int) -> None:
    """Have the columns of a table, which pandoc sets for narrower pages, fill a line, measured in twips."""
    columns = list(table.columns)
    given = [column.width.twips if column.width else 0 for column in columns]
    widths = [Twips(width * line // sum(given)) for width in given]
    for column, width in zip(columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        cells = row._tr.tc_lst
        for cell, width in zip(cells, widths, strict=False) if len(cells) == len(widths) else ():
            cell.width = width


def _separate(table: Table) -> None:
    """Leave out the empty paragraph that pandoc puts below a table where it can be spared, and keep a distance."""
    below: Any = table._tbl.getnext()
    if below is not None and below.tag == qn("w:p") and len(below) == 0:
        if below.getnext() is not None and below.getnext().tag == qn("w:tbl"):
            return
        below.getparent().remove(below)
        below = table._tbl.getnext()
    if below is not None and below.tag == qn("w:p"):
        paragraph = Paragraph(below, table)
        if paragraph.style and not str(paragraph.style.name).startswith("Heading"):
            paragraph.paragraph_format.space_before = _BELOW_A_TABLE


def _fill_headers(word: WordDocument, document: Document, line: int) -> None:
    """Put the words of this document into headers and footers, to both ends of a line that is measured in twips."""
    # Word fills the field with the name when it lays out the page. What does not know such fields shows what is here,
    # and would go on asking for a name that has long been typed.
    school = document.metadata.brand.school or ""
    values = {"{title}": document.metadata.title, "{school}": school, "{subject}": document.subject}
    for relation in word.part.rels.values():
        if relation.reltype in {RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER}:
            for words in relation.target_part.element.iter(qn("w:t")):
                words.text = values.get(words.text, words.text)
            for stop in relation.target_part.element.iter(qn("w:tabs")):
                stop[-1].set(qn("w:pos"), str(line))
