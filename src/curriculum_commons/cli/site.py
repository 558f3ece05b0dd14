"""The commands for the site: check, build, serve, schema."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from time import monotonic

import click

from ..model.problems import ContentError, Problem, command, grouped, shown
from .options import StepDisplay, in_project, printer, show_warnings, today, with_engine


@click.command(epilog="Example: commons check --root ~/our-framework --format json --since v2026")
@in_project
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="For people, for programs, or as annotations of a pull request on GitHub.",
    show_default=True,
)
@click.option(
    "--since",
    metavar="REF|FILE",
    help="Also refuse what would break a promise: codes, UUIDs and rows of crosswalks that were published at a commit, "
    "tag or day, or in a framework.json that was kept, and that are gone, changed or used for something else.",
)
def check(root: Path, quiet: bool, form: str, since: str | None) -> int:
    """Check the content without building anything.

    Every problem is reported with its file, line and column, and so is everything that someone should look at again.
    """
    if form == "text":
        begun = monotonic()
        with StepDisplay(quiet) as display:
            display.step("Checking the content")
            pages, warnings = _checked(root, since)
        if not quiet:
            show_warnings(warnings)
            click.echo(f"No problems in data/ and {pages} pages, {monotonic() - begun:.1f} s")
        return 0
    try:
        problems: Sequence[Problem] = grouped(warning.as_warning for warning in _checked(root, since)[1])
    except ContentError as error:
        problems = error.grouped
    click.echo(_as_json(problems) if form == "json" else "".join(_annotation(root, one) for one in problems), nl=False)
    return int(any(problem.severity == "error" for problem in problems))


def _checked(root: Path, since: str | None) -> tuple[int, Sequence[Problem]]:
    """Return the number of pages, and what someone should look at again; raises ContentError with all problems."""
    from ..build.project import check_publishable, open_commons, unready

    commons = open_commons(root, today(root))
    warnings = check_publishable(root, commons, today(root))
    if since is not None:
        from ..review.published import broken_promises

        if problems := broken_promises(root, commons, since):
            raise ContentError(problems)
    return len(commons.pages), [*warnings, *(one for one in unready(root, commons) if one.code != "left-to-write")]


def _as_json(problems: Sequence[Problem]) -> str:
    return json.dumps([problem.as_data for problem in problems], indent=2) + "\n"


def _annotation(root: Path, problem: Problem) -> str:
    """Return a problem as a workflow command, with the characters escaped that GitHub reads as part of its syntax."""
    file = shown((root / problem.path).as_posix())
    properties = {"file": file, "line": problem.line, "col": problem.column, "title": problem.code}
    written = ",".join(f"{key}={str(value).translate(_PROPERTY)}" for key, value in properties.items() if value)
    return f"::{problem.severity} {written}::{problem.text.translate(_DATA)}\n"


_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = {**_DATA, **str.maketrans({":": "%3A", ",": "%2C"})}


@click.command(epilog="Example: commons build --root ~/our-framework --engine zensical --quiet")
@in_project
@with_engine
def build(root: Path, quiet: bool, engine_name: str) -> None:
    """Check the content, build the site and publish it into site/; where nothing has changed, it is left as it is.

    When anything is wrong, site/ stays exactly as it is.
    """
    from ..build.run import build

    begun = monotonic()
    with StepDisplay(quiet) as display:
        built = build(root.resolve(), engine_name, today(root), display.step)
    if not quiet:
        show_warnings(built.warnings)
        summary = f"{built.pages} pages, no problems, {'' if built.is_new else 'nothing has changed, '}"
        place = (root / "site" / "index.html").as_posix()
        click.echo(f"{summary}{monotonic() - begun:.1f} s: {place} (to click through it: {command('serve')})")


@click.command(epilog="Example: commons serve --root ~/our-framework --engine zensical --port 8080")
@in_project
@with_engine
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Where the preview listens."
)
def serve(root: Path, quiet: bool, engine_name: str, port: int) -> None:
    """Preview the site in a browser; pages reload when a file is saved."""
    from ..build.serve import serve

    serve(root.resolve(), engine_name, port, printer(quiet), partial(click.echo, err=True), today=today(root))


@click.command(epilog="Example: commons schema --root ~/our-framework")
@in_project
def schema(root: Path, quiet: bool) -> None:
    """Write the JSON Schemas that editors complete and check data files with into schema/."""
    from ..content.files import write_whole
    from ..model.records import schemas

    folder = root / "schema"
    folder.mkdir(exist_ok=True)
    for name, text in schemas().items():
        write_whole(folder / name, text.encode())
    if not quiet:
        click.echo(f"{len(schemas())} schemas in {folder.as_posix()}/")
