"""Files of the project that have changed: which of them change nothing that is published, and which may run something.

Knows what differs, and nothing of how it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..content.load import DATA, PAGES, TOOLKIT
from ..model.commons import Page
from ..model.records import PROFILE, SECTIONS
from ..model.urls import is_issue
from .findings import Findings
from .snapshots import Snapshots

_PROGRAM = (
    *(f"src/{__name__.partition('.')[0]}/", "tools/", "deploy/", ".github/workflows/", ".gitlab-ci.yml", "Makefile"),
    *("requirements.txt", "pyproject.toml", "macros.py"),
)
"""What makes, checks and publishes a site, in a repository that has it beside the content."""
_SETTINGS = "mkdocs.yml"
_MENU = re.compile(r"^nav:[ \t]*\n(?:[ \t]+[^!\n]*\n|[ \t]*(?:#.*)?\n)*", re.MULTILINE)
"""The menu in the settings, up to a line with "!", which could run something."""


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
        if folder == DATA and path.endswith(".yaml"):
            if not _values_differ(found, path):
                yield name, "its values are what they were; only spaces, comments or their order differ"
            elif nothing_changes:
                yield name, "no page and no file shows what has changed in it"
        elif folder == PAGES and path in drafts:
            yield name, "a draft, which visitors do not see"
        elif site is not None and not _has_effect(folder, path, found):
            yield name, "nothing that is published shows the change"


def _values_differ(found: Findings, file: str) -> bool:
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
