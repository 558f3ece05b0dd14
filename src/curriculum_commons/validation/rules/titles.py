"""What must hold for titles: a page has its own, and the page of a competency is about that one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...content.load import PageText
from ...model.commons import Page
from ...model.problems import Problem, quoted
from ...model.records import Competency
from ...model.urls import competency_page, is_issue
from .context import ValidationContext, repeated

_NUMBERED = re.compile(r"\D{0,30}?(\d+)\s*(?:[:.–—-]|$)")
"""A heading such as "Competency 1: Listen first"."""
_WORD = r"(?<![\w.-]){}(?![\w-])"


def pages_have_titles_of_their_own(context: ValidationContext) -> Iterator[Problem]:
    """No two pages have the same title, except issues, which have a rule of their own."""
    fronts = ((context.fronts.get(page.path), page) for page in context.source.pages if not is_issue(page.path))
    titled = ((" ".join(front.title.casefold().split()), (front.title, page)) for front, page in fronts if front)
    for (title, page), (_, other) in repeated(titled):
        is_reported = Page.address_of(page.path) == Page.address_of(other.path)  # as a clash of addresses
        if page.front and not is_reported:
            message = f"{quoted(title)} is the title of {other.file}, too; choose another"
            yield page.front.problem(("title",), message, "duplicate-title")


def pages_of_competencies_are_about_them(context: ValidationContext) -> Iterator[Problem]:
    """Title and main heading of the page of a competency name no other one, by code, number or title."""
    records = {one.code: one for _, one in context.records("competencies", Competency)}
    for page in context.source.pages:
        front = None if page.made else context.fronts.get(page.path)
        own = records.get(front.competency or "") if front else None
        if front is None or own is None or page.front is None or page.path != competency_page(own.code):
            continue
        if message := _refusal(front.title, own, records):
            yield page.front.problem(("title",), message, "competency-title")
        yield from _headings(context, page, own, records)


def _headings(
    context: ValidationContext, page: PageText, own: Competency, records: Mapping[str, Competency]
) -> Iterator[Problem]:
    for heading in context.texts[page.file].headings:
        if heading.level == 1 and (message := _refusal(heading.text, own, records)):
            yield page.problem(heading.start, message, "competency-title")


def _refusal(text: str, own: Competency, records: Mapping[str, Competency]) -> str | None:
    for other in records.values():
        if other.code != own.code and (named := _names(text, other, own)):
            way_out = f"this is the page of {quoted(own.code)}, {quoted(own.title)}"
            return f"{quoted(text)} {named}; {way_out}"
    return None


def _names(text: str, other: Competency, own: Competency) -> str | None:
    """Return what a text names of another competency and not of the one it is about."""
    is_named = any(_has(text, code) for code in _codes(own))
    for code in _codes(other):
        if _has(text, code) and not is_named:
            return f"names {quoted(code)}"
    # A title of one word, such as "Listen", may be in any sentence.
    among = text if " " in other.title else text.rpartition(":")[2]
    whole = " " in other.title or among.strip().casefold() == other.title.casefold()
    if whole and _has(among, other.title) and not _has(text, own.title):
        return f"names {quoted(other.title)}, the title of {quoted(other.code)}"
    number = _NUMBERED.match(text)
    if number and not is_named and number[1] in _numbers(other) - _numbers(own):
        return f"has the number of {quoted(other.code)}"
    return None


def _has(text: str, words: str) -> bool:
    return bool(re.search(_WORD.format(re.escape(words.casefold())), text.casefold()))


def _codes(record: Competency) -> Iterator[str]:
    """Yield the codes of a competency that are nothing else in a sentence, as "2" or "A" published as a code may be."""
    yield record.code
    if record.published_code and not record.published_code.isalnum():
        yield record.published_code


def _numbers(record: Competency) -> set[str]:
    """Return the numbers at the ends of its codes."""
    found = (re.search(r"[1-9]\d*$", code) for code in (record.code, record.shown_code))
    return {number[0] for number in found if number}
