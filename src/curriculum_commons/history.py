"""Bring back the content of a project as it was: at a commit, or on a day, as git remembers it.

Knows git and folders, and nothing of what the files are for. The working tree is never touched.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .problems import CallError, quoted, shown

CONTENT = ("data", "docs", "toolkit", "LICENSE-content")
"""What is brought back, as far as it was there."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@contextmanager
def content_at(root: Path, since: str) -> Iterator[Path]:
    """Give a folder with the content as it was, for as long as it is looked at; raises CallError where it cannot.

    Args:
        since: A day, which stands for the last commit before it, in UTC; or a commit, tag or branch.
    """
    commit = _commit(root, since)
    names = _git(root, "ls-tree", "--name-only", "-z", commit).decode("utf-8", "replace").split("\0")
    there = [name for name in CONTENT if name in names]
    if "data" not in there:
        raise CallError(f"at {quoted(since)} there was no data/ in this folder yet; name a later one")
    packed = _git(root, "archive", "--format=tar", commit, "--", *there)
    with tempfile.TemporaryDirectory(prefix="commons-") as folder:
        try:
            with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, OSError) as error:
            raise CallError(f"the content at {quoted(since)} cannot be laid out: {shown(str(error))}") from error
        yield Path(folder)


def _commit(root: Path, since: str) -> str:
    if _ask(root, "rev-parse", "--is-inside-work-tree").stdout.strip() != b"true":
        raise CallError(f"{shown(str(root.resolve()))} has no history that git can read; name a folder in a repository")
    if _ask(root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        raise CallError("there is no commit yet; make one, and compare with it later")
    if _DAY.fullmatch(since):
        return _last_before(root, since)
    found = _ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}")
    if found.returncode or "\0" in since:
        raise CallError(f"unknown commit {quoted(since)}{_cut_off(root)}; write a day, a tag, a branch or a commit")
    return found.stdout.decode().strip()


def _last_before(root: Path, day: str) -> str:
    found = _git(root, "rev-list", "-1", f"--before={day}T00:00:00Z", "HEAD", "--").decode().strip()
    if not found:
        raise CallError(f"there is no commit before {quoted(day)}{_cut_off(root)}; write a later day")
    return found


def _cut_off(root: Path) -> str:
    """Return why more may be missing than was ever there."""
    is_shallow = _ask(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    return (
        ', but this copy holds only the newest commits; "git fetch --unshallow" brings the rest' if is_shallow else ""
    )


def _git(root: Path, *words: str) -> bytes:
    done = _ask(root, *words)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it says nothing"]
        raise CallError(f"git cannot read the history of this folder: {shown(said[0])}")
    return done.stdout


def _ask(root: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    # A hook or another git that calls us says in these where it is, which is not where we look.
    around = {
        name: value for name, value in os.environ.items() if name not in {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"}
    }
    try:
        return subprocess.run(["git", *words], cwd=root, env=around, check=False, capture_output=True)
    except FileNotFoundError as error:
        raise CallError("git is not installed, so there is no history to compare with") from error
    except ValueError as error:  # a zero sign in a word
        raise CallError("a commit cannot be named so; write a day, a tag, a branch or a commit") from error
