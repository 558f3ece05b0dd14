"""What has changed between two states of a site, record by record and field by field.

`changes` lists what a newsletter would report, `other_records` and `single_records` what it would not. Knows nothing of
how a state was read, nor of how a change is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

from ..model.commons import Commons
from ..model.problems import in_words
from ..model.records import KINDS, SECTIONS, Milestone, Output, Record, Resource, name_key
from ..model.site import SiteTerms
from ..model.urls import ANCHORS, NEWSLETTER
from .competencies import competency_changes
from .words import Rewording


@dataclass(frozen=True)
class Change:
    """One change that readers would like to know of."""

    status: str
    """What happened, such as "new"."""
    title: str
    detail: str
    """One line about it; may be empty."""
    page: str
    """Path below `docs/` of the page that shows it; empty if none does."""
    anchor: str = ""
    """Id on that page."""
    fields: tuple[Rewording, ...] = ()
    """Each field that has changed, with its values."""


@dataclass(frozen=True)
class Changes:
    """Everything that readers would like to know of, each in the order of the site."""

    competencies: tuple[Change, ...]
    milestones: tuple[Change, ...]
    resources: tuple[Change, ...]
    overdue: tuple[Change, ...]
    """Resources whose `review_by` has passed, whether they changed or not."""
    outputs: tuple[Change, ...]
    adopters: tuple[Change, ...]
    pages: tuple[Change, ...]

    def __bool__(self) -> bool:
        return any(astuple(self))


def changes(before: Commons, after: Commons, today: str) -> Changes:
    """Return what has changed from one state of a site to another.

    Args:
        today: The day on which resources are overdue or not.
    """
    return Changes(
        tuple(_competencies(before, after)),
        tuple(_milestones(before, after)),
        (*_new_and_changed(after, "resource", before.resources, after.resources), *_removed_resources(before, after)),
        tuple(_overdue(after, today)),
        tuple(_new_and_changed(after, "output", before.outputs, after.outputs)),
        tuple(_adopters(before, after)),
        tuple(_pages(before, after)),
    )


def _competencies(before: Commons, after: Commons) -> Iterator[Change]:
    pages = {page.meta.competency: page.path for page in after.pages if page.meta.competency}
    for change in competency_changes(before, after):
        page = pages.get(change.code, "")
        if change.status == "unchanged":
            fields = _visible_changes(before.competency[change.code], after.competency[change.code], after.terms)
            if fields:
                yield Change("changed", change.name, f"its {fields}", page)
        elif change.status in {"merged", "split"}:
            yield Change(change.status, change.name, f"now in {in_words(change.shown_now_in)}", "")
        elif change.status == "moved":
            yield Change("moved", change.name, f"now in the {after.terms.domain} {change.rewordings[0].after}", page)
        elif change.status == "withdrawn":
            yield Change("withdrawn", change.name, change.reason, "")
        else:
            yield Change("new" if change.status == "added" else "reworded", change.name, change.statement, page)


def _milestones(before: Commons, after: Commons) -> Iterator[Change]:
    old, new = ({milestone.id: milestone for milestone in commons.milestones} for commons in (before, after))
    for name, milestone in new.items():
        status, detail = _milestone(old.get(name), milestone, after.terms)
        if status:
            fields = shown_changes(after, old.get(name), milestone)
            yield Change(status, milestone.title, detail, *_location(after, "milestone", name), fields)
    for name, milestone in old.items():
        if name not in new:
            yield Change("removed", milestone.title, "", "")


def _milestone(old: Milestone | None, new: Milestone, terms: SiteTerms) -> tuple[str, str]:
    """Return the status and detail of a change, both empty if there is none."""
    detail = f"{new.last_status} as of {new.last_as_of}"
    if old is None:
        return "new", detail
    if old.last_status != new.last_status:
        return "changed", f"{detail}; it was {old.last_status} as of {old.last_as_of}"
    if old.as_of != new.as_of:
        return "confirmed", f"still {detail}"
    if new.since and new.since != old.since:
        return "known since", f"{new.since.text} (as of {new.since.as_of})"
    fields = _visible_changes(old, new, terms)
    return ("reworded", f"its {fields}; {detail}") if fields else ("", "")


def _new_and_changed(
    after: Commons, kind: str, before: Sequence[Resource | Output], now: Sequence[Resource | Output]
) -> Iterator[Change]:
    known = {record.id: record for record in before}
    for record in now:
        if record.id not in known:
            detail = record.organization if isinstance(record, Resource) else record.summary
            yield Change(
                "new", record.title, detail, *_location(after, kind, record.id), shown_changes(after, None, record)
            )
    for record in now:
        if record.id in known and (fields := _visible_changes(known[record.id], record, after.terms)):
            values = tuple(one for one in shown_changes(after, known[record.id], record) if one.label in VISIBLE)
            yield Change("changed", record.title, f"its {fields}", *_location(after, kind, record.id), values)


def _removed_resources(before: Commons, after: Commons) -> Iterator[Change]:
    left = {resource.id for resource in after.resources}
    for resource in before.resources:
        if resource.id not in left:
            yield Change("removed", resource.title, resource.organization, "")


def _overdue(after: Commons, today: str) -> Iterator[Change]:
    for resource in after.resources:
        if resource.review_by < today:
            detail = f"should have been looked at again by {resource.review_by}"
            yield Change("overdue", resource.title, detail, *_location(after, "resource", resource.id))


def _adopters(before: Commons, after: Commons) -> Iterator[Change]:
    known = {school.id for school in before.schools if school.role == "adopter"}
    for school in after.schools:
        if school.role == "adopter" and school.id not in known:
            detail = f"adopter since {school.since}" if school.since else "adopter"
            yield Change("new", school.later_name or school.name, detail, *_location(after, "school", school.id))


def _pages(before: Commons, after: Commons) -> Iterator[Change]:
    known = {page.path: page.body.strip() for page in before.pages}
    for page in after.pages:
        if not page.made and not page.path.startswith(f"{NEWSLETTER}/") and known.get(page.path) != page.body.strip():
            status = "rewritten" if page.path in known else "new"
            yield Change(status, page.meta.title, page.meta.description, page.path)


def _location(after: Commons, kind: str, name: str) -> tuple[str, str]:
    url, prefix = ANCHORS[kind]
    page = after.page_at.get(url)
    return (page.path, prefix + name) if page else ("", "")


def _visible_changes(old: Record, new: Record, terms: SiteTerms) -> str:
    """Return the fields that visitors see changed, as in "title and summary"; empty if there are none."""
    return in_words(
        [terms.worded(VISIBLE[name]) for name in VISIBLE if getattr(old, name, None) != getattr(new, name, None)]
    )


VISIBLE = {
    "published_code": "code as published",
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
"""Fields of records that visitors see, in words; what a check renews, such as `checked`, is not news."""


@dataclass(frozen=True)
class RecordChange:
    """What has become of one record."""

    status: str
    """One of "new", "changed" and "gone"."""
    kind: str
    """Kind of the record, such as "finding"."""
    name: str
    """Id of the record; empty if there is only one of its kind."""
    fields: tuple[str, ...] = ()
    """Names of the fields that have changed."""
    values: tuple[Rewording, ...] = ()
    """Their values."""


def records_by_name(commons: Commons, section: str) -> dict[str, Record]:
    """Return the records of a section by the code or id that names each."""
    key = name_key(SECTIONS[section])
    return {getattr(record, key): record for record in getattr(commons, section)}


def other_records(before: Commons, after: Commons) -> Iterator[RecordChange]:
    """Yield what has become of each record that `changes` does not list; of resources, what visitors do not see."""
    for kind, section in KINDS.items():
        if kind in {"competency", "milestone", "output"}:
            continue
        label = kind.replace("_", " ")
        old, new = records_by_name(before, section), records_by_name(after, section)
        known = set(VISIBLE) if kind == "resource" else set[str]()
        for name, record in new.items():
            if name not in old and not known:
                yield RecordChange("new", label, name, (), shown_changes(after, None, record))
            elif name in old and (fields := _changed_fields(old[name], record, known)):
                values = tuple(one for one in shown_changes(after, old[name], record) if one.label in fields)
                yield RecordChange("changed", label, name, fields, values)
        if not known:
            yield from (RecordChange("gone", label, name) for name in old if name not in new)


def single_records(before: Commons, after: Commons) -> Iterator[RecordChange]:
    """Yield what has become of the framework and of the site, without its allowances."""
    for name in ("framework", "site"):
        old, new = getattr(before, name), getattr(after, name)
        if fields := _changed_fields(old, new, {"allow"}):
            values = tuple(one for one in shown_changes(after, old, new) if one.label in fields)
            yield RecordChange("changed", name, "", fields, values)


def _changed_fields(before: Record, after: Record, known: set[str]) -> tuple[str, ...]:
    fields = type(after).model_fields
    return tuple(name for name in fields if name not in known and getattr(before, name) != getattr(after, name))


def shown_changes(commons: Commons, before: Record | None, after: Record) -> tuple[Rewording, ...]:
    """Return each field that differs, in which competencies are named by the codes that people see."""
    return field_changes(before and commons.as_shown(before), commons.as_shown(after))


def field_changes(before: Record | None, after: Record) -> tuple[Rewording, ...]:
    """Return each field of a record that differs, with its values on a line each; a default is no value."""
    changes = []
    for name, field in type(after).model_fields.items():
        values = (getattr(before, name, None), getattr(after, name))
        old, new = ("" if value == field.default else _line(value) for value in values)
        if old != new:
            changes.append(Rewording(old, new, name))
    return tuple(changes)


def _line(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ("; " if any(isinstance(one, Record) for one in value) else ", ").join(map(_line, value))
    if isinstance(value, Record):
        return ", ".join(f"{name}: {_line(part)}" for name, part in value if part not in (None, ()))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return " ".join(str(value).split())


def changed_records(before: Commons, after: Commons) -> Iterator[tuple[str, str]]:
    """Yield page and anchor of each record with a place of its own on a page that is new, gone or not the same."""
    for kind, (page, prefix) in ANCHORS.items():
        old, new = records_by_name(before, KINDS[kind]), records_by_name(after, KINDS[kind])
        yield from ((page, prefix + name) for name in {**old, **new} if old.get(name) != new.get(name))
