"""What competencies go with in other frameworks: the one place from which all that shows it takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .commons import Commons
from .framework import Alignment, Competency
from .record import web_refusal
from .sssom import Crosswalk, CrosswalkRow
from .sssom import Predicate as Predicate
from .urls import encoded


@dataclass(frozen=True)
class AlignedEntry:
    """An entry of another framework that a competency goes with."""

    scheme: str
    """Name of the other framework, such as "AAMC PCRS"."""
    code: str
    """Code of the entry, such as "4.6"."""
    identifier: str
    """Its identifier in data exchange, such as "aamc-pcrs-comp-c0406"."""
    statement: str
    """The entry's own wording; its code where that is not known."""
    predicate: Predicate
    """What the entry is to the competency: with `skos:broadMatch`, the competency lies within the entry."""
    url: str | None = None
    """Where the entry can be read."""

    @property
    def strength(self) -> Literal["strong", "partial"]:
        """`strong` when most of the competency lies within the entry, `partial` when they only touch."""
        return STRENGTHS[self.predicate]

    @property
    def fit(self) -> str:
        """How the two fit, in a word of `FITS`."""
        return FITS[self.predicate][0]

    @property
    def as_alignment(self) -> Alignment:
        """The same as a part of a record."""
        return Alignment(
            scheme=self.scheme,
            code=self.code,
            identifier=self.identifier,
            statement=self.statement,
            url=self.url,
            strength=self.strength,
        )


FITS: dict[Predicate, tuple[str, str]] = {
    "skos:exactMatch": ("same", "the two state the same"),
    "skos:closeMatch": ("close", "the two state nearly the same"),
    "skos:broadMatch": ("strong", "most of the competency lies within the entry"),
    "skos:narrowMatch": ("narrow", "the entry is only a part of the competency"),
    "skos:relatedMatch": ("partial", "the two only touch"),
}
"""How a competency and an entry fit, in a word and in words, the strongest fit first."""
PREDICATES: dict[str, Predicate] = {"strong": "skos:broadMatch", "partial": "skos:relatedMatch"}
"""What `strength:` of alignments means."""
STRENGTHS: Mapping[str, Literal["strong", "partial"]] = {
    predicate: "partial" if predicate in {"skos:narrowMatch", "skos:relatedMatch"} else "strong" for predicate in FITS
}
"""The same the other way around, for every predicate."""


def alignments_of(commons: Commons, code: str) -> tuple[AlignedEntry, ...]:
    """Return the entries of other frameworks that a competency goes with, in the order in which they are shown."""
    own = (
        AlignedEntry(one.scheme, one.code, one.identifier, one.statement, PREDICATES[one.strength], one.url)
        for one in commons.competency[code].alignments
    )
    found = (entry_of(one, row) for one in commons.crosswalks for row in one.matches.get(code, ()))
    return tuple({(one.scheme, one.identifier): one for one in (*own, *found)}.values())


def entry_of(crosswalk: Crosswalk, row: CrosswalkRow) -> AlignedEntry:
    """Return the entry of another framework that a row names."""
    address = row.others.get("see_also", "").partition("|")[0] or crosswalk.address_of(row.object_id)
    code = crosswalk.code_of(row)
    return AlignedEntry(
        scheme=crosswalk.title,
        code=code,
        identifier=row.object_id.partition(":")[2],
        statement=row.object_label or code,
        predicate=row.predicate_id,
        url=None if web_refusal(address) else encoded(address),
    )


def with_alignments(commons: Commons, competencies: Iterable[Competency]) -> tuple[Competency, ...]:
    """Return competencies as files for other programs have them: with all their alignments."""
    return tuple(
        one.model_copy(update={"alignments": tuple(entry.as_alignment for entry in alignments_of(commons, one.code))})
        for one in competencies
    )
