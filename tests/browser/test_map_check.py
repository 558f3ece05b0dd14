"""The page "Check your map" has the figures of the program, for the same maps and files, and keeps them to itself."""

from __future__ import annotations

import csv
import json
import random
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from curriculum_commons.mapping.change import changes
from curriculum_commons.mapping.coverage import Coverage, coverage
from curriculum_commons.mapping.framework import MapCompetency, MapFramework
from curriculum_commons.mapping.gaps import gaps
from curriculum_commons.mapping.read import Choices, Read, read_files
from curriculum_commons.model.maps import Assessment, CoverageRule, CurriculumMap, Session, Teaching
from curriculum_commons.render.maps import in_json

from . import map_files as files
from .test_every_page import AXE, axe_faults

pytestmark = pytest.mark.browser

ADDRESS = "/adopt/check-your-map/"
FRAMEWORK = MapFramework(
    edition="2024",
    competencies=(
        MapCompetency("T-1", "T-1", "Boil water", components={"boil": "Boil water", "keep": "keep it hot"}),
        MapCompetency("T-2", "T-2", "Choose leaves"),
        MapCompetency("T-3", "3.10", "Serve"),
    ),
    stages={"watch": "Watch", "make": "Make"},
)
RULES = (
    CoverageRule(),
    CoverageRule(sessions=2, hours=3, required=False),
    CoverageRule(assessed=False, level="Reinforced"),
    CoverageRule(sessions=3, hours=1.5, level="Mastered"),
)
FIGURES = """
async function figures(map, framework) {
  const { coverage, gaps } = await import('/assets/map/coverage.js')
  const of = coverage(map, framework)
  const sources = (sessions) => sessions.map((one) => one.source)
  return {
    cells: framework.competencies.flatMap(({ code }) =>
      map.phases.map((phase) => ({ ...of.cell(code, phase), sessions: sources(of.cell(code, phase).sessions) }))),
    whole: framework.competencies.map(({ code }) => of.whole[code].summary),
    totals: map.phases.map((phase) => of.totals[phase]),
    incomplete: Object.values(of.incomplete).map(sources),
    gaps: gaps(of, framework).map((gap) => [gap.code, gap.phase, gap.kind, gap.missing, gap.closes]),
  }
}
async function changed(before, after, framework) {
  const { coverage } = await import('/assets/map/coverage.js')
  const { changes } = await import('/assets/map/change.js')
  const found = changes(coverage(before, framework), coverage(after, framework), framework)
  const pair = (one) => [one.before.source, one.after.source]
  return {
    new: found.new.map((one) => one.source),
    dropped: found.dropped.map((one) => one.source),
    moved: found.moved.map(pair),
    taught: found.taught.map(pair),
    required: found.required.map(pair),
    assessed: found.assessed.map(pair),
    hours: found.hours.map((one) => [...pair(one), ...one.hours]),
    cells: found.cells.map((one) => [one.code, one.phase, ...one.hours, ...one.grades]),
  }
}
"""
COMPUTE = f"""async ({{ maps, frameworks }}) => {{
  {FIGURES}
  const all = []
  for (const [at, map] of maps.entries()) {{
    const framework = frameworks[at % frameworks.length]
    all.push([await figures(map, framework), await changed(maps[(at + 1) % maps.length], map, framework)])
  }}
  return all
}}"""
READ = f"""async ({{ contents, framework }}) => {{
  {FIGURES}
  const {{ readBook, Unreadable }} = await import('/assets/map/sheets.js')
  const {{ readMap }} = await import('/assets/map/reading.js')
  const all = {{}}
  for (const [name, content] of Object.entries(contents)) {{
    try {{
      const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0))
      const {{ map, problems }} = readMap(readBook(bytes, name), framework, name)
      const places = [...new Set(problems.map((one) => one.place))].sort()
      all[name] = {{ sessions: map.sessions, phases: map.phases, places, figures: await figures(map, framework) }}
    }} catch (error) {{
      if (!(error instanceof Unreadable)) throw error
      all[name] = {{ unreadable: true }}
    }}
  }}
  return all
}}"""

