"""The work around a framework: milestones, the groups that do it, what they made, and who takes part."""

from __future__ import annotations

from typing import Literal

from .record import Code, Id, License, Line, Record, Sources, Status, Text, Url, When


class Later(Record):
    """What has become known about a milestone since its as-of date."""

    text: Text
    """What happened, in one or two sentences."""
    status: Status | None = None
    """How the work stood then; leave it out where the source leaves that open."""
    as_of: When
    """The date to which this holds."""
    sources: Sources
    """Where it is reported."""


class Milestone(Record):
    """One piece of work on the roadmap."""

    id: Id
    """Short name for links; never changed once used."""
    title: Line
    """The work, in a few words."""
    summary: Text
    """What it is, in one to three sentences."""
    status: Status
    """How it stood on the as-of date."""
    as_of: When
    """The date to which the status holds; the date of the source, not of today."""
    when: Line | None = None
    """When the work was done, as far as a source states it, such as "2018"; leave it out where none does."""
    working_group: Id | None = None
    """Id of the working group whose work it is."""
    competencies: tuple[Code, ...] = ()
    """Codes of the competencies it concerns."""
    outputs: tuple[Id, ...] = ()
    """Ids of what came of it."""
    since: Later | None = None
    """What has become known after the as-of date."""
    sources: Sources
    """Where the status is reported."""

    @property
    def last_status(self) -> Status:
        """The last status that a source reports."""
        return (self.since and self.since.status) or self.status

    @property
    def last_as_of(self) -> str:
        """The date to which the last status holds."""
        return self.since.as_of if self.since and self.since.status else self.as_of


class Decision(Record):
    """Something a group decided."""

    text: Text
    """The decision, in one or two sentences."""
    when: When | None = None
    """When it was taken; leave it out where no source states it."""
    sources: Sources
    """Where it is reported."""


class WorkingGroup(Record):
    """A group with a task."""

    id: Id
    """Short name for links; never changed once used."""
    name: Line
    """Name of the group."""
    charge: Text
    """What the group is for."""
    members: tuple[Line, ...]
    """Who takes part, by role and never by name."""
    works_by: Line | None = None
    """How the group works, as far as a source states it."""
    status: Status
    """Whether its work was done, under way or ahead on the as-of date."""
    as_of: When
    """The date to which the status holds."""
    decisions: tuple[Decision, ...] = ()
    """What the group decided."""
    sources: Sources
    """Where the group is described."""


class Output(Record):
    """Something a group made."""

    id: Id
    """Short name for links; never changed once used."""
    title: Line
    """Its title."""
    kind: Literal["paper", "statement", "framework", "tool", "event", "data"]
    """What it is."""
    when: When | None = None
    """When it was made public."""
    summary: Text
    """What it contains or does, in one to three sentences."""
    working_group: Id | None = None
    """Id of the working group that made it."""
    competencies: tuple[Code, ...] = ()
    """Codes of the competencies it concerns."""
    url: Url | None = None
    """Where it can be had; leave it out where the sources already say."""
    license: License | None = None
    """Terms under which it may be used again; needed where it lies on this site."""
    sources: Sources
    """Where it is published or reported."""


class School(Record):
    """A school that made the framework or has taken it up."""

    id: Id
    """Short name for links; never changed once used."""
    name: Line
    """Its name as the source gives it."""
    later_name: Line | None = None
    """The name it has taken since."""
    role: Literal["member", "adopter"]
    """`member` made the framework, `adopter` has taken it up."""
    since: When | None = None
    """Since when, as far as a source states it."""
    url: Url | None = None
    """A page of the school about this work."""
    sources: Sources
    """Where its part is reported."""


class Organization(Record):
    """A body other than a school that has a part in the story."""

    id: Id
    """Short name for links; never changed once used."""
    name: Line
    """Its name."""
    role: Text
    """Its part, in one or two sentences, with the year to which they hold."""
    as_of: When
    """The date to which the role holds."""
    since: Later | None = None
    """What has become known after the as-of date."""
    sources: Sources
    """Where its part is reported."""


class RoadmapFile(Record):
    """The work done, under way and ahead."""

    milestones: tuple[Milestone, ...]
    """Pieces of work, in the order in which a reader should meet them."""


class WorkingGroupsFile(Record):
    """The working groups and what they made."""

    working_groups: tuple[WorkingGroup, ...]
    """The groups, present and past."""
    outputs: tuple[Output, ...]
    """What was made, oldest first."""


class SchoolsFile(Record):
    """Schools and other bodies."""

    schools: tuple[School, ...]
    """Members and adopters."""
    organizations: tuple[Organization, ...] = ()
    """Bodies other than schools."""
