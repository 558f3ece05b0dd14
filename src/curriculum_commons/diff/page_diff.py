"""How a built page differs from what it was: words, links, pictures and looks.

Knows the content of two pages, and nothing of where they come from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .page_content import PageContent, Part
from .words import Rewording, reworded


@dataclass(frozen=True)
class LinkChange:
    """A link that is new or gone."""

    status: str
    """One of "new" and "gone"."""
    text: str
    url: str
    """Target, as it is written on the page."""


@dataclass(frozen=True)
class PartChange:
    """How a part of a page differs from what it was."""

    words: tuple[Rewording, ...] = ()
    links: tuple[LinkChange, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    """Status ("new" or "gone") and URL of each picture; a drawing has a hash."""
    looks: bool = False
    """Whether the markup has changed: elements, classes and what else is not a word, link or picture."""
    order: bool = False
    """Whether the same words are in another order."""

    def __bool__(self) -> bool:
        return bool(self.words or self.links or self.pictures or self.looks or self.order)


@dataclass(frozen=True)
class PageChange:
    """How a page differs from what it was."""

    head: tuple[Rewording, ...]
    """What browsers and search engines show of it."""
    text: PartChange
    frame: PartChange
    """What is around the text, without what follows from it, such as a list of its headings."""
    data: bool
    """Whether its JSON-LD has changed."""
    anchors_gone: tuple[str, ...]
    """Anchors that it no longer has."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What has changed in its text, in words."""
        text = self.text
        changed = {
            "words": text.words or self.head,
            "links": text.links,
            "pictures": text.pictures,
            "order": text.order,
            "looks": text.looks,
        }
        kinds = [kind for kind, is_changed in changed.items() if is_changed]
        return tuple(kinds or (["data for machines"] if self.data else []))


def page_change(before: PageContent, after: PageContent) -> PageChange:
    """Return how a page differs from what it was."""
    text, frame = _part_change(before.text, after.text), _part_change(before.frame, after.frame)
    head = (Rewording(before.head.get(name, ""), value, name) for name, value in after.head.items())
    return PageChange(
        head=tuple(rewording for rewording in head if rewording.before != rewording.after),
        text=text,
        frame=_without_echo(frame, text),
        data=before.data != after.data,
        anchors_gone=tuple(name for name in before.anchors if name not in set(after.anchors)),
    )


def _part_change(before: Part, after: Part) -> PartChange:
    words = reworded(before.words, after.words) if before.words != after.words else ()
    # Another text for the same URL is a change of words.
    text_of = {url: text for text, url in (*before.links, *after.links)}
    urls = _new_and_gone([url for _, url in before.links], [url for _, url in after.links])
    links = tuple(LinkChange(status, text_of[url], url) for status, url in urls)
    pictures = tuple(_new_and_gone(before.pictures, after.pictures))
    order = before.words != after.words and not words
    looks = before.looks != after.looks
    if looks and (words or links or pictures or order):
        # More or fewer elements of the same kinds follow from the other changes.
        looks = set(before.looks) != set(after.looks)
    return PartChange(words, links, pictures, looks, order)


def _new_and_gone(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    old, new = Counter(before), Counter(after)
    yield from (("new", item) for item in new - old)
    yield from (("gone", item) for item in old - new)


def _without_echo(frame: PartChange, text: PartChange) -> PartChange:
    """Return what has changed around the text by itself: lists of its headings and the like follow from the text."""
    pairs = {(rewording.before, rewording.after) for rewording in text.words}
    words = tuple(one for one in frame.words if (one.before, one.after) not in pairs)
    links = tuple(link for link in frame.links if not link.url.startswith("#"))
    if words or links or frame.pictures:
        return PartChange(words, links, frame.pictures, frame.looks)
    looks = frame.looks and not (frame.words or frame.links or frame.order)
    return PartChange(looks=looks, order=frame.order and not text.order)
