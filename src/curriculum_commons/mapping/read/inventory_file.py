"""Read a Curriculum Inventory (MedBiquitous v1, v10) as a stream: events, blocks, levels, competencies, relations.

Knows no framework; what an export has beside these is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...content.cleaned_text import cleaned
from ...content.xml_stream import Node, Records, parsed
from ...model.maps import MOST_SESSIONS
from ...model.problems import CallError, quoted

_NAMESPACE = "http://ns.medbiq.org/curriculuminventory/"
_VERSIONS = ("v1/", "v10/")
_WANTED = {
    *("Event", "CompetencyObject", "Includes", "Relation", "SequenceBlock", "Level"),
    *("Institution", "ReportingStartDate", "ReportingEndDate"),
}
_LARGEST, _MOST_OBJECTS = 250_000_000, 200_000
"""Bytes of a file, and competency objects in it."""


@dataclass
class Block:
    """A sequence block: when events are, and whether every learner takes part."""

    title: str
    level: str
    """Number of the academic level in which it begins."""
    is_longer: bool
    """Whether it ends in another level."""
    requirement: str
    events: Mapping[str, bool]
    """Whether each event of it is required, by id."""
    within: tuple[str, ...]
    """Ids of the blocks within it."""
    references: tuple[str, ...]
    """Identifiers of the competencies that it names as a whole."""


@dataclass
class Inventory:
    """What an inventory holds, as far as a map needs it."""

    institution: str = ""
    start: str = ""
    end: str = ""
    levels: dict[str, str] = field(default_factory=dict)
    """Names of academic levels by number."""
    blocks: dict[str, Block] = field(default_factory=dict)
    events: list[Node] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    """Titles of competency objects by identifier; empty for those of other frameworks."""
    above: dict[str, list[str]] = field(default_factory=dict)
    """Identifiers of what is broader, or is the same, by identifier."""
    related: dict[str, list[str]] = field(default_factory=dict)
    """Identifiers of what is related, by identifier."""


def is_inventory(path: Path) -> bool:
    """Return True for a file that is XML by its name or its beginning."""
    if path.suffix.lower() == ".xml":
        return True
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(200).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml")


def inventory(path: Path) -> Inventory:
    """Return what is in an inventory; raises CallError where it is none."""
    records, found = Records(path.name, _WANTED), Inventory()
    with path.open("rb") as stream:
        for _ in parsed(stream, path.name, records, _LARGEST):
            _refuse_root(path.name, records.root)
            for node in records.taken():
                _TAKERS.get(node.name, _take_text)(found, node)
            if len(found.titles) > _MOST_OBJECTS:
                raise CallError(f"{path.name} has more than {_MOST_OBJECTS:,} competencies; export a part of it")
            if len(found.events) > MOST_SESSIONS:
                raise CallError(f"{path.name} has more than {MOST_SESSIONS:,} events; export a part of the curriculum")
    if not found.events:
        raise CallError(f"{path.name} has no events; export the inventory of a year again")
    return found


def _refuse_root(file: str, root: str) -> None:
    namespace, _, local = root.rpartition(" ")
    if not root or (local == "CurriculumInventory" and namespace.removeprefix(_NAMESPACE) in _VERSIONS):
        return
    if "curriculumreport" in namespace or local == "CurriculumReport":
        raise CallError(f"{file} is a curriculum report (curriculumreport/v1), which has counts and no events; export "
                        "the curriculum inventory itself")  # fmt: skip
    if local == "CurriculumInventory":
        raise CallError(f"{file} is a curriculum inventory of another version ({quoted(namespace)}); export v1 or v10")
    raise CallError(f"{file} is XML, but no curriculum inventory: it begins with {quoted(local)}")


def _take_text(found: Inventory, node: Node) -> None:
    if node.name == "Institution":
        found.institution = next((one.text.strip() for one in node.children if one.name == "InstitutionName"), "")
    elif node.name == "ReportingStartDate":
        found.start = node.text.strip()
    elif node.name == "ReportingEndDate":
        found.end = node.text.strip()


def _take_level(found: Inventory, node: Node) -> None:
    number = node.given.get("number", "")
    found.levels[number] = line(node.first("Label")) or f"Level {number}"


def _take_event(found: Inventory, node: Node) -> None:
    found.events.append(node)


def _take_object(found: Inventory, node: Node) -> None:
    entries = [one.text.strip() for one in node.find("lom", "general", "identifier", "entry")]
    for entry in filter(None, entries):
        found.titles[entry] = line(node.first("lom", "general", "title", "string"))
        if len(entries) > 1:
            found.above.setdefault(entry, []).extend(one for one in entries if one != entry)


def _take_included(found: Inventory, node: Node) -> None:
    found.titles.setdefault(node.first("Entry"), "")


def _take_relation(found: Inventory, node: Node) -> None:
    first, second = node.first("Reference1", "Entry"), node.first("Reference2", "Entry")
    kind = node.first("Relationship").rpartition("#")[2]
    if kind == "narrower":
        found.above.setdefault(second, []).append(first)
    elif kind == "broader":
        found.above.setdefault(first, []).append(second)
    elif kind == "related":
        found.related.setdefault(first, []).append(second)
        found.related.setdefault(second, []).append(first)


def _take_block(found: Inventory, node: Node) -> None:
    levels = [
        within(one.text)
        for path in (("Level",), *(("SequenceBlockLevels", name) for name in _LEVELS))
        for one in node.find(*path)
    ]
    events = {
        within(one.first("EventReference")): one.given.get("required", "true") in {"true", "1"}
        for one in node.find("SequenceBlockEvent")
    }
    found.blocks[node.given.get("id", "")] = Block(
        title=line(node.first("Title")),
        level=levels[0] if levels else "",
        is_longer=len(set(levels)) > 1,
        requirement=node.given.get("required", "Required"),
        events=events,
        within=tuple(within(one.text) for one in node.find("SequenceBlockReference")),
        references=tuple(within(one.text) for one in node.find("CompetencyObjectReference")),
    )


_LEVELS = ("StartingAcademicLevel", "AcademicLevel", "EndingAcademicLevel")
_TAKERS = {
    "Event": _take_event,
    "Level": _take_level,
    "CompetencyObject": _take_object,
    "Includes": _take_included,
    "Relation": _take_relation,
    "SequenceBlock": _take_block,
}


def within(path: str) -> str:
    """Return what is in quotation marks in a path such as "/CurriculumInventory/Events/Event[@id='E1']", or itself."""
    text = path.strip()
    at = min((at for sign in "'\"" if (at := text.find(sign)) >= 0), default=len(text))
    end = text.rfind(text[at]) if at < len(text) else at
    return text[at + 1 : end].strip() if at < end else text


def line(text: str) -> str:
    """Return a text on one line, without tags."""
    return " ".join(cleaned(text).split())
