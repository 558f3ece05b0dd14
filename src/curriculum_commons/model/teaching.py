"""Teaching resources, the front matter of a text of the toolkit, and the school whose name its files have."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .record import Code, Day, FolderName, Id, Line, Picture, Record, Term, Text, Url, When, Whole, YesNo


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


Format = Literal["docx", "pdf", "pptx", "xlsx", "csv", "json"]
LOGO_WIDTH = 1200
"""Pixels across that are enough for a logo in any document."""
EACH = "*"
"""Used in place of the code of a competency in a text of which one document for each is made."""
Kind = Literal["document", "competency pages", "slides", "survey", "mapping workbook", "roadmap planner", "data"]


class ToolkitMeta(Record):
    """The lines between `---` at the top of a text of the toolkit."""

    title: Line
    """Title of the document, as its first page, menus and lists show it."""
    purpose: Annotated[Line, Field(max_length=200)]
    """What it is for and for whom, in one sentence of at most 200 characters."""
    kind: Kind
    """What is made from the text: a `document`; `competency pages`, one document for each competency, in which "*"
    is its code; `slides`, each beginning with `##`; a `survey` with its questions for REDCap; the `mapping
    workbook` or the `roadmap planner`, whose first sheet is this text; or the `data` with its dictionary."""
    formats: Annotated[tuple[Format, ...], Field(min_length=1)]
    """The formats in which it is offered, the most useful first."""
    folder: FolderName
    """Folder of the bundle in which it lies: a number and a word or two, as in "1-start-here"."""
    aid: YesNo = False
    """`true` where it is an aid of this site and not a statement of the framework's authors; it is then marked so."""
    one_page: YesNo = False
    """`true` where it must fit on one sheet; a document that does not is not published."""
    render_macros: YesNo = False
    """`true` where the text shows records with `{{ … }}`."""
    consent: YesNo = False
    """`true` where it names people outside of citations and every one of them has agreed to it."""


class YourSchool(Record):
    """The school whose name and words documents of the toolkit have."""

    name: Line
    """Name of the school."""
    logo: Picture | None = None
    """Former place of the logo; write it below `brand:`."""
    phases: tuple[Line, ...] = ()
    """What the school calls the phases of its curriculum, in order, such as "Year 1"."""
