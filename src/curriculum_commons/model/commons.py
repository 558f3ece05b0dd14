"""The whole content of one site, validated and frozen: pages, documents and files are made from nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TypeVar

from . import records as model
from .palette import OURS, Palette, palette_of
from .problems import Problem
from .profile import Origin, Provenance
from .sent import SentIssue
from .site import SiteTerms
from .sssom import Crosswalk
from .urls import address, issue_name

K = TypeVar("K", bound=Hashable)
R = TypeVar("R", bound=model.Record)
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
    made: bool = False
    """Whether no file holds it: it was made for a competency that was withdrawn."""

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


def _by_name(records: Callable[[Commons], Iterable[T]], key: str = "id") -> cached_property[Mapping[str, T]]:
    return cached_property(lambda commons: {getattr(record, key): record for record in records(commons)})


def _grouped(pairs: Callable[[Commons], Iterable[tuple[K, T]]]) -> cached_property[Mapping[K, tuple[T, ...]]]:
    def group(commons: Commons) -> Mapping[K, tuple[T, ...]]:
        lists: defaultdict[K, list[T]] = defaultdict(list)
        for key, value in pairs(commons):
            lists[key].append(value)
        return defaultdict(tuple, {key: tuple(values) for key, values in lists.items()})

    return cached_property(group)


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
    license_text: str = ""
    """The terms of the content in full; empty where no file holds them."""
    sent: Mapping[str, SentIssue] = field(default_factory=dict)
    """Issues as they were sent, by name, as far as that is kept."""
    warnings: tuple[Problem, ...] = ()
    """What an author should change, though it keeps nothing from being published."""
    provenance: Provenance | None = None
    """The framework of others that is taken up; None where the competencies are this site's own."""
    followed: tuple[model.Competency, ...] = ()
    """Its competencies as they were published, those that the site leaves out too."""
    maps: tuple[model.CurriculumMap, ...] = ()
    """Curriculum maps that their schools publish; no other is here, so that nothing of it can be shown."""
    crosswalks: tuple[Crosswalk, ...] = ()
    """How the competencies relate to entries of other frameworks."""

    withdrawn = _by_name(lambda commons: commons.framework.withdrawn, "code")
    """Competencies that earlier editions had, by code."""
    competency = _by_name(lambda commons: commons.competencies, "code")
    """Competencies by code."""
    reference = _by_name(lambda commons: commons.references)
    """Works cited, by id."""
    survey = _by_name(lambda commons: commons.surveys)
    """Surveys by id."""
    domain = _by_name(lambda commons: commons.domains)
    """Domains by id."""
    stage = _by_name(lambda commons: commons.stages)
    """Stages by id."""
    working_group = _by_name(lambda commons: commons.working_groups)
    """Working groups by id."""
    output = _by_name(lambda commons: commons.outputs)
    """Outputs by id."""
    page_at = _by_name(lambda commons: commons.pages, "url")
    """Pages by their address below the root of the site."""
    issue = _by_name(lambda commons: commons.issues, "name")
    """Issues of the newsletter by name."""
    resources_for = _grouped(lambda commons: ((code, one) for one in commons.resources for code in one.teaches))
    """Resources that help to teach a competency, by its code."""
    milestones_for = _grouped(lambda commons: ((code, one) for one in commons.milestones for code in one.competencies))
    """Milestones that concern a competency, by its code."""
    milestones_of = _grouped(lambda commons: ((one.working_group, one) for one in commons.milestones))
    """Milestones of a working group, by its id."""
    outputs_of = _grouped(lambda commons: ((one.working_group, one) for one in commons.outputs))
    """Outputs of a working group, by its id."""
    milestones_with = _grouped(lambda commons: ((output, one) for one in commons.milestones for output in one.outputs))
    """Milestones that an output came of, by its id."""
    findings_on = _grouped(lambda commons: ((one.topic, one) for one in commons.findings))
    """Findings by topic."""

    @cached_property
    def origin(self) -> Mapping[str, Origin]:
        """Where each competency comes from, by code; empty where the framework is this site's own."""
        origins = self.provenance.origins() if self.provenance else {}
        return {one.code: origins[one.uuid] for one in self.competencies if one.uuid in origins}

    @cached_property
    def terms(self) -> SiteTerms:
        """What the site calls the parts of a framework."""
        return self.site.terms or SiteTerms()

    @cached_property
    def palette(self) -> Palette:
        """The colors of pages, mail and documents."""
        brand = self.site.brand
        return palette_of(brand.color, brand.accent) if brand and brand.color else OURS

    @property
    def has_own_steps(self) -> bool:
        """Whether the steps of learning are an aid of this site."""
        return self.framework.progression is not None and self.framework.progression.origin == "site"

    @property
    def has_own_growth(self) -> bool:
        """Whether how competencies look at each step is an aid of this site."""
        return self.framework.progression is None or self.has_own_steps

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Number of each competency in the framework, counted from 1, by code."""
        return {competency.code: number for number, competency in enumerate(self.competencies, 1)}

    @cached_property
    def moved(self) -> Mapping[str, Page]:
        """Pages by each address that they had before."""
        return {former: page for page in self.pages for former in page.meta.redirect_from}

    @cached_property
    def merged(self) -> Mapping[str, str]:
        """Address of what a withdrawn competency was merged into, by the address of the page that was made for it."""
        into = {address("competency", code): now for code, now in self.successors.items() if len(now) == 1}
        made = {page.url for page in self.pages if page.made}
        return {url: address("competency", now) for url, (now,) in into.items() if url in made}

    @cached_property
    def successors(self) -> Mapping[str, tuple[str, ...]]:
        """Codes of today's competencies that a withdrawn one has become, by its code."""
        into = {code: entry.now_in for code, entry in self.withdrawn.items()}
        return {code: successors(code, into, self.competency) for code in into}

    @cached_property
    def label(self) -> Mapping[str, str]:
        """Label in the circle of each competency, by code: its number where they are counted, else what people see."""
        return {code: str(number) if self.counted else self.shown_code(code) for code, number in self.number.items()}

    @cached_property
    def counted(self) -> bool:
        """Whether competencies are shown by their numbers: every code ends in its own, and none is published."""
        return not self.published_codes and len({code.removesuffix(str(n)) for code, n in self.number.items()}) == 1

    @cached_property
    def published_codes(self) -> Mapping[str, str]:
        """Codes as published, of competencies of today and withdrawn ones, by code."""
        coded = (*self.framework.withdrawn, *self.competencies)
        return {one.code: one.published_code for one in coded if one.published_code}

    def shown_code(self, code: str) -> str:
        """Return the code that people see of a competency, of today or withdrawn."""
        return self.published_codes.get(code, code)

    def shown_codes(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the codes that people see of competencies."""
        return tuple(map(self.shown_code, codes))

    def as_shown(self, record: R) -> R:
        """Return a record that names competencies, and itself, by the codes that people see."""
        if not self.published_codes:
            return record
        lists = {name: getattr(record, name, ()) for name in ("teaches", "competencies", "now_in")}
        new: dict[str, object] = {name: self.shown_codes(codes) for name, codes in lists.items() if codes}
        if isinstance(record, model.Coded):
            new |= {"code": record.shown_code, "published_code": None}
        if isinstance(record, model.Framework):
            new["withdrawn"] = tuple(map(self.as_shown, record.withdrawn))
        return record.model_copy(update=new)

    @cached_property
    def format_name(self) -> Mapping[str, str]:
        """Name of each format, by id."""
        return {term.id: term.name for term in self.formats}

    @cached_property
    def setting_name(self) -> Mapping[str, str]:
        """Name of each setting, by id."""
        return {term.id: term.name for term in self.settings}

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """Issues of the newsletter, the newest first."""
        found = [Issue(page, page.meta) for page in self.pages if isinstance(page.meta, model.IssueMeta)]
        return tuple(sorted(found, key=lambda issue: (issue.meta.date, issue.name), reverse=True))

    @cached_property
    def settled(self) -> frozenset[str]:
        """Names of the issues that are published as they were sent."""
        kept = ((one, self.sent[one.name]) for one in self.issues if one.name in self.sent)
        return frozenset(one.name for one, sent in kept if sent.agrees(one.meta, one.page.body))

    @cached_property
    def issue_place(self) -> Mapping[str, int]:
        """Index of each issue among all, by name."""
        return {issue.name: index for index, issue in enumerate(self.issues)}


def successors(
    code: str, into: Mapping[str, Iterable[str]], present: Container[str], former: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return the codes of today's competencies that a withdrawn one has become, in however many steps of `into`."""
    former |= {code}
    found = (
        (one,) if one in present else successors(one, into, present, former)
        for one in into.get(code, ())
        if one not in former
    )
    return tuple(dict.fromkeys(chain.from_iterable(found)))
