"""The framework as the standards have it: CASE, CTDL-ASN, MedBiquitous and Open Badges.

What is written is held against models made from the field tables of the standards; their own schemas are not ours.
"""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid5
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from curriculum_commons.build.project import open_commons
from curriculum_commons.interchange.case import case_package
from curriculum_commons.interchange.case_api import MOST_ITEMS, case_files
from curriculum_commons.interchange.case_kept import completed
from curriculum_commons.interchange.case_model import CFItem, CFPackage
from curriculum_commons.interchange.ctdl_asn import ctdl_files
from curriculum_commons.interchange.items import made_uuid
from curriculum_commons.interchange.medbiquitous import medbiquitous_files
from curriculum_commons.interchange.open_badges import badge_files
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.record import Line
from curriculum_commons.model.records import Competency, Component, Domain, Withdrawn

Json = dict[str, Any]
TINY = Path(__file__).parent / "tiny"
WATER, BOIL, CHOOSE = (
    *("22222222-2222-4222-8222-222222222201", "44444444-4444-4444-8444-444444444401"),
    "44444444-4444-4444-8444-444444444402",
)


@cache
def tiny_commons() -> Commons:
    return open_commons(TINY)


def uuid(*parts: object) -> str:
    return str(uuid5(UUID(int=0), repr(parts)))


def made_up(names: Iterable[str], *, language: str = "en", published: bool = False) -> Commons:
    """Return a framework of three levels with one domain, competency, component and withdrawn competency a name."""
    names, commons = tuple(names), tiny_commons()
    numbered = list(enumerate(names, 1))
    domains = [Domain(id=f"d-{n}", uuid=uuid("d", n), name=name) for n, name in numbered]
    competencies = [
        Competency(
            code=f"A.{n}",
            published_code=f"{n}.(a) §" if published else None,
            uuid=uuid("c", n),
            domain=f"d-{n}",
            title=name,
            statement=f"{name}\n\n- {name}",
            components=(Component(id=f"c-{n}", uuid=uuid("part", n), text=name),),
            keywords=(name,),
        )
        for n, name in numbered
    ]
    former = [
        Withdrawn(code=f"B.{n}", reason=name, now_in=(f"A.{n}", *([f"B.{n - 1}"] if n > 1 else [])), when="2025-02")
        for n, name in numbered
    ]
    framework = commons.framework.model_copy(update={"title": names[0], "withdrawn": tuple(former)})
    return replace(
        commons,
        site=commons.site.model_copy(update={"language": language}),
        framework=framework,
        domains=tuple(domains),
        competencies=tuple(competencies),
    )


def related(package: Json, kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in package["CFAssociations"]:
        if one["associationType"] == kind:
            found.setdefault(one["originNodeURI"]["identifier"], []).append(one["destinationNodeURI"]["identifier"])
    return found


def assert_whole(package: Json) -> None:
    """Every item hangs in one place of one tree, and nothing has the identifier of another."""
    CFPackage.model_validate(package)
    document = package["CFDocument"]["identifier"]
    identifiers = [one["identifier"] for one in package["CFItems"]]
    parents = related(package, "isChildOf")
    assert {one: len(parents[one]) for one in identifiers} == dict.fromkeys(identifiers, 1)
    assert {parent for [parent] in parents.values()} <= {document, *identifiers}
    associations = [one["identifier"] for one in package["CFAssociations"]]
    assert len({document, *identifiers, *associations}) == 1 + len(identifiers) + len(associations)
    assert {one["originNodeURI"]["identifier"] for one in package["CFAssociations"]} <= {document, *identifiers}


def is_line(text: str) -> bool:
    try:
        TypeAdapter(Line).validate_python(text)
    except ValidationError:
        return False
    return True


NAMES = st.lists(
    st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40).filter(is_line),
    min_size=1,
    max_size=6,
)


