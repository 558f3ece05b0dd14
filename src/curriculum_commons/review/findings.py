"""Everything that differs between two states of a project, before it is put into words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..build.downloads import existing_downloads
from ..build.publish import Scratch
from ..content.history import changed_since
from ..content.load import DATA, PAGES, TOOLKIT
from ..diff.competencies import CompetencyChange, competency_changes, edition_problems
from ..diff.record_diff import Changes, changes
from ..model.build_context import newest_date
from ..model.commons import Page
from ..model.problems import ContentError, Problem
from ..model.records import SECTIONS
from ..model.urls import is_issue
from .breaking_changes import Break, breaking_changes
from .download_diff import FileChange, PlannedDownloads, RowChange, file_changes, row_changes
from .site_diff import SiteChange, build_both, site_change
from .snapshots import Snapshots, take_snapshots

_FRAMEWORK = "competencies.yaml"
_PROGRAM = (
    *(f"src/{__name__.partition('.')[0]}/", "tools/", "deploy/", ".github/workflows/", ".gitlab-ci.yml", "Makefile"),
    *("requirements.txt", "pyproject.toml", "macros.py"),
)
"""What makes, checks and publishes a site, in a repository that has it beside the content."""
_SETTINGS = "mkdocs.yml"
_MENU = re.compile(r"^nav:[ \t]*\n(?:[ \t]+[^!\n]*\n|[ \t]*(?:#.*)?\n)*", re.MULTILINE)
"""The menu in the settings, up to a line with "!", which could run something."""


@dataclass(frozen=True)
class Findings:
    """What differs between two states of a project."""

    snapshots: Snapshots
    competencies: tuple[CompetencyChange, ...]
    settle: tuple[Problem, ...]
    """What does not fit the past edition."""
    records: Changes
    site: SiteChange | None
    """How the pages differ; None if those of the past could not be built."""
    not_built: str
    """Why they could not be built."""
    files: tuple[FileChange, ...]
    rows: tuple[RowChange, ...]
    breaks: tuple[Break, ...]
    no_effect: tuple[tuple[str, str], ...]
    """Files of the project that have changed without effect on what is published, each with the reason."""
    program: tuple[str, ...]
    """Files that have changed of what makes, checks and publishes the site."""


def find_differences(root: Path, since: str, today: str, scratch: Scratch, report: Callable[[str], None]) -> Findings:
    """Return what differs between a state of the past and the folder as it is.

    Raises ContentError with the problems of today's content, and CallError if the past cannot be read.
    """
    report("Checking the content")
    snapshots = take_snapshots(root, since, today, scratch.folder)
    before, after = snapshots.before.commons, snapshots.after.commons
    report("Building both states")
    sizes = {download.path: download.size for download in existing_downloads(root)}
    was, now = (PlannedDownloads.of(snapshot, sizes) for snapshot in (snapshots.before, snapshots.after))
    site, not_built = _site_change(root, scratch, snapshots, was, now)
    report("Comparing them")
    dated = PlannedDownloads.of(snapshots.before, sizes, newest_date(after))
    competencies = competency_changes(before, after)
    files = file_changes(was, dated, now)
    touched = changed_since(root, snapshots.moment.commit)
    return Findings(
        snapshots=snapshots,
        competencies=competencies,
        settle=tuple(_edition_problems(snapshots, competencies)),
        records=changes(before, after, today),
        site=site,
        not_built=not_built,
        files=files,
        rows=row_changes(dated, now),
        breaks=tuple(breaking_changes(snapshots, site, competencies, files)),
        no_effect=tuple(_without_effect(snapshots, site, files, touched)),
        program=tuple(name for name in touched if name.startswith(_PROGRAM) or _may_run(name, snapshots)),
    )


def _may_run(name: str, snapshots: Snapshots) -> bool:
    """Return True if a change of a theme file or of the settings may run something: templates, scripts, hooks."""
    if name.startswith("theme/"):
        return name.endswith((".html", ".js", ".xml"))
    files = (snapshot.folder / _SETTINGS for snapshot in (snapshots.before, snapshots.after))
    was, now = (_MENU.sub("", file.read_text("utf-8")) if file.is_file() else "" for file in files)
    return name == _SETTINGS and was != now


def _site_change(
    root: Path, scratch: Scratch, snapshots: Snapshots, was: PlannedDownloads, now: PlannedDownloads
) -> tuple[SiteChange | None, str]:
    if not snapshots.past.can_be_shown:
        return None, str(snapshots.past.problems[0])
    before, after = build_both(root, scratch, (snapshots.before, was), (snapshots.after, now))
    if isinstance(before, ContentError):
        return None, str(before.problems[0]).replace(f"{snapshots.before.folder}/", "").rstrip(".")
    return site_change(before, after), ""


def _edition_problems(snapshots: Snapshots, competencies: tuple[CompetencyChange, ...]) -> Iterator[Problem]:
    document = snapshots.after.source.documents[_FRAMEWORK]
    for problem in edition_problems(snapshots.before.commons, snapshots.now, competencies):
        yield Problem(f"{DATA}/{_FRAMEWORK}", *document.locate(problem.path), problem.message, problem.code)


def _without_effect(
    snapshots: Snapshots, site: SiteChange | None, files: Sequence[FileChange], touched: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield changed files without effect; if pages are not built, only those that certainly have none."""
    nothing_changes = site is not None and not (site.new or site.gone or site.changed or site.assets or files)
    drafts = {page.path for page in snapshots.now.drafts}
    for name in touched:
        folder, _, path = name.partition("/")
        if folder == DATA and path.endswith(".yaml"):
            if not _values_differ(snapshots, path):
                yield name, "its values are what they were; only spaces, comments or their order differ"
            elif nothing_changes:
                yield name, "no page and no file shows what has changed in it"
        elif folder == PAGES and path in drafts:
            yield name, "a draft, which visitors do not see"
        elif site is not None and not _has_effect(folder, path, site, files):
            yield name, "nothing that is published shows the change"


def _values_differ(snapshots: Snapshots, file: str) -> bool:
    before, after = snapshots.before.commons, snapshots.now
    sections = [name for name, section in SECTIONS.items() if section.file == file]
    return any(getattr(before, name) != getattr(after, name) for name in sections)


def _has_effect(folder: str, path: str, site: SiteChange, files: Sequence[FileChange]) -> bool:
    if folder == TOOLKIT:
        return any(file.status != "dated" for file in files)
    if folder == PAGES and path.endswith(".md"):
        return is_issue(path) or Page.address_of(path) in {*site.new, *site.gone, *site.changed}
    is_asset = any(asset.source == f"{folder}/{path}" for asset in site.assets)
    return is_asset or bool(site.new or site.gone or site.changed) or folder not in {PAGES, "theme", _SETTINGS}
