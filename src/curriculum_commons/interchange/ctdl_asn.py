"""A framework as a graph of CTDL-ASN, the form of the Credential Registry.

Value shapes are those that the Registry publishes. A CTID is a UUID of version 4: of another version, its number is
changed to 4, so that it stays the same for ever, and the UUID itself is one more identifier. Knows no account of the
Registry: it publishes nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ..model.commons import Commons
from ..model.crosswalk import Predicate, alignments_of
from ..model.records import Competency, Component, Domain, Framework, Withdrawn
from . import DATA
from .items import (
    Item,
    changed_on,
    day,
    extensions,
    framework_uri,
    items,
    kind_name,
    moment,
    one_line,
    source_address,
    withdrawn_uuid,
)

NAME = f"{DATA}ctdl-asn.json"
"""Path of the graph below the root of the site."""
KEY = "ctdl"
"""The name in `extensions` below which properties are that a record has no place for."""
Json = dict[str, Any]
_CONTEXT = "https://credreg.net/ctdlasn/schema/context/json"
_REGISTRY = "https://credentialengineregistry.org"
_STATUS = {"draft": "Draft", "adopted": "Published", "deprecated": "Deprecated"}
_ALIGNED: dict[Predicate, str] = {
    "skos:exactMatch": "ceasn:exactAlignment",
    "skos:closeMatch": "ceasn:majorAlignment",
    "skos:broadMatch": "ceasn:broadAlignment",
    "skos:narrowMatch": "ceasn:narrowAlignment",
    "skos:relatedMatch": "ceasn:minorAlignment",
}


def ctdl_files(commons: Commons) -> dict[str, bytes]:
    """Return the graph, by its path below the root of the site."""
    entries = list(items(commons))
    below = defaultdict[str | None, list[str]](list)
    for entry in entries:
        below[entry.parent].append(address_of(entry.uuid))
    before = _before(commons)
    nodes = [_framework(commons, below[None])]
    nodes += [_competency(commons, entry, below, before.get(entry.uuid, [])) for entry in entries]
    lines = ",\n".join(json.dumps(node, ensure_ascii=False, allow_nan=False) for node in nodes)
    head = f'"@context": "{_CONTEXT}",\n"@id": "{_REGISTRY}/graph/{ctid(commons.framework.uuid)}"'
    return {NAME: f'{{\n{head},\n"@graph": [\n{lines}\n]\n}}\n'.encode()}


def ctid(uuid: str) -> str:
    """Return the identifier of what has a UUID."""
    return f"ce-{uuid[:14]}4{uuid[15:]}"


def address_of(uuid: str) -> str:
    """Return its address in the Registry."""
    return f"{_REGISTRY}/resources/{ctid(uuid)}"


def _before(commons: Commons) -> Mapping[str, list[str]]:
    """Return the addresses of what was withdrawn, by the UUID of each competency that has taken its place."""
    found = defaultdict[str, list[str]](list)
    for former in commons.framework.withdrawn:
        for code in former.now_in:
            if code in commons.competency:
                found[commons.competency[code].uuid].append(address_of(withdrawn_uuid(commons, former)))
    return found


def _node(kind: str, uuid: str, language: str, uri: str) -> Json:
    has_other = ctid(uuid) != f"ce-{uuid}"
    return {
        "@id": address_of(uuid),
        "@type": f"ceasn:{kind}",
        "ceterms:ctid": ctid(uuid),
        "ceasn:identifier": [uri, *([f"urn:uuid:{uuid}"] if has_other else [])],
        "ceasn:inLanguage": [language],
    }


def _framework(commons: Commons, top: list[str]) -> Json:
    site, framework = commons.site, commons.framework
    language, taken = site.language, commons.provenance
    edition = {"@type": "ceterms:IdentifierValue", "ceterms:identifierValueCode": framework.edition}
    made = {
        **_node("CompetencyFramework", framework.uuid, language, framework_uri(commons)),
        "ceasn:name": {language: framework.title},
        "ceasn:description": {language: framework.summary},
        "ceasn:author": [framework.creator],
        "ceasn:publisherName": {language: [site.publisher.name]},
        "ceasn:license": framework.license.url,
        **({"ceasn:dateCreated": day(framework.adopted)} if framework.adopted else {}),
        "ceasn:dateModified": moment(changed_on(commons)).replace("+00:00", "Z"),
        "ceasn:publicationStatusType": f"publicationStatus:{_STATUS[framework.status]}",
        "ceasn:source": [source_address(commons)],
        "ceterms:versionIdentifier": [edition],
        **({"ceasn:derivedFrom": [address_of(taken.framework)]} if taken else {}),
        "ceasn:hasTopChild": top,
    }
    return made | _kept(made, framework)


def _competency(commons: Commons, entry: Item, below: Mapping[str | None, list[str]], before: list[str]) -> Json:
    language, record, framework = commons.site.language, entry.record, address_of(commons.framework.uuid)
    children = below.get(entry.uuid)
    comment = getattr(record, "gloss", None) or getattr(record, "summary", None)
    former = entry.withdrawn
    if former:
        now = f" Now in {', '.join(commons.shown_codes(former.now_in))}." if former.now_in else ""
        edition = f" in edition {former.edition}" if former.edition else ""
        comment = f"Withdrawn{edition}: {former.reason}{now}"
    made = {
        **_node("Competency", entry.uuid, language, entry.uri),
        "ceasn:competencyText": {language: entry.statement},
        **({"ceasn:competencyLabel": {language: one_line(entry.title)}} if entry.title != entry.statement else {}),
        "ceasn:competencyCategory": {language: kind_name(commons, entry.kind)},
        **({"ceasn:codedNotation": entry.code} if entry.code else {}),
        "ceasn:listID": str(entry.number),
        "ceasn:isPartOf": framework,
        **({"ceasn:isChildOf": [address_of(entry.parent)]} if entry.parent else {"ceasn:isTopChildOf": framework}),
        **({"ceasn:hasChild": children} if children else {}),
        **({"ceasn:comment": {language: [comment]}} if comment else {}),
        **({"ceasn:publicationStatusType": "publicationStatus:Deprecated"} if former else {}),
        **({"ceasn:dateModified": f"{day(former.when)}T00:00:00Z"} if former and former.when else {}),
        **({"ceasn:derivedFrom": before} if before else {}),
    }
    if isinstance(record, Competency):
        made |= {"ceasn:conceptKeyword": {language: list(record.keywords)}} if record.keywords else {}
        made |= _aligned(commons, record)
    return made | _kept(made, record)


def _aligned(commons: Commons, record: Competency) -> dict[str, list[str]]:
    """Return the addresses of entries of other frameworks, by what they are to a competency."""
    found = defaultdict[str, list[str]](list)
    for other in alignments_of(commons, record.code):
        if other.url and other.url not in found[_ALIGNED[other.predicate]]:
            found[_ALIGNED[other.predicate]].append(other.url)
    return {name: urls for name, urls in found.items() if urls}


def _kept(made: Json, record: Framework | Domain | Competency | Component | Withdrawn) -> Json:
    """Return the properties that were kept of an object when it was taken from such a graph."""
    fields = extensions(record).get(KEY)
    fields = fields if isinstance(fields, dict) else {}
    return {name: value for name, value in fields.items() if ":" in name and name not in made}
