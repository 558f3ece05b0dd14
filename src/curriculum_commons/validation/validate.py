"""Turn content as it was read into the commons of a site, or into all the problems that keep it from being one.

Reads nothing and prints nothing: problems are raised, all of them at once.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ..content.defaults import competency_texts, with_defaults
from ..content.load import DATA, PAGES, Document, PageText, Source, page_text
from ..content.markdown import markup_of
from ..content.markdown.macro_calls import MacroSignature
from ..content.sssom import CrosswalkText
from ..model.commons import Commons, Page, ToolkitText
from ..model.problems import ContentError, Problem, by_cause, in_words
from ..model.records import (
    KINDS,
    SECTIONS,
    Competency,
    Framework,
    IssueMeta,
    PageMeta,
    Record,
    Section,
    ToolkitMeta,
    Withdrawn,
    name_form,
    name_key,
)
from ..model.sent import SentIssue
from ..model.sssom import Crosswalk
from ..model.urls import competency_page, is_issue, issue_name, work_key
from .profile import resolve
from .rules import RULES, entries
from .rules.context import Known, ValidationContext
from .rules.crosswalks import names_of, validate_crosswalk, with_codes
from .rules.maps import validate_map
from .rules.records import withdrawn_codes

R = TypeVar("R", bound=Record)


def validate(source: Source, macros: Mapping[str, MacroSignature]) -> Commons:
    """Return the commons, or raise a ContentError with every problem of the content.

    Args:
        macros: What pages may call, by name.
    """
    examined = examine(source, macros)
    if not examined.is_valid:
        raise ContentError(examined.problems)
    assert examined.commons
    return examined.commons


@dataclass(frozen=True)
class Examined:
    """Some content, with all that is wrong with it."""

    context: ValidationContext
    problems: tuple[Problem, ...]
    commons: Commons | None
    """All that is good by itself; None where the site or the framework as a whole cannot be read."""

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong but what is published all the same."""
        return all(problem.severity == "warning" for problem in self.problems)


def examine(source: Source, macros: Mapping[str, MacroSignature]) -> Examined:
    """Return what can be read of some content, whatever is wrong with it."""
    context, problems = validation_context(source, macros)
    problems += _broken_rules(context)
    made = {page.file for page in context.source.texts if page.made}
    # What is wrong with a page that was made comes from the data that it was made from.
    left = [problem for problem in problems if problem.path not in made]
    if any(problem.severity == "error" for problem in left):
        problems = left
    whole = all(context.good[name] for name, section in SECTIONS.items() if not section.many)
    return Examined(context, tuple(problems), _commons(context, problems) if whole else None)


@dataclass(frozen=True)
class PartialCommons:
    """The part of some content that is good."""

    commons: Commons | None
    """All that is good by itself; None where the site or the framework as a whole cannot be read."""
    unread: Mapping[str, frozenset[str]]
    """Names of the records that are there and not good, by section; paths of such pages as the section "pages"."""
    problems: tuple[Problem, ...]
    """What keeps the rest from being good."""
    can_be_shown: bool
    """Whether pages can show it all the same: the problems are in words and links only."""


def partial_commons(source: Source, macros: Mapping[str, MacroSignature]) -> PartialCommons:
    """Return what can be read of content that was good by the rules of another day."""
    examined = examine(source, macros)
    context = examined.context
    needed = list(_broken_rules(context, "records", "macro calls"))
    errors = by_cause(problem for problem in examined.problems if problem.severity == "error")
    unread = {
        section: frozenset(name for name, n in context.known[kind].numbers.items() if n not in context.good[section])
        for kind, section in KINDS.items()
    }
    unread["pages"] = frozenset(page.path for page in source.pages if page.path not in context.fronts)
    return PartialCommons(examined.commons, unread, tuple(errors), not any(unread.values()) and not needed)


_RULES_OF_ISSUES = {"records", "newsletter"}
"""Subjects of rules that hold for an issue that was sent, too; all others held when it was."""


