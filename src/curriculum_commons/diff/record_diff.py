"""What has changed of which a draft of the newsletter says nothing: terms, issues, allowances, and all other records.

Knows two states of a site, and nothing of how a change is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..model.collections import KINDS, SECTIONS, name_key
from ..model.commons import Commons, Issue
from ..model.records import Allowance, Record, Resource
from .records import SEEN
from .words import Rewording

UNKNOWN = "not stated"
"""What a resource says whose terms nobody knows."""
_TOLD = {"competency", "milestone", "output"}
"""Kinds of which every change is told in a section of its own."""
_SINGLE = ("framework", "site")
"""Records of which there is one."""


def without_terms(before: Commons, after: Commons) -> tuple[tuple[str, Resource], ...]:
    """Return each resource whose terms are unknown and were not before, and what happened: "new" or "changed"."""
    known = {resource.id: resource.terms.reuse for resource in before.resources}
    found = [resource for resource in after.resources if resource.terms.reuse == UNKNOWN != known.get(resource.id)]
    return tuple(("changed" if resource.id in known else "new", resource) for resource in found)


def new_issues(before: Commons, after: Commons) -> tuple[Issue, ...]:
    """Return the issues of the newsletter that are there and were not."""
    return tuple(issue for issue in after.issues if issue.name not in before.issue)


def corrected_issues(before: Commons, after: Commons) -> tuple[Issue, ...]:
    """Return the issues of the newsletter that were published already and do not say the same."""
    known = before.issue
    return tuple(one for one in after.issues if one.name in known and _says(known[one.name]) != _says(one))


def _says(issue: Issue) -> tuple[object, str]:
    return issue.meta, issue.page.body


def allowances(before: Commons, after: Commons) -> tuple[tuple[str, Allowance], ...]:
    """Return what a gate is told to let pass and was not, and the other way round: "new" or "gone"."""
    old, new = before.site.allow, after.site.allow
    found = [("new", one) for one in new if one not in old]
    return (*found, *(("gone", one) for one in old if one not in new))


@dataclass(frozen=True)
class RecordChange:
    """What has become of one record."""

    what: str
    """One of "new", "changed" and "gone"."""
    kind: str
    """Its kind, such as "finding"."""
    name: str
    """Its id."""
    fields: tuple[str, ...] = ()
    """Names of the fields that are not as they were."""
    values: tuple[Rewording, ...] = ()
    """What they say, where there is one such record and it is a line."""


def other_records(before: Commons, after: Commons) -> Iterator[RecordChange]:
    """Give what has become of each record that no other section tells of."""
    for kind, section in KINDS.items():
        if kind not in _TOLD:
            key = name_key(SECTIONS[section])
            old, new = ({getattr(one, key): one for one in getattr(commons, section)} for commons in (before, after))
            yield from _changes(kind, old, new)


def _changes(kind: str, old: Mapping[str, Record], new: Mapping[str, Record]) -> Iterator[RecordChange]:
    elsewhere, said = kind == "resource", kind.replace("_", " ")
    for name, record in new.items():
        if name not in old and not elsewhere:
            yield RecordChange("new", said, name)
        elif name in old:
            fields = [field for field in _differing(old[name], record) if not (elsewhere and field in SEEN)]
            if fields:
                yield RecordChange("changed", said, name, tuple(fields))
    for name in old:
        if name not in new and not elsewhere:
            yield RecordChange("gone", said, name)


def single_records(before: Commons, after: Commons) -> Iterator[RecordChange]:
    """Give what has become of the framework and of the site, save for allowances, told elsewhere."""
    for name in _SINGLE:
        old, new = getattr(before, name), getattr(after, name)
        fields = [field for field in _differing(old, new) if field != "allow"]
        if fields:
            values = [Rewording(_line(getattr(old, field)), _line(getattr(new, field)), field) for field in fields]
            told = tuple(one for one in values if one.before != one.after)
            yield RecordChange("changed", name, "", tuple(fields), told)


def _differing(before: Record, after: Record) -> list[str]:
    return [field for field in type(after).model_fields if getattr(before, field) != getattr(after, field)]


def _line(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
