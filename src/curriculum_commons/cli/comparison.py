"""The commands that compare with a past state: review the changes, and write the guide between two editions."""

from __future__ import annotations

from pathlib import Path

import click

from ..model.problems import CallError, ContentError, shown
from .options import StepDisplay, in_project, today

_SINCE = "a commit, tag or branch, or a day for the last state before it, in UTC."


@click.command(epilog="Example: commons changes --since origin/main --format markdown --out review.md")
@in_project
@click.option(
    "--since",
    metavar="DAY|COMMIT",
    help=f"State to compare with: {_SINCE} By default the published branch, origin/main.",
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
    help="File to write to, instead of the terminal.",
)
def changes(root: Path, quiet: bool, since: str | None, form: str, out: Path | None) -> None:
    """Review in plain words what publishing this folder would change.

    It compares records, built pages and files with those of another state: what is new, reworded and withdrawn,
    and what breaks. Nothing is published, and site/ stays as it is.
    """
    from ..review.report import FORMS, refused
    from ..review.review import review

    try:
        with StepDisplay(quiet) as display:
            report = review(root.resolve(), since, today(root), display.step)
    except ContentError as error:
        if out is not None:  # so that nobody reads the review of an earlier state
            _write(out, FORMS[form](refused(error.grouped)))
        raise
    text = FORMS[form](report)
    if out is None:
        click.echo(text, nl=False)
        return
    _write(out, text)
    if not quiet:
        click.echo(report.summary)


@click.command(epilog="Example: commons guide --since edition-2018 --out guide")
@in_project
@click.option(
    "--since",
    metavar="DAY|COMMIT",
    help=f"State with the edition before: {_SINCE} By default the published branch, origin/main.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", required=True, help="Folder to write the guide into."
)
def guide(root: Path, quiet: bool, since: str | None, out: Path) -> None:
    """Write a guide from an edition of the framework to the one in this folder, for schools that have adopted it.

    It lists which competencies were added, reworded, moved, merged, split and withdrawn, and what a school maps
    again; as Markdown, as a page, and as a Word document.
    """
    from ..review.guide import write_guide

    with StepDisplay(quiet) as display:
        names = write_guide(root.resolve(), since, out, display.step)
    for name in names:
        click.echo((out / name).as_posix())


def _write(out: Path, text: str) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, "utf-8", newline="\n")
    except (FileExistsError, NotADirectoryError) as error:
        raise CallError(f"{shown(str(out))} cannot be written: {error.strerror}; name another file") from error
