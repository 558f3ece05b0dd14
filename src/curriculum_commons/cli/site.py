"""The commands for the site: check, build, serve, schema."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import monotonic

import click

from .display import StepDisplay
from .options import in_project, show_warnings, today, with_engine


@click.command(epilog="Example: commons check --root ~/our-framework")
@in_project
def check(root: Path, quiet: bool) -> None:
    """Check the content without building anything.

    Every problem is told with its file, line and column, and so is what someone should look at again.
    """
    from ..build.project import open_commons, refuse_unpublishable

    begun = monotonic()
    with StepDisplay(quiet) as display:
        display.step("Checking the content")
        opened = open_commons(root)
        warnings = refuse_unpublishable(root, opened, today())
    if not quiet:
        show_warnings(warnings)
        click.echo(f"No problems in data/ and {len(opened.pages)} pages, {monotonic() - begun:.1f} s")


@click.command(epilog="Example: commons build --root ~/our-framework --engine zensical --quiet")
@in_project
@with_engine
def build(root: Path, quiet: bool, engine_name: str) -> None:
    """Check the content, build the site and publish it into site/; where nothing has changed, it is left as it is.

    When anything is wrong, site/ stays exactly as it is.
    """
    from ..build.build import build

    begun = monotonic()
    with StepDisplay(quiet) as display:
        built = build(root.resolve(), engine_name, today(), display.step)
    if not quiet:
        show_warnings(built.warnings)
        told = f"{built.pages} pages, no problems, {'' if built.is_new else 'nothing has changed, '}"
        place = (root / "site" / "index.html").as_posix()
        click.echo(f"{told}{monotonic() - begun:.1f} s: {place} (make serve to click through it)")


@click.command(epilog="Example: commons serve --root ~/our-framework --engine zensical --port 8080")
@in_project
@with_engine
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Where the preview listens."
)
def serve(root: Path, quiet: bool, engine_name: str, port: int) -> None:
    """Preview the site in a browser; pages reload when a file is saved."""
    from ..build.serve import serve

    def say(line: str) -> None:
        if not quiet:
            click.echo(line)

    serve(root.resolve(), engine_name, port, say, partial(click.echo, err=True), today=today())


@click.command(epilog="Example: commons schema --root ~/our-framework")
@in_project
def schema(root: Path, quiet: bool) -> None:
    """Write the JSON Schemas that editors complete and check data files with into schema/."""
    from ..model.schema import schemas

    folder = root / "schema"
    folder.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, "utf-8")
    if not quiet:
        click.echo(f"{len(schemas())} schemas in {folder.as_posix()}/")
