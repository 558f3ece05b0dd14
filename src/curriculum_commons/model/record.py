"""What every record is, and the small parts that several kinds of record share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, Field

from .text import Id, Line, Text, Url


class Record(BaseModel):
    """One entry of a data file: frozen, with no key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def records_in(annotation: Any) -> Iterator[type[Record]]:
    """Yield the kinds of record that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for part in get_args(annotation):
        yield from records_in(part)


class Source(Record):
    """Where a claim comes from."""

    reference: Id
    """Id of a work in `references.yaml`."""
    at: Line | None = None
    """The place in that work, such as "Table 2" or "Results, paragraph 3"."""


Sources = Annotated[tuple[Source, ...], Field(min_length=1)]


class Term(Record):
    """One choice of a list that this site uses to sort its resources."""

    id: Id
    """Short name for use in other records; never changed once used."""
    name: Line
    """What a visitor reads."""
    note: Text | None = None
    """One sentence of explanation, where the name leaves a question."""


class License(Record):
    """The terms under which something may be used again."""

    name: Line
    """Its usual name, such as "CC BY 4.0"."""
    url: Url
    """Where the terms stand."""
