"""What follows from a change: what it breaks, which files change nothing, and which may run something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..content.load import DATA, MAPS, PAGES, TOOLKIT
from ..diff.record_diff import records_by_name
from ..model.commons import Page
from ..model.problems import in_words
from ..model.records import KINDS, PROFILE, SECTIONS
from ..model.urls import ANCHORS, address, is_issue
from ..render.newsletter import feeds
from .findings import Findings
from .report import Item
from .site_diff import SiteChange
from .snapshots import Snapshots

_PROGRAM = (
    *(f"src/{__name__.partition('.')[0]}/", "tools/", "deploy/", ".github/workflows/", ".gitlab-ci.yml", "Makefile"),
    *("requirements.txt", "pyproject.toml", "macros.py"),
)
"""What makes, checks and publishes a site, in a repository that has it beside the content."""
_SETTINGS = "mkdocs.yml"
_MENU = re.compile(r"^nav:[ \t]*\n(?:[ \t]+[^!\n]*\n|[ \t]*(?:#.*)?\n)*", re.MULTILINE)
"""The menu in the settings, up to a line with "!", which could run something."""


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
            left = records_by_name(found.now, section)
            gone = (name for name in records_by_name(found.before, section) if name not in left)
            yield from (Item("record", name, location=address(kind, name)) for name in gone)


def program_files(found: Findings) -> list[str]:
    """Return the changed files of what makes, checks and publishes the site."""
    return [name for name in found.touched if name.startswith(_PROGRAM) or _may_run(name, found.snapshots)]


def _may_run(name: str, snapshots: Snapshots) -> bool:
    """Return True if a change of a theme file or of the settings may run something: templates, scripts, hooks."""
    if name.startswith("theme/"):
        return name.endswith((".html", ".js", ".xml"))
    files = (snapshot.folder / _SETTINGS for snapshot in (snapshots.before, snapshots.after))
    was, now = (_MENU.sub("", file.read_text("utf-8")) if file.is_file() else "" for file in files)
    return name == _SETTINGS and was != now


def files_without_effect(found: Findings) -> Iterator[tuple[str, str]]:
    """Yield changed files without effect, and why; if pages are not built, only those that certainly have none."""
    site = found.site
    nothing_changes = site is not None and not (_shows(found) or found.files or site.assets)
    drafts = {page.path for page in found.now.drafts}
    for name in found.touched:
        folder, _, path = name.partition("/")
        if name.startswith(f"{MAPS}/") and found.before.maps == found.now.maps:
            yield name, "nothing in maps that are published has changed, and visitors see no others"
        elif folder == DATA and path.endswith(".yaml"):
            if not _values_differ(found, path):
                yield name, "its values are what they were; only spaces, comments or their order differ"
            elif nothing_changes:
                yield name, "no page and no file shows what has changed in it"
        elif folder == PAGES and path in drafts:
            yield name, "a draft, which visitors do not see"
        elif site is not None and not _has_effect(folder, path, found):
            yield name, "nothing that is published shows the change"


def _values_differ(found: Findings, file: str) -> bool:
    if f"{DATA}/{file}".startswith(f"{MAPS}/"):
        return found.before.maps != found.now.maps
    if file == PROFILE:  # which takes the place of the other, and has more
        return found.before.provenance != found.now.provenance or _values_differ(found, SECTIONS["competencies"].file)
    sections = [name for name, section in SECTIONS.items() if section.file == file]
    return any(getattr(found.before, name) != getattr(found.now, name) for name in sections)


def _shows(found: Findings) -> set[str]:
    """Return the URLs of the pages that change."""
    return {*found.site.new, *found.site.gone, *found.site.changed} if found.site else set()


def _has_effect(folder: str, path: str, found: Findings) -> bool:
    if folder == TOOLKIT:
        return any(file.status != "dated" for file in found.files)
    if folder == PAGES and path.endswith(".md"):
        return is_issue(path) or Page.address_of(path) in _shows(found)
    is_asset = any(asset.source == f"{folder}/{path}" for asset in (found.site.assets if found.site else ()))
    return is_asset or bool(_shows(found)) or folder not in {PAGES, "theme", _SETTINGS}
