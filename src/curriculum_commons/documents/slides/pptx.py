"""Make PowerPoint of a deck: pandoc sets the text; what it leaves out of a slide is completed here.

That is boxes, sizes, tables, sources, footers, languages and descriptions.
"""

from __future__ import annotations

from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pptx as office
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide as PptxSlide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Pt

from .. import Metadata, packed, reference, unpacked
from ..pandoc import Ast, Blocks, day, div, runs, string, text, write
from . import Deck, Inlines, Slide
from . import styles as look
from .fit import Fit, fits, school_size
from .styles import Box


def finish_cover(shown: PptxSlide, deck: Deck) -> None:
    """Complete the title slide."""
    title, school = shown.placeholders
    title.name, school.name = "Title 1", "School"
    _set_size(school.text_frame, school_size(deck.metadata.brand.name), levels=1)
    about: Inlines = [string(deck.about)]
    _add_text(shown, "About", look.FINE, [about, *(block["c"] for block in deck.fine if "c" in block)], look.FINE_SIZE)
    _add_source(shown, deck.source, 1)
    if logo := deck.metadata.brand.logo:
        size = look.logo_size(logo.width, logo.height)
        picture = shown.shapes.add_picture(BytesIO(logo.png), *map(Pt, (look.LOGO.left, look.LOGO.top, *size)))
        picture.name = "Logo"
        _describe(picture, deck.logo_alt)
    _set_language(shown, deck.metadata)


def finish_slide(shown: PptxSlide, slide: Slide, fit: Fit, deck: Deck, number: int) -> None:
    """Complete any other slide."""
    title, *bodies = [shape for shape in shown.placeholders if shape.has_text_frame]
    title.name = f"Title {number}"
    title._element.spPr.clear()
    for column, (body, box) in enumerate(zip(bodies, look.columns(slide.shares), strict=False), 1):
        body.name = f"Text {number}" if len(bodies) == 1 else f"Text {number}, column {column}"
        _move(body, box._replace(height=fit.text_height - look.BETWEEN) if slide.table else box)
        _set_text(body.text_frame, fit.text)
    for frame in shown.shapes:
        if isinstance(frame, GraphicFrame):
            frame.name = f"Table {number}"
            _set_table(frame, slide, fit)
    _add_source(shown, slide.source, number)
    _add_foot(shown, deck.footer, number)
    _set_language(shown, deck.metadata)


def _move(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = map(Pt, box)


def _describe(shape: Any, text: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)


def _set_size(frame: Any, size: int, levels: int) -> None:
    sizes = "".join(f'<a:lvl{n}pPr><a:defRPr sz="{size}00"/></a:lvl{n}pPr>' for n in range(1, levels + 1))
    frame._txBody.xpath("a:lstStyle")[0][:] = parse_xml(f"<x {nsdecls('a')}>{sizes}</x>")


def _set_text(frame: TextFrame, size: int) -> None:
    """Set the size of a text; pandoc sets none but that of quotations."""
    frame._txBody.bodyPr.clear()
    _set_size(frame, size, levels=5)
    for number, paragraph in enumerate(frame.paragraphs):
        properties = paragraph._p.get_or_add_pPr()
        if properties.get("indent") == "0" and int(properties.get("marL", "0")) > 0:
            properties.set("marL", "0")
            for run in paragraph.runs:
                run.font.size, run.font.name = Pt(size + look.QUOTED), "+mj-lt"
                run.font.color.theme_color = MSO_THEME_COLOR.TEXT_2
        elif paragraph.runs and paragraph.space_before is not None:  # pandoc sets it for a heading within a slide only
            paragraph.space_before = Pt(look.ABOVE_LABEL)
            for run in paragraph.runs:
                run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_2
        if number == 0:
            paragraph.space_before = Pt(0)


def _set_table(frame: Any, slide: Slide, fit: Fit) -> None:
    assert slide.table
    table = frame.table
    _move(frame, Box(look.BODY.left, look.BODY.top + fit.text_height, look.BODY.width, fit.table_height))
    table.first_row, table.horz_banding, table.first_col = True, False, slide.names_rows
    for column, width in zip(table.columns, slide.widths, strict=False):
        column.width = Pt(width * look.BODY.width)
    for row in table.rows:
        # Every program makes a row as high as its text needs; an estimate would leave gaps where a font runs narrow.
        row.height = Pt(fit.table * look.LINE + 2 * look.CELL_TOP)
        for cell in row.cells:
            _set_cell(cell, fit.table)
    cells = [text(block["c"]) for row in slide.table["c"][3][1] for cell in row[1] for block in cell[4] if "c" in block]
    _describe(frame, f"Table: {slide.name} ({', '.join(cells)})" if cells else f"Table: {slide.name}")


def _set_cell(cell: Any, size: int) -> None:
    cell.margin_left = cell.margin_right = Pt(look.CELL_SIDE)
    cell.margin_top = cell.margin_bottom = Pt(look.CELL_TOP)
    for number, paragraph in enumerate(cell.text_frame.paragraphs):
        paragraph.space_before = Pt(look.BETWEEN if number else 0)
        for run in paragraph.runs:
            run.font.size = Pt(size)


def _add_source(shown: PptxSlide, source: Inlines, number: int) -> None:
    if source:
        frame = _add_text(shown, f"Source {number}", look.SOURCE, [source], look.SMALL_SIZE)
        frame.vertical_anchor = MSO_ANCHOR.BOTTOM


def _add_text(shown: PptxSlide, name: str, box: Box, paragraphs: list[Inlines], size: int) -> Any:
    shape = shown.shapes.add_textbox(*map(Pt, box))
    shape.name = name
    frame: Any = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    for number, inlines in enumerate(paragraphs):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        paragraph.space_before = Pt(look.BETWEEN if number else 0)
        _write(paragraph, inlines, size)
    return frame


_TAGS = {"sup": {"baseline": "30000"}, "sub": {"baseline": "-25000"}, "sc": {"cap": "small"}}
"""Attributes of DrawingML; python-pptx has no name for them."""


def _write(paragraph: _Paragraph, inlines: Inlines, size: int) -> None:
    for (bold, italic, link, tag), parts in groupby(runs(inlines), key=lambda part: part[1:]):
        run = paragraph.add_run()
        run.text = "".join(part.text for part in parts)
        run.font.size, run.font.bold, run.font.italic = Pt(size), bold or None, italic or None
        for attribute, value in _TAGS.get(tag, {}).items():
            run.font._rPr.set(attribute, value)
        if link:
            run.hyperlink.address = link
        else:
            run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_3


def _add_foot(shown: PptxSlide, footer: str, number: int) -> None:
    """Show the footer and the number; a placeholder of the layout is shown only where the slide has it too."""
    for placeholder in list(shown.slide_layout.placeholders):
        match placeholder.placeholder_format.type:
            case PP_PLACEHOLDER.FOOTER:
                paragraph = _cloned(shown, placeholder, f"Footer {number}")
                paragraph.alignment = PP_ALIGN.LEFT
                _write(paragraph, [string(footer)], look.SMALL_SIZE)  # LibreOffice ignores the master here
                paragraph.runs[0].font.name = "+mn-lt"
            case PP_PLACEHOLDER.SLIDE_NUMBER:
                field = (
                    f'<a:fld {nsdecls("a")} id="{{C5EF2332-01BF-834F-8236-50238282D533}}" type="slidenum">'
                    f"<a:rPr/><a:t>{number}</a:t></a:fld>"
                )
                _cloned(shown, placeholder, f"Slide number {number}")._p.append(parse_xml(field))


def _cloned(shown: PptxSlide, placeholder: Any, name: str) -> _Paragraph:
    shown.shapes.clone_placeholder(placeholder)
    shape: Any = shown.shapes[-1]
    shape.name = name
    paragraph: _Paragraph = shape.text_frame.paragraphs[0]
    return paragraph


def _set_language(shown: PptxSlide, metadata: Metadata) -> None:
    for part in (shown, *([shown.notes_slide] if shown.has_notes_slide else [])):
        for run in part._element.xpath(".//a:r | .//a:fld"):
            run.get_or_add_rPr()
        for properties in part._element.xpath(".//a:rPr | .//a:endParaRPr"):
            properties.set("lang", metadata.office_language)


_REFERENCE = Path(__file__).with_name("reference.pptx")
_PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Curriculum Commons</Application></Properties>"
)
"""Replaces the properties of the reference presentation."""


