"""Tell whether a built site is there, and whether it shows the content as it is now."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from ..model.problems import CallError, shown

MADE_FROM = ("data", "docs", "toolkit", "theme", "mkdocs.yml", "macros.py", "LICENSE-content")
_MADE = "downloads"


def refuse_stale(root: Path) -> None:
    """Raise CallError where there is no site to deliver, or where its content has changed since it was built."""
    site = root / "site"
    home = site / "index.html"  # each build writes it, but not each page of an archive
    if not home.is_file():
        raise CallError('there is no built site; run "make site" first')
    built = home.stat().st_mtime_ns
    newer = [path for path in _sources(root) if path.stat().st_mtime_ns > built]
    if newer:
        path = shown(newer[0].relative_to(root).as_posix())
        raise CallError(f'{path} was changed after site/ was built; run "make site" first')


def _sources(root: Path) -> Iterator[Path]:
    for name in MADE_FROM:
        if (root / name).is_file():
            yield root / name
        for place, folders, files in os.walk(root / name):
            if place == str(root / "docs") and _MADE in folders:
                folders.remove(_MADE)
            folders.sort()
            yield from (Path(place, file) for file in sorted(files) if not file.startswith("."))


def state_in_git(root: Path) -> str:
    """Return in words which state of the content it is, such as "commit 1a2b3c4"."""
    head = _ask(root, "rev-parse", "--short", "HEAD")
    if not head:
        return "a folder without history"
    changed = _ask(root, "status", "--porcelain", "--untracked-files=normal", "--", *_there(root))
    return f"commit {head} and changes that are not committed" if changed else f"commit {head}"


def _there(root: Path) -> list[str]:
    return [name for name in MADE_FROM if (root / name).exists()] or ["."]


def _ask(root: Path, *words: str) -> str:
    around = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(["git", *words], cwd=root, env=around, check=False, capture_output=True)
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""
