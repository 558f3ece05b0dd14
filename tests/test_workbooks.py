"""Workbooks have their lists, names and first values, and their formulas compute what Python computes."""

from __future__ import annotations

import functools
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, fields, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from curriculum_commons.content.load import load
from curriculum_commons.documents.workbooks import mapping_rows, mapping_workbook
from curriculum_commons.documents.workbooks.book import Book
from curriculum_commons.documents.workbooks.planner import roadmap_planner
from curriculum_commons.documents.workbooks.school import school_sheet
from curriculum_commons.mapping.row_coverage import Cell, Coverage, Grade, coverage, gaps, verdict
from curriculum_commons.mapping.sessions import (
    ASSESSMENT,
    INSTRUCTION,
    LEVELS,
    PURPOSES,
    CurriculumMap,
    Row,
    Value,
    entry,
    is_typed,
    read,
)
from curriculum_commons.model.build_context import PLACEHOLDER, Brand, BuildContext, Logo
from curriculum_commons.model.commons import Commons, ToolkitText
from curriculum_commons.model.records import ToolkitMeta
from curriculum_commons.model.site import Level, Method, Vocabulary
from curriculum_commons.render import signatures
from curriculum_commons.validation.validate import validate

TINY = Path(__file__).parent / "tiny"
NAME = 'Müller & Søn <School> "of" {{Medicine}}'
MAPPING, PLANNER = "mapping workbook", "roadmap planner"
LONG_PHASE = "Foundational sciences and early clinical experience"
MAKERS = {"mapping workbook": mapping_workbook, "roadmap planner": roadmap_planner}
BODY = """# How to begin

Type **once**, then read [the guide](https://tea.example/guide "Guide"). Ask [Your school] first.
See [there](../docs/evidence/index.md#there).

1. One
    - one and a half
2. =1+1

[A link alone](https://tea.example/alone)

| Sheet | Use |
|-------|-----|
| Plan  | all |
"""
GRADES = {Grade.FULL: "● Full", Grade.PARTIAL: "◐ Partial", Grade.NONE: "○ None"}
SINCE = "\nSince then (2024-06-01): A second cup followed."
ODD_TITLES = ("=1+1", "a*b?c~d, e", '"quoted", <b> & {{7*7}}', "+1", "-1", "@x", "long " * 80)
ODD_PHASES: tuple[Value, ...] = ("Pre*", "Pre?", "~", "Clerkship, core", None, 2027, "Clerkship, core", "x" * 300)


@functools.cache
def tiny_commons() -> Commons:
    return validate(load(TINY), signatures())


@pytest.fixture(scope="module")
def tiny() -> Commons:
    return tiny_commons()


@functools.cache
def odd_commons() -> Commons:
    """Codes that look like numbers, titles that look like formulas, and no stages."""
    codes = ["1.1", "1.10", "1-1", "E1", "e1", "TRUE", "7"]
    return with_competencies(dict(zip(codes, ODD_TITLES, strict=True)), stages=())


@functools.cache
def many_commons() -> Commons:
    """More competencies than fit on one page of the chart."""
    return with_competencies({f"B-{n}": f"Competency {n}" for n in range(1, 14)})


def with_competencies(titles: Mapping[str, str], **changes: Any) -> Commons:
    first = tiny_commons().competencies[0]
    many = [first.model_copy(update={"code": code, "title": title}) for code, title in titles.items()]
    return replace(tiny_commons(), competencies=tuple(many), **changes)


def text(kind: str, aid: bool = False) -> ToolkitText:
    meta = {"title": f"The {kind}", "purpose": "To plan", "kind": kind, "formats": ("xlsx",), "folder": "4-plan"}
    return ToolkitText(f"{kind.replace(' ', '-')}.md", ToolkitMeta.model_validate(meta | {"aid": aid}), BODY, 8)


def made(commons: Commons, kind: str, brand: Brand | None = None, aid: bool = False) -> bytes:
    (recipe,) = MAKERS[kind](commons, BuildContext.of(commons, brand=brand or Brand()), text(kind, aid))
    return recipe.make()


def made_of_tiny(kind: str) -> bytes:
    return made(tiny_commons(), kind)


def branded_workbook(kind: str) -> bytes:
    """Make it as an aid for a school with a logo and a long phase."""
    picture = BytesIO()
    Image.new("RGB", (300, 100), "teal").save(picture, "PNG")
    brand = Brand(NAME, Logo(picture.getvalue(), 300, 100), (LONG_PHASE, "Clerkships"))
    return made(tiny_commons(), kind, brand, aid=True)


Workbooks = Callable[[str], bytes]
BOOKS: dict[str, Callable[[], bytes]] = {
    **{kind: functools.partial(made_of_tiny, kind) for kind in MAKERS},
    **{f"{kind}, branded": functools.partial(branded_workbook, kind) for kind in MAKERS},
    "odd": lambda: made(odd_commons(), MAPPING),
    "many": lambda: made(many_commons(), MAPPING),
}
"""What most tests read; each is made when the first test asks for it."""


