"""What has become of each record, field by field: all that a newsletter would not report, too.

Knows nothing of how a state was read, nor of how a change is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ..model.commons import Commons
from ..model.records import KINDS, SECTIONS, Record, name_key
from ..model.urls import ANCHORS
from .words import Rewording


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


def other_records(before: Commons, after: Commons, listed: Collection[str]) -> Iterator[RecordChange]:
    """Yield what has become of each record that is not listed elsewhere, as new, removed and changed resources are.

    Args:
        listed: Fields of resources whose change is listed elsewhere.
    """
    for kind, section in KINDS.items():
        if kind in {"competency", "milestone", "output"}:
            continue
        label = kind.replace("_", " ")
        old, new = records_by_name(before, section), records_by_name(after, section)
        known = set(listed) if kind == "resource" else set[str]()
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
    return " ".join(str(value).split())


def changed_records(before: Commons, after: Commons) -> Iterator[tuple[str, str]]:
    """Yield page and anchor of each record with a place of its own on a page that is new, gone or not the same."""
    for kind, (page, prefix) in ANCHORS.items():
        old, new = records_by_name(before, KINDS[kind]), records_by_name(after, KINDS[kind])
        yield from ((page, prefix + name) for name in {**old, **new} if old.get(name) != new.get(name))
