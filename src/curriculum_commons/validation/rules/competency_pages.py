"""What must hold for the pages of competencies: each has its record, and is about it and no other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname

from ...content.load import PAGES
from ...content.yaml_scalars import plain
from ...model.problems import Problem, quoted
from ...model.records import Competency
from ...model.urls import competency_page
from .context import ValidationContext, folded

_HOME = "competencies"
_NUMBERED = re.compile(r"\D{0,30}?(\d+)\s*(?:[:.–—-]|$)")
"""A heading such as "Competency 1: Listen first"."""
_WORD = r"(?<![\w.-]){}(?![\w-])"


def pages_name_their_competency(context: ValidationContext) -> Iterator[Problem]:
    """The page of a competency names it."""
    for code in context.known["competency"].numbers:
        page = competency_page(code)
        if (front := context.fronts.get(page)) and front.competency is None:
            line = f'"competency: {code}"' if plain(code) == code else f"'competency: \"{code}\"'"
            yield Problem(f"{PAGES}/{page}", 2, 1, f"competency: missing; add {line}", "missing-key")


def pages_of_competencies_have_their_record(context: ValidationContext) -> Iterator[Problem]:
    """Every page that names a competency is the page of that competency."""
    known = context.known["competency"]
    for page, front in context.pages():
        code = front.competency
        if not code or (code in known.withdrawn and page.path == competency_page(code)):
            continue
        if known.lacks(code):
            yield page.front_problem(("competency",), *known.refusal(code))
        elif page.path != competency_page(code):
            here = next((name for name in known.numbers if competency_page(name) == page.path), None)
            meant = "give this file that name" if dirname(page.path) == _HOME else "leave this line out"
            way_out = f"write {quoted(here)}" if here else meant
            message = f"the page of {quoted(code)} is {PAGES}/{competency_page(code)}; {way_out}"
            yield page.front_problem(("competency",), message, "competency-page")


def folder_of_competencies_has_only_theirs(context: ValidationContext) -> Iterator[Problem]:
    """Every page in the folder of competencies belongs to one, except for the list of all."""
    known = context.known["competency"]
    theirs = {competency_page(code) for code in (*known.numbers, *known.withdrawn)} | {f"{_HOME}/index.md"}
    theirs |= {page.path for page, front in context.pages() if front.competency}
    for page in context.source.pages:
        if known.whole and dirname(page.path) == _HOME and page.path not in theirs:
            message = "belongs to no competency in data/competencies.yaml; add the record, or move the page"
            yield Problem(page.file, 0, 0, message, "competency-page")


def pages_of_competencies_are_about_them(context: ValidationContext) -> Iterator[Problem]:
    """Title and main heading of the page of a competency name no other one, by code, number or title."""
    records = {one.code: one for _, one in context.records("competencies", Competency)}
    named = _Named(records.values())
    for page, front in context.pages():
        own = records.get(front.competency or "")
        if own is None or page.made or page.path != competency_page(own.code):
            continue
        if message := _refusal(front.title, own, named):
            yield page.front_problem(("title",), message, "competency-title")
        for heading in context.texts[page.file].headings:
            if heading.level == 1 and (message := _refusal(heading.text, own, named)):
                yield page.problem(heading.start, message, "competency-title")


class _Named:
    """Competencies by what they are named in a text, so that not each text is compared with each of them."""

    def __init__(self, records: Iterable[Competency]) -> None:
        self._records = list(records)
        self._numbers: dict[tuple[str, ...], list[int]] = {}
        for number, record in enumerate(self._records):
            for name in (*_codes(record), record.title, *_numbers(record)):
                self._numbers.setdefault(_words(name), []).append(number)
        self._lengths = sorted({len(words) for words in self._numbers})

    def perhaps_in(self, text: str) -> Iterator[Competency]:
        """Yield, in their order, those of which a text has the words of a code, of a title or of a number."""
        words, found = _words(text), set[int]()
        for length in self._lengths:
            for at in range(len(words) - length + 1):
                found.update(self._numbers.get(words[at : at + length], ()))
        yield from (self._records[number] for number in sorted(found))


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", folded(text)))


def _refusal(text: str, own: Competency, records: _Named) -> str | None:
    for other in records.perhaps_in(text):
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
    whole = " " in other.title or folded(among) == folded(other.title)
    if whole and _has(among, other.title) and not _has(text, own.title):
        return f"names {quoted(other.title)}, the title of {quoted(other.code)}"
    number = _NUMBERED.match(folded(text))
    if number and not is_named and number[1] in _numbers(other) - _numbers(own):
        return f"has the number of {quoted(other.code)}"
    return None


def _has(text: str, words: str) -> bool:
    return bool(re.search(_WORD.format(re.escape(folded(words))), folded(text)))


def _codes(record: Competency) -> Iterator[str]:
    """Yield the codes of a competency that are nothing else in a sentence, as "2" or "A" published as a code may be."""
    yield record.code
    if record.published_code and not record.published_code.isalnum():
        yield record.published_code


def _numbers(record: Competency) -> set[str]:
    """Return the numbers at the ends of its codes."""
    found = (re.search(r"[1-9]\d*$", code) for code in (record.code, record.shown_code))
    return {number[0] for number in found if number}
