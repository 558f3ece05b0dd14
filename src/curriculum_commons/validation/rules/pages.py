"""What must hold for pages and their Markdown: names, addresses and titles, and that all is shown as it is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from posixpath import basename
from typing import Any

from ...content.load import PAGES, TERMS, TOOLKIT
from ...content.markdown.engine import MOST_BRACKETS, MOST_BRACKETS_ON_PAGE, MOST_SIGNS, SIGNS, too_deep
from ...content.markdown.typed import typed_problems
from ...model.commons import Page
from ...model.problems import Problem, command, quoted
from ...model.records import PROFILE, SECTIONS
from ...model.urls import is_issue
from .context import ValidationContext, folded, repeated

_OTHER_ENDINGS = (".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".md.txt", ".md.rtf", ".md.html")
_FILLED = {"assets", "downloads", "feeds", "ims", "pagefind", "schema"}
"""Folders of the site into which the program writes."""
_LEFTOVER_ENDINGS = ("~", ".tmp", ".bak", ".orig", ".swp")
_OPEN = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n`]*$|(<!--)", re.MULTILINE)
"""The beginning of code or of a comment."""
NAME = re.compile(r"[a-z0-9][a-z0-9._/-]*\.md")


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


def files_take_no_place_of_a_folder(context: ValidationContext) -> Iterator[Problem]:
    """No file has the name of a folder in which pages are, or which the program fills."""
    pages = (page.path.removesuffix(".md") for page in context.source.pages)
    taken = _FILLED | {page[:end] for page in pages for end, sign in enumerate(page + "/") if sign == "/"}
    refused = {problem.path.removeprefix(f"{PAGES}/") for problem in context.source.problems}
    for file in sorted((context.source.files & taken) - refused):
        message = "has the name of a folder of the site; give it another name, or take it away"
        yield Problem(f"{PAGES}/{file}", 0, 0, message, "file-name")


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
    shown = {f"{Page.address_of(page.path)}index.html".casefold(): page for page in context.source.pages}
    for path in sorted(context.source.files):
        if there := shown.get(path.casefold()):
            message = f"has the address of {there.file}, which would not be shown; give it another name"
            yield Problem(f"{PAGES}/{path}", 0, 0, message, "duplicate-address")


def former_addresses_are_free(context: ValidationContext) -> Iterator[Problem]:
    """No page was where another one is now, or was before."""
    taken = {Page.address_of(page.path).casefold(): page.file for page in context.source.pages}
    taken |= {path.removesuffix("index.html").casefold(): f"{PAGES}/{path}" for path in context.source.files}
    for page, front in context.pages():
        for number, former in enumerate(front.redirect_from):
            if other := taken.get(former.casefold()):
                message = (
                    f"{quoted(former)} leads to {'this page' if other == page.file else other} already; take it out"
                )
                yield page.front_problem(("redirect_from", number), message, "duplicate-address")
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
        if context.texts[page.file].has_too_many_signs:
            continue
        most = MOST_BRACKETS if page.folder == TOOLKIT else MOST_BRACKETS_ON_PAGE
        for at, message in too_deep(context.texts[page.file].prose, most):
            yield page.problem(at, message, "too-complex")


def code_and_comments_have_an_end(context: ValidationContext) -> Iterator[Problem]:
    """Every block of code and every comment is closed; otherwise readers would see it as it is typed."""
    for page in context.source.texts:
        text = context.texts[page.file]
        found = None if text.has_too_many_signs else _OPEN.search(text.prose)  # in which no closed ones are left
        if found and found[1]:
            message = f"{quoted(found[1])} begins code that has no end; write it again on a line below the code"
            yield page.problem(found.start(1), message, "unclosed-code")
        elif found and page.folder == PAGES:
            message = '"<!--" begins a comment that has no end; write "-->" where it ends'
            yield page.problem(found.start(), message, "unclosed-comment")


def pages_have_titles_of_their_own(context: ValidationContext) -> Iterator[Problem]:
    """No two pages have the same title, except issues, which have a rule of their own."""
    fronts = ((front.title, page) for page, front in context.pages() if not is_issue(page.path))
    titled = ((folded(title), (title, page)) for title, page in fronts)
    for (title, page), (_, other) in repeated(titled):
        if Page.address_of(page.path) != Page.address_of(other.path):  # which is reported as a clash of addresses
            message = f"{quoted(title)} is the title of {other.file}, too; choose another"
            yield page.front_problem(("title",), message, "duplicate-title")


def markdown_is_shown_as_it_is_meant(context: ValidationContext) -> Iterator[Problem]:
    """Nothing on a page or in a text of the toolkit is shown as typed; issues are looked at before they are sent."""
    for text in context.source.texts:
        is_page = text.folder == PAGES
        if not (is_page and is_issue(text.path)):
            for finding in typed_problems(context.texts[text.file], is_page):
                yield text.problem(*finding)


_PLACE = "[write:"


def nothing_is_left_to_write(context: ValidationContext) -> Iterator[Problem]:
    """No place is left that a new site marks for words of its own, as in `[write: what it costs you]`."""
    written = [text for text in context.source.texts if not text.made]
    texts = [(text.file, context.texts[text.file].prose, text.body_line) for text in written]
    texts.append((TERMS, context.source.terms, 1))
    tops = [text.front for text in written if text.front]
    for document in chain(context.source.documents.values(), tops):
        texts.append((document.path, document.text, document.first_line))
    for file, text, first_line in texts:
        at = text.find(_PLACE)
        while at >= 0:
            end = text.find("]", at)
            words = " ".join(text[at : end + 1].split()) if end > 0 else _PLACE
            line, column = text.count("\n", 0, at) + first_line, at - text.rfind("\n", 0, at)
            message = f"{quoted(words)} is a place for words of your own; the site is not published while it is there"
            yield Problem(file, line, column, message, "left-to-write", "warning")
            at = text.find(_PLACE, at + 1)
    yield from _left_by_others(context)


def _left_by_others(context: ValidationContext) -> Iterator[Problem]:
    """Yield a problem for each place that those have left whose framework this site follows, and that it shows."""
    profile, framework = (context.source.documents.get(name) for name in (PROFILE, SECTIONS["competencies"].file))
    if profile is None or framework is None:
        return
    for text in dict.fromkeys(_texts(framework.value)):
        if _PLACE in text and text not in profile.text:
            message = f"{quoted(text)} is still to be written in the framework that this site follows, and is shown; "
            message += f"take a finished edition with {command('upgrade')}, or leave or reword what it is in"
            yield profile.problem(("upstream", "file"), message, "left-to-write").as_warning


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
