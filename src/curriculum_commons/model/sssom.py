"""A crosswalk: how competencies relate to entries of another framework, as an SSSOM mapping set.

Source:
    SSSOM 1.0 (mapping-commons/sssom); names of fields are its slots. Those that begin with "ext_" are extensions, for
    what it has no slot: the name of a framework, what has taken its place, and the code of an entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from .record import Day, Kind, Line, Number, Record, RefusedError, Text, Url, Verbatim

NONE = "sssom:NoTermFound"
"""In the place of an entry: somebody has looked, and there is none."""
BUILT_IN = {
    "linkml": "https://w3id.org/linkml/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes that need not be in `curie_map`."""
_MATCHING = ("match_field", "preprocessing", "source", "type")
_OF_BOTH = (
    *(f"{side}_{what}" for side in ("subject", "object") for what in _MATCHING),
    *("creator_id", "creator_label", "predicate_type", "mapping_provider", "cardinality_scope", "mapping_tool"),
    *("mapping_tool_id", "mapping_tool_version", "publication_date", "similarity_measure", "curation_rule"),
    *("curation_rule_text", "see_also", "other"),
)
OTHER_SLOTS: Mapping[type[Record], frozenset[str]]
"""Slots of SSSOM that are kept as they are, and shown nowhere."""


def _identifier(text: str) -> str:
    if re.match(r"https?://", text):
        message = "is a whole address; put its beginning into curie_map, and write the rest after that prefix"
        raise RefusedError(message, "wrong-form")
    if not re.fullmatch(r"[A-Za-z_][\w.-]*:\S+", text):
        message = 'is not a prefix of curie_map with an identifier behind it; write it as in "pcrs:c0406"'
        raise RefusedError(message, "wrong-form")
    return text


Identifier = Annotated[
    Verbatim, Kind('identifier with a prefix, as in "pcrs:c0406"'), AfterValidator(_identifier), Field(max_length=400)
]
Predicate = Literal["skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"]
Justification = Literal[
    "semapv:ManualMappingCuration",
    "semapv:MappingReview",
    "semapv:LexicalMatching",
    "semapv:LogicalMatching",
    "semapv:CompositeMatching",
    "semapv:UnspecifiedMatching",
    "semapv:SemanticSimilarityThresholdMatching",
    "semapv:LexicalSimilarityThresholdMatching",
    "semapv:MappingChaining",
    "semapv:MappingInversion",
    "semapv:BackgroundKnowledgeBasedMatching",
    "semapv:StructuralMatching",
    "semapv:InstanceBasedMatching",
]


class CrosswalkRow(Record):
    """One statement of a crosswalk."""

    subject_id: Identifier
    """The competency: a prefix with its code, as in "competency:ABC-1"; `sssom:NoTermFound` where none goes with the
    entry."""
    subject_label: Line | None = None
    """Its title, for those who read the file."""
    predicate_id: Predicate
    """What the entry is to the competency: with `skos:broadMatch`, the competency lies within the entry."""
    predicate_modifier: Literal["Not"] | None = None
    """`Not` where somebody has looked and the two do not go together so."""
    object_id: Identifier
    """The entry of the other framework; `sssom:NoTermFound` where it has none for the competency."""
    object_label: Line | None = None
    """Its wording, word for word."""
    mapping_justification: Justification
    """How the two were compared: `semapv:ManualMappingCuration` where people did it."""
    author_id: Line | None = None
    """Who compared them, as an identifier with a prefix."""
    author_label: Line | None = None
    """Who compared them: a role or a group, such as "the editors of this site"."""
    mapping_date: Day | None = None
    """When they compared them, where that is not the date of the whole."""
    confidence: Annotated[Number, Field(ge=0, le=1)] | None = None
    """How sure the justification makes it, from 0 to 1."""
    comment: Line | None = None
    """Why, in a sentence."""
    subject_source_version: Line | None = None
    """Edition of the competency, where that is not the one of the whole."""
    object_source_version: Line | None = None
    """Version of the entry, where that is not the one of the whole."""
    ext_object_code: Line | None = None
    """Code of the entry as people see it, such as "4.6"."""
    others: Mapping[str, str] = Field(default_factory=dict)
    """Its further slots."""

    @property
    def is_match(self) -> bool:
        """Whether a competency and an entry go together, in some way."""
        return self.predicate_modifier is None and NONE not in {self.subject_id, self.object_id}

    @property
    def identity(self) -> tuple[str, str, str]:
        """What no other row of the file has."""
        return self.subject_id, self.predicate_id, self.object_id


