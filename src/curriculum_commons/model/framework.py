"""The framework: its competencies, how learners grow into them, and what they align with."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .extensions import Extensions
from .record import Code, Id, License, Line, PublishedCode, Record, Source, Sources, Text, Url, Uuid, When

Whose = Literal["framework", "site"]


class Mission(Record):
    """The mission statement that a framework serves, word for word."""

    text: Text
    """The statement, quoted exactly."""
    origin: Whose | None = None
    """`site` where it is the mission of those who publish this site; leave it out where the framework has it."""
    sources: tuple[Source, ...] = ()
    """Where it was published; leave it out where that is where the framework was, or where this site alone has it."""


class Progression(Record):
    """Whose the steps of learning are, and how competencies look at each of them."""

    origin: Whose
    """`framework` where the steps, and how competencies look at each, are part of it; `site` where both are an aid of
    this site, which pages and documents then state."""
    sources: tuple[Source, ...] = ()
    """Where the steps are described, for those that name no source of their own."""


class Component(Record):
    """A named part of a competency."""

    id: Id
    """Short name, unique in the framework; never changed once used."""
    uuid: Uuid
    """Identity in data exchange; made once and never changed."""
    text: Line
    """The part, in the words of the statement."""
    published_code: PublishedCode | None = None
    """Its code as published, such as "1.1a", where it has one: people see it before the words."""
    extensions: Extensions | None = None
    """What other systems know of it and this program has no field for, below the name of the form that it came in, such
    as "case"; kept as it is, given to such systems again, and shown nowhere."""

    @property
    def shown_text(self) -> str:
        """Its code, where one is published, and its words."""
        return f"{self.published_code} {self.text}" if self.published_code else self.text


class Coded(Record):
    """A competency, of today or withdrawn."""

    code: Code
    """Code of the competency, such as "ABC-1"; never reused, even after it is withdrawn."""
    published_code: PublishedCode | None = None
    """Its code as published, such as "1.1(a)", where that is another: people see it instead, programs know both."""

    @property
    def shown_code(self) -> str:
        """The code that people see."""
        return self.published_code or self.code


class Withdrawn(Coded):
    """A competency that an earlier edition had and this one has no longer; with its last text it keeps its page."""

    reason: Line
    """Why it was withdrawn, in one line."""
    edition: Line | None = None
    """The first edition without it, such as "2027"; always in quotes."""
    when: When | None = None
    """When it was withdrawn; leave it out where that is the day on which this edition was adopted."""
    now_in: tuple[Code, ...] = ()
    """Codes of the competencies that it was merged into or divided among; leave it out where there are none."""
    uuid: Uuid | None = None
    """Identity in data exchange, as it was."""
    title: Line | None = None
    """Its last title."""
    statement: Text | None = None
    """Its last statement, quoted exactly."""
    components: tuple[Component, ...] = ()
    """The parts that its last statement named."""
    sources: tuple[Source, ...] = ()
    """Where its last statement was published."""
    extensions: Extensions | None = None
    """What other systems know of it and this program has no field for, below the name of the form that it came in, such
    as "case"; kept as it is, given to such systems again, and shown nowhere."""


class Framework(Record):
    """A set of competencies that is adopted together."""

    uuid: Uuid
    """Identity in data exchange, a UUID; made once and never changed."""
    title: Line
    """Full title of the framework."""
    short_title: Line
    """A title of a few words, for menus and tables."""
    edition: Line
    """The dated state that these statements are, such as "2018"; always in quotes."""
    status: Literal["draft", "adopted", "deprecated"]
    """Whether the edition is a draft, has been adopted by its makers, or should no longer be taken up."""
    adopted: When | None = None
    """When the edition became public or was adopted."""
    creator: Line
    """The group that made the framework."""
    learners: Line
    """Whom it is for, such as "students in their first year"."""
    summary: Text
    """What the framework is, in two or three sentences of your own."""
    mission: Mission | None = None
    """The mission statement it serves."""
    progression: Progression | None = None
    """Whose the steps of learning are; leave it out where the steps alone are the framework's."""
    withdrawn: tuple[Withdrawn, ...] = ()
    """Competencies that earlier editions had and this one has no longer; none is ever taken off this list."""
    license: License
    """Terms under which the statements may be reused."""
    sources: Sources
    """Where the framework was published."""
    extensions: Extensions | None = None
    """What other systems know of it and this program has no field for, below the name of the form that it came in, such
    as "case"; kept as it is, given to such systems again, and shown nowhere."""

    @property
    def steps_described_in(self) -> tuple[Source, ...]:
        """Where the steps of learning are described that name no source of their own."""
        own = self.progression
        return own.sources if own and (own.sources or own.origin == "site") else self.sources