@pytest.mark.slow
@given(names=NAMES, published=st.booleans(), language=st.sampled_from(["en", "ja", "ar-EG"]))
@settings(max_examples=15, deadline=None)
def test_any_framework_is_a_package_of_both_versions(names: list[str], published: bool, language: str) -> None:
    commons = made_up(names, published=published, language=language)
    package = case_package(commons)
    assert_whole(package)
    assert case_files(commons) == case_files(made_up(names, published=published, language=language))
    graph = json.loads(ctdl_files(commons)["downloads/data/ctdl-asn.json"])
    assert_graph(graph)
    assert len(graph["@graph"]) == 1 + len(package["CFItems"])
    for name, content in medbiquitous_files(commons).items():
        if name.endswith(".xml"):
            assert_in_order(etree.fromstring(content))


@pytest.mark.long
@given(names=NAMES, published=st.booleans())
@settings(max_examples=200, deadline=None)
def test_many_frameworks_are_packages_of_both_versions(names: list[str], published: bool) -> None:
    assert_whole(case_package(made_up(names, published=published)))


def test_a_package_has_what_the_records_have() -> None:
    package = case_package(tiny_commons())
    items = {one["identifier"]: one for one in package["CFItems"]}
    boil = items[BOIL]
    assert (
        boil["fullStatement"],
        boil["humanCodingScheme"],
        boil["abbreviatedStatement"],
        boil["conceptKeywords"],
    ) == (
        *("Boil water and keep it hot.", "T-1", "Boil water"),
        ["kettle", "steam"],
    )
    assert boil["uri"] == "https://tea.example/competencies/t-1/"
    assert items["55555555-5555-4555-8555-555555555502"]["uri"] == "https://tea.example/competencies/t-1/#keep"
    assert [boil["CFItemType"], items[WATER]["CFItemType"]] == ["Competency", "Domain"]
    parents = related(package, "isChildOf")
    assert (parents[BOIL], parents[WATER]) == ([WATER], [package["CFDocument"]["identifier"]])
    assert package["CFDocument"]["lastChangeDateTime"] == "2024-05-01T00:00:00+00:00"  # and never that of today
    [aligned] = [one for one in package["CFAssociations"] if one["associationType"] == "isRelatedTo"]
    assert aligned["destinationNodeURI"] == {
        "title": "World Tea Standard 1.10",
        "identifier": "wts-1-10",
        "uri": "https://standard.example/1.10",
    }
    assert aligned["extensions"]["predicate"] == "skos:broadMatch"


def test_codes_are_as_published() -> None:
    package = case_package(made_up(["Tea"], published=True))
    assert "1.(a) §" in {one.get("humanCodingScheme") for one in package["CFItems"]}


def test_a_withdrawn_competency_names_what_replaced_it() -> None:
    package = case_package(tiny_commons())
    [(former, later)] = related(package, "replacedBy").items()
    assert later == [BOIL]
    item = next(one for one in package["CFItems"] if one["identifier"] == former)
    assert (item["humanCodingScheme"], item["statusEndDate"]) == ("T-0", "2024-05-01")
    assert item["notes"] == "Withdrawn: Cold tea is made with hot water too."


def test_steps_and_growth_are_a_rubric() -> None:
    [rubric] = case_package(tiny_commons())["CFRubrics"]
    steps, growth = rubric["CFRubricCriteria"]
    assert [level["quality"] for level in steps["CFRubricCriterionLevels"]] == ["Watch", "Make"]
    assert steps["CFRubricCriterionLevels"][0]["identifier"] == "33333333-3333-4333-8333-333333333301"
    assert growth["CFItemURI"]["identifier"] == BOIL
    assert [level["description"] for level in growth["CFRubricCriterionLevels"]] == [
        *("Sees the bubbles.", "Fills the kettle."),
    ]


def test_identities_made_here_stay_for_ever() -> None:
    assert made_uuid(BOIL, "isChildOf", WATER, "") == "ac9c015b-8da7-5e06-83ca-244046715c1d"


