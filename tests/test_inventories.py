"""A MedBiquitous Curriculum Inventory, as Ilios and Elentra export it, becomes a curriculum map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from curriculum_commons.mapping.framework import MapCompetency, MapFramework
from curriculum_commons.mapping.read import Choices, Read, read_files
from curriculum_commons.mapping.read.inventory_file import within
from curriculum_commons.mapping.read.lookup import Lookup
from curriculum_commons.model.crosswalk import AlignedEntry

UUID = "44444444-4444-4444-8444-44444444440{}"
STANDARD = "World Tea WTS", "4.6", "wts-4-6", "Pours."
FRAMEWORK = MapFramework(
    edition="2024",
    competencies=tuple(
        MapCompetency(f"T-{number}", f"T-{number}", title, uuid=UUID.format(number))
        for number, title in enumerate(("Boil water", "Choose leaves", "Pour"), 1)
    ),
    addresses={"https://tea.example/competencies/t-3/": "T-3"},
    alignments=(
        ("T-3", AlignedEntry(*STANDARD, "skos:broadMatch")),
        ("T-1", AlignedEntry(*STANDARD, "skos:relatedMatch")),
    ),
)

BASE = "http://ns.medbiq.org/curriculuminventory/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OBJECT = (
    "<CompetencyObject><lom:lom><lom:general><lom:identifier><lom:catalog>URI</lom:catalog><lom:entry>{}</lom:entry>"
    "</lom:identifier><lom:title><lom:string>{}</lom:string></lom:title></lom:general></lom:lom></CompetencyObject>"
)
RELATION = (
    "<cf:Relation><cf:Reference1><cf:Catalog>URI</cf:Catalog><cf:Entry>{}</cf:Entry></cf:Reference1><cf:Relationship>"
    + SKOS
    + "{}</cf:Relationship><cf:Reference2><cf:Catalog>URI</cf:Catalog><cf:Entry>{}</cf:Entry></cf:Reference2>"
    "</cf:Relation>"
)
LEVEL = "/CurriculumInventory/AcademicLevels/Level[@number='{}']"
LEVELS = {
    "v1": "<Level>{}</Level>",
    "v10": "<SequenceBlockLevels><StartingAcademicLevel>{}</StartingAcademicLevel></SequenceBlockLevels>",
}


def event(name: str, *references: str, duration: str = "PT1H30M", more: str = "") -> str:
    path = "/CurriculumInventory/Expectations/CompetencyObject[lom:lom/lom:general/lom:identifier/lom:entry='{}']"
    to = "".join(f"<CompetencyObjectReference>{path.format(one)}</CompetencyObjectReference>" for one in references)
    return f'<Event id="{name}"><Title>Event {name}</Title><EventDuration>{duration}</EventDuration>{to}{more}</Event>'


def block(version: str, name: str, required: str, level: str, *events: str, within: str = "") -> str:
    path = "/CurriculumInventory/Events/Event[@id='{}']"
    held = "".join(
        f'<SequenceBlockEvent required="true"><EventReference>{path.format(one)}</EventReference></SequenceBlockEvent>'
        for one in events
    )
    inner = f"/CurriculumInventory/Sequence/SequenceBlock[@id='{within}']"
    reference = f"<SequenceBlockReference>{inner}</SequenceBlockReference>" if within else ""
    levels = LEVELS[version].format(LEVEL.format(level))
    inside = f"<Title>Block {name}</Title>{levels}{held}{reference}"
    return f'<SequenceBlock id="{name}" required="{required}">{inside}</SequenceBlock>'


def inventory(version: str, events: str, objects: str = "", relations: str = "", blocks: str = "") -> str:
    return (
        f'<?xml version="1.0"?><CurriculumInventory xmlns="{BASE}{version}/" xmlns:lom="http://ltsc.ieee.org/xsd/LOM" '
        'xmlns:m="http://ns.medbiq.org/member/v1/" xmlns:cf="http://ns.medbiq.org/competencyframework/v1/">'
        "<Institution><m:InstitutionName>Tea School</m:InstitutionName></Institution>"
        "<ReportingStartDate>2026-07-01</ReportingStartDate><ReportingEndDate>2027-06-30</ReportingEndDate>"
        f"<Events>{events}</Events><Expectations>{objects}<CompetencyFramework>{relations}</CompetencyFramework></Expectations>"
        '<AcademicLevels><LevelsInProgram>2</LevelsInProgram><Level number="2"><Label>Second</Label></Level>'
        f'<Level number="1"><Label>First</Label></Level></AcademicLevels>'
        f"<Sequence>{blocks}</Sequence></CurriculumInventory>"
    )


def read(folder: Path, text: str | bytes) -> Read:
    (folder / "export.xml").write_bytes(text if isinstance(text, bytes) else text.encode())
    (found,) = read_files([folder / "export.xml"], FRAMEWORK)
    return found


@pytest.mark.parametrize("version", ["v1", "v10"])
def test_events_become_sessions_with_their_block_and_level(tmp_path: Path, version: str) -> None:
    methods = (
        '<InstructionalMethod primary="true">IM013</InstructionalMethod>'
        '<InstructionalMethod primary="false">IM999</InstructionalMethod>'
        '<AssessmentMethod purpose="Formative">AM003</AssessmentMethod>'
    )
    found = read(
        tmp_path,
        inventory(
            version,
            event("a", "http://s.example/session/1", more=methods)
            + event("b", "http://s.example/session/2", duration="PT45M")
            + event("c", f"urn:uuid:{UUID.format(2)}", duration="soon")
            + event("d", "http://s.example/gone", "https://tea.example/competencies/t-3/")
            + event("e", "http://s.example/other")
            + event("f", "http://s.example/session/1"),
            OBJECT.format("http://s.example/session/1", "Kettles")
            + OBJECT.format("http://s.example/program/1", "T-1: water")
            + OBJECT.format("http://s.example/session/2", "Pouring")
            + OBJECT.format("http://s.example/other", "Something else"),
            RELATION.format("http://s.example/course/1", "narrower", "http://s.example/session/1")
            + RELATION.format("http://s.example/course/1", "broader", "http://s.example/program/1")
            + RELATION.format("http://s.example/program/1", "narrower", "http://s.example/course/1")
            + RELATION.format("http://s.example/session/2", "related", "https://wts.example/list#wts-4-6"),
            block(version, "x", "Optional", "2", "a", within="y")
            + block(version, "y", "Required", "2", "b", within="x")
            + block(version, "z", "Required", "1", "c", "d", "e"),
        ),
    )
    assert found.map is not None
    assert (found.map.school, found.map.year, found.map.phases) == ("Tea School", "2026–27", ("First", "Second"))
    assert [
        (one.source, one.phase, one.course, one.requirement, one.hours, [of.competency for of in one.teaches])
        for one in found.map.sessions
    ] == [
        ("event c", "First", "Block z", "required", None, ["T-2"]),
        ("event d", "First", "Block z", "required", 1.5, ["T-3"]),
        ("event a", "Second", "Block x", "elective", 1.5, ["T-1"]),
        ("event b", "Second", "Block y", "elective", 0.75, ["T-3"]),
    ]
    assert found.map.sessions[2].methods == ("IM013",)
    assert [(one.code, one.message.partition(";")[0]) for one in found.problems] == [
        ("map-cell", 'event a: method "IM999" is not on the list'),
        ("map-cell", 'event c: duration "soon" is not a time'),
        ("map-cell", 'event d: competency "http://s.example/gone" is referred to, and is not in the file'),
        ("map-row", "event f: the event has no academic level, as no sequence block with one has it"),
    ]
    text = "\n".join(found.notes)
    assert "6 events read, 4 kept" in text
    assert "1 other without a competency of this framework" in text
    assert "by the crosswalk of the site (World Tea WTS 4.6 is read as T-3)" in text


def test_events_of_a_track_and_of_several_blocks_are_counted(tmp_path: Path) -> None:
    events = "".join(event(name, f"urn:uuid:{UUID.format(1)}") for name in "abc")
    blocks = (
        block("v10", "x", "Required In Track", "1", "a", "b")
        + block("v10", "y", "Required", "2", "b", "c")
        + block("v10", "z", "Required In Track", "2", "c")
    )
    found = read(tmp_path, inventory("v10", events, blocks=blocks))
    assert found.map is not None
    assert [(one.phase, one.requirement) for one in found.map.sessions] == [
        ("First", "elective"),
        ("Second", "required"),
        ("Second", "required"),
    ]
    text = "\n".join(found.notes)
    assert '1 event "Required In Track" (Block x), read as elective' in text
    assert "2 events in several blocks, and read as part of the first, or of the first that all take" in text


def export(name: str) -> Read:
    (found,) = read_files([Path(__file__).parent / "inventories" / name], FRAMEWORK)
    return found


@pytest.mark.parametrize("name", ["ilios-v1.xml", "ilios-v10.xml"])
def test_an_export_of_ilios_is_read_by_its_three_levels_of_objectives(name: str) -> None:
    found = export(name)
    assert found.map is not None
    assert found.map.phases == ("Year 1", "Year 2", "Year 3")
    assert [
        (one.title, one.phase, one.course, one.requirement, one.hours, [of.competency for of in one.teaches])
        for one in found.map.sessions
    ] == [
        ("Kettles & pots", "Year 1", "Water", "required", 1.5, ["T-1"]),
        ("Steam", "Year 1", "Water", "required", 0.083333, ["T-2"]),
        ("Practical", "Year 2", "Service", "required", 2, ["T-1", "T-3"]),
        ("Dishes", "Year 2", "Service", "required", 1, ["T-3"]),
        ("Cups", "Year 2", "Service", "elective", 0.75, ["T-3"]),
        ("Tea abroad", "Year 2", "Abroad", "elective", 1, ["T-2"]),
        ("Guild of pourers", "Year 2", "Service", "required", 1, ["T-3"]),
    ]
    assert [one.method for one in found.map.sessions[2].assessments] == ["AM019"]  # which has replaced AM015
    assert [one.message.partition(" is ")[0] for one in found.problems] == [
        "event E20: method" + (' "Nothing mapped"' if name == "ilios-v1.xml" else ""),
        'event E80: competency "zxcvb"',
    ]
    text = "\n".join(found.notes)
    assert '1 event "Required In Track" (Abroad), read as elective' in text
    assert ("4 events in blocks of several academic levels (Service)" in text) is (name == "ilios-v10.xml")
    assert "Named by blocks, by none of their events, and not counted: Service (T-2)." in text


def test_an_export_of_elentra_is_read_by_statements_codes_and_relations() -> None:
    found = export("elentra-v1.xml")
    assert found.map is not None
    assert found.problems == ()
    assert [
        (one.title, one.course, one.hours, one.methods, [of.competency for of in one.teaches])
        for one in found.map.sessions
    ] == [
        ("Week 1: Seminar", "TEA121: Term 1", 0.833333, ("IM003",), ["T-1"]),
        ("Week 1: Seminar", "TEA121: Term 1", 1.833333, ("IM030", "IM013"), ["T-1", "T-2"]),
        ("Tasting", "TEA122: Term 2", 2, (), ["T-2"]),
        ("Rotation", "TEA122: Term 2", 40, ("IM003",), ["T-3"]),
    ]


def test_what_is_related_to_the_same_thing_is_not_the_same_thing(tmp_path: Path) -> None:
    """Two objectives of a school that both touch an entry of a standard have nothing else in common."""
    wts, mine, other = "https://wts.example/list#wts-9-9", "http://s.example/program/1", "http://s.example/program/2"
    relations = RELATION.format(wts, "related", mine) + RELATION.format(wts, "related", other)
    objects = OBJECT.format(mine, "Sings") + OBJECT.format(other, "T-1 Boil water")
    found = read(
        tmp_path,
        inventory(
            "v10", event("a", mine) + event("b", other), objects, relations, block("v10", "x", "Required", "1", *"ab")
        ),
    )
    assert found.map is not None
    assert [one.source for one in found.map.sessions] == ["event b"]


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Boil water", ["T-1"]),
        ("3. Pour", ["T-3"]),
        ("PO 7: Pour", ["T-3"]),
        ("(T-2) choose", ["T-2"]),
        ("Graduates reach T-1 and T-3.", ["T-1", "T-3"]),
        ("Pour the tea and then sing", []),
        ("Boiled water", []),
    ],
)
def test_an_objective_of_a_school_is_one_of_ours_by_all_its_words_or_by_its_code(title: str, codes: list[str]) -> None:
    assert list(Lookup(FRAMEWORK).by_title(title)) == codes


def test_events_without_a_sequence_need_one_phase_for_all(tmp_path: Path) -> None:
    text = inventory("v1", event("a", f"urn:uuid:{UUID.format(1)}"))
    (problem,) = read(tmp_path, text).problems
    assert "name one phase for all with --phase" in problem.message
    (found,) = read_files([tmp_path / "export.xml"], FRAMEWORK, Choices(phase="Whole"))
    assert found.map is not None
    assert [(one.phase, one.requirement) for one in found.map.sessions] == [("Whole", None)]


def test_references_that_the_crosswalk_links_in_part_are_counted_and_not_joined(tmp_path: Path) -> None:
    framework = replace(FRAMEWORK, alignments=(("T-1", AlignedEntry(*STANDARD, "skos:relatedMatch")),))
    text = inventory(
        "v10",
        event("a", "https://wts.example/list#wts-4-6") + event("b", f"urn:uuid:{UUID.format(1)}"),
        blocks=block("v10", "x", "Required", "1", *"ab"),
    )
    (tmp_path / "export.xml").write_text(text)
    (found,) = read_files([tmp_path / "export.xml"], framework)
    assert (
        "1 reference not joined, as the crosswalk of the site links World Tea WTS 4.6 (T-1) in part only"
        in "\n".join(found.notes)
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/CurriculumInventory/Events/Event[@id='E1']", "E1"),
        ("  /CurriculumInventory/Events/Event[@id = 'E1']\n", "E1"),
        ('/CurriculumInventory/Events/Event[@id="E1"]', "E1"),
        ("/CurriculumInventory/Events/Event[@id='E1']}", "E1"),
        ("CompetencyObject[lom:entry='http://s.example/o'neill']", "http://s.example/o'neill"),
        ("E1", "E1"),
        ("'", "'"),
        ("", ""),
    ],
)
def test_a_path_names_what_is_in_its_quotation_marks(path: str, value: str) -> None:
    assert within(path) == value


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '<CurriculumReport xmlns="http://ns.medbiq.org/curriculumreport/v1/"><a/></CurriculumReport>',
            "curriculum report",
        ),
        (f'<CurriculumInventory xmlns="{BASE}v2/"/>', "curriculum inventory of another version"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', 'it begins with "html"'),
        (f'<CurriculumInventory xmlns="{BASE}v10/"/>', "has no events"),
        (
            f'<!DOCTYPE a [<!ENTITY b "c">]><CurriculumInventory xmlns="{BASE}v1/">&b;</CurriculumInventory>',
            "document type",
        ),
        (f'<!DOCTYPE a SYSTEM "http://evil.example/a.dtd"><CurriculumInventory xmlns="{BASE}v1/"/>', "document type"),
        (f'<CurriculumInventory xmlns="{BASE}v10/"><Events><Event>', "is damaged at line 1"),
        (f'<CurriculumInventory xmlns="{BASE}v10/">{"<Event>" * 120}', "too many within"),
        (f'<CurriculumInventory xmlns="{BASE}v10/"><Event>{"<Keyword/>" * 50_001}', "too many within"),
        ("<CurriculumInventory", "is damaged at line 1"),
    ],
)
def test_what_is_no_inventory_is_one_problem(tmp_path: Path, text: str, message: str) -> None:
    found = read(tmp_path, text)
    assert found.map is None
    assert [(one.code, message in one.message) for one in found.problems] == [("map-file", True)]
