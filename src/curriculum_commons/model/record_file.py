"""One record as a file for programs, beside its page: the record, and what is needed to use and cite it.

Its form has a version, which its schema has in its name; a key may be added to a version, and none changed or left out.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .evidence import Finding, Survey
from .framework import Competency, Domain, Stage, Withdrawn
from .record import License, Line, Record, Text, Url, Uuid
from .reference import Reference
from .teaching import Resource
from .work import Milestone, Output, School, WorkingGroup

SCHEMA = "schema/record-1.json"
"""Path of the schema below the root of a site."""
Kind = Literal[
    "competency",
    "withdrawn competency",
    "domain",
    "stage",
    "milestone",
    "working_group",
    "output",
    "resource",
    "survey",
    "school",
    "finding",
    "reference",
]


class OfFramework(Record):
    """The framework of the site that has a record."""

    uuid: Uuid
    """Its identity in data exchange."""
    title: Line
    """Its full title."""
    edition: Line
    """Its edition."""
    json_file: Annotated[Url, Field(alias="json")]
    """Address of the whole framework as one file."""


class Linked(Record):
    """Another record that belongs to one."""

    kind: Kind
    """What it is."""
    name: Line
    """Its code or id."""
    title: Text
    """Its title, name or text."""
    address: Url
    """Where people read it."""
    json_file: Annotated[Url, Field(alias="json")]
    """Where programs read it."""


class RecordFile(Record):
    """One record of a site, as it is in the data of the site."""

    address_of_schema: Annotated[Url, Field(alias="$schema")]
    """Where the JSON Schema of this file can be read."""
    format: Literal["curriculum-commons record"] = "curriculum-commons record"
    """What this file is."""
    version: Literal[1] = 1
    """Version of its form."""
    kind: Kind
    """What the record is."""
    name: Line
    """Its code or id, which never changes."""
    address: Url
    """Where people read it."""
    framework: OfFramework
    """The framework of the site."""
    license: License
    """Terms under which the record may be used again."""
    attribution: Text
    """The line that names the work the site is drawn from."""
    record: (
        Competency
        | Withdrawn
        | Domain
        | Stage
        | Milestone
        | WorkingGroup
        | Output
        | Resource
        | Survey
        | School
        | Finding
        | Reference
    )
    """The record itself."""
    related: tuple[Linked, ...] = ()
    """Records of the site that name this one."""
    references: tuple[Reference, ...] = ()
    """The works that the record cites."""


class RecordList(Record):
    """The records that one page of a site shows."""

    address_of_schema: Annotated[Url, Field(alias="$schema")]
    """Where the JSON Schema of this file can be read."""
    format: Literal["curriculum-commons records"] = "curriculum-commons records"
    """What this file is."""
    version: Literal[1] = 1
    """Version of its form."""
    address: Url
    """The page that shows them."""
    records: tuple[Linked, ...]
    """The records, in their order."""
