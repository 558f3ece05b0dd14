"""What must hold for pages and texts of the toolkit: names, addresses, titles, and files that can be made from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from posixpath import basename, dirname

from ...content.load import PAGES, TOOLKIT
from ...content.markdown import Link
from ...content.markdown.engine import MOST_BRACKETS, MOST_BRACKETS_ON_PAGE, MOST_SIGNS, SIGNS, too_deep
from ...content.yaml_reader import plain
from ...model.commons import Page
from ...model.problems import Problem, quoted
from ...model.records import EACH, LOGO_WIDTH, Site
from ...model.urls import competency_page
from .context import ValidationContext, repeated
from .error_messages import listed

_HOME = "competencies"
_OTHER_ENDINGS = (".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".md.txt", ".md.rtf", ".md.html")
_LEFTOVER_ENDINGS = ("~", ".tmp", ".bak", ".orig", ".swp")
_OPEN = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n`]*$|(<!--)", re.MULTILINE)
"""The beginning of code or of a comment."""
NAME = re.compile(r"[a-z0-9][a-z0-9._/-]*\.md")


def pages_name_their_competency(context: ValidationContext) -> Iterator[Problem]:
    """The page of a competency names it."""
    for code in context.known["competency"].numbers:
        page = competency_page(code)
        if (front := context.fronts.get(page)) and front.competency is None:
            message = f"competency: missing; add {_line(code)}"
            yield Problem(f"{PAGES}/{page}", 2, 1, message, "missing-key")


def _line(code: str) -> str:
    return f'"competency: {code}"' if plain(code) == code else f"'competency: \"{code}\"'"


def pages_of_competencies_have_their_record(context: ValidationContext) -> Iterator[Problem]:
    """Every page that names a competency is the page of that competency."""
    known = context.known["competency"]
    for page in context.source.pages:
        front = context.fronts.get(page.path)
        code = front.competency if front else None
        if code and code in known.withdrawn and page.path == competency_page(code):
            continue
        if code and page.front and known.lacks(code):
            yield page.front.problem(("competency",), *known.refusal(code))
        elif code and page.front and page.path != competency_page(code):
            here = next((name for name in known.numbers if competency_page(name) == page.path), None)
            meant = "give this file that name" if dirname(page.path) == _HOME else "leave this line out"
            way_out = f"write {quoted(here)}" if here else meant
            message = f"the page of {quoted(code)} is {PAGES}/{competency_page(code)}; {way_out}"
            yield page.front.problem(("competency",), message, "competency-page")


def folder_of_competencies_has_only_theirs(context: ValidationContext) -> Iterator[Problem]:
    """Every page in the folder of competencies belongs to one, except for the list of all."""
    known = context.known["competency"]
    theirs = {competency_page(code) for code in (*known.numbers, *known.withdrawn)} | {f"{_HOME}/index.md"}
    for page in context.source.pages:
        front = context.fronts.get(page.path)
        named = front.competency if front else None
        if known.whole and not named and dirname(page.path) == _HOME and page.path not in theirs:
            message = "belongs to no competency in data/competencies.yaml; add the record, or move the page"
            yield Problem(page.file, 0, 0, message, "competency-page")


def pages_have_names_that_link_well(context: ValidationContext) -> Iterator[Problem]:
    """The name of a page can be typed, and is the same on every computer."""
    for page in context.source.pages:
        if not NAME.fullmatch(page.path):
            message = "has a name that does not go well with links; use lower-case letters, digits and hyphens"
            yield Problem(page.file, 0, 0, message, "file-name")
    for file in sorted(context.source.files):
        if file.lower().endswith(_OTHER_ENDINGS) and not file.endswith(".md"):
            message = 'is not read as a page; let its name end in ".md"'
            yield Problem(f"{PAGES}/{file}", 0, 0, message, "unknown-file")


def folder_of_pages_has_no_leftovers(context: ValidationContext) -> Iterator[Problem]:
    """Nothing is published that an editor or a system has left in the folder."""
    for path in sorted(context.source.files):
        name = basename(path).lower()
        if name.startswith("~") or name.endswith(_LEFTOVER_ENDINGS) or name in {"thumbs.db", "desktop.ini"}:
            message = "is a leftover of a program, and would be published; remove it"
            yield Problem(f"{PAGES}/{path}", 0, 0, message, "leftover-file")


def pages_have_addresses_of_their_own(context: ValidationContext) -> Iterator[Problem]:
    """No two pages are published under the same address."""
    stems = ((re.sub(r"(^|/)(index|README)\.md$", ".md", page.path).lower(), page) for page in context.source.pages)
    for page, other in repeated(stems):
        message = f"would have the same address as {other.file}; remove or rename one of them"
        if other.made or page.made:
            page, other = (other, page) if page.made else (page, other)
            message = f"has the address of a page of the program; name it {other.file} to take its place"
        yield Problem(page.file, 0, 0, message, "duplicate-address")


def former_addresses_are_free(context: ValidationContext) -> Iterator[Problem]:
    """No page was where another one is now, or was before."""
    taken = {Page.address_of(page.path).casefold(): page.file for page in context.source.pages}
    taken |= {path.removesuffix("index.html").casefold(): f"{PAGES}/{path}" for path in context.source.files}
    for page in context.source.pages:
        front = context.fronts.get(page.path)
        for number, former in enumerate(front.redirect_from if front else ()):
            if other := taken.get(former.casefold()):
                message = (
                    f"{quoted(former)} leads to {'this page' if other == page.file else other} already; take it out"
                )
                if page.front:
                    yield page.front.problem(("redirect_from", number), message, "duplicate-address")
            taken.setdefault(former.casefold(), page.file)


def site_has_a_home_page(context: ValidationContext) -> Iterator[Problem]:
    """There is a page to begin with."""
    is_reported = any(problem.path == PAGES for problem in context.source.problems)
    if "index.md" not in context.source.files and not is_reported:
        message = "is missing; it is the page that visitors see first"
        yield Problem(f"{PAGES}/index.md", 0, 0, message, "missing-page")


def pages_have_text(context: ValidationContext) -> Iterator[Problem]:
    """Every page has a text."""
    for page in context.source.texts:
        if not page.body.strip():
            yield Problem(page.file, 0, 0, 'has no text; write it below the second "---"', "empty-text")


def pages_have_one_title(context: ValidationContext) -> Iterator[Problem]:
    """Every page has one heading of level 1 at most, and no level is left out on the way down."""
    for page in context.source.texts:
        titled, last = page.folder == TOOLKIT, 1  # a document has its title from its front matter
        for heading in context.texts[page.file].headings:
            if heading.level == 1 and titled:
                message = f"{quoted(heading.text)} is a second title; begin this heading with ##"
                yield page.problem(heading.start, message, "second-title")
            elif heading.level > last + 1:
                message = f"{quoted(heading.text)} skips a level of headings; begin it with {'#' * (last + 1)}"
                yield page.problem(heading.start, message, "heading-level")
            titled, last = titled or heading.level == 1, heading.level


def texts_can_be_read_in_time(context: ValidationContext) -> Iterator[Problem]:
    """No text has so many signs, or lists and brackets in each other, that an engine or pandoc would take minutes."""
    for page in context.source.texts:
        for sign in SIGNS:
            if page.body.count(sign) > MOST_SIGNS:
                at = next(islice(re.finditer(re.escape(sign), page.body), MOST_SIGNS, None)).start()
                message = f"{quoted(sign.strip())} is here for the {MOST_SIGNS + 1:,}th time; divide this text"
                yield page.problem(at + sign.startswith("\n"), message, "too-complex")
        most = MOST_BRACKETS if page.folder == TOOLKIT else MOST_BRACKETS_ON_PAGE
        for at, message in too_deep(context.texts[page.file].prose, most):
            yield page.problem(at, message, "too-complex")


def code_and_comments_have_an_end(context: ValidationContext) -> Iterator[Problem]:
    """Every block of code and every comment is closed; otherwise readers would see it as it is typed."""
    for page in context.source.texts:
        found = _OPEN.search(context.texts[page.file].prose)  # in which no closed ones are left
        if found and found[1]:
            message = f"{quoted(found[1])} begins code that has no end; write it again on a line below the code"
            yield page.problem(found.start(1), message, "unclosed-code")
        elif found and page.folder == PAGES:
            message = '"<!--" begins a comment that has no end; write "-->" where it ends'
            yield page.problem(found.start(), message, "unclosed-comment")


FORMATS: Mapping[str, tuple[str, ...]] = {
    "document": ("docx", "pdf"),
    "competency pages": ("docx", "pdf"),
    "slides": ("pptx", "pdf"),
    "survey": ("docx", "pdf", "csv"),
    "mapping workbook": ("xlsx",),
    "roadmap planner": ("xlsx",),
    "data": ("xlsx", "csv", "json"),
}
"""The formats that each kind of text can have."""
_FILE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.md")
_LOGO = (".png", ".jpg", ".jpeg")


def texts_have_names_that_files_can_have(context: ValidationContext) -> Iterator[Problem]:
    """Everything in the folder is a text, and its name is one that its files can have too."""
    for path in sorted(context.source.toolkit_names):
        if not path.endswith(".md"):
            message = 'is not a text of the toolkit; let its name end in ".md", or move it'
            yield Problem(f"{TOOLKIT}/{path}", 0, 0, message, "unknown-file")
        elif not _FILE_NAME.fullmatch(path):
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