def pptx(deck: Deck) -> bytes:
    """Return the deck as PowerPoint; raises ContentError where a slide has too much text."""
    fitted = fits(deck)
    presentation = office.Presentation(BytesIO(_set_by_pandoc(deck)))
    first, *rest = presentation.slides
    if len(rest) != len(deck.slides):
        raise RuntimeError(f"pandoc made {len(rest)} slides of {len(deck.slides)}")
    finish_cover(first, deck)
    for number, (shown, slide, fit) in enumerate(zip(rest, deck.slides, fitted, strict=True), 2):
        finish_slide(shown, slide, fit, deck, number)
    _set_properties(presentation, deck)
    saved = BytesIO()
    presentation.save(saved)
    return packed({**unpacked(saved.getvalue()), "docProps/app.xml": _PROGRAM})


def _set_by_pandoc(deck: Deck) -> bytes:
    tree: Ast = {
        "pandoc-api-version": deck.version,
        "meta": {
            "title": {"t": "MetaInlines", "c": [string(deck.metadata.title)]},
            "subtitle": {"t": "MetaInlines", "c": [string(deck.metadata.brand.name)]},
            "notes": {"t": "MetaBlocks", "c": deck.notes},
        },
        "blocks": [block for slide in deck.slides for block in _blocks(slide)],
    }
    with TemporaryDirectory(prefix="commons-") as folder:
        look = reference(_REFERENCE, deck.metadata.palette, Path(folder))
        return write(tree, "pptx", "--slide-level=2", f"--reference-doc={look}", as_of=deck.metadata.as_of)


def _blocks(slide: Slide) -> Blocks:
    first, *others = slide.columns
    body = [*first, *([slide.table] if slide.table else [])]
    if others:
        body = [div("columns", [div("column", part) for part in slide.columns])]
    notes = [div("notes", slide.notes)] if slide.notes else []
    return [{"t": "Header", "c": [2, ["", [], []], slide.title]}, *body, *notes]


def _set_properties(presentation: office.presentation.Presentation, deck: Deck) -> None:
    metadata, properties = deck.metadata, presentation.core_properties
    properties.title, properties.author, properties.subject = metadata.title, metadata.author, metadata.purpose
    properties.last_modified_by, properties.language = metadata.author, metadata.language
    properties.created = properties.modified = day(metadata.as_of).replace(tzinfo=None)
    package = presentation.part.package
    # Pandoc repeats the name of the school among the properties; it belongs in one place.
    for relation in list(package.iter_rels()):
        if relation.reltype.endswith("/custom-properties"):
            package.drop_rel(relation.rId)
