"""Read a MedBiquitous Competency Framework with its Competency Objects, in one XML file or in a zip of several.

Both are read as a stream, and no entity is expanded. A framework alone names its competencies by address; their
words are in the objects. Knows no record of this program.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from ...content.xml_stream import Node, Records, parsed
from ...model.problems import CallError, quoted
from .incoming import MOST_ITEMS, Incoming, Item, Names, Plain, text_of, uuid_of
from .tree import arranged

_NAMES = Names("identifier", "description", "title", "code", "keyword")
_WANTED = {
    "CompetencyObject",
    "Includes",
    "Relation",
    "lom",
    "EffectiveDate",
    "RetiredDate",
    "Replaces",
    "IsReplacedBy",
}
_WANTED |= {"SupportingInformation"}
_NAMESPACES = ("http://ns.medbiq.org/competencyframework/", "http://ns.medbiq.org/competencyobject/")
_MOST_FILES, _LARGEST, _LARGEST_WHOLE = 20_000, 60_000_000, 200_000_000
"""Files of a zip; bytes of one, and of all of them, unpacked."""
_URIS = {"uri", "url", "iri", "uuid", "urn", "guid", ""}
_MAPS = "which holds what a school teaches and no framework; commons map read FILE reads it"
_REFUSED = {
    "CurriculumInventory": f"a MedBiquitous curriculum inventory, {_MAPS}",
    "CurriculumReport": "a MedBiquitous curriculum report (curriculumreport/v1), an older form that is not read; "
    "commons map read FILE reads a curriculum inventory",
    "RDF": "RDF, which is not read; export it as JSON-LD, or as csv",
    "html": "a web page and no framework; download the file itself",
    "PerformanceFramework": "a MedBiquitous performance framework, which has levels of a competency and no framework",
}


def read_medbiquitous(content: bytes, name: str) -> Incoming:
    """Return the framework in XML, or in a zip of XML files; raises CallError where there is none."""
    reader = _Reader()
    if content.startswith(b"PK"):
        for part, stream in _files(content):
            reader.take(stream, part)
    else:
        reader.take(io.BytesIO(content), name)
    return reader.result()


def is_zip_of_xml(content: bytes) -> bool:
    """Return True for a zip that has XML files and is no workbook."""
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return "[Content_Types].xml" not in names and any(name.lower().endswith(".xml") for name in names)


def _files(content: bytes) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the XML files of a zip, within bounds; nothing is written anywhere, whatever their names."""
    size = 0
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = [part for part in archive.infolist() if part.filename.lower().endswith(".xml")]
        if len(parts) > _MOST_FILES:
            raise CallError(f"the file has more than {_MOST_FILES:,} files; export a part of the framework")
        for part in parts:
            with archive.open(part) as stream:
                inside = stream.read(_LARGEST + 1)
            size += len(inside)
            if len(inside) > _LARGEST or size > _LARGEST_WHOLE:
                limit = f"{_LARGEST // 1_000_000} MB a file and {_LARGEST_WHOLE // 1_000_000} MB in all are the most"
                raise CallError(f"the file is too large once it is unpacked; {limit}")
            yield part.filename, io.BytesIO(inside)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise CallError("the file is a zip that is damaged or locked; export it again") from error


