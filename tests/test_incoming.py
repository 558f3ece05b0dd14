"""Frameworks of other systems come in, whatever is odd about their files, and nothing is lost without a word."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from curriculum_commons.build.project import open_commons
from curriculum_commons.interchange.read import Incoming, read_incoming
from curriculum_commons.model.problems import CallError
from curriculum_commons.starter.framework import Imported
from curriculum_commons.starter.incoming import framework_of

TODAY = "2026-11-30"
Run = Callable[..., Any]


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def item(number: int, **fields: Any) -> dict[str, Any]:
    return {"identifier": uuid(number), "fullStatement": f"Makes tea of kind {number}", **fields}


def child(origin: int, destination: int, kind: str = "isChildOf", **fields: Any) -> dict[str, Any]:
    ends = {"originNodeURI": {"identifier": uuid(origin)}, "destinationNodeURI": {"identifier": uuid(destination)}}
    return {"identifier": uuid(900 + origin), "associationType": kind, **ends, **fields}


def package(items: list[Any], associations: list[Any], **fields: Any) -> dict[str, Any]:
    document = {"identifier": uuid(0), "title": "Making tea", "creator": "The Tea Circle", **fields}
    return {"CFDocument": document, "CFItems": items, "CFAssociations": associations}


def read(value: Any, language: str = "") -> Incoming:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    incoming = read_incoming(content, "framework", language)
    assert incoming
    return incoming


def made(value: Any, level: int | None = None) -> Imported:
    return framework_of(read(value), "framework", TODAY, level)


def outline(framework: Imported) -> list[tuple[str, str, list[str]]]:
    names = {one["id"]: one["name"] for one in framework.domains}
    return [
        (names[one["domain"]], one["statement"], [part["text"] for part in one.get("components", ())])
        for one in framework.competencies
    ]


WATER = item(1, fullStatement="Water", humanCodingScheme="W", CFItemType="Domain")
BOIL = item(
    2, fullStatement="Boils water", humanCodingScheme="W.1", educationLevel=["UG"], conceptKeywords=["hot, hotter"]
)
POUR = item(3, fullStatement="Pours it", humanCodingScheme="W.1.a", notes="Slowly.")
TREE = [child(1, 0), child(2, 1, sequenceNumber=1), child(3, 2)]
PLAIN = package([WATER, BOIL, POUR], TREE, version="2026", adoptionStatus="Adopted", language="en")


@pytest.mark.parametrize("value", [PLAIN, {"CFPackage": PLAIN}], ids=["flat", "wrapped"])
def test_a_case_package_is_a_framework(value: dict[str, Any]) -> None:
    framework = made(value)
    assert outline(framework) == [("Water", "Boils water", ["Pours it"])]
    (competency,) = framework.competencies
    assert (competency["code"], competency["uuid"], competency["keywords"]) == ("W.1", uuid(2), ["hot, hotter"])
    assert competency["extensions"] == {"case": {"educationLevel": ["UG"]}}
    assert competency["components"][0]["published_code"] == "W.1.a"
    top = framework.framework
    assert (top["uuid"], top["title"], top["edition"], top["status"]) == (uuid(0), "Making tea", "2026", "adopted")


@pytest.mark.parametrize(
    ("odd", "place", "words"),
    [
        (package([BOIL | {"licenseURI": None, "notes": None}], []), "CFItems[0]", "is null"),
        (package([BOIL, BOIL], []), "CFItems[1]", "is there twice"),
        (package([BOIL, 7, None], []), "CFItems[1]", "is not an item"),
        (package([BOIL, item(4, fullStatement=" ")], []), "CFItems[1]", "has no words"),
        (package([WATER, BOIL], [child(1, 0), child(2, 8)]), "CFItems[1]", "which is not in the file"),
        (package([WATER, BOIL], [child(1, 0)]), "CFItems[1]", "hangs nowhere"),
        (package([WATER, BOIL, POUR], [child(1, 2), child(2, 3), child(3, 1)]), "CFItems[2]", "a part of itself"),
        (package([BOIL], [child(2, 2)]), "CFItems[0]", "a part of itself"),
        (package([BOIL], [child(7, 2)]), "CFAssociations[0]", "begins at no item"),
        (package([BOIL], ["isChildOf"]), "CFAssociations[0]", "is not an association"),
        (package([BOIL | {"fullStatement": "Boils\x07 \ud800water"}], []), "CFItems[0], fullStatement", "taken out"),
        ({"CFItems": [BOIL], "CFAssociations": None}, "CFDocument", "is missing"),
        (package([{"fullStatement": "Boils water"}], []), "CFItems[0]", "is missing"),
        (
            package([BOIL | {"extensions": json.loads("[" * 30 + "]" * 30)}], []),
            "CFItems[0], extensions",
            "levels deep",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_odd_is_reported_with_its_place_and_the_rest_comes_in(odd: Any, place: str, words: str) -> None:
    framework = made(odd)
    assert any(one.place == place and words in one.reason for one in framework.losses), framework.losses
    assert any(one["statement"].startswith("Boils") for one in framework.competencies)


def test_a_key_that_is_written_twice_is_reported() -> None:
    content = json.dumps(PLAIN).replace('"title": ', '"title": "Tea", "title": ').encode()
    assert ("title", "refused") in {(one.place, one.outcome) for one in read(content).losses}


def test_every_item_and_association_is_in_the_report() -> None:
    odd = package([WATER, BOIL, POUR], [*TREE, child(2, 8, "isRelatedTo")])
    places = {one.place for one in made(odd).losses}
    assert {f"CFItems[{n}]" for n in range(3)} | {f"CFAssociations[{n}]" for n in range(4)} <= places


def test_identifiers_that_are_no_uuid_make_the_same_one_each_time() -> None:
    odd = package([BOIL | {"identifier": "d0000000-0000-0000-0000-000000000001"}], [])
    first, second = made(odd).competencies[0], made(odd).competencies[0]
    assert first["uuid"] == second["uuid"]
    assert first["uuid"][14] == "5"
    assert first["extensions"]["case"]["identifier"] == "d0000000-0000-0000-0000-000000000001"
    capitals = package([WATER, BOIL | {"identifier": uuid(0xABC).upper()}], [child(1, 0), child(0xABC, 1)])
    assert outline(made(capitals)) == [("Water", "Boils water", [])]


def test_a_tree_of_many_levels_is_three_and_the_rest_is_kept() -> None:
    items = [item(n, fullStatement=f"Level {n}", humanCodingScheme=f"L{n}") for n in range(1, 7)]
    framework = made(package(items, [child(1, 0), *(child(n, n - 1) for n in range(2, 7))]))
    assert outline(framework) == [("Level 2 / Level 3 / Level 4", "Level 5", ["Level 6"])]
    assert [one["identifier"] for one in framework.framework["extensions"]["case"]["items"]] == [
        uuid(n) for n in (1, 2, 3)
    ]
    assert framework.domains[0]["extensions"]["case"]["isChildOf"] == uuid(3)
    chosen = made(package(items, [child(1, 0), *(child(n, n - 1) for n in range(2, 7))]), level=2)
    assert outline(chosen) == [("Level 1", "Level 2", ["Level 3", "Level 4", "Level 5", "Level 6"])]
    assert chosen.competencies[0]["components"][3]["extensions"]["case"]["isChildOf"] == uuid(5)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<p>Uses 10<sup>2</sup>&nbsp;ml H<sub>2</sub>O</p>", "Uses 10² ml H₂O"),
        ("x<sup>ab</sup> &amp;lt;b&amp;gt;", "x^(ab)"),
        ('<ul><li>a<li>b</ul><img src="x" alt="A pot"><script>alert(1)</script>', "- a\n- b\nA pot"),
        ("a \u202e b", "a b"),
    ],
)
def test_markup_in_statements_becomes_words_and_is_kept_as_it_was(typed: str, shown: str) -> None:
    (competency,) = made(package([BOIL | {"fullStatement": typed}], [])).competencies
    assert competency["statement"] == shown
    assert competency["extensions"]["case"]["fullStatement"] == typed


def test_codes_stay_as_published_even_if_they_are_there_twice_or_far_too_long() -> None:
    codes = ["1.1 (a)", "1.1 (a)", "x" * 60, "", "AUX", "1-.-1"]
    items = [item(n, humanCodingScheme=code) for n, code in enumerate(codes, 1)]
    framework = made(package(items, []))
    shown = [one.get("published_code", one["code"]) for one in framework.competencies]
    assert shown == ["1.1 (a)", "1.1 (a)-2", "C-3", "C-4", "AUX", "1-.-1"]
    kept = [one["extensions"]["case"].get("humanCodingScheme") for one in framework.competencies if "extensions" in one]
    assert kept == ["1.1 (a)", "x" * 60]


def test_what_has_ended_is_withdrawn_and_leads_on() -> None:
    items = [
        WATER,
        BOIL,
        item(4, statusEndDate="2025-06-30", humanCodingScheme="W.2"),
        item(5, adoptionStatus="Deprecated"),
        POUR | {"adoptionStatus": "Deprecated"},
        item(6, statusEndDate="2999-01-01"),
    ]
    tree = [*TREE, child(4, 1), child(5, 1), child(6, 1), child(4, 5, "replacedBy"), child(5, 2, "replacedBy")]
    framework = made(package(items, tree))
    assert [one["uuid"] for one in framework.competencies] == [uuid(2), uuid(6)]
    withdrawn = framework.framework["withdrawn"]
    assert {one["uuid"]: (one.get("when"), one.get("now_in")) for one in withdrawn} == {
        uuid(4): ("2025-06-30", ["W.1"]),
        uuid(5): (None, ["W.1"]),
        uuid(3): (None, None),
    }
    assert "components" not in framework.competencies[0]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"CFRubrics": [{"title": "R"}]}, "a rubric alone"),
        ({"CFConcepts": []}, "concepts alone"),
        ({"CFDocument": {"title": "T"}}, "without its items"),
        ({"CFDocuments": []}, "a list of CASE documents"),
        (package([], []), "without items"),
        (package([BOIL | {"fullStatement": "x" * 100_000}], []), "has 100,000 characters"),
        (package([item(n) for n in range(1, 60)], [child(n, n - 1) for n in range(2, 60)]), "59 levels"),
        (
            {"@context": "https://x", "@graph": [{"@type": "skos:ConceptScheme"}, {"@type": "skos:Concept"}]},
            "a concept scheme",
        ),
        ({"@graph": [{"@type": "asn:Rubric"}]}, "a rubric"),
        ({"@graph": [{"@type": "ceasn:CompetencyFramework"}]}, "without its competencies"),
        ({"tea": 1}, "of no form"),
        (b'{"CFItems": ' + b"[" * 100_000, "nested too deep"),
        (b'{"CFItems": [}', "is not JSON"),
        (b"<CurriculumInventory xmlns='http://ns.medbiq.org/curriculuminventory/v10/'/>", "commons map read"),
        (b"<CurriculumReport xmlns='http://ns.medbiq.org/curriculumreport/v1/'/>", "curriculumreport/v1"),
        (b"<!DOCTYPE a [<!ENTITY x 'y'>]><CompetencyObject>&x;</CompetencyObject>", "document type"),
        (b"<html><body>Not found</body></html>", "a web page"),
        (b"<a><b/></a>", "no framework that is known"),
        (b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", "Turtle"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"\xef\xbb\xbf\n<HTML lang=en><title>Not found</title>", "web page"),
        (b"%PDF-1.7", "a PDF"),
        (b"Level,Full Statement\none,Boils water\n", "is not a number"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_framework_is_one_sentence_that_names_it(value: Any, words: str) -> None:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    with pytest.raises(CallError, match=words) as error:
        read_incoming(content, "file")
    assert "\n" not in str(error.value)


FRAMEWORK = {
    "@id": "https://tea.example/f",
    "@type": "ceasn:CompetencyFramework",
    "ceasn:name": {"en": "Making tea", "de": "Tee kochen"},
    "ceasn:publisherName": {"en": ["The Tea Circle"]},
    "ceasn:inLanguage": ["en"],
    "ceasn:publicationStatusType": "publicationStatus:Published",
    "ceasn:license": "https://creativecommons.org/licenses/by/4.0/",
    "ceasn:hasTopChild": ["https://tea.example/2", "https://tea.example/1"],
}


def node(number: int, text: str, **fields: Any) -> dict[str, Any]:
    top = {"@id": f"https://tea.example/{number}", "@type": "ceasn:Competency", "ceterms:ctid": f"ce-{uuid(number)}"}
    return top | {"ceasn:competencyText": {"en": text}} | {f"ceasn:{name}": value for name, value in fields.items()}


GRAPH = [
    FRAMEWORK,
    node(1, "Water", hasChild=["https://tea.example/3"], competencyLabel={"en": "Water", "de": "Wasser"}),
    node(2, "Leaves", hasChild=["https://tea.example/4"]),
    node(
        3, "Boils water", isChildOf="https://tea.example/1", codedNotation="W1", exactAlignment=["https://x.example/1"]
    ),
    node(4, "Picks leaves", isChildOf=["https://tea.example/2"]),
]


def old_form(value: Any, key: str = "") -> Any:
    """Return a graph without CTIDs, with single values where lists were and ids as objects."""
    if isinstance(value, dict):
        fields = {name: old_form(one, name) for name, one in value.items() if name != "ceterms:ctid"}
        return {"en-us" if name == "en" else name: one for name, one in fields.items()}
    if isinstance(value, list):
        return old_form(value[0], key) if len(value) == 1 else [old_form(one, key) for one in value]
    return {"@id": value} if key in {"ceasn:hasChild", "ceasn:isChildOf", "ceasn:hasTopChild"} else value


def as_token(graph: Any) -> str:
    return f"e30.{base64.urlsafe_b64encode(json.dumps(graph).encode()).decode().rstrip('=')}.x"


@pytest.mark.parametrize(
    "value",
    [
        {"@context": "https://credreg.net/ctdlasn/schema/context/json", "@graph": GRAPH},
        GRAPH,
        {"envelope_id": "x", "decoded_resource": {"@graph": GRAPH}},
        {"envelope_id": "x", "resource": as_token({"@graph": GRAPH})},
        {"@context": "http://credreg.net/ctdlasn/schema/context/json", "@graph": [old_form(one) for one in GRAPH]},
    ],
    ids=["graph", "list", "envelope", "token", "old"],
)
def test_a_graph_of_ctdl_asn_is_a_framework(value: Any) -> None:
    framework = made(value)
    assert outline(framework) == [("Leaves", "Picks leaves", []), ("Water", "Boils water", [])]
    assert framework.framework["title"] == "Making tea"
    assert framework.framework["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    (boils,) = (one for one in framework.competencies if one["code"] == "W1")
    assert "https://x.example/1" in boils["extensions"]["ctdl"]["ceasn:exactAlignment"]


def test_of_several_languages_one_is_taken_and_the_others_are_kept() -> None:
    incoming = read({"@graph": GRAPH}, "de")
    assert incoming.title == "Tee kochen"
    framework = framework_of(incoming, "framework", TODAY)
    water = next(one for one in framework.domains if one["name"] == "Wasser")
    assert water["extensions"]["ctdl"]["ceasn:competencyLabel"] == {"en": "Water", "de": "Wasser"}


LOM = "<lom xmlns='http://ltsc.ieee.org/xsd/LOM'><general><identifier><catalog>URI</catalog><entry>{}</entry></identifier>"
LOM += "<title><string language='en'>{}</string></title></general></lom>"
OBJECT = "<CompetencyObject xmlns='http://ns.medbiq.org/competencyobject/v1/'>{}{}</CompetencyObject>"
NARROWER = "<Relation><Reference1><Catalog>URI</Catalog><Entry>{}</Entry></Reference1><Relationship>"
NARROWER += (
    "http://www.w3.org/2004/02/skos/core#narrower</Relationship><Reference2><Catalog>URI</Catalog><Entry>{}</Entry>"
)
NARROWER += "</Reference2></Relation>"


def medbiquitous() -> dict[str, str]:
    names = [f"https://tea.example/{n}" for n in range(4)]
    included = "".join(f"<Includes><Catalog>URI</Catalog><Entry>{name}</Entry></Includes>" for name in names[1:])
    inside = LOM.format(names[0], "Making tea") + included + NARROWER.format(names[1], names[2])
    framework = (
        f"<CompetencyFramework xmlns='http://ns.medbiq.org/competencyframework/v1/'>{inside}</CompetencyFramework>"
    )
    texts = {1: ("Water", ""), 2: ("Boils water", "<Status>Active</Status>"), 5: ("Is not named", "")}
    objects = {
        n: OBJECT.format(LOM.format(f"https://tea.example/{n}", text), more) for n, (text, more) in texts.items()
    }
    return {"../framework.xml": framework} | {f"/{n}.xml": text for n, text in objects.items()}


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_a_framework_of_medbiquitous_comes_with_its_objects() -> None:
    framework = made(zipped(medbiquitous()))
    assert [one["statement"] for one in framework.competencies] == ["Boils water"]
    assert framework.framework["title"] == "Making tea"
    reasons = {one.what: one.reason for one in framework.losses}
    assert "not in the file" in reasons["https://tea.example/3"]
    one_file = f"<all>{''.join(medbiquitous().values())}</all>".encode()
    with pytest.raises(CallError, match="begins with"):
        read(one_file)
    with pytest.raises(CallError, match="make a zip of both"):
        read(medbiquitous()["../framework.xml"].encode())


SALT = "Identifier,Full Statement,Human Coding Scheme,Smart Level,Education Level,My column\n"
ROWS = f'{uuid(1)},Water,W,1,,\n{uuid(3)},Boils water,W.2,1.2,"9,10",x\n{uuid(2)},Pours,W.10,1.10,,\n'


@pytest.mark.parametrize("head", ["", "#title,Making tea\n#language,en\n", "Title: Making tea\n\n"])
def test_a_table_of_opensalt_is_read_by_the_names_of_its_columns(head: str) -> None:
    framework = made(f"{head}{SALT}{ROWS}".encode())
    assert [one["statement"] for one in framework.competencies] == ["Boils water", "Pours"]
    assert framework.competencies[0]["extensions"]["opensalt"] == {"educationLevel": ["9", "10"], "My column": "x"}
    assert framework.framework.get("title", "") == ("Making tea" if head else "")


@pytest.mark.parametrize("head", ["parentIdentifier", "isChildOf", "Is Child Of"])
def test_parents_are_named_by_identifier_or_code(head: str) -> None:
    table = f"identifier,fullStatement,humanCodingScheme,{head}\n{uuid(1)},Water,W,\n{uuid(2)},Boils water,W.1,"
    for parent in (uuid(1), "W"):
        assert outline(made(f"{table}{parent}\n".encode())) == [("Water", "Boils water", [])]


def test_a_table_of_opencase_has_levels() -> None:
    framework = made(b"Level,Full Statement,Notes\n1,Water,\n2,Boils water,Slowly\n3,Pours,\n2,Cools,\n")
    assert outline(framework) == [("Water", "Boils water", ["Pours"]), ("Water", "Cools", [])]
    assert framework.competencies[0]["gloss"] == "Slowly"


def test_a_workbook_of_opensalt_is_read_by_its_sheets() -> None:
    book = Workbook()
    doc, items, associations = book.active, book.create_sheet("CF Item"), book.create_sheet("CF Association")
    assert doc
    doc.title = "CF Doc"
    doc.append(["identifier", "creator", "title"])
    doc.append([uuid(0), "The Tea Circle", "Making tea"])
    items.append(["identifier", "fullStatement", "humanCodingScheme", "smartLevel"])
    items.append([uuid(1), "Water", "W", "1"])
    items.append([uuid(2), "=1+1", "W.1", "1.1"])
    associations.append(["identifier", "originNodeURI"])
    associations.append([uuid(9), "", uuid(2), "W.1", "isRelatedTo", "https://x.example", "x", "X"])
    out = io.BytesIO()
    book.save(out)
    framework = made(out.getvalue())
    assert framework.framework["creator"] == "The Tea Circle"
    (competency,) = framework.competencies
    assert competency["uuid"] == uuid(2)
    assert competency["extensions"]["opensalt"]["associations"][0]["destinationNodeURI"] == "https://x.example"


@pytest.mark.parametrize("table", [b"Code,Statement\n1,Boils water\n", b"Full Statement,Area\nBoils water,Water\n"])
def test_other_tables_are_for_people_to_choose_the_columns_of(table: bytes) -> None:
    assert read_incoming(table, "table.csv") is None


def test_a_new_site_is_made_of_a_package_with_its_report(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "package.json"
    file.write_text(json.dumps(PLAIN), "utf-8")
    result = run("new", str(tmp_path / "site"), "--from", str(file), "--no-git")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "is a CASE package" in (result.stdout + result.stderr)
    commons = open_commons(tmp_path / "site")
    assert (commons.site.name, commons.framework.edition) == ("Making tea", "2026")
    assert "CFItems[1],W.1,kept,competency W.1" in (tmp_path / "site/import-report.csv").read_text("utf-8-sig")


def test_nothing_is_left_of_a_site_whose_file_cannot_be_read(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "package.json"
    file.write_text('{"CFRubrics": []}', "utf-8")
    result = run("new", str(tmp_path / "site"), "--from", str(file), "--no-git")
    assert result.returncode == 1
    assert "a rubric alone" in (result.stdout + result.stderr)
    assert list(tmp_path.iterdir()) == [file]


def test_a_second_edition_is_taken_by_uuid_and_what_it_has_ended_is_withdrawn(tmp_path: Path, run: Run) -> None:
    more = item(4, fullStatement="Warms the pot", humanCodingScheme="W.2", notes="First.")
    last = item(7, fullStatement="Rinses the pot", humanCodingScheme="W.9")
    ways = [child(4, 1, sequenceNumber=2), child(7, 1, sequenceNumber=3)]
    file, site = tmp_path / "package.json", tmp_path / "site"
    file.write_text(json.dumps(package([WATER, BOIL, POUR, more, last], [*TREE, *ways], version="2026")), "utf-8")
    assert run("new", site, "--from", file, "--no-git").returncode == 0
    data = site / "data/competencies.yaml"
    data.write_text(data.read_text("utf-8").replace("  - code: W.1\n", "  # ours\n  - code: W.1\n"), "utf-8")
    assert "nothing to change" in run("import", file, "--to", site, "--yes").stdout

    boil = BOIL | {"fullStatement": "Heats water", "humanCodingScheme": "W.2", "weight": [None, 1e21]}
    new = item(5, fullStatement="Boils water slowly", humanCodingScheme="W.1")
    ended = more | {"statusEndDate": "2026-06-30"}
    older = item(6, fullStatement="Cools water", adoptionStatus="Deprecated", humanCodingScheme="W.3")
    again = item(8, fullStatement="Dries the pot", humanCodingScheme="W.9")
    ways = [child(4, 1), child(5, 1), child(6, 1), child(8, 1), child(4, 2, "replacedBy")]
    file.write_text(
        json.dumps(package([WATER, boil, POUR, ended, new, older, again], [*TREE, *ways], version="2027")), "utf-8"
    )
    result = run("import", file, "--to", site, "--yes")
    assert result.returncode == 0, result.stdout + result.stderr
    commons = open_commons(site)
    assert commons.framework.edition == "2027"
    now = {one.uuid: (one.code, one.shown_code, one.statement) for one in commons.competencies}
    assert now == {
        uuid(2): ("W.1", "W.2", "Heats water"),
        uuid(5): ("W.1-2", "W.1", "Boils water slowly"),
        uuid(8): ("W.9-2", "W.9", "Dries the pot"),
    }
    assert commons.competencies[0].extensions
    assert commons.competencies[0].extensions["case"]["weight"] == [None, 1e21]
    withdrawn = {one.uuid: (one.code, one.when, one.now_in) for one in commons.framework.withdrawn}
    assert withdrawn == {
        uuid(4): ("W.2", "2026-06-30", ("W.1",)),
        uuid(6): ("W.3", None, ()),
        uuid(7): ("W.9", None, ()),
    }
    assert "  # ours\n" in data.read_text("utf-8")
    assert "nothing to change" in run("import", file, "--to", site, "--yes").stdout