@pytest.mark.parametrize(
    "change",
    [
        {"fullStatement": None},
        {"licenseURI": None},
        {"CFDocumentURI": {"title": "Tea", "identifier": BOIL, "uri": "https://tea.example/"}},
        {"educationLevel": "09"},
        {"identifier": "018f0000-0000-7000-8000-000000000000"},
        {"lastChangeDateTime": "2017-05-25T18:05:33"},
        {"statusEndDate": "2017"},
        {"uri": "tea time"},
    ],
)
def test_what_one_version_refuses_does_not_pass(change: Json) -> None:
    item = case_package(tiny_commons())["CFItems"][0]
    CFItem.model_validate(item)
    with pytest.raises(ValidationError):
        CFItem.model_validate({**item, **change})


def test_what_was_kept_of_a_package_is_written_where_it_was() -> None:
    item = case_package(tiny_commons())["CFItems"][1]
    theirs = {"educationLevel": ["09", "10"], "CFItemType": "Outcome", "alternativeLabel": None, "smartLevel": "1.2"}
    kept = {"case": theirs, "color": "red", "ctdl": {"ceasn:listID": "4"}}
    made = completed(dict(item), kept, CFItem, used=())
    CFItem.model_validate(made)
    assert (made["educationLevel"], made["CFItemType"]) == (["09", "10"], "Outcome")
    assert "CFItemTypeURI" not in made
    left = {"alternativeLabel": None, "smartLevel": "1.2"}
    assert made["extensions"] == {"color": "red", "ctdl": {"ceasn:listID": "4"}, "case": left}
    edited = completed(dict(item), {"case": {"fullStatement": "Cold tea."}}, CFItem, used=())
    assert edited["fullStatement"] == item["fullStatement"]


def test_the_interface_answers_from_files() -> None:
    commons = tiny_commons()
    files, framework = case_files(commons), commons.framework.uuid
    for version in ("v1p0", "v1p1"):
        base = f"ims/case/{version}/"
        [document] = json.loads(files[f"{base}CFDocuments.json"])["CFDocuments"]
        assert document == json.loads(files[f"{base}CFDocuments/{framework}"])
        path = document["CFPackageURI"]["uri"].removeprefix(commons.site.address)
        assert (path, files[path]) == (f"{base}CFPackages/{framework}", files["downloads/data/case.json"])
        package = json.loads(files[path])
        for one in package["CFItems"]:
            item = json.loads(files[f"{base}CFItems/{one['identifier']}"])
            assert item.pop("CFDocumentURI")["identifier"] == framework
            assert item == one
            known = json.loads(files[f"{base}CFItemAssociations/{one['identifier']}"])["CFAssociations"]
            assert all(one["identifier"] in json.dumps(association) for association in known)
        uris = re.findall(rf'"{commons.site.address}(ims/case/v1p1/\w+/[^"#]+)"', files[path].decode())
        assert set(uris) <= files.keys()


