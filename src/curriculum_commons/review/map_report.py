"""Find the curriculum maps that a report is about, and write it into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ..build.project import open_commons
from ..content.files import write_whole
from ..content.load import MAP_RECIPES, MAPS
from ..content.markdown.engine import slugify
from ..documents.map_report import FORMATS, report_files
from ..documents.map_report.blocks import Report
from ..documents.map_report.compose import compose
from ..mapping.framework import MapFramework
from ..mapping.read import Choices, read_files
from ..mapping.read.recipes import Recipe
from ..model.commons import Commons
from ..model.maps import CurriculumMap
from ..model.problems import CallError, ContentError, Problem, by_cause, did_you_mean, quoted, shown
from .map_upgrade import map_at

_YAML = {".yaml", ".yml"}


def write_report(  # noqa: PLR0913, PLR0917 — what a command takes
    root: Path,
    names: Sequence[str],
    out: Path,
    formats: Sequence[str],
    tables: tuple[Choices, Sequence[Recipe]],
    report: Callable[[str], None],
) -> tuple[Report, tuple[Path, ...], tuple[Problem, ...]]:
    """Write the report on schools and files; return it with the files that were written, and what could not be read.

    Args:
        names: Schools with maps in data/maps, or files; all maps of data/maps where there are none.
        formats: Endings of the files to write; all where there are none.
        tables: How tables of others are read, and were read before.
    """
    report("Checking the content")
    commons = open_commons(root)
    report("Reading the maps")
    maps, problems = _read(root, names, commons, *tables)
    report("Writing the report")
    made = compose(maps, commons)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise CallError(f"{shown(str(out))} is a file, and the report needs a folder; name another") from error
    written = []
    for name, content in report_files(made, commons, formats or FORMATS):
        write_whole(out / name, content)
        written.append(out / name)
    return made, tuple(written), problems


def _read(
    root: Path, names: Sequence[str], commons: Commons, choices: Choices, recipes: Sequence[Recipe]
) -> tuple[list[CurriculumMap], tuple[Problem, ...]]:
    files = [Path(name) for name in names if Path(name).is_file()]
    tables = [file for file in files if file.suffix.lower() not in _YAML]
    read = read_files(tables, MapFramework.of(commons), choices, recipes) if tables else []
    maps = [map_at(file) for file in files if file not in tables]
    maps += [one.map for one in read if one.map]
    maps += [one for name in names or [""] if Path(name) not in files for one in _of_school(root, name)]
    problems = tuple(by_cause(problem for one in read for problem in one.problems))
    if not maps and problems:
        raise ContentError(problems)
    return maps, problems


def _of_school(root: Path, name: str) -> Iterator[CurriculumMap]:
    """Yield the maps of a school, or all where it has no name."""
    if name and (Path(name).suffix or len(Path(name).parts) > 1):
        raise CallError(f"{shown(name)} is not there; check its name and its folder")
    there = [map_at(file) for file in sorted((root / MAPS).glob("*.yaml")) if file != root / MAP_RECIPES]
    found = [one for one in there if not name or slugify(one.school, "-") == slugify(name, "-")]
    if not found:
        schools = dict.fromkeys(one.school for one in there)
        hint = did_you_mean(name, schools) or f'; "commons map read" puts maps into {MAPS}/'
        raise CallError(f"{MAPS}/ has no map" + (f" of {quoted(name)}{hint}" if name else hint))
    yield from found
