"""Teaching resources and the terms under which they can be used."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .record import Record, Term
from .text import Code, Day, Id, Line, Text, Url, When, Whole, YesNo


class Terms(Record):
    """What a teacher may do with a resource."""

    reuse: Literal["open", "free with conditions", "free to read", "not stated"]
    """`open` where it may be copied and changed, `free with conditions` where terms are stated, `free to read` where
    no more than access is known."""
    note: Line | None = None
    """The terms in a few words, as far as they are known."""
    url: Url | None = None
    """Where the terms stand."""


class Resource(Record):
    """Something to teach or learn with; it exists elsewhere and is linked, not copied."""

    id: Id
    """Short name for links; never changed once used."""
    title: Line
    """Its title, as its makers give it."""
    organization: Line
    """Who made it or offers it."""
    url: Url
    """Where it is."""
    summary: Text
    """What it is and how it could be used, in one or two sentences."""
    teaches: Annotated[tuple[Code, ...], Field(min_length=1)]
    """Codes of the competencies it helps to teach."""
    stages: tuple[Id, ...] = ()
    """Ids of the stages it suits; leave it out where the framework has no stages."""
    format: Id
    """Id of its format, from the list `formats`."""
    settings: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Ids of the settings it suits, from the list `settings`."""
    level: Line | None = None
    """For whom, such as "third year" or "any year"."""
    for_teachers: YesNo = False
    """`true` where it has material for those who teach."""
    minutes: Whole | None = None
    """Time a learner needs, in minutes; leave it out where it varies or is not known."""
    terms: Terms
    """What a teacher may do with it."""
    note: Text | None = None
    """What to know before using it, such as an older edition or another country's law."""
    checked: When
    """When someone last looked at it."""
    checked_how: Literal["live", "archived copy"]
    """Whether the page itself was seen, or an archived copy of it."""
    review_by: Day
    """The day by which someone should look at it again."""


class ResourcesFile(Record):
    """Teaching resources and the lists by which they are sorted."""

    formats: tuple[Term, ...]
    """The formats a resource can have."""
    settings: tuple[Term, ...]
    """The settings it can be used in."""
    resources: tuple[Resource, ...]
    """The resources."""