class CrosswalkHead(Record):
    """What holds for a whole crosswalk."""

    curie_map: Mapping[str, str]
    """Prefixes of identifiers, and the addresses that they stand for."""
    mapping_set_id: Url
    """Address of the crosswalk, which never changes."""
    mapping_set_title: Line | None = None
    """What it is called."""
    mapping_set_description: Text | None = None
    """What it is, in a few sentences that its page shows."""
    license: Url
    """Address of the terms under which it may be used."""
    subject_source: Identifier
    """The framework of the competencies."""
    subject_source_version: Line
    """Its edition when they were compared, such as "2018"."""
    object_source: Identifier
    """The other framework."""
    object_source_version: Line
    """Its version when they were compared."""
    mapping_date: Day | None = None
    """When they were compared."""
    comment: Text | None = None
    """What else its users should know."""
    ext_object_source_title: Line | None = None
    """Name of the other framework, such as "AAMC PCRS"."""
    ext_object_source_replaced_by: Line | None = None
    """What has taken the place of the other framework and is not compared here."""
    others: Mapping[str, Any] = Field(default_factory=dict)
    """Its further slots."""


OTHER_SLOTS = {
    CrosswalkHead: frozenset(_OF_BOTH)
    | {"sssom_version", "mapping_set_version", "mapping_set_source", "mapping_set_confidence", "issue_tracker"}
    | {"extension_definitions"},
    CrosswalkRow: frozenset(_OF_BOTH)
    | {"record_id", "subject_category", "object_category", "predicate_label", "reviewer_id", "reviewer_label"}
    | {"license", "mapping_source", "mapping_cardinality", "match_string", "similarity_score", "issue_tracker_item"}
    | {"review_date", "reviewer_agreement"},
}


@dataclass(frozen=True, eq=False)
class Crosswalk:
    """How the competencies of this site relate to the entries of one other framework."""

    name: str
    """Name of its file without the ending, such as "aamc-pcrs"."""
    head: CrosswalkHead
    rows: tuple[CrosswalkRow, ...]
    """Its statements, in their order."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Code of each competency that rows name, of today or withdrawn, by the identifier in the row."""

    @cached_property
    def title(self) -> str:
        """Name of the other framework."""
        prefix = self.head.object_source.partition(":")[0]
        return self.head.ext_object_source_title or self.head.mapping_set_title or prefix

    @property
    def edition(self) -> str:
        """Edition of the competencies that were compared."""
        return self.head.subject_source_version

    def is_stale(self, edition: str) -> bool:
        """Return True if its competencies were compared in another edition than this one."""
        return any((row.subject_source_version or self.edition) != edition for row in self.rows)

    @cached_property
    def matches(self) -> Mapping[str, tuple[CrosswalkRow, ...]]:
        """Rows in which a competency and an entry go together, by the code of the competency."""
        found: dict[str, tuple[CrosswalkRow, ...]] = {}
        for row in self.rows:
            if row.is_match and (code := self.codes.get(row.subject_id)):
                found[code] = (*found.get(code, ()), row)
        return found

    def code_of(self, row: CrosswalkRow) -> str:
        """Return the code of an entry as people see it."""
        return row.ext_object_code or row.object_id.partition(":")[2]

    def address_of(self, identifier: str) -> str:
        """Return the address that an identifier is short for."""
        prefix, _, name = identifier.partition(":")
        return {**BUILT_IN, **self.head.curie_map}[prefix] + name
