"""Slides show the text and the records, fit, and can be read by everyone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest
from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.presentation import Presentation as Shown

from curriculum_commons.content.load import load
from curriculum_commons.documents import Recipe
from curriculum_commons.documents.slides import slides, styles
from curriculum_commons.documents.slides.fit import lines
from curriculum_commons.model.build_context import PLACEHOLDER, Brand, BuildContext, Logo
from curriculum_commons.model.commons import Commons, ToolkitText
from curriculum_commons.model.problems import ContentError
from curriculum_commons.model.records import ToolkitMeta
from curriculum_commons.render import signatures
from curriculum_commons.validation.validate import validate

TESTS = Path(__file__).parent
HOSTILE = 'Müller & Søn <School> "of" {{Medicine}}'
SAMPLE = """\
An introduction in *small* letters.

::: notes
Welcome, everybody.
:::

## What counts & why <b>

Before the list.

- one, with [a link](https://tea.example/)
    - within one
- two

### A label

1. first
2. **second**

::: source
{{ cite("leaf-2024", "page 3") }}
:::

::: notes
Say this.

- And that.
:::

## Columns

:::: columns
::: {.column width="40%"}
{{ competency_statement("T-1") }}
:::
::: {.column width="60%"}
{{ competency_components("T-1") }}
:::
::::

::: source
the order is ours
:::

## Numbers

{{ survey_ranking("guests") }}

## What is known

- {{ finding("tea-helps") }}

{{ findings("guests") }}

{{ mission() }}
"""

A, P = (f"{{http://schemas.openxmlformats.org/{kind}/2006/main}}" for kind in ("drawingml", "presentationml"))


def _text(body: str, title: str = "Tea for all", formats: tuple[str, ...] = ("pptx", "pdf")) -> ToolkitText:
    meta = {"title": title, "purpose": "To see.", "kind": "slides", "formats": formats, "folder": "4-slides"}
    return ToolkitText("deck.md", ToolkitMeta.model_validate({**meta, "render_macros": True}), body, 9)


def _logo() -> Logo:
    picture = BytesIO()
    Image.new("RGB", (300, 100), (11, 93, 94)).save(picture, "PNG")
    return Logo(picture.getvalue(), 300, 100)


def _made(commons: Commons, text: ToolkitText, brand: Brand | None = None) -> dict[str, bytes]:
    return {recipe.path: recipe.make() for recipe in slides(commons, BuildContext.of(commons, brand=brand), text)}


def _opened(content: bytes) -> Shown:
    return Presentation(BytesIO(content))


def _problems(commons: Commons, body: str, title: str = "Tea for all") -> list[str]:
    with pytest.raises(ContentError) as refused:
        _made(commons, _text(body, title, ("pdf",)))
    return [str(problem) for problem in refused.value.problems]


@pytest.fixture(scope="module")
def tiny() -> Commons:
    return validate(load(TESTS / "tiny"), signatures())


@pytest.fixture(scope="module")
def sample(tiny: Commons) -> dict[str, bytes]:
    return _made(tiny, _text(SAMPLE), Brand("Tea School", _logo()))


@pytest.fixture(scope="module")
def shown(sample: dict[str, bytes]) -> Shown:
    return _opened(sample["4-slides/deck.pptx"])


# What is on the slides


def _outline(shown: Shown) -> Iterator[str]:
    for number, slide in enumerate(shown.slides, 1):
        yield f"{number}. {slide.slide_layout.name}"
        for shape in slide.shapes:
            described = shape._element.xpath(".//p:cNvPr/@descr")
            yield f"  {shape.name}" + "".join(f" [{text}]" for text in described)
            if shape.has_text_frame:
                yield from (f"    {line}" for line in _lines(shape.text_frame))
            if getattr(shape, "has_table", False):
                for row in shape.table.rows:
                    yield "    | " + " | ".join(cell.text for cell in row.cells)
        if slide.has_notes_slide:
            yield "  Notes"
            yield from (f"    {line}" for line in _lines(slide.notes_slide.notes_text_frame))


def _lines(frame: Any) -> Iterator[str]:
    for paragraph in frame.paragraphs:
        # A field is no run, but its text is there to be read.
        text = "".join(part.text or "" for part in paragraph._p.iter(f"{A}t"))
        links = [run.hyperlink.address for run in paragraph.runs if run.hyperlink.address]
        yield "  " * paragraph.level + text + "".join(f" <{link}>" for link in links)


@pytest.mark.slow
def test_a_deck_has_the_outline_of_its_text(sample: dict[str, bytes]) -> None:
    outline = "\n".join(_outline(_opened(sample["4-slides/deck.pptx"]))) + "\n"
    golden = TESTS / "golden" / "slides.txt"
    if os.environ.get("RENEW_GOLDEN"):
        golden.write_text(outline, "utf-8")
    assert outline == golden.read_text("utf-8")


# What PowerPoint and those who cannot see need


@pytest.mark.slow
def test_every_slide_has_a_title_that_is_read_first(shown: Shown) -> None:
    for slide in shown.slides:
        assert slide.shapes.title is not None
        assert slide.shapes.title.text.strip()
        assert slide.shapes[0].shape_id == slide.shapes.title.shape_id


def test_the_foot_of_a_slide_is_read_last(shown: Shown) -> None:
    for slide in list(shown.slides)[1:]:
        names = [shape.name.split(" ")[0] for shape in slide.shapes]
        assert names[-2:] == ["Footer", "Slide"]
        assert "Source" not in names[:-3]


def test_no_placeholder_is_empty(shown: Shown) -> None:
    for slide in shown.slides:
        for place in slide.placeholders:
            assert not place.has_text_frame or "".join(_lines(place.text_frame)).strip(), place.name


def test_every_shape_of_a_slide_has_a_name_and_number_of_its_own(shown: Shown) -> None:
    for slide in shown.slides:
        for kept in ([shape.name for shape in slide.shapes], [shape.shape_id for shape in slide.shapes]):
            assert len(set(kept)) == len(kept)


def test_tables_and_pictures_are_described(shown: Shown) -> None:
    for slide in shown.slides:
        for shape in slide.shapes:
            if not shape.has_text_frame:
                assert shape._element.xpath(".//p:cNvPr/@descr")[0].strip()


def test_tables_have_a_row_of_headers(shown: Shown) -> None:
    tables = [shape.table for slide in shown.slides for shape in slide.shapes if getattr(shape, "has_table", False)]
    assert tables
    assert all(table.first_row for table in tables)


def test_every_run_has_a_language(shown: Shown) -> None:
    for slide in shown.slides:
        for part in [slide, *([slide.notes_slide] if slide.has_notes_slide else [])]:
            for text in part._element.iter(f"{A}t"):
                properties = text.getparent().find(f"{A}rPr")
                assert properties is not None
                assert properties.get("lang") == "en-US"


def test_no_text_is_smaller_than_can_be_read(shown: Shown) -> None:
    for slide in list(shown.slides)[1:]:
        for shape in slide.shapes:
            sizes = [int(size) for size in shape._element.xpath(".//@sz") if size.isdigit()]
            least = 12 if shape.name.split(" ")[0] in {"Source", "Footer"} else 14 if not shape.has_text_frame else 18
            assert all(size >= least * 100 for size in sizes), shape.name


def test_everything_lies_on_the_slide_and_nothing_on_anything_else(shown: Shown) -> None:
    for slide in shown.slides:
        boxes = [(s.top, s.top + s.height, s.left, s.left + s.width, s.name) for s in slide.shapes]
        for number, (top, bottom, left, right, name) in enumerate(boxes):
            assert min(top, left) >= 0
            assert bottom <= shown.slide_height, name
            assert right <= shown.slide_width, name
            for other in boxes[number + 1 :]:
                apart = bottom <= other[0] or other[1] <= top or right <= other[2] or other[3] <= left
                assert apart, (name, other[4])


def test_the_reference_presentation_has_the_colors_fonts_and_boxes_of_the_styles() -> None:
    file = Path(styles.__file__).with_name("reference.pptx")
    reference = _opened(file.read_bytes())
    with ZipFile(file) as archive:
        theme = etree.fromstring(archive.read("ppt/theme/theme1.xml"))
    colors = {etree.QName(color).localname: color[0].get("val") for color in theme.find(f".//{A}clrScheme")}
    assert {name: colors[name] for name in ("dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3")} == {
        **{"dk1": styles.INK, "lt1": styles.PAPER, "dk2": styles.TEAL, "lt2": styles.PALE},
        **{"accent1": styles.TEAL, "accent2": styles.CLAY, "accent3": styles.QUIET},
    }
    assert [font.get("typeface") for font in theme.iterfind(f".//{A}latin")] == [styles.TITLES, styles.TEXT]
    with ZipFile(file) as archive:
        tables = etree.fromstring(archive.read("ppt/tableStyles.xml"))
    assert [style.get("styleId") for style in tables] == [tables.get("def")]
    assert {color.get("val") for color in tables.iterfind(f".//{A}schemeClr")} == {"tx1", "bg1", "accent1"}
    master = reference.slide_master._element
    body_sizes = {int(size) for size in master.xpath(".//p:bodyStyle/a:lvl1pPr/a:defRPr/@sz")}
    title_sizes = {int(size) for size in master.xpath(".//p:titleStyle/a:lvl1pPr/a:defRPr/@sz")}
    assert (body_sizes, title_sizes) == ({styles.BODY_SIZES[0] * 100}, {styles.TITLE_SIZE * 100})
    assert (reference.slide_width.pt, reference.slide_height.pt) == (styles.WIDTH, styles.HEIGHT)
    assert {shape.name: _box(shape) for shape in reference.slide_master.shapes if "Date" not in shape.name} == {
        "Title Placeholder 1": styles.TITLE,
        "Text Placeholder 2": styles.BODY,
        "Footer Placeholder 4": styles.FOOTER,
        "Slide Number Placeholder 5": styles.NUMBER,
        "Rule": styles.RULE,
    }
    layouts = {layout.name: [_box(shape) for shape in layout.shapes] for layout in reference.slide_layouts}
    assert {styles.COVER, styles.SCHOOL, styles.COVER_RULE} <= set(layouts["Title Slide"])
    assert layouts["Title and Content"][:2] == [styles.TITLE, styles.BODY]
    assert layouts["Two Content"][:3] == [styles.TITLE, *styles.columns((1, 1))]
    assert layouts["Content with Caption"][:3] == [styles.TITLE, styles.BODY, styles.BODY]


def _box(shape: Any) -> tuple[float, ...]:
    return tuple(length.pt for length in (shape.left, shape.top, shape.width, shape.height))


def test_a_deck_has_its_metadata(sample: dict[str, bytes], tiny: Commons) -> None:
    properties = _opened(sample["4-slides/deck.pptx"]).core_properties
    assert (properties.title, properties.author) == ("Tea for all", tiny.site.publisher.name)
    assert properties.language == "en"
    assert properties.created.isoformat()[:10] == properties.modified.isoformat()[:10] == "2026-11-01"


# Whose deck it is


def _words(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as file:
        return "".join(file.read(name).decode() for name in file.namelist() if name.endswith((".xml", ".rels")))


def test_without_a_school_powerpoint_has_one_placeholder_and_pdf_none(tiny: Commons) -> None:
    made = _made(tiny, _text("## One\n\nText.\n"))
    assert _words(made["4-slides/deck.pptx"]).count(PLACEHOLDER) == 1
    with pikepdf.open(BytesIO(made["4-slides/deck.pdf"])) as document:
        assert PLACEHOLDER not in _pdf_text(document)


def test_a_school_is_named_once_in_place_of_the_placeholder(tiny: Commons) -> None:
    made = _made(tiny, _text("## One\n\nText.\n", formats=("pptx",)), Brand("Unmistakable", _logo()))[
        "4-slides/deck.pptx"
    ]
    assert _words(made).count("Unmistakable") == 1
    school = next(shape for shape in _opened(made).slides[0].shapes if shape.name == "School")
    assert school.text_frame.text == "Unmistakable"


def test_names_arrive_as_the_text_they_are(tiny: Commons) -> None:
    body = '## {% raw %}Müller & Søn \\<School> \\"of\\" {{Medicine}}{% endraw %}\n\nText.\n'
    made = _made(tiny, _text(body, HOSTILE), Brand(HOSTILE))
    shown = _opened(made["4-slides/deck.pptx"])
    first = {shape.name: shape.text_frame.text for shape in shown.slides[0].shapes}
    assert (first["Title 1"], first["School"]) == (HOSTILE, HOSTILE)
    assert shown.slides[1].shapes.title.text == HOSTILE
    assert shown.core_properties.title == HOSTILE
    with pikepdf.open(BytesIO(made["4-slides/deck.pdf"])) as document:
        assert document.docinfo["/Title"] == HOSTILE
        assert _bookmarks(document) == [HOSTILE, HOSTILE]
        assert _pdf_text(document).count("Søn <School>") == 3


@pytest.mark.slow
def test_a_long_name_of_a_school_is_set_smaller(tiny: Commons) -> None:
    sizes = []
    for name in ("Tea School", "A School with a Name for Every Leaf " * 4, "A School with a Name for Every Leaf " * 9):
        made = _made(tiny, _text("## One\n", formats=("pptx",)), Brand(name))["4-slides/deck.pptx"]
        school = next(shape for shape in _opened(made).slides[0].shapes if shape.name == "School")
        sizes.append(int(school._element.xpath(".//a:lvl1pPr/a:defRPr/@sz")[0]) // 100)
    assert sizes == [24, 20, 12]


def test_a_logo_is_on_the_first_slide_only(sample: dict[str, bytes]) -> None:
    first, *rest = _opened(sample["4-slides/deck.pptx"]).slides
    assert [shape.name for shape in first.shapes].count("Logo") == 1
    assert all(shape.name != "Logo" for slide in rest for shape in slide.shapes)


# The PDF


def _bookmarks(document: pikepdf.Pdf) -> list[str]:
    with document.open_outline() as outline:
        assert all(not entry.children for entry in outline.root)
        return [entry.title for entry in outline.root]


def _pdf_text(document: pikepdf.Pdf) -> str:
    """Return the text of a PDF, as a program reads it to those who cannot see."""
    return "".join(_page_text(page) for page in document.pages)


def _page_text(page: pikepdf.Page) -> str:
    text, letters = "", {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = _letters(page.Resources.Font[str(operands[0])])
        elif str(operator) in {"Tj", "TJ"}:
            parts = operands[0] if str(operator) == "TJ" else operands
            codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            text += "".join(letters[codes[at : at + 2].hex()] for at in range(0, len(codes), 2))
    return text


def _letters(font: Any) -> dict[str, str]:
    table = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>\n", table)
    return {code.lower(): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def test_the_pdf_has_a_page_and_a_bookmark_for_each_slide(sample: dict[str, bytes]) -> None:
    titles = [slide.shapes.title.text for slide in _opened(sample["4-slides/deck.pptx"]).slides]
    with pikepdf.open(BytesIO(sample["4-slides/deck.pdf"])) as document:
        assert len(document.pages) == len(titles)
        assert _bookmarks(document) == titles


def test_the_pdf_can_be_read_by_everyone(sample: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(sample["4-slides/deck.pdf"])) as document:
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == document.docinfo["/Title"]
        assert document.Root.Lang == "en"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle


# What a slide cannot hold


def test_too_full_a_slide_is_reported_with_its_line(tiny: Commons) -> None:
    body = "## Good\n\nText.\n\n## Full\n\n" + "A sentence that goes on for quite a while.\n\n" * 30
    assert _problems(tiny, body) == [
        'toolkit/deck.md:13: slide "Full" has too much text; shorten it or make two slides of it'
    ]


def test_a_character_that_the_pdf_cannot_show_is_reported(tiny: Commons) -> None:
    assert _problems(tiny, "## Tea\n\nWords 東.\n") == [
        'toolkit/deck.md: has the character "東", which the fonts of the PDF lack; write it otherwise, or leave pdf out'
    ]


@pytest.mark.slow
def test_text_is_set_smaller_before_it_is_reported(tiny: Commons) -> None:
    sizes = []
    for count in (1, 10, 12):
        made = _made(tiny, _text("## Text\n\n" + "- A short line.\n" * count, formats=("pptx",)))
        body = _opened(made["4-slides/deck.pptx"]).slides[1].placeholders[1]
        sizes.append(int(body._element.xpath(".//a:lvl1pPr/a:defRPr/@sz")[0]) // 100)
    assert sizes == [24, 22, 18]


def test_slides_of_one_series_have_one_size_of_text(tiny: Commons) -> None:
    columns = "## {}\n\n:::: columns\n::: {{.column}}\n{}\n:::\n::: {{.column}}\n- A\n:::\n::::\n\n"
    body = columns.format("Short", "- A") + columns.format("Long", "- A short line.\n" * 12)
    made = _made(tiny, _text(body, formats=("pptx",)))
    slides = list(_opened(made["4-slides/deck.pptx"]).slides)[1:]
    sizes = [
        {int(size) for place in slide.placeholders for size in place._element.xpath(".//a:lvl1pPr/a:defRPr/@sz")}
        for slide in slides
    ]
    assert sizes[0] == sizes[1]
    assert len(sizes[0]) == 1


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("## T\n\n| a |\n|---|\n| b |\n\nText.\n", 'slide "T" has a table that is not the last thing on it'),
        ("## T\n\n![x](y.png)\n", 'slide "T" has a picture'),
        ("## T\n\nText.[^1]\n\n[^1]: Note.\n", 'slide "T" has a footnote'),
        ("## T\n\nText.\n\n---\n\nMore.\n", 'slide "T" has a line across'),
        ("## T\n\nText.\n\n:::: columns\n::: column\nA\n:::\n::::\n", 'slide "T" needs two columns'),
        ("##\n\nText.\n", 'a slide has no title; write one after "##"'),
        ("## " + "Long words " * 12 + "\n\nText.\n", "has too long a title"),
        ("Words. " * 150 + "\n\n## T\n", "there is too much text before the first slide"),
    ],
)  # fmt: skip
def test_an_element_that_a_slide_cannot_show_is_reported(tiny: Commons, body: str, problem: str) -> None:
    assert any(problem in found for found in _problems(tiny, body))


def test_too_long_a_title_of_a_deck_is_reported(tiny: Commons) -> None:
    assert "title" in _problems(tiny, "## T\n", "Very long words " * 12)[0]


def test_text_is_measured_line_by_line() -> None:
    texts = ["", "one", "one two three four five", "one\ntwo", "m" * 40]
    assert [lines(text, 100, 10) for text in texts] == [0, 1, 2, 2, 4]


# The same every time


def test_recipes_depend_on_everything_that_is_shown(tiny: Commons) -> None:
    def ingredients(commons: Commons, text: ToolkitText, brand: Brand) -> bytes:
        return next(slides(commons, BuildContext.of(commons, brand=brand), text)).ingredients

    text = _text(SAMPLE)
    plain = ingredients(tiny, text, Brand())
    site = tiny.site.model_copy(update={"language": "de"})
    framework = tiny.framework.model_copy(update={"edition": "2025"})
    changed = [
        ingredients(tiny, text, Brand("Tea School")),
        ingredients(tiny, text, Brand(None, _logo())),
        ingredients(tiny, _text(SAMPLE, "Other"), Brand()),
        ingredients(tiny, _text(SAMPLE + "More.\n"), Brand()),
        ingredients(replace(tiny, site=site), text, Brand()),
        ingredients(replace(tiny, framework=framework), text, Brand()),
    ]
    assert len({plain, *changed}) == len(changed) + 1


def test_each_format_has_a_recipe(tiny: Commons) -> None:
    recipes: list[Recipe] = list(slides(tiny, BuildContext.of(tiny), _text(SAMPLE, formats=("pdf",))))
    assert [(recipe.path, recipe.media_type, recipe.title) for recipe in recipes] == [
        ("4-slides/deck.pdf", "application/pdf", "Tea for all")
    ]


ELSEWHERE = """
import hashlib, sys
from test_slides import SAMPLE, TESTS, Brand, _logo, _made, _text, load, signatures, validate
tiny = validate(load(TESTS / "tiny"), signatures())
for path, content in _made(tiny, _text(SAMPLE), Brand("Tea School", _logo())).items():
    print(path, hashlib.sha256(content).hexdigest())
"""


@pytest.mark.slow
def test_the_same_text_gives_the_same_bytes_everywhere() -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-c", ELSEWHERE],
            env={**os.environ, "TZ": zone, "LANG": tongue, "LC_ALL": tongue, "PYTHONHASHSEED": seed},
            cwd=TESTS,
            check=True,
            capture_output=True,
        ).stdout
        for zone, tongue, seed in [("UTC", "C.UTF-8", "1"), ("Pacific/Kiritimati", "tr_TR.UTF-8", "2")]
    ]
    assert outputs[0] == outputs[1]
    assert outputs[0].count(b"\n") == 2
