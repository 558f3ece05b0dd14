"""The framework of today as rows of a table: domains, the competencies in each, and their components."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.commons import Commons
from ..model.records import Competency, Component, Domain, Withdrawn
from .items import ItemKind, items


@dataclass(frozen=True)
class Row:
    """One domain, competency or component."""

    kind: ItemKind
    record: Domain | Competency | Component
    parent: str
    """UUID of what it is a part of; empty for a domain."""
    place: tuple[int, ...]
    """Its number in each level, counted from 1, such as (1, 3)."""
    code: str
    """The code that people see; empty where it has none."""
    title: str
    """A title of a few words; the text of a component is its title."""
    text: str
    """Its statement or summary; the title where it has none."""


def tree(commons: Commons, *, with_empty: bool = True) -> Iterator[Row]:
    """Yield every row, each after the one that it is a part of; nothing that was withdrawn.

    Args:
        with_empty: Whether domains without competencies are among them; in some programs each row can be assessed.
    """
    filled = {competency.domain for competency in commons.competencies}
    places: dict[str, tuple[int, ...]] = {"": ()}
    for item in items(commons):
        record, parent = item.record, item.parent or ""
        is_empty = isinstance(record, Domain) and record.id not in filled
        if isinstance(record, Withdrawn) or parent not in places or (is_empty and not with_empty):
            continue
        places[item.uuid] = place = (*places[parent], item.number)
        text = record.summary if isinstance(record, Domain) and record.summary else item.statement
        yield Row(item.kind, record, parent, place, item.code or "", item.title, text)
