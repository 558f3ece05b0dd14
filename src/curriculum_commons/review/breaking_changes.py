"""What would break: published addresses that would lead nowhere, and codes that would be gone."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.problems import in_words
from ..model.records import KINDS, SECTIONS, name_key
from ..model.urls import ANCHORS, address
from ..render.newsletter import feeds
from .findings import Findings
from .report import Item
from .site_diff import SiteChange


def breaking_changes(found: Findings) -> Iterator[Item]:
    """Yield everything that others may link to or use, and that would be gone, with its address from the root.

    If the pages of the past are not built, only what follows from records and files.
    """
    before, now = found.before, found.now
    if before.site.address != now.site.address:
        detail = f"the site is to be published at {now.site.address}; keep the old addresses alive"
        yield Item("site", "Every address", detail, before.site.address)
    for change in found.competencies:
        if change.status in {"merged", "split", "withdrawn"}:
            reason = change.reason or "nothing names what to use instead"
            yield Item("code", change.name, f"now in {in_words(change.shown_now_in)}" if change.now_in else reason)
    leads = _on_site(found.site) if found.site else _in_records(found)
    yield from (item for item in leads if item.location not in now.moved)
    kept = {feed.path for feed in feeds(now)}
    for feed in feeds(before):
        if feed.path not in kept:
            yield Item("feed", feed.title, location=f"{feed.path}.xml")
    for file in found.files:
        if file.status == "gone":
            yield Item("file", file.title, location=f"downloads/{file.path}")


def _on_site(site: SiteChange) -> Iterator[Item]:
    for url in site.gone:
        yield Item("page", site.titles.get(url, "") or url, location=url)
    for url, change in site.changed.items():
        for anchor in change.anchors_gone:
            is_record = any(url == page and anchor.startswith(prefix) for page, prefix in ANCHORS.values())
            name = f"{anchor}, on “{site.titles[url]}”"
            yield Item("record" if is_record else "place on a page", name, location=f"{url}#{anchor}")
    for asset in site.assets:
        if asset.status == "gone" and asset.source.startswith("docs/"):
            yield Item("file", asset.path.rpartition("/")[2], location=asset.path)


def _in_records(found: Findings) -> Iterator[Item]:
    urls = {page.url for page in found.now.pages}
    for page in found.before.pages:
        if page.url not in urls:
            yield Item("page", page.meta.title, location=page.url)
    for kind, section in KINDS.items():
        if kind in ANCHORS:
            key = name_key(SECTIONS[section])
            left = {getattr(record, key) for record in getattr(found.now, section)}
            for name in (getattr(record, key) for record in getattr(found.before, section)):
                if name not in left:
                    yield Item("record", name, location=address(kind, name))
