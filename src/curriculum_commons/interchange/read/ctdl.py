"""Read a graph of CTDL-ASN (JSON-LD), of today or in the old form; knows no record of this program.

In the old form there are no CTIDs, ids lie outside the registry, and one text, one id or {"@id": …} is where others
have a list. Prefixes are taken as they are usual, and no context is fetched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from ...model.problems import CallError
from .incoming import OUR_END, WITHDRAWN, Incoming, Item, Names, Plain, is_uuid, text_of
from .json_ld import first_of, ids_in, language_of, local, local_name, nearest, types_of
from .tree import arranged

_NAMES = Names("@id", "ceasn:competencyText", "ceasn:competencyLabel", "ceasn:codedNotation", "ceasn:conceptKeyword")
_FRAMEWORKS = {"CompetencyFramework", "StandardsFramework", "StandardDocument"}
_ITEMS = {"Competency", "Statement", "CompetencyDefinition"}
_OTHERS = {
    "ConceptScheme": "a concept scheme, with terms to choose from",
    "Concept": "concepts of a concept scheme, with terms to choose from",
    "ProgressionModel": "a progression model, with steps of learning",
    "Rubric": "a rubric, with criteria and levels",
    "RubricCriterion": "a part of a rubric",
    "Collection": "a collection, which lists competencies of frameworks",
    "Credential": "a credential",
}
_REGISTRY = "https://credentialengineregistry.org/resources/"
_TREE = {"hasTopChild", "hasChild", "isChildOf", "isTopChildOf", "isPartOf"}
_OF_FRAMEWORK = {"name", "description", "ctid", "license", "publicationStatusType", "inLanguage", *_TREE}
_OF_ITEM = {"competencyText", "competencyLabel", "codedNotation", "conceptKeyword", "ctid", *_TREE}
_MADE = {"identifier", "listID", "competencyCategory", "comment", "derivedFrom"}
"""What this program makes of every record."""
_LISTS = {*_TREE, "inLanguage", *_MADE}
_URN = "urn:uuid:"
_STATUSES = {"Published": "adopted", "Draft": "draft", "Deprecated": "deprecated"}


def read_ctdl(nodes: list[dict[str, Any]], language: str = "") -> Incoming:
    """Return the framework of a graph; raises CallError where there is none.

    Args:
        language: The one to take of several; the others are kept as extensions.
    """
    kinds = Counter(kind for node in nodes for kind in types_of(node))
    if not kinds.keys() & _ITEMS:
        what = next((words for kind, words in _OTHERS.items() if any(kind in one for one in kinds)), "")
        if what:
            raise CallError(f"the file is {what}, and no framework of competencies; export the framework")
        if kinds.keys() & _FRAMEWORKS:
            raise CallError("the file is a CTDL-ASN framework without its competencies; export the whole graph")
        raise CallError("the file is JSON-LD, and has no competencies of CTDL-ASN; export the framework as a graph")
    return _Reader(nodes, language).incoming


class _Reader:
    def __init__(self, nodes: list[dict[str, Any]], language: str) -> None:
        self.incoming = incoming = Incoming("ctdl", "a CTDL-ASN graph", _NAMES)
        self.plain = Plain(incoming)
        frameworks = [node for node in nodes if types_of(node) & _FRAMEWORKS]
        competencies = [(number, node) for number, node in enumerate(nodes) if types_of(node) & _ITEMS]
        self.language = language or language_of(frameworks, nodes)
        self.framework_ids: set[str] = set()
        self.names: dict[str, str] = {}
        self.tops: dict[str, int] = {}
        self.below: dict[str, tuple[str, int]] = {}
        for number, node in enumerate(nodes):
            if node in frameworks[:1]:
                self.framework(node, f"@graph[{number}]")
            elif not types_of(node) & _ITEMS:
                incoming.extensions.setdefault("nodes", []).append(self.plain.value(node, f"@graph[{number}]", 4))
                incoming.report(f"@graph[{number}]", ", ".join(sorted(types_of(node))), "kept as extension")
        incoming.language = self.language
        if not frameworks:
            incoming.report("@graph", "the framework", "refused", "is missing; its title and creator are to be written")
        for number, node in competencies:
            self.item(node, f"@graph[{number}]")
        for (_, node), item in zip(competencies, incoming.items, strict=True):
            self.place(node, item)
        self.lead_on([node for _, node in competencies])
        arranged(incoming)

    def framework(self, node: dict[str, Any], place: str) -> None:
        to, get = self.incoming, local(node)
        to.identifier = str(get.get("ctid") or node.get("@id") or "")
        self.framework_ids = {str(node.get("@id")), to.identifier}
        to.title, to.summary = self.text(get.get("name"), place), self.text(get.get("description"), place)
        names = (self.text(get.get(key), place) for key in ("publisherName", "author", "creatorName"))
        to.creator = next(filter(None, names), "") or next(
            (one for one in ids_in(get.get("creator")) if not one.startswith(("http", "ce-", "_:"))), ""
        )
        version = get.get("versionIdentifier") or get.get("versionCode")
        inner = local(first_of(version)) if isinstance(first_of(version), dict) else {}
        to.edition = self.text(inner.get("identifierValueCode") or version, place)
        dates = [self.text(get.get(key), place)[:10] for key in ("dateValidFrom", "dateCreated", "dateModified")]
        to.adopted = next(filter(None, dates), "")
        to.edition = to.edition or next(filter(None, reversed(dates)), "")[:4]
        to.license_url = next(iter(ids_in(get.get("license"))), "")
        to.license_name = to.license_url
        to.address = next(iter(ids_in(get.get("source"))), "")
        status = next(iter(ids_in(get.get("publicationStatusType"))), "") or self.text(
            local(first_of(get.get("publicationStatusType"))).get("targetNodeName"), place
        )
        to.status = _STATUSES.get(local_name(status), "draft")  # type: ignore[assignment]
        uris = [*ids_in(get.get("identifier"))]
        to.is_ours = any(one.endswith(OUR_END) for one in uris)
        to.identifier = _own_uuid(to.identifier, uris)
        for number, one in enumerate(ids_in(get.get("hasTopChild"))):
            self.tops.setdefault(one, number)
        to.extensions |= self.rest(node, place, _OF_FRAMEWORK)

    def item(self, node: dict[str, Any], place: str) -> None:
        get = local(node)
        uris = [*ids_in(get.get("identifier"))]
        identifier = _own_uuid(str(get.get("ctid") or node.get("@id") or place), uris)
        is_gone = any(local_name(one) == "Deprecated" for one in ids_in(get.get("publicationStatusType")))
        is_ours = self.incoming.is_ours
        known = _OF_ITEM | (_MADE if is_ours else set()) | ({"publicationStatusType"} if is_gone else set())
        known |= {"dateModified"} if is_ours and is_gone else set()
        words = self.texts(get.get("conceptKeyword"), place)
        statement, title = (self.text(get.get(key), place) for key in ("competencyText", "competencyLabel"))
        name = self.text(get.get("name"), place)
        item = Item(
            identifier=identifier,
            place=place,
            statement=statement or self.text(get.get("description"), place) or name,
            code=" ".join(self.text(get.get("codedNotation") or get.get("statementNotation"), place).split()),
            title=" ".join((title or (name if statement else "")).split()),
            kind=self.text(get.get("competencyCategory"), place),
            is_known=not identifier.startswith("_:") and identifier != place,
            keywords=[" ".join(word.split()) for word in words],
            retired="" if is_gone else None,
            extensions=self.rest(node, place, known),
        )
        if is_ours:
            item.id = next(iter(uris), "").partition("#")[2].removeprefix("domain-")
            item.gloss = self.text(get.get("comment"), place)
            self.ended(item, self.text(get.get("dateModified"), place)[:10])
        number = self.text(get.get("listID"), place)
        item.position = float(number) if number.isdecimal() and number.isascii() and len(number) < _LONGEST else None
        for name in {str(node.get("@id") or identifier), str(get.get("ctid") or identifier), identifier}:
            self.names.setdefault(name, identifier)
        for at, one in enumerate(ids_in(get.get("hasChild"))):
            self.below.setdefault(one, (identifier, at))
        self.incoming.items.append(item)

    def ended(self, item: Item, day: str) -> None:
        """Take why and when a competency has ended out of what this program has written about it."""
        if item.retired is None or not (found := WITHDRAWN.fullmatch(item.gloss)):
            return
        item.ended_in, item.reason, item.gloss = found[1] or "", " ".join(found[2].split()), ""
        item.reason = _NOW_IN.sub("", item.reason)
        item.retired = day

    def lead_on(self, nodes: list[dict[str, Any]]) -> None:
        """Note of what has ended which competencies were made of it."""
        gone = {item.identifier: item for item in self.incoming.items if item.retired is not None}
        for node, item in zip(nodes, self.incoming.items, strict=True):
            for one in ids_in(local(node).get("derivedFrom")):
                if former := gone.get(self.names.get(one, "")):
                    former.replaced_by.append(item.identifier)

    def place(self, node: dict[str, Any], item: Item) -> None:
        get, me = local(node), {str(node.get("@id")), item.identifier}
        parents = [one for one in ids_in(get.get("isChildOf")) if one not in self.framework_ids]
        listed = next((self.below[one] for one in me if one in self.below), None)
        top = next((self.tops[one] for one in me if one in self.tops), None)
        if parents:
            item.parent = self.names.get(parents[0], parents[0])
            if parents[1:]:
                item.extensions["ceasn:isChildOf"] = parents
                self.incoming.report(item.place, ", ".join(parents[1:]), "kept as extension", "is one more parent")
        elif listed and not get.get("isTopChildOf"):
            item.parent = listed[0]
        elif top is None and not get.get("isTopChildOf") and not ids_in(get.get("isChildOf")) and self.has_tree:
            item.is_loose = True
            self.incoming.report(item.place, item.name, "kept", "hangs nowhere; it is kept without a parent")
        at = listed[1] if listed and item.parent == listed[0] else top if item.parent is None else None
        item.position = float(at) if at is not None else item.position

    @property
    def has_tree(self) -> bool:
        return bool(self.below or self.tops)

    def texts(self, value: Any, place: str) -> list[str]:
        """Return the texts of a value in the language that is taken, or in the first that it has."""
        if isinstance(value, dict) and "@value" not in value and "@id" not in value:
            found = value.get(nearest(self.language, value), "")
            return self.texts(found, place)
        if isinstance(value, list):
            if any(isinstance(one, dict) and "@language" in one for one in value):
                tags = {str(one.get("@language")): one for one in value if isinstance(one, dict)}
                return self.texts(tags[nearest(self.language, tags)], place)
            return [text for one in value for text in self.texts(one, place)]
        inner = value.get("@value", "") if isinstance(value, dict) else value
        text = text_of(inner, place, self.incoming)
        return [text] if text else []

    def text(self, value: Any, place: str) -> str:
        return "\n".join(self.texts(value, place)[:1])

    def rest(self, node: dict[str, Any], place: str, known: set[str]) -> dict[str, Any]:
        """Return what no record has: other fields, and texts in other languages."""
        kept: dict[str, Any] = {}
        nulls = [key for key, value in node.items() if value is None]
        if nulls:
            self.incoming.report(place, ", ".join(nulls), "refused", "is null, which is as good as left out")
        for key, value in node.items():
            name = local_name(key)
            is_one = not isinstance(value, dict | list) or "@id" in value or len(value) == 1
            is_known = name in known and (is_one or name in _LISTS)
            is_known |= key == "@type" or value in (None, "", [], {})
            is_known |= key == "@id" and str(value).startswith(f"{_REGISTRY}ce-")
            is_known &= name != "inLanguage" or list(ids_in(value)) == [self.language]
            is_known |= name == "inLanguage" and list(ids_in(value)) == [self.language]
            if not is_known:
                kept[key] = self.plain.value(value, f"{place}, {key}")
        if kept:
            self.incoming.report(place, ", ".join(kept), "kept as extension")
        return kept


_LONGEST = 9
_NOW_IN = re.compile(r" Now in [^.]+(?:\.[^. ]+)*\.$")


def _own_uuid(identifier: str, uris: Iterable[str]) -> str:
    """Return the UUID of which a CTID was made, where it is named, as those are of version 4 only."""
    uuids = (one.removeprefix(_URN) for one in uris if one.startswith(_URN))
    return next((one for one in uuids if is_uuid(one) and f"ce-{one[:14]}4{one[15:]}" == identifier), identifier)