CHANGED = f"""async ({{ contents, framework }}) => {{
  {FIGURES}
  const {{ readBook }} = await import('/assets/map/sheets.js')
  const {{ readMap }} = await import('/assets/map/reading.js')
  const all = {{}}
  let before = null
  for (const [name, content] of contents) {{
    const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0))
    const {{ map }} = readMap(readBook(bytes, name), framework, name)
    if (before) all[name] = await changed(before, map, framework)
    before = map
  }}
  return all
}}"""


@pytest.fixture
def check(page: Page) -> Page:
    page.goto(ADDRESS)
    return page


# ---- Figures of maps ----


def made_up_map(chance: random.Random) -> CurriculumMap:
    phases = files.PHASES[: chance.randint(1, 3)]
    number = chance.choice((0, 1, 3, 12, 40))
    sessions = tuple(made_up_session(chance, phases, at) for at in range(number))
    return CurriculumMap(school="A school", year="2026–27", edition="2024", phases=phases, sessions=sessions)


def made_up_session(chance: random.Random, phases: tuple[str, ...], number: int) -> Session:
    codes = chance.sample(("T-1", "T-2", "T-3", "T-99"), chance.randint(1, 3))
    own = chance.random() < 0.2
    methods = (*FRAMEWORK.lists.assessment_codes[:2], "Tasting")
    return Session(
        title=chance.choice((f"Session {chance.randint(1, 9)}", f"SESSION  {chance.randint(1, 9)}")),
        course=chance.choice((None, "Pots", "POTS ")),
        phase=chance.choice((*phases, *phases, "Elsewhere")),
        stage=chance.choice((None, *FRAMEWORK.stages)),
        requirement=chance.choice(("required", "required", "elective", None)),
        hours=chance.choice((None, 0.0, 0.1, 0.5, 1.0, 1.333333, 2.25)),
        assessments=tuple(Assessment(method=one) for one in chance.sample(methods, chance.randint(0, 2))),
        teaches=tuple(
            Teaching(
                competency=code,
                level=chance.choice((*FRAMEWORK.lists.levels, None)),
                hours=chance.choice((0.0, 0.75)) if own else None,
            )
            for code in codes
        ),
        source=f"Sessions!{number + 5}",
    )


def figures(of: Coverage) -> dict[str, Any]:
    """Return what the scripts return of a map."""
    incomplete = of.incomplete
    lists = (incomplete.not_counted, incomplete.no_hours, incomplete.no_requirement, incomplete.unknown_assessment)
    return {
        "cells": [
            {
                "sessions": [session.source for session in cell.sessions],
                **{name: getattr(cell, name) for name in ("required", "timed", "tested", "qualifying", "assessed")},
                "requiredHours": cell.required_hours,
                "electiveHours": cell.elective_hours,
                "otherHours": cell.other_hours,
                "hours": cell.hours,
                "qualifyingHours": cell.qualifying_hours,
                "levels": list(cell.levels),
                "stages": list(cell.stages),
                "grade": str(cell.grade),
            }
            for cell in of.cells.values()
        ],
        "whole": [whole.summary for whole in of.whole.values()],
        "totals": [
            {
                "sessions": total.sessions,
                "requiredHours": total.required_hours,
                "electiveHours": total.elective_hours,
                "otherHours": total.other_hours,
                "hours": total.hours,
            }
            for total in of.totals.values()
        ],
        "incomplete": [[session.source for session in sessions] for sessions in lists],
        "gaps": [[gap.code, gap.phase, str(gap.kind), gap.missing, gap.closes] for gap in gaps(of)],
    }


