"""Each fault of a document is found, and nothing else: one small file with it and one without.

Any file, however damaged, is reported in sentences.
"""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pikepdf
import pptx
import pytest
import typst
import xlsxwriter
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from openpyxl.worksheet.table import Table
from PIL import Image
from pptx.util import Inches
from pptx.util import Pt as Points

from curriculum_commons.documents.inspection import Fault, inspect_file
from curriculum_commons.model.colors import contrast

Change = Callable[[Any], object]


def found(name: str, content: bytes) -> list[str]:
    return [f"{fault.location}: {fault.message}" for fault in inspect_file(name, content) if not fault.note]


def picture() -> BytesIO:
    made = BytesIO()
    Image.new("RGB", (20, 10)).save(made, "PNG")
    made.seek(0)
    return made


def saved(file: Any) -> bytes:
    made = BytesIO()
    file.save(made)
    return made.getvalue()


def with_parts(content: bytes, **parts: Callable[[bytes], bytes]) -> bytes:
    """An office file in which parts are changed, each named by the end of its path without dots."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = next((parts[end] for end in parts if name.replace(".", "_").endswith(end)), bytes)
            new.writestr(name, change(old.read(name)))
    return made.getvalue()


# Word


def word(change: Change = lambda _: None) -> bytes:
    document = docx.Document()
    document.core_properties.title = "Tea"
    for level in (1, 2, 3):
        document.styles[f"Heading {level}"].font.color.rgb = RGBColor(0, 0, 0)
    document.add_heading("Tea", 1)
    document.add_paragraph("How to make it")
    change(document)
    return saved(document)


def table(document: Any, rows: int = 2, columns: int = 2, header: bool = True) -> Any:
    made = document.add_table(rows, columns)
    for row in made.rows:
        for number, cell in enumerate(row.cells):
            cell.text = f"Cup {number}"
    if header:
        made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return made


def linked(document: Any, text: str) -> None:
    relation = document.part.relate_to("https://tea.example/", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, True)
    link = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{relation}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>')
    document.add_paragraph()._p.append(link)


def described(document: Any, text: str, decorative: bool = False) -> None:
    properties = document.add_picture(picture())._inline.docPr
    properties.set("descr", text)
    if decorative:
        properties.append(
            parse_xml(
                f"<a:extLst {nsdecls('a')}><a:ext uri='x'><d:decorative val='1' "
                "xmlns:d='http://schemas.microsoft.com/office/drawing/2017/decorative'/></a:ext></a:extLst>"
            )
        )


def colored(document: Any, color: str, size: float = 11, bold: bool = False) -> Any:
    run = document.add_paragraph().add_run("Green tea")
    run.font.color.rgb, run.font.size, run.font.bold = RGBColor.from_string(color), Pt(size), bold
    return run


def shaded(document: Any, fill: str) -> None:
    made = table(document)
    cell = made.rows[1].cells[0]
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{fill}"/>'))
    cell.paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 255, 255)


def styled(document: Any, color: str) -> None:
    style = document.styles.add_style("Whisper", WD_STYLE_TYPE.PARAGRAPH)
    style.font.color.rgb = RGBColor.from_string(color)
    document.add_paragraph("Shh", "Whisper")
    document.add_paragraph("Again", "Whisper")


def without_language(document: Any) -> None:
    for mark in list(document.styles.element.iter(qn("w:lang"))):
        mark.getparent().remove(mark)


def each_with_language(document: Any) -> None:
    without_language(document)
    for run in document.element.body.iter(qn("w:r")):
        run.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US"/>'))


def merged(document: Any) -> None:
    made = table(document)
    made.cell(1, 0).merge(made.cell(1, 1))


def headed(document: Any, *heads: str) -> None:
    for cell, text in zip(table(document).rows[0].cells, heads, strict=True):
        cell.text = text


def many(document: Any, *texts: str) -> None:
    for text in texts:
        document.add_paragraph(text)


def bare(document: Any) -> None:
    document._body.clear_content()
    many(document, *["A line"] * 15)


def boldly(document: Any, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True
    document.add_paragraph("Milk comes first")


def heading_by_name(document: Any) -> None:
    style = document.styles["Heading 3"]._element
    style.pPr.remove(style.pPr.find(qn("w:outlineLvl")))
    document.add_heading("Milk", 3)


ALT = "has no alternative text; describe in one what it shows, or mark it as decorative"
HEAD = "has no header row; choose Repeat Header Rows under Table Layout for its first row"
LAYOUT = "is used for layout only; put its text outside of a table, with a border if need be"
BY_HAND = "take it away and choose Bullets or Numbering"
EMPTY_LINES = "empty lines make room; remove them and set the spacing of the paragraphs"
BAD_WORD: list[tuple[Change, list[str]]] = [
    (
        lambda d: setattr(d.core_properties, "title", ""),
        [": has no title; give it one under File > Info > Title"],
    ),
    (
        lambda d: setattr(d.core_properties, "title", "Document1"),
        [": has the title “Document1”, which the program made up; give it another under File > Info > Title"],
    ),
    (without_language, [": has no language; select all of it and choose Review > Language"]),
    (heading_by_name, ["heading 2, “Milk”: has level 3 after level 1; give it level 2"]),
    (lambda d: d.add_heading("Milk", 3), ["heading 2, “Milk”: has level 3 after level 1; give it level 2"]),
    (
        lambda d: d.paragraphs[0]._p.getparent().remove(d.paragraphs[0]._p) or d.add_heading("Milk", 3),
        ["heading 1, “Milk”: is the first and has level 3; begin with level 1"],
    ),
    (lambda d: d.add_heading(" ", 2), ["heading 2: is empty; write something, or give the line the style Normal"]),
    (bare, [": has no headings; give its headings the styles Heading 1, Heading 2 and so on"]),
    (
        lambda d: boldly(d, "Milk"),
        ["paragraph, “Milk”: looks like a heading but is only bold; give it a style such as Heading 2"],
    ),
    (
        lambda d: many(d, "- milk", "- sugar", "- lemon"),
        [f"paragraph, “- milk”: begins with “-” typed by hand, and 2 more after it; {BY_HAND}"],
    ),
    (lambda d: many(d, "•\tmilk"), [f"paragraph, “• milk”: begins with “•” typed by hand; {BY_HAND}"]),
    (
        lambda d: many(d, "1. milk", "2. sugar"),
        [f"paragraph, “1. milk”: begins with “1.” typed by hand, and 1 more after it; {BY_HAND}"],
    ),
    (lambda d: many(d, "Take\n- milk"), [f"paragraph, “- milk”: begins with “-” typed by hand; {BY_HAND}"]),
    (lambda d: many(d, "", "", "x"), [f"after the paragraph, “How to make it”: 2 {EMPTY_LINES}"]),
    (lambda d: linked(d, "click here"), ["link, “click here”: is unclear by itself; write what it leads to"]),
    (lambda d: linked(d, "Read more."), ["link, “Read more.”: is unclear by itself; write what it leads to"]),
    (
        lambda d: linked(d, "https://tea.example/green"),
        ["link, “https://tea.example/green”: shows only an address; write what it leads to"],
    ),
    (lambda d: linked(d, ""), ["link: has no text; write what it leads to"]),
    (lambda d: described(d, ""), [f"picture 1, “Picture 1”: {ALT}"]),
    (
        lambda d: described(d, "cup.png"),
        ["picture 1, “Picture 1”: has the name of a file for an alternative text; describe what it shows"],
    ),
    (lambda d: table(d, header=False), [f"table 1, “Cup 0 Cup 1”: {HEAD}"]),
    (lambda d: table(d, 1), [f"table 1, “Cup 0 Cup 1”: {LAYOUT}"]),
    (lambda d: table(d, 3, 1), [f"table 1, “Cup 0”: {LAYOUT}"]),
    (merged, ["table 1, “Cup 0 Cup 1”: has merged cells; split them, so that each row has the same cells"]),
    (
        lambda d: table(table(d).rows[1].cells[1]),
        ["table 2, “Cup 0 Cup 1”: is within another table; put it after that one"],
    ),
    (
        lambda d: headed(d, "Cup", ""),
        ["table 1, “Cup”: has no text at the head of column 2; write what the column contains"],
    ),
    (
        lambda d: colored(d, "999999"),
        ["text, “Green tea”: #999999 on white has a contrast of 2.8:1; choose colors with at least 4.5:1"],
    ),
    (
        lambda d: colored(d, "AAAAAA", 14, True),
        ["text, “Green tea”: #AAAAAA on white has a contrast of 2.3:1; choose colors with at least 3:1"],
    ),
    (
        lambda d: styled(d, "999999"),
        ["style “Whisper”: #999999 on white has a contrast of 2.8:1; choose colors with at least 4.5:1"],
    ),
    (
        lambda d: shaded(d, "FFFF00"),
        ["text, “Cup 0”: #FFFFFF on #FFFF00 has a contrast of 1.0:1; choose colors with at least 4.5:1"],
    ),
]
GOOD_WORD: list[Change] = [
    lambda d: None,
    each_with_language,
    lambda d: d.add_heading("Milk", 2),
    lambda d: many(d, *["A line"] * 15),
    lambda d: boldly(d, "Mind the pot."),
    lambda d: d.add_paragraph("milk", "List Bullet"),
    lambda d: many(d, "-5 degrees", "2018 was warm", "1. is not a list", "e. g. tea", ""),
    lambda d: linked(d, "All about tea"),
    lambda d: linked(d, "https://tea.example/"),
    lambda d: linked(d, "https://doi.org/10.1000/182"),
    lambda d: described(d, "A cup of tea"),
    lambda d: described(d, "", decorative=True),
    table,
    lambda d: headed(d, "", "Cup"),
    lambda d: colored(d, "767676"),
    lambda d: colored(d, "949494", 18),
    lambda d: colored(d, "949494", 14, True),
    lambda d: styled(d, "333333"),
    lambda d: shaded(d, "000080"),
]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == 21
    assert contrast("#FFFFFF", "#FFFFFF") == 1
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
    assert contrast("#FFFFFF", "#0000FF") == pytest.approx(8.59, abs=0.005)


@pytest.mark.slow
@pytest.mark.parametrize(("change", "messages"), [*BAD_WORD, *((change, []) for change in GOOD_WORD)])
def test_a_document_has_exactly_these_faults(change: Change, messages: list[str]) -> None:
    assert found("tea.docx", word(change)) == messages


# PowerPoint


def slides(change: Change = lambda _: None, language: str | None = "en-US", title: str = "Tea") -> bytes:
    deck = pptx.Presentation()
    deck.core_properties.title = title
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Green tea"
    first.placeholders[1].text = "Steep it for two minutes"
    change(deck)
    for slide in deck.slides:
        for run in slide.element.iter(qn("a:r")):
            if language and not run.get_or_add_rPr().get("lang"):
                run.get_or_add_rPr().set("lang", language)
    return saved(deck)


def slide(deck: Any, title: str | None, layout: int = 5) -> Any:
    made = deck.slides.add_slide(deck.slide_layouts[layout])
    if title is not None:
        made.shapes.title.text = title
    return made


def box(deck: Any, text: str, points: float | None = None, link: str = "") -> Any:
    made = deck.slides[0].shapes.add_textbox(0, 0, Inches(2), Inches(1))
    run = made.text_frame.paragraphs[0].add_run()
    run.text = text
    run.font.size = Points(points) if points else None
    if link:
        run.hyperlink.address = link
    return made


def title_last(deck: Any) -> None:
    tree = deck.slides[0].shapes._spTree
    tree.append(deck.slides[0].shapes.title._element)


def shown(deck: Any, text: str) -> None:
    deck.slides[0].shapes.add_picture(picture(), 0, 0)._element.nvPicPr.cNvPr.set("descr", text)


def grid(deck: Any, header: bool = True, merge: bool = False) -> None:
    made = deck.slides[0].shapes.add_table(2, 2, 0, 0, Inches(2), Inches(1)).table
    made.first_row = header
    made.cell(0, 0).text = "Cups"
    if merge:
        made.cell(1, 0).merge(made.cell(1, 1))


def speechless(deck: Any) -> None:
    for run in deck.slides[0].element.iter(qn("a:r")):
        run.get_or_add_rPr().set("lang", "en-US")
    deck.slides[0].placeholders[1].text = "Unsaid"
    next(deck.slides[0].placeholders[1]._element.iter(qn("a:r"))).get_or_add_rPr().set("lang", "")


def small_in_layout(deck: Any) -> None:
    style = parse_xml(f'<a:lvl1pPr {nsdecls("a")}><a:defRPr sz="900"/></a:lvl1pPr>')
    deck.slide_layouts[1].placeholders[1]._element.xpath("p:txBody/a:lstStyle")[0].append(style)


BAD_SLIDES: list[tuple[Change, list[str]]] = [
    (
        lambda d: slide(d, None, 6),
        ["slide 2: has no title; choose a layout with a title, and hide the title if it must not be seen"],
    ),
    (lambda d: slide(d, " "), ["slide 2: has an empty title; describe in it what the slide shows"]),
    (
        lambda d: slide(d, "Green  Tea"),
        ["slide 2: has the title of slide 1, “Green Tea”; give each its own"],
    ),
    (title_last, ["slide 1: is not read from its title on; move the title to the top of the Reading Order pane"]),
    (lambda d: shown(d, ""), [f"slide 1, picture, “Picture 3”: {ALT}"]),
    (
        lambda d: slide(d, "Milk", 1),
        ["slide 2, placeholder, “Content Placeholder 2”: is empty; fill it or delete it"],
    ),
    (
        lambda d: grid(d, header=False),
        ["slide 1, table, “Cups”: has no header row; tick Header Row under Table Design"],
    ),
    (
        lambda d: grid(d, merge=True),
        ["slide 1, table, “Cups”: has merged cells; split them, so that each row has the same cells"],
    ),
    (
        small_in_layout,
        ["slide 1, text, “Steep it for two minutes”: is 9 points high; use 12 or more, or fewer words"],
    ),
    (
        lambda d: box(d, "Small print", 9),
        ["slide 1, text, “Small print”: is 9 points high; use 12 or more, or fewer words"],
    ),
    (
        lambda d: box(d, "here", link="https://tea.example/"),
        ["slide 1, link, “here”: is unclear by itself; write what it leads to"],
    ),
]
GOOD_SLIDES: list[Change] = [
    lambda d: None,
    lambda d: slide(d, "Milk"),
    lambda d: shown(d, "A cup of tea"),
    grid,
    lambda d: box(d, "Small print", 12),
    lambda d: box(d, "All about tea", link="https://tea.example/"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("change", "messages"), [*BAD_SLIDES, *((change, []) for change in GOOD_SLIDES)])
def test_a_presentation_has_exactly_these_faults(change: Change, messages: list[str]) -> None:
    assert found("tea.pptx", slides(change)) == messages


def test_a_language_that_is_missing_everywhere_is_reported_once() -> None:
    message = ": has no language; select the text of all slides and choose Review > Language"
    assert found("tea.pptx", slides(language=None)) == [message]


def test_a_language_that_is_missing_somewhere_is_reported_there() -> None:
    content = slides(speechless, language=None)
    assert found("tea.pptx", content) == [
        "slide 1: has no language for “Unsaid”; choose Review > Language",
    ]


def test_a_title_that_powerpoint_made_up_is_reported() -> None:
    assert found("tea.pptx", slides(title="PowerPoint Presentation")) == [
        ": has the title “PowerPoint Presentation”, which the program made up; "
        "give it another under File > Info > Title"
    ]


# Excel


def workbook(change: Change = lambda _: None) -> bytes:
    book = openpyxl.Workbook()
    book.properties.title = "Tea"
    book.active.title = "Cups"
    for row in (["Tea", "Minutes", "Cups"], ["Green", 2, 1], ["Black", 4, 2], ["White", 3, 1]):
        book.active.append(row)
    book.active.freeze_panes = "A2"
    change(book)
    return saved(book)


def as_table(book: Any, header: int = 1) -> None:
    made = Table(displayName="Teas", ref="A1:C4", headerRowCount=header)
    if header:
        made._initialise_columns()
        for column, cell in zip(made.tableColumns, book.active[1], strict=True):
            column.name = str(cell.value)
    else:
        made._initialise_columns()
        made.autoFilter = None
    book.active.freeze_panes = None
    book.active.add_table(made)


def click_here(book: Any) -> None:
    book.active["A6"] = "here"
    book.active["A6"].hyperlink = "https://tea.example/"


def noted(book: Any) -> None:
    book.active.insert_rows(1)
    book.active["A1"] = "Our tea"
    book.active.merge_cells("A1:C1")
    book.active.freeze_panes = "A3"


BAD_WORKBOOK: list[tuple[Change, list[str]]] = [
    (lambda b: setattr(b.properties, "title", None), [": has no title; give it one under File > Info > Title"]),
    (
        lambda b: setattr(b.active, "title", "Sheet1"),
        ["sheet Sheet1: has the name that Excel gave it; name it after its content"],
    ),
    (lambda b: b.create_sheet("Milk"), ["sheet Milk: is empty; remove it"]),
    (
        lambda b: b.active.merge_cells("A3:B3"),
        ["sheet Cups, cells A3:B3: are merged within data; unmerge them and fill each cell"],
    ),
    (
        lambda b: setattr(b.active, "freeze_panes", None),
        ["sheet Cups, cells A1:C4: has no header row; make it a table with headers (Insert > Table)"],
    ),
    (
        lambda b: as_table(b, header=0),
        ["sheet Cups, table Teas: has no header row; make it a table with headers (Insert > Table)"],
    ),
    (
        lambda b: b.active.__setitem__("B1", None),
        ["sheet Cups, cell B1: is empty at the head of a column; write there what the column contains"],
    ),
    (
        lambda b: b.active.__setitem__("B1", "Column2") or as_table(b),
        ["sheet Cups, cell B1: has the heading that Excel gave it; write there what the column contains"],
    ),
    (
        lambda b: b.active.__setitem__("A1", None),
        [
            "sheet Cups, cell A1: is empty; describe the sheet there, for reading begins there",
            "sheet Cups, cell A1: is empty at the head of a column; write there what the column contains",
        ],
    ),
    (click_here, ["sheet Cups, cell A6: is unclear by itself; write what it leads to"]),
]
GOOD_WORKBOOK: list[Change] = [
    lambda b: None,
    as_table,
    noted,
    lambda b: setattr(b.active, "freeze_panes", None) or setattr(b.active, "print_title_rows", "1:1"),
    lambda b: b.create_sheet("Read me").append(["Name", "Tea"]),
]


@pytest.mark.parametrize(("change", "messages"), [*BAD_WORKBOOK, *((change, []) for change in GOOD_WORKBOOK)])
def test_a_workbook_has_exactly_these_faults(change: Change, messages: list[str]) -> None:
    assert found("tea.xlsx", workbook(change)) == messages


@pytest.mark.parametrize(
    ("options", "messages"),
    [
        ({}, [f"sheet Cups, chart, “Chart 1”: {ALT}"]),
        ({"description": "Cups a day"}, []),
        ({"decorative": True}, []),
    ],
)
def test_a_chart_needs_an_alternative_text(options: dict[str, Any], messages: list[str]) -> None:
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.set_properties({"title": "Tea"})
        sheet = book.add_worksheet("Cups")
        sheet.write_column(0, 0, ["Cups", 1, 2])
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Cups!$A$2:$A$3"})
        sheet.insert_chart("C2", chart, options)
    assert found("tea.xlsx", made.getvalue()) == messages


@pytest.mark.parametrize(("options", "messages"), [("", [f"sheet Cups, picture, “Picture 1”: {ALT}"]), ("A cup", [])])
def test_a_picture_on_a_sheet_needs_an_alternative_text(options: str, messages: list[str]) -> None:
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.set_properties({"title": "Tea"})
        sheet = book.add_worksheet("Cups")
        sheet.write("A1", "Cups")
        sheet.insert_image("C2", "cup.png", {"image_data": picture(), "description": options})
    assert found("tea.xlsx", made.getvalue()) == messages


def test_a_hidden_sheet_is_a_note() -> None:
    content = workbook(lambda b: b.create_sheet("Lists").append(["x"]) or setattr(b["Lists"], "sheet_state", "hidden"))
    message = "is hidden; make sure that nobody needs it, for nobody finds it"
    assert inspect_file("tea.xlsx", content) == [Fault("sheet Lists", message, note=True)]


@pytest.mark.parametrize("area", ['<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'])
def test_an_endless_range_is_not_read_cell_by_cell(area: str) -> None:
    content = with_parts(
        workbook(), sheet1_xml=lambda xml: xml.replace(b"<pageMargins", area.encode() + b"<pageMargins")
    )
    assert found("tea.xlsx", content) == [
        ": has a merge or a link over 17179869184 cells, too many to inspect; make it smaller"
    ]


def test_a_cell_far_out_is_found_without_those_between() -> None:
    assert found("tea.xlsx", workbook(lambda b: b.active.__setitem__("XFD1048576", "Tea"))) == [
        "sheet Cups, cell XFD1: is empty at the head of a column; write there what the column contains"
    ]


# PDF

TEXT = '#set document(title: "Tea")\n= Tea\nHot.\n'
CUP = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"
PICTURE = f'#image(bytes("{CUP}"), format: "svg", {{}})\n'


@cache
def pdf(source: str = TEXT, standard: str = "ua-1") -> bytes:
    standards = [standard] if standard else []
    return bytes(typst.compile(source.encode(), ignore_system_fonts=True, timestamp=0, pdf_standards=standards))


def changed(content: bytes, change: Change = lambda _: None, **how: Any) -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(content)) as file:
        change(file)
        file.save(made, **how)
    return made.getvalue()


def unsaid(file: Any) -> None:
    del file.Root["/Lang"]


def untagged(file: Any) -> None:
    del file.Root["/StructTreeRoot"]


def untitled(file: Any) -> None:
    del file.docinfo["/Title"]
    del file.Root["/Metadata"]


def with_a_font_of_elsewhere(file: Any) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    file.pages[0].Resources.Font["/Elsewhere"] = font


def scanned(file: Any) -> None:
    image = file.make_stream(b"\0", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1)
    file.pages[0].Resources.XObject = pikepdf.Dictionary(Scan=image)
    file.pages[0].Contents = file.make_stream(b"q 100 0 0 100 0 0 cm /Scan Do Q")


BAD_PDF: list[tuple[Change, list[str]]] = [
    (unsaid, [": has no language; set it in the properties of the document that the PDF is made from"]),
    (
        untagged,
        [": has no tags; make it anew from its source with tags (in Word: Save As > PDF > Options)"],
    ),
    (
        untitled,
        [": has no title; give it one under the properties of the document that the PDF is made from"],
    ),
    (
        lambda f: f.Root.ViewerPreferences.__setitem__("/DisplayDocTitle", False),
        [": shows the name of its file in place of its title; choose Document Title under Initial View"],
    ),
    (
        with_a_font_of_elsewhere,
        ["page 1: uses the font “Helvetica” without including it; embed all fonts when it is made"],
    ),
    (
        scanned,
        ["page 1: shows text only as a picture, or none; let a program recognize the text (OCR)"],
    ),
]


def test_a_good_pdf_has_no_faults() -> None:
    source = TEXT + PICTURE.format('alt: "A cup"') + "#table(columns: 2, table.header[a][b], [1], [2])"
    assert inspect_file("tea.pdf", pdf(source)) == []


@pytest.mark.parametrize(("change", "messages"), BAD_PDF)
def test_a_pdf_has_exactly_these_faults(change: Change, messages: list[str]) -> None:
    assert found("tea.pdf", changed(pdf(), change)) == messages


@pytest.mark.parametrize(
    ("more", "messages"),
    [
        (
            PICTURE.format("width: 9pt"),
            ["page 1, picture 1: has no alternative text; describe it in the source, and make the PDF anew"],
        ),
        ("=== Milk", ["page 1, heading 2: has level 3 after level 1; give it level 2 in the source"]),
        (
            "#table(columns: 2, [a], [b])",
            ["page 1, table 1: has no header cells; mark its first row as header in the source"],
        ),
    ],
)
def test_the_tags_of_a_pdf_have_exactly_these_faults(more: str, messages: list[str]) -> None:
    content = changed(
        pdf(TEXT + more, ""), lambda f: f.Root.__setitem__("/ViewerPreferences", {"/DisplayDocTitle": True})
    )
    assert found("tea.pdf", content) == messages


def test_a_long_pdf_needs_bookmarks() -> None:
    long = changed(pdf(TEXT + "#pagebreak()\nMore." * 5))
    assert found("tea.pdf", long) == []

    def without(file: Any) -> None:
        del file.Root["/Outlines"]

    assert found("tea.pdf", changed(long, without)) == [
        ": has 6 pages and no bookmarks; let headings become bookmarks when it is made"
    ]


def test_a_missing_standard_is_a_note() -> None:
    notes = [fault.message for fault in inspect_file("tea.pdf", pdf(standard="")) if fault.note]
    assert notes == ["does not claim to follow PDF/UA, the standard for PDF that everyone can read"]


def test_unreadable_metadata_are_ignored(caplog: pytest.LogCaptureFixture) -> None:
    for content in (b"<x", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b""):

        def spoil(file: Any, content: bytes = content) -> None:
            file.Root["/Metadata"] = file.make_stream(content)

        spoilt = changed(pdf(), spoil)
        caplog.clear()
        assert found("tea.pdf", spoilt) == []
        assert caplog.text == ""


def test_a_pdf_that_keeps_screen_readers_out_is_reported() -> None:
    good = pdf()
    locked = changed(good, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert found("tea.pdf", locked) == [": is protected by a password; take it off and inspect the file again"]
    rules = pikepdf.Permissions(accessibility=False)
    deaf = changed(good, encryption=pikepdf.Encryption(owner="a", user="", R=3, aes=False, metadata=False, allow=rules))
    assert found("tea.pdf", deaf)[:1] == [
        ": keeps screen readers out by its protection; allow them when the PDF is made"
    ]


# What cannot be inspected

DAMAGED = ": is damaged or not a Word document; open it in Word and save it again as .docx"
UNKNOWN = ": is not a file that can be inspected; choose one whose name ends in .docx, .pptx, .xlsx or .pdf"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(**files: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(f"word/{name}.xml", content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "tea",
            b"x",
            ": is not a file that can be inspected; choose one whose name ends in .docx, .pptx, .xlsx or .pdf",
        ),
        (
            "tea.txt",
            b"x",
            ": is not a file that can be inspected; choose one whose name ends in .docx, .pptx, .xlsx or .pdf",
        ),
        ("tea.docx", b"", ": is empty; save it again from the program it was made with"),
        ("tea.DOC", OLD, ": is a .doc file; open it in Word and save it as .docx, which can be inspected"),
        ("tea.xls", OLD, ": is a .xls file; open it in Excel and save it as .xlsx, which can be inspected"),
        (
            "tea.ppt",
            OLD,
            ": is a .ppt file; open it in PowerPoint and save it as .pptx, which can be inspected",
        ),
        (
            "tea.docx",
            OLD,
            ": is of an old kind, whatever its name; open it in Word and save it as .docx",
        ),
        (
            "tea.xlsx",
            OLD + "EncryptedPackage".encode("utf-16-le"),
            ": is protected by a password; take it off in Excel and inspect the file again",
        ),
        ("tea.docx", b"Tea", DAMAGED),
        ("tea.docx", archive(), DAMAGED),
        ("tea.docx", archive(document=b"<document/>"), DAMAGED),
        ("tea.docx", workbook(), DAMAGED),
        ("tea.pptx", word(), DAMAGED.replace("Word d", "PowerPoint pr").replace("in Word", "in PowerPoint")),
        ("tea.pdf", b"Tea", ": is damaged or not a PDF; export it again from the program it was made with"),
        ("tea.pdf", b"%PDF-1.7\n", ": is damaged or not a PDF; export it again from the program it was made with"),
        (
            "tea.docx",
            archive(document=bytes(20_000_000)),
            ": unpacks to far more than such a document contains; ask its sender for it as PDF",
        ),
    ],
)
def test_a_file_that_cannot_be_inspected_is_reported_in_one_sentence(name: str, content: bytes, message: str) -> None:
    if name == "tea.pptx":
        message = ": is damaged or not a PowerPoint presentation; open it in PowerPoint and save it again as .pptx"
    assert found(name, content) == [message]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_entities_is_not_read(encoding: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'.encode(encoding)
    message = ": contains XML that Word does not write; open it in Word and save it again as .docx"
    assert found("tea.docx", with_parts(word(), core_xml=lambda _: bomb)) == [message]


def test_xml_in_a_rare_encoding_is_not_read() -> None:
    message = ": contains XML that Word does not write; open it in Word and save it again as .docx"
    rare = b'<?xml version="1.0" encoding="UTF-7"?>+ADw-x/+AD4-'
    assert found("tea.docx", with_parts(word(), core_xml=lambda _: rare)) == [message]


def test_too_large_a_file_is_not_read() -> None:
    message = ": is larger than 100 MB; make its pictures smaller, or split it"
    assert found("tea.pdf", bytes(100_000_001)) == [message]


def everything(made: str) -> bytes:
    """A file of each kind that has much in it to be damaged."""
    if made == "docx":
        return word(
            lambda d: [merged(d), shaded(d, "FFFF00"), described(d, "x"), linked(d, "y"), many(d, "- a", "", "")]
        )
    if made == "pptx":
        return slides(lambda d: [grid(d), shown(d, "x"), box(d, "y", 9), slide(d, "z", 1)])
    if made == "xlsx":
        return workbook(lambda b: [as_table(b), click_here(b), b.active.merge_cells("A8:B9")])
    made_pdf = BytesIO()
    with pikepdf.open(BytesIO(typst.compile(TEXT.encode(), ignore_system_fonts=True, timestamp=0))) as file:
        with_a_font_of_elsewhere(file)
        file.save(made_pdf, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return made_pdf.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("times", [6, pytest.param(250, marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx", "pdf"])
def test_any_damage_is_reported_in_sentences(kind: str, times: int) -> None:
    dice = random.Random(f"tea {kind}")
    content = everything(kind)
    assert found(f"tea.{kind}", content)
    for _ in range(times):
        for fault in inspect_file(f"tea.{kind}", damaged(content, dice, inside=kind != "pdf" and dice.random() < 0.7)):
            assert re.fullmatch(r"[^\n]+[^.\n]", fault.message)
            assert fault.location.isprintable()


def damaged(content: bytes, dice: random.Random, inside: bool) -> bytes:
    """The same with some bytes changed or its end cut off; or a file inside of it, so that the archive stays whole."""
    if inside:
        with zipfile.ZipFile(BytesIO(content)) as old:
            unlucky = dice.choice([name for name in old.namelist() if name.endswith((".xml", ".rels"))])
        end = unlucky.replace(".", "_")
        return with_parts(content, **{end: lambda part: damaged(part, dice, inside=False)})
    changed_bytes = bytearray(content)
    for _ in range(dice.choice([0, 1, 1, 3, 10])):
        changed_bytes[dice.randrange(len(content))] = dice.choice([0, 9, 34, 48, 57, 60, 62, 128, dice.randrange(256)])
    cut = dice.randrange(len(content)) if dice.random() < 0.3 else len(content)
    return bytes(changed_bytes[:cut])


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_strict_open_xml_is_named_with_the_way_to_save_it(suffix: str) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        kind = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
        archive.writestr("_rels/.rels", f'<Relationships><Relationship Type="{kind}"/></Relationships>')
    (fault,) = inspect_file(f"tea.{suffix}", made.getvalue())
    assert fault.message.startswith("is saved as Strict Open XML, which is not inspected; open it in ")
    assert f"(*.{suffix})" in fault.message


@pytest.mark.parametrize("kind", ["sheet is gone", "relation is gone", "no sheet"])
def test_a_workbook_whose_sheets_are_not_read_is_never_good(kind: str) -> None:
    book = openpyxl.Workbook()
    book.properties.title, book.active.title = "Tea", "Cups"
    book.active["A1"] = "Cups of tea"
    book.save(made := BytesIO())
    assert inspect_file("tea.xlsx", made.getvalue()) == []
    lost = BytesIO()
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(lost, "w") as other:
        for part in archive.namelist():
            content = archive.read(part)
            if kind == "no sheet" and part == "xl/workbook.xml":
                content = re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", content)
            if kind == "relation is gone" and part == "xl/_rels/workbook.xml.rels":
                content = content.replace(b"/xl/worksheets/sheet1.xml", b"/xl/worksheets/sheet9.xml")
            if kind != "sheet is gone" or "sheet1" not in part:
                other.writestr(part, content)
    (fault,) = inspect_file("tea.xlsx", lost.getvalue())
    assert "can be read" in fault.message or "cannot be read" in fault.message
    assert fault.location == ("" if kind == "no sheet" else "sheet Cups")


def test_a_workbook_that_merges_whole_columns_is_refused_by_the_sum() -> None:
    merges = "".join(f'<mergeCell ref="{letter}1:{letter}1048576"/>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><mergeCells>{merges}</mergeCells></worksheet>")
    (fault,) = inspect_file("tea.xlsx", made.getvalue())
    assert fault.message.startswith("merges more than 200,000 cells; ")
