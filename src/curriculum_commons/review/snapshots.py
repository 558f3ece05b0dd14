"""Two states of a project side by side: as it was at a commit, and as it is in the folder now.

Knows where they are and how they are read, and nothing of how they differ.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..build.downloads import DownloadPlan, existing_downloads, plan_downloads
from ..build.project import check_publishable, context_for, open_commons
from ..content.history import CONTENT, LOOKS, Moment, content_at, moment, published_branch, restore
from ..content.load import MADE, Source, load
from ..model.build_context import BuildContext
from ..model.commons import Commons
from ..model.problems import CallError, quoted
from ..model.records import SECTIONS, name_key
from ..render import signatures
from ..validation.validate import PartialCommons, partial_commons


@dataclass(frozen=True)
class Snapshot:
    """One state of a project."""

    folder: Path
    """Folder with its content and what it is built with."""
    source: Source
    commons: Commons
    """The part of its content that can be compared with the other state."""
    context: BuildContext
    plan: DownloadPlan
    """Its downloads, none of them made."""


@dataclass(frozen=True)
class Snapshots:
    """Both states."""

    since: str
    """Day, commit, tag or branch of the past state, as it was given."""
    moment: Moment
    """Its commit."""
    before: Snapshot
    after: Snapshot
    now: Commons
    """All of today's content; `after` has only what can be compared."""
    past: PartialCommons
    """The content of the past, as far as today's rules can read it."""


def since_or_published(root: Path, since: str | None) -> tuple[str, str]:
    """Return what to compare with, and a note if that is only a guess; raises CallError outside a repository."""
    if since:
        return since, ""
    branch = published_branch(root)
    if branch:
        return branch, ""
    moment(root, "HEAD")
    return "HEAD", 'this copy knows no published branch "origin/main", so it is compared with the last commit'


def take_snapshots(root: Path, since: str, today: str, folder: Path) -> Snapshots:
    """Put both states into the folders `before` and `after` of a folder.

    Raises ContentError with the problems of today's content, and CallError if the past cannot be read.
    """
    now = open_commons(root, today)
    check_publishable(root, now, today)
    commit = moment(root, since)
    then, here = folder / "before", folder / "after"
    then.mkdir()
    restore(root, since, then, LOOKS)
    shutil.rmtree(then / MADE, ignore_errors=True)
    source = load(then)
    past = partial_commons(source, signatures())
    if past.commons is None:
        raise CallError(_unreadable(since, past))
    _copy(root, here)
    comparable = _comparable(now, past)
    sizes = {download.path: download.size for download in existing_downloads(root)}
    before = _snapshot(then, source, past.commons, today, sizes)
    after = _snapshot(here, load(root), comparable, today, sizes)
    return Snapshots(since, commit, before, after, now, past)


def _snapshot(folder: Path, source: Source, commons: Commons, today: str, sizes: Mapping[str, int]) -> Snapshot:
    """Return a state whose downloads have the sizes of those that were made last, so that they are no difference."""
    context = context_for(folder, commons, today)
    plan = plan_downloads(commons, context)
    return Snapshot(folder, source, commons, replace(context, downloads=plan.downloads(sizes)), plan)


def _copy(root: Path, to: Path) -> None:
    """Copy what a site is built from, without the downloads."""
    to.mkdir()
    for name in (*CONTENT, *LOOKS):
        if (root / name).is_dir():
            shutil.copytree(root / name, to / name)
        elif (root / name).exists():
            shutil.copyfile(root / name, to / name)
    shutil.rmtree(to / MADE, ignore_errors=True)


def commons_at(root: Path, since: str) -> Commons:
    """Return the content as it was, as far as it can be read; raises CallError if the framework cannot."""
    with content_at(root, since) as folder:
        past = partial_commons(load(folder), signatures())
    if past.commons is None or past.unread["competencies"]:
        raise CallError(_unreadable(since, past))
    return past.commons


def _unreadable(since: str, past: PartialCommons) -> str:
    reason = f"the content at {quoted(since)} cannot be read by today's rules, as {past.problems[0]}"
    return f"{reason}; name a later one"


def _comparable(now: Commons, past: PartialCommons) -> Commons:
    """Return today's content without the records and pages that could not be read in the past."""
    kept: dict[str, object] = {}
    for name, unread in past.unread.items():
        if unread:
            key = "path" if name == "pages" else name_key(SECTIONS[name])
            kept[name] = tuple(record for record in getattr(now, name) if getattr(record, key) not in unread)
    return replace(now, **kept) if kept else now  # type: ignore[arg-type]
