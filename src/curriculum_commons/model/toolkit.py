"""The front matter of a text of the toolkit, and the school whose name its files have."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .record import Record
from .text import FolderName, Line, YesNo

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
    """The school whose name, logo and words stand in the documents of the toolkit."""

    name: Line
    """Name of the school."""
    logo: Line | None = None
    """Its logo: a PNG or JPEG file below `docs/`, as in "assets/logo.png"."""
    phases: tuple[Line, ...] = ()
    """What the school calls the phases of its curriculum, in order, such as "Clerkships"."""
