"""The commands for the newsletter: new, draft, publish, test."""

from __future__ import annotations

from pathlib import Path

import click

from ..model.problems import command, shown
from .options import StepDisplay, in_project, today


@click.group(epilog='Example: commons newsletter new "A new edition, and a toolkit"')
def newsletter() -> None:
    """Begin an issue of the newsletter, or look at one; nothing is ever sent."""


@newsletter.command(epilog='Example: commons newsletter new "A new edition, and a toolkit" --date 2027-01-15')
@in_project
@click.argument("words", metavar="TITLE", nargs=-1, required=True)
@click.option(
    "--date", "day", metavar="DAY", help='Day on which it is to be sent, as in "2027-01-15"; today if left out.'
)
def new(root: Path, quiet: bool, words: tuple[str, ...], day: str | None) -> None:
    """Write a new issue as a draft, with its front matter and macros.

    The TITLE is the subject of the e-mail too; a file that is there is never touched.
    """
    from ..newsletter.commands import begin_issue

    _report_draft(begin_issue(root, " ".join(words), day or today(root)), quiet)


@newsletter.command(epilog='Example: commons newsletter draft --since 2026-12-01 "What is new this winter"')
@in_project
@click.argument("words", metavar="TITLE", nargs=-1)
@click.option(
    "--since",
    metavar="DAY|COMMIT",
    required=True,
    help="What to compare with: the last state before a day, in UTC, or a commit, tag or branch.",
)
def draft(root: Path, quiet: bool, words: tuple[str, ...], since: str) -> None:
    """Write a new issue that lists what has changed.

    Competencies, milestones, resources, outputs, adopters and pages are listed, each with its link.
    The TITLE may be left out.
    """
    from ..build.project import open_commons
    from ..newsletter.commands import draft_issue

    with StepDisplay(quiet) as display:
        display.step("Comparing the content")
        file = draft_issue(root, open_commons(root), " ".join(words) if words else None, since, today(root))
    _report_draft(file, quiet)


def _report_draft(file: Path, quiet: bool) -> None:
    click.echo(shown(file.as_posix()))
    if not quiet:
        click.echo('Replace each "TODO" in it. To look at it, and to publish it in the end:')
        click.echo(f"  {command('newsletter', 'test', file.stem)}  # as an e-mail")
        click.echo(f"  {command('serve')}  # on the site")
        click.echo(f"  {command('newsletter', 'publish', file.stem)}")


@newsletter.command(epilog="Example: commons newsletter publish 2027-01-a-new-edition")
@in_project
@click.argument("name", metavar="NAME")
@click.option("--renew", is_flag=True, help="Show the records of today in it, not those of the day it was sent.")
def publish(root: Path, quiet: bool, name: str, renew: bool) -> None:
    """Keep what an issue shows, and take it out of the drafts; the next build publishes it.

    The NAME is that of its file, without ".md". What its macros show is written into a file beside it, and stays so
    whatever becomes of the records. For an issue that was sent, "updated:" at its top allows a correction.
    """
    from ..build.project import context_for, open_commons
    from ..newsletter.publication import follow_unsent, publish_issue

    with StepDisplay(quiet) as display:
        display.step("Keeping what the issue shows")
        follow_unsent(root)
        commons = open_commons(root)
        files = publish_issue(root, commons, context_for(root, commons, today(root)), name, renew)
    for file in files:
        click.echo(shown(file.as_posix()))
    if not quiet:
        click.echo("Publish these files with the site." if files else "It is kept as it is already; nothing to do.")


@newsletter.command(epilog="Example: commons newsletter test 2027-01-a-new-edition --no-browser")
@in_project
@click.argument("name", metavar="NAME")
@click.option("--no-browser", is_flag=True, help="Do not open it in a browser.")
def test(root: Path, quiet: bool, name: str, no_browser: bool) -> int:
    """Write the e-mail of an issue to a folder, and open it in a browser.

    The NAME is that of its file, without ".md"; a draft will do. Nothing is sent. What would keep the issue
    from being published is listed.
    """
    import webbrowser

    from ..build.project import context_for, open_commons
    from ..newsletter.commands import preview_mail

    with StepDisplay(quiet) as display:
        display.step("Writing the e-mail")
        commons = open_commons(root)
        preview = preview_mail(root, commons, context_for(root, commons, today(root)), name)
    html = preview.folder / "issue.html"
    for line in () if quiet else preview.lines:
        click.echo(line)
    for problem in preview.problems:
        click.echo(str(problem), err=True)
    if not no_browser and not webbrowser.open(html.resolve().as_uri()):
        click.echo(f"No browser was found; open {html.as_posix()}")
    return 1 if preview.problems else 0
