"""The commands that compare with the past: changes, guide."""

from __future__ import annotations

from pathlib import Path

import click

from ..model.problems import CallError, ContentError, shown
from .display import StepDisplay
from .options import in_project, today

_SINCE = "a day stands for the last state before it, in UTC; or a commit, tag or branch."


@click.command(epilog="Example: commons changes --since origin/main --format markdown --out review.md")
@in_project
@click.option(
    "--since",
    metavar="DAY|COMMIT",
    help=f"What to compare with: {_SINCE} The published branch (origin/main) if left out.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Text for a terminal, Markdown for a pull request, JSON for a script.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File to write it into, in place of showing it.",
)
def changes(root: Path, quiet: bool, since: str | None, form: str, out: Path | None) -> None:
    """Tell in plain words what publishing this folder would change.

    It sets records, built pages and files against those of another state: what is new, reworded and withdrawn,
    and what breaks. Nothing is published, and site/ stays as it is.
    """
    from ..review.output import FORMS
    from ..review.report import refused
    from ..review.reviewing import review

    try:
        with StepDisplay(quiet) as display:
            report = review(root.resolve(), since, today(), display.step)
    except ContentError as error:
        if out is not None:  # so that nobody reads what was said of a former state
            _write(out, FORMS[form](refused(error.grouped)))
        raise
    told = FORMS[form](report)
    if out is None:
        click.echo(told, nl=False)
        return
    _write(out, told)
    if not quiet:
        click.echo(report.summary)


@click.command(epilog="Example: commons guide --since edition-2018 --out guide")
@in_project
@click.option(
    "--since",
    metavar="DAY|COMMIT",
    help=f"Where the edition before stands: {_SINCE} The published branch (origin/main) if left out.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="Folder that the guide is laid into.",
)
def guide(root: Path, quiet: bool, since: str | None, out: Path) -> None:
    """Write a guide from an edition of the framework to the one in this folder, for schools that have adopted it.

    It says which competencies were added, reworded, merged and withdrawn, and what a school maps again; as Markdown,
    as a page, and as a Word document.
    """
    from ..review.editions import lay_out_guide

    with StepDisplay(quiet) as display:
        names = lay_out_guide(root.resolve(), since, out, display.step)
    for name in names:
        click.echo((out / name).as_posix())


def _write(out: Path, told: str) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(told, "utf-8")
    except (FileExistsError, NotADirectoryError) as error:
        raise CallError(f"{shown(str(out))} cannot be written: {error.strerror}; name another file") from error