def changed(before: CurriculumMap, after: CurriculumMap, framework: MapFramework) -> dict[str, Any]:
    found = changes(before, after, framework)
    return {
        "new": [one.source for one in found.new],
        "dropped": [one.source for one in found.dropped],
        "moved": [[one.before.source, one.after.source] for one in found.moved],
        "taught": [[one.before.source, one.after.source] for one in found.taught],
        "required": [[one.before.source, one.after.source] for one in found.required],
        "assessed": [[one.before.source, one.after.source] for one in found.assessed],
        "hours": [[one.before.source, one.after.source, one.hours_before, one.hours_after] for one in found.hours],
        "cells": [
            [
                *place,
                one.hours_before,
                one.hours_after,
                one.grade_before and str(one.grade_before),
                one.grade_after and str(one.grade_after),
            ]
            for place, one in found.cells.items()
        ],
    }


def test_coverage_gaps_and_changes_are_those_of_the_program(check: Page) -> None:
    chance = random.Random(14)
    maps = [made_up_map(chance) for _ in range(120)]
    frameworks = [replace(FRAMEWORK, rule=rule) for rule in RULES]
    shown = {
        "maps": [one.model_dump(mode="json") for one in maps],
        "frameworks": json.loads(json.dumps([in_json(one) for one in frameworks])),
    }
    for at, found in enumerate(check.evaluate(COMPUTE, shown)):
        framework, before = frameworks[at % len(frameworks)], maps[(at + 1) % len(maps)]
        assert found[0] == figures(coverage(maps[at], framework))
        assert found[1] == changed(before, maps[at], framework)


# ---- Files ----


def made_up_files(seeds: range) -> Iterator[tuple[str, bytes]]:
    for seed in seeds:
        chance = random.Random(seed)
        sloppiness, pairs = chance.choice((0, 0.1, 0.4)), seed % 4 == 3
        made = files.rows(chance, chance.choice((0, 3, 25)), sloppiness, pairs=pairs)
        headers = files.PAIRS if pairs else files.HEADERS
        if seed % 3 == 2:
            yield f"{seed}.csv", files.table(chance, made, headers)
        else:
            yield f"{seed}.xlsx", files.workbook(chance, made, headers, named=not pairs and seed % 2 == 0)
    good = files.workbook(chance, files.rows(chance, 20, 0, pairs=False), files.HEADERS, named=False)
    yield "good.xlsx", good
    yield from files.damaged(good)
    yield from files.unusual(good)


def one_read(name: str, content: bytes, folder: Path) -> Read:
    file = folder / name
    file.write_bytes(content)
    (read,) = read_files([file], FRAMEWORK, Choices(school="A school", year="2026"))
    return read


def as_the_program_reads(name: str, content: bytes, folder: Path) -> dict[str, Any]:
    read = one_read(name, content, folder)
    if read.map is None:
        return {"unreadable": True}
    sessions = [one.model_dump(mode="json") for one in read.map.sessions]
    places = {place for one in read.problems for place in (one.message.partition(": ")[0], *one.places)}
    of = figures(coverage(read.map, FRAMEWORK))
    return {"sessions": sessions, "phases": list(read.map.phases), "figures": of, "places": sorted(places)}


def test_files_are_read_as_the_program_reads_them(check: Page, tmp_path: Path) -> None:
    contents = dict(made_up_files(range(40)))
    coded = {name: b64encode(content).decode() for name, content in contents.items()}
    found = check.evaluate(READ, {"contents": coded, "framework": json.loads(json.dumps(in_json(FRAMEWORK)))})
    assert found.pop("bomb.xlsx") == {"unreadable": True}  # which the program, with more memory, reads but for its row
    for name in found:
        wanted = as_the_program_reads(name, contents[name], tmp_path)
        assert {key: found[name].get(key) for key in wanted} == wanted, name


def test_two_years_in_files_have_the_changes_that_the_program_finds(check: Page, tmp_path: Path) -> None:
    contents = dict(two_years_of(range(12)))
    coded = [[name, b64encode(content).decode()] for name, content in contents.items()]
    shown = {"contents": coded, "framework": json.loads(json.dumps(in_json(FRAMEWORK)))}
    found = check.evaluate(CHANGED, shown)
    seen = set[str]()
    for before, after in pairwise(contents):
        first, second = (one_read(name, contents[name], tmp_path).map for name in (before, after))
        assert first
        assert second
        wanted = changed(first, second, FRAMEWORK)
        assert found[after] == wanted, (before, after)
        seen |= {kind for kind, some in wanted.items() if some}
    assert seen == {"new", "dropped", "moved", "taught", "required", "assessed", "hours", "cells"}


