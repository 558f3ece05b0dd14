"""How competencies relate to entries of other frameworks: the one place from which all that shows it takes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .commons import Commons
from .framework import Alignment, Competency

Predicate = Literal["skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"]


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
    """The entry's own wording."""
    predicate: Predicate
    """What the entry is to the competency: with `skos:broadMatch`, the competency lies within the entry."""
    url: str | None = None
    """Where the entry can be read."""

    @property
    def strength(self) -> Literal["strong", "partial"]:
        """`strong` when most of the competency lies within the entry, `partial` when they only touch."""
        return "partial" if self.predicate in {"skos:narrowMatch", "skos:relatedMatch"} else "strong"

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


_PREDICATES: dict[str, Predicate] = {"strong": "skos:broadMatch", "partial": "skos:relatedMatch"}


def alignments_of(commons: Commons, code: str) -> tuple[AlignedEntry, ...]:
    """Return the entries of other frameworks that a competency goes with, in the order in which they are shown."""
    return tuple(
        AlignedEntry(one.scheme, one.code, one.identifier, one.statement, _PREDICATES[one.strength], one.url)
        for one in commons.competency[code].alignments
    )


def with_alignments(commons: Commons, competencies: Iterable[Competency]) -> tuple[Competency, ...]:
    """Return competencies as files for other programs have them: with all their alignments."""
    return tuple(
        one.model_copy(update={"alignments": tuple(entry.as_alignment for entry in alignments_of(commons, one.code))})
        for one in competencies
    )
