"""Whether a folder is one that the toolkit of a school can be laid into: nothing else may lie there."""

from __future__ import annotations

import json
from pathlib import Path

from ..model.problems import CallError, quoted, shown

_OWN = (
    *("benchmarks", "data", "decisions", "deploy", "docs", "schema", "site", "src", "tests", "theme", "toolkit"),
    "tools",
)
"""Folders of a project; what begins with a dot is its own, too."""
_UNNOTICED = (".DS_Store", "desktop.ini", "Thumbs.db")
"""Files that a computer lays into a folder by itself."""


def refuse_folder(root: Path, out: Path, index: str) -> None:
    """Raise CallError where a folder belongs to the project, or holds anything but the files of a former run.

    Args:
        index: Name of the list of its files that each run leaves there.
    """
    name, whole = shown(str(out)), out.resolve()
    if out.exists() and not out.is_dir():
        raise CallError(f"{name} is a file; name a folder of its own with --out")
    if whole == root.resolve() or whole in root.resolve().parents:
        raise CallError(f"{name} holds the project itself; name a folder of its own with --out")
    within = whole.relative_to(root.resolve()).parts[0] if whole.is_relative_to(root.resolve()) else ""
    if within in _OWN or within.startswith("."):
        raise CallError(f"{name} lies in {within}/, a part of the project; name a folder of its own with --out")
    if stranger := _stranger(out, index):
        raise CallError(
            f"{name} holds {quoted(stranger)}, no file of the toolkit; name a new or an empty folder with --out"
        )


def _stranger(out: Path, index: str) -> str:
    """Return one file that no former run has left; empty where there is none."""
    made = {index, *_listed(out / index)}
    files = sorted(file.relative_to(out).as_posix() for file in out.rglob("*") if not file.is_dir())
    return next((file for file in files if file not in made and Path(file).name not in _UNNOTICED), "")


def _listed(index: Path) -> set[str]:
    try:
        return {str(file["path"]) for file in json.loads(index.read_bytes())["files"]}
    except (OSError, ValueError, LookupError, TypeError):
        return set()
