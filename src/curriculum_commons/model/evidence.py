"""What is known: surveys, findings and the works cited."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict

from .record import Doi, Id, Line, Number, Percent, Pmcid, Pmid, Record, Sources, Text, Url, Whole, YesNo


class Rank(Record):
    """One row of a ranking."""

    label: Line
    """What was ranked."""
    domain: Id | None = None
    """Id of the domain, where it is one."""
    median: Number
    """Median rank."""
    mean: Number
    """Mean rank."""
    sd: Number
    """Standard deviation of the ranks."""


class Ranking(Record):
    """A question in which respondents put things in order."""

    title: Line
    """What was asked, in a few words."""
    first: Line
    """What the lowest number means, such as "1 = most important"."""
    last: Line
    """What the highest number means, such as "5 = least important"."""
    rows: Annotated[tuple[Rank, ...], Field(min_length=2)]
    """What was ranked, in the order of the source."""
    sources: Sources
    """Where the numbers are published."""


class Share(Record):
    """A statement and the part of the respondents who held it."""

    statement: Line
    """What they held, in a few words."""
    percent: Percent
    """Per cent of all respondents, as the source prints it."""
    sources: Sources
    """Where the number is published."""


class Named(Record):
    """A question that respondents answered in words."""

    question: Line
    """What they were asked or spoke of."""
    answers: Annotated[tuple[Line, ...], Field(min_length=1)]
    """What they named, in your own words."""
    sources: Sources
    """Where the answers are reported."""


class Survey(Record):
    """Questions put to a group, and the results."""

    id: Id
    """Short name for links; never changed once used."""
    title: Line
    """Name of the survey."""
    respondents: Line
    """Who answered."""
    n: Whole
    """How many answered."""
    anonymous: YesNo
    """Whether the answers were anonymous."""
    asked_about: tuple[Line, ...]
    """What the survey asked about."""
    rankings: tuple[Ranking, ...] = ()
    """Questions answered by ranking."""
    shares: tuple[Share, ...] = ()
    """Results given as per cent of the respondents."""
    named: tuple[Named, ...] = ()
    """Results given in words."""
    sources: Sources
    """Where the survey is reported."""


class Finding(Record):
    """One thing that was found out, in one or two sentences of your own."""

    id: Id
    """Short name for links; never changed once used."""
    topic: Id
    """What it is about; pages show findings by topic."""
    text: Text
    """The finding, with its number and date where it has them."""
    sources: Sources
    """Where it is published."""


class Name(Record):
    """The name of an author, in the form of the Citation Style Language."""

    family: Line | None = None
    """Family name."""
    given: Line | None = None
    """Given names or initials."""
    literal: Line | None = None
    """The name of an organization, instead of the two above."""


class CslDate(Record):
    """A date, in the form of the Citation Style Language."""

    date_parts: Annotated[
        tuple[
            Annotated[tuple[Annotated[int, Strict(), Field(ge=1, le=2200)], ...], Field(min_length=1, max_length=3)],
            ...,
        ],
        Field(min_length=1, max_length=2, alias="date-parts"),
    ]
    """Year, month and day as numbers, as in [[2022, 9, 1]]; the year alone will do."""


class Reference(Record):
    """A work that this site cites, in the form of the Citation Style Language (CSL)."""

    id: Id
    """Short name for citing it; never changed once used."""
    type: Literal[
        "article-journal",
        "article-magazine",
        "article-newspaper",
        "book",
        "chapter",
        "report",
        "webpage",
        "post-weblog",
        "software",
    ]
    """Kind of work, as CSL names it."""
    title: Line
    """Title of the work."""
    author: tuple[Name, ...] = ()
    """Authors in their order; leave it out where the work names none."""
    container_title: Annotated[Line | None, Field(alias="container-title")] = None
    """Journal, book or website that it is part of."""
    publisher: Line | None = None
    """Who published it."""
    volume: Line | None = None
    """Volume, in quotes."""
    issue: Line | None = None
    """Issue, in quotes."""
    page: Line | None = None
    """Pages or article number, in quotes."""
    issued: CslDate | None = None
    """When it appeared."""
    accessed: CslDate | None = None
    """When it was last seen, for web pages."""
    DOI: Doi | None = None
    """Its DOI, without https://doi.org/."""
    PMID: Pmid | None = None
    """Its PubMed number, in quotes."""
    PMCID: Pmcid | None = None
    """Its PubMed Central number."""
    URL: Url | None = None
    """Where it can be read; leave it out where a DOI leads there."""
    note: Line | None = None
    """What a reader should know, such as "free to read"."""


class SurveyFile(Record):
    """Surveys with their results."""

    surveys: tuple[Survey, ...]
    """The surveys."""


class FindingsFile(Record):
    """What is known, by topic."""

    findings: tuple[Finding, ...]
    """The findings; within a topic, in the order in which a page should show them."""


class ReferencesFile(Record):
    """The works cited."""

    references: tuple[Reference, ...]
    """The works, in any order."""
