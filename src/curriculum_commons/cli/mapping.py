"""The commands for curriculum maps: read, report, workbook and upgrade."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..model.problems import CallError, ContentError, Problem, by_cause, command, counted, shown
from .options import StepDisplay, in_project, printer

if TYPE_CHECKING:
    from ..mapping.read import Read
    from ..mapping.read.recipes import Recipe
    from ..model.maps import CurriculumMap


@click.group("map", epilog="Example: commons map read sessions.xlsx")
def map_() -> None:
    """Read what a school teaches, and report how far it covers the competencies."""


@map_.command(
    epilog='Example: commons map read timetable.csv --school "Our School" --year 2026-27 --column title=Topic'
)
@in_project
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--to", type=click.Path(path_type=Path), metavar="DIR", help="Folder for the maps; by default data/maps.")
@click.option("--school", metavar="NAME", default="", help="Name of the school, where no file has it.")
@click.option("--year", metavar="YEAR", default="", help='Academic year, as in "2026-27", where no file has it.')
@click.option("--rater", metavar="ROLE", default="", help="Who mapped it, where two map the same sessions.")
@click.option("--phase", metavar="NAME", default="", help="Phase of all sessions, where no column has it.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="Column to take for a field; repeat it.")
def read(
    root: Path, quiet: bool, files: tuple[Path, ...], to: Path | None, columns: tuple[str, ...], **given: str
) -> int:
    """Read the sessions of a school into data/maps, one file for a school and a year.

    Each FILE is the mapping workbook of this site, of today or before; a table of your own (csv or xlsx), whose columns
    are recognized by their names; or a curriculum inventory (xml). What is wrong is listed with its cell; everything
    else is written. How a table was read is kept in data/maps/recipes.yaml for the next time.
    """
    from ..build.project import open_commons
    from ..content.column_names import choices
    from ..content.limits import limited_memory
    from ..content.load import MAPS
    from ..mapping.framework import MapFramework
    from ..mapping.read import Choices, read_files
    from ..model.maps import FIELDS

    root = root.resolve()
    chosen = Choices(columns=choices(columns, FIELDS, "title=Topic"), **given)
    with StepDisplay(quiet) as display:
        display.step("Checking the content")
        framework = MapFramework.of(open_commons(root))
        recipes = _recipes(root)
        display.step(f"Reading {counted(len(files), 'file')}")
        with limited_memory(_MEMORY):
            found = read_files(files, framework, chosen, recipes)
    say = printer(quiet)
    for line in (note for one in found for note in one.notes):
        say(line)
    written, problems = _write(to or root / MAPS, found)
    _write_recipes(root, found, recipes)
    problems += by_cause(problem for one in found for problem in one.problems)
    for file, one in written.items():
        _show_written(root, file, one, quiet)
    if any(recipe.unknown for one in found for recipe in one.recipes):
        say("Words that are on no list are in data/maps/recipes.yaml; give them a meaning there, and read again.")
    return _reported(problems)


def _reported(problems: Sequence[Problem]) -> int:
    """Print problems and their number, and return the exit code."""
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        click.echo(counted(len(problems), "problem"), err=True)
    return 1 if problems else 0


_MEMORY = 400_000_000
"""Bytes that reading may take beyond what the program has."""


def _recipes(root: Path) -> list[Recipe]:
    from ..content.load import MAP_RECIPES
    from ..content.yaml_reader import read as read_yaml
    from ..mapping.read.recipes import read_recipes

    file = root / MAP_RECIPES
    return read_recipes(read_yaml(file.read_bytes()).value) if file.is_file() else []


def _write(to: Path, found: list[Read]) -> tuple[dict[Path, CurriculumMap], list[Problem]]:
    """Write the maps and return them by their files, with what was not written; what people decided in a map stays."""
    from ..content.files import write_whole
    from ..mapping.map_file import map_name, with_decisions, written

    to.mkdir(parents=True, exist_ok=True)
    files, problems = dict[Path, "CurriculumMap"](), list[Problem]()
    for one in (read.map for read in found if read.map):
        file = to / Path(map_name(one.school, one.year, one.rater)).name
        before = file.read_text("utf-8", errors="replace") if file.is_file() else ""
        try:
            write_whole(file, written(with_decisions(one, file.as_posix(), before)).encode())
            files[file] = one
        except ContentError as error:
            problems += error.problems
    return files, problems


def _write_recipes(root: Path, found: list[Read], recipes: list[Recipe]) -> None:
    from ..content.files import write_whole
    from ..content.load import MAP_RECIPES
    from ..mapping.read.recipes import written

    new = {recipe.names: recipe for one in found for recipe in one.recipes}
    if new:
        (root / MAP_RECIPES).parent.mkdir(parents=True, exist_ok=True)
        all_ = {recipe.names: recipe for recipe in recipes} | new
        write_whole(root / MAP_RECIPES, written(list(all_.values())).encode())


def _show_written(root: Path, file: Path, one: CurriculumMap, quiet: bool) -> None:
    place = file.relative_to(root) if file.is_relative_to(root) else file
    click.echo(shown(place.as_posix()))
    if not quiet:
        sessions = counted(len(one.sessions), "session")
        click.echo(f"  {one.school}, {one.year}: {sessions}. Next: {command('map', 'report', place.as_posix())}")


@map_.command(epilog='Example: commons map report "Riverside School of Medicine" --out report')
@in_project
@click.argument("names", metavar="MAP...", nargs=-1)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    default=Path("map-report"),
    show_default=True,
    help="Folder to write into.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["html", "docx", "xlsx", "md", "csv"]),
    help="Write only this format; repeat it for several. By default all.",
)
@click.option("--school", metavar="NAME", default="", help="Name of the school, where a table of your own has none.")
@click.option("--year", metavar="YEAR", default="", help='Academic year, as in "2026-27", where a table has none.')
def report(  # noqa: PLR0913, PLR0917 — its options
    root: Path, quiet: bool, names: tuple[str, ...], out: Path, formats: tuple[str, ...], school: str, year: str
) -> int:
    """Report how far a curriculum covers the framework: what is missing, what has changed, what to do first.

    MAP is a school with maps in data/maps, or a file that commons map read can read; without one, all of data/maps.
    Several years of a school show what has changed, two raters of a year how far they agree, several schools are
    compared.
    """
    from ..mapping.read import Choices
    from ..review.map_report import write_report

    root, choices = root.resolve(), Choices(school=school, year=year)
    with StepDisplay(quiet) as display:
        made, files, problems = write_report(root, names, out, formats, (choices, _recipes(root)), display.step)
    for problem in problems:
        click.echo(str(problem), err=True)
    if not quiet:
        for line in (*made.verdict, *(file.as_posix() for file in files)):
            click.echo(line)
    return 1 if problems else 0


@map_.command(epilog="Example: commons map workbook data/maps/riverside-2026-27.yaml --out mapping-2027-28.xlsx")
@in_project
@click.argument("file", metavar="MAP", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", required=True, help="Workbook to write.")
def workbook(root: Path, quiet: bool, file: Path, out: Path) -> None:
    """Write the mapping workbook with the sessions of a map, to go on with in the next year.

    MAP is a file in data/maps, as commons map read writes it, also from a workbook of an earlier version.
    """
    from ..build.project import open_commons
    from ..content.files import write_whole
    from ..documents.workbooks.filled import filled_workbook
    from ..mapping.map_file import read_map

    file = _map_file(root, file)
    if out.suffix.lower() != ".xlsx":
        raise CallError(f"{shown(str(out))} is not the name of a workbook; end it with .xlsx")
    with StepDisplay(quiet) as display:
        display.step("Checking the content")
        commons = open_commons(root.resolve())
        display.step("Writing the workbook")
        made = filled_workbook(commons, read_map(file.name, file.read_text("utf-8")))
    write_whole(out, made.content)
    click.echo(shown(out.as_posix()))
    for note in made.notes:
        printer(quiet)(note)


def _map_file(root: Path, file: Path) -> Path:
    file = file if file.is_file() else root / "data/maps" / f"{file.name.removesuffix('.yaml')}.yaml"
    if not file.is_file():
        raise CallError(
            f"{shown(str(file))} is not there; name the file of a map, as in data/maps/example-2026-27.yaml"
        )
    return file


@map_.command(epilog="Example: commons map upgrade data/maps/riverside-2026-27.yaml --to 2027")
@in_project
@click.argument("file", metavar="MAP", type=click.Path(path_type=Path))
@click.option("--to", "edition", metavar="EDITION", required=True, help="Edition of the framework in this folder.")
@click.option(
    "--since",
    metavar="DAY|COMMIT",
    help="State of the project with the edition of the map; by default the newest that has it.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the worksheet; by default map-upgrade in the project.",
)
def upgrade(  # noqa: PLR0913, PLR0917 — its options
    root: Path, quiet: bool, file: Path, edition: str, since: str | None, out: Path | None
) -> None:
    """Bring a curriculum map to the edition of the framework in this folder.

    What is the same or only reworded is carried over. What was merged, divided or withdrawn is put into a worksheet to
    be decided; run the command again once it is filled in, as workbook or YAML. MAP is replaced when nothing is left to
    decide.
    """
    from ..review.map_upgrade import upgrade_map

    file = _map_file(root, file)
    with StepDisplay(quiet) as display:
        outcome = upgrade_map(root.resolve(), file, edition, since, out, display.step)
    if quiet:
        return
    found = outcome.upgraded
    decided = sum(one.decided for one in found.moved)
    click.echo(f"{len(found.moved) - decided} carried over, {decided} decided, {len(found.waiting)} to decide")
    for note in found.notes:
        click.echo(f"left out: {note}")
    for written in outcome.files:
        click.echo(written.as_posix())
    if not outcome.is_done:
        rows = counted(len(found.waiting), "row")
        click.echo(f"{shown(str(file))} is as it was; fill in the worksheet ({rows}), and run the same command again")