class Domain(Record):
    """A group of competencies, worked out or still to come."""

    id: Id
    """Short name for use in other records; never changed once used."""
    uuid: Uuid
    """Identity in data exchange; made once and never changed."""
    name: Line
    """Name of the domain."""
    summary: Text | None = None
    """What the domain covers, as far as a source states it."""
    sources: tuple[Source, ...] = ()
    """Where the domain is named; leave it out where that is where the framework was published."""
    extensions: Extensions | None = None
    """What other systems know of it and this program has no field for, below the name of the form that it came in, such
    as "case"; kept as it is, given to such systems again, and shown nowhere."""


class Stage(Record):
    """A step of the learning progression; steps are listed in the order in which learners take them."""

    id: Id
    """Short name for use in other records; never changed once used."""
    uuid: Uuid
    """Identity in data exchange; made once and never changed."""
    name: Line
    """Name of the step."""
    summary: Text
    """What learners do at this step."""
    examples: tuple[Line, ...] = ()
    """Examples that the source gives."""
    sources: tuple[Source, ...] = ()
    """Where the step is described; leave it out where that is where the framework was published."""


class Growth(Record):
    """How a competency looks at one stage; a planning aid of this site, unless `progression:` differs."""

    stage: Id
    """Id of the stage."""
    text: Text
    """What a learner does at this stage, in one or two sentences."""


class Alignment(Record):
    """A link to an entry of another framework, assessed by the editors of this site."""

    scheme: Line
    """Name of the other framework, such as "National outcomes"."""
    code: Line
    """Code of the entry, such as "4.6"."""
    identifier: Line
    """Its identifier in data exchange, such as "national-outcomes-4-6"."""
    statement: Line
    """The entry's own wording, word for word."""
    url: Url | None = None
    """Where the entry can be read."""
    strength: Literal["strong", "partial"]
    """`strong` when most of the competency lies within the entry, `partial` when they only touch."""


class Competency(Coded):
    """What a graduate can do, in one message."""

    uuid: Uuid
    """Identity in data exchange; made once and never changed."""
    domain: Id
    """Id of the domain it belongs to."""
    title: Line
    """A title of a few words, ours where the source has none."""
    statement: Text
    """The competency itself, quoted exactly."""
    gloss: Text | None = None
    """What the statement means, in one or two plain sentences; leave it out where the statement is plain itself."""
    components: tuple[Component, ...] = ()
    """The parts that the statement names, in its order; leave it out where it names none."""
    growth: tuple[Growth, ...] = ()
    """How it looks at each stage; shown as a planning aid."""
    keywords: tuple[Line, ...] = ()
    """Words under which people look for it."""
    alignments: Annotated[tuple[Alignment, ...], Field(json_schema_extra={"deprecated": True})] = ()
    """Links to entries of other frameworks, as earlier versions had them; `commons fix` moves them into a crosswalk."""
    sources: tuple[Source, ...] = ()
    """Where the statement was published; leave it out where that is where the framework was."""
    extensions: Extensions | None = None
    """What other systems know of it and this program has no field for, below the name of the form that it came in, such
    as "case"; kept as it is, given to such systems again, and shown nowhere."""


class CompetenciesFile(Record):
    """The framework with its domains, stages and competencies."""

    framework: Framework
    """The framework as a whole."""
    domains: Annotated[tuple[Domain, ...], Field(min_length=1)]
    """The domains, in their order."""
    stages: tuple[Stage, ...] = ()
    """The learning progression, first step first."""
    competencies: Annotated[tuple[Competency, ...], Field(min_length=1)]
    """The competencies, in their order."""
