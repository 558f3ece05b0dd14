"""What must hold for pages: one for each competency, each with its own address and one title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname

from ...content.load import PAGES, TOOLKIT
from ...content.yaml_scalars import plain
from ...model.problems import Problem, quoted
from ...model.urls import competency_page
from .context import ValidationContext, repeated

_HOME = "competencies"
_OTHER_ENDINGS = (".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".md.txt", ".md.rtf", ".md.html")
_LEFTOVER = re.compile(r"(^|/)(~[^/]*|[^/]*(~|\.(tmp|bak|orig|swp))|Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
_OPEN = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n`]*$|(<!--)", re.MULTILINE)
"""The beginning of code or of a comment."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._/-]*\.md")


def competencies_have_their_page(context: ValidationContext) -> Iterator[Problem]:
    """Every competency has a page, and the page names its competency."""
    for code, number in context.known["competency"].numbers.items():
        page = competency_page(code)
        if page not in context.source.files:
            message = f"{quoted(code)} has no page; write {PAGES}/{page} with {_line(code)} at its top"
            yield context.problem("competencies", number, ("code",), message, "missing-page")
        elif (front := context.fronts.get(page)) and front.competency is None:
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
        if code and page.front and known.lacks(code):
            yield page.front.problem(("competency",), known.unknown(code), "unknown-reference")
        elif code and page.front and page.path != competency_page(code):
            here = next((name for name in known.numbers if competency_page(name) == page.path), None)
            meant = "give this file that name" if dirname(page.path) == _HOME else "leave this line out"
            way_out = f"write {quoted(here)}" if here else meant
            message = f"the page of {quoted(code)} is {PAGES}/{competency_page(code)}; {way_out}"
            yield page.front.problem(("competency",), message, "competency-page")


def folder_of_competencies_has_only_theirs(context: ValidationContext) -> Iterator[Problem]:
    """Every page in the folder of competencies belongs to one, except for the list of all."""
    known = context.known["competency"]
    theirs = {competency_page(code) for code in known.numbers} | {f"{_HOME}/index.md"}
    for page in context.source.pages:
        front = context.fronts.get(page.path)
        named = front.competency if front else None
        if known.whole and not named and dirname(page.path) == _HOME and page.path not in theirs:
            message = "belongs to no competency in data/competencies.yaml; add the record, or move the page"
            yield Problem(page.file, 0, 0, message, "competency-page")


def pages_have_names_that_link_well(context: ValidationContext) -> Iterator[Problem]:
    """The name of a page can be typed, and is the same on every computer."""
    for page in context.source.pages:
        if not _NAME.fullmatch(page.path):
            message = "has a name that does not go well with links; use lower-case letters, digits and hyphens"
            yield Problem(page.file, 0, 0, message, "file-name")
    for file in sorted(context.source.files):
        if file.lower().endswith(_OTHER_ENDINGS) and not file.endswith(".md"):
            message = 'is not read as a page; let its name end in ".md"'
            yield Problem(f"{PAGES}/{file}", 0, 0, message, "unknown-file")


def folder_of_pages_has_no_leftovers(context: ValidationContext) -> Iterator[Problem]:
    """Nothing is published that an editor or a system has left in the folder."""
    for path in sorted(context.source.files):
        if _LEFTOVER.search(path):
            message = "is a leftover of a program, and would be published; remove it"
            yield Problem(f"{PAGES}/{path}", 0, 0, message, "leftover-file")


def pages_have_addresses_of_their_own(context: ValidationContext) -> Iterator[Problem]:
    """No two pages are published under the same address."""
    stems = ((re.sub(r"(^|/)(index|README)\.md$", ".md", page.path).lower(), page) for page in context.source.pages)
    for page, other in repeated(stems):
        message = f"would have the same address as {other.file}; remove or rename one of them"
        yield Problem(page.file, 0, 0, message, "duplicate-address")


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
