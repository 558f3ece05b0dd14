"""Find what keeps content from publication that is not valid yet, so that its author meets all mistakes in one round.

Looks at what is good, and at the rest as far as it can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from ..content.load import PAGES, PageText
from ..content.markdown import replace_calls
from ..model.build_context import BuildContext
from ..model.commons import Issue, Page, ToolkitText
from ..model.problems import Problem
from ..model.records import Allowance, IssueMeta, Output, PageMeta, Resource, Site, ToolkitMeta
from ..model.urls import is_issue
from ..newsletter.mail import html_mail
from ..newsletter.preflight import issue_problems, size_problems
from ..validation.gates.evaluate import Subject, evaluate
from ..validation.gates.persons import names_in
from ..validation.rules.context import ValidationContext
from ..validation.validate import Examined

Meta = TypeVar("Meta", PageMeta, IssueMeta, ToolkitMeta)
_WORDS = {"title", "summary", "audience", "description", "purpose"}
"""Fields whose words can be looked at although there are too many or too few of them."""


def further_problems(root: Path, examined: Examined, today: str) -> Iterator[Problem]:
    """Yield what is wrong with some content besides what is not valid.

    Args:
        today: The day on which it would be published; empty where dates are not to be looked at.
    """
    context, reported = examined.context, {problem.path for problem in examined.problems}
    pages = {page.file: _page(page, context) for page in context.source.pages if page.front}
    shown = {file: page for file, page in pages.items() if not _is_draft(page)}
    for problem in evaluate(root, _subject(context, shown), today).problems:
        if problem.code != "unknown-file-kind" or problem.path not in reported:
            yield problem
    places = {(problem.path, problem.line, problem.column) for problem in examined.problems}
    for file, page in shown.items():
        if isinstance(page.meta, IssueMeta) and file not in context.settled:
            for problem in _of_issue(root, examined, Issue(page, page.meta), today):
                # A picture that is missing is a link that leads nowhere, too.
                if problem.code != "missing-file" or (problem.path, problem.line, problem.column) not in places:
                    yield problem


def _of_issue(root: Path, examined: Examined, issue: Issue, today: str) -> Iterator[Problem]:
    site, commons = _site(examined.context), examined.commons
    service = site.newsletter.service if site and site.newsletter else "none"
    yield from issue_problems(issue, service, today, lambda path: (root / PAGES / path).read_bytes())
    if commons:
        # Without what macros show, as they may show what is not there.
        body = replace_calls(issue.page.body, lambda *_: "") if issue.meta.render_macros else issue.page.body
        meta = issue.meta.model_copy(update={"render_macros": False, "date": issue.meta.date or "2000-01-01"})
        alone = replace(commons, sent={})
        page = replace(issue.page, body=body, meta=meta)
        shown = Issue(page, meta)
        yield from size_problems(shown, html_mail(alone, BuildContext.of(alone, today), shown).encode())


def _subject(context: ValidationContext, pages: dict[str, Page]) -> Subject:
    texts = {
        text.file: ToolkitText(text.path, _front(ToolkitMeta, text, context.tops), text.body, text.body_line)
        for text in context.source.toolkit
        if text.front
    }
    values = {name: entries.values.values() for name, entries in context.entries.items()}
    names = partial(names_in, values)
    return Subject({**pages, **texts}, names, _allowed(context), _terms(context), is_valid=False)


def _site(context: ValidationContext) -> Site | None:
    return next((site for _, site in context.records("site", Site)), None)


def _allowed(context: ValidationContext) -> list[Allowance]:
    allowances = list[Allowance]()
    for value in context.entries["site"].values.values():
        listed = value.get("allow") if isinstance(value, dict) else None
        for one in listed if isinstance(listed, list) else ():
            with suppress(ValidationError):  # reported where the records are checked
                allowances.append(Allowance.model_validate(one))
    return allowances


def _terms(context: ValidationContext) -> tuple[str, list[Resource], list[Output]] | None:
    """Return what the gates of records need; None where some of it cannot be read."""
    site, entries = _site(context), context.entries
    is_whole = all(
        entries[name].whole and entries[name].values.keys() == context.good[name].keys()
        for name in ("resources", "outputs")
    )
    if site is None or not is_whole:
        return None
    resources = [resource for _, resource in context.records("resources", Resource)]
    return site.address, resources, [output for _, output in context.records("outputs", Output)]


def _page(page: PageText, context: ValidationContext) -> Page:
    kind = IssueMeta if is_issue(page.path) else PageMeta
    return Page(page.path, _front(kind, page, context.fronts), page.body, page.body_line, page.made)


def _is_draft(page: Page) -> bool:
    return isinstance(page.meta, IssueMeta) and page.meta.draft


def _front(kind: type[Meta], page: PageText, good: Any) -> Meta:
    """Return the front matter of a page as far as it is good; fields that are not are empty."""
    if page.path in good:
        front: Meta = good[page.path]
        return front
    assert page.front
    value = page.front.value if isinstance(page.front.value, dict) else {}
    bad = set[int | str]()
    try:
        kind.model_validate(value)
    except ValidationError as error:
        bad = {one["loc"][0] for one in error.errors(include_url=False) if one["loc"]}
    fields = dict[str, Any]()
    for name, field in kind.model_fields.items():
        key = field.alias or name
        if key in value and (key not in bad or (key in _WORDS and isinstance(value[key], str))):
            fields[key] = tuple(value[key]) if isinstance(value[key], list) else value[key]
        elif field.is_required():
            fields[key] = ""
    if not value and "draft" in kind.model_fields:
        lines = page.front.text.split("\n")
        fields["draft"] = any(line.replace(" ", "").startswith("draft:true") for line in lines)
    return kind.model_construct(**fields)