def _broken_rules(context: ValidationContext, *subjects: str) -> Iterator[Problem]:
    for subject in subjects or RULES:
        for rule in RULES[subject]:
            for problem in rule(context):
                if subject in _RULES_OF_ISSUES or problem.path not in context.settled:
                    yield problem
                elif subject == "links":
                    message = f"{problem.message} (left as it was sent; a page that moved can keep its old address)"
                    yield replace(problem.as_warning, message=message)


def validation_context(source: Source, macros: Mapping[str, MacroSignature]) -> tuple[ValidationContext, list[Problem]]:
    """Return what the rules look at, and the problems of files, sections and each record by itself."""
    problems = [*source.problems, *entries.validate_folder(source)]
    for document in source.documents.values():
        problems += entries.validate_file(document)
    resolution = resolve(source)
    problems += resolution.problems
    source = with_defaults(resolution.source)
    found = {name: entries.entries_of(source, section) for name, section in SECTIONS.items()}
    good = {name: _good_records(source, section, found[name], problems) for name, section in SECTIONS.items()}
    crosswalks = dict(_crosswalks(source, good, problems))
    source = _with_pages_of_competencies(source, good, crosswalks)
    known = {kind: _known(kind, SECTIONS[name], found[name]) for kind, name in KINDS.items()}
    gone = withdrawn_codes(found["framework"].values.get(0))
    published = {one.shown_code: one.code for one in good["competencies"].values() if isinstance(one, Competency)}
    known["competency"] = replace(known["competency"], withdrawn=gone, published=published)
    pages = ((page, IssueMeta if is_issue(page.path) else PageMeta) for page in source.pages)
    fronts = {page.path: meta for page, kind in pages if (meta := _front(kind, page, problems))}
    tops = {text.path: top for text in source.toolkit if (top := _front(ToolkitMeta, text, problems))}
    texts = {text.file: markup_of(text.body, _is_template(text.front)) for text in source.texts}
    issues = ((one.path, entries.validate_record(SentIssue, one.value, one, (), problems)) for one in source.sent)
    sent = {path: issue for path, issue in issues if issue}
    taken_up = resolution.provenance, resolution.followed
    maps = {text.path: (text, one) for text in source.maps if (one := validate_map(text, problems))}
    made = source, macros, found, good, known, fronts, tops, texts, sent
    return ValidationContext(*made, *taken_up, maps, crosswalks), problems


def _crosswalks(
    source: Source, good: Mapping[str, Mapping[int, Record]], problems: list[Problem]
) -> Iterator[tuple[str, tuple[CrosswalkText, Crosswalk]]]:
    withdrawn = (gone for one in good["framework"].values() if isinstance(one, Framework) for gone in one.withdrawn)
    names = names_of([*(one for one in good["competencies"].values() if isinstance(one, Competency)), *withdrawn])
    for text in source.crosswalks:
        if found := validate_crosswalk(text, problems):
            yield text.path, (text, with_codes(found, names))


def _with_pages_of_competencies(
    source: Source,
    good: Mapping[str, Mapping[int, Record]],
    crosswalks: Mapping[str, tuple[CrosswalkText, Crosswalk]],
) -> Source:
    """Return the content with a page for each competency, withdrawn ones too, for which no file is there."""
    frameworks = (one for one in good["framework"].values() if isinstance(one, Framework))
    withdrawn = {competency_page(one.code): one for framework in frameworks for one in framework.withdrawn}
    records = (one for one in good["competencies"].values() if isinstance(one, Competency))
    competencies = {competency_page(one.code): one for one in records}
    shown = {one.code: one.shown_code for one in (*withdrawn.values(), *competencies.values())}
    made = {path: _page_of_withdrawn(path, one, shown) for path, one in withdrawn.items() if path not in source.files}
    taken = source.files | withdrawn.keys()
    aligned = {code for _, crosswalk in crosswalks.values() for code in crosswalk.matches}
    own = {
        path: {**one.model_dump(), "shown_code": one.shown_code, "alignments": one.alignments or one.code in aligned}
        for path, one in competencies.items()
        if path not in taken
    }
    made |= competency_texts(own, source)
    return replace(source, pages=(*source.pages, *made.values()), files=source.files | made.keys())