@pytest.fixture(scope="session")
def workbook(once: Callable[[str, Callable[[Path], None]], Path]) -> Workbooks:
    def read(name: str) -> bytes:
        folder = once(f"workbook {name}", lambda folder: (folder / "made.xlsx").write_bytes(BOOKS[name]()) and None)
        return (folder / "made.xlsx").read_bytes()

    return read


@functools.lru_cache(maxsize=8)
def opened(content: bytes, values: bool = False) -> Workbook:
    """To read, never to write."""
    return fresh(content, values)


def fresh(content: bytes | Path, values: bool = False) -> Workbook:
    return load_workbook(BytesIO(content) if isinstance(content, bytes) else content, data_only=values)


def cells(book: Workbook) -> Iterator[tuple[str, Any]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from ((f"{sheet.title}!{cell.coordinate}", cell.value) for cell in row if cell.value is not None)


def parts(content: bytes, pattern: str) -> dict[str, str]:
    with ZipFile(BytesIO(content)) as zipped:
        return {name: zipped.read(name).decode() for name in zipped.namelist() if re.fullmatch(pattern, name)}


@pytest.fixture(params=[pytest.param(MAPPING, marks=pytest.mark.slow), PLANNER])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def blank(workbook: Workbooks, kind: str) -> bytes:
    return workbook(kind)


@pytest.fixture
def branded(workbook: Workbooks, kind: str) -> bytes:
    return workbook(f"{kind}, branded")


@pytest.fixture
def mapping(workbook: Workbooks) -> Workbook:
    """The mapping workbook for anyone, to read."""
    return opened(workbook(MAPPING))


SHEETS = {
    "mapping workbook": ["Read me", "School", "Sessions", "Coverage", "Gaps", "Overview", "Lists", "Workings"],
    "roadmap planner": ["Read me", "School", "Plan", "Timeline", "Lists"],
}


def test_the_recipe_has_path_media_type_and_title(tiny: Commons, kind: str) -> None:
    (recipe,) = MAKERS[kind](tiny, BuildContext.of(tiny), text(kind))
    assert recipe.path == f"4-plan/{kind.replace(' ', '-')}.xlsx"
    assert recipe.media_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert recipe.title == f"The {kind}"


def test_the_first_cell_of_each_sheet_names_it_and_the_school(kind: str, blank: bytes) -> None:
    assert opened(blank).sheetnames == SHEETS[kind]
    for sheet in opened(blank, values=True):
        name = f"The {kind}" if sheet.title == "Read me" else sheet.title
        assert sheet["A1"].value == f"{name} · {PLACEHOLDER}"
    assert all("School" in sheet["A1"].value and sheet["A1"].data_type == "f" for sheet in opened(blank))


def test_the_placeholder_is_typed_in_one_named_cell_only(blank: bytes) -> None:
    book = opened(blank)
    assert [place for place, value in cells(book) if PLACEHOLDER in str(value) and value[:1] != "="] == ["School!B4"]
    assert book.defined_names["School"].value == "School!$B$4"
    assert book.defined_names["Academic_year"].value == "School!$B$5"
    assert sum(words.count(PLACEHOLDER) for words in parts(blank, r"xl/sharedStrings\.xml|docProps/.*").values()) == 1


@pytest.mark.slow
def test_quotation_marks_keep_their_kind(tiny: Commons) -> None:
    quoting = replace(text(PLANNER), body="Say 'here' and \"there\".\n")
    (recipe,) = roadmap_planner(tiny, BuildContext.of(tiny), quoting)
    assert "Say ‘here’ and “there”." in [value for _, value in cells(opened(recipe.make()))]


WORDS = ['Planner"&HYPERLINK("http://evil.example/","open")&"', 'The "first" year', '"', "'=1+1", 'long "' * 60]


@pytest.mark.parametrize(
    ("kind", "title"),
    [pytest.param(MAPPING, WORDS[0], marks=pytest.mark.slow), *((PLANNER, words) for words in WORDS)],
)
def test_words_of_an_author_stay_words_in_formulas(tiny: Commons, kind: str, title: str) -> None:
    named = replace(text(kind), body=f"{title} by [Your school]\n")
    named = replace(named, meta=named.meta.model_copy(update={"title": title}))
    (recipe,) = MAKERS[kind](tiny, BuildContext.of(tiny), named)
    formulas = [str(value) for _, value in cells(opened(recipe.make())) if str(value).startswith("=")]
    strings = re.compile(r'"((?:[^"]|"")*)"')
    assert all('"' not in strings.sub("", formula) for formula in formulas)
    assert not any("HYPERLINK" in strings.sub("", formula) for formula in formulas)
    assert all(len(one.replace('""', '"')) <= 255 for formula in formulas for one in strings.findall(formula))
    first = "".join(strings.findall(formulas[0].partition("&School")[0])).replace('""', '"')
    assert first == f"{title} · "


def test_no_cell_is_merged(blank: bytes) -> None:
    assert not any(sheet.merged_cells.ranges for sheet in opened(blank))


def test_sheets_print_on_letter_paper_one_page_wide(blank: bytes) -> None:
    for sheet in opened(blank):
        assert sheet.page_setup.paperSize == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_area


def test_sheets_with_rows_repeat_their_headings_and_keep_them_in_sight(kind: str, blank: bytes) -> None:
    book = opened(blank)
    for name in SHEETS[kind][2:]:
        assert book[name].freeze_panes or name == "Lists"
        assert book[name].print_title_rows == "$4:$4"
        assert book[name]["A4"].font.b


def test_nobody_is_locked_out(blank: bytes) -> None:
    for sheet in opened(blank):
        assert sheet.protection.password is None
    assert not opened(blank)["School"]["B4"].protection.locked


def test_formulas_are_plain(blank: bytes) -> None:
    allowed = {
        *(
            "AND",
            "COUNT",
            "COUNTIFS",
            "DATE",
            "EXACT",
            "FIND",
            "IF",
            "IFERROR",
            "INDEX",
            "INT",
            "ISLOGICAL",
            "ISNUMBER",
        ),
        *("ISTEXT", "LEFT", "LEN", "MATCH", "MAX", "MID", "MIN", "MONTH", "NOT", "OR", "ROW", "ROWS", "SUM", "SUMIFS"),
        "ISNUMBER",
        *("SUMPRODUCT", "TRIM", "YEAR"),
    }
    formulas = [value for _, value in cells(opened(blank)) if str(value)[:1] == "="]
    used = {name for formula in formulas for name in re.findall(r"([A-Z]+)\(", re.sub(r'"[^"]*"', "", formula))}
    assert used <= allowed
    assert not any("[" in re.sub(r'"[^"]*"', "", formula) for formula in formulas), "structured references"
    assert max(len(formula) for formula in formulas) < 8192


def test_texts_of_a_formula_are_short_enough_for_excel(blank: bytes) -> None:
    formulas = [value for _, value in cells(opened(blank)) if str(value)[:1] == "="]
    assert max(len(part) for formula in formulas for part in re.findall(r'"((?:[^"]|"")*)"', formula)) <= 255


def test_the_first_sheet_has_the_text(blank: bytes) -> None:
    rows = [cell.value for cell in opened(blank, values=True)["Read me"]["A"] if cell.value]
    assert rows[1:9] == [
        "How to begin",
        f"Type once, then read the guide (https://tea.example/guide). Ask {PLACEHOLDER} first. See there.",
        "1. One",
        "• one and a half",
        "2. =1+1",
        "A link alone",
        "Sheet | Use",
        "Plan | all",
    ]
    linked = [cell.hyperlink.target for cell in opened(blank)["Read me"]["A"] if cell.hyperlink]
    assert linked == ["https://tea.example/alone"]


def test_the_first_sheet_names_edition_and_terms(blank: bytes) -> None:
    rows = " ".join(str(cell.value) for cell in opened(blank)["Read me"]["A"])
    assert "edition 2024, of The Tea Circle." in rows
    assert "CC0 1.0, https://creativecommons.org/publicdomain/zero/1.0/" in rows


def test_an_aid_is_marked_as_one(tiny: Commons, branded: bytes) -> None:
    rows = [str(cell.value) for cell in opened(branded)["Read me"]["A"]]
    assert f"An aid of {tiny.site.name}, not a statement of The Tea Circle." in rows


def test_the_properties_have_title_author_and_date(blank: bytes, kind: str) -> None:
    properties = opened(blank).properties
    assert (properties.title, properties.creator) == (f"The {kind}", "The Tea School")
    assert str(properties.created) == "2026-11-01 00:00:00"


@pytest.mark.parametrize("name", [NAME, "=1+1", "+1", "-1", "@x", "\t=1"])
def test_names_of_a_school_and_its_phases_stay_text(name: str) -> None:
    book = Book(name)
    school_sheet(book, ("First", name))
    content = book.closed()
    cells = [opened(content)["School"][place] for place in ("B4", "B10")]
    assert [(cell.value, cell.data_type) for cell in cells] == [(name, "s")] * 2
    assert opened(content, values=True)["School"]["A1"].value == f"School · {name}"


def test_a_logo_is_on_the_first_sheet_and_described(branded: bytes) -> None:
    drawing = parts(branded, r"xl/drawings/drawing1\.xml")["xl/drawings/drawing1.xml"]
    assert 'descr="Logo of Müller &amp; Søn' in drawing


@pytest.mark.slow
def test_lists_offer_the_vocabulary_of_the_site(tiny: Commons) -> None:
    own = Vocabulary(
        levels=(Level(name="=Knows", note="a fact"), Level(name="Does")),
        methods=(Method(name="Talk · long"),),
        assessments=(Method(code="1.10", name="Stations"), Method(name="Portfolio")),
        source="Our senate, 2026.",
    )
    book = opened(made(replace(tiny, site=tiny.site.model_copy(update={"vocabulary": own})), MAPPING))
    found = {column[3].value: [cell.value for cell in column[4:] if cell.value] for column in book["Lists"].columns}
    assert found["Level"] == ["=Knows", "Does"]
    assert found["Instructional method"] == ["Talk·long"]
    assert found["Assessment method"] == ["1.10 · Stations", "Portfolio"]
    assert found["Assessment code"] == ["1.10", "Portfolio"]
    assert book["Lists"]["A3"].value == "Our senate, 2026."
    assert {"=Knows", "Does"} <= {cell.value for cell in book["Overview"][4]}
    rules = {rule.promptTitle: rule.prompt for rule in book["Sessions"].data_validations.dataValidation}
    assert rules["Level"] == "=Knows: a fact."


@pytest.mark.slow
def test_titles_of_content_stay_text(workbook: Workbooks, tiny: Commons) -> None:
    lists, odd = opened(workbook("odd"))["Lists"], odd_commons()
    assert [cell.value for cell in lists["B"][4:11]] == [entry(c.code, c.title) for c in odd.competencies]
    assert [cell.value for cell in lists["C"][4:11]] == [c.code for c in odd.competencies]
    milestone = tiny.milestones[0].model_copy(update={"title": "=1+1", "summary": "@x"})
    plan = opened(made(replace(tiny, milestones=(milestone,)), PLANNER))["Plan"]
    found = [(plan[place].value, plan[place].data_type) for place in ("A5", "B5")]
    assert found == [("=1+1", "s"), (f"@x (2023){SINCE}", "s")]


@pytest.mark.slow
def test_the_same_content_makes_the_same_bytes_anywhere(workbook: Workbooks) -> None:
    script = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); import test_workbooks as t\n"
        "for kind in t.MAKERS: print(hashlib.sha256(t.made(t.tiny_commons(), kind)).hexdigest())"
    )
    elsewhere = {"TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", script, str(Path(__file__).parent)]
    done = subprocess.run(command, env={**os.environ, **elsewhere}, check=True, capture_output=True, text=True)
    assert done.stdout.split() == [hashlib.sha256(workbook(kind)).hexdigest() for kind in MAKERS]


