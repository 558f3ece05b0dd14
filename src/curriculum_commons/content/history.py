"""Restore the content of a project as it was at a commit or on a day, from its git history.

Knows git and folders, and nothing of what the files are for. Never touches the working tree.
"""

from __future__ import annotations

import io
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ..model.problems import CallError, did_you_mean, quoted, shown
from .load import CONFIGURATION, DATA, PAGES, TERMS, THEME, TOOLKIT, UPSTREAM
from .yaml_scalars import DAY

CONTENT = (DATA, PAGES, TOOLKIT, UPSTREAM, TERMS)
"""What is restored, as far as it was there."""
LOOKS = (THEME, CONFIGURATION, "macros.py")
"""What a site is built with, besides."""
_WAY_OUT = "a day, such as 2026-12-01, a tag, a branch or a commit"


@dataclass(frozen=True)
class Moment:
    """A commit, and how it differs from what is in the folder now."""

    commit: str
    """Its full name."""
    day: str
    """The day on which it was made, in UTC."""
    lacking: int
    """Commits up to it that the branch of the folder does not have."""
    uncommitted: tuple[str, ...]
    """Paths of the files that are not as the last commit of its branch has them."""


def moment(root: Path, since: str) -> Moment:
    """Return a commit; raises CallError where there is none."""
    commit = _commit(root, since)
    day = git(root, "log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%d", commit, "--").decode().strip()
    lacking = int(git(root, "rev-list", "--count", commit, "^HEAD", "--"))
    return Moment(commit, day, lacking, changed_since(root, "HEAD"))


def authors_days(root: Path, now: datetime) -> Iterator[date]:
    """Yield the days of the newest commits where their authors live; none where there is no history."""
    with suppress(CallError):
        for written in git(root, "log", f"-{_NEWEST}", "--format=%aI").decode().split():
            if (moment := datetime.fromisoformat(written)) <= now:  # else its clock is wrong
                yield moment.date()


_NEWEST = 10  # a server may have merged them by a commit of its own


def changed_since(root: Path, commit: str) -> tuple[str, ...]:
    """Return the path of every file of a folder that is not as it was at a commit."""
    named = git(root, "diff", "--name-only", "--relative", "-z", commit, "--", ".")
    named += git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return tuple(sorted({name for name in named.decode("utf-8", "replace").split("\0") if name}))


def published_branch(root: Path) -> str | None:
    """Return the branch that others have of this repository, as far as this copy knows of one."""
    for name in ("origin/HEAD", "origin/main", "origin/master"):
        found = _run(root, "rev-parse", "--verify", "--quiet", "--abbrev-ref", name)
        if not found.returncode and (branch := found.stdout.decode().strip()):
            return branch
    return None


@contextmanager
def content_at(root: Path, since: str) -> Iterator[Path]:
    """Yield a temporary folder with the content as it was; raises CallError where there is none.

    Args:
        since: A day, which means the last commit before it, in UTC; or a commit, tag or branch.
    """
    with tempfile.TemporaryDirectory(prefix="commons-") as folder:
        restore(root, since, Path(folder))
        yield Path(folder)


def restore(root: Path, since: str, folder: Path, others: tuple[str, ...] = ()) -> None:
    """Restore the content as it was into a folder; raises CallError where there is none.

    Args:
        others: What else is restored, as far as it was there.
    """
    commit = _commit(root, since)
    names = git(root, "ls-tree", "--name-only", "-z", commit).decode("utf-8", "replace").split("\0")
    there = [name for name in (*CONTENT, *others) if name in names]
    if "data" not in there:
        raise CallError(f"at {quoted(since)} there was no data/ in this folder yet; name a later one")
    packed = git(root, "archive", "--format=zip", commit, "--", *there)
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:  # which never leaves the folder, in any Python
            archive.extractall(folder)
    except (zipfile.BadZipFile, OSError) as error:
        raise CallError(f"the content at {quoted(since)} cannot be laid out: {shown(str(error))}") from error


def _commit(root: Path, since: str) -> str:
    inside = _run(root, "rev-parse", "--is-inside-work-tree")
    if b"dubious ownership" in inside.stderr:
        way_out = f'"git config --global --add safe.directory {shown(str(root.resolve()))}" lets it'
        raise CallError(f"git does not read this folder, for it belongs to another user; {way_out}")
    if inside.stdout.strip() != b"true":
        raise CallError(f"{shown(str(root.resolve()))} has no history that git can read; name a folder in a repository")
    if _run(root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        raise CallError("there is no commit yet; make one, and compare with it later")
    if DAY.fullmatch(since):
        return _last_before(root, since)
    found = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}")
    if found.returncode or "\0" in since:
        names = git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
        way_out = did_you_mean(since, names.decode("utf-8", "replace").split()) or f"; write {_WAY_OUT}"
        raise CallError(f"unknown commit {quoted(since)}{_cut_off(root)}{way_out}")
    return found.stdout.decode().strip()


def _last_before(root: Path, day: str) -> str:
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise CallError(f"{quoted(day)} is not a day in the calendar; look at the month and the day") from error
    found = git(root, "rev-list", "-1", f"--before={day}T00:00:00Z", "HEAD", "--").decode().strip()
    if not found:
        days = git(root, "log", "--format=%cd", "--date=format-local:%Y-%m-%d", "HEAD", "--").decode().split()
        first = f"; the first is of {min(days)}, so write a later day"
        raise CallError(f"there is no commit before {quoted(day)}{_cut_off(root)}{first}")
    return found


def _cut_off(root: Path) -> str:
    """Return a hint at history that is missing here only."""
    is_shallow = _run(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    return ', but this copy holds only the newest commits; "git fetch --unshallow" brings the rest' * is_shallow


def git(root: Path, *arguments: str) -> bytes:
    """Return what git prints for the repository of a folder; raises CallError with its reason if it refuses."""
    done = _run(root, *arguments)
    if done.returncode:
        reasons = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it gives no reason"]
        raise CallError(f"git cannot read the history of this folder: {shown(reasons[0])}")
    return done.stdout


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    # Set by a hook or another git that calls this program, for a repository that is not ours.
    elsewhere = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"}
    around = {name: value for name, value in os.environ.items() if name not in elsewhere}
    around |= {"LC_ALL": "C", "TZ": "UTC"}
    try:
        return subprocess.run(["git", *arguments], cwd=root, env=around, check=False, capture_output=True)
    except FileNotFoundError as error:
        raise CallError("git is not installed, so there is no history to compare with") from error
    except ValueError as error:  # a null character in an argument
        raise CallError(f"a commit cannot be named so; write {_WAY_OUT}") from error
