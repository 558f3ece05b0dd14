"""The whole content of one site, validated: pages, documents and files are made from it and from nothing else.

Frozen. Knows nothing of files or of how it was read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from . import records as model
from .problems import Problem
from .urls import issue_name

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


@dataclass(frozen=True)
class Page:
    """One Markdown page of `docs/`."""

    path: str
    """Path below `docs/`, such as "competencies/sic-1.md"."""
    meta: model.PageMeta
    """Its front matter."""
    body: str
    """The Markdown below them."""
    body_line: int
    """Line of the file on which the body begins, counted from 1."""

    @property
    def url(self) -> str:
        """Address below the root of the site, as in "competencies/sic-1/"; empty for the home page."""
        return self.address_of(self.path)

    @staticmethod
    def address_of(path: str) -> str:
        """Return the address of a page from its path below `docs/`."""
        stem = path.removesuffix(".md")
        return stem.removesuffix("index") if stem.split("/")[-1] == "index" else f"{stem}/"


@dataclass(frozen=True)
class Issue:
    """One issue of the newsletter."""

    page: Page
    """Its page."""
    meta: model.IssueMeta
    """Its front matter."""

    @property
    def name(self) -> str:
        """Its name, such as "2026-11-a-beginning"."""
        return issue_name(self.page.path)


@dataclass(frozen=True)
class ToolkitText:
    """One Markdown text of `toolkit/`."""

    path: str
    """Path below `toolkit/`, such as "brief.md"."""
    meta: model.ToolkitMeta
    """Its front matter."""
    body: str
    """The Markdown below them."""
    body_line: int
    """Line of the file on which the body begins, counted from 1."""

    @property
    def name(self) -> str:
        """Name of the files that are made from it, without their endings."""
        return self.path.removesuffix(".md")


@dataclass(frozen=True, eq=False)
class Commons:
    """All records and pages of one site; one commons equals only itself, so that what follows from it can be kept."""

    site: model.Site
    framework: model.Framework
    domains: tuple[model.Domain, ...]
    stages: tuple[model.Stage, ...]
    competencies: tuple[model.Competency, ...]
    milestones: tuple[model.Milestone, ...]
    working_groups: tuple[model.WorkingGroup, ...]
    outputs: tuple[model.Output, ...]
    formats: tuple[model.Term, ...]
    settings: tuple[model.Term, ...]
    resources: tuple[model.Resource, ...]
    surveys: tuple[model.Survey, ...]
    schools: tuple[model.School, ...]
    organizations: tuple[model.Organization, ...]
    findings: tuple[model.Finding, ...]
    references: tuple[model.Reference, ...]
    pages: tuple[Page, ...]
    drafts: tuple[Page, ...] = ()
    """Issues of the newsletter that are not to be published yet; the preview shows them."""
    toolkit: tuple[ToolkitText, ...] = ()
    terms: str = ""
    """The terms of the content in full; empty where no file holds them."""
    warnings: tuple[Problem, ...] = ()
    """What an author should change, though it keeps nothing from being published."""

    @cached_property
    def competency(self) -> Mapping[str, model.Competency]:
        """Competencies by code."""
        return {competency.code: competency for competency in self.competencies}

    @cached_property
    def reference(self) -> Mapping[str, model.Reference]:
        """Works cited, by id."""
        return {reference.id: reference for reference in self.references}

    @cached_property
    def survey(self) -> Mapping[str, model.Survey]:
        """Surveys by id."""
        return {survey.id: survey for survey in self.surveys}

    @cached_property
    def domain(self) -> Mapping[str, model.Domain]:
        """Domains by id."""
        return {domain.id: domain for domain in self.domains}

    @cached_property
    def stage(self) -> Mapping[str, model.Stage]:
        """Stages by id."""
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def working_group(self) -> Mapping[str, model.WorkingGroup]:
        """Working groups by id."""
        return {group.id: group for group in self.working_groups}

    @cached_property
    def output(self) -> Mapping[str, model.Output]:
        """Outputs by id."""
        return {output.id: output for output in self.outputs}

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Number of each competency in the framework, counted from 1, by code."""
        return {competency.code: number for number, competency in enumerate(self.competencies, 1)}

    @cached_property
    def label(self) -> Mapping[str, str]:
        """Label in the circle of each competency, by code: its number if every code ends in it, else the code."""
        counted = len({code.removesuffix(str(number)) for code, number in self.number.items()}) == 1
        return {code: str(number) if counted else code for code, number in self.number.items()}

    @cached_property
    def format_name(self) -> Mapping[str, str]:
        """Name of each format, by id."""
        return {term.id: term.name for term in self.formats}

    @cached_property
    def setting_name(self) -> Mapping[str, str]:
        """Name of each setting, by id."""
        return {term.id: term.name for term in self.settings}

    @cached_property
    def page_at(self) -> Mapping[str, Page]:
        """Pages by their address below the root of the site."""
        return {page.url: page for page in self.pages}

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """Issues of the newsletter, the newest first."""
        found = [Issue(page, page.meta) for page in self.pages if isinstance(page.meta, model.IssueMeta)]
        return tuple(sorted(found, key=lambda issue: (issue.meta.date, issue.name), reverse=True))

    @cached_property
    def issue(self) -> Mapping[str, Issue]:
        """Issues of the newsletter by name."""
        return {issue.name: issue for issue in self.issues}

    @cached_property
    def issue_place(self) -> Mapping[str, int]:
        """Index of each issue among all, by name."""
        return {issue.name: index for index, issue in enumerate(self.issues)}

    @cached_property
    def resources_for(self) -> Mapping[str, tuple[model.Resource, ...]]:
        """Resources that help to teach a competency, by its code."""
        return _many((code, resource) for resource in self.resources for code in resource.teaches)

    @cached_property
    def milestones_for(self) -> Mapping[str, tuple[model.Milestone, ...]]:
        """Milestones that concern a competency, by its code."""
        return _many((code, milestone) for milestone in self.milestones for code in milestone.competencies)

    @cached_property
    def milestones_of(self) -> Mapping[str, tuple[model.Milestone, ...]]:
        """Milestones of a working group, by its id."""
        return _many((stone.working_group, stone) for stone in self.milestones if stone.working_group)

    @cached_property
    def outputs_of(self) -> Mapping[str, tuple[model.Output, ...]]:
        """Outputs of a working group, by its id."""
        return _many((output.working_group, output) for output in self.outputs if output.working_group)

    @cached_property
    def milestones_with(self) -> Mapping[str, tuple[model.Milestone, ...]]:
        """Milestones that an output came of, by its id."""
        return _many((output, milestone) for milestone in self.milestones for output in milestone.outputs)

    @cached_property
    def findings_on(self) -> Mapping[str, tuple[model.Finding, ...]]:
        """Findings by topic."""
        return _many((finding.topic, finding) for finding in self.findings)


def _many(pairs: Iterable[tuple[K, T]]) -> Mapping[K, tuple[T, ...]]:
    lists: defaultdict[K, list[T]] = defaultdict(list)
    for key, value in pairs:
        lists[key].append(value)
    return defaultdict(tuple, {key: tuple(values) for key, values in lists.items()})
