"""A framework as one package of 1EdTech CASE that is valid in version 1.0 and in 1.1.

The versions differ in what they refuse, so that only what both take is written: no null, no type of association of 1.1
alone, `extensions` of documents, items and associations only. Knows no files of the API.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from ..model.commons import Commons
from ..model.crosswalk import AlignedEntry, alignments_of
from ..model.records import Competency, Withdrawn
from .case_kept import completed, kept, valid
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
from .items import (
    Item,
    changed_on,
    day,
    extensions,
    framework_uri,
    items,
    kind_name,
    made_uuid,
    moment,
    one_line,
    source_address,
)

API = "ims/case/v1p1/"
"""Folder of the newer version below the root of the site."""
Json = dict[str, Any]
_OPENCASE = "c0c0c0c0-0000-4000-a000-00000000000"
_LICENSES = {
    "creativecommons.org/publicdomain/zero/1.0": f"{_OPENCASE}1",
    "creativecommons.org/licenses/by/4.0": f"{_OPENCASE}2",
    "creativecommons.org/licenses/by-nc-sa/4.0": f"{_OPENCASE}3",
}
"""Licenses under which OpenCASE shows a framework to those who have not signed in, by their addresses."""
_STATUS = {"draft": "Draft", "adopted": "Adopted", "deprecated": "Deprecated"}
_KINDS = {
    "domain": ("1", "A group of what learners will be able to do."),
    "competency": ("1.1", "What learners will be able to do."),
    "component": ("1.1.1", "A named part of the statement above it."),
}
"""Code in the hierarchy of kinds, and description, by kind."""
_AID = "A planning aid of the site that publishes this package, not part of the framework."


compact = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
"""Returns a value as JSON on one line."""


def case_package(commons: Commons) -> Json:
    """Return the package, as what becomes JSON."""
    return _Package(commons, tuple(items(commons))).whole()


def as_text(package: Json) -> bytes:
    """Return a package as JSON, each object on a line of its own, so that two editions can be compared by line."""

    def written(value: Any) -> str:
        lines = ",\n".join(map(compact, value)) if isinstance(value, list) else ""
        return f"[\n{lines}\n]" if lines else compact(value)

    parts = ",\n".join(f'"{name}": {written(value)}' for name, value in package.items())
    return f"{{\n{parts}\n}}\n".encode()


@dataclass(frozen=True, eq=False)
class _Package:
    commons: Commons
    entries: tuple[Item, ...]

    def whole(self) -> Json:
        also = kept(extensions(self.commons.framework))
        return {
            "CFDocument": self._document(),
            "CFItems": [self._item(entry) for entry in self.entries],
            "CFAssociations": self._associations(also.get("CFAssociations")),
            "CFDefinitions": self._definitions(also.get("CFDefinitions")),
            "CFRubrics": [*self._rubrics(), *valid(also.get("CFRubrics"), CFRubric)],
        }

    @cached_property
    def _changed(self) -> str:
        return moment(changed_on(self.commons))

    @cached_property
    def _types(self) -> dict[str, Json]:
        """The kinds that there are, as definitions."""
        used = {entry.kind for entry in self.entries}
        return {
            kind: self._object("CFItemTypes", made_uuid(self.commons.framework.uuid, kind))
            | {"title": kind_name(self.commons, kind), "description": text, "hierarchyCode": code}
            for kind, (code, text) in _KINDS.items()
            if kind in used
        }

    @cached_property
    def _ends(self) -> dict[str, Json]:
        """A link to each item, by UUID."""
        return {entry.uuid: _link(entry.title, entry.uuid, entry.uri) for entry in self.entries}

    @cached_property
    def _license(self) -> Json:
        own = self.commons.framework.license
        known = _LICENSES.get(own.url.partition("://")[2].removeprefix("www.").rstrip("/"))
        made = self._object("CFLicenses", known or made_uuid(own.url, own.name))
        return made | {"title": own.name, "licenseText": f"{own.name}, {own.url}"}

    def _object(self, kind: str, uuid: str) -> Json:
        uri = f"{self.commons.site.address}{API}{kind}/{uuid}"
        return {"identifier": uuid, "uri": uri, "lastChangeDateTime": self._changed}

    def _document(self) -> Json:
        site, framework = self.commons.site, self.commons.framework
        notes = [f"For {framework.learners}."]
        notes += [framework.mission.text] if framework.mission else []
        made = {
            "identifier": framework.uuid,
            "uri": framework_uri(self.commons),
            "creator": framework.creator,
            "title": framework.title,
            "lastChangeDateTime": self._changed,
            "caseVersion": "1.1",
            "officialSourceURL": source_address(self.commons),
            "publisher": site.publisher.name,
            "description": framework.summary,
            "language": site.language,
            "version": framework.edition,
            "adoptionStatus": _STATUS[framework.status],
            **({"statusStartDate": day(framework.adopted)} if framework.adopted else {}),
            "licenseURI": _link_to(self._license),
            "notes": "\n\n".join([*notes, site.standing, site.attribution]),
        }
        return completed(made, extensions(framework), CFDocument)

    def _item(self, entry: Item) -> Json:
        kind = self._types[entry.kind]
        made = {
            "identifier": entry.uuid,
            "uri": entry.uri,
            "fullStatement": entry.statement,
            **({"humanCodingScheme": entry.code} if entry.code else {}),
            **({"abbreviatedStatement": one_line(entry.title)} if entry.title != entry.statement else {}),
            "listEnumeration": str(entry.number),
            "CFItemType": kind["title"],
            "CFItemTypeURI": _link_to(kind),
            "language": self.commons.site.language,
            "lastChangeDateTime": self._changed,
            **self._more(entry),
        }
        return completed(made, extensions(entry.record), CFItem)

    def _more(self, entry: Item) -> Json:
        """Return what only some kinds of records have."""
        record = entry.record
        if isinstance(record, Withdrawn):
            when = record.when or self.commons.framework.adopted
            edition = f" in edition {record.edition}" if record.edition else ""
            notes = f"Withdrawn{edition}: {record.reason}"
            return {"notes": notes, **({"statusEndDate": day(when)} if when else {})}
        text = getattr(record, "gloss", None) or getattr(record, "summary", None)
        words = list(record.keywords) if isinstance(record, Competency) else []
        return {**({"notes": text} if text else {}), **({"conceptKeywords": words} if words else {})}

    def _associations(self, also: Any) -> list[Json]:
        made = {one["identifier"]: one for one in self._own_associations()}
        kept_too = {one["identifier"]: one for one in valid(also, CFAssociation)}
        starts = {self.commons.framework.uuid, *self._ends}
        kept_too = {key: one for key, one in kept_too.items() if one["originNodeURI"]["identifier"] in starts}
        return [*made.values(), *(one for key, one in kept_too.items() if key not in made)]

    def _own_associations(self) -> Iterator[Json]:
        commons, framework = self.commons, self.commons.framework
        top = _link(framework.title, framework.uuid, framework_uri(commons))
        for entry in self.entries:
            parent = self._ends[entry.parent] if entry.parent else top
            yield self._association(self._ends[entry.uuid], "isChildOf", parent, sequenceNumber=entry.number)
        coded = {entry.record.code: entry for entry in self.entries if isinstance(entry.record, Competency | Withdrawn)}
        for entry in coded.values():
            here = self._ends[entry.uuid]
            for code in entry.record.now_in if isinstance(entry.record, Withdrawn) else ():
                yield self._association(here, "replacedBy", self._ends[coded[code].uuid])
            for other in alignments_of(commons, entry.record.code) if isinstance(entry.record, Competency) else ():
                yield self._aligned(here, other)

    def _aligned(self, here: Json, other: AlignedEntry) -> Json:
        """Return an alignment: both versions know "the same" and "related", and `extensions` what it is in SKOS."""
        uri = other.url or f"{here['uri']}#{quote(other.identifier, safe='')}"
        there = _link(f"{other.scheme} {other.code}", other.identifier, uri)
        kind = "exactMatchOf" if other.predicate == "skos:exactMatch" else "isRelatedTo"
        known = {"scheme": other.scheme, "code": other.code, "statement": other.statement}
        return self._association(here, kind, there, extensions={"predicate": other.predicate, **known})

    def _association(self, origin: Json, kind: str, destination: Json, **more: Any) -> Json:
        scheme = more.get("extensions", {}).get("scheme", "")
        uuid = made_uuid(origin["identifier"], kind, destination["identifier"], scheme)
        ends = {"originNodeURI": origin, "destinationNodeURI": destination}
        return self._object("CFAssociations", uuid) | {"associationType": kind, **ends, **more}

    def _definitions(self, also: Any) -> Json:
        theirs = also if isinstance(also, dict) else {}
        made: Json = {"CFConcepts": [], "CFSubjects": [], "CFLicenses": [self._license]}
        made |= {"CFItemTypes": list(self._types.values()), "CFAssociationGroupings": []}
        models = (CFConcept, CFSubject, CFLicense, CFItemType, CFAssociationGrouping)
        for model in models:
            own = made[f"{model.__name__}s"]
            known = {one["identifier"] for one in own}
            own += [one for one in valid(theirs.get(f"{model.__name__}s"), model) if one["identifier"] not in known]
        return made

    def _rubrics(self) -> Iterator[Json]:
        """Yield the learning progression: the steps themselves, then each competency at each of them."""
        commons, stages = self.commons, self.commons.stages
        if not stages:
            return
        rubric = self._object("CFRubrics", made_uuid(commons.framework.uuid, "progression"))
        about: Json = {"category": "Steps", "description": "The steps of learning, first step first."}
        levels = [(stage.uuid, stage.name, stage.summary) for stage in stages]
        criteria = [self._criterion(rubric, made_uuid(rubric["identifier"], "steps"), 0, about, levels)]
        for number, one in enumerate((one for one in commons.competencies if one.growth), 1):
            steps = [(commons.stage[growth.stage], growth.text) for growth in one.growth]
            levels = [(made_uuid(one.uuid, stage.uuid), stage.name, text) for stage, text in steps]
            about = {"category": "Growth", "description": one.title, "CFItemURI": self._ends[one.uuid]}
            criteria.append(self._criterion(rubric, made_uuid(one.uuid, "growth"), number, about, levels))
        yield {
            **rubric,
            "title": f"Learning progression: {commons.framework.short_title}",
            **({"description": _AID} if commons.has_own_growth else {}),
            "CFRubricCriteria": criteria,
        }

    def _criterion(
        self, rubric: Json, uuid: str, position: int, about: Json, levels: list[tuple[str, str, str]]
    ) -> Json:
        def part(uuid: str) -> Json:
            return {**rubric, "identifier": uuid, "uri": f"{rubric['uri']}#{uuid}"}

        made = [
            part(one) | {"quality": name, "description": text, "position": number, "rubricCriterionId": uuid}
            for number, (one, name, text) in enumerate(levels, 1)
        ]
        own = {"position": position, "rubricId": rubric["identifier"], "CFRubricCriterionLevels": made}
        return part(uuid) | about | own


def _link(title: str, uuid: str, uri: str) -> Json:
    return {"title": one_line(title), "identifier": uuid, "uri": uri}


def _link_to(made: Json) -> Json:
    return _link(made["title"], made["identifier"], made["uri"])