def test_ingredients_change_with_the_content_of_the_file(tiny: Commons, kind: str) -> None:
    def ingredients(commons: Commons, brand: Brand) -> bytes:
        (recipe,) = MAKERS[kind](commons, BuildContext.of(commons, brand=brand), text(kind))
        return recipe.ingredients

    first = ingredients(tiny, Brand())
    assert first == ingredients(tiny, Brand())
    assert first != ingredients(tiny, Brand("Another"))
    assert first != ingredients(tiny, Brand(phases=("One", "Two"))) or kind == "roadmap planner"
    other = replace(tiny, competencies=tiny.competencies[:1], milestones=tiny.milestones[:1])
    assert first != ingredients(other, Brand())


HEADINGS = [
    *("Session title", "Course", "Competency", "Stage", "Phase", "Level", "Required or elective"),
    *("Instructional method", "Assessment method", "Formative or summative", "Hours", "Who leads (role)", "Row check"),
]


def headings(sheet: Worksheet) -> list[str]:
    return [cell.value for cell in sheet[4]]


@pytest.mark.slow
def test_sessions_are_a_table_with_500_ready_rows(mapping: Workbook) -> None:
    assert headings(mapping["Sessions"]) == HEADINGS
    assert [table.ref for table in mapping["Sessions"].tables.values()] == ["A4:M504"]


