"""What would break: published addresses that would lead nowhere, and codes that would be gone.

Knows addresses, and nothing of how a break is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..diff.competencies import CompetencyChange
from ..diff.words import listed
from ..model.records import KINDS, SECTIONS, name_key
from ..model.urls import ANCHORS, address
from ..render.newsletter import feeds
from .download_diff import FileChange
from .site_diff import SiteChange
from .snapshots import Snapshots


@dataclass(frozen=True)
class Break:
    """Something that others may link to or use, and that would be gone."""

    kind: str
    """One of "site", "code", "page", "record", "place on a page", "feed" and "file"."""
    name: str
    url: str
    """Address from the root of the site; empty for a code."""
    detail: str = ""


def breaking_changes(
    snapshots: Snapshots,
    site: SiteChange | None,
    competencies: tuple[CompetencyChange, ...],
    files: tuple[FileChange, ...],
) -> Iterator[Break]:
    """Yield everything that would break.

    Args:
        site: How the pages differ; without it, what follows from records and files.
    """
    before, now = snapshots.before.commons, snapshots.now
    if before.site.address != now.site.address:
        detail = f"the site is to be published at {now.site.address}; keep the old addresses alive"
        yield Break("site", "Every address", before.site.address, detail)
    yield from _codes(competencies)
    yield from _on_site(site) if site else _in_records(snapshots)
    kept = {feed.path for feed in feeds(now)}
    yield from (Break("feed", feed.title, f"{feed.path}.xml") for feed in feeds(before) if feed.path not in kept)
    yield from (Break("file", file.title, f"downloads/{file.path}") for file in files if file.status == "gone")


def _codes(competencies: tuple[CompetencyChange, ...]) -> Iterator[Break]:
    for change in competencies:
        if change.status == "merged":
            yield Break("code", change.name, "", f"now in {listed(change.now_in)}")
        elif change.status == "withdrawn":
            yield Break("code", change.name, "", change.reason or "nothing names what to use instead")


def _on_site(site: SiteChange) -> Iterator[Break]:
    for url in site.gone:
        yield Break("page", site.titles.get(url, "") or url, url)
    for url, change in site.changed.items():
        for anchor in change.anchors_gone:
            is_record = any(url == page and anchor.startswith(prefix) for page, prefix in ANCHORS.values())
            name = f"{anchor}, on “{site.titles[url]}”"
            yield Break("record" if is_record else "place on a page", name, f"{url}#{anchor}")
    for asset in site.assets:
        if asset.status == "gone" and asset.source.startswith("docs/"):
            yield Break("file", asset.path.rpartition("/")[2], asset.path)


def _in_records(snapshots: Snapshots) -> Iterator[Break]:
    before, now = snapshots.before.commons, snapshots.now
    urls = {page.url for page in now.pages}
    for page in before.pages:
        if page.url not in urls:
            yield Break("page", page.meta.title, page.url)
    for kind, section in KINDS.items():
        if kind in ANCHORS:
            key = name_key(SECTIONS[section])
            left = {getattr(record, key) for record in getattr(now, section)}
            for name in (getattr(record, key) for record in getattr(before, section)):
                if name not in left:
                    yield Break("record", name, address(kind, name))
