"""People see a code as it was published; programs, addresses and authors keep the code that never changes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from pydantic import ValidationError
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.project import open_commons
from curriculum_commons.build.run import build
from curriculum_commons.content.load import load
from curriculum_commons.diff.competencies import competency_changes
from curriculum_commons.diff.record_diff import changes
from curriculum_commons.documents import Recipe
from curriculum_commons.documents.tables import data
from curriculum_commons.documents.workbooks import mapping_workbook
from curriculum_commons.editor.configuration import LOCAL, SiteNames, configuration
from curriculum_commons.editor.issue_forms import form_files, issue_forms
from curriculum_commons.editor.retire import retire
from curriculum_commons.editor.withdrawn_entries import Withdrawal
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons, ToolkitText
from curriculum_commons.model.problems import ContentError
from curriculum_commons.model.records import Coded, ToolkitMeta
from curriculum_commons.newsletter.commands import draft_text
from curriculum_commons.render import signatures
from curriculum_commons.review.guide import guide, guide_files
from curriculum_commons.validation.validate import validate

TODAY = "2026-11-23"
Once = Callable[[str, Callable[[Path], None]], Path]
HIDDEN = "ZQ-"
"""Beginning of every code that people must not see; addresses have it in small letters."""
CODES = {"ZQ-1": "1.1(a)", "ZQ-2": "<PC> 1", "ZQ-0": "K-2.1*"}
WITHDRAWN = "now_in: [ZQ-1]\n      title: Make cold tea\n      statement: Make tea with cold water."
TOP = "---\ntitle: {0}\npurpose: About {0}.\nkind: {1}\nformats: [{2}]\nfolder: {3}\nrender_macros: true\n---\n\n"
MACROS = """## All

{{ framework_facts() }}

{{ competency_cards() }}

{{ competency_list() }}

{{ domains() }}

{{ resource_finder() }}

{{ roadmap_list() }}

{{ working_groups() }}

{{ outputs() }}

## One

{{ competency_statement("ZQ-2") }}

{{ competency_resources("ZQ-2") }}

{{ competency_roadmap("ZQ-2") }}

{{ competency_citation("ZQ-1") }}

{{ withdrawn_competency("ZQ-0") }}
"""
ONE = '## What it is\n\n{{ competency_statement("*") }}\n\n{{ competency_citation("*") }}\n'
SLIDES = '## All\n\n{{ competency_list() }}\n\n## One\n\n{{ competency_statement("ZQ-1") }}\n'
TEXTS = {
    "all": ("document", "docx, pdf", MACROS),
    "one": ("competency pages", "docx", ONE),
    "deck": ("slides", "pptx", SLIDES),
    "map": ("mapping workbook", "xlsx", "## How\n"),
    "plan": ("roadmap planner", "xlsx", "## How\n"),
    "data": ("data", "xlsx, csv, json", "Tables.\n"),
}


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text, (path, old)
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def renamed(project: Path) -> None:
    """Give every competency of the small content a code that people must not see, and one as published."""
    for path in [*project.glob("data/*.yaml"), *project.glob("docs/**/*.md")]:
        text = re.sub(r"\bT-(?=[0-9]\b)", HIDDEN, path.read_text("utf-8"))
        path.write_text(re.sub(r"\bt-(?=[0-9]\.md)", HIDDEN.lower(), text), "utf-8")
    for number in (1, 2):
        (project / f"docs/competencies/t-{number}.md").rename(project / f"docs/competencies/zq-{number}.md")
    coded = [(f"code: {code}\n", f"code: {code}\n    published_code: '{shown}'\n") for code, shown in CODES.items()]
    coded[-1] = (coded[-1][0], coded[-1][1].replace("    published", "      published"))
    edit(project / "data/competencies.yaml", *coded, ("now_in: [ZQ-1]", WITHDRAWN))


def add_site(small: Path, project: Path) -> None:
    shutil.copytree(small, project, dirs_exist_ok=True)
    renamed(project)
    (project / "docs/competencies/zq-2.md").unlink()  # so that the program makes it
    edit(project / "data/working_groups.yaml", ("competencies: [ZQ-1]", "competencies: [ZQ-0, ZQ-1]"))
    edit(project / "docs/newsletter/2026-11-a-first-cup.md", ("The kettle boils.", MACROS.replace("## One", "## 1")))
    for name, (kind, formats, body) in TEXTS.items():
        text = TOP.format(name, kind, formats, f"3-{name}") + body
        (project / f"toolkit/{name}.md").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def content(small_project: Path, once: Once) -> Path:
    return once("published", partial(add_site, small_project))


@pytest.fixture(scope="module")
def commons(content: Path) -> Commons:
    return open_commons(content)


@pytest.fixture(scope="module", params=["mkdocs", "zensical"])
def site(request: pytest.FixtureRequest, content: Path, once: Once) -> Path:
    def fill(project: Path) -> None:
        shutil.copytree(content, project, dirs_exist_ok=True)
        build(project, request.param, TODAY, lambda _: None)

    return once(f"published-{request.param}", fill) / "site"


def visible_cells(path: Path) -> Iterator[str]:
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in (one for one in book if one.sheet_state == "visible"):
        yield from (str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)


def readable(site: Path) -> Iterator[tuple[str, str]]:
    """Yield the text of every file of a site that people open, as it is written there, without data for programs."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.suffix in {".html", ".txt", ".xml"} or re.fullmatch(r"(feeds|newsletter)/\w+\.json", name):
            text = path.read_text("utf-8")
            yield name, re.sub(r'<script type="application/ld\+json">.*?</script>', "", text, flags=re.DOTALL)
        elif path.suffix in {".docx", ".pptx", ".xlsx"}:
            with ZipFile(path) as parts:
                for part in parts.namelist():
                    if part.endswith((".xml", ".rels")) and part != "xl/sharedStrings.xml":
                        yield f"{name}/{part}", parts.read(part).decode()
            if path.suffix == ".xlsx":
                yield f"{name}/cells", "\n".join(visible_cells(path))
        elif path.suffix in {".pf_fragment", ".pf_meta"}:
            yield name, gzip.decompress(path.read_bytes()).decode("utf-8", "replace")


