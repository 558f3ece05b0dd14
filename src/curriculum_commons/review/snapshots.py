"""Two states of a project side by side: as it was at a commit, and as it lies in the folder now.

Knows where they lie and how they are read, and nothing of how they differ.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, fields, replace
from pathlib import Path

from ..build.project import open_commons, refuse_unpublishable
from ..content.history import CONTENT, LOOKS, Moment, content_at, moment, published_branch, restore
from ..content.load import MADE, Source, load
from ..model.collections import SECTIONS, name_key
from ..model.commons import Commons
from ..model.problems import CallError, quoted
from ..render import signatures
from ..validation.gates.records import overdue
from ..validation.validate import PartialCommons, partial_commons


@dataclass(frozen=True)
class State:
    """One state of a project."""

    folder: Path
    """Where its content lies, and what it is built with."""
    source: Source
    """What was read."""
    commons: Commons
    """What can be compared with the other state."""


@dataclass(frozen=True)
class States:
    """Both states."""

    asked: str
    """How the state of the past was asked for."""
    moment: Moment
    """What git knows of it."""
    before: State
    after: State
    now: Commons
    """All of today's content; `after` holds only what can be compared."""
    salvage: PartialCommons
    """What there is of the content of the past."""


def since_or_published(root: Path, since: str | None) -> tuple[str, str]:
    """Return what to compare with, and a sentence on why where nobody said; raises CallError outside a repository."""
    if since:
        return since, ""
    branch = published_branch(root)
    if branch:
        return branch, ""
    moment(root, "HEAD")
    return "HEAD", 'this copy knows no published branch "origin/main", so it is compared with the last commit'


def two_states(root: Path, since: str, today: str, folder: Path) -> States:
    """Lay out both states in the folders `before` and `after` of a folder, and return them.

    Raises ContentError with what is wrong with today's content, and CallError where the past cannot be read.
    """
    now = open_commons(root, today)
    refuse_unpublishable(root, now, today)
    known = moment(root, since)
    past, here = folder / "before", folder / "after"
    past.mkdir()
    restore(root, since, past, LOOKS)
    shutil.rmtree(past / MADE, ignore_errors=True)
    source = load(past)
    found = partial_commons(source, signatures())
    if found.commons is None:
        raise CallError(_unreadable(since, found))
    _copy(root, here)
    past_commons = replace(found.commons, overdue=overdue(found.commons, today))
    before, after = State(past, source, past_commons), State(here, load(root), _comparable(now, found))
    return States(since, known, before, after, now, found)


def _copy(root: Path, to: Path) -> None:
    """Copy what a site is built from, without what was made of it."""
    made = Path(MADE)

    def left_out(place: str, names: list[str]) -> list[str]:
        return [made.name] if Path(place) == root / made.parent and made.name in names else []

    to.mkdir()
    for name in (*CONTENT, *LOOKS):
        if (root / name).is_dir():
            shutil.copytree(root / name, to / name, ignore=left_out)
        elif (root / name).exists():
            shutil.copyfile(root / name, to / name)


def commons_at(root: Path, since: str) -> Commons:
    """Return the content as it was, as far as it can be read; raises CallError where the framework cannot."""
    with content_at(root, since) as folder:
        found = partial_commons(load(folder), signatures())
    if found.commons is None or found.unread["competencies"]:
        raise CallError(_unreadable(since, found))
    return found.commons


def _unreadable(since: str, found: PartialCommons) -> str:
    message = f"the content at {quoted(since)} cannot be read by today's rules, as {found.problems[0]}"
    return f"{message}; name a later one"


def _comparable(now: Commons, found: PartialCommons) -> Commons:
    """Return today's content without the records of which the past had some that cannot be read."""
    kept: dict[str, object] = {}
    for name, unread in found.unread.items():
        if unread and name == "pages":
            kept["pages"] = tuple(page for page in now.pages if page.path not in unread)
        elif unread:
            key = name_key(SECTIONS[name])
            kept[name] = tuple(record for record in getattr(now, name) if getattr(record, key) not in unread)
    assert kept.keys() <= {field.name for field in fields(now)}
    return replace(now, **kept) if kept else now  # type: ignore[arg-type]
