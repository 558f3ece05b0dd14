"""Turn what was read into the commons of a site, or into all the problems that keep it from being one.

Reads nothing and prints nothing: what is wrong is raised, all of it at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from ..content.load import DATA, Document, PageText, Source
from ..content.markdown import Markup
from ..model.collections import KINDS, SECTIONS, Section, name_form, name_key
from ..model.commons import Commons, Page, ToolkitText
from ..model.macro_signature import MacroSignature
from ..model.problems import ContentError, Problem
from ..model.records import IssueMeta, PageMeta, Record, ToolkitMeta
from ..model.urls import is_issue
from .rules import consistency as sense
from .rules import editions, entries, fields, links, newsletter, pages, records, toolkit
from .rules import macro_calls as calls
from .rules.context import Known, ValidationContext

__all__ = ["MacroSignature", "PartialCommons", "partial_commons", "validate", "validation_context"]

R = TypeVar("R", bound=Record)
RULES = (
    *records.RULES,
    *editions.RULES,
    *sense.RULES,
    *pages.RULES,
    *calls.RULES,
    *links.RULES,
    *toolkit.RULES,
    *newsletter.RULES,
)


def validate(source: Source, macros: Mapping[str, MacroSignature]) -> Commons:
    """Return the commons, or raise a ContentError with every problem of the content.

    Args:
        macros: What pages may call, by name.
    """
    context, problems = _judged_whole(source, macros)
    if problems:
        raise ContentError(problems)
    return _commons(context)


@dataclass(frozen=True)
class PartialCommons:
    """What there is of content that may have problems."""

    commons: Commons | None
    """All that is good by itself; None where the site or the framework as a whole cannot be read."""
    unread: Mapping[str, frozenset[str]]
    """Names of the records that are there and not good, by section; paths of such pages as the section "pages"."""
    problems: tuple[Problem, ...]
    """What is wrong."""
    can_be_shown: bool
    """Whether pages can show it all the same: what is wrong lies in words and links."""


def partial_commons(source: Source, macros: Mapping[str, MacroSignature]) -> PartialCommons:
    """Return what can be read of content that was good by the rules of another day."""
    context, problems = _judged_whole(source, macros)
    whole = all(context.good[name] for name, section in SECTIONS.items() if not section.many)
    unread = {name: _unread(context, kind, name) for kind, name in KINDS.items()}
    unread["pages"] = frozenset(page.path for page in source.pages if page.path not in context.fronts)
    shown = not any(unread.values()) and not any(any(rule(context)) for rule in (*records.RULES, *calls.RULES))
    return PartialCommons(_commons(context) if whole else None, unread, ContentError(problems).problems, shown)


def _unread(context: ValidationContext, kind: str, section: str) -> frozenset[str]:
    return frozenset(
        name for name, number in context.known[kind].numbers.items() if number not in context.good[section]
    )


def _judged_whole(source: Source, macros: Mapping[str, MacroSignature]) -> tuple[ValidationContext, list[Problem]]:
    context, problems = validation_context(source, macros)
    for rule in RULES:
        problems += rule(context)
    return context, problems


def validation_context(source: Source, macros: Mapping[str, MacroSignature]) -> tuple[ValidationContext, list[Problem]]:
    """Return what the rules look at, and what was found before them in files, sections and each record alone."""
    problems = [*source.problems, *entries.data_folder(source)]
    for document in source.documents.values():
        problems += entries.file_as_a_whole(document)
    found = {name: entries.entries_of(source, section) for name, section in SECTIONS.items()}
    good = {name: _judged(source, SECTIONS[name], found[name], problems) for name in SECTIONS}
    known = {kind: _known(kind, SECTIONS[name], found[name]) for kind, name in KINDS.items()}
    fronts = {page.path: meta for page in source.pages if (meta := _front(_top_of(page), page, problems))}
    tops = {text.path: top for text in source.toolkit if (top := _front(ToolkitMeta, text, problems))}
    texts = {text.file: Markup(text.body, _is_template(text.front)) for text in source.texts}
    return ValidationContext(source, macros, found, good, known, fronts, tops, texts), problems


def _judged(source: Source, section: Section, found: entries.Entries, problems: list[Problem]) -> dict[int, Record]:
    problems += found.problems
    good: dict[int, Record] = {}
    for number, value in found.values.items():
        document = source.documents[section.file]
        record, wrong = fields.judge(section.record, value, document, section.path(number))
        problems += wrong
        if record is not None:
            good[number] = record
    return good


def _known(kind: str, section: Section, found: entries.Entries) -> Known:
    key = name_key(section)
    numbers: dict[str, int] = {}
    repeated = []
    whole = found.whole
    for number, value in found.values.items():
        name = value.get(key) if isinstance(value, dict) else None
        if not isinstance(name, str) or not name_form(section).fullmatch(name):
            whole = False
        elif numbers.setdefault(name, number) != number:
            repeated.append((number, name))
    return Known(kind.replace("_", " "), numbers, tuple(repeated), whole, f"{DATA}/{section.file}")


def _front(kind: type[R], page: PageText, problems: list[Problem]) -> R | None:
    if page.front is None:
        return None
    meta, wrong = fields.judge(kind, {} if page.front.value is None else page.front.value, page.front, ())
    problems += wrong
    return meta


def _top_of(page: PageText) -> type[PageMeta]:
    return IssueMeta if is_issue(page.path) else PageMeta


def _is_template(front: Document | None) -> bool:
    # Asked of pages whose top is not good, too: the calls below it are looked at all the same.
    if front is None or not isinstance(front.value, dict):
        return front is not None and bool(re.search(r"^render_macros: *true\b", front.text, re.MULTILINE))
    return front.value.get("render_macros") is True


def _commons(context: ValidationContext) -> Commons:
    pages = tuple(_pages(context))
    drafts = tuple(page for page in pages if isinstance(page.meta, IssueMeta) and page.meta.draft)
    pages = tuple(page for page in pages if page not in drafts)
    sections: dict[str, Any] = {
        name: tuple(context.good[name].values()) if section.many else context.good[name][0]
        for name, section in SECTIONS.items()
    }
    texts = tuple(
        ToolkitText(text.path, context.tops[text.path], text.body, text.body_line)
        for text in context.source.toolkit
        if text.path in context.tops
    )
    return Commons(pages=pages, drafts=drafts, toolkit=texts, terms=context.source.terms, **sections)


def _pages(context: ValidationContext) -> Iterator[Page]:
    for page in context.source.pages:
        if page.path not in context.fronts:
            continue
        yield Page(page.path, context.fronts[page.path], page.body, page.body_line)
