"""Bring the items of a framework into one tree: each once, below one parent, in order; knows no form.

Whatever is wrong is reported with its place, and the rest comes in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.problems import CallError, quoted
from .incoming import MOST_ITEMS, Incoming, Item

MOST_LEVELS = 50


def arranged(incoming: Incoming) -> Incoming:
    """Return a framework with its items in the order of its tree; raises CallError where it has none or too many."""
    if len(incoming.items) > MOST_ITEMS:
        raise CallError(f"the file has more than {MOST_ITEMS:,} items; export a part of it")
    by_name = _each_once(incoming)
    if not by_name:
        raise CallError(f"the file is {incoming.title_of_form} without items; export the framework with its items")
    uuids: dict[str, Item] = {}
    for item in by_name.values():
        if (other := uuids.setdefault(item.uuid or item.identifier, item)) is not item:  # the same letters in capitals
            incoming.report(item.place, item.identifier, "refused", f"is the identifier of {other.place} already")
    by_name = {item.identifier: item for item in uuids.values()}
    for item in by_name.values():
        if item.parent is not None and item.parent not in by_name:
            item.extensions["isChildOf"] = item.parent
            _let_go(incoming, item, f"names {quoted(item.parent)} as its parent, which is not in the file")
    if (levels := _levels(incoming, by_name)) > MOST_LEVELS:
        raise CallError(f"the file has items on {levels} levels, and {MOST_LEVELS} is the most; look at their parents")
    incoming.items = list(_in_order(by_name))
    return incoming


def _each_once(incoming: Incoming) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for item in incoming.items:
        if not (item.statement or item.title or item.code):
            incoming.report(item.place, item.identifier or "an item", "refused", "has no words")
        elif (first := found.setdefault(item.identifier, item)) is not item:
            incoming.report(item.place, item.name, "refused", f"is there twice; {first.place} is kept")
    return found


def _let_go(incoming: Incoming, item: Item, reason: str) -> None:
    item.parent, item.is_loose = None, True
    incoming.report(item.place, item.name, "kept", f"{reason}; it is kept without one")


def _levels(incoming: Incoming, by_name: dict[str, Item]) -> int:
    """Return how many levels there are, after each item that is a part of itself was let go."""
    depths: dict[str, int] = {}
    for item in by_name.values():
        way = _way_up(item, by_name, depths)
        if way and (again := way[-1]).parent is not None and again.parent not in depths:
            _let_go(incoming, again, "is a part of itself, by way of other items")
            depths[again.identifier] = 1
            way = _way_up(item, by_name, depths)
        for one in reversed(way):
            depths[one.identifier] = 1 if one.parent is None else depths[one.parent] + 1
    return max(depths.values())


def _way_up(item: Item, by_name: dict[str, Item], known: dict[str, int]) -> list[Item]:
    """Return an item and those above it, up to the top, to one that is known, or to the last before one comes again."""
    way: dict[str, Item] = {}
    at: Item | None = item
    while at is not None and at.identifier not in known and at.identifier not in way:
        way[at.identifier] = at
        at = by_name[at.parent] if at.parent is not None else None
    return list(way.values())


def _in_order(by_name: dict[str, Item]) -> Iterator[Item]:
    below: dict[str | None, list[Item]] = {}
    for item in by_name.values():
        below.setdefault(item.parent, []).append(item)
    for items in below.values():
        if all(item.position is None and item.code for item in items):
            items.sort(key=lambda item: _natural(item.code))
        items.sort(key=lambda item: (item.position is None, item.position or 0))
    way = [iter(below.get(None, ()))]
    while way:
        found = next(way[-1], None)
        if found is None:
            way.pop()
        else:
            yield found
            way.append(iter(below.get(found.identifier, ())))


def _natural(code: str) -> list[tuple[int, str]]:
    """Return what sorts codes as people do: "A.2" before "A.10"."""
    parts = re.split(r"([0-9]{1,18})", code)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
