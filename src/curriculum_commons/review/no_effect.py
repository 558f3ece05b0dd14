"""Which files of a project have changed without a trace in anything that is published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..content.load import DATA, PAGES, TOOLKIT
from ..model.collections import SECTIONS
from ..model.commons import Page
from ..model.urls import is_issue
from .built import SiteChange
from .files import FileChange
from .snapshots import States


def unseen(
    states: States, site: SiteChange | None, files: Sequence[FileChange], touched: Sequence[str]
) -> Iterator[str]:
    """Give the files, each with the reason that is known; without built pages only what is sure without them."""
    quiet = site is not None and not (site.new or site.gone or site.changed or site.assets or files)
    drafts = {page.path for page in states.now.drafts}
    for name in touched:
        folder, _, path = name.partition("/")
        if folder == DATA and path.endswith(".yaml"):
            if not _values_differ(states, path):
                yield f"{name}: its values are what they were; only spaces, comments or their order differ"
            elif quiet:
                yield f"{name}: no page and no file shows what has changed in it"
        elif folder == PAGES and path in drafts:
            yield f"{name}: a draft, which visitors do not see"
        elif _is_silent(folder, path, states, site, files):
            yield f"{name}: nothing that is published shows the change"


def _values_differ(states: States, file: str) -> bool:
    before, after = states.before.commons, states.now
    sections = [name for name, section in SECTIONS.items() if section.file == file]
    return any(getattr(before, name) != getattr(after, name) for name in sections)


def _is_silent(folder: str, path: str, states: States, site: SiteChange | None, files: Sequence[FileChange]) -> bool:
    if site is None or folder not in {PAGES, TOOLKIT, "theme", "mkdocs.yml"}:
        return False
    if folder == TOOLKIT:
        return not any(one.what in {"new", "gone", "changed"} for one in files)
    if folder == PAGES and path.endswith(".md"):
        url = Page.address_of(path)
        return not is_issue(path) and url not in {*site.new, *site.gone, *site.changed}
    return not (site.changed or any(one.file == f"{folder}/{path}" for one in site.assets) or site.new or site.gone)
