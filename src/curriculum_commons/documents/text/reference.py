"""Make the document that pandoc takes the styles, page, header and footer of a docx from, in the house style."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from ..pandoc import pandoc
from .styles import LONG, ONE_SHEET, PAGE, RULE, SANS, TEAL, TINT, House, Look

TITLE, SCHOOL, SUBJECT = "\ue010", "\ue011", "\ue012"
"""What stands in header and footer until a document is made: its title, the school, framework and edition."""
_TWENTIETHS = 20


@cache
def reference(one_sheet: bool) -> bytes:
    """Return the reference document, for documents of one sheet or for longer ones."""
    house = ONE_SHEET if one_sheet else LONG
    document = docx.Document(BytesIO(pandoc(b"", ["--print-default-data-file=reference.docx"])))
    looks = house.looks | {f"Heading {level}": house.looks["Heading 4"] for level in range(5, 10)}
    for name, look in looks.items():
        _set(_style(document, name), look)
    for faces in document.styles.element.find(qn("w:docDefaults")).iter(qn("w:rFonts")):
        faces.attrib.clear()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            faces.set(qn(script), SANS)
    _words(document)
    document.styles["Title"].paragraph_format.alignment = None
    document.styles["Table"].element.getparent().replace(document.styles["Table"].element, _table())
    _page(document, house)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _style(document: Document, name: str) -> Any:
    if name in [style.name for style in document.styles]:
        return document.styles[name]
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles["Normal"]
    return made


def _set(style: Any, look: Look) -> None:
    """Set a style of paragraphs, and nothing of what it was before."""
    for old in [*style.element.findall(qn("w:pPr")), *style.element.findall(qn("w:rPr"))]:
        level = old.find(qn("w:outlineLvl"))
        style.element.remove(old)
        if level is not None:
            style.element.get_or_add_pPr().append(level)
    _set_words(style, look)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(look.before), Pt(look.after), look.line
    form.keep_with_next = look.keeps
    form.keep_together = look.keeps
    form.widow_control = True
    if look.bar or look.rule:
        form.left_indent = Pt(12 if look.bar else 0)
        side, size, gap, color = ("left", 24, 9, TEAL) if look.bar else ("top", 6, 5, RULE)
        border = f'<w:{side} w:val="single" w:sz="{size}" w:space="{gap}" w:color="{color}"/>'
        _add(style, f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>")


def _add(style: Any, xml: str) -> None:
    # The schema wants borders right after "keep together" and "widow control".
    properties = style.element.get_or_add_pPr()
    after = properties.find(qn("w:widowControl"))
    after.addnext(parse_xml(xml))


def _set_words(style: Any, look: Look) -> None:
    font = style.font
    font.size, font.bold, font.italic = Pt(look.size), look.bold, False
    font.color.rgb = RGBColor.from_string(look.color.upper())
    _face(style, look.font)


def _face(style: Any, name: str) -> None:
    style.font.name = name
    faces = style.element.rPr.rFonts
    for script in ("w:eastAsia", "w:cs"):
        faces.set(qn(script), name)


def _words(document: Document) -> None:
    """Set styles of words, and keep the name of the school in one of its own, which headers refer to."""
    document.styles.add_style("School", WD_STYLE_TYPE.CHARACTER)
    link = document.styles["Hyperlink"]
    link.font.color.rgb, link.font.underline = RGBColor.from_string(TEAL.upper()), True
    for name in ("Title", "Subtitle", *(f"Heading {level}" for level in range(1, 10))):
        # Pandoc's styles of words that go with these would bring its own colors back.
        linked = document.styles[name].element.find(qn("w:link"))
        document.styles[name].element.remove(linked)
        document.styles[f"{name} Char"].delete()


def _table() -> Any:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Table"/><w:qFormat/>'
        f'<w:pPr><w:spacing w:before="40" w:after="40"/></w:pPr>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
        '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow">'
        f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/><w:vAlign w:val="bottom"/></w:tcPr>'
        "</w:tblStylePr></w:style>"
    )


def _page(document: Document, house: House) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Pt(length) for length in PAGE)
    top, right, bottom, left = (Pt(length) for length in house.margins)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = top, right, bottom, left
    section.header_distance = section.footer_distance = Pt(30 if house is LONG else 24)
    section.different_first_page_header_footer = True
    middle = f"<w:r {nsdecls('w')}><w:tab/></w:r>"
    _line(section.header.paragraphs[0], house, [_run(TITLE), middle, _field('STYLEREF "School"', SCHOOL)])
    for footer in (section.first_page_footer, section.footer):
        pages = [_run("Page "), _field("PAGE", "1"), _run(" of "), _field("NUMPAGES", "1")]
        _line(footer.paragraphs[0], house, [_run(SUBJECT), middle, *pages])


def _line(paragraph: Any, house: House, parts: list[str]) -> None:
    """Fill a line of header or footer, whose tab leads to the right margin."""
    stops = OxmlElement("w:tabs")
    stop = OxmlElement("w:tab")
    stop.set(qn("w:val"), "right")
    stop.set(qn("w:pos"), str(round(house.width * _TWENTIETHS)))
    stops.append(stop)
    paragraph._p.get_or_add_pPr().append(stops)
    for part in parts:
        paragraph._p.append(parse_xml(part))


def _run(words: str) -> str:
    return f'<w:r {nsdecls("w")}><w:t xml:space="preserve">{words}</w:t></w:r>'


def _field(instruction: str, shown: str) -> str:
    asked = instruction.replace('"', "&quot;")
    return f'<w:fldSimple {nsdecls("w")} w:instr=" {asked} ">{_run(shown)}</w:fldSimple>'
