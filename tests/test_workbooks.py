"""Workbooks have their lists, names and first values, and their formulas compute what Python computes."""

from __future__ import annotations

import csv
import functools
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from curriculum_commons.content.load import load
from curriculum_commons.documents.workbooks import Typed, mapping_rows, mapping_workbook, typed_workbook
from curriculum_commons.documents.workbooks.book import Book
from curriculum_commons.documents.workbooks.filled import filled_workbook
from curriculum_commons.documents.workbooks.planner import roadmap_planner
from curriculum_commons.documents.workbooks.school import mapping_school_sheet
from curriculum_commons.mapping.coverage import Cell, Coverage, Grade, coverage, shown_hours
from curriculum_commons.mapping.framework import MapFramework
from curriculum_commons.mapping.gaps import gaps
from curriculum_commons.mapping.read import read_files
from curriculum_commons.model.build_context import PLACEHOLDER, Brand, BuildContext, Logo
from curriculum_commons.model.commons import Commons, ToolkitText
from curriculum_commons.model.lists import code_of, entry
from curriculum_commons.model.maps import Assessment, CoverageRule, CurriculumMap, Session, Teaching
from curriculum_commons.model.problems import CallError
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
ODD_PHASES = ("Pre*", "Pre?", "~", "Clerkship, core", "", "2027", "Clerkship, core")


@functools.cache
def tiny_commons() -> Commons:
    return validate(load(TINY), signatures())


@pytest.fixture(scope="module")
def tiny() -> Commons:
    return tiny_commons()


@functools.cache
def odd_commons() -> Commons:
    """Codes that look like numbers, titles that look like formulas, and no stages."""
    codes = ["1.1", "1.10", "1-1", "E1", "E10", "TRUE", "7"]
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


def fresh(content: bytes, values: bool = False) -> Workbook:
    """Read a workbook; of formulas that thousands of cells share, the first, as openpyxl writes each of them anew."""
    lighter = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(lighter, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb'<f t="shared" si="\d+"></f>', b"", old.read(name)))
    return load_workbook(lighter, data_only=values)


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
    "mapping workbook": [
        "Read me",
        "School",
        "Sessions",
        "Row check",
        "Coverage",
        "Gaps",
        "Overview",
        "Lists",
        "Workings",
    ],
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


def test_sheets_print_on_letter_paper_a_page_wide_and_sessions_two(blank: bytes) -> None:
    for sheet in opened(blank):
        assert sheet.page_setup.paperSize == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        sessions, check = sheet.title == "Sessions", sheet.title == "Row check"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight != 0) == (1 + sessions, check)
        assert bool(sheet.print_area.strip("'!" + sheet.title)) is not sessions, "all that is filled is printed"


@pytest.mark.slow
def test_sessions_hold_nothing_that_is_printed_before_it_is_filled(mapping: Workbook) -> None:
    rows = mapping["Sessions"].iter_rows(min_row=5)
    assert not [cell.coordinate for row in rows for cell in row if cell.value is not None or cell.has_style]
    assert mapping["Sessions"].print_title_cols == "$A:$A"


def test_sheets_with_rows_repeat_their_headings_and_keep_them_in_sight(kind: str, blank: bytes) -> None:
    book = opened(blank)
    for name in SHEETS[kind][2:]:
        assert book[name].freeze_panes or name == "Lists"
        assert book[name].print_title_rows == "$4:$4" or name == "Workings"
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
        *("COUNTIF", "ISNA", "MOD", "N", "ROUND", "SEARCH", "SUBSTITUTE", "SUMPRODUCT", "TRIM", "YEAR"),
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


@pytest.mark.slow
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
    mapping_school_sheet(book, ("First", name), {})
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
    assert found["Method"] == ["Talk·long"]
    assert found["Assessment"] == ["1.10 · Stations", "Portfolio"]
    assert book["Lists"]["A3"].value == "Our senate, 2026."
    assert {"=Knows", "Does"} <= {cell.value for cell in book["Overview"][4]}
    rules = {rule.promptTitle: rule.prompt for rule in book["Sessions"].data_validations.dataValidation}
    assert rules["Level 1"] == "=Knows: a fact."


