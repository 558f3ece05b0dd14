"""Refuse a folder for the toolkit of a school that is part of the project, or holds anything else."""

from __future__ import annotations

import json
from pathlib import Path

from ..model.problems import CallError, quoted, shown

_PROJECT = (
    *("benchmarks", "data", "decisions", "deploy", "docs", "schema", "site", "src", "tests", "theme", "toolkit"),
    "tools",
)
"""Folders of a project; those whose names begin with a dot belong to it, too."""
_UNNOTICED = (".DS_Store", "desktop.ini", "Thumbs.db")
"""Files that a computer puts into a folder by itself."""


def refuse_folder(root: Path, out: Path, index: str) -> None:
    """Raise CallError where a folder belongs to the project, or holds other files than those of a former run.

    Args:
        index: Name of the list of files that each run writes there.
    """
    name, project, folder = shown(str(out)), root.resolve(), out.resolve()
    if out.exists() and not out.is_dir():
        raise CallError(f"{name} is a file; name a folder of its own with --out")
    if project.is_relative_to(folder):
        raise CallError(f"{name} holds the project itself; name a folder of its own with --out")
    part = folder.relative_to(project).parts[0] if folder.is_relative_to(project) else ""
    if part in _PROJECT or part.startswith("."):
        raise CallError(f"{name} lies in {part}/, a part of the project; name a folder of its own with --out")
    known = {index, *_listed(out / index)}
    files = sorted(file.relative_to(out).as_posix() for file in out.rglob("*") if not file.is_dir())
    if others := [file for file in files if file not in known and Path(file).name not in _UNNOTICED]:
        message = f"{name} holds {quoted(others[0])}, which is not a file of the toolkit"
        raise CallError(f"{message}; name a new or an empty folder with --out")


def _listed(index: Path) -> set[str]:
    try:
        return {str(file["path"]) for file in json.loads(index.read_bytes())["files"]}
    except (OSError, ValueError, LookupError, TypeError):
        return set()
