"""What is known: surveys, findings and the works cited."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .record import Id, Line, Number, Percent, Record, Sources, Text, Whole, YesNo
from .reference import Reference


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