def two_years_of(seeds: range) -> Iterator[tuple[str, bytes]]:
    """Yield files of which each has most rows of the one before, in another form: workbook, workbook before or csv."""
    chance = random.Random(3)
    rows = {pairs: files.rows(chance, 24, 0, pairs=pairs) for pairs in (True, False)}
    for seed in seeds:
        pairs = seed % 6 in {2, 3}
        made = [dict(row) for row in rows[pairs] if chance.random() < 0.9]
        for row in (row for row in made if row and chance.random() < 0.3):
            row["requirement"] = chance.choice(("Required", "Elective"))
            for field in ("competency", "assessment", "competency_1", "assessment_1"):
                row |= {field: chance.choice(files.TIDY[field.partition("_")[0]])} if field in row else {}
            row["phase"], row["hours"] = chance.choice(files.PHASES), chance.choice((0.5, 1, 3))
            row["title"] = chance.choice((row["title"], f"{row['title']} ".upper(), f"New {seed}"))
        headers = files.PAIRS if pairs else files.HEADERS
        if seed % 2:
            yield f"{seed}.csv", files.table(chance, made, headers)
        else:
            yield f"{seed}.xlsx", files.workbook(chance, made, headers, named=not pairs)


# ---- The page ----


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Workbooks of two years, for the framework of the site."""
    folder = tmp_path_factory.mktemp("maps")
    for at, year in enumerate(("2025-26", "2026-27")):
        made = files.rows(random.Random(at), 12, 0.2, pairs=False)
        book = load_workbook(BytesIO(files.workbook(random.Random(at), made, files.HEADERS, named=False)))
        book["School"]["B5"] = year
        (folder / f"{year}.xlsx").write_bytes(files.saved(book))
    return sorted(folder.iterdir())


def test_a_made_up_school_shows_what_comes_out_and_is_named_so(check: Page) -> None:
    check.get_by_role("button", name="Show a made-up school").click()
    expect(check.get_by_role("heading", level=2, name="Coverage: Example School (made up)")).to_be_visible()
    expect(check.get_by_role("status")).to_contain_text("gaps in all")
    assert {"● Full", "◐ Partial", "○ None"} <= set(check.locator(".grade b").all_text_contents())


def test_several_files_are_side_by_side_and_their_change_can_be_seen(check: Page, two_years: list[Path]) -> None:
    check.get_by_label("Filled mapping workbooks").set_input_files(two_years)
    expect(check.get_by_role("status")).to_contain_text("2026-27.xlsx")
    expect(check.get_by_role("columnheader", name="File")).to_be_visible()
    check.get_by_role("radio", name="What has changed").check()
    expect(check.get_by_role("columnheader", name="A school · 2025–26")).to_be_visible()
    expect(check.get_by_role("status")).to_contain_text("2025–26 → A school · 2026–27")


def test_what_is_shown_is_in_the_address_and_the_files_are_not(check: Page, two_years: list[Path]) -> None:
    check.get_by_label("Filled mapping workbooks").set_input_files(two_years)
    check.get_by_role("radio", name="What is missing").check()
    check.get_by_label("Of").select_option(label="A school · 2026–27")
    check.get_by_label("Only what is missing").check()
    assert check.url.endswith("#show=missing&of=2&only=missing")
    address = check.url
    check.goto("about:blank")
    check.goto(address)
    assert check.locator(".map-result").text_content() == ""
    check.get_by_label("Filled mapping workbooks").set_input_files(two_years)
    expect(check.get_by_role("heading", level=2, name="What is missing: A school · 2026–27")).to_be_visible()


def test_nothing_of_a_file_leaves_the_page_or_is_run(check: Page, tmp_path: Path) -> None:
    asked: list[str] = []
    check.on("request", lambda request: asked.append(request.url))
    check.on("dialog", lambda dialog: asked.append(dialog.message))
    headers = "Session title,Course,Phase,Required or elective,Hours,Competency 1"
    sloppy = tmp_path / "<img src=x onerror=alert(1)>.csv"
    sloppy.write_text(f"{headers}\n=HYPERLINK(),<t onload=alert(1)>,Night,Required,1,T-1\n,,Night,,,T-1\n", "utf-8")
    check.get_by_label("Filled mapping workbooks").set_input_files(sloppy)
    expect(check.get_by_role("status")).to_contain_text("2 rows read, 1 left out")
    check.get_by_role("radio", name="Sessions").check()
    expect(check.get_by_role("cell", name="<t onload=alert(1)>")).to_be_visible()
    assert [one for one in asked if not one.endswith("/favicon.svg")] == []  # which an address that changes asks for
    assert check.evaluate("fetch('/').then(() => 'sent', () => 'kept')") == "kept"


def test_a_file_that_cannot_be_read_is_one_sentence(check: Page, tmp_path: Path) -> None:
    file = tmp_path / "inventory.xml"
    file.write_text("<CurriculumInventory/>", "utf-8")
    check.get_by_label("Filled mapping workbooks").set_input_files(file)
    expect(check.get_by_role("status")).to_contain_text("inventory.xml could not be read")
    expect(check.get_by_role("status")).to_contain_text("commons map read")


def test_saved_files_have_what_is_shown(check: Page, two_years: list[Path], tmp_path: Path) -> None:
    check.get_by_label("Filled mapping workbooks").set_input_files(two_years)
    expect(check.get_by_role("status")).to_contain_text("2026-27.xlsx")
    for name in ("web page", "workbook", "table"):
        with check.expect_download() as download:
            check.get_by_role("button", name=f"Save as {name}").click()
        download.value.save_as(tmp_path / download.value.suggested_filename)
    book = load_workbook(tmp_path / "curriculum-map.xlsx")
    assert book.sheetnames == ["Coverage", "What is missing", "Sessions", "What has changed"]
    rows = [[str(cell.value or "") for cell in row] for row in book["Coverage"]]
    table = (tmp_path / "curriculum-map.csv").read_text("utf-8-sig")
    assert [row[:7] for row in csv.reader(table.splitlines())] == [row[:7] for row in rows]
    assert len(rows) == 1 + 2 * 2 * 3
    assert "● Full" in (tmp_path / "curriculum-map.html").read_text("utf-8")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_in_what_is_shown(
    check: Page, two_years: list[Path], width: int, scheme: Literal["light", "dark"]
) -> None:
    check.set_viewport_size({"width": width, "height": 900})
    check.emulate_media(color_scheme=scheme)
    check.get_by_label("Filled mapping workbooks").set_input_files(two_years)
    check.evaluate(AXE.read_text("utf-8"))
    for shown in ("Coverage", "What is missing", "Sessions", "What has changed"):
        check.get_by_role("radio", name=shown).check()
        assert axe_faults(check) == []
    assert check.evaluate("document.documentElement.scrollWidth") == width


def test_it_can_be_used_from_the_keyboard(check: Page) -> None:
    check.get_by_role("button", name="Show a made-up school").press("Enter")
    check.get_by_role("radio", name="Coverage").press("ArrowRight")
    expect(check.get_by_role("heading", level=2, name="What is missing")).to_be_visible()
    check.get_by_role("radio", name="What is missing").press("ArrowLeft")
    details = check.locator(".grade details").first
    details.locator("summary").press("Enter")
    expect(details.locator("li").first).to_contain_text("Workshop 1")


def test_without_scripts_the_page_describes_what_to_do_instead(chromium: Browser, origin: str) -> None:
    context = chromium.new_context(base_url=origin, java_script_enabled=False)
    page = context.new_page()
    page.goto(ADDRESS)
    expect(page.get_by_text("Your browser runs no scripts here")).to_be_visible()
    expect(page.locator(".map-check")).to_be_hidden()
    context.close()
