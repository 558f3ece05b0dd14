"""Bring a curriculum map to the edition of the framework in this folder, with a worksheet of what persons decide.

The map itself is replaced once nothing is left to decide; until then everything is in a folder of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from ..build.project import open_commons
from ..content.files import write_whole
from ..content.history import git
from ..content.yaml_reader import read
from ..documents import map_worksheet as worksheet
from ..mapping.map_file import read_map, written
from ..mapping.upgrade import Upgraded, upgrade
from ..model.build_context import newest_date
from ..model.commons import Commons
from ..model.maps import CurriculumMap
from ..model.problems import CallError, ContentError, Problem, quoted, shown
from .snapshots import commons_at

FOLDER = "map-upgrade"
"""Where the worksheet is, below the root of the project, unless another folder is named."""
_FILES = ("data/competencies.yaml", "data/profile.yaml", "data/*.json")
"""What changes with an edition."""
_MOST = 40_000_000
"""Bytes of a map or a filled worksheet."""


@dataclass(frozen=True)
class Outcome:
    """What an upgrade has come to."""

    upgraded: Upgraded
    files: tuple[Path, ...]
    """Those that were written; the map itself is the last one if nothing is left to decide."""
    since: str
    """State of the project that has the edition of the map."""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to decide."""
        return not self.upgraded.waiting


def upgrade_map(  # noqa: PLR0913, PLR0917 — what a command takes
    root: Path, file: Path, edition: str, since: str | None, out: Path | None, report: Callable[[str], None]
) -> Outcome:
    """Upgrade a map with what is decided in its worksheet, and write both.

    Raises ContentError with what is wrong in the content, the map or the worksheet, and CallError where it cannot be.
    """
    report("Checking the content")
    after = open_commons(root)
    if edition != after.framework.edition:
        has = quoted(after.framework.edition)
        raise CallError(f"this folder has edition {has}; write --to {has}, or go to the state with {quoted(edition)}")
    old = map_at(file)
    if old.edition == edition:
        raise CallError(f"{shown(str(file))} is of edition {quoted(edition)} already")
    report(f"Looking for edition {old.edition}")
    state, before = _state(root, old, since)
    report("Carrying the map over")
    folder = out or root / FOLDER
    files = {form: folder / f"{file.stem}-worksheet.{form}" for form in ("xlsx", "yaml", "md")}
    decisions = _decided(files, upgrade(old, before, after), after)
    upgraded = upgrade(old, before, after, decisions)
    decide = worksheet.rows(upgraded, decisions, after)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(files["xlsx"], worksheet.as_workbook(decide, upgraded, after, newest_date(after)))
    write_whole(files["yaml"], worksheet.as_yaml(decide))
    write_whole(files["md"], worksheet.as_markdown(decide, upgraded, after))
    target = folder / file.name if upgraded.waiting else file
    write_whole(target, written(upgraded.map).encode())
    return Outcome(upgraded, (*files.values(), target), state)


def map_at(file: Path) -> CurriculumMap:
    """Return the map of a YAML file; raises ContentError with what is wrong with its form."""
    try:
        return read_map(file.as_posix(), _content(file).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = "is not written in UTF-8; save it again as UTF-8"
        raise ContentError([Problem(file.as_posix(), 0, 0, message, "wrong-encoding")]) from error


def _state(root: Path, old: CurriculumMap, since: str | None) -> tuple[str, Commons]:
    """Return a state of the project that has the edition of a map, and its content."""
    for commit in [since] if since else _commits(root, old.edition):
        before = commons_at(root, commit)
        if before.framework.edition == old.edition:
            return commit, before
        if since:
            has = quoted(before.framework.edition)
            raise CallError(f"at {quoted(since)} the edition is {has}; name a state with edition {quoted(old.edition)}")
    raise CallError(
        f"no state of this folder in git has edition {quoted(old.edition)}, of which the map is; name one by --since"
    )


def _commits(root: Path, edition: str) -> Iterator[str]:
    """Yield commits that may have an edition, the newest first."""
    for commit in git(root, "log", "--format=%H", "--", *_FILES).decode().split():
        names = git(root, "ls-tree", "--name-only", "-z", commit, "data/").decode("utf-8", "replace").split("\0")
        if _FILES[0] not in names or _edition(git(root, "show", f"{commit}:./{_FILES[0]}")) == edition:
            yield commit


def _edition(competencies: bytes) -> Any:
    value = read(competencies).value
    framework = value.get("framework") if isinstance(value, dict) else None
    return framework.get("edition") if isinstance(framework, dict) else None


def _decided(files: Mapping[str, Path], undecided: Upgraded, after: Commons) -> Any:
    """Return what the worksheets of an earlier run decide."""
    known = {f"{one.number} {one.question.change.code}" for one in undecided.waiting}
    known |= {f"all {one.question.change.code}" for one in undecided.waiting}
    typed = [*_typed_in_workbook(files["xlsx"]), *_typed_in_yaml(files["yaml"])]
    decisions, problems = worksheet.read_decisions(typed, known, after)
    if problems:
        raise ContentError(problems)
    return decisions


def _typed_in_yaml(file: Path) -> Iterator[tuple[str, str, str]]:
    if not file.is_file():
        return
    reading = read(_content(file))
    entries = reading.value.get("decisions") if isinstance(reading.value, dict) else None
    if not isinstance(entries, list):
        raise CallError(f"{shown(str(file))} is not a worksheet any longer; remove it, and run the command again")
    for number, entry in enumerate(entries):
        if isinstance(entry, dict) and isinstance(made := entry.get("decision"), str | list):
            line = reading.position.inside["decisions"].inside[number].line
            words = "; ".join(map(str, made)) if isinstance(made, list) else made
            yield f"{shown(str(file))}:{line}", str(entry.get("row")), words


def _typed_in_workbook(file: Path) -> Iterator[tuple[str, str, str]]:
    if not file.is_file():
        return
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(_content(file)), read_only=True, data_only=True)
        rows = book[worksheet.SHEET].iter_rows(values_only=True, max_col=40, max_row=100_000)
        header = [str(cell) for cell in next(rows)]
        key, decision = header.index(worksheet.ROW), header.index(worksheet.DECISION)
    except Exception as error:  # whatever openpyxl raises on a file that is damaged
        reason = f"{shown(str(file))} cannot be read as the worksheet it was"
        raise CallError(f"{reason}; remove it, and run the command again") from error
    for number, row in enumerate(rows, 2):
        if row[decision] is not None:
            yield f"{shown(str(file))}: {worksheet.SHEET} row {number}", str(row[key]), str(row[decision])


def _content(file: Path) -> bytes:
    with file.open("rb") as stream:
        content = stream.read(_MOST + 1)
    if len(content) > _MOST:
        raise CallError(f"{shown(str(file))} has over {_MOST // 1_000_000} MB, more than any map; look at what it is")
    return content
