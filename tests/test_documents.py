"""Documents of the toolkit open in every office program, have the same words in each format, and are reproducible."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pikepdf
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree
from PIL import Image

from curriculum_commons.content.load import load
from curriculum_commons.documents import Recipe
from curriculum_commons.documents.text import documents as text_documents
from curriculum_commons.documents.typst import UnsetError, pdf
from curriculum_commons.model import palette
from curriculum_commons.model.build_context import PLACEHOLDER, Brand, BuildContext, Logo
from curriculum_commons.model.commons import Commons, ToolkitText
from curriculum_commons.model.palette import LIGHT, OFFICE
from curriculum_commons.model.problems import ContentError
from curriculum_commons.model.records import ToolkitMeta
from curriculum_commons.render import signatures
from curriculum_commons.validation.validate import validate

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "src" / "curriculum_commons"
GOLDEN = HERE / "golden" / "documents"
ODD = 'Müller & Søn <School> "of" {{Medicine}}'
EVERYTHING = """\
An *opening* paragraph with {{ count("competencies") }} competencies {{ cite("leaf-2024", "Table 2") }}.

## What it is

{{ mission() }}

{{ framework_facts() }}

{{ competency_cards() }}

#### A heading that skips a level

{{ competency_list() }}

## One competency

{{ competency_statement("T-1") }}

{{ competency_components("T-1") }}

{{ competency_growth("T-1") }}

{{ competency_alignments("T-1") }}

{{ competency_resources("T-1") }}

{{ competency_roadmap("T-1") }}

{{ competency_citation("T-1") }}

## The rest

{{ progression() }}

{{ domains() }}

{{ findings("background") }}

{{ survey_facts("guests") }}

{{ survey_ranking("guests") }}

{{ survey_shares("guests") }}

{{ survey_named("guests") }}

{{ survey_questions("guests") }}

{{ roadmap_list() }}

{{ working_groups() }}

{{ schools("member") }}

{{ how_to_cite() }}

{{ attribution() }}

{{ licenses() }}

{{ references() }}

## What to do

