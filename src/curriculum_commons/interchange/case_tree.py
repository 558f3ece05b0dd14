"""The items of a package in one tree: those of records, and those of levels that are no record here.

Where a framework was taken from a package, its items hang where they hung there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .case_kept import kept
from .items import Item, extensions
from .read.incoming import uuid_of

PARENT = "isChildOf"
"""Where a record keeps the identifier of the item that it hung below; empty at the top."""


@dataclass(frozen=True)
class Node:
    """An item of the package."""

    uuid: str
    parent: str | None
    """None at the top."""
    entry: Item | None
    """The item of the framework; None for one that a framework keeps of a package."""
    found: Mapping[str, Any]
    """Its fields as they were kept."""
    moved: bool
    """Whether it hangs where it hung in the package, and not where its record does."""


def nodes(entries: Iterable[Item], others: Any, is_taken: bool) -> list[Node]:
    """Return all items.

    Args:
        others: What a framework keeps of the items that are no record here.
        is_taken: Whether they hang where they hung in the package.
    """
    if not is_taken:
        return [Node(one.uuid, one.parent, one, {}, False) for one in entries]
    entries = tuple(_without_made(entries))
    more = [one for one in others or () if isinstance(one, dict) and one.get("identifier")]
    taken = {entry.uuid for entry in entries}
    between = {uuid_of(str(one["identifier"])): one for one in more}
    between = {uuid: one for uuid, one in between.items() if uuid not in taken}
    known = taken | between.keys()
    made = [_of_entry(entry, known) for entry in entries]
    made += [Node(uuid, _parent(one, known), None, one, True) for uuid, one in between.items()]
    return made


def _without_made(entries: Iterable[Item]) -> Iterator[Item]:
    """Leave out the domain that was made for competencies for which the package has none."""
    made = set[str]()
    for entry in entries:
        if entry.kind == "domain" and kept(extensions(entry.record)).get("isMade"):
            made.add(entry.uuid)
        else:
            yield replace(entry, parent=None) if entry.parent in made else entry


def _of_entry(entry: Item, known: set[str]) -> Node:
    found = kept(extensions(entry.record))
    parent = _parent(found, known)
    moved = PARENT in found and (parent is not None or not found[PARENT]) and parent != entry.uuid
    return Node(entry.uuid, parent if moved else entry.parent, entry, found, moved)


def _parent(found: Mapping[str, Any], known: set[str]) -> str | None:
    uuid = uuid_of(str(found.get(PARENT) or ""))
    return uuid if uuid in known else None


def numbered(found: list[Node]) -> Iterator[tuple[Node, int]]:
    """Yield each item with its place among its siblings: items between others are where what is below them begins."""
    at = {node.uuid: place for place, node in enumerate(found) if node.entry}
    parents = {node.uuid: node.parent for node in found}
    for node in found:
        place, parent = at.get(node.uuid), node.parent
        while place is not None and parent and at.get(parent, len(found)) > place:
            at[parent] = place
            parent = parents[parent]
    counts = Counter[str | None]()
    for node in sorted(found, key=lambda node: (at.get(node.uuid, len(found)), node.entry is not None)):
        counts[node.parent] += 1
        yield node, counts[node.parent]
