"""How a built page differs from what it was: words, links, pictures and looks.

Knows two pages as they are shown, and nothing of where they lie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .page_content import Part, Shown
from .words import Rewording, reworded


@dataclass(frozen=True)
class LinkChange:
    """A link that is new, or gone."""

    what: str
    """One of "new" and "gone"."""
    words: str
    """Its words."""
    address: str
    """Where it leads, as it is written on the page."""


@dataclass(frozen=True)
class PartChange:
    """How a part of a page differs from what it was."""

    words: tuple[Rewording, ...] = ()
    links: tuple[LinkChange, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    """What happened to each picture ("new" or "gone"), and its address; a drawing has none."""
    looks: bool = False
    """Whether the form of what is shown has changed: elements, classes and what else is no word."""
    order: bool = False
    """Whether the same words stand in another order."""

    def __bool__(self) -> bool:
        return bool(self.words or self.links or self.pictures or self.looks or self.order)


@dataclass(frozen=True)
class PageChange:
    """How a page differs from what it was."""

    head: tuple[Rewording, ...]
    """What browsers and searches show of it."""
    text: PartChange
    """The text."""
    frame: PartChange
    """What stands around it, without what follows from the text, such as a list of its headings."""
    data: bool
    """Whether it says something else to machines."""
    anchors_gone: tuple[str, ...]
    """Anchors that it had and has no longer."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What has changed in its text, in words."""
        text = self.text
        told = {
            "words": text.words or self.head,
            "links": text.links,
            "pictures": text.pictures,
            "order": text.order,
            "looks": text.looks,
        }
        kinds = [kind for kind, there in told.items() if there]
        return tuple(kinds or (["data for machines"] if self.data else []))


def page_change(before: Shown, after: Shown) -> PageChange:
    """Return how a page differs from what it was."""
    text, frame = _part(before.text, after.text), _part(before.frame, after.frame)
    was, told = dict(before.head), dict(after.head)
    head = [Rewording(was.get(name, ""), said, name) for name, said in told.items() if was.get(name, "") != said]
    return PageChange(
        head=tuple(head),
        text=text,
        frame=_apart(frame, text, before, after),
        data=before.data != after.data,
        anchors_gone=tuple(name for name in before.anchors if name not in set(after.anchors)),
    )


def _part(before: Part, after: Part) -> PartChange:
    words = reworded(before.words, after.words) if before.words != after.words else ()
    links = tuple(_links(before.links, after.links))
    pictures = tuple(_pictures(before.pictures, after.pictures))
    order = before.words != after.words and not words
    looks = _look_different(before, after, bool(words or links or pictures or order))
    return PartChange(words, links, pictures, looks, order)


def _links(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> list[LinkChange]:
    """Tell links whose address is new or gone; other words for the same address are told as words."""
    old, new = Counter(target for _, target in before), Counter(target for _, target in after)
    words = {target: said for said, target in (*before, *after)}
    found = [LinkChange("new", words[target], target) for target in new - old]
    return [*found, *(LinkChange("gone", words[target], target) for target in old - new)]


def _pictures(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    old, new = Counter(before), Counter(after)
    return [*(("new", one) for one in new - old), *(("gone", one) for one in old - new)]


def _look_different(before: Part, after: Part, otherwise: bool) -> bool:
    """Tell whether the form has changed: where nothing else has, any form; else only kinds that were not there."""
    if before.looks == after.looks:
        return False
    return set(before.looks) != set(after.looks) if otherwise else True


def _apart(frame: PartChange, text: PartChange, before: Shown, after: Shown) -> PartChange:
    """Return what has changed around the text by itself: lists of headings and the like follow from the text."""
    from_text = set(before.text.words) | set(after.text.words)
    words = tuple(
        one
        for one in frame.words
        if not ({one.before, one.after} - {""} <= from_text and any(_same(one, other) for other in text.words))
    )
    links = tuple(one for one in frame.links if not one.address.startswith("#"))
    order = frame.order and not text.order
    if words or links or frame.pictures:
        return PartChange(words, links, frame.pictures, frame.looks)
    return PartChange(looks=frame.looks and not (frame.words or frame.links or frame.order), order=order)


def _same(one: Rewording, other: Rewording) -> bool:
    return (one.before, one.after) == (other.before, other.after)