@pytest.mark.slow
def test_a_framework_without_stages_has_no_column_for_them(workbook: Workbooks) -> None:
    book = opened(workbook("odd"))
    assert headings(book["Sessions"]) == [header for header in HEADINGS if header != "Stage"]
    assert book["Lists"].column_dimensions["D"].hidden


@pytest.mark.slow
def test_each_column_of_sessions_has_a_message_and_a_rule(mapping: Workbook) -> None:
    sheet = mapping["Sessions"]
    found = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    for number, heading in enumerate(HEADINGS[:-1], 1):
        letter = get_column_letter(number)
        rule = found[f"{letter}5:{letter}504"]
        assert rule.prompt, heading
        free = heading in {"Session title", "Course", "Who leads (role)"}
        assert free or (rule.error and rule.errorStyle in {None, "stop"}), heading
        assert free or rule.type == ("decimal" if heading == "Hours" else "list"), heading
        assert free or heading == "Hours" or re.fullmatch(r"(Lists|School)!\$\w+\$\d+:\$\w+\$\d+", rule.formula1), (
            heading
        )
    assert found["E5:E504"].formula1 == "School!$B$9:$B$16"
    assert (found["K5:K504"].formula1, found["K5:K504"].formula2) == ("0", "500")


@pytest.mark.slow
def test_lists_offer_the_methods_of_the_standard_without_the_retired_one(mapping: Workbook) -> None:
    words = [str(value) for place, value in cells(mapping) if place.startswith("Lists!")]
    assert next(word for word in words if re.match("AM[0-9]{3} · ", word)) == "AM001 · Clinical Documentation Review"
    assert sum(bool(re.match("IM[0-9]{3} · ", word)) for word in words) == 31
    assert not any("AM015" in word for word in words if "which AM019 has replaced" not in word)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("brand", "site", "names"),
    [
        (("MS1", "MS2"), ("Year one",), ["MS1", "MS2"]),
        ((), ("Year one",), ["Year one"]),
        ((), (), ["Phase 1", "Phase 2", "Phase 3", "Phase 4"]),
        (tuple("ABCDEFGHIJ"), (), list("ABCDEFGHIJ")),
    ],
)
def test_phases_are_those_of_the_school_or_of_the_site(
    tiny: Commons, brand: tuple[str, ...], site: tuple[str, ...], names: list[str]
) -> None:
    commons = replace(tiny, site=tiny.site.model_copy(update={"phases": site}))
    rows = mapping_rows(commons, BuildContext.of(commons, brand=Brand(phases=brand)), text(MAPPING))
    phases = [row for number, row in rows["School"].items() if number > 8]
    assert [row[1] for row in phases if len(row) > 1] == names
    assert [row[0] for row in phases] == [f"Phase {number}" for number in range(1, max(8, len(names)) + 1)]
    assert rows["Coverage"][4] == ("Competency", "All phases", *names)