@pytest.mark.slow
def test_nobody_meets_a_code_that_is_not_published(site: Path) -> None:
    texts = dict(readable(site))
    assert {name for name, text in texts.items() if HIDDEN in text} == set()
    kinds = ("competencies/zq-1/index.html", "teach/index.html", "feeds/resources.json", "issue.txt", "issue.html")
    for kind in (*kinds, ".docx/", ".pptx/", "map.xlsx/", "competencies.xlsx/", "resources.xlsx/", ".pf_fragment"):
        assert any(kind in name and "1.1(a)" in text for name, text in texts.items()), kind
    assert not any("<PC>" in text for text in (texts["teach/index.html"], texts["competencies/zq-2/index.html"]))


@pytest.mark.slow
def test_pages_show_published_codes_where_codes_are_shown(site: Path) -> None:
    def words(path: str, selector: str) -> list[str]:
        tree = LexborHTMLParser((site / path / "index.html").read_text("utf-8"))
        return [" ".join(node.text().split()) for node in tree.css(selector)]

    assert words("competencies/zq-2", ".statement > .number") == ["<PC> 1"]
    assert words("competencies/zq-2", "h1") == ["<PC> 1: Choose leaves"]
    assert words("competencies/zq-1", ".statement dd")[0] == "1.1(a)"
    assert "K-2.1*, Make cold tea, withdrawn: Make tea with cold water." in words("competencies/zq-1", ".statement dd")
    assert words("competencies/zq-0", "h1") == ["K-2.1*: Make cold tea (withdrawn)"]
    assert words("competencies/zq-0", ".withdrawn strong") == ["Withdrawn; now in 1.1(a)"]
    assert any(choice.startswith("<PC> 1. Choose leaves") for choice in words("teach", "option"))
    assert words("competencies", ".framework dd a")[0] == "K-2.1*"
    assert "(now in 1.1(a))" in " ".join(words("competencies", ".framework dd"))


