"""What pandoc leaves out of a slide: places, sizes, sources, footers, numbers, languages and descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from operator import itemgetter

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide as Shown
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Pt

from . import styles as look
from .deck import Deck, Inlines, Slide
from .fit import Fit, school_size
from .inlines import plain
from .metadata import Imprint
from .reference import NAMES, POINT, Element, found, fragment, move
from .styles import Box
from .tables import table

_FULL_LANGUAGE = {"en": "en-US"}
"""PowerPoint wants to know where English is spoken."""
_FOOT = (
    f'<a:rPr sz="{look.SMALL_SIZE}00"><a:solidFill><a:srgbClr val="{look.QUIET}"/></a:solidFill>'
    '<a:latin typeface="+mn-lt"/></a:rPr>'
)
"""As the master says it too; LibreOffice does not look there."""
LOGO = "Logo of the school"


def cover(shown: Shown, deck: Deck) -> None:
    """Finish the title slide."""
    title, school = shown.placeholders
    title.name, school.name = "Title 1", "School"
    move(title._element, look.COVER)
    move(school._element, look.SCHOOL)
    size = school_size(deck.imprint.school)
    found(school._element, "a:lstStyle")[0][:] = [fragment(f'<a:lvl1pPr><a:defRPr sz="{size}00"/></a:lvl1pPr>')]
    _fine(shown, deck)
    _source(shown, deck.source, 1)
    if deck.logo:
        _logo(shown, deck)
    _language(shown, deck.imprint)


def _logo(shown: Shown, deck: Deck) -> None:
    assert deck.logo
    place = [look.LOGO.left, look.LOGO.top, *look.logo(deck.logo.width, deck.logo.height)]
    picture = shown.shapes.add_picture(BytesIO(deck.logo.png), *map(Pt, place))
    picture.name = "Logo"
    found(picture._element, "p:cNvPr")[0].set("descr", LOGO)


def slide(shown: Shown, said: Slide, fit: Fit, imprint: Imprint, number: int) -> None:
    """Finish any other slide."""
    texts = [shape for shape in shown.placeholders if shape.has_text_frame]
    title, *bodies = texts
    title.name = f"Title {number}"
    title._element.spPr.clear()
    for place, (body, box) in enumerate(zip(bodies, look.columns(said.shares), strict=False), 1):
        body.name = f"Text {number}" if len(bodies) == 1 else f"Text {number}, column {place}"
        height = fit.text_height - look.BETWEEN if said.table else box.height
        move(body._element, Box(box.left, box.top, box.width, height))
        _set(body.text_frame, fit.text)
    for frame in shown.shapes:
        if isinstance(frame, GraphicFrame):
            frame.name = f"Table {number}"
            table(frame, said, fit)
    _source(shown, said.source, number)
    _foot(shown, imprint, number)
    _language(shown, imprint)


def _set(frame: TextFrame, size: int) -> None:
    """Give a text its size; pandoc gives none, but to quotations."""
    frame._txBody.bodyPr.clear()
    style = found(frame._txBody, "a:lstStyle")[0]
    style[:] = [fragment(f'<a:lvl{n}pPr><a:defRPr sz="{size}00"/></a:lvl{n}pPr>') for n in range(1, 6)]
    for number, paragraph in enumerate(frame.paragraphs):
        properties = paragraph._p.get_or_add_pPr()
        if _is_quotation(properties):
            _quote(paragraph, properties, size)
        elif _is_label(paragraph, properties):
            paragraph.space_before = Pt(look.ABOVE_LABEL)
            for run in paragraph.runs:
                run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_2
        if number == 0:
            paragraph.space_before = Pt(0)


def _is_quotation(properties: Element) -> bool:
    return properties.get("indent") == "0" and int(properties.get("marL", "0")) > 0


def _is_label(paragraph: _Paragraph, properties: Element) -> bool:
    # Pandoc sets a heading within a slide apart by a space that it gives to nothing else.
    return bool(paragraph.runs) and bool(found(properties, "a:spcBef"))


def _quote(paragraph: _Paragraph, properties: Element, size: int) -> None:
    properties.set("marL", "0")
    for run in paragraph.runs:
        run.font.size = Pt(size + look.QUOTED)
        run.font.name = "+mj-lt"
        run.font.color.theme_color = MSO_THEME_COLOR.TEXT_2


def _fine(shown: Shown, deck: Deck) -> None:
    lines = [[{"t": "Str", "c": deck.imprint.about}], *(block["c"] for block in deck.fine if "c" in block)]
    frame = _box(shown, "About", look.FINE)
    for number, line in enumerate(lines):
        if number:
            frame._txBody.add_p()
        paragraph = frame.paragraphs[number]
        paragraph.space_before = Pt(look.BETWEEN if number else 0)
        _write(paragraph, line, look.FINE_SIZE)


def _source(shown: Shown, source: Inlines, number: int) -> None:
    if source:
        frame = _box(shown, f"Source {number}", look.SOURCE)
        frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        _write(frame.paragraphs[0], source, look.SMALL_SIZE)


def _box(shown: Shown, name: str, box: Box) -> TextFrame:
    shape = shown.shapes.add_textbox(*(Emu(round(x * POINT)) for x in (box.left, box.top, box.width, box.height)))
    shape.name = name
    frame: TextFrame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    return frame


def _write(paragraph: _Paragraph, inlines: Inlines, size: int) -> None:
    """Write a line, one run for all that has one style and leads to one place."""
    for (bold, italic, link), parts in groupby(_styled(inlines), key=itemgetter(1)):
        run = paragraph.add_run()
        run.text = "".join(text for text, _ in parts)
        run.font.size = Pt(size)
        run.font.bold, run.font.italic = bold, italic
        if link:
            run.hyperlink.address = link
        else:
            run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_3


_Style = tuple[bool | None, bool | None, str]


def _styled(inlines: Inlines, style: _Style = (None, None, "")) -> Iterator[tuple[str, _Style]]:
    bold, italic, link = style
    for inline in inlines:
        match inline["t"]:
            case "Link":
                yield from _styled(inline["c"][1], (bold, italic, inline["c"][2][0]))
            case "Span":
                yield from _styled(inline["c"][1], style)
            case "Strong":
                yield from _styled(inline["c"], (True, italic, link))
            case "Emph":
                yield from _styled(inline["c"], (bold, True, link))
            case _:
                yield plain([inline]), style


def _foot(shown: Shown, imprint: Imprint, number: int) -> None:
    """Show the footer and the number; a placeholder of the layout is shown only where the slide has it too."""
    for place in list(shown.slide_layout.placeholders):
        kind, index = place.placeholder_format.type, place.placeholder_format.idx
        if kind == PP_PLACEHOLDER.FOOTER:
            paragraph = _placed(shown, f"Footer {number}", "ftr", index)
            run = fragment(f"<a:r>{_FOOT}<a:t/></a:r>")
            found(run, "a:t")[0].text = imprint.footer
            paragraph.extend([fragment('<a:pPr algn="l"/>'), run])
        elif kind == PP_PLACEHOLDER.SLIDE_NUMBER:
            field = fragment(
                '<a:fld id="{C5EF2332-01BF-834F-8236-50238282D533}" type="slidenum"><a:rPr/><a:t/></a:fld>'
            )
            found(field, "a:t")[0].text = str(number)
            _placed(shown, f"Slide number {number}", "sldNum", index).append(field)


def _placed(shown: Shown, name: str, kind: str, index: int) -> Element:
    """Add a placeholder to a slide and return its paragraph."""
    tree = shown.shapes._spTree
    free = max(int(shape.get("id", "0")) for shape in found(tree, "p:cNvPr")) + 1
    shape = fragment(
        f'<p:sp><p:nvSpPr><p:cNvPr id="{free}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        f'<p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
    )
    tree.append(shape)
    return found(shape, "a:p")[0]


def _language(shown: Shown, imprint: Imprint) -> None:
    language = _FULL_LANGUAGE.get(imprint.language, imprint.language)
    parts = [shown._element, *([shown.notes_slide._element] if shown.has_notes_slide else [])]
    for part in parts:
        for run in [*found(part, "a:r"), *found(part, "a:fld")]:
            if run.find("a:rPr", NAMES) is None:
                run.insert(0, fragment("<a:rPr/>"))
        for properties in [*found(part, "a:rPr"), *found(part, "a:endParaRPr")]:
            properties.set("lang", language)