@pytest.mark.slow
def test_each_phase_has_a_name_for_formulas(mapping: Workbook) -> None:
    assert [mapping.defined_names[f"Phase_{n}"].value for n in (1, 8)] == ["School!$B$9", "School!$B$16"]


@pytest.mark.slow
def test_the_chart_is_described_and_shows_both_kinds_of_hours(workbook: Workbooks) -> None:
    content = workbook(MAPPING)
    (drawing,) = parts(content, r"xl/drawings/drawing\d\.xml").values()
    assert "required hours (plain) and elective hours (hatched)" in drawing
    (chart,) = parts(content, r"xl/charts/chart\d\.xml").values()
    assert "Overview!$D$5:$D$6" in chart
    assert "Overview!$E$5:$E$6" in chart
    assert "pattFill" in chart, "color alone is not enough"


@pytest.mark.slow
def test_the_rule_of_each_grade_is_on_the_sheet(mapping: Workbook) -> None:
    rows = [[cell.value for cell in row[:2]] for row in mapping["Coverage"].iter_rows()]
    assert ["● Full", "at least one required session with hours above 0 that is assessed."] in rows
    assert ["○ None", "no session."] in rows
    (all_phases,) = [rule for shown, rule in rows if shown == "All phases"]
    assert all_phases.startswith(
        "the same rule for the sessions of all phases taken together: full as soon as one phase is"
    )


@pytest.mark.slow
def test_a_long_name_of_a_phase_fits_everywhere(workbook: Workbooks) -> None:
    book = opened(workbook(f"{MAPPING}, branded"))
    assert book["Coverage"].row_dimensions[4].height >= 14 * len(wrap(LONG_PHASE, 12))
    assert book["Gaps"]["C5"].alignment.shrink_to_fit
    assert book["Sessions"].row_dimensions[5].height >= 14 * len(wrap(LONG_PHASE, 21))


@pytest.mark.slow
def test_what_only_formulas_read_is_not_printed(mapping: Workbook) -> None:
    assert mapping["Workings"].print_area == "'Workings'!$A$1:$I$2"


def test_the_plan_holds_each_milestone_and_20_empty_rows(workbook: Workbooks, tiny: Commons) -> None:
    sheet = opened(workbook(PLANNER))["Plan"]
    assert [table.ref for table in sheet.tables.values()] == [f"A4:K{4 + len(tiny.milestones) + 20}"]
    assert [cell.value for cell in sheet["A"][4:8]] == ["The first cup", "A second pot", "Tea for all", None]
    assert [cell.value for cell in sheet[5]][1:5] == [
        f"A cup was made and drunk. (2023){SINCE}",
        *("Tasters", "done", "2024-05"),
    ]
    asked = {str(each.sqref): each.type for each in sheet.data_validations.dataValidation if each.type}
    assert asked == {"G5:G27": "date", "H5:H27": "date", "I5:I27": "list"}


# What follows recalculates workbooks with LibreOffice.


