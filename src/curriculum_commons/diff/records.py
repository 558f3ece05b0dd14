"""What has changed between two states of a site, record by record and page by page.

Knows nothing of how either was read, nor of how a change is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Protocol, TypeVar

from ..model.commons import Commons, Page
from ..model.records import Milestone, Record, School
from ..model.urls import ANCHORS, NEWSLETTER
from .competencies import competency_changes
from .words import listed


class _Named(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=_Named)


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was."""

    what: str
    """What happened to it, such as "new"."""
    title: str
    """What it is called."""
    line: str
    """One line about it; empty where nothing is to be added."""
    page: str
    """Place below `docs/` of the page that shows it; empty where none does."""
    anchor: str = ""
    """Where on that page."""


@dataclass(frozen=True)
class Changes:
    """Everything that has changed, by what it concerns; each in the order of the site."""

    competencies: tuple[Change, ...]
    milestones: tuple[Change, ...]
    resources: tuple[Change, ...]
    overdue: tuple[Change, ...]
    """Resources that someone should have looked at again by now; not a change, but news all the same."""
    outputs: tuple[Change, ...]
    adopters: tuple[Change, ...]
    pages: tuple[Change, ...]

    def __bool__(self) -> bool:
        return any(astuple(self))


def changes(before: Commons, after: Commons, today: str) -> Changes:
    """Return what has changed from one state of a site to another.

    Args:
        today: The day by which resources are judged to be overdue.
    """
    return Changes(
        tuple(_competencies(before, after)),
        tuple(_milestones(before, after)),
        tuple(_resources(before, after)),
        tuple(_overdue(after, today)),
        tuple(_outputs(before, after)),
        tuple(_adopters(before, after)),
        tuple(_pages(before, after)),
    )


def _competencies(before: Commons, after: Commons) -> Iterator[Change]:
    pages = {page.meta.competency: page.path for page in after.pages if page.meta.competency}
    for one in competency_changes(before, after):
        if one.what in {"added", "reworded"}:
            what = "new" if one.what == "added" else one.what
            yield Change(what, one.name, one.statement, pages.get(one.code, ""))
        elif one.what == "unchanged" and (said := _differing(before.competency[one.code], after.competency[one.code])):
            yield Change("changed", one.name, f"its {said}", pages.get(one.code, ""))
        elif one.what == "merged":
            yield Change("merged", one.name, f"now in {listed(one.now_in)}", "")
        elif one.what == "withdrawn":
            yield Change("withdrawn", one.name, one.reason, "")


def _milestones(before: Commons, after: Commons) -> Iterator[Change]:
    known = {milestone.id: milestone for milestone in before.milestones}
    for milestone in after.milestones:
        what, line = _milestone(known.get(milestone.id), milestone)
        if what:
            yield Change(what, milestone.title, line, *_place(after, "milestone", milestone.id))
    for old in before.milestones:
        if all(old.id != milestone.id for milestone in after.milestones):
            yield Change("removed", old.title, "", "")


def _milestone(old: Milestone | None, new: Milestone) -> tuple[str, str]:
    """Return what has become of one, and the line about it; nothing where it is as it was."""
    line = f"{new.status} as of {new.as_of}"
    if old is None:
        return "new", line
    if old.status != new.status:
        return "changed", f"{line}; it was {old.status} as of {old.as_of}"
    if old.as_of != new.as_of:
        return "confirmed", f"still {line}"
    if new.since and new.since != old.since:
        return "known since", _since(new)
    said = _differing(old, new)
    return ("reworded", f"its {said}; {line}") if said else ("", "")


def _since(milestone: Milestone) -> str:
    return f"{milestone.since.text} (as of {milestone.since.as_of})" if milestone.since else ""


def _resources(before: Commons, after: Commons) -> Iterator[Change]:
    new, gone = _new(before.resources, after.resources), _new(after.resources, before.resources)
    known = {resource.id: resource for resource in before.resources}
    for resource in new.values():
        yield Change("new", resource.title, resource.organization, *_place(after, "resource", resource.id))
    for resource in after.resources:
        if resource.id in known and (said := _differing(known[resource.id], resource)):
            yield Change("changed", resource.title, f"its {said}", *_place(after, "resource", resource.id))
    for resource in gone.values():
        yield Change("removed", resource.title, resource.organization, "")


def _overdue(after: Commons, today: str) -> Iterator[Change]:
    for resource in after.resources:
        if resource.review_by < today:
            line = f"should have been looked at again by {resource.review_by}"
            yield Change("overdue", resource.title, line, *_place(after, "resource", resource.id))


def _outputs(before: Commons, after: Commons) -> Iterator[Change]:
    for output in _new(before.outputs, after.outputs).values():
        yield Change("new", output.title, output.summary, *_place(after, "output", output.id))
    known = {output.id: output for output in before.outputs}
    for output in after.outputs:
        if output.id in known and (said := _differing(known[output.id], output)):
            yield Change("changed", output.title, f"its {said}", *_place(after, "output", output.id))


def _adopters(before: Commons, after: Commons) -> Iterator[Change]:
    known = {school.id for school in before.schools if school.role == "adopter"}
    for school in after.schools:
        if school.role == "adopter" and school.id not in known:
            line = f"adopter since {school.since}" if school.since else "adopter"
            yield Change("new", _named(school), line, *_place(after, "school", school.id))


def _differing(old: Record, new: Record) -> str:
    """Return by name what visitors see changed of a record, as in "title and summary"; empty where nothing is."""
    names = [SEEN[name] for name in SEEN if getattr(old, name, None) != getattr(new, name, None)]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


SEEN = {
    "title": "title",
    "summary": "summary",
    "gloss": "explanation",
    "growth": "steps of learning",
    "organization": "organization",
    "url": "address on the web",
    "teaches": "competencies",
    "competencies": "competencies",
    "stages": "stages",
    "format": "format",
    "settings": "settings",
    "level": "level",
    "minutes": "length",
    "terms": "terms",
    "note": "note",
    "kind": "kind",
    "when": "time",
    "license": "license",
}
"""What visitors see of records, and how it is called; what a check renews, such as `checked`, is no news."""


def _named(school: School) -> str:
    return school.later_name or school.name


def _pages(before: Commons, after: Commons) -> Iterator[Change]:
    known = {page.path: page for page in before.pages}
    for page in after.pages:
        old = known.get(page.path)
        if page.path.startswith(f"{NEWSLETTER}/"):
            continue
        if old is None:
            yield _page("new", page)
        elif old.body.strip() != page.body.strip():
            yield _page("rewritten", page)


def _page(what: str, page: Page) -> Change:
    return Change(what, page.meta.title, page.meta.description, page.path)


def _new(before: Sequence[R], after: Sequence[R]) -> Mapping[str, R]:
    """Return the records of a list that another list has not, by id."""
    known = {record.id for record in before}
    return {record.id: record for record in after if record.id not in known}


def _place(after: Commons, kind: str, record: str) -> tuple[str, str]:
    url, prefix = ANCHORS[kind]
    page = after.page_at.get(url)
    return (page.path, prefix + record) if page else ("", "")