@pytest.mark.slow
def test_titles_of_content_stay_text(workbook: Workbooks, tiny: Commons) -> None:
    lists, odd = opened(workbook("odd"))["Lists"], odd_commons()
    assert [cell.value for cell in lists["B"][4:11]] == [entry(c.code, c.title) for c in odd.competencies]
    assert [cell.value for cell in lists["J"][4:11]] == [c.code for c in odd.competencies]
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
    *("Session title", "Course", "Phase", "Stage", "Required or elective", "Hours"),
    *(f"{name} {number}" for number in range(1, 5) for name in ("Competency", "Level", "Components")),
    *("Method 1", "Method 2", "Method 3", "Assessment 1", "Purpose 1", "Assessment 2", "Purpose 2", "Who leads (role)"),
]


def headings(sheet: Worksheet) -> list[str]:
    return [cell.value for cell in sheet[4]]


@pytest.mark.slow
def test_sessions_are_a_table_with_2000_ready_rows(mapping: Workbook) -> None:
    assert headings(mapping["Sessions"]) == HEADINGS
    assert [table.ref for table in mapping["Sessions"].tables.values()] == ["A4:Z2004"]


@pytest.mark.slow
def test_a_framework_without_stages_has_no_column_for_them(workbook: Workbooks) -> None:
    book = opened(workbook("odd"))
    assert headings(book["Sessions"]) == [header for header in HEADINGS if header != "Stage"]
    assert book["Lists"].column_dimensions["D"].hidden


@pytest.mark.slow
def test_programs_find_columns_edition_and_framework_by_name(mapping: Workbook, tiny: Commons) -> None:
    names = {name: defined.value for name, defined in mapping.defined_names.items() if name.startswith("Map_")}
    places = {name: value.replace("$", "").partition("!")[2].partition(":") for name, value in names.items()}
    about = {name: mapping["School"][place[0]].value for name, place in places.items() if not place[2]}
    framework = tiny.framework
    assert about == {"Map_format": "2", "Map_edition": framework.edition, "Map_framework": framework.uuid}
    headers = {name: mapping["Sessions"][place[0]].value for name, place in places.items() if place[2]}
    assert sorted(headers.values()) == sorted(HEADINGS)
    assert headers["Map_components_4"] == "Components 4"
    assert names["Map_title"] == "Sessions!$A$4:$A$2054"


@pytest.mark.slow
def test_each_column_of_sessions_has_a_message_and_a_rule(mapping: Workbook) -> None:
    sheet = mapping["Sessions"]
    rules = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    for number, heading in enumerate(HEADINGS, 1):
        letter = get_column_letter(number)
        rule = rules[f"{letter}5:{letter}2004"]
        assert rule.prompt, heading
        free = heading.startswith("Components") or heading in {"Session title", "Course", "Who leads (role)"}
        assert free or (rule.error and rule.errorStyle in {None, "stop"}), heading
        assert free or rule.type == ("decimal" if heading == "Hours" else "list"), heading
        assert free or heading == "Hours" or re.fullmatch(r"(Lists|School)!\$\w+\$\d+:\$\w+\$\d+", rule.formula1), (
            heading
        )
    assert rules["C5:C2004"].formula1 == "School!$B$9:$B$16"
    assert (rules["F5:F2004"].formula1, rules["F5:F2004"].formula2) == ("0", "500")


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
    phases = [row for number, row in rows["School"].items() if 8 < number < 9 + max(8, len(names))]
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
    assert all_phases.endswith("there is no grade for all of them together.")
    book = opened(made(strict_commons(), MAPPING))
    rule = strict_commons().site.coverage
    assert rule
    assert f"{rule.sentences[Grade.FULL]}." in [cell.value for cell in book["Coverage"]["B"]]