class _Reader:
    def __init__(self) -> None:
        self.incoming = Incoming("medbiquitous", "a MedBiquitous Competency Framework", _NAMES)
        self.plain = Plain(self.incoming)
        self.frameworks = 0
        self.included: dict[str, str] = {}
        self.relations: list[tuple[str, str, str, str]] = []
        self.named: dict[str, Item] = {}

    def take(self, stream: IO[bytes], part: str) -> None:
        records, number = Records(part, _WANTED), 0
        for _ in parsed(stream, part, records, _LARGEST):
            is_framework = self.is_framework(records.root, part)
            for node in records.taken():
                number += 1
                place = f"{part}, {node.name}[{number}]"
                if node.name == "CompetencyObject":
                    self.item(node, place)
                elif is_framework:
                    self.of_framework(node, place)
            if len(self.incoming.items) > MOST_ITEMS:
                raise CallError(f"the file has more than {MOST_ITEMS:,} competencies; export a part of it")

    def is_framework(self, root: str, part: str) -> bool:
        """Return True within a framework; raises CallError within something else."""
        namespace, _, local = root.rpartition(" ")
        if "curriculumreport" in namespace:
            local = "CurriculumReport"
        if local in _REFUSED:
            raise CallError(f"the file is {_REFUSED[local]}")
        is_ours = namespace.startswith(_NAMESPACES) or local in {"CompetencyFramework", "CompetencyObject"}
        if root and not is_ours and not local.lower().startswith("competenc"):
            raise CallError(f"the file is XML that begins with {quoted(local)}, and no framework that is known")
        return local != "CompetencyObject"

    def of_framework(self, node: Node, place: str) -> None:
        if node.name == "lom":
            self.lom(node, place)
        elif node.name == "Includes":
            self.included.setdefault(node.first("Entry"), place)
        elif node.name == "Relation":
            ends = node.first("Reference1", "Entry"), node.first("Reference2", "Entry")
            self.relations.append((node.first("Relationship").rpartition("#")[2], *ends, place))
        else:
            text = text_of(node.text, place, self.incoming) or "; ".join(_texts(node))
            self.incoming.extensions.setdefault(node.name, []).append(text)
            self.incoming.report(place, node.name, "kept as extension")
            if node.name == "EffectiveDate":
                self.incoming.adopted = text[:10]

    def lom(self, node: Node, place: str) -> None:
        to = self.incoming
        if to.title:
            to.report(place, "a second framework", "refused", "is beside the first, which is taken")
            return
        entries = _entries(node)
        to.identifier = next((one for catalog, one in entries if catalog == "uuid"), "") or (
            entries[0][1] if entries else ""
        )
        to.address = next((one for _, one in entries if one.startswith("http")), "")
        to.title = self.text(node, place, "general", "title")
        to.summary = self.text(node, place, "general", "description")
        to.language = node.first("general", "language")
        to.edition = self.text(node, place, "lifeCycle", "version")
        to.license_name = self.text(node, place, "rights", "description")
        to.license_url = to.license_name
        to.creator = self.creator(node, place)
        to.extensions["lom"] = self.plain.value(_as_json(node), place, 4)
        to.report(place, "lom", "kept as extension", "beside title, description, version and terms")

    def creator(self, node: Node, place: str) -> str:
        for one in node.find("lifeCycle", "contribute", "entity"):
            lines = [line.partition(":")[2] for line in one.text.splitlines() if line.upper().startswith(("FN", "ORG"))]
            if words := (lines[-1] if lines else one.text).strip():
                return text_of(words, place, self.incoming)
        return ""

    def text(self, node: Node, place: str, *way: str) -> str:
        """Return the first text of a field; those in other languages are kept with the whole."""
        found = list(node.find(*way, "string"))
        wanted = [one for one in found if one.given.get("language", "")[:2] == self.incoming.language[:2]]
        return next((text_of(one.text, place, self.incoming) for one in [*wanted, *found]), "")

    def item(self, node: Node, place: str) -> None:
        to, lom = self.incoming, next(node.find("lom"), Node("lom", {}))
        entries = _entries(lom)
        uris = [one for catalog, one in entries if catalog in _URIS]
        identifier = next((one for catalog, one in entries if catalog == "uuid"), "") or next(iter(uris), place)
        title, text = (self.text(lom, place, "general", name) for name in ("title", "description"))
        categories = [dict(one.given) for one in node.find("Category")]
        item = Item(
            identifier=uuid_of(identifier),
            place=place,
            statement=text or title,
            title=" ".join(title.split()) if text and text != title else "",
            code=next((one for catalog, one in entries if catalog not in _URIS), ""),
            is_known=identifier != place,
            kind=next((one.get("label") or one.get("term", "") for one in categories), ""),
            keywords=[" ".join(one.text.split()) for one in lom.find("general", "keyword", "string")],
            retired="" if node.first("Status") == "Retired" else None,
            replaced_by=[uuid_of(one.text.strip()) for one in node.find("IsReplacedBy")],
        )
        for uri in uris:
            self.named.setdefault(uri, item)
        if (
            len(list(lom.find("general", "title", "string"))) + len(list(lom.find("general", "description", "string")))
            > _TEXTS
        ):
            item.extensions["lom"] = self.plain.value(_as_json(lom), place, 4)
        if uris and uris[0] != item.uuid:
            item.extensions["identifier"] = uris[0]
        for name in ("Category", "References", "SupportingInformation", "Replaces", "IsReplacedBy", "Status"):
            if values := [self.plain.value(_as_json(one), place, 4) for one in node.find(name)]:
                item.extensions[name] = values
        if item.extensions:
            to.report(place, ", ".join(item.extensions), "kept as extension")
        to.items.append(item)

    def result(self) -> Incoming:
        to = self.incoming
        if not to.items:
            number = len(self.included)
            words = f"names {number} competencies, whose words are in Competency Objects; make a zip of both"
            raise CallError(f"the file is a MedBiquitous Competency Framework that {words}")
        for entry, place in self.included.items():
            if entry not in self.named:
                to.report(place, entry, "refused", "is named by the framework and not in the file")
        children = set[str]()
        for kind, first, second, place in self.relations:
            self.relate(kind, first, second, place, children)
        order = {id(self.named[entry]): at for at, entry in enumerate(self.included) if entry in self.named}
        for item in to.items:
            item.position = float(order[id(item)]) if id(item) in order else None
            if self.included and id(item) not in order:
                to.report(item.place, item.name, "kept", "is not named by the framework (Includes)")
        return arranged(to)

    def relate(self, kind: str, first: str, second: str, place: str, children: set[str]) -> None:
        to = self.incoming
        above, below = (second, first) if kind == "broader" else (first, second)
        parent, child = self.named.get(above), self.named.get(below)
        if kind in {"broader", "narrower"} and parent and child and child.identifier not in children:
            child.parent = parent.identifier
            children.add(child.identifier)
            to.report(place, f"{kind} {first} {second}", "kept")
        elif item := (child if kind in {"broader", "narrower"} else self.named.get(first)) or self.named.get(second):
            relation = {"Reference1": first, "Relationship": kind, "Reference2": second}
            item.extensions.setdefault("Relation", []).append(relation)
            to.report(place, f"{kind} {first} {second}", "kept as extension")
        else:
            to.report(place, f"{kind} {first} {second}", "refused", "names no competency of the file")


_TEXTS = 2


def _entries(lom: Node) -> list[tuple[str, str]]:
    """Return catalog, in small letters, and entry of each identifier."""
    found = ((one.first("catalog").lower(), one.first("entry")) for one in lom.find("general", "identifier"))
    return [(catalog, entry) for catalog, entry in found if entry]


def _texts(node: Node) -> Iterator[str]:
    if node.text.strip():
        yield node.text.strip()
    for child in node.children:
        yield from _texts(child)


def _as_json(node: Node) -> Any:
    """Return an element as text, or as its attributes, text and elements by name."""
    found: dict[str, Any] = dict(node.given)
    for child in node.children:
        found.setdefault(child.name, []).append(_as_json(child))
    text = node.text.strip()
    if not found:
        return text
    return found | ({"text": text} if text else {})
