"""A framework that came in, went out and came in again is the same."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum_commons.build.project import open_commons
from curriculum_commons.interchange.case import case_package
from curriculum_commons.interchange.ctdl_asn import NAME as CTDL
from curriculum_commons.interchange.ctdl_asn import ctdl_files
from curriculum_commons.interchange.forms import FORMS
from curriculum_commons.interchange.read import read_incoming
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.records import Competency, Domain, Framework, Withdrawn
from curriculum_commons.starter.framework import Imported
from curriculum_commons.starter.incoming import framework_of

TODAY = "2026-11-30"


def came_in(package: Any) -> Imported:
    incoming = read_incoming(json.dumps(package).encode(), "package")
    assert incoming
    return framework_of(incoming, "package", TODAY)


def as_commons(commons: Commons, made: Imported) -> Commons:
    """Return a commons that has the framework which came in."""
    own = commons.framework.model_dump(mode="json", exclude_none=True, exclude={"withdrawn", "mission", "progression"})
    framework = Framework.model_validate(own | made.framework | {"license": commons.framework.license.model_dump()})
    domains = tuple(map(Domain.model_validate, made.domains))
    competencies = tuple(map(Competency.model_validate, made.competencies))
    return replace(commons, framework=framework, domains=domains, stages=(), competencies=competencies)


def held(made: Imported) -> dict[str, Any]:
    """Return what has to be the same."""
    top = made.framework
    between = top.get("extensions", {}).get("case", {}).get("items")
    texts = {name: top.get(name) for name in ("uuid", "title", "edition", "status", "creator", "withdrawn")}
    return {"domains": made.domains, "competencies": made.competencies, "items": between, **texts}


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


SIGNS = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"])
WORDS = st.text(SIGNS, min_size=1, max_size=30).filter(str.strip)
CODES = st.text("AB1.-() ", min_size=1, max_size=6).filter(lambda code: any(map(str.isalnum, code)))
FIELDS = st.fixed_dictionaries(
    {"fullStatement": WORDS},
    optional={
        "humanCodingScheme": CODES,
        "abbreviatedStatement": WORDS,
        "notes": WORDS,
        "conceptKeywords": st.lists(WORDS, max_size=2),
        "educationLevel": st.lists(st.sampled_from(["09", "10"]), min_size=1, max_size=2),
        "listEnumeration": st.sampled_from(["1.a", "a"]),
        "CFItemType": st.sampled_from(["Strand", "Expectation"]),
        "statusEndDate": st.just("2025-01-31"),
        "extensions": st.just({"ours": {"weight": 2}}),
    },
)


@st.composite
def packages(draw: st.DrawFn) -> dict[str, Any]:
    items = draw(st.lists(FIELDS, min_size=2, max_size=9))
    nodes = [{"identifier": uuid(number), **one} for number, one in enumerate(items, 1)]
    nodes[0].pop("statusEndDate", None)
    for number, one in enumerate(nodes):  # what is withdrawn has no number among others, and a code of its own
        if "statusEndDate" in one:
            one.pop("listEnumeration", None)
            one["humanCodingScheme"] = f"E.{number}"
    pairs = [(number, draw(st.integers(max(0, number - 4), number - 1))) for number in range(1, len(nodes) + 1)]
    tree = [
        {
            "identifier": uuid(500 + origin),
            "associationType": "isChildOf",
            "originNodeURI": {"identifier": uuid(origin)},
            "destinationNodeURI": {"identifier": uuid(parent)},
            "sequenceNumber": origin,
        }
        for origin, parent in pairs
    ]
    document = {"identifier": uuid(0), "title": "Tea", "creator": "The Tea Circle", "version": "1", "language": "en"}
    return {"CFDocument": document, "CFItems": nodes, "CFAssociations": tree}


@pytest.fixture(scope="module")
def commons(tmp_path_factory: pytest.TempPathFactory) -> Commons:
    return open_commons(Path(__file__).parent / "tiny")


def is_the_same_again(commons: Commons, package: dict[str, Any]) -> None:
    first = came_in(package)
    out = case_package(as_commons(commons, first))
    second = came_in(out)
    assert held(second) == held(first)


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
@given(packages())
def test_any_framework_is_the_same_after_case(commons: Commons, package: dict[str, Any]) -> None:
    is_the_same_again(commons, package)


def test_a_title_that_is_the_whole_statement_comes_back(commons: Commons) -> None:
    words = ["Warm.", "Pour the water; and no tea;", "Warm"]
    items = [
        {"identifier": uuid(n), "fullStatement": one, "abbreviatedStatement": one} for n, one in enumerate(words, 1)
    ]
    document = {"identifier": uuid(0), "title": "Tea", "creator": "The Tea Circle", "version": "1"}
    is_the_same_again(commons, {"CFDocument": document, "CFItems": items})


@pytest.mark.long
@settings(max_examples=1_000, deadline=None, suppress_health_check=[*HealthCheck])
@given(packages())
def test_many_frameworks_are_the_same_after_case(commons: Commons, package: dict[str, Any]) -> None:
    is_the_same_again(commons, package)


def test_a_framework_that_was_written_here_is_the_same_after_case(commons: Commons) -> None:
    made = came_in(case_package(commons))
    for one, other in zip(made.competencies, commons.competencies, strict=True):
        fields = other.model_dump(mode="json", exclude_none=True, exclude={"growth", "alignments", "sources"})
        assert {name: value for name, value in fields.items() if value} == one
    domains = [
        one.model_dump(mode="json", exclude_none=True, include={"uuid", "name", "summary"}) for one in commons.domains
    ]
    assert [{name: one[name] for name in ("uuid", "name", "summary") if name in one} for one in made.domains] == domains
    assert [one["code"] for one in made.framework["withdrawn"]] == ["T-0"]


def with_addresses(package: dict[str, Any]) -> dict[str, Any]:
    """Return a package as systems write it: everything has an address and a date, and one item leads elsewhere."""
    address, dated = "https://theirs.example/", {"lastChangeDateTime": "2020-01-02T00:00:00+00:00"}
    items = [
        {name: value for name, value in one.items() if name != "statusEndDate"}
        | {"uri": f"{address}{one['identifier']}", **dated}
        for one in package["CFItems"]
    ]
    elsewhere = {"title": "Coffee 1", "identifier": "coffee-1", "uri": "https://coffee.example/1"}
    here = {name: items[-1][name] for name in ("identifier", "uri")} | {"title": "The last one"}
    ends = {"originNodeURI": here, "destinationNodeURI": elsewhere}
    related = {"identifier": uuid(999), "uri": f"{address}999", "associationType": "isRelatedTo", **ends, **dated}
    document = package["CFDocument"] | {"uri": f"{address}tea", **dated}
    return {"CFDocument": document, "CFItems": items, "CFAssociations": [*package["CFAssociations"], related]}


def tree(package: dict[str, Any]) -> dict[str, str]:
    return {
        one["originNodeURI"]["identifier"]: one["destinationNodeURI"]["identifier"]
        for one in package["CFAssociations"]
        if one["associationType"] == "isChildOf"
    }


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
@given(packages())
def test_a_package_goes_out_with_the_tree_addresses_and_associations_that_it_had(
    commons: Commons, package: dict[str, Any]
) -> None:
    package = with_addresses(package)
    out = case_package(as_commons(commons, came_in(package)))
    assert tree(out) == tree(package)
    addresses = {one["identifier"]: one["uri"] for one in package["CFItems"]}
    assert {one["identifier"]: one["uri"] for one in out["CFItems"]} == addresses
    assert package["CFAssociations"][-1] in out["CFAssociations"]
    again = case_package(as_commons(commons, came_in(out)))
    assert (again["CFItems"], again["CFAssociations"]) == (out["CFItems"], out["CFAssociations"])


@pytest.mark.parametrize("form", ["ctdl-asn", "medbiquitous", "opensalt"])
def test_other_forms_that_hold_a_framework_bring_it_back(commons: Commons, form: str) -> None:
    (files,) = (one.files(commons) for one in FORMS if one.name == form)
    content = next(iter(files.values()))
    if form == "medbiquitous":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, part in files.items():
                if name.endswith(".xml"):
                    archive.writestr(name, part)
        content = out.getvalue()
    incoming = read_incoming(content, "file")
    assert incoming
    made = framework_of(incoming, "file", TODAY)
    assert [(one["code"], one["uuid"], one["title"], one["statement"]) for one in made.competencies] == [
        (one.code, one.uuid, one.title, one.statement) for one in commons.competencies
    ]
    assert [part["text"] for part in made.competencies[0]["components"]] == ["Boil water", "keep it hot"]
    assert made.framework["title"] == commons.framework.title


VERSIONS = ["c232ab00-9414-11ec-b3c8-9f6bdeced846", "5df41881-3aed-3515-88a7-2f4a814cf09e"]
VERSIONS += ["2ed6657d-e927-568b-95e1-2665a8aea6a2", "44444444-4444-4444-8444-444444444401"]


@pytest.mark.parametrize("uuid", VERSIONS)
def test_ctdl_brings_back_uuids_of_every_version_and_what_was_withdrawn_with_its_reason(
    commons: Commons, uuid: str
) -> None:
    first = commons.competencies[0].model_copy(update={"uuid": uuid})
    given = {
        "code": "T-9",
        "uuid": VERSIONS[0][:-1] + "0",
        "title": "Cold",
        "statement": "Stirs leaves.",
        "when": "2023-05-06",
    }
    given |= {"reason": "Now in the past. See there.", "edition": "2.1", "now_in": [first.code]}
    former = Withdrawn.model_validate(given)
    framework = commons.framework.model_copy(update={"withdrawn": (former,), "uuid": uuid[:-1] + "f"})
    changed = replace(commons, competencies=(first, *commons.competencies[1:]), framework=framework)
    graph = json.loads(ctdl_files(changed)[CTDL])
    assert all(re.fullmatch(r"ce-.{14}4.{21}", one["ceterms:ctid"]) for one in graph["@graph"])
    incoming = read_incoming(json.dumps(graph).encode(), "file")
    assert incoming
    made = framework_of(incoming, "file", TODAY)
    assert (made.framework["uuid"], made.competencies[0]["uuid"]) == (framework.uuid, uuid)
    (entry,) = made.framework["withdrawn"]
    assert {name: entry[name] for name in given} == given
    assert [one.get("gloss") for one in made.competencies] == [one.gloss for one in changed.competencies]


def test_what_another_graph_deprecates_is_withdrawn_and_leads_on() -> None:
    def node(number: int, **fields: Any) -> dict[str, Any]:
        top = {"@id": f"https://tea.example/{number}", "@type": "ceasn:Competency"}
        return top | {"ceasn:competencyText": {"en": f"Stirs {number}"}, "ceasn:codedNotation": f"S{number}"} | fields

    gone = {"ceasn:publicationStatusType": {"@id": "http://purl.org/ctdlasn/vocabs/publicationStatus/Deprecated"}}
    nodes = [node(1), node(2, **gone), node(3, **{"ceasn:derivedFrom": ["https://tea.example/2"]})]
    incoming = read_incoming(json.dumps({"@context": "x", "@graph": nodes}).encode(), "file")
    assert incoming
    made = framework_of(incoming, "file", TODAY)
    assert [one["code"] for one in made.competencies] == ["S1", "S3"]
    assert [(one["code"], one["now_in"]) for one in made.framework["withdrawn"]] == [("S2", ["S3"])]


def published() -> dict[str, Any]:
    """Return a package in which nothing is as a record has it."""
    dated = {"lastChangeDateTime": "2020-01-02T00:00:00+00:00"}
    there = "https://theirs.example/"
    kinds = {"title": "Open", "identifier": uuid(70), "uri": "https://terms.example/open"}
    document = {
        "identifier": uuid(0),
        "title": "Tea",
        "creator": "The Tea Circle",
        "version": "1",
        "uri": f"{there}tea",
    }
    document |= {"adoptionStatus": "Implemented", "statusStartDate": "2020-01-02", "licenseURI": kinds}
    water = {"fullStatement": "All that belongs to water", "abbreviatedStatement": "Water", "humanCodingScheme": "W"}
    boils = {"fullStatement": "Boils water", "notes": "In <b>kettles</b>."} | {
        "humanCodingScheme": "W 1 / old & new" * 4
    }
    texts = [water, boils, {"fullStatement": "Pours", "notes": "At <i>once</i>.", "humanCodingScheme": "W2"}]
    items = [{"identifier": uuid(n), "uri": f"{there}{uuid(n)}", **one, **dated} for n, one in enumerate(texts, 1)]
    ends = [(2, 1), (3, 1), (1, 0)]
    tree = [
        {"identifier": uuid(80 + n), "associationType": "isChildOf", "originNodeURI": {"identifier": uuid(n)}}
        | {"destinationNodeURI": {"identifier": uuid(above)}, "sequenceNumber": n}
        for n, above in ends
    ]
    return {"CFDocument": document | dated, "CFItems": items, "CFAssociations": tree}


def test_what_was_edited_since_goes_out_as_edited_and_the_rest_as_published(commons: Commons) -> None:
    given, made = published(), came_in(published())
    same = case_package(taken := as_commons(commons, made))
    fields = ("fullStatement", "abbreviatedStatement", "humanCodingScheme", "notes")
    for out, one in zip(same["CFItems"], given["CFItems"], strict=True):
        assert [out[name] for name in fields if name in one] == [one[name] for name in fields if name in one]
    assert same["CFDocument"]["adoptionStatus"] == "Implemented"
    boils, pours = taken.competencies
    terms = taken.framework.license.model_copy(update={"name": "CC BY", "url": "https://terms.example/by"})
    framework = taken.framework.model_copy(update={"status": "deprecated", "adopted": "2026-02-03", "license": terms})
    edited = replace(
        taken,
        framework=framework,
        domains=(taken.domains[0].model_copy(update={"name": "Hot water"}),),
        competencies=(
            boils.model_copy(update={"gloss": "In pots.", "published_code": "W1"}),
            pours.model_copy(update={"gloss": None}),
        ),
    )
    out = case_package(edited)
    water, first, second = ({name: one.get(name) for name in fields} for one in out["CFItems"])
    assert (water["fullStatement"], water["abbreviatedStatement"]) == ("Hot water", None)
    assert (first["humanCodingScheme"], first["notes"], second["notes"]) == ("W1", "In pots.", None)
    assert (out["CFDocument"]["adoptionStatus"], out["CFDocument"]["statusStartDate"]) == ("Deprecated", "2026-02-03")
    assert out["CFDocument"]["licenseURI"]["title"] == "CC BY"
    assert "kettles" not in json.dumps(out)
    assert "asImported" not in json.dumps(out)