@pytest.mark.slow
def test_a_long_name_of_a_phase_fits_everywhere(workbook: Workbooks) -> None:
    book = opened(workbook(f"{MAPPING}, branded"))
    assert book["Coverage"].row_dimensions[4].height >= 14 * len(wrap(LONG_PHASE, 12))
    assert book["Gaps"]["C5"].alignment.shrink_to_fit


@pytest.mark.slow
def test_what_only_formulas_read_is_hidden_and_nothing_of_it_is_printed(mapping: Workbook) -> None:
    sheet = mapping["Workings"]
    assert sheet.sheet_state == "hidden"
    printed = sheet.print_area.replace("$", "").rpartition("!")[2]
    assert sheet[printed.partition(":")[0]].value is None


@pytest.mark.slow
def test_the_first_sheet_fits_on_a_screen(tiny: Commons) -> None:
    source = (files("curriculum_commons") / "defaults/toolkit/mapping-workbook.md").read_text("utf-8")
    body = re.sub(r"<%= terms\.(\w+) %>", r"\1", source.split("---\n")[2])
    (recipe,) = mapping_workbook(tiny, BuildContext.of(tiny), replace(text(MAPPING), body=body))
    sheet = opened(recipe.make())["Read me"]
    heights = [sheet.row_dimensions[number].height or 15 for number in range(1, sheet.max_row + 1)]
    assert sum(heights) * 96 / 72 < 700, "points to pixels"


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


