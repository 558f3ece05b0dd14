"""The profile of a school: which framework of others it takes up, and what it leaves, rewords, notes and adds.

Knows nothing of files or of how the framework looks once all of that is applied.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .framework import Competency, Domain
from .record import Code, Kind, Line, Record, Text, Url, Uuid

_FILE = r"^upstream/[A-Za-z0-9][A-Za-z0-9._-]*\.json$"


class Upstream(Record):
    """The framework that is taken up, and the file that holds it."""

    file: Annotated[str, Kind('path, as in "upstream/framework.json"'), Field(pattern=_FILE)]
    """Its `framework.json`, in the folder `upstream/` of this site; `commons upgrade` puts a newer one there."""
    address: Url
    """Where it was taken from."""
    edition: Line
    """The edition that it is, such as "2027"; always in quotes."""
    sha256: Annotated[str, Kind("SHA-256: 64 digits and letters from a to f"), Field(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the file, so that nobody changes it unnoticed."""


class Conflict(Record):
    """What a newer edition has changed below words of this site; written by `commons upgrade`, deleted by you."""

    kind: Literal["reworded upstream", "withdrawn upstream"]
    """What has become of the competency upstream."""
    edition: Line
    """The edition that did so, always in quotes."""
    code: Code
    """Code of the competency."""
    title_before: Line
    """Its title in the edition before."""
    title_now: Line | None = None
    """Its title now, where it is another."""
    statement_before: Text
    """Its statement in the edition before."""
    statement_now: Text | None = None
    """Its statement now, where it is another."""
    reason: Line | None = None
    """Why it was withdrawn, where upstream gives a reason."""
    now_in: tuple[Code, ...] = ()
    """Codes of the competencies that hold it now, where it was merged or split."""


class Entry(Record):
    """What a site does with one competency of the framework."""

    uuid: Uuid
    """UUID of the competency, as in the file of the framework."""
    conflict: Conflict | None = None
    """What a newer edition has changed; decide, and delete this key with all below it."""


class Leave(Entry):
    """A competency that is left out."""

    reason: Text | None = None
    """Why, in your words."""


class Reword(Entry):
    """A competency in other words; the site shows both texts."""

    title: Line | None = None
    """Your title; leave it out to keep the one that was published."""
    statement: Text | None = None
    """Your statement; leave it out to keep the one that was published."""
    reason: Text
    """Why, in your words."""


class Note(Entry):
    """Words of your own beside a competency."""

    text: Text
    """What you have to add about it."""


class Profile(Record):
    """What a site takes of a framework of others, and what it changes."""

    uuid: Uuid
    """Identity in data exchange of the framework as it is here, another than that of the one that is taken up; made
    once and never changed."""
    upstream: Upstream
    """The framework that is taken up."""
    leave: tuple[Leave, ...] = ()
    """Competencies that are left out."""
    reword: tuple[Reword, ...] = ()
    """Competencies in other words."""
    note: tuple[Note, ...] = ()
    """Words of your own beside competencies."""
    prefix: Code | None = None
    """How codes of your own competencies begin, such as "UVM" for "UVM-1"; no code of the framework does."""
    domains: tuple[Domain, ...] = ()
    """Domains of your own, for what you add."""
    add: tuple[Competency, ...] = ()
    """Competencies of your own; they come last, in the order of their codes."""
    order: tuple[Uuid, ...] = ()
    """UUIDs of the competencies that come first, in this order; the others follow as they were published."""


class Origin(Record):
    """Where a competency comes from."""

    kind: Literal["as published", "reworded here", "added here"]
    """Whether it is as the upstream framework has it, in other words, or not in it at all."""
    title: Line | None = None
    """Its title as published, where it is another here."""
    statement: Text | None = None
    """Its statement as published, where it is another here."""
    reason: Text | None = None
    """Why it was reworded."""
    note: Text | None = None
    """Words of this site beside it."""


class CompetencyOrigin(Origin):
    """Where a competency comes from, by its UUID."""

    uuid: Uuid
    """The competency."""


class Provenance(Record):
    """The framework of others that this one takes up, and what has become of its competencies."""

    framework: Uuid
    """UUID of the upstream framework."""
    title: Line
    """Its title."""
    edition: Line
    """Its edition."""
    address: Url
    """Where it was taken from."""
    sha256: str
    """SHA-256 of the file that was taken."""
    left: tuple[Uuid, ...] = ()
    """Its competencies that are left out."""
    competencies: tuple[CompetencyOrigin, ...] = ()
    """Where each competency of this framework comes from, in their order."""

    def origins(self) -> dict[str, Origin]:
        """Return where each competency comes from, by UUID."""
        return {one.uuid: one for one in self.competencies}
