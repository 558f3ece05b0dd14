"""Keep the files of the newsletter from build to build, so that only issues that have changed are made anew.

Knows nothing of what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from ..commons import Commons, Download
from ..newsletter.files import Batch, batches
from ..problems import Problem
from ..shelf import program
from ..workspace import unready_issues
from .publish import SCRATCH
from .store import Store

KEPT = f"{SCRATCH}/newsletter"
"""Folder of what is kept."""
MANY = 20
"""Issues to be made from which on another process is worth its while."""


@dataclass(frozen=True)
class Letters:
    """What came of all issues."""

    problems: tuple[Problem, ...]
    """What keeps any of them from being published."""
    files: dict[str, Path]
    """Where every file of the newsletter is, by its place below the root of the site, if nothing does."""


def get_ready() -> None:
    """Read what *letters* needs where there is no issue that is ready."""
    from ..newsletter import eml, mail, preflight, text  # noqa: F401


def letters(commons: Commons, root: Path, downloads: tuple[Download, ...], today: str) -> Letters:
    """Judge the issues of a commons with these downloads for a day, and make what is missing of their files."""
    commons = commons if commons.downloads == downloads else replace(commons, downloads=downloads)
    problems = unready_issues(root, commons, today)
    return Letters(problems, {} if problems else newsletter(root, commons))


def newsletter(root: Path, commons: Commons) -> dict[str, Path]:
    """Return where every file of the newsletter is, by its place below the root of the site."""
    store, files = Store(root / KEPT), dict[str, Path]()
    keys = {_key(batch): batch for batch in batches(commons)}
    for key, batch in keys.items():
        kept = store.kept(key) or store.put(key, dict(batch.make()))
        files |= kept.names
    store.close(keys)
    return files


def _key(batch: Batch) -> str:
    return sha256(program() + batch.ingredients.encode()).hexdigest()