def recalculate(folder: Path, books: Mapping[str, bytes]) -> None:
    """Save workbooks without any values, and have LibreOffice write the values of all sheets as text."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        pytest.fail("LibreOffice is missing: install the Debian package libreoffice-calc", pytrace=False)
    for name, content in books.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", f"csv:Text - txt - csv (StarCalc):{CSV}", "--outdir", f"{folder}/done"]
    command += [f"{folder}/{name}.xlsx" for name in books]
    subprocess.run(command, check=True, capture_output=True, timeout=240)


CSV = "44,34,76,1,,0,true,false,false,false,false,-1"
"""Comma, quotes and UTF-8; values as they are and not as they look; each sheet a file."""
Grid = list[list[str]]
"""Values of a sheet, as text."""


def result(folder: Path, name: str) -> dict[str, Grid]:
    """Return the values that LibreOffice has computed, by sheet."""
    start = f"{name}-"
    files = {
        file.stem.removeprefix(start): file for file in (folder / "done").glob("*.csv") if file.name.startswith(start)
    }
    return {sheet: list(csv.reader(file.read_text("utf-8").splitlines())) for sheet, file in files.items()}


def value(number: float) -> str:
    return shown_hours(number)


TypedRow = dict[str, str | float]
WRONG: dict[str, list[str | float]] = {
    "title": [""],
    "competency_1": ["", "*", "?", "~", "T-1*", "Boil", "9", " · "],
    "competency_2": ["*", "T-11", "nothing"],
    "phase": ["", "*", "Pre~*", "202", "Clerkship"],
    "stage": ["Watch closely", "1*"],
    "requirement": ["", "Elective?", "5"],
    "hours": ["", "two", "some", -1, 500.01, 10**9],
    "level_1": ["*", "Introduce"],
    "method_1": ["IM*", "Talk"],
    "assessment_1": ["none", "AM015 · Practical (Lab)", "AM*"],
    "purpose_1": ["Both"],
}
"""What people type and no list has."""


def sample(seed: int, commons: Commons, phases: Sequence[str]) -> list[TypedRow]:
    """A year of sessions with whatever people type."""
    dice, framework = random.Random(seed), MapFramework.of(commons)
    entries = [entry(one.shown_code, one.title) for one in framework.competencies]
    names = [*entries, *(f" {one.lower()}\u00a0" for one in entries), *framework.codes]
    stages = [entry(str(number), name) for number, name in enumerate(framework.stages.values(), 1)]
    assessments = framework.lists.assessment
    right: dict[str, list[str | float]] = {
        "title": ["Role play", "=1+1", NAME],
        "course": ["Doctoring", ""],
        "phase": [phase for phase in phases if phase] or [""],
        "stage": [*stages, ""] if stages else [""],
        "requirement": ["Required", "required ", "Elective", "optional", "1"],
        "hours": [0, 0.5, 1, 1.25, 2, 8, 40, 500],
        "method_1": [*framework.lists.instruction, ""],
        "assessment_1": [*assessments, *(code_of(one) for one in assessments), *[""] * len(assessments) * 2],
        "assessment_2": [*assessments, *[""] * len(assessments) * 6],
        "lead": ["faculty", ""],
    }
    for number in range(1, 5):
        right[f"competency_{number}"] = list(names) if number == 1 else [*names, *[""] * len(names) * number]
        right[f"level_{number}"] = [*framework.lists.levels, ""]
    return [row(dice, right) for _ in range(90)]


def row(dice: random.Random, right: Mapping[str, list[str | float]]) -> TypedRow:
    if dice.random() < 0.1:
        return {}
    spoilt = {name for name in WRONG if dice.random() < 0.06}
    return {name: dice.choice(WRONG[name] if name in spoilt else values) for name, values in right.items()}


def expected(content: bytes, commons: Commons, phases: Sequence[str], folder: Path) -> Coverage:
    """Return the coverage of the sessions that the program reads from a workbook."""
    framework = MapFramework.of(commons)
    (file := folder / "filled.xlsx").write_bytes(content)
    (read,) = read_files([file], framework)
    names = tuple(dict.fromkeys(phase for phase in phases if phase))
    nothing = CurriculumMap(school="A", year="2026", edition=framework.edition, phases=names)
    return coverage(read.map or nothing, framework)


def shown(cell: Cell) -> list[str]:
    yes = "–" if not cell.sessions else "✓ Yes" if cell.assessed else "✗ No"
    return [GRADES[cell.grade], *map(value, (len(cell.sessions), cell.required_hours, cell.elective_hours)), yes]


def assert_same(book: Mapping[str, Grid], python: Coverage, rows: Sequence[TypedRow]) -> None:
    framework = python.framework
    sheet = book["Coverage"]
    places = {name: number for number, name in enumerate(sheet[3]) if name and number > 1}
    assert tuple(places) == python.phases
    entries = {one.code: entry(one.shown_code, one.title) for one in framework.competencies}
    for number, name in enumerate(("Grade", "Sessions", "Required hours", "Elective hours", "Assessed?")):
        block = block_of(sheet, name, list(entries.values()))
        for code, title in entries.items():
            for phase, place in places.items():
                assert block[title][place] == shown(python.cells[code, phase])[number], f"{name}, {code}, {phase}"
            assert block[title][1] == in_all(python, code)[number], f"{name}, {code}"
    assert_sums(sheet, python, places)
    assert_overview(book["Overview"], python, entries)
    assert_gaps(book["Gaps"], python, entries, any(rows))
    assert_rows(book, python, rows)


def block_of(sheet: Grid, name: str, entries: Sequence[str]) -> dict[str, list[str]]:
    """The rows of one block by competency; its legend comes first."""
    start = next(number for number, line in enumerate(sheet) if line[0] == name)
    first = next(number for number in range(start + 1, len(sheet)) if sheet[number][0] == entries[0])
    return {line[0]: line for line in sheet[first : first + len(entries)]}


def in_all(python: Coverage, code: str) -> list[str]:
    whole, cells = python.whole[code], [python.cells[code, phase] for phase in python.phases]
    taught, tested = sum(bool(cell.sessions) for cell in cells), sum(cell.assessed > 0 for cell in cells)
    numbers = map(value, (len(whole.sessions), whole.required_hours, whole.elective_hours))
    return [whole.summary, *numbers, f"In {tested} of {taught} with sessions" if taught else "–"]


def assert_sums(sheet: Grid, python: Coverage, places: Mapping[str, int]) -> None:
    """Sessions on several competencies count once, and hours add up."""
    last = [line for line in sheet if line[0] in {"Sum", "Sessions, each counted once"}]
    for phase, place in places.items():
        total = python.totals[phase]
        wanted = (total.sessions, total.required_hours, total.elective_hours)
        assert [line[place] for line in last] == list(map(value, wanted)), phase


def assert_overview(sheet: Grid, python: Coverage, entries: Mapping[str, str]) -> None:
    for line, code in zip(sheet[4:], entries, strict=False):
        cells = [python.cells[code, phase] for phase in python.phases]
        counts = [
            sum(column) for column in zip(*((cell.assessed, *cell.levels, *cell.stages) for cell in cells), strict=True)
        ]
        wanted = [*in_all(python, code)[:-1], *map(value, counts)]
        assert line[1 : 1 + len(wanted)] == wanted, line[0]


def assert_gaps(sheet: Grid, python: Coverage, entries: Mapping[str, str], typed: bool) -> None:
    listed = [line for line in sheet[4:] if any(line)]
    wanted = [
        [str(number), entries[gap.code], gap.phase or "All phases", gap.missing, gap.closes]
        for number, gap in enumerate(gaps(python), 1)
    ]
    assert listed == (wanted[: 120 if len(entries) > 10 else 40] if typed else [])
    number = re.match("[0-9]+", sheet[1][0])
    assert (int(number[0]) if number else 0) == (len(wanted) if typed else 0)


def assert_rows(book: Mapping[str, Grid], python: Coverage, rows: Sequence[TypedRow]) -> None:
    """Row check lists each row that is not counted; a row with nothing to look at is counted."""
    checks = row_checks(book)
    filled = [number for number, typed in enumerate(rows, 5) if any(one != "" for one in typed.values())]
    counted = {int(str(one.source).rpartition("!")[2]) for one in python.curriculum_map.sessions}
    state = book["Coverage"][1][0]
    assert state.startswith(f"Rows typed: {len(filled)}. Counted: {len(counted)}." if filled else "No sessions")
    last = max(checks, default=0) if len(checks) == 60 else 10**6
    left_out = {number for number, text in checks.items() if text.startswith("Not counted")}
    assert left_out == {number for number in filled if number not in counted and number <= last}


def row_checks(book: Mapping[str, Grid]) -> dict[int, str]:
    return {int(line[0]): line[2] for line in book["Row check"][4:] if line[0]}


PHASES = ("First years", "Last years")
STRICT = CoverageRule(sessions=2, hours=3.5, required=False, assessed=True, level="Reinforced")


@functools.cache
def strict_commons() -> Commons:
    """A site with a rule of its own, and competencies that share a title."""
    many = with_competencies({f"B-{n}": f"Competency {n // 2}" for n in range(1, 14)})
    return replace(many, site=many.site.model_copy(update={"coverage": STRICT}))


Case = tuple[Callable[[], Commons], tuple[str, ...], list[TypedRow]]
"""What a workbook is made of and filled with: content, phases and rows."""
CASES: dict[str, Callable[[], Case]] = {
    "hard": lambda: (tiny_commons, PHASES, sample(2, tiny_commons(), PHASES)),
    "odd": lambda: (odd_commons, ODD_PHASES, sample(3, odd_commons(), ODD_PHASES)),
    "strict": lambda: (strict_commons, (*PHASES, "Third"), sample(5, strict_commons(), PHASES)),
    "nothing-counts": lambda: (tiny_commons, PHASES, [{"title": "x"}, {"hours": 2}]),
    "one-gap": lambda: (tiny_commons, PHASES, covered(tiny_commons())[1:]),
    "complete": lambda: (tiny_commons, PHASES, covered(tiny_commons())),
    "wrong": lambda: (tiny_commons, PHASES, [typed for typed, _ in REMARKS]),
}
NAMED = {MAPPING: "complete", PLANNER: "short"}
"""Recalculated workbooks in which the name of a school is typed besides."""


def filled(case: Case) -> bytes:
    commons, phases, rows = case
    return typed_workbook(commons(), text(MAPPING), Typed(NAME, "2026–27", phases, tuple(rows)))


def planner(workbook: Workbooks, *planned: tuple[Any, Any, str | None]) -> bytes:
    book = fresh(workbook(PLANNER))
    for number, values in enumerate(planned, 5):
        for column, value in zip((7, 8, 9), values, strict=True):
            book["Plan"].cell(number, column).value = value
    book["School"]["B4"], book["School"]["B5"] = NAME, "2026–27"
    book.save(stream := BytesIO())
    return stream.getvalue()


def fill_and_recalculate(workbook: Workbooks, folder: Path) -> None:
    """Fill in all workbooks that tests recalculate, and have LibreOffice do so at once: it takes long to start."""
    books = {name: filled(case()) for name, case in CASES.items()}
    books[f"{MAPPING}, blank"] = without_values(workbook(MAPPING))
    books[f"{PLANNER}, blank"] = without_values(workbook(PLANNER))
    books["short"] = planner(workbook, *(one[:3] for one in PLANNED))
    books["long"] = planner(workbook, (date(2027, 2, 1), date(2033, 1, 31), None))
    recalculate(folder, books)


def without_values(content: bytes) -> bytes:
    bare = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(bare, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f><v></v>", old.read(name)))
    return bare.getvalue()


@pytest.fixture(scope="session")
def recalculated(once: Callable[[str, Callable[[Path], None]], Path], workbook: Workbooks) -> Path:
    return once("recalculated", functools.partial(fill_and_recalculate, workbook))


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_formulas_compute_what_python_computes(recalculated: Path, name: str, tmp_path: Path) -> None:
    commons, phases, rows = case = CASES[name]()
    python = expected(filled(case), commons(), phases, tmp_path)
    assert_same(result(recalculated, name), python, rows)


@pytest.mark.slow
def test_formulas_compute_what_python_computes_while_nothing_is_typed(
    recalculated: Path, tiny: Commons, workbook: Workbooks, tmp_path: Path
) -> None:
    phases = ("Phase 1", "Phase 2", "Phase 3", "Phase 4")
    assert_same(result(recalculated, f"{MAPPING}, blank"), expected(workbook(MAPPING), tiny, phases, tmp_path), [])


@pytest.mark.slow
def test_a_map_becomes_a_workbook_with_its_sessions(tiny: Commons) -> None:
    """Old workbooks have hours of each competency: rows share their hours, so others take a row of their own."""
    shared = Teaching(competency="T-1", level="Introduced", components=("boil", "keep")), Teaching(competency="T-2")
    own = Teaching(competency="T-1", hours=1.5), Teaching(competency="T-2", hours=0.5)
    exams = tuple(Assessment(method=code, purpose="formative") for code in ("AM001", "AM002", "AM003"))
    sessions = (
        Session(
            title="=1+1", phase="A", stage="watch", requirement="elective", hours=3, methods=("IM001",), teaches=shared
        ),
        Session(title="Two", phase="B", assessments=exams, teaches=own),
    )
    kept = CurriculumMap(school=NAME, year="2026–27", edition="2024", phases=("A", "B"), sessions=sessions)
    commons = replace(tiny, toolkit=(text(MAPPING),))
    made = filled_workbook(commons, kept)
    book = fresh(made.content)
    rows = [dict(zip(HEADINGS, line, strict=True)) for line in book["Sessions"].iter_rows(5, 8, values_only=True)]
    found = [{name: cell for name, cell in line.items() if cell is not None} for line in rows]
    exam = {"Assessment 1": "AM001 · Clinical Documentation Review", "Purpose 1": "Formative"}
    exam |= {"Assessment 2": "AM002 · Clinical Performance Rating/Checklist", "Purpose 2": "Formative"}
    assert found == [
        {
            **{
                "Session title": "=1+1",
                "Phase": "A",
                "Stage": "1 · Watch",
                "Required or elective": "Elective",
                "Hours": 3,
            },
            **{"Competency 1": "T-1 · Boil water", "Level 1": "Introduced", "Components 1": "boil; keep"},
            **{"Competency 2": "T-2 · Choose leaves", "Method 1": "IM001 · Case-Based Instruction/Learning"},
        },
        {"Session title": "Two", "Phase": "B", "Hours": 1.5, "Competency 1": "T-1 · Boil water", **exam},
        {"Session title": "Two", "Phase": "B", "Hours": 0.5, "Competency 1": "T-2 · Choose leaves", **exam},
        {},
    ]
    assert [book["School"][place].value for place in ("B4", "B5", "B9", "B10")] == [NAME, "2026–27", "A", "B"]
    assert made.notes == (
        '"Two" takes 2 rows, as its competencies are more than 4 or have hours of their own',
        '"Two" is without 1 assessment, for which a row has no room: AM003',
    )
    with pytest.raises(CallError, match="map upgrade"):
        filled_workbook(commons, kept.model_copy(update={"edition": "2018"}))
    with pytest.raises(CallError, match="room for 2,000 rows"):
        filled_workbook(commons, kept.model_copy(update={"sessions": sessions * 700}))
    with pytest.raises(CallError, match="no mapping workbook"):
        filled_workbook(replace(tiny, toolkit=()), kept)


@pytest.mark.long
def test_formulas_compute_what_python_computes_for_many_years(tmp_path: Path) -> None:
    tiny, odd = tiny_commons(), odd_commons()
    years: dict[str, Case] = {
        f"tiny-{seed}": (tiny_commons, PHASES, sample(seed, tiny, PHASES)) for seed in range(10, 13)
    }
    years |= {f"odd-{seed}": (odd_commons, ODD_PHASES, sample(seed, odd, ODD_PHASES)) for seed in range(20, 23)}
    recalculate(tmp_path, {name: filled(case) for name, case in years.items()})
    for name, (commons, phases, rows) in years.items():
        python = expected(filled((commons, phases, rows)), commons(), phases, tmp_path)
        assert_same(result(tmp_path, name), python, rows)


WHOLE: TypedRow = {"title": "Role play", "requirement": "Required", "hours": 1, "assessment_1": "AM002"}


def covered(commons: Commons) -> list[TypedRow]:
    """Every competency in full in every phase and at every stage."""
    stages = [str(name) for name in MapFramework.of(commons).stages.values()]
    return [
        {**WHOLE, "competency_1": one.code, "phase": phase, "stage": stage}
        for phase in PHASES
        for one in commons.competencies
        for stage in stages
    ]


RIGHT: TypedRow = {**WHOLE, "competency_1": "T-1", "phase": "First years"}
REMARKS: list[tuple[TypedRow, str]] = [
    (RIGHT, ""),
    ({**RIGHT, "title": " "}, "Not counted; look at: no session title"),
    ({**RIGHT, "phase": "Third years"}, "Not counted; look at: phase"),
    ({**RIGHT, "phase": ""}, "Not counted; look at: no phase"),
    ({**RIGHT, "competency_1": ""}, "Not counted; look at: no competency"),
    ({**RIGHT, "competency_1": "T-9"}, "Not counted; look at: competency 1"),
    ({**RIGHT, "competency_2": "Boil"}, "Counted; look at: competency 2"),
    ({**RIGHT, "competency_3": "t-1"}, "Counted; look at: competency 3 (twice)"),
    ({**RIGHT, "level_2": "Introduced"}, "Counted; look at: level 2 (no competency)"),
    ({**RIGHT, "level_1": "Expert"}, "Counted; look at: level 1"),
    ({**RIGHT, "components_1": "boil; pot"}, "Counted; look at: components 1"),
    ({**RIGHT, "components_2": "boil"}, "Counted; look at: components 2 (no competency)"),
    ({**RIGHT, "hours": "two"}, "Counted; look at: hours"),
    ({**RIGHT, "hours": ""}, "Counted; look at: no hours"),
    ({**RIGHT, "hours": 501, "stage": "Sleep"}, "Counted; look at: stage, hours"),
    ({**RIGHT, "requirement": "maybe"}, "Counted; look at: required or elective"),
    ({**RIGHT, "requirement": ""}, "Counted; look at: neither required nor elective"),
    ({**RIGHT, "method_3": "Talk"}, "Counted; look at: method 3"),
    ({**RIGHT, "assessment_2": "AM999"}, "Counted; look at: assessment 2"),
    ({**RIGHT, "purpose_1": "Both"}, "Counted; look at: purpose 1"),
    ({**RIGHT, "purpose_2": "Formative"}, "Counted; look at: purpose 2 (no assessment)"),
]
"""What is typed in a row, and what Row check shows of it."""


@pytest.mark.slow
def test_row_check_names_what_is_wrong(recalculated: Path) -> None:
    book = result(recalculated, "wrong")
    assert row_checks(book) == {number: remark for number, (_, remark) in enumerate(REMARKS, 5) if remark}
    assert book["Sessions"][2][0] == (
        "Rows typed: 21. Counted: 16. To look at: 20, listed on the sheet Row check. "
        "First: row 6: Not counted; look at: no session title"
    )


@pytest.mark.slow
def test_first_values_are_those_that_formulas_give(recalculated: Path, kind: str, blank: bytes) -> None:
    computed = result(recalculated, f"{kind}, blank")
    written = dict(cells(opened(blank, values=True)))
    formulas = [place for place, text in cells(opened(blank)) if str(text)[:1] == "=" and text != "2. =1+1"]
    assert len(formulas) > 300
    wrong = {place: (written.get(place), found_at(computed, place)) for place in formulas}
    assert {place: both for place, both in wrong.items() if (both[0] or "") != both[1]} == {}


def found_at(computed: Mapping[str, Grid], place: str) -> Any:
    sheet, _, cell = place.partition("!")
    column, row = coordinate_from_string(cell)
    text = computed[sheet][row - 1][column_index_from_string(column) - 1]
    return (int(text) or "") if re.fullmatch("[0-9]+", text) else text


@pytest.mark.slow
def test_the_name_that_is_typed_is_on_every_sheet(recalculated: Path, kind: str) -> None:
    book = result(recalculated, NAMED[kind])
    assert all(lines[0][0].endswith(f" · {NAME} · 2026–27") for lines in book.values())
    assert not any(PLACEHOLDER in text for lines in book.values() for line in lines for text in line)


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
    rows = done["short"]["Timeline"][3:]
    last = max(end or start for start, end, *_ in PLANNED if isinstance(end or start, date))
    shown = [month_of(month) for month in rows[0][7:] if month]
    assert shown[:12] == [f"2027-{number:02}" for number in range(1, 13)][: len(shown)]
    assert shown[-1] == f"{last:%Y-%m}", "the timeline ends with the plan"
    for planned, row in zip(PLANNED, rows[1:], strict=False):
        assert "".join(sign or " " for sign in row[7:]).rstrip() == planned[4]
        assert row[5] == planned[3]
    assert [line[10] for line in done["short"]["Plan"][4:13]] == [planned[3] for planned in PLANNED]
    assert done["short"]["Timeline"][2][0] == "One column is one month."
    assert done["long"]["Timeline"][2][0] == "One column is 3 months."
    assert done["long"]["Timeline"][4][7:] == [*["■"] * 24, *[""] * 12]


def month_of(text: str) -> str:
    """Return the month of a day as LibreOffice writes it."""
    month, _, year = text.split("/")
    return f"{year}-{month}"