def recalculate(folder: Path, books: Mapping[str, Workbook]) -> None:
    """Save workbooks without any values, and have LibreOffice compute all of them."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        pytest.fail("LibreOffice is missing: install the Debian package libreoffice-calc", pytrace=False)
    for name, book in books.items():
        book.save(folder / f"{name}.xlsx")
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", f"{folder}/done"]
    command += [f"{folder}/{name}.xlsx" for name in books]
    subprocess.run(command, check=True, capture_output=True, timeout=240)


def result(folder: Path, name: str) -> Workbook:
    """Return a workbook with the values that LibreOffice has computed, to read."""
    return opened((folder / "done" / f"{name}.xlsx").read_bytes(), values=True)


def fill(book: Workbook, phases: Sequence[Value], rows: Sequence[Row]) -> Workbook:
    for place, phase in enumerate((*phases, *[None] * (8 - len(phases)))):
        book["School"].cell(9 + place, 2).value = phase
    names = [field.name for field in fields(Row)]
    columns = [name for name in names if name != "stage" or "Stage" in headings(book["Sessions"])]
    for number, row in enumerate(rows, 5):
        for column, name in enumerate(columns, 1):
            cell = book["Sessions"].cell(number, column)
            cell.value = getattr(row, name)
            if str(cell.value)[:1] == "=":
                cell.data_type = "s"
    return book


def sample(seed: int, commons: Commons, phases: Sequence[Value]) -> list[Row]:
    """A year of sessions with whatever people type; not TRUE for hours, which is the number 1 in LibreOffice alone."""
    dice = random.Random(seed)
    entries = [entry(c.code, c.title) for c in commons.competencies]
    codes = [c.code for c in commons.competencies]
    stages = [entry(str(n), stage.name) for n, stage in enumerate(commons.stages, 1)]
    methods = [entry(*method) for method in ASSESSMENT.items()]
    wrong: dict[str, list[Value]] = {
        "competency": [
            None,
            "",
            "*",
            "?",
            f"{codes[0]}*",
            f"{codes[0]} ",
            f" {codes[0]}",
            1.1,
            7,
            "TRUE",
            "e1",
            "E1",
            " · ",
        ],
        "phase": [None, "", "*", "Pre~*", "pre*", "2027", 2027, "Clerkship", "x" * 299, "x" * 300, 1.5],
        "requirement": [None, "required", "Required ", "Elective?", 1],
        "hours": [None, "", "2", "two", -1, 0, 500, 500.01, 10**9, 0.0001],
        "assessment": [None, "none", "AM015 · Practical (Lab)", "AM001", "am001", "AM*", 5],
        "purpose": [None, "Both"],
        "level": [None, "introduced", "*"],
        "stage": [None, "Watch", "1*"],
    }
    right: dict[str, list[Value]] = {
        "title": ["Role play", "=1+1", None],
        "course": ["Doctoring", NAME],
        "competency": [*entries, *codes, f"{codes[0]} · {'x' * 400}"],
        "stage": [*stages, None] if stages else [None],
        "phase": [phase for phase in phases if phase],
        "level": list(LEVELS),
        "requirement": ["Required", "Elective"],
        "instruction": [entry(*method) for method in INSTRUCTION.items()],
        "assessment": [*methods, *[None] * len(methods)],
        "purpose": [*PURPOSES, None],
        "hours": [0.5, 1, 1.25, 2, 8, 40],
        "lead": ["faculty", "chaplain"],
    }
    rows = []
    for _ in range(120):
        if dice.random() < 0.1:
            rows.append(Row())
            continue
        spoilt = {name for name in wrong if dice.random() < 0.08 and (name != "stage" or stages)}
        rows.append(Row(**{name: dice.choice(wrong[name] if name in spoilt else right[name]) for name in right}))
    return rows


def expected(commons: Commons, phases: Sequence[Value], rows: Sequence[Row]) -> Coverage:
    stages = [entry(str(n), stage.name) for n, stage in enumerate(commons.stages, 1)]
    return coverage([c.code for c in commons.competencies], stages, CurriculumMap(tuple(phases), tuple(rows)))


def shown(cell: Cell) -> list[Any]:
    yes = "–" if not cell.sessions else "✓ Yes" if cell.assessed else "✗ No"
    return [GRADES[cell.grade], cell.sessions, cell.required_hours, cell.elective_hours, yes]


def assert_same(book: Workbook, commons: Commons, phases: Sequence[Value], rows: Sequence[Row]) -> None:
    python = expected(commons, phases, rows)
    codes = [c.code for c in commons.competencies]
    sheet = book["Coverage"]
    assert [
        cell or "" for cell in next(sheet.iter_rows(min_row=4, max_row=4, min_col=3, max_col=10, values_only=True))
    ] == [
        *python.phases,
        *[""] * (8 - len(python.phases)),
    ]
    for number, name in enumerate(("Grade", "Sessions", "Required hours", "Elective hours", "Assessed?")):
        block = {str(row[0]).partition(" · ")[0]: row[1:] for row in block_of(sheet, name, len(codes))}
        for code in codes:
            assert_cell(block[code][0], shown(python.whole[code])[number], f"{name}, {code}")
            for place, phase in enumerate(python.phases):
                wanted = shown(python.cells[code, place])[number] if phase else None
                assert_cell(block[code][1 + place], wanted, f"{name}, {code}, {phase}")
    assert_overview(book["Overview"], python)
    titles = {c.code: entry(c.code, c.title) for c in commons.competencies}
    listed = [row for row in book["Gaps"].iter_rows(min_row=5, max_col=4, values_only=True) if any(row)]
    wanted_gaps = [(n, titles[gap.code], gap.phase, gap.missing) for n, gap in enumerate(gaps(python), 1)]
    assert listed == wanted_gaps
    assert book["Gaps"]["A2"].value == verdict(python)
    assert_rows(book, python, codes, rows)


def block_of(sheet: Worksheet, name: str, size: int) -> list[list[Any]]:
    """The rows of one block; its legend comes first, and has nothing in its third column and no competency."""
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == name)
    first = next(number for number in range(start + 1, len(rows)) if is_competency(rows[number]))
    return [list(row) for row in rows[first : first + size]]


def is_competency(row: Sequence[Any]) -> bool:
    return " · " in str(row[0])


def assert_cell(found: Any, wanted: Any, where: str) -> None:
    if isinstance(wanted, float | int):
        assert found == pytest.approx(wanted), where
    else:
        assert (found or None) == wanted, where


def assert_overview(sheet: Worksheet, python: Coverage) -> None:
    for row, cell in zip(sheet.iter_rows(min_row=5, values_only=True), python.whole.values(), strict=False):
        grade, number, required, elective, _ = shown(cell)
        wanted = [grade, number, required, elective, cell.assessed, *cell.levels, *cell.stages]
        assert list(row[1 : 1 + len(wanted)]) == [pytest.approx(w) if isinstance(w, float) else w for w in wanted], row[
            0
        ]


def assert_rows(book: Workbook, python: Coverage, codes: Sequence[str], rows: Sequence[Row]) -> None:
    """Rows that do not say all are counted, and each row shows how it is counted."""
    sheet = book["Coverage"]
    below = [
        row[0] for row in sheet.iter_rows(min_row=5, values_only=True) if re.fullmatch("[0-9]+ rows?", str(row[0]))
    ]
    assert [int(words.split()[0]) for words in below] == list(astuple(python.incomplete))
    left_out = python.incomplete.not_counted
    assert (f"{left_out} row{'s are' if left_out > 1 else ' is'} not counted" in sheet["A2"].value) == (left_out > 0)
    column = headings(book["Sessions"]).index("Row check") + 1
    for number, row in enumerate(rows, 5):
        check = str(book["Sessions"].cell(number, column).value or "")
        wanted = (
            ""
            if not is_typed(row)
            else "Counted"
            if read(row, codes, python.phases, ASSESSMENT).counts
            else "Not counted"
        )
        assert check.partition(";")[0].partition(":")[0] == wanted, row


PHASES: tuple[Value, ...] = ("First years", "Last years")
Case = tuple[str, tuple[Value, ...], list[Row]]
"""What is filled into a workbook: its name in BOOKS, phases and sessions."""
COMMONS: dict[str, Callable[[], Commons]] = {MAPPING: tiny_commons, "odd": odd_commons, "many": many_commons}
"""What these workbooks are made of."""


CASES: dict[str, Callable[[], Case]] = {
    "hard": lambda: (MAPPING, PHASES, sample(2, tiny_commons(), PHASES)),
    "odd": lambda: ("odd", ODD_PHASES, sample(3, odd_commons(), ODD_PHASES)),
    "many": lambda: ("many", ODD_PHASES, sample(5, many_commons(), ODD_PHASES)),
    "no-phases": lambda: (MAPPING, (), sample(6, tiny_commons(), PHASES)),
    "nothing-counts": lambda: (MAPPING, PHASES, [Row(title="x"), Row(hours=2)]),
    "one-gap": lambda: (MAPPING, PHASES, covered(tiny_commons())[1:]),
    "complete": lambda: (MAPPING, PHASES, covered(tiny_commons())),
}
NAMED = {MAPPING: "complete", PLANNER: "short"}
"""Recalculated workbooks in which the name of a school is typed besides."""


def fill_cases(workbook: Workbooks, cases: Mapping[str, Case]) -> dict[str, Workbook]:
    return {name: fill(fresh(workbook(blank)), phases, rows) for name, (blank, phases, rows) in cases.items()}


def fill_and_recalculate(workbook: Workbooks, folder: Path) -> None:
    """Fill in all workbooks that tests recalculate, and have LibreOffice do so at once: it takes long to start."""
    books = fill_cases(workbook, {name: case() for name, case in CASES.items()})
    books |= {f"{kind}, blank": fresh(workbook(kind)) for kind in MAKERS}
    below = books["below"] = fill(fresh(workbook(MAPPING)), PHASES, [])
    below["Sessions"]["C540"], below["Sessions"]["E540"] = "T-1", PHASES[0]
    short, long = books["short"], books["long"] = [fresh(workbook(PLANNER)) for _ in range(2)]
    for number, (start, end, status, *_) in enumerate(PLANNED, 5):
        for column, value in ((7, start), (8, end), (9, status)):
            short["Plan"].cell(number, column).value = value
    long["Plan"]["G5"], long["Plan"]["H5"] = date(2027, 2, 1), date(2033, 1, 31)
    for name in NAMED.values():
        books[name]["School"]["B4"], books[name]["School"]["B5"] = NAME, "2026–27"
    recalculate(folder, books)


@pytest.fixture(scope="session")
def recalculated(once: Callable[[str, Callable[[Path], None]], Path], workbook: Workbooks) -> Path:
    return once("recalculated", functools.partial(fill_and_recalculate, workbook))


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_formulas_compute_what_python_computes(recalculated: Path, name: str) -> None:
    blank, phases, rows = CASES[name]()
    assert_same(result(recalculated, name), COMMONS[blank](), phases, rows)


@pytest.mark.slow
def test_formulas_compute_what_python_computes_while_nothing_is_typed(recalculated: Path, tiny: Commons) -> None:
    phases = ("Phase 1", "Phase 2", "Phase 3", "Phase 4")
    assert_same(result(recalculated, f"{MAPPING}, blank"), tiny, phases, [])


@pytest.mark.long
def test_formulas_compute_what_python_computes_for_many_years(workbook: Workbooks, tmp_path: Path) -> None:
    tiny, odd = tiny_commons(), odd_commons()
    years: dict[str, Case] = {f"tiny-{seed}": (MAPPING, PHASES, sample(seed, tiny, PHASES)) for seed in range(10, 13)}
    years |= {f"odd-{seed}": ("odd", ODD_PHASES, sample(seed, odd, ODD_PHASES)) for seed in range(20, 23)}
    recalculate(tmp_path, fill_cases(workbook, years))
    for name, (blank, phases, rows) in years.items():
        assert_same(result(tmp_path, name), COMMONS[blank](), phases, rows)


@pytest.mark.slow
def test_a_row_typed_below_the_table_is_counted(recalculated: Path) -> None:
    assert result(recalculated, "below")["Coverage"]["A2"].value == "1 row is counted."


def covered(commons: Commons) -> list[Row]:
    """Every competency in full in every phase."""
    whole = Row(requirement="Required", hours=1, assessment="AM002")
    return [replace(whole, competency=c.code, phase=phase) for c in commons.competencies for phase in PHASES]


@pytest.mark.slow
def test_first_values_are_those_that_formulas_give(recalculated: Path, kind: str, blank: bytes) -> None:
    computed = dict(cells(result(recalculated, f"{kind}, blank")))
    written = dict(cells(opened(blank, values=True)))
    formulas = [place for place, value in cells(opened(blank)) if str(value)[:1] == "=" and value != "2. =1+1"]
    assert len(formulas) > 500
    assert [
        (place, written.get(place), computed.get(place)) for place in formulas if differ(written, computed, place)
    ] == []


def differ(written: Mapping[str, Any], computed: Mapping[str, Any], place: str) -> bool:
    return (written.get(place) or None) != (computed.get(place) or None)


@pytest.mark.slow
def test_the_name_that_is_typed_is_on_every_sheet(recalculated: Path, kind: str) -> None:
    book = result(recalculated, NAMED[kind])
    assert all(str(sheet["A1"].value).endswith(f" · {NAME} · 2026–27") for sheet in book)
    assert not any(PLACEHOLDER in str(value) for _, value in cells(book))


PLANNED: list[tuple[Any, Any, str | None, str, str]] = [
    (date(2027, 1, 15), date(2027, 3, 1), "Under way", "", "◐◐◐"),
    (date(2027, 2, 1), date(2027, 2, 28), "Done", "", " ●"),
    (date(2027, 12, 31), None, "On hold", "No end", "           ◇"),
    (None, date(2027, 1, 1), "Done", "No start", ""),
    (date(2027, 3, 1), date(2027, 2, 1), None, "End is before start", ""),
    ("soon", None, None, "Not a day", ""),
    (-5, 10, None, "Not a day", ""),
    (date(2027, 4, 30), date(2027, 5, 1), "finished", "", "   ■■"),
    (None, None, "Not started", "", ""),
]


@pytest.mark.slow
def test_the_timeline_draws_itself(recalculated: Path) -> None:
    done = {name: result(recalculated, name) for name in ("short", "long")}
    rows = list(done["short"]["Timeline"].iter_rows(min_row=4, values_only=True))
    last = max(end or start for start, end, *_ in PLANNED if isinstance(end or start, date))
    shown = [f"{month:%Y-%m}" for month in rows[0][7:] if month]
    assert shown[:12] == [f"2027-{number:02}" for number in range(1, 13)][: len(shown)]
    assert shown[-1] == f"{last:%Y-%m}", "the timeline ends with the plan"
    for planned, row in zip(PLANNED, rows[1:], strict=False):
        assert "".join(sign or " " for sign in row[7:]).rstrip() == planned[4]
        assert (row[5] or "") == planned[3]
    assert [cell.value or "" for cell in done["short"]["Plan"]["K"][4:13]] == [planned[3] for planned in PLANNED]
    assert done["short"]["Timeline"]["A3"].value == "One column is one month."
    drawn = [cell.value for cell in done["long"]["Timeline"][5][7:]]
    assert done["long"]["Timeline"]["A3"].value == "One column is 3 months."
    assert drawn == [*["■"] * 24, *[None] * 12]