def test_a_large_framework_has_no_files_of_single_items() -> None:
    files = case_files(made_up(f"Cup {n}" for n in range(MOST_ITEMS // 4 + 1)))
    assert {path.split("/")[3] for path in files if path.startswith("ims/")} == {
        *("CFDocuments.json", "CFDocuments", "CFPackages"),
    }


# ---- CTDL-ASN ----

Ctid = Annotated[str, Field(pattern=r"^ce-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
Words, Lists = Annotated[dict[str, str], Field(min_length=1)], Annotated[dict[str, list[str]], Field(min_length=1)]
Identifier = Annotated[str, Field(pattern="^(https?://|urn:uuid:[0-9a-f-]{36}$)")]
Iris = Annotated[list[Annotated[str, Field(pattern="^https?://")]], Field(min_length=1)]


def named(name: str, **more: Any) -> Any:
    return Field(alias=name, **more)


class Node(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    id: str = named("@id", pattern="^https://credentialengineregistry.org/resources/ce-")
    ctid: Ctid = named("ceterms:ctid")
    language: list[str] = named("ceasn:inLanguage", min_length=1)
    identifier: Annotated[list[Identifier], Field(min_length=1)] = named("ceasn:identifier")


class FrameworkNode(Node):
    type: str = named("@type", pattern="^ceasn:CompetencyFramework$")
    name: Words = named("ceasn:name")
    description: Words = named("ceasn:description")
    author: list[str] = named("ceasn:author")
    publisher: Lists = named("ceasn:publisherName")
    license: str = named("ceasn:license")
    created: str = named("ceasn:dateCreated", pattern=r"^\d{4}-\d\d-\d\d$")
    modified: str = named("ceasn:dateModified", pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
    status: str = named("ceasn:publicationStatusType", pattern="^publicationStatus:(Draft|Published|Deprecated)$")
    source: Iris = named("ceasn:source")
    version: list[dict[str, str]] = named("ceterms:versionIdentifier")
    top: Iris = named("ceasn:hasTopChild")


class CompetencyNode(Node):
    type: str = named("@type", pattern="^ceasn:Competency$")
    text: Words = named("ceasn:competencyText")
    label: Words = named("ceasn:competencyLabel", default=None)
    category: Words = named("ceasn:competencyCategory")
    code: str = named("ceasn:codedNotation", default=None)
    list_id: str = named("ceasn:listID", pattern=r"^\d+$")
    part: str = named("ceasn:isPartOf")
    parents: Iris = named("ceasn:isChildOf", default=None)
    top: str = named("ceasn:isTopChildOf", default=None)
    children: Iris = named("ceasn:hasChild", default=None)
    comment: Lists = named("ceasn:comment", default=None)
    keywords: Lists = named("ceasn:conceptKeyword", default=None)
    status: str = named("ceasn:publicationStatusType", default=None)
    broad: Iris = named("ceasn:broadAlignment", default=None)
    derived: Iris = named("ceasn:derivedFrom", default=None)
    modified: str = named("ceasn:dateModified", pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", default=None)


def assert_graph(graph: Json) -> None:
    """Every node has what it needs, and both ends of each relation know it."""
    framework = FrameworkNode.model_validate(graph["@graph"][0])
    nodes = {one["@id"]: CompetencyNode.model_validate(one) for one in graph["@graph"][1:]}
    assert len(nodes) == len(graph["@graph"]) - 1
    assert [one.id for one in nodes.values() if one.top == framework.id] == framework.top
    assert {one.part for one in nodes.values()} == {framework.id}
    assert all(one.id.endswith(one.ctid) for one in (framework, *nodes.values()))
    down = {(one.id, child) for one in nodes.values() for child in one.children or ()}
    assert down == {(parent, one.id) for one in nodes.values() for parent in one.parents or ()}


def test_a_graph_has_both_ends_of_each_relation() -> None:
    files = ctdl_files(tiny_commons())
    graph = json.loads(files["downloads/data/ctdl-asn.json"])
    assert_graph(graph)
    boil = next(one for one in graph["@graph"] if one.get("ceasn:codedNotation") == "T-1")
    assert boil["ceasn:competencyText"] == {"en": "Boil water and keep it hot."}
    assert boil["ceasn:broadAlignment"] == ["https://standard.example/1.10"]
    former = next(one for one in graph["@graph"] if one.get("ceasn:codedNotation") == "T-0")
    assert former["ceasn:comment"] == {"en": ["Withdrawn: Cold tea is made with hot water too. Now in T-1."]}
    assert former["ceasn:publicationStatusType"] == "publicationStatus:Deprecated"
    assert boil["ceasn:derivedFrom"] == [former["@id"]]
    assert graph["@graph"][0]["ceterms:versionIdentifier"][0]["ceterms:identifierValueCode"] == "2024"


def test_a_uuid_of_another_version_gives_a_ctid_of_version_4() -> None:
    graph = json.loads(ctdl_files(made_up(["Tea"], language="ja"))["downloads/data/ctdl-asn.json"])
    assert_graph(graph)
    assert all(list(one["ceasn:competencyText"]) == ["ja"] for one in graph["@graph"][1:])


# ---- MedBiquitous ----

ORDER = {
    "CompetencyFramework": "lom EffectiveDate SupportingInformation Includes Relation",
    "CompetencyObject": "lom Status Replaces IsReplacedBy Category References SupportingInformation",
    "general": "identifier title language description keyword",
    "lom": "general lifeCycle rights",
}


def assert_in_order(root: etree._Element) -> None:
    """The schemas refuse elements in another order."""
    for element in root.iter():
        name = etree.QName(element).localname
        if name in ORDER:
            names = [etree.QName(child).localname for child in element]
            order = ORDER[name].split()
            assert names == sorted(names, key=order.index)
            assert names[0] == order[0]


def texts(root: etree._Element, name: str) -> list[str]:
    return [one.text or "" for one in root.iterfind(f".//{{*}}{name}")]


def objects(files: Mapping[str, bytes]) -> dict[str, etree._Element]:
    with ZipFile(io.BytesIO(files["downloads/data/medbiquitous-objects.zip"])) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def test_a_framework_names_objects_that_are_there() -> None:
    files = medbiquitous_files(tiny_commons())
    framework, found = etree.fromstring(files["downloads/data/medbiquitous-framework.xml"]), objects(files)
    for root in (framework, *found.values()):
        assert_in_order(root)
    addresses = {address for one in found.values() for address in texts(one, "entry")}
    included = [one.text for one in framework.iterfind("{*}Includes/{*}Entry")]
    assert included[:2] == [
        *("https://tea.example/competencies/#domain-water", "https://tea.example/competencies/t-1/")
    ]
    assert set(included) <= addresses
    assert [etree.tostring(one) for one in found.values()] == [
        etree.tostring(etree.fromstring(files[f"downloads/data/medbiquitous/{name}"])) for name in found
    ]


def test_a_withdrawn_object_is_retired_and_leads_on() -> None:
    found = objects(medbiquitous_files(tiny_commons()))
    states = [(texts(one, "Status"), texts(one, "IsReplacedBy"), texts(one, "Replaces")) for one in found.values()]
    assert (["Retired"], ["https://tea.example/competencies/t-1/"], []) in states
    assert (["Active"], [], ["https://tea.example/competencies/t-0/"]) in states
    boil = found[f"{BOIL}.xml"]
    assert texts(boil, "string")[:3] == ["Boil water", "Boil water and keep it hot.", "No tea without hot water."]
    assert "leaf" in texts(boil, "Reference")[0].lower()


# ---- Open Badges ----


def test_a_badge_finds_the_alignment_of_each_competency() -> None:
    files = badge_files(tiny_commons())
    [boil, choose] = json.loads(files["downloads/data/open-badges.json"])["competencies"]
    assert boil == {"code": "T-1", "title": "Boil water", **json.loads(files["downloads/data/open-badges/t-1.json"])}
    assert boil["alignment"] == [
        {
            "type": ["Alignment"],
            "targetType": "CFItem",
            "targetCode": BOIL,
            "targetName": "Boil water and keep it hot.",
            "targetDescription": "No tea without hot water.",
            "targetFramework": "Competencies in making tea",
            "targetUrl": "https://tea.example/competencies/t-1/",
        }
    ]
    assert choose["alignment"][0]["targetCode"] == CHOOSE


# ---- Size ----


def seconds(size: int) -> float:
    commons = made_up(f"Cup {n}" for n in range(size))
    begin = time.process_time()
    for make in (case_files, ctdl_files, medbiquitous_files, badge_files):
        make(commons)
    return time.process_time() - begin


@pytest.mark.slow
def test_four_times_the_items_take_about_four_times_the_time() -> None:
    least = MOST_ITEMS // 4 + 1  # above it, no item has files of its own
    assert seconds(4 * least) < 10 * seconds(least)
