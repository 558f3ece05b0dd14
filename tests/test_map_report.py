"""A report on curriculum maps has the same figures in each format, and names neither schools nor sessions of others."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import docx
import html5lib
import openpyxl
import pytest
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.content.load import load
from curriculum_commons.documents import unpacked
from curriculum_commons.documents.inspection import inspect_path
from curriculum_commons.documents.map_report import report_files
from curriculum_commons.documents.map_report.compose import compose
from curriculum_commons.mapping.map_file import written
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.maps import Assessment, CurriculumMap, MapSource, Session, Teaching
from curriculum_commons.render import signatures
from curriculum_commons.validation.validate import validate

pytestmark = pytest.mark.slow  # documents are made and read

Run = Callable[..., subprocess.CompletedProcess[str]]
FORMULA = '=HYPERLINK("https://evil.example","Tea")'
HARD = "Cups & < 3 spoons | *stirred*"


@pytest.fixture(scope="module")
def commons(root: Path) -> Commons:
    return validate(load(root / "tests/tiny"), signatures())


def teaching(code: str, level: str | None = None) -> Teaching:
    return Teaching(competency=code, level=level)


FIRST = Session(
    title=FORMULA,
    course="@Tea 101",
    phase="Early",
    stage="make",
    requirement="required",
    hours=4,
    methods=("IM013",),
    assessments=(Assessment(method="AM001", purpose="formative"),),
    teaches=(teaching("T-1", "Introduced"), Teaching(competency="T-2")),
    source="Sessions!5",
)
SECOND = Session(
    title=HARD,
    phase="Late",
    requirement="elective",
    hours=1.5,
    teaches=(teaching("T-1", "Mastered"),),
    source="Sessions!6",
)


def a_map(*sessions: Session, school: str = "Tea School", year: str = "2026–27", **more: object) -> CurriculumMap:
    values = {"edition": "2024", "phases": ("Early", "Late"), "sources": (MapSource(file="map.xlsx", sha256="0" * 64),)}
    return CurriculumMap(school=school, year=year, sessions=sessions, **{**values, **more})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def files(commons: Commons) -> dict[str, bytes]:
    return dict(report_files(compose([a_map(FIRST, SECOND)], commons), commons))


def rows_of(html: bytes, name: str) -> list[list[str]]:
    tree = LexborHTMLParser(html.decode())
    rows = tree.css(f"table.{name} tr")
    return [[" ".join(cell.text(separator=" ").split()) for cell in row.css("th, td")] for row in rows]


MATRIX = [
    ["Competency", "Early", "Late", "All phases"],
    [
        "T-1 Boil water",
        "● Full 1 session: 1 required, 1 assessed 2 h required Introduced 1",
        "◐ Partial 1 session: 0 required, 0 assessed 0 h required + 1.5 h elective Mastered 1",
        "Full in 1 of 2 phases",
    ],
    [
        "T-2 Choose leaves",
        "● Full 1 session: 1 required, 1 assessed 2 h required",
        "○ None",
        "Full in 1 of 2 phases; none in 1: Late",
    ],
    [
        "All sessions, each once",
        "1 session: 1 required, 1 assessed; 4 h required",
        "1 session: 0 required, 0 assessed; 0 h required + 1.5 h elective",
        "",
    ],
]


def test_the_page_begins_with_verdict_matrix_and_rule(files: dict[str, bytes]) -> None:
    page = files["map-report.html"]
    assert rows_of(page, "coverage") == MATRIX
    tree = LexborHTMLParser(page.decode())
    assert [one.text() for one in tree.css(".verdict strong")] == [
        "Of 2 competencies, none is covered in full in every phase, 2 in some phases only and none is left out.",
        "1 of 2 sessions is required and 1 is assessed; the thinnest that is taught is T-2 Choose leaves, "
        "with 2 required hours in all phases.",
        "First: T-2 Choose leaves, Late: Plan a required session with hours above 0 that is assessed in this phase.",
    ]
    text = tree.text()
    assert "Full ●: at least one required session with hours above 0 that is assessed." in text
    assert text.index("Full ●: at least") < text.index("What to do first")
    grades = [one.attributes.get("class") for one in tree.css("table.coverage tbody td")]
    assert grades == ["full", "partial", None, "full", "none", None, None, None, None]


def test_the_page_is_valid_and_loads_and_runs_nothing(files: dict[str, bytes]) -> None:
    page = files["map-report.html"].decode()
    html5lib.HTMLParser(strict=True).parse(page)
    tree = LexborHTMLParser(page)
    assert not tree.css("script, link, img, iframe, [style], [onclick]")
    policy = tree.css_first("meta[http-equiv]").attributes["content"] or ""
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "&lt; 3 spoons" in page


TERMS = tuple(f"Term {number}" for number in range(1, 9))


@pytest.fixture(scope="module")
def many_phases(commons: Commons) -> str:
    """A report in Markdown on a school of eight terms, of which one has sessions."""
    first = FIRST.model_copy(update={"phase": "Term 2", "source": "12"})
    only = a_map(first, SECOND.model_copy(update={"phase": "Term 2"}), phases=TERMS)
    return dict(report_files(compose([only], commons), commons, ["md"]))["map-report.md"].decode()


def test_the_same_gap_in_several_phases_is_one_of_the_thinnest_competency_first(many_phases: str) -> None:
    first, second = many_phases.partition("### No session in a phase (14)")[2].split("\n2. ")[:2]
    phases = "Term 1, Term 3, Term 4, Term 5, Term 6, Term 7 and Term 8"
    assert f"**T-1 Boil water · {phases}**" in first  # both are as thin, and the framework has it first
    assert "No session in these phases." in first
    assert "To close it: Plan a required session with hours above 0 that is assessed in each of these phases." in first
    assert f"**T-2 Choose leaves · {phases}**" in second
    assert "First: T-1 Boil water, in 7 of 8 phases: Plan a required session" in many_phases


def test_the_thinnest_competency_comes_first(commons: Commons) -> None:
    fewer = FIRST.model_copy(update={"teaches": (teaching("T-1"), teaching("T-2")), "phase": "Term 1"})
    more = FIRST.model_copy(update={"teaches": (teaching("T-1"),), "phase": "Term 2"})
    report = compose([a_map(fewer, more, phases=TERMS)], commons)
    assert report.verdict[2].startswith("First: T-2 Choose leaves, in 7 of 8 phases:")
    gaps = next(one for one in report.data if one.name == "gaps")
    assert [row[:2] for row in gaps.rows if row[4] == "no session"] == [(1, "T-2")] * 7 + [(2, "T-1")] * 6


def test_a_table_of_many_phases_is_in_parts_on_paper_and_rows_are_named(many_phases: str) -> None:
    assert "**Competencies by phase: Term 1 to Term 4**" in many_phases
    assert "**Competencies by phase: Term 5 to All phases**" in many_phases
    assert "Full in 1 of 8 phases; none in 7 |" in many_phases
    assert "| row 12 |" in many_phases


def test_what_is_perhaps_a_new_name_is_named(commons: Commons) -> None:
    before = a_map(FIRST.model_copy(update={"title": "Tea for the sick"}), year="2025–26")
    after = a_map(FIRST.model_copy(update={"title": "Tea for a sick friend"}), SECOND)
    text = dict(report_files(compose([before, after], commons), commons, ["md"]))["map-report.md"].decode()
    assert 'Perhaps a new name of "Tea for the sick"' in text
    assert text.count("Perhaps a new name") == 1


def test_hours_of_competencies_that_are_not_those_of_the_session_are_named(commons: Commons) -> None:
    parted = FIRST.model_copy(update={"teaches": (Teaching(competency="T-1", hours=1.5),)})
    text = dict(report_files(compose([a_map(parted, SECOND)], commons), commons, ["md"]))["map-report.md"].decode()
    assert "1 of 2 sessions have hours for each competency, which together are not those of the session" in text


def test_a_table_that_is_too_long_for_a_document_names_where_it_is(
    commons: Commons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curriculum_commons.documents.map_report.one_school.LONGEST_TABLE", 1)
    text = dict(report_files(compose([a_map(FIRST, SECOND)], commons), commons, ["md"]))["map-report.md"].decode()
    assert (
        "T-2 Choose leaves: 1 session. That is too long for a document: it is in map-report.html, on the sheet "
        "Sessions of map-report.xlsx, and in map-report-sessions.csv."
    ) in text


def test_gaps_are_in_words_with_what_would_close_them_and_resources(files: dict[str, bytes]) -> None:
    text = files["map-report.md"].decode()
    first, *_ = text.partition("## What to do first")[2].partition("##")[2].split("\n2. ")
    assert "**T-2 Choose leaves · Late**" in first
    assert "No session in this phase." in first
    assert "To close it: Plan a required session with hours above 0 that is assessed in this phase." in first
    assert "Could help: [Leaves: a guide](https://leaf.example/guide?edition=2#start) (Guide, Make)" in first
    assert "## What is not covered at all\n\nEvery competency is taught in at least one session." in text
    skipped = text.partition("## Skipped stages")[2]
    assert (
        '- **T-1 Boil water**\\\n  No session for the stage "Watch", though there is one for a later stage.' in skipped
    )


def test_each_session_leads_to_its_assessment_and_its_source(files: dict[str, bytes]) -> None:
    rows = rows_of(files["map-report.html"], "sessions")
    assert rows[1] == [
        *(f"{FORMULA} (@Tea 101)", "Early, Make", "required, 2 h", "Introduced", "Lecture"),
        *("Clinical Documentation Review (formative)", "Sessions!5"),
    ]
    assert [row[-1] for row in rows[1:] if row[0] != "Session"] == ["Sessions!5", "Sessions!6", "Sessions!5"]


def test_the_document_has_the_same_matrix(files: dict[str, bytes], tmp_path: Path) -> None:
    tables = docx.Document(BytesIO(files["map-report.docx"])).tables
    shown = [[cell.text for cell in row.cells] for row in tables[0].rows]
    assert shown[1] == [
        "T-1 Boil water",
        "Full ●; 1 session: 1 required, 1 assessed; 2 h required; Introduced 1",
        "Partial ◐; 1 session: 0 required, 0 assessed; 0 h required + 1.5 h elective; Mastered 1",
        "Full in 1 of 2 phases",
    ]
    assert shown[2][2] == "None ○"
    assert shown[3] == MATRIX[3]
    (tmp_path / "report.docx").write_bytes(files["map-report.docx"])
    assert [str(fault) for fault in inspect_path(tmp_path / "report.docx") if not fault.note] == []


def test_the_workbook_has_numbers_as_numbers_and_titles_as_text(files: dict[str, bytes], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(files["map-report.xlsx"]))
    assert book.sheetnames == ["Summary", "Matrix", "Coverage", "Phases", "Gaps", "Sessions", "Other-frameworks"]
    head, *rows = book["Coverage"].iter_rows(min_row=4, values_only=True)
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [
        (one["Code"], one["Phase"], one["Grade"], one["Required hours"], one["Elective hours"]) for one in found
    ] == [
        ("T-1", "Early", "● Full", 2, 0),
        ("T-1", "Late", "◐ Partial", 0, 1.5),
        ("T-2", "Early", "● Full", 2, 0),
        ("T-2", "Late", "○ None", 0, 0),
    ]
    titles = [cell for row in book["Sessions"].iter_rows() for cell in row if cell.value in {FORMULA, "@Tea 101"}]
    assert {cell.data_type for cell in titles} == {"s"}
    (tmp_path / "report.xlsx").write_bytes(files["map-report.xlsx"])
    assert [str(fault) for fault in inspect_path(tmp_path / "report.xlsx") if not fault.note] == []


def test_csv_has_the_same_figures_and_no_formulas(files: dict[str, bytes]) -> None:
    def rows(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(files[f"map-report-{name}.csv"].decode("utf-8-sig"))))

    assert [(one["Grade"], one["Required hours"], one["Level: Introduced"]) for one in rows("coverage")] == [
        *(("full", "2", "1"), ("partial", "0", "0"), ("full", "2", "0"), ("none", "0", "0"))
    ]
    assert [(one["Session"], one["Course"], one["Hours on the competency"]) for one in rows("sessions")] == [
        (f"'{FORMULA}", "'@Tea 101", "2"),
        (HARD, "", "1.5"),
        (f"'{FORMULA}", "'@Tea 101", "2"),
    ]
    assert [one["Sessions"] for one in rows("phases")] == ["1", "1"]


def test_the_same_content_gives_the_same_bytes(commons: Commons, files: dict[str, bytes]) -> None:
    assert dict(report_files(compose([a_map(FIRST, SECOND)], commons), commons)) == files


def test_words_of_the_site_are_used(commons: Commons) -> None:
    terms = commons.terms.model_copy(update={"competency": "outcome", "competencies": "outcomes", "stages": "levels"})
    worded = replace(commons, site=commons.site.model_copy(update={"terms": terms}))
    page = dict(report_files(compose([a_map(FIRST)], worded), worded, ["html"]))["map-report.html"].decode()
    assert "Of 2 outcomes" in page
    assert "competenc" not in page.replace(commons.framework.title, "").replace("Competencies in making tea", "")


def test_years_are_compared(commons: Commons) -> None:
    moved = SECOND.model_copy(update={"phase": "Early", "hours": 2.0})
    new = Session(title="New", phase="Late", requirement="required", hours=1, teaches=(teaching("T-2"),))
    report = compose([a_map(FIRST, moved, new), a_map(FIRST, SECOND, year="2025–26")], commons)
    assert report.title == "Tea School: curriculum map 2026–27"
    assert dict(report.facts)["Since 2025–26"] == (
        "1 session new, 0 dropped, 1 in another phase, 1 with other hours; 1 grade higher, 1 lower; "
        "required hours 4, then 5."
    )
    (table,) = [one for one in report.tables if one.name == "change"]
    assert table.rows == (
        ("T-1 Boil water", "Early", "Full ●", "Full ●", "2", "4", "+2"),
        ("T-1 Boil water", "Late", "Partial ◐", "None ○", "1.5", "0", "−1.5"),
        ("T-2 Choose leaves", "Late", "None ○", "Partial ◐", "0", "1", "+1"),
    )
    changed = next(one for one in report.data if one.name == "change-sessions")
    assert [row[2:4] + row[6:8] for row in changed.rows] == [
        ("new", "New", "", ""),
        ("phase", HARD, "Late", "Early"),
        ("hours", HARD, 1.5, 2.0),
    ]


def test_raters_are_compared(commons: Commons) -> None:
    other = FIRST.model_copy(update={"teaches": (teaching("T-1", "Mastered"),)})
    maps = [a_map(FIRST, SECOND, rater="A"), a_map(other, SECOND, rater="B")]
    third = SECOND.model_copy(update={"title": "Third"})
    names = [one.name for one in compose([*maps, a_map(third, rater="C")], commons).sections]
    assert len(names) == len(set(names))
    section = next(one for one in compose(maps, commons).sections if one.name == "raters-1")
    words = [block.words for block in section.blocks if block.kind == "text"]  # type: ignore[union-attr]
    # A: 3 of 4 taught, B: 2 of 4, so that (3 * 2 + 1 * 2) / 16 agree by chance.
    assert words[0] == "Whether each session teaches each competency: 3 of 4 the same, 75.0 percent; kappa 0.50."
    assert words[1] == "Levels, where both name one: 1 of 2 the same, 50.0 percent; kappa 0.00."
    (table,) = [block for block in section.blocks if block.kind == "table"]
    assert table.rows == (  # type: ignore[union-attr]
        (FORMULA, "T-1 Boil water", "Introduced", "Mastered", "Early", "Sessions!5"),
        (FORMULA, "T-2 Choose leaves", "taught", "not taught", "Early", "Sessions!5"),
    )


def everything(files: dict[str, bytes]) -> str:
    """Return the text of all files, those within office files too."""
    parts = [content for name, content in files.items() if not name.endswith(("docx", "xlsx"))]
    parts += [
        part for name, file in files.items() if name.endswith(("docx", "xlsx")) for part in unpacked(file).values()
    ]
    return "\n".join(part.decode("utf-8", "replace") for part in parts)


def schools(*names: str, shared: str = "") -> list[CurriculumMap]:
    return [a_map(FIRST, SECOND, school=one, share=one == shared, rater="Ater") for one in names]


def test_schools_are_anonymous_unless_they_share_and_two_are_never_averaged(commons: Commons) -> None:
    files = dict(
        report_files(compose(schools("Oolong College", "Matcha Academy", shared="Matcha Academy"), commons), commons)
    )
    text = everything(files)
    assert "School A" in text
    assert "Matcha Academy" in text
    for secret in ("Oolong", "101", "HYPERLINK", "spoons", "Sessions!5", "map.xlsx", "Ater", "Early", "Late"):
        assert secret not in text, secret
    assert "no year has maps of 3 schools, and fewer are never averaged" in text
    assert "map-report-averages.csv" not in files


def test_three_schools_are_averaged(commons: Commons) -> None:
    report = compose([*schools("A1", "B1"), a_map(school="C1")], commons)
    (table,) = [one for one in report.data if one.name == "averages"]
    assert table.rows[0] == ("2026–27", "T-1", "Boil water", 3, pytest.approx(4 / 3), pytest.approx(7 / 3), 0, 1)
    assert [
        row[0] for row in rows_of(dict(report_files(report, commons, ["html"]))["map-report.html"], "averages")
    ] == [*("Competency", "T-1 Boil water", "T-2 Choose leaves")]


@cache
def _maps() -> dict[str, str]:
    return {
        "tea-school-2026-27.yaml": written(a_map(FIRST, SECOND)),
        "oolong-2026-27.yaml": written(a_map(FIRST, school="Oolong College")),
    }


@pytest.fixture
def project(tiny: Path) -> Path:
    shutil.rmtree(tiny / "data/maps", ignore_errors=True)
    (tiny / "data/maps").mkdir()
    for name, text in _maps().items():
        (tiny / "data/maps" / name).write_text(text, "utf-8")
    return tiny


@pytest.mark.parametrize("name", ["Tea School", "tea-school", "data/maps/tea-school-2026-27.yaml"])
def test_a_school_is_found_by_name_and_a_file_by_path(run: Run, project: Path, name: str) -> None:
    named = project / name if name.endswith("yaml") else name
    done = run("map", "report", named, "--out", project / "out", "--format", "csv", "--root", project)
    assert (done.returncode, done.stderr) == (0, "")
    assert (project / "out/map-report-coverage.csv").is_file()
    assert not (project / "out/map-report.html").exists()
    assert "Of 2 competencies" in done.stdout


def test_a_school_without_maps_is_one_sentence(run: Run, project: Path) -> None:
    done = run("map", "report", "Tee School", "--out", project / "out", "--root", project)
    assert (done.returncode, done.stderr) == (
        2,
        'commons: data/maps/ has no map of "Tee School"; did you mean "Tea School"?\n',
    )


def test_without_a_name_all_maps_are_compared(run: Run, project: Path) -> None:
    done = run("map", "report", "--out", project / "out", "--format", "md", "--root", project)
    assert done.returncode == 0
    assert "# 2 schools side by side, 2026–27" in (project / "out/map-report.md").read_text("utf-8")


def test_a_table_is_read_and_what_is_wrong_in_it_is_named(run: Run, project: Path) -> None:
    head = "Session title,Phase,Required or elective,Hours,Competency 1,Assessment 1"
    table = f'{head}\nTea,Early,Required,2,T-1,AM001\nPot,Late,Elective,"1,5",T-2,\nBad,Late,Elective,1,T-9,\n'
    (project / "sessions.csv").write_text(table, "utf-8")
    done = run(
        *("map", "report", project / "sessions.csv", "--out", project / "out", "--format", "md", "--root", project),
        *("--school", "Tea School", "--year", "2026-27"),
    )
    assert done.returncode == 1
    assert "T-9" in done.stderr
    text = (project / "out/map-report.md").read_text("utf-8")
    assert "**Full** ●; 1 session: 1 required, 1 assessed; 2 h required" in text
