"""A framework as one package of 1EdTech CASE that is valid in version 1.0 and in 1.1.

The versions differ in what they refuse, so that only what both take is written: no null, no type of association of 1.1
alone, `extensions` of documents, items and associations only. A framework that was taken from a package is written as
it was there, as far as nobody has changed it. Knows no files of the API.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import quote

from ..model.commons import Commons
from ..model.crosswalk import AlignedEntry, alignments_of
from ..model.records import Competency, Domain, Withdrawn
from .case_kept import KEY, OF_PACKAGE, completed, refused, repaired, valid
from .case_model import (
    CFAssociation,
    CFAssociationGrouping,
    CFConcept,
    CFDocument,
    CFItem,
    CFItemType,
    CFLicense,
    CFRubric,
    CFSubject,
)
from .case_objects import Json, Maker, link, link_to
from .case_rubrics import rubrics
from .case_tree import PARENT, Node, nodes, numbered
from .items import Item, ItemKind, day, extensions, items, kind_name, made_uuid, one_line, source_address
from .read.incoming import uuid_of

_OPENCASE = "c0c0c0c0-0000-4000-a000-00000000000"
_LICENSES = {
    "creativecommons.org/publicdomain/zero/1.0": f"{_OPENCASE}1",
    "creativecommons.org/licenses/by/4.0": f"{_OPENCASE}2",
    "creativecommons.org/licenses/by-nc-sa/4.0": f"{_OPENCASE}3",
}
"""Licenses under which OpenCASE shows a framework to those who have not signed in, by their addresses."""
_STATUS = {"draft": "Draft", "adopted": "Adopted", "deprecated": "Deprecated"}
_KINDS: tuple[tuple[ItemKind, str, str], ...] = (
    ("domain", "1", "A group of what learners will be able to do."),
    ("competency", "1.1", "What learners will be able to do."),
    ("component", "1.1.1", "A named part of the statement above it."),
)
"""Kinds of items, with code in their hierarchy and description."""
_ID = "{identifier}"
compact = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
"""Returns a value as JSON on one line."""


def case_package(commons: Commons) -> Json:
    """Return the package, as what becomes JSON."""
    return _Package(commons).whole()


def as_text(package: Json) -> bytes:
    """Return a package as JSON, each object on a line of its own, so that two editions can be compared by line."""

    def written(value: Any) -> str:
        lines = ",\n".join(map(compact, value)) if isinstance(value, list) else ""
        return f"[\n{lines}\n]" if lines else compact(value)

    parts = ",\n".join(f'"{name}": {written(value)}' for name, value in package.items())
    return f"{{\n{parts}\n}}\n".encode()


class _Package:
    def __init__(self, commons: Commons) -> None:
        self.commons, self.make = commons, Maker(commons)
        self.nodes = nodes(items(commons), self.make.kept.get("items"), self.make.is_taken)
        self.number = {node.uuid: number for node, number in numbered(self.nodes)}
        self.made = {node.uuid: self._item(node) for node in self.nodes}
        self.ends = {uuid: self._end(one) for uuid, one in self.made.items()}

    def whole(self) -> Json:
        rubric = [*rubrics(self.make, self.ends), *valid(self.make.kept.get("CFRubrics"), CFRubric)]
        return {
            "CFDocument": self._document(),
            "CFItems": list(self.made.values()),
            "CFAssociations": list(self._associations()),
            "CFDefinitions": self._definitions(),
            "CFRubrics": rubric,
        }

    @cached_property
    def _types(self) -> dict[str, Json]:
        """The kinds of items, as definitions."""
        return {
            kind: self.make.new("CFItemTypes", made_uuid(self.commons.framework.uuid, kind))
            | {"title": kind_name(self.commons, kind), "description": text, "hierarchyCode": code}
            for kind, code, text in _KINDS
        }

    @cached_property
    def _license(self) -> Json:
        own = self.commons.framework.license
        known = _LICENSES.get(own.url.partition("://")[2].removeprefix("www.").rstrip("/"))
        made = self.make.new("CFLicenses", known or made_uuid(own.url, own.name))
        return made | {"title": own.name, "licenseText": own.url}

    def _document(self) -> Json:
        framework = self.commons.framework
        made = {
            **{name: self.make.top[name] for name in ("identifier", "uri")},
            "creator": framework.creator,
            "title": framework.title,
            "lastChangeDateTime": self.make.changed,
            "description": framework.summary,
            "language": self.commons.site.language,
            "version": framework.edition,
            "adoptionStatus": _STATUS[framework.status],
            "licenseURI": link_to(self._license),
            **({"statusStartDate": day(framework.adopted)} if framework.adopted else {}),
            **({} if self.make.is_taken else self._about()),
        }
        more, used = extensions(framework), OF_PACKAGE | {"lastChangeDateTime"} | self.make.edited
        used -= set() if self.make.is_taken else {"items", "CFItemURI"}
        if bad := self._kept_associations[1]:
            more, used = {**more, KEY: {**self.make.kept, "CFAssociations": bad}}, used - {"CFAssociations"}
        return completed(made, more, CFDocument, used=used)

    def _about(self) -> Json:
        """Return what a document has of the site alone."""
        site, framework = self.commons.site, self.commons.framework
        notes = [f"For {framework.learners}.", *([framework.mission.text] if framework.mission else [])]
        return {
            "caseVersion": "1.1",
            "officialSourceURL": source_address(self.commons),
            "publisher": site.publisher.name,
            "notes": "\n\n".join([*notes, site.standing, site.attribution]),
        }

    def _item(self, node: Node) -> Json:
        entry = node.entry
        used = {PARENT} if node.moved else set[str]()
        if entry is None:
            return self._between(node, used)
        made = {
            "identifier": entry.uuid,
            "uri": self._uri(entry.uuid, entry.uri),
            "fullStatement": entry.statement,
            **({"humanCodingScheme": entry.code} if entry.code else {}),
            **({"abbreviatedStatement": one_line(entry.title)} if entry.is_titled else {}),
            **({} if self.make.is_taken else self._ours(entry)),
            "language": self.commons.site.language,
            "lastChangeDateTime": self.make.changed,
            **self._more(entry),
        }
        over = (
            {"fullStatement", "abbreviatedStatement"} if isinstance(entry.record, Domain) and self.make.is_taken else ()
        )
        return completed(made, extensions(entry.record), CFItem, used=used, over=over)

    def _between(self, node: Node, used: set[str]) -> Json:
        """Return an item of a level that is no record here."""
        words = [node.found.get(name) for name in ("fullStatement", "abbreviatedStatement", "humanCodingScheme")]
        made = {
            "identifier": node.uuid,
            "uri": self._uri(node.uuid, self.make.new("CFItems", node.uuid)["uri"]),
            "fullStatement": next((word for word in words if isinstance(word, str) and word), node.uuid),
            "lastChangeDateTime": self.make.changed,
        }
        fields = {name: value for name, value in node.found.items() if made.get(name) != value}
        return completed(made, {KEY: fields}, CFItem, used=used)

    @cached_property
    def _form(self) -> str:
        """The form of all addresses of items in the package from which the framework was taken; empty without one."""
        form = self.make.kept.get("CFItemURI")
        uri = form.replace(_ID, self.commons.framework.uuid) if isinstance(form, str) else ""
        return (
            form if isinstance(form, str) and self.make.is_taken and "uri" not in refused({"uri": uri}, CFItem) else ""
        )

    def _uri(self, uuid: str, page: str) -> str:
        return self._form.replace(_ID, uuid) or page

    def _ours(self, entry: Item) -> Json:
        """Return what an item has of a framework that was taken from no package."""
        kind = self._types[entry.kind]
        return {
            "listEnumeration": str(self.number[entry.uuid]),
            "CFItemType": kind["title"],
            "CFItemTypeURI": link_to(kind),
        }

    def _more(self, entry: Item) -> Json:
        """Return what only some kinds of records have."""
        record = entry.record
        if isinstance(record, Withdrawn):
            when = record.when or (None if self.make.is_taken else self.commons.framework.adopted)
            edition = f" in edition {record.edition}" if record.edition else ""
            notes = f"Withdrawn{edition}: {record.reason}"
            ended = {"statusEndDate": day(when)} if when else {}
            return ended if self.make.is_taken else {"notes": notes, **ended}
        text = getattr(record, "gloss", None) or getattr(record, "summary", None)
        words = list(record.keywords) if isinstance(record, Competency) else []
        return {**({"notes": text} if text else {}), **({"conceptKeywords": words} if words else {})}

    def _end(self, made: Json) -> Json:
        return link(made.get("abbreviatedStatement") or made["fullStatement"], made["identifier"], made["uri"])

    def _associations(self) -> Iterator[Json]:
        seen, known = set[str](), set[tuple[str, str, str]]()
        for one in (*self._tree(), *self._kept_associations[0], *self._own_associations()):
            ends = one["originNodeURI"]["identifier"], one["destinationNodeURI"]["identifier"]
            same = one["associationType"], *ends
            if one["identifier"] not in seen and not (same in known and one.get("extensions") is None):
                yield one
            seen.add(one["identifier"])
            known.add(same)

    def _tree(self) -> Iterator[Json]:
        parents = {node.uuid: node.parent for node in self.nodes}
        for uuid, number in self.number.items():
            parent = self.ends[above] if (above := parents[uuid]) else self.make.top
            yield self._association(self.ends[uuid], PARENT, parent, sequenceNumber=number)

    @cached_property
    def _kept_associations(self) -> tuple[list[Json], list[Any]]:
        """The associations of the package that both versions take, as they were, and all others."""
        good, bad = list[Json](), list[Any]()
        for one in _list(self.make.kept.get("CFAssociations")):
            made = self._kept_association(one)
            if made and made["originNodeURI"]["identifier"] in {*self.ends, self.make.top["identifier"]}:
                good.append(made)
            else:
                bad.append(one)
        return good, bad

    def _kept_association(self, one: Any) -> Json | None:
        """Return an association as it was; None for one of a type that only one version has, or without ends."""
        found = one if isinstance(one, dict) else {}
        given = {name: found.get(name) for name in ("associationType", "originNodeURI", "destinationNodeURI")}
        base = self.make.new("CFAssociations", made_uuid(compact(given))) | given
        if refused(base, CFAssociation):
            return None
        if "identifier" in found and "identifier" not in refused(found, CFAssociation):
            base["identifier"] = found["identifier"]
        fields = {name: value for name, value in found.items() if base.get(name) != value}
        return completed(base, {KEY: fields}, CFAssociation, used=())

    def _own_associations(self) -> Iterator[Json]:
        commons, entries = self.commons, [node.entry for node in self.nodes if node.entry]
        coded = {one.record.code: one for one in entries if isinstance(one.record, Competency | Withdrawn)}
        for entry in coded.values():
            here = self.ends[entry.uuid]
            for code in entry.record.now_in if isinstance(entry.record, Withdrawn) else ():
                yield self._association(here, "replacedBy", self.ends[coded[code].uuid])
            for other in alignments_of(commons, entry.record.code) if isinstance(entry.record, Competency) else ():
                yield self._aligned(here, other)

    def _aligned(self, here: Json, other: AlignedEntry) -> Json:
        """Return an alignment: both versions know "the same" and "related", and `extensions` what it is in SKOS."""
        uri = other.url or f"{here['uri']}#{quote(other.identifier, safe='')}"
        there = link(f"{other.scheme} {other.code}", other.identifier, uri)
        kind = "exactMatchOf" if other.predicate == "skos:exactMatch" else "isRelatedTo"
        known = {"scheme": other.scheme, "code": other.code, "statement": other.statement}
        return self._association(here, kind, there, extensions={"predicate": other.predicate, **known})

    def _association(self, origin: Json, kind: str, destination: Json, **more: Any) -> Json:
        scheme = more.get("extensions", {}).get("scheme", "")
        uuid = made_uuid(origin["identifier"], kind, destination["identifier"], scheme)
        ends = {"originNodeURI": origin, "destinationNodeURI": destination}
        return self.make.new("CFAssociations", uuid) | {"associationType": kind, **ends, **more}

    def _definitions(self) -> Json:
        theirs = _dict(self.make.kept.get("CFDefinitions"))
        made: Json = {"CFConcepts": [], "CFSubjects": [], "CFLicenses": [], "CFItemTypes": []}
        made["CFAssociationGroupings"] = []
        if "licenseURI" not in self.make.kept.keys() - self.make.edited:
            made["CFLicenses"].append(self._license)
        used = {node.entry.kind for node in self.nodes if node.entry}
        if not self.make.is_taken:
            made["CFItemTypes"] += [one for kind, one in self._types.items() if kind in used]
        for model in (CFConcept, CFSubject, CFLicense, CFItemType, CFAssociationGrouping):
            own = {one["identifier"]: one for one in made[f"{model.__name__}s"]}
            for one in _list(theirs.get(f"{model.__name__}s")):
                base = self.make.new(f"{model.__name__}s", uuid_of(str(_dict(one).get("identifier"))))
                whole = repaired(base, _dict(one), model)
                own.setdefault(whole["identifier"], whole)
            made[f"{model.__name__}s"] = list(own.values())
        return made


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
