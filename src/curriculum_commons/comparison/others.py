"""What has changed among records of which a draft of the newsletter says nothing: terms, issues, and all other kinds.

Knows two states of a site, and nothing of how a change is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..commons import Commons, Issue
from ..model import Record, Resource
from ..rules.sections import KINDS, SECTIONS, name_key

UNKNOWN = "not stated"
"""What a resource says whose terms nobody knows."""
_TOLD = {"competency", "milestone", "output"}
"""Kinds of which every change is told in a section of its own."""


def without_terms(before: Commons, after: Commons) -> tuple[tuple[str, Resource], ...]:
    """Return each resource whose terms are unknown and were not before, and what happened: "new" or "changed"."""
    known = {resource.id: resource.terms.reuse for resource in before.resources}
    found = [resource for resource in after.resources if resource.terms.reuse == UNKNOWN != known.get(resource.id)]
    return tuple(("changed" if resource.id in known else "new", resource) for resource in found)


def new_issues(before: Commons, after: Commons) -> tuple[Issue, ...]:
    """Return the issues of the newsletter that are there and were not."""
    return tuple(issue for issue in after.issues if issue.name not in before.issue)


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


def other_records(before: Commons, after: Commons) -> Iterator[RecordChange]:
    """Give what has become of each record, save for new and removed resources and adopters, told elsewhere."""
    for kind, section in KINDS.items():
        if kind in _TOLD:
            continue
        key, elsewhere = name_key(SECTIONS[section]), kind == "resource"
        old, new = ({getattr(one, key): one for one in getattr(commons, section)} for commons in (before, after))
        for name, record in new.items():
            if name not in old and not elsewhere:
                yield RecordChange("new", kind.replace("_", " "), name)
            elif name in old and old[name] != record:
                fields = [key for key in SECTIONS[section].record.model_fields if _differs(old[name], record, key)]
                yield RecordChange("changed", kind.replace("_", " "), name, tuple(fields))
        for name in old:
            if name not in new and not elsewhere:
                yield RecordChange("gone", kind.replace("_", " "), name)


def _differs(before: Record, after: Record, field: str) -> bool:
    return bool(getattr(before, field) != getattr(after, field))