def _page_of_withdrawn(path: str, entry: Withdrawn, shown: Mapping[str, str]) -> PageText:
    title = f"{entry.shown_code}: {entry.title}" if entry.title else entry.shown_code
    now_in = [shown.get(code, code) for code in entry.now_in]
    now = f", and now in {in_words(now_in)}" if now_in else ""
    edition = f" in edition {entry.edition}" if entry.edition else ""
    top = {
        "title": f"{title} (withdrawn)",
        "description": textwrap.shorten(f"{entry.shown_code} was withdrawn{edition}{now}.", 200),
        "render_macros": True,
    }
    call = f'{{{{ withdrawn_competency("{entry.code}") }}}}'
    text = f"---\n{json.dumps(top, ensure_ascii=False)}\n---\n\n{call}\n"
    return page_text(PAGES, path, text, lambda _: None, made=True)


def _good_records(
    source: Source, section: Section, found: entries.Entries, problems: list[Problem]
) -> dict[int, Record]:
    problems += found.problems
    records = {
        number: entries.validate_record(
            section.record, value, source.documents[section.file], section.path(number), problems
        )
        for number, value in found.values.items()
    }
    return {number: record for number, record in records.items() if record is not None}


def _known(kind: str, section: Section, found: entries.Entries) -> Known:
    key = name_key(section)
    numbers: dict[str, int] = {}
    again = []
    whole = found.whole
    for number, value in found.values.items():
        name = value.get(key) if isinstance(value, dict) else None
        name = work_key(name) if kind == "reference" else name
        if not isinstance(name, str) or not name_form(section).fullmatch(name):
            whole = False
        elif numbers.setdefault(name, number) != number:
            again.append((number, name))
    return Known(kind.replace("_", " "), numbers, tuple(again), whole, f"{DATA}/{section.file}")


def _front(kind: type[R], page: PageText, problems: list[Problem]) -> R | None:
    if page.front is None:
        return None
    value = {} if page.front.value is None else page.front.value
    return entries.validate_record(kind, value, page.front, (), problems)


def _is_template(front: Document | None) -> bool:
    # Also of pages whose front matter is not good: the calls below it are validated all the same.
    if front is None or not isinstance(front.value, dict):
        return front is not None and bool(re.search(r"^render_macros: *true\b", front.text, re.MULTILINE))
    return front.value.get("render_macros") is True


def _commons(context: ValidationContext, problems: Iterable[Problem]) -> Commons:
    pages = [
        Page(page.path, context.fronts[page.path], page.body, page.body_line, page.made)
        for page in context.source.pages
        if page.path in context.fronts
    ]
    drafts = [page for page in pages if isinstance(page.meta, IssueMeta) and page.meta.draft]
    sections: dict[str, Any] = {
        name: tuple(context.good[name].values()) if section.many else context.good[name][0]
        for name, section in SECTIONS.items()
    }
    framework, provenance = sections["framework"], context.provenance
    own = {uuid for uuid, one in provenance.origins().items() if one.kind == "added here"} if provenance else set()
    for name in ("domains", "stages", "competencies"):
        where = framework.steps_described_in if name == "stages" else framework.sources
        sections[name] = tuple(
            one if one.sources or one.uuid in own else one.model_copy(update={"sources": where})
            for one in sections[name]
        )
    if framework.mission and not framework.mission.sources and framework.mission.origin != "site":
        mission = framework.mission.model_copy(update={"sources": framework.sources})
        sections["framework"] = framework.model_copy(update={"mission": mission})
    return Commons(
        pages=tuple(page for page in pages if page not in drafts),
        drafts=tuple(drafts),
        toolkit=tuple(ToolkitText(text.path, top, text.body, text.body_line) for text, top in context.toolkit()),
        license_text=context.source.terms,
        sent={issue_name(page.path): sent for page, sent in context.sent_issues()},
        warnings=tuple(by_cause(problem for problem in problems if problem.severity == "warning")),
        provenance=provenance,
        followed=context.followed,
        maps=tuple(one for _, one in context.maps.values() if one.publish and one.edition == framework.edition),
        crosswalks=tuple(one for _, one in context.crosswalks.values()),
        **sections,
    )
