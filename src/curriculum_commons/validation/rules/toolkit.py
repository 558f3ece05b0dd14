"""What must hold for texts of the toolkit: files can be made from them, of the formats they ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...content.load import PAGES, TOOLKIT
from ...content.markdown import Link
from ...model.problems import Problem, quoted
from ...model.records import EACH, LOGO_WIDTH, Site
from .context import ValidationContext, repeated
from .error_messages import listed

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


def texts_have_names_that_files_can_have(context: ValidationContext) -> Iterator[Problem]:
    """Everything in the folder is a text, and its name is one that its files can have too."""
    for path in sorted(context.source.toolkit_names):
        if not path.endswith(".md"):
            message = 'is not a text of the toolkit; let its name end in ".md", or move it'
            yield Problem(f"{TOOLKIT}/{path}", 0, 0, message, "unknown-file")
        elif not _NAME.fullmatch(path):
            message = "has a name that files cannot have; use lower-case letters, digits and hyphens"
            yield Problem(f"{TOOLKIT}/{path}", 0, 0, message, "file-name")


def texts_have_formats_of_their_kind(context: ValidationContext) -> Iterator[Problem]:
    """The formats that a text asks for can be made from it."""
    for text, top in context.toolkit():
        for number, form in enumerate(top.formats):
            possible = FORMATS[top.kind]
            if text.front and form not in possible:
                message = f"{quoted(form)} cannot be made from {quoted(top.kind)}"
                message += f"; possible are {listed(possible, 'and')}"
                yield text.front.problem(("formats", number), message, "unsupported-format")


def texts_have_no_images(context: ValidationContext) -> Iterator[Problem]:
    """A text of the toolkit is words and records: a picture would not come through in every format."""
    for text, link in context.links():
        if text.folder == TOOLKIT and isinstance(link, Link) and link.image:
            message = "image in a text of the toolkit; describe it in words"
            yield text.problem(link.start, message, "image-in-toolkit")


_MADE_ONCE = ("mapping workbook", "roadmap planner", "data")
"""Kinds of which a toolkit has one."""


def texts_differ(context: ValidationContext) -> Iterator[Problem]:
    """Each text has a title of its own, and of some kinds there is one."""
    texts = list(context.toolkit())
    for (text, top), (other, _) in repeated((item[1].title.casefold(), item) for item in texts):
        message = f"{quoted(top.title)} is the title of {other.file}, too; choose another"
        if text.front:
            yield text.front.problem(("title",), message, "duplicate-title")
    for (text, top), (other, _) in repeated((item[1].kind, item) for item in texts if item[1].kind in _MADE_ONCE):
        message = f"{quoted(top.kind)} is what {other.file} makes already; a toolkit has one"
        if text.front:
            yield text.front.problem(("kind",), message, "duplicate-kind")


def competency_pages_are_about_each_competency(context: ValidationContext) -> Iterator[Problem]:
    """A text of which one document for each competency is made names none of them by its code."""
    for text, call in context.calls():
        top = context.tops.get(text.path) if text.folder == TOOLKIT else None
        signature = context.macros.get(call.name)
        if top is None or top.kind != "competency pages" or signature is None:
            continue
        for kind, (offset, name) in zip(signature.takes, call.arguments, strict=False):
            if kind == "competency" and name != EACH and not context.known[kind].lacks(name):
                message = f"{call.name}: {quoted(name)} would be on the page of every competency; write {quoted(EACH)}"
                yield text.problem(offset, message, "single-competency")


def logo_is_a_file(context: ValidationContext) -> Iterator[Problem]:
    """The logo of a school is a picture that is there."""
    for number, site in context.records("site", Site):
        logo = site.school.logo if site.school else None
        if logo is not None and logo not in context.source.files:
            message = f"{quoted(logo)} is not a file in {PAGES}/; put the logo there, and write its path below {PAGES}/"
            yield context.problem("site", number, ("school", "logo"), message, "missing-file")
        elif logo is not None and not logo.lower().endswith(_LOGO):
            message = f"{quoted(logo)} is not a logo that can be used; save it as PNG or JPEG"
            if logo.lower().endswith((".svg", ".svgz")):
                message = f"{quoted(logo)} is an SVG; save it as PNG, at least {LOGO_WIDTH} pixels wide"
            yield context.problem("site", number, ("school", "logo"), message, "logo-format")
