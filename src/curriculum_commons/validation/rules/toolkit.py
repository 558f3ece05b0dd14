"""What texts of the toolkit must be: named and placed so that the files made from them can be, and whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from ...content.load import PAGES, TOOLKIT, PageText
from ...content.markdown import Link
from ...model.problems import Problem, quoted
from ...model.records import EACH, LOGO_WIDTH, Site
from . import fenced_divs as blocks
from . import fields
from .context import ValidationContext, on_page
from .error_messages import listed
from .macro_calls import calls

FORMATS: Mapping[str, tuple[str, ...]] = {
    "document": ("docx", "pdf"),
    "competency pages": ("docx", "pdf"),
    "slides": ("pptx", "pdf"),
    "survey": ("docx", "pdf", "csv"),
    "mapping workbook": ("xlsx",),
    "roadmap planner": ("xlsx",),
    "data": ("csv", "json"),
}
"""The formats that each kind of text can have."""
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.md")
_LOGO = (".png", ".jpg", ".jpeg")


def texts_have_names_that_files_can_bear(context: ValidationContext) -> Iterator[Problem]:
    """Everything in the folder is a text, and its name is one that its files can bear too."""
    for path in sorted(context.source.toolkit_names):
        if not path.endswith(".md"):
            yield Problem(f"{TOOLKIT}/{path}", 0, 0, 'is no text of the toolkit; let its name end in ".md", or move it')
        elif not _NAME.fullmatch(path):
            message = "has a name that its files could not bear; use lower-case letters, digits and hyphens"
            yield Problem(f"{TOOLKIT}/{path}", 0, 0, message)


def texts_have_formats_of_their_kind(context: ValidationContext) -> Iterator[Problem]:
    """What a text asks for can be made from it."""
    for text in context.source.toolkit:
        top = context.tops.get(text.path)
        for number, form in enumerate(top.formats if top else ()):
            possible = FORMATS[top.kind] if top else ()
            if text.front and form not in possible:
                message = f"{quoted(form)} cannot be made from {quoted(top.kind if top else '')}"
                yield fields.problem(
                    text.front, ("formats", number), f"{message}; possible are {listed(possible, 'and')}"
                )


def texts_have_no_images(context: ValidationContext) -> Iterator[Problem]:
    """A text of the toolkit is words and records: a picture would not come through in every format."""
    for text in context.source.toolkit:
        for link in context.texts[text.file].links:
            if isinstance(link, Link) and link.image:
                yield on_page(text, link.start, "image in a text of the toolkit; say it in words")


_MADE_ONCE = ("mapping workbook", "roadmap planner", "data")
"""Kinds of which a toolkit has one."""


def texts_are_not_there_twice(context: ValidationContext) -> Iterator[Problem]:
    """Each text has a title of its own, and of some kinds there is one."""
    titles: dict[str, PageText] = {}
    kinds: dict[str, PageText] = {}
    for text in context.source.toolkit:
        top = context.tops.get(text.path)
        if top is None or text.front is None:
            continue
        if (other := titles.setdefault(top.title.casefold(), text)) is not text:
            message = f"{quoted(top.title)} is the title of {other.file}, too; nobody could tell them apart"
            yield fields.problem(text.front, ("title",), message)
        if top.kind in _MADE_ONCE and (other := kinds.setdefault(top.kind, text)) is not text:
            message = f"{quoted(top.kind)} is what {other.file} makes already; a toolkit has one"
            yield fields.problem(text.front, ("kind",), message)


def sheets_of_competencies_are_each_about_their_own(context: ValidationContext) -> Iterator[Problem]:
    """A text of which one sheet for each competency is made names each by its sign, and none by its code."""
    for text, call in calls(context):
        top = context.tops.get(text.path) if text.folder == TOOLKIT else None
        signature = context.macros.get(call.name)
        if top is None or top.kind != "competency pages" or signature is None:
            continue
        for kind, (place, name) in zip(signature.takes, call.arguments, strict=False):
            if kind == "competency" and name != EACH and not context.known[kind].lacks(name):
                message = (
                    f"{call.name}: {quoted(name)} would stand on the sheet of every competency; write {quoted(EACH)}"
                )
                yield on_page(text, place, message)


def phases_have_names_of_their_own(context: ValidationContext) -> Iterator[Problem]:
    """No two phases of a curriculum have one name; a workbook could not tell them apart."""
    for number, site in context.records("site", Site):
        lists = {("phases",): site.phases, ("school", "phases"): site.school.phases if site.school else ()}
        for path, names in lists.items():
            for place, name in enumerate(names):
                if name in names[:place]:
                    message = f"{quoted(name)} stands in this list twice; keep one"
                    yield context.problem("site", number, (*path, place), message)


def logo_is_a_file(context: ValidationContext) -> Iterator[Problem]:
    """The logo of a school is a picture that is there."""
    for number, site in context.records("site", Site):
        logo = site.school.logo if site.school else None
        if logo is not None and logo not in context.source.files:
            message = f"{quoted(logo)} is no file in {PAGES}/; put the logo there, and write its place below {PAGES}/"
            yield context.problem("site", number, ("school", "logo"), message)
        elif logo is not None and not logo.lower().endswith(_LOGO):
            message = f"{quoted(logo)} is not a logo that can be used; save it as PNG or JPEG"
            if logo.lower().endswith((".svg", ".svgz")):
                message = f"{quoted(logo)} is an SVG; save it as PNG, at least {LOGO_WIDTH} pixels wide"
            yield context.problem("site", number, ("school", "logo"), message)


RULES: tuple[Callable[[ValidationContext], Iterator[Problem]], ...] = (
    texts_have_names_that_files_can_bear,
    texts_have_formats_of_their_kind,
    texts_have_no_images,
    texts_are_not_there_twice,
    sheets_of_competencies_are_each_about_their_own,
    *blocks.RULES,
    phases_have_names_of_their_own,
    logo_is_a_file,
)
