"""The framework for learning management systems, surveys and spreadsheets, by the rules of each importer."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum_commons.build.project import open_commons
from curriculum_commons.interchange.canvas import canvas
from curriculum_commons.interchange.csv_table import cut
from curriculum_commons.interchange.framework_csv import framework_csv
from curriculum_commons.interchange.framework_markdown import framework_markdown
from curriculum_commons.interchange.llms import llms_txt
from curriculum_commons.interchange.moodle import moodle
from curriculum_commons.interchange.opencase import opencase
from curriculum_commons.interchange.opensalt import opensalt_csv, opensalt_xlsx
from curriculum_commons.interchange.redcap import redcap
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.records import Competency, Component, Domain
from curriculum_commons.starter.read import import_table

TINY = open_commons(Path("tests/tiny"))
TEXTS = st.sampled_from(
    (
        *("Boil water", "=1+1", "+1", "-1 degree", "@home", "Say \"no\", or 'maybe'; then go", "a|b and <t> & [x]"),
        *("# Pour", "é" * 300, "Ask, " * 90, "聞き取りと説明を行う" * 30, "1.10", "Two words", "'quoted' words"),
    )
)
STATEMENTS = TEXTS.map(lambda text: " ".join((text, "and more " * 60)).replace("  ", " ").strip())
"""Longer than any title, as the import of a table expects."""
CODES = st.lists(st.sampled_from(("1.1", "1.10", "1", "A-1", "b", "x" * 40)), min_size=1, unique=True)


@st.composite
def frameworks(draw: st.DrawFn) -> Commons:
    """A framework with names that mean something to an importer, domains without competencies, and long texts."""

    def uuid(name: str) -> str:
        return str(uuid5(NAMESPACE_URL, name))

    names = draw(st.lists(st.sampled_from(("b", "c-1", "water")), min_size=1, unique=True))
    domains = tuple(
        Domain(id=name, uuid=uuid(f"domain {name}"), name=draw(TEXTS), summary=draw(st.none() | STATEMENTS))
        for name in names
    )
    competencies = tuple(
        Competency(
            code=code,
            uuid=uuid(f"competency {code}"),
            domain=draw(st.sampled_from(names)),
            title=draw(TEXTS),
            statement=draw(STATEMENTS),
            gloss=draw(st.none() | TEXTS),
            keywords=tuple(draw(st.lists(st.sampled_from(("tea", "hot water", "a, b")), unique=True))),
            components=tuple(
                Component(id=f"part-{at}-{part}", uuid=uuid(f"part {at} {part}"), text=draw(TEXTS))
                for part in range(draw(st.integers(0, 2)))
            ),
        )
        for at, code in enumerate(draw(CODES))
    )
    order = {name: at for at, name in enumerate(names)}
    return replace(TINY, domains=domains, competencies=tuple(sorted(competencies, key=lambda one: order[one.domain])))


few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rows(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), strict=True))


def named(made: bytes) -> list[dict[str, str]]:
    header, *body = rows(made)
    assert {len(row) for row in body} == {len(header)}
    return [dict(zip(header, row, strict=True)) for row in body]


@given(frameworks())
@few
def test_canvas_takes_every_row(commons: Commons) -> None:
    header, *body = rows(canvas(commons))
    ratings = header.index("ratings")
    assert not any(header[ratings + 1 :])
    columns = "vendor_guid object_type title description friendly_description display_name calculation_method"
    assert set(header[:ratings]) == {
        *columns.split(),
        "calculation_int",
        "mastery_points",
        "parent_guids",
        "workflow_state",
    }
    groups: set[str] = set()
    for row in body:
        one = dict(zip(header[:ratings], row, strict=False))
        assert re.fullmatch(r"[0-9a-f-]{36}", one["vendor_guid"])
        assert one["vendor_guid"] not in groups
        assert set(one["parent_guids"].split()) <= groups  # groups on earlier rows
        assert 0 < len(one["title"]) <= 255
        assert len(one["friendly_description"]) <= 255
        if one["object_type"] == "group":
            groups.add(one["vendor_guid"])
            assert not any([one["calculation_method"], one["calculation_int"], one["mastery_points"], *row[ratings:]])
        else:
            points = [float(point) for point in row[ratings::2]]
            assert points == sorted(points, reverse=True)
            assert one["calculation_method"] == "highest"
            assert one["calculation_int"] == ""
    outcomes = [row for row in body if row[1] == "outcome"]
    assert [row[0] for row in outcomes] == [one.uuid for one in commons.competencies]


@given(frameworks())
@few
def test_moodle_takes_every_row(commons: Commons) -> None:
    header, framework, *body = rows(moodle(commons))
    assert (len(header), header[:3], header[-2:]) == (
        *(14, ["Parent ID number", "ID number", "Short name"]),
        ["Is framework", "Taxonomy"],
    )
    assert (framework[0], framework[12], framework[5]) == ("", "1", "Not yet competent,Competent")
    scale = json.loads(framework[6])
    assert "scaleid" in scale[0]
    assert {key for value in scale[1:] for key, is_set in value.items() if is_set} == {
        "id",
        "scaledefault",
        "proficient",
    }
    known: set[str] = set()
    for row in body:
        assert len(row) == len(header)
        assert row[12] == ""
        assert row[0] in known | {""}
        assert 0 < len(row[1]) <= 100
        assert 0 < len(row[2]) <= 100
        assert not row[1].replace("-", "").isdecimal()  # numbers are compared by value, so that 1.1 would be 1.10
        known.add(row[1])
    assert len({row[11] for row in body}) == len(body) == len(known)


@given(frameworks())
@few
def test_redcap_takes_every_field(commons: Commons) -> None:
    first, about, *fields = rows(redcap(commons))[1:]
    assert (first[0], first[3], about[3]) == ("record_id", "text", "descriptive")
    assert "is an aid of Tea Commons, not a statement of" in about[4]
    names = [field[0] for field in (first, about, *fields)]
    assert len(set(names)) == len(names)
    matrices = [field[15] for field in fields]
    for at, field in enumerate(fields):
        assert len(field) == 18
        assert re.fullmatch(r"[a-z][a-z0-9_]{1,25}", field[0])
        assert re.fullmatch(r"[a-z][a-z0-9_]*", field[15])
        assert (field[1], field[3], field[7], field[16]) == ("self_rating", "radio", "", "")
        assert field[4]
        assert field[5] == fields[0][5]
        assert bool(field[2]) == (at == 0 or matrices[at - 1] != field[15])  # a matrix begins with its header
    assert len([1 for at, name in enumerate(matrices) if at == 0 or matrices[at - 1] != name]) == len(set(matrices))
    rated = sum(max(1, len(one.components)) for one in commons.competencies)
    assert len(fields) == rated


@given(frameworks())
@few
def test_opensalt_finds_each_parent_by_its_code(commons: Commons) -> None:
    made = opensalt_csv(commons)
    lines = made.decode().split("\n")
    items = named(made)
    assert len(lines) == len(items) + 2  # it divides at line feeds, whatever is in quotation marks
    assert b"\r" not in made
    parents = Counter(one["humanCodingScheme"] for one in items if one["cfItemType"] != "Component")
    assert set(parents.values()) == {1}
    for one, line in zip(items, lines[1:], strict=False):
        assert line.startswith(f"{one['identifier']},")  # and loses the quotation marks of a first cell
        assert one["fullStatement"]
        assert len(one["abbreviatedStatement"]) <= 60
        assert (one["isChildOf"] in parents) == (one["cfItemType"] != "Domain")
    assert list(items[0])[3] == "abbreviatedStatement"  # the column whose length it checks


@given(frameworks())
@few
def test_opencase_gets_levels_without_a_gap(commons: Commons) -> None:
    made = opencase(commons)
    depth = 0
    for one in named(made):
        level = int(one["Level"])
        assert level <= depth + 1
        assert one["Full Statement"]
        depth = level
    assert len(made.decode().splitlines()) == len(named(made)) + 1  # it drops lines that begin with "#"


def sheet(made: bytes, name: str) -> list[dict[str, str]]:
    header, *body = openpyxl.load_workbook(io.BytesIO(made))[name].iter_rows(values_only=True)
    return [{str(key): str(cell or "") for key, cell in zip(header, row, strict=True)} for row in body]


@given(frameworks())
@settings(max_examples=5, deadline=None)
def test_the_workbook_for_opensalt_has_its_sheets_by_position(commons: Commons) -> None:
    made = opensalt_xlsx(commons)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["CF Doc", "CF Item", "CF Association"]
    assert [[cell.value for cell in one[1]][:4] for one in book] == [
        ["identifier", "creator", "title", "lastChangeDate"],
        ["identifier", "fullStatement", "humanCodingScheme", "smartLevel"],
        ["identifier", "originNodeURI", "originNodeIdentifier", "originNodeHumanCodingScheme"],
    ]
    assert not [cell for one in book for row in one for cell in row if cell.data_type == "f"]
    places = [one["smartLevel"] for one in sheet(made, "CF Item")]
    assert {place.rpartition(".")[0] for place in places} <= {"", *places}
    assert len(set(places)) == len(places)
    assert made == opensalt_xlsx(commons)


def test_the_workbook_for_opensalt_has_the_alignments() -> None:
    (one,) = sheet(opensalt_xlsx(TINY), "CF Association")
    assert (one["associationType"], one["destinationNodeIdentifier"]) == ("isRelatedTo", "wts-1-10")
    (document,) = sheet(opensalt_xlsx(TINY), "CF Doc")
    assert (document["version"], document["adoptionStatus"], document["statusStartDate"]) == ("2024", "Adopted", "")


@given(commons=frameworks())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_table_comes_back_as_the_framework_that_it_was(tmp_path: Path, commons: Commons) -> None:
    file = tmp_path / "framework.csv"
    file.write_bytes(framework_csv(commons))
    read = import_table(file, [])
    assert set(read.columns) == {"level", "code", "title", "statement", "gloss", "keywords", "uuid"}
    again = read.framework()
    domains = [one.model_dump(include={"id", "uuid", "name", "summary"}, exclude_none=True) for one in commons.domains]
    assert again.domains == domains
    fields = {"code", "uuid", "domain", "title", "statement", "gloss", "keywords"}
    competencies = [
        one.model_dump(mode="json", include=fields, exclude_none=True, exclude_defaults=True)
        for one in commons.competencies
    ]
    parts = [[(part.uuid, part.text) for part in one.components] for one in commons.competencies]
    assert [[(part["uuid"], part["text"]) for part in one.get("components", ())] for one in again.competencies] == parts
    assert [{key: one[key] for key in one if key in fields} for one in again.competencies] == competencies


def test_the_table_has_codes_as_they_are_published(tmp_path: Path) -> None:
    published = [one.model_copy(update={"published_code": f"{one.code[-1]}(a)"}) for one in TINY.competencies]
    file = tmp_path / "framework.csv"
    file.write_bytes(framework_csv(replace(TINY, competencies=tuple(published))))
    again = import_table(file, []).framework().competencies
    assert [one["published_code"] for one in again] == ["1(a)", "2(a)"]


def test_no_cell_of_the_table_is_a_formula() -> None:
    formula = TINY.competencies[0].model_copy(update={"title": "=1+1", "statement": "@SUM(A1)", "gloss": "-1"})
    cells = rows(framework_csv(replace(TINY, competencies=(formula,))))
    assert not [cell for row in cells for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("make", [canvas, moodle, opensalt_csv, opencase])
def test_importers_get_texts_as_they_are(make: Callable[[Commons], bytes]) -> None:
    formula = TINY.domains[0].model_copy(update={"name": "=1+1"})
    assert b"=1+1" in make(replace(TINY, domains=(formula, *TINY.domains[1:])))
    assert b"'=1+1" not in make(replace(TINY, domains=(formula, *TINY.domains[1:])))


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        *(("Boil water", 10, "Boil water"), ("Boil water well", 12, "Boil water…"), ("湯" * 20, 10, "湯" * 9 + "…")),
        *(("a " + "b" * 30, 10, "a bbbbbbb…"), ("Boil\n water", 20, "Boil water")),
    ],
)
def test_a_long_text_is_cut_between_words_where_it_can_be(text: str, most: int, short: str) -> None:
    assert cut(text, most) == short


def test_the_markdown_shows_texts_as_they_are() -> None:
    made = framework_markdown(TINY).decode()
    assert made.startswith("# Competencies in making tea\n")
    assert "### T-1 Boil water\n\n> Boil water and keep it hot.\n" in made
    assert r"\<t\>strong\</t\>" in made
    assert "How it grows (an aid for planning of Tea Commons, not a part of the framework):" in made
    assert "- T-0 (Cold tea is made with hot water too.) Now in T-1." in made


def test_llms_txt_names_the_framework_and_each_page_with_its_address() -> None:
    made = llms_txt(TINY).decode()
    name, blank, summary = made.splitlines()[:3]
    assert (name, blank, summary[:2]) == ("# Tea Commons", "", "> ")
    assert "- [T-1 Boil water](https://tea.example/competencies/t-1/): Boil water and keep it hot.\n" in made
    assert "- [Roadmap](https://tea.example/roadmap/): " in made
    links = re.findall(r"\]\((https://tea.example/[^)]*)\)", made)
    assert {f"https://tea.example/{page.url}" for page in TINY.pages if "/" not in page.url.rstrip("/")} <= set(links)
