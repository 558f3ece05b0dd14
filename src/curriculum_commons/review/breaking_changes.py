"""What would break: addresses that were published and would lead nowhere, and codes that would be gone.

Knows addresses, and nothing of how a break is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..diff.competencies import CompetencyChange
from ..diff.words import listed
from ..model.collections import KINDS, SECTIONS, name_key
from ..model.urls import ANCHORS, address
from ..render.newsletter import feeds
from .built import SiteChange
from .files import FileChange
from .snapshots import States


@dataclass(frozen=True)
class Break:
    """Something that others may hold on to, and that would be gone."""

    what: str
    """One of "site", "code", "page", "record", "place on a page", "feed" and "file"."""
    name: str
    """What it is called."""
    address: str
    """Where it was, from the root of the site; empty for a code."""
    line: str = ""
    """What is to be known of it."""


def breaks(
    states: States,
    found: SiteChange | None,
    competencies: tuple[CompetencyChange, ...],
    files: tuple[FileChange, ...],
) -> tuple[Break, ...]:
    """Return everything that would break.

    Args:
        found: How the pages differ; where the past could not be built, what follows from records and files is told.
    """
    gone = [*_moved(states), *_codes(competencies), *(_built(found) if found else _recorded(states))]
    if found:
        lost = [one.path for one in found.assets if one.what == "gone" and one.file.startswith("docs/")]
        gone += [Break("file", path.rpartition("/")[2], path) for path in lost]
    kept = {feed.path for feed in feeds(states.now)}
    gone += [
        Break("feed", one.title, f"{one.path}.xml") for one in feeds(states.before.commons) if one.path not in kept
    ]
    gone += [Break("file", one.title, f"downloads/{one.path}") for one in files if one.what == "gone"]
    return tuple(gone)


def _moved(states: States) -> Iterator[Break]:
    old, new = states.before.commons.site.address, states.now.site.address
    if old != new:
        yield Break("site", "Every address", old, f"the site is to be published at {new}; keep the old addresses alive")


def _codes(competencies: tuple[CompetencyChange, ...]) -> Iterator[Break]:
    for one in competencies:
        if one.what == "merged":
            yield Break("code", one.name, "", f"now in {listed(one.now_in)}")
        elif one.what == "withdrawn":
            yield Break("code", one.name, "", one.reason or "nothing says what to use instead")


def _built(found: SiteChange) -> Iterator[Break]:
    for url in found.gone:
        yield Break("page", found.titles.get(url, "") or url, url)
    for url, change in found.changed.items():
        for anchor in change.anchors_gone:
            is_record = any(url == page and anchor.startswith(prefix) for page, prefix in ANCHORS.values())
            name = f"{anchor}, on “{found.titles[url]}”"
            yield Break("record" if is_record else "place on a page", name, f"{url}#{anchor}")


def _recorded(states: States) -> Iterator[Break]:
    before, after = states.before.commons, states.now
    there = {page.url for page in after.pages}
    for page in before.pages:
        if page.url not in there:
            yield Break("page", page.meta.title, page.url)
    for kind, section in KINDS.items():
        if kind not in ANCHORS:
            continue
        key = name_key(SECTIONS[section])
        was, now = ([getattr(one, key) for one in getattr(commons, section)] for commons in (before, after))
        for name in was:
            if name not in now:
                yield Break("record", name, address(kind, name))
