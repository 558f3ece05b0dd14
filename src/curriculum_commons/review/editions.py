"""Lay out the guide from an edition of the past to the one in the folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..build.project import open_commons
from ..content.files import write_whole
from ..model.problems import CallError, shown
from .guide import guide_files
from .snapshots import commons_at, since_or_published


def lay_out_guide(root: Path, since: str | None, out: Path, tell: Callable[[str], None]) -> list[str]:
    """Write the guide in each format into a folder, and return the names of its files.

    Raises ContentError with what is wrong with today's content, and CallError where the past cannot be read.
    """
    tell("Checking the content")
    after = open_commons(root)
    asked, _ = since_or_published(root, since)
    before = commons_at(root, asked)
    tell("Writing the guide")
    made = guide_files(before, after)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise CallError(f"{shown(str(out))} is a file, and the guide needs a folder; name another") from error
    for name, content in made.items():
        write_whole(out / name, content)
    return [*made]