@pytest.mark.slow
def test_data_files_and_pages_for_programs_carry_both(site: Path) -> None:
    def rows(name: str) -> list[dict[str, str]]:
        text = (site / f"downloads/3-data/{name}.csv").read_text("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    competencies, resources = rows("competencies"), rows("resources")
    assert [(row["code"], row["published_code"]) for row in competencies] == [("ZQ-1", "1.1(a)"), ("ZQ-2", "<PC> 1")]
    assert resources[1]["teaches"] == "ZQ-1; ZQ-2"
    assert resources[1]["teaches.published_code"] == "1.1(a); <PC> 1"
    whole = json.loads((site / "downloads/3-data/resources.json").read_text("utf-8"))
    assert whole["published_codes"] == CODES
    assert whole["records"][1]["teaches"] == ["ZQ-1", "ZQ-2"]
    page = LexborHTMLParser((site / "competencies/zq-2/index.html").read_text("utf-8"))
    term = json.loads(page.css_first('script[type="application/ld+json"]').text())
    assert (term["termCode"], term["alternateName"]) == ("ZQ-2", "<PC> 1")
    assert "competencies/zq-1/" in (site / "feeds/resources.xml").read_text("utf-8")


def test_the_form_and_issue_forms_show_published_codes(commons: Commons) -> None:
    assert not any(HIDDEN in text for text in form_files(issue_forms(commons)).values())
    names = SiteNames.of(commons)
    made = json.dumps(configuration(names, [], LOCAL))
    assert '"display_fields": ["competencies.*.published_code", "competencies.*.title"]' in made
    some = replace(commons, competencies=(commons.competencies[0], without(commons).competencies[1]))
    assert SiteNames.of(some) == SiteNames.of(without(commons)) == replace(names, has_published_codes=False)


def without(commons: Commons) -> Commons:
    """Return the same content without published codes."""

    def plain(records: tuple[Coded, ...]) -> tuple[Coded, ...]:
        return tuple(one.model_copy(update={"published_code": None}) for one in records)

    framework = commons.framework.model_copy(update={"withdrawn": plain(commons.framework.withdrawn)})
    return replace(commons, framework=framework, competencies=plain(commons.competencies))


@pytest.mark.slow
def test_a_workbook_keeps_every_published_code_as_text(commons: Commons) -> None:
    codes = ("1.10", "007", "1E5", "=1+1", "A · 1", "2026-11", "*", "x" * 40)
    first = commons.competencies[0]
    many = [first.model_copy(update={"code": f"Z-{n}", "published_code": code}) for n, code in enumerate(codes)]
    other = replace(commons, competencies=tuple(many), resources=(), milestones=())
    text = ToolkitText("map.md", ToolkitMeta.model_validate(meta("mapping workbook", "xlsx")), "Words.", 1)
    for name, listed in ((mapping_workbook, codes[4].replace(" · ", "·")), (data, codes[4])):
        expected = [*codes[:4], listed, *codes[5:]]
        made = next(one for one in name(other, BuildContext.of(other), text) if one.path.endswith(ENDS[name]))
        found = texts_of(made)
        assert [code for code in expected if code not in found] == []
        assert not any(isinstance(value, str) and value.startswith("Z-") for value in found)


ENDS = {mapping_workbook: "map.xlsx", data: "competencies.xlsx"}


def meta(kind: str, *formats: str) -> dict[str, object]:
    return {"title": "Map", "purpose": "To map.", "kind": kind, "formats": formats, "folder": "3-map"}


def texts_of(made: Recipe) -> list[object]:
    """Return the value of every cell of text that people see."""
    book = openpyxl.load_workbook(io.BytesIO(made.make()), read_only=True)
    seen = [sheet for sheet in book if sheet.sheet_state == "visible"]
    return [cell.value for sheet in seen for row in sheet for cell in row if cell.data_type == "s"]


def test_codes_that_differ_in_capitals_and_spaces_are_one_problem(tiny: Path) -> None:
    renamed(tiny)
    for first, second in (("PC 1", "pc1"), ("1.1(a)", "1.1 (A)"), ("\uff11", "1"), ("ZQ-2", None), (None, "zq-1")):
        project = tiny.with_name("other")
        shutil.copytree(tiny, project)
        for code, shown in zip(("ZQ-1", "ZQ-2"), (first, second), strict=True):
            line = f"    published_code: '{CODES[code]}'\n"
            edit(project / "data/competencies.yaml", (line, f'    published_code: "{shown}"\n' if shown else ""))
        with pytest.raises(ContentError) as error:
            validate(load(project), signatures())
        assert [problem.code for problem in error.value.problems] == ["duplicate-name"]
        shutil.rmtree(project)


@pytest.mark.parametrize("code", ["1.1\u200b(a)", "PC\u00ad1", "1\ufe0f", "\u2800", "a\nb", "x" * 41, "  ", "\ue000"])
def test_a_code_that_cannot_be_read_is_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        Coded(code="T-1", published_code=code)


@pytest.mark.parametrize(
    "code", ["1.1(a)", "PC 1", "EPA1/2", "§ 3.2", "K-2.1*", "<PC> 1", "1E5", "第1条", "{{ x }}", "a|b"]
)
def test_a_code_as_frameworks_publish_it_is_taken_as_it_is(code: str) -> None:
    assert Coded(code="T-1", published_code=code).shown_code == code


def test_spaces_that_word_processors_type_become_plain_ones() -> None:
    assert Coded(code="T-1", published_code="PC\u00a01").shown_code == "PC 1"


def test_a_number_without_quotes_is_refused_with_the_way_out(tiny: Path) -> None:
    renamed(tiny)
    edit(tiny / "data/competencies.yaml", ("published_code: '1.1(a)'", "published_code: 1.10"))
    with pytest.raises(ContentError, match=r'published_code: 1\.10 is not read as text; write "1\.10"'):
        validate(load(tiny), signatures())


def test_the_title_of_a_page_may_begin_with_the_published_code_of_its_competency(tiny: Path) -> None:
    renamed(tiny)
    edit(tiny / "data/competencies.yaml", ("'1.1(a)'", "'PC 2'"), ("'<PC> 1'", "'PC 1'"))
    titled = {"1": "Competency 1: Boil water", "2": "Competency 2: Choose leaves"}
    for (number, old), title in zip(titled.items(), ("PC 2: Boil water", "PC 1: Choose leaves"), strict=True):
        edit(tiny / f"docs/competencies/zq-{number}.md", (old, title))
    validate(load(tiny), signatures())
    edit(tiny / "docs/competencies/zq-1.md", ("PC 2: Boil water", "PC 1"))
    with pytest.raises(ContentError) as error:
        validate(load(tiny), signatures())
    assert {problem.code for problem in error.value.problems} == {"competency-title"}


def test_who_calls_a_competency_by_its_published_code_learns_the_other(tiny: Path) -> None:
    renamed(tiny)
    edit(tiny / "docs/competencies/zq-1.md", ('citation("ZQ-1")', 'citation("1.1(a)")'))
    with pytest.raises(ContentError, match=r'"1\.1\(a\)" is the published code of "ZQ-1"'):
        validate(load(tiny), signatures())


def test_a_withdrawn_competency_keeps_its_published_code(tiny: Path) -> None:
    renamed(tiny)
    retire(tiny, Withdrawal(("ZQ-2",), ("ZQ-1",), "2027", None, "2027-01-15"))
    commons = validate(load(tiny), signatures())
    assert commons.withdrawn["ZQ-2"].published_code == "<PC> 1"
    assert commons.withdrawn["ZQ-2"].reason == "It is part of 1.1(a) now."
    page = commons.page_at["competencies/zq-2/"]
    assert page.meta.title == "<PC> 1: Choose leaves (withdrawn)"
    assert "now in 1.1(a)" in page.meta.description


@pytest.mark.slow
def test_the_guide_names_published_codes_and_those_that_are_new(commons: Commons, tiny: Path) -> None:
    renamed(tiny)
    edit(tiny / "data/competencies.yaml", ("'1.1(a)'", "'1.2'"), ("Boil water and keep", "Boil fresh water and keep"))
    retire(tiny, Withdrawal(("ZQ-2",), ("ZQ-1",), "2027", None, "2027-01-15"))
    after = validate(load(tiny), signatures())
    made = guide(commons, after)
    assert made.codes == (("1.1(a) · Boil water", "1.2 · Boil water"),)
    assert "merges <PC> 1 into 1.2, rewords 1.2 and changes codes" in made.summary
    assert {name for name, _, _ in made.identifiers if "," not in name} == {"<PC> 1"}
    files = guide_files(commons, after)
    assert HIDDEN not in files["edition-guide.md"].decode() + files["edition-guide.html"].decode()
    assert "“1.1(a) · Boil water” is now “1.2 · Boil water”" in files["edition-guide.html"].decode()
    listed = changes(commons, after, TODAY)
    assert HIDDEN not in draft_text(listed, "2026-11-01")
    assert HIDDEN not in repr(
        [(one.title, one.detail, one.fields) for one in (*listed.resources, *listed.competencies)]
    )


def test_a_code_that_is_newly_published_changes_no_competency(commons: Commons) -> None:
    before = without(commons)
    assert {change.status for change in competency_changes(before, commons)} == {"unchanged"}
    listed = changes(before, commons, TODAY)
    assert [(one.title, one.detail) for one in listed.competencies] == [
        ("1.1(a): Boil water", "its code as published"),
        ("<PC> 1: Choose leaves", "its code as published"),
    ]
    assert listed.resources == ()


def test_no_file_has_a_place_for_codes_where_none_is_published(commons: Commons) -> None:
    plain = without(commons)
    text = ToolkitText("map.md", ToolkitMeta.model_validate(meta("data", "xlsx", "csv", "json")), "Words.", 1)
    made = [one for one in data(plain, BuildContext.of(plain), text) if not one.path.endswith(".xlsx")]
    assert not any(b"published_code" in one.make() for one in made)
