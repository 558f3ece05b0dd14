"""Read a graph of CTDL-ASN (JSON-LD), of today or in the old form; knows no record of this program.

In the old form there are no CTIDs, ids lie outside the registry, and one text, one id or {"@id": …} is where others
have a list. Prefixes are taken as they are usual, and no context is fetched.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ...model.problems import CallError
from .incoming import Incoming, Item, Names, Plain, text_of
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
_TEXTS = {"name": "title", "description": "summary", "competencyText": "", "competencyLabel": ""}
_LISTS = {*_TREE, "inLanguage"}
_STATUSES = {"Published": "adopted", "Draft": "draft", "Deprecated": "deprecated"}


def graph_of(value: Any) -> list[dict[str, Any]] | None:
    """Return the nodes of JSON-LD, from an envelope of a registry too; None for other JSON."""
    for key in ("decoded_resource", "resource"):
        if isinstance(value, dict) and key in value and ("envelope_id" in value or key == "decoded_resource"):
            return graph_of(value[key] if isinstance(value[key], dict | list) else _of_token(str(value[key])))
    if isinstance(value, dict):
        nodes = value.get("@graph", [value] if "@type" in value or "@context" in value else None)
    else:
        is_graph = isinstance(value, list) and any(isinstance(one, dict) and "@type" in one for one in value)
        nodes = value if is_graph else None
    if isinstance(nodes, dict):
        nodes = [nodes]
    return [one for one in nodes if isinstance(one, dict)] if isinstance(nodes, list) else None


def _of_token(token: str) -> Any:
    """Return what a signed token of a registry holds (RFC 7519); its signature is not looked at."""
    try:
        payload = token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError, binascii.Error, RecursionError) as error:
        raise CallError(
            "the file is an envelope of a registry, whose content cannot be read; export the graph"
        ) from error


def read_ctdl(nodes: list[dict[str, Any]], language: str = "") -> Incoming:
    """Return the framework of a graph; raises CallError where there is none.

    Args:
        language: The one to take of several; the others are kept as extensions.
    """
    kinds = Counter(kind for node in nodes for kind in _types(node))
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
        frameworks = [node for node in nodes if _types(node) & _FRAMEWORKS]
        competencies = [(number, node) for number, node in enumerate(nodes) if _types(node) & _ITEMS]
        self.language = language or _language_of(frameworks, nodes)
        self.framework_ids: set[str] = set()
        self.names: dict[str, str] = {}
        self.tops: dict[str, int] = {}
        self.below: dict[str, tuple[str, int]] = {}
        for number, node in enumerate(nodes):
            if node in frameworks[:1]:
                self.framework(node, f"@graph[{number}]")
            elif not _types(node) & _ITEMS:
                incoming.extensions.setdefault("nodes", []).append(self.plain.value(node, f"@graph[{number}]", 4))
                incoming.report(f"@graph[{number}]", ", ".join(sorted(_types(node))), "kept as extension")
        incoming.language = self.language
        if not frameworks:
            incoming.report("@graph", "the framework", "refused", "is missing; its title and creator are to be written")
        for number, node in competencies:
            self.item(node, f"@graph[{number}]")
        for (_, node), item in zip(competencies, incoming.items, strict=True):
            self.place(node, item)
        arranged(incoming)

    def framework(self, node: dict[str, Any], place: str) -> None:
        to, get = self.incoming, _local(node)
        to.identifier = str(get.get("ctid") or node.get("@id") or "")
        self.framework_ids = {str(node.get("@id")), to.identifier}
        to.title, to.summary = self.text(get.get("name"), place), self.text(get.get("description"), place)
        names = (self.text(get.get(key), place) for key in ("publisherName", "author", "creatorName"))
        to.creator = next(filter(None, names), "") or next(
            (one for one in _ids(get.get("creator")) if not one.startswith(("http", "ce-", "_:"))), ""
        )
        version = get.get("versionIdentifier") or get.get("versionCode")
        inner = _local(_first(version)) if isinstance(_first(version), dict) else {}
        to.edition = self.text(inner.get("identifierValueCode") or version, place)
        dates = [self.text(get.get(key), place)[:10] for key in ("dateValidFrom", "dateCreated", "dateModified")]
        to.adopted = next(filter(None, dates), "")
        to.edition = to.edition or next(filter(None, reversed(dates)), "")[:4]
        to.license_url = next(iter(_ids(get.get("license"))), "")
        to.license_name = to.license_url
        to.address = next(iter(_ids(get.get("source"))), "")
        status = next(iter(_ids(get.get("publicationStatusType"))), "") or self.text(
            _local(_first(get.get("publicationStatusType"))).get("targetNodeName"), place
        )
        to.status = _STATUSES.get(status.replace("/", ":").rpartition(":")[2], "draft")  # type: ignore[assignment]
        for number, one in enumerate(_ids(get.get("hasTopChild"))):
            self.tops.setdefault(one, number)
        to.extensions |= self.rest(node, place, _OF_FRAMEWORK)

    def item(self, node: dict[str, Any], place: str) -> None:
        get = _local(node)
        identifier = str(get.get("ctid") or node.get("@id") or place)
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
            extensions=self.rest(node, place, _OF_ITEM),
        )
        number = self.text(get.get("listID"), place)
        item.position = float(number) if number.isdecimal() and number.isascii() and len(number) < _LONGEST else None
        for name in {str(node.get("@id") or identifier), identifier}:
            self.names.setdefault(name, identifier)
        for at, one in enumerate(_ids(get.get("hasChild"))):
            self.below.setdefault(one, (identifier, at))
        self.incoming.items.append(item)

    def place(self, node: dict[str, Any], item: Item) -> None:
        get, me = _local(node), {str(node.get("@id")), item.identifier}
        parents = [one for one in _ids(get.get("isChildOf")) if one not in self.framework_ids]
        listed = next((self.below[one] for one in me if one in self.below), None)
        top = next((self.tops[one] for one in me if one in self.tops), None)
        if parents:
            item.parent = self.names.get(parents[0], parents[0])
            if parents[1:]:
                item.extensions["ceasn:isChildOf"] = parents
                self.incoming.report(item.place, ", ".join(parents[1:]), "kept as extension", "is one more parent")
        elif listed and not get.get("isTopChildOf"):
            item.parent = listed[0]
        elif top is None and not get.get("isTopChildOf") and not _ids(get.get("isChildOf")) and self.has_tree:
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
            found = value.get(_nearest(self.language, value), "")
            return self.texts(found, place)
        if isinstance(value, list):
            if any(isinstance(one, dict) and "@language" in one for one in value):
                tags = {str(one.get("@language")): one for one in value if isinstance(one, dict)}
                return self.texts(tags[_nearest(self.language, tags)], place)
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
            name = _name(key)
            is_one = not isinstance(value, dict | list) or "@id" in value or len(value) == 1
            is_known = name in known and (is_one or name in _LISTS)
            is_known |= key == "@type" or value in (None, "", [], {})
            is_known |= key == "@id" and str(value).startswith(f"{_REGISTRY}ce-")
            is_known &= name != "inLanguage" or list(_ids(value)) == [self.language]
            is_known |= name == "inLanguage" and list(_ids(value)) == [self.language]
            if not is_known:
                kept[key] = self.plain.value(value, f"{place}, {key}")
        if kept:
            self.incoming.report(place, ", ".join(kept), "kept as extension")
        return kept


_LONGEST = 9


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {_name(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind}


def _name(key: str) -> str:
    """Return the name of a property or class without its prefix or address."""
    return key if key.startswith("@") else key.rstrip("/").replace("#", "/").rpartition("/")[2].rpartition(":")[2]


def _local(node: Any) -> dict[str, Any]:
    return {_name(key): value for key, value in node.items()} if isinstance(node, dict) else {}


def _first(value: Any) -> Any:
    return (value[0] if value else None) if isinstance(value, list) else value


def _ids(value: Any) -> Iterator[str]:
    """Yield the ids in a value, whether it is one, a list of them, or has them at "@id"."""
    for one in value if isinstance(value, list) else [value]:
        name = one.get("@id") or one.get("targetNode") or one.get("@value") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip():
            yield name.strip()


def _language_of(frameworks: list[dict[str, Any]], nodes: list[dict[str, Any]]) -> str:
    """Return the language that a framework names, or that most of its texts are in."""
    named = next(iter(_ids(_local(frameworks[0]).get("inLanguage"))), "") if frameworks else ""
    tags = Counter(
        str(tag)
        for node in nodes
        for key, value in node.items()
        if _name(key) in _TEXTS and isinstance(value, dict)
        for tag in value
        if not str(tag).startswith("@")
    )
    return named or (max(tags, key=lambda tag: (tags[tag], tag)) if tags else "")


def _nearest(language: str, tags: dict[str, Any]) -> str:
    """Return the tag of the texts that are in a language, or in a variant of it, or the first."""
    wanted = language.lower().replace("_", "-")
    same = [tag for tag in tags if tag.lower().replace("_", "-") == wanted]
    main = [tag for tag in tags if tag.lower().partition("-")[0] == wanted.partition("-")[0]]
    return next(iter([*same, *main, *tags]), "")