1. First, on [this page](../docs/teach.md), see [the heading above](#the-rest) and [nowhere](#nowhere).
    - One thing.
    - Another.

***

> Somebody wrote so.

| Who | What | When |
|-----|------|-----:|
| Dean | =1+1 and a longer text | 2 |
| | @x #y $z$ \\\\ | 3 |
"""


@pytest.fixture(scope="module")
def tiny() -> Commons:
    return validate(load(HERE / "tiny"), signatures())


def text(body: str, name: str = "sample.md", **meta: Any) -> ToolkitText:
    fields: dict[str, Any] = {
        "title": "All about tea & more",
        "purpose": "A sample.",
        "kind": "document",
        "formats": ("docx", "pdf"),
        "folder": "2-sample",
        "render_macros": True,
    }
    return ToolkitText(name, ToolkitMeta(**fields | meta), body, 10)


def documents(commons: Commons, sample: ToolkitText, brand: Brand | None = None) -> Iterator[Recipe]:
    return text_documents(commons, BuildContext.of(commons, brand=brand), sample)


def made(commons: Commons, sample: ToolkitText, brand: Brand | None = None) -> dict[str, bytes]:
    return {recipe.path: recipe.make() for recipe in documents(commons, sample, brand)}


@pytest.fixture(scope="module")
def whole(tiny: Commons) -> dict[str, bytes]:
    """The document with one of everything, by format."""
    files = made(tiny, text(EVERYTHING, aid=True), Brand(ODD, logo()))
    return {path.rpartition(".")[2]: content for path, content in files.items()}


def logo() -> Logo:
    png = BytesIO()
    Image.new("RGB", (30, 10), "#0b5d5e").save(png, "PNG")
    return Logo(png.getvalue(), 30, 10)


def word(content: bytes) -> Document:
    return docx.Document(BytesIO(content))


# The content of a file, as text that a reviewer can read.


def outline_of_docx(content: bytes) -> str:
    document = word(content)
    lines = [
        f"{name}: {getattr(document.core_properties, name)}" for name in ("title", "author", "language", "created")
    ]
    section = document.sections[0]
    lines += [f"first header: {_shown(section.first_page_header)}", f"header: {_shown(section.header)}"]
    lines += [f"first footer: {_shown(section.first_page_footer)}", f"footer: {_shown(section.footer)}", ""]
    for part in document.iter_inner_content():
        lines += [_line(part)] if isinstance(part, Paragraph) else list(_rows(part))
    return "\n".join(lines) + "\n"


def _shown(running: Any) -> str:
    parts = []
    for part in (
        []
        if running.is_linked_to_previous
        else running.paragraphs[0]._p.xpath(".//w:t | .//w:r/w:tab | .//w:fldSimple")
    ):
        kind = etree.QName(part).localname
        parts.append(
            {"t": part.text, "tab": " | ", "fldSimple": f"«{part.get(qn('w:instr'), '').strip()}»"}[kind] or ""
        )
    return "".join(parts)


def _line(paragraph: Paragraph) -> str:
    pictures = [f"[{picture.get('descr')}]" for picture in paragraph._p.iter(qn("wp:docPr"))]
    listed = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    assert paragraph.style is not None
    return f"{paragraph.style.name}{' in a list' if listed else ''}: {''.join(pictures)}{paragraph.text}"


def _rows(table: Table) -> Iterator[str]:
    assert table.style is not None
    for row in table.rows:
        properties = [etree.QName(part).localname for part in row._tr.trPr]
        yield f"{table.style.name} {'+'.join(properties)}: {' | '.join(cell.text for cell in row.cells)}"


def outline_of_pdf(content: bytes) -> str:
    with pikepdf.open(BytesIO(content)) as opened:
        lines = [f"{name}: {opened.docinfo[name]}" for name in ("/Title", "/Author", "/CreationDate")]
        lines += [f"pages: {len(opened.pages)}", f"bookmarks: {list(_bookmarks(opened))}", ""]
        lines.append(_tags(opened.Root.StructTreeRoot.K))
        for number, page in enumerate(opened.pages, 1):
            lines += ["", f"page {number}", text_of(page)]
    return "\n".join(lines) + "\n"


def _bookmarks(opened: pikepdf.Pdf) -> Iterator[str]:
    with opened.open_outline() as outline:
        items = [(1, item) for item in outline.root]
        while items:
            depth, item = items.pop(0)
            yield f"{depth} {item.title}"
            items = [(depth + 1, child) for child in item.children] + items


def _tags(node: Any) -> str:
    """Return the parts of a tagged document, one a line, each with what is in it in parentheses."""
    if isinstance(node, pikepdf.Array):
        return " ".join(filter(None, (_tags(part) for part in node)))
    if not isinstance(node, pikepdf.Dictionary) or "/S" not in node:
        return ""
    name = str(node.S)[1:] + (f"[{node.Alt}]" if "/Alt" in node else "")
    if name == "Document":
        return "\n".join(filter(None, (_tags(part) for part in node.K)))
    inside = _tags(node.K) if "/K" in node else ""
    return f"{name}({inside})" if inside else name


def text_of(page: Any) -> str:
    """Return the letters of a page in the order in which they are written."""
    fonts: dict[str, dict[int, str]] = {
        name: _letters(font.ToUnicode.read_bytes().decode("latin-1")) for name, font in page.Resources.Font.items()
    }
    letters: dict[int, str] = {}
    lines: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in {"Tm", "BT"}:
            lines.append("")
        elif str(operator) in {"Tj", "TJ"}:
            pieces = operands[0] if str(operator) == "TJ" else operands
            for piece in (bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String)):
                codes = [int.from_bytes(piece[place : place + 2], "big") for place in range(0, len(piece), 2)]
                lines[-1] += "".join(letters.get(code, "�") for code in codes)
    return "\n".join(line for line in lines if line.strip())


def _letters(table: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, letters in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    return found


OUTLINES = {"docx": outline_of_docx, "pdf": outline_of_pdf}


@pytest.mark.slow
@pytest.mark.parametrize("name", OUTLINES)
def test_a_document_with_one_of_everything_keeps_its_outline(whole: dict[str, bytes], name: str) -> None:
    outline = OUTLINES[name](whole[name])
    golden = GOLDEN / f"everything.{name}.txt"
    if os.environ.get("RENEW_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(outline, "utf-8")
    assert outline == golden.read_text("utf-8")


def test_every_macro_that_a_document_may_call_has_a_form_for_documents() -> None:
    templates = PACKAGE / "render" / "templates" / "toolkit"
    called = set(re.findall(r"\{\{ (\w+)\(", EVERYTHING)) - {"cite", "count"}
    assert sorted(name for name in called if not (templates / f"{name}.html").is_file()) == []


def test_a_document_is_made_in_each_format_that_its_text_names(tiny: Commons) -> None:
    recipes = documents(tiny, text("Words."), Brand())
    assert [(recipe.path, recipe.title) for recipe in recipes] == [
        ("2-sample/sample.docx", "All about tea & more"),
        ("2-sample/sample.pdf", "All about tea & more"),
    ]


def test_only_the_documents_of_a_survey_are_made_here(tiny: Commons) -> None:
    recipes = documents(tiny, text("Words.", kind="survey", formats=("docx", "csv")), Brand())
    assert [recipe.path for recipe in recipes] == ["2-sample/sample.docx"]


def test_each_competency_has_a_page_of_its_own_in_each_format(tiny: Commons) -> None:
    sample = text('{{ competency_statement("*") }}', kind="competency pages", formats=("pdf", "docx"))
    recipes = list(documents(tiny, sample, Brand()))
    assert [(recipe.path, recipe.title) for recipe in recipes] == [
        ("2-sample/sample-t-1.pdf", "1. Boil water"),
        ("2-sample/sample-t-1.docx", "1. Boil water"),
        ("2-sample/sample-t-2.pdf", "2. Choose leaves"),
        ("2-sample/sample-t-2.docx", "2. Choose leaves"),
    ]
    assert "Choose leaves that suit the guest" in word(recipes[3].make()).element.xml
    with pikepdf.open(BytesIO(recipes[2].make())) as opened:
        assert len(opened.pages) == 1


def test_the_placeholder_for_the_school_is_there_once_and_never_in_a_pdf(tiny: Commons) -> None:
    files = made(tiny, text("Words.\n\n" * 60))
    for path, content in files.items():
        assert _all_text(path, content).count(PLACEHOLDER) == (not path.endswith(".pdf")), path


@pytest.mark.parametrize("aid", [True, False])
@pytest.mark.parametrize("one_page", [True, False])
def test_a_document_states_once_that_it_is_not_official(tiny: Commons, aid: bool, one_page: bool) -> None:
    site = tiny.site.model_copy(update={"official": False})
    sample = text("Words.", formats=("docx",), aid=aid, one_page=one_page)
    (content,) = made(replace(tiny, site=site), sample).values()
    words = _all_text("sample.docx", content)
    assert (words.count("An independent aid of"), words.count(site.standing)) == (aid, not aid)


@pytest.mark.parametrize(("lines", "size"), [(1, 16), (30, 13)])
def test_a_sheet_has_room_between_its_parts_as_long_as_it_can_be_read(tiny: Commons, lines: int, size: int) -> None:
    sample = text("Words.\n\n" * lines, kind="competency pages", formats=("pdf",), one_page=True)
    with pikepdf.open(BytesIO(next(documents(tiny, sample)).make())) as opened:
        sizes = [
            float(ops[1]) for ops, operator in pikepdf.parse_content_stream(opened.pages[0]) if str(operator) == "Tf"
        ]
    assert size in sizes


def _all_text(path: str, content: bytes) -> str:
    """Return all words of a file, with headers and footers."""
    if path.endswith(".pdf"):
        with pikepdf.open(BytesIO(content)) as opened:
            return "\n".join(text_of(page) for page in opened.pages)
    with ZipFile(BytesIO(content)) as opened_zip:
        parts = [opened_zip.read(name) for name in opened_zip.namelist() if name.endswith(".xml")]
    return "\n".join("".join(etree.fromstring(part).itertext()) for part in parts)


def test_headers_refer_to_the_name_of_the_school(tiny: Commons) -> None:
    content = made(tiny, text("Words.", formats=("docx",)))["2-sample/sample.docx"]
    document = word(content)
    runs = [run for run in document.paragraphs[0].runs if run.style.name == "School"]
    assert [run.text for run in runs] == [PLACEHOLDER]
    assert 'w:instr=" STYLEREF &quot;School&quot; "' in document.sections[0].header._element.xml


@pytest.mark.slow
@pytest.mark.parametrize("name", ["docx", "pdf"])
def test_the_name_of_a_school_arrives_as_it_is(whole: dict[str, bytes], name: str) -> None:
    assert ODD in _all_text(f"x.{name}", whole[name])


def test_characters_that_formats_read_as_code_arrive_as_they_are(tiny: Commons) -> None:
    odd = "=1+1 #let @a $x$ \\ *b* _c_ `d` &amp; [e] ~f"
    for path, content in made(tiny, text("Words."), Brand(odd)).items():
        assert odd in _all_text(path, content), path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["docx", "pdf"])
def test_a_document_is_the_same_when_it_is_made_again(tiny: Commons, whole: dict[str, bytes], name: str) -> None:
    again = made(tiny, text(EVERYTHING, aid=True, formats=(name,)), Brand(ODD, logo()))
    assert list(again.values()) == [whole[name]]


@pytest.mark.slow
def test_a_document_is_the_same_in_another_time_zone_and_language(whole: dict[str, bytes], tmp_path: Path) -> None:
    script = (
        "import importlib.util, pathlib, sys\n"
        f"spec = importlib.util.spec_from_file_location('test_documents', {str(HERE / 'test_documents.py')!r})\n"
        "tests = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(tests)\n"
        "tiny = tests.validate(tests.load(tests.HERE / 'tiny'), tests.signatures())\n"
        "files = tests.made(tiny, tests.text(tests.EVERYTHING, aid=True), tests.Brand(tests.ODD, tests.logo()))\n"
        "for path, content in files.items():\n"
        "    (pathlib.Path(sys.argv[1]) / path.rpartition('.')[2]).write_bytes(content)\n"
    )
    abroad = {
        **os.environ,
        "TZ": "Pacific/Auckland",
        "LANG": "de_DE.UTF-8",
        "LC_ALL": "de_DE.UTF-8",
        "PYTHONHASHSEED": "7",
    }
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], env=abroad, check=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == whole


@pytest.mark.slow
@pytest.mark.parametrize("formats", [("pdf",), ("docx",)])
def test_a_document_too_long_for_its_one_sheet_is_refused(tiny: Commons, formats: tuple[str, ...]) -> None:
    (recipe,) = documents(tiny, text("Words.\n\n" * 90, one_page=True, formats=formats), Brand())
    with pytest.raises(ContentError) as refused:
        recipe.make()
    (problem,) = refused.value.problems
    assert (problem.path, problem.code) == ("toolkit/sample.md", "too-long")
    assert problem.message == "takes 2 pages and may take one; shorten it"


@pytest.mark.slow
def test_a_competency_page_that_is_too_long_names_its_competency(tiny: Commons) -> None:
    sample = text('{{ competency_statement("*") }}\n\n' + "Words.\n\n" * 90, kind="competency pages", formats=("pdf",))
    with pytest.raises(ContentError, match=r'takes 2 pages for "T-1" and may take one; shorten it$'):
        next(documents(tiny, sample, Brand())).make()


def test_a_picture_is_refused(tiny: Commons) -> None:
    (recipe,) = documents(tiny, text("![A cup](https://x.example/cup.png)", formats=("docx",)), Brand())
    with pytest.raises(ContentError, match=r'shows the picture "https://x\.example/cup\.png"') as refused:
        recipe.make()
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [
        ("toolkit/sample.md", "image-in-toolkit")
    ]


def test_a_character_that_the_fonts_lack_is_named(tiny: Commons) -> None:
    (recipe,) = documents(tiny, text("Words 東.", formats=("pdf",)), Brand())
    with pytest.raises(ContentError, match='has the character "東", which') as refused:
        recipe.make()
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [
        ("toolkit/sample.md", "not-typeset")
    ]


@pytest.mark.slow
def test_a_heading_of_nothing_is_left_out(tiny: Commons) -> None:
    bare = tiny.competencies[0].model_copy(update={"growth": (), "components": ()})
    commons = replace(tiny, competencies=(bare, *tiny.competencies[1:]))
    body = """
{{ competency_statement("*") }}

## What it names

{{ competency_components("*") }}

## How it grows

{{ competency_growth("*") }}

### A part

Words.
"""
    sample = text(body, kind="competency pages", formats=("docx",))
    one, other = (next(documents(each, sample, Brand())) for each in (commons, tiny))
    words = [[p.text for p in docx.Document(BytesIO(recipe.make())).paragraphs] for recipe in (one, other)]
    assert "What it names" not in words[0]
    assert {"How it grows", "A part"} <= set(words[0])
    assert {"What it names", "How it grows"} <= set(words[1])


def test_whatever_typst_refuses_is_a_sentence() -> None:
    with pytest.raises(UnsetError) as caught:
        pdf("#nothing", {}, "")
    assert str(caught.value) == "cannot be set as PDF (unknown variable: nothing); take out what was changed last"


@pytest.mark.slow
def test_a_pdf_is_tagged_and_has_title_and_language(whole: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(whole["pdf"])) as opened:
        assert opened.open_metadata()["pdfuaid:part"] == "1"
        assert opened.Root.Lang == "en"
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert opened.docinfo["/Title"] == "All about tea & more"
        assert "1 About this document" in list(_bookmarks(opened))


@pytest.mark.slow
def test_headings_follow_each_other_without_gaps(whole: dict[str, bytes]) -> None:
    named = [style.name or "" for paragraph in word(whole["docx"]).paragraphs if (style := paragraph.style)]
    levels = [int(name[-1]) for name in named if name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_no_paragraph_of_a_docx_is_empty(whole: dict[str, bytes]) -> None:
    assert [p.style and p.style.name for p in word(whole["docx"]).paragraphs if not p.text.strip()] == []


def test_a_docx_is_dated_from_its_content_and_names_its_language(whole: dict[str, bytes]) -> None:
    document = word(whole["docx"])
    assert document.core_properties.created == document.core_properties.modified
    assert 'w:themeFontLang w:val="en-US"' in document.settings.element.xml
    assert document.styles.element.xpath("//w:docDefaults//w:lang/@w:val") == ["en-US"]


REFERENCES = sorted((PACKAGE / "documents" / "text").glob("*.docx"))
WORD_COLORS = {*asdict(LIGHT).values(), OFFICE.table_head, OFFICE.table_line, "#auto"}


@pytest.mark.parametrize("file", REFERENCES, ids=lambda file: file.stem)
def test_the_styles_of_a_reference_document_have_colors_and_fonts_of_the_palette(file: Path) -> None:
    styles = docx.Document(str(file)).styles.element
    used = [style for style in styles.iter(qn("w:style")) if style.xpath("string(w:name/@w:val)") in USED]
    assert {style.xpath("string(w:name/@w:val)") for style in used} == USED
    colors = {value for style in used for value in style.xpath(".//w:color/@w:val | .//@w:fill | .//@w:color")}
    fonts = {value for style in used for value in style.xpath(".//w:rFonts/@*")}
    assert {f"#{color.lower()}" for color in colors} <= WORD_COLORS
    assert fonts == {palette.SERIF, palette.SANS}


USED = {
    *("Normal", "Body Text", "First Paragraph", "Lead", "Compact", "Answer", "Letterhead", "Title", "Subtitle", "Aid"),
    *("heading 1", "heading 2", "heading 3", "heading 4", "Block Text", "Sources", "Table Caption", "Table Text"),
    *("Table Head", "header", "footer", "Imprint", "Table", "Hyperlink"),
}


@pytest.mark.parametrize("file", REFERENCES, ids=lambda file: file.stem)
def test_a_reference_document_has_places_for_title_school_and_framework(file: Path) -> None:
    section = docx.Document(str(file)).sections[0]
    running = (section.header, section.first_page_footer, section.footer)
    words = [[text.text for text in part._element.iter(qn("w:t"))] for part in running]
    assert words[0] == ["{title}", "{school}"]
    assert "{subject}" in words[1]
    assert words[1] == words[2]


def test_ingredients_change_with_what_is_shown_and_with_nothing_else(tiny: Commons) -> None:
    sample = text('{{ competency_statement("T-1") }}', formats=("docx",))

    def ingredients(commons: Commons, brand: Brand) -> bytes:
        recipe: Recipe = next(documents(commons, sample, brand))
        return recipe.ingredients

    first, second = tiny.competencies
    other = replace(tiny, competencies=(first, second.model_copy(update={"statement": "Other."})))
    shown = replace(tiny, competencies=(first.model_copy(update={"statement": "Other."}), second))
    assert ingredients(tiny, Brand()) == ingredients(other, Brand())
    assert ingredients(tiny, Brand()) != ingredients(shown, Brand())
    assert ingredients(tiny, Brand()) != ingredients(tiny, Brand("A school"))
    assert ingredients(tiny, Brand("A school")) != ingredients(tiny, Brand("A school", logo()))


@pytest.mark.slow
def test_a_framework_without_stages_surveys_and_groups_has_documents_too(tiny: Commons) -> None:
    first, second = tiny.competencies
    bare = replace(
        tiny,
        stages=(),
        surveys=(),
        milestones=(),
        working_groups=(),
        outputs=(),
        findings=(),
        resources=(),
        schools=(),
        competencies=(
            first.model_copy(update={"code": "1.1", "growth": (), "alignments": (), "components": ()}),
            second.model_copy(update={"code": "2"}),
        ),
    )
    body = re.sub(r"\{\{ survey_.*?\}\}|\{\{ findings.*?\}\}", "", EVERYTHING).replace("T-1", "1.1")
    for path, content in made(bare, text(body)).items():
        assert "1.1. Boil water" in _all_text(path, content), path


def test_a_column_has_room_for_its_longest_word_and_more_where_its_words_are_many(tiny: Commons) -> None:
    rows = "| Step | Responsibilities | Notes |\n|---|---|---|\n" + f"| 1 | Dean | {'Some words. ' * 20} |\n"
    ((_, content),) = made(tiny, text(rows, formats=("docx",))).items()
    (table,) = word(content).tables
    widths = [int(column.get(qn("w:w"), "0")) for column in table._tbl.tblGrid.gridCol_lst]
    assert sum(widths) == pytest.approx(6.5 * 1440, abs=10)
    letter = 110  # twentieths of a point that a letter takes at most, at 10 points
    assert widths[1] > len("Responsibilities") * letter
    assert widths[2] > widths[1] > widths[0] > len("Step") * letter


def test_a_short_table_stays_whole_and_a_long_one_may_be_split_between_rows(tiny: Commons) -> None:
    body = "\n\n".join("| A | B |\n|---|---|\n" + "| 1 | 2 |\n" * rows + "\nWords." for rows in (3, 6, 30))
    ((_, content),) = made(tiny, text(body, formats=("docx",))).items()
    short, middle, long = ([row.cells[0].paragraphs[0] for row in table.rows] for table in word(content).tables)
    assert [bool(first.paragraph_format.keep_with_next) for first in short] == [True, True, True, False]
    assert [bool(first.paragraph_format.keep_with_next) for first in middle] == [True] * 2 + [False] * 3 + [True, False]
    assert not any(first.paragraph_format.keep_with_next for first in long)


def test_no_quotation_mark_is_straight_but_in_the_name_of_a_school(tiny: Commons) -> None:
    gloss = "Don't say \"now\" (it isn't 'here'), the guests' way."
    odd = tiny.competencies[0].model_copy(update={"gloss": gloss})
    sample = text('Don\'t. {{ competency_statement("T-1") }}'.replace(". {{", ".\n\n{{"), formats=("docx",))
    (recipe,) = documents(replace(tiny, competencies=(odd, *tiny.competencies[1:])), sample, Brand(ODD))
    lines = [part.text for part in word(recipe.make()).paragraphs]
    assert "Don’t say “now” (it isn’t ‘here’), the guests’ way." in lines
    assert ODD in lines[0]
    assert not [line for line in lines[1:] if "'" in line or '"' in line]


def test_a_paragraph_that_leads_up_to_others_is_kept_with_them(tiny: Commons) -> None:
    ((_, content),) = made(tiny, text("## One\n\nWords.\n\n### Two\n\nMore.\n", formats=("docx",))).items()
    kept = {part.text: part.style.name for part in word(content).paragraphs if part.style}
    assert (kept["Words."], kept["More."]) == ("Lead", "First Paragraph")


def test_a_sheet_of_one_competency_is_set_as_large_as_it_fits(tiny: Commons) -> None:
    sample = text('{{ competency_statement("*") }}\n', kind="competency pages", formats=("pdf",))
    (recipe, *_) = documents(tiny, sample, Brand())
    with pikepdf.open(BytesIO(recipe.make())) as opened:
        shown = pikepdf.parse_content_stream(opened.pages[0])
    assert max(float(part.operands[1]) for part in shown if str(part.operator) == "Tf") >= 30
