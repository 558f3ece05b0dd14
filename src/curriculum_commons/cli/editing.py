"""The commands for people without git: serve the form, and write the issue forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import unified_diff
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..model.problems import ContentError, Problem, command, counted, in_words
from .options import in_project, printer, show_lists, today

if TYPE_CHECKING:
    from ..editor.session import EditSession
    from ..model.commons import Commons


@click.command(epilog="Example: commons edit --root ~/our-framework --port 8080")
@in_project
@click.option("--port", type=click.IntRange(0, 65535), default=8010, show_default=True, help="Port to listen on.")
@click.option("--no-browser", is_flag=True, help="Show the address without opening a browser.")
def edit(root: Path, quiet: bool, port: int, no_browser: bool) -> None:
    """Change the content with a form in the browser.

    It writes the files of this folder, and validates them after each save; only browsers on this computer can reach it.
    """
    from ..editor.server import edit

    session = edit_session(root.resolve(), printer(quiet), partial(click.echo, err=True))
    edit(session, port, open_browser=not no_browser)


def edit_session(root: Path, report: Callable[[str], None], warn: Callable[[str], None]) -> EditSession:
    """Return what `commons edit` knows of a project."""
    from ..build.preview import draft_article
    from ..build.project import context_for
    from ..editor.session import EditSession

    def render(commons: Commons, path: str, text: str) -> str:
        return draft_article(commons, context_for(root, commons, today(root)), path, text)

    return EditSession(root, partial(_validate, root, report), render, report, warn)


def _validate(root: Path, report: Callable[[str], None] = lambda _: None) -> tuple[Commons | None, Sequence[Problem]]:
    """Return the commons, unless the content is not valid, and everything that keeps it from publication."""
    from ..build.project import check_publishable, context_for, open_commons
    from ..newsletter.publication import follow_unsent, keep_published

    commons = None
    try:
        follow_unsent(root)
        commons = open_commons(root, today(root))
        check_publishable(root, commons, today(root))
        for file in keep_published(root, commons, context_for(root, commons, today(root))):
            report(f"{file.relative_to(root).as_posix()} keeps what the issue shows; publish it too")
    except ContentError as error:
        return commons, error.problems
    return commons, ()


@click.command(epilog="Example: commons forms --root ~/our-framework")
@in_project
def forms(root: Path, quiet: bool) -> None:
    """Write the forms that GitHub and GitLab show to whoever opens an issue.

    Their choices are the competencies, stages, formats and settings of the content.
    """
    from ..build.project import open_commons
    from ..content.files import write_whole
    from ..editor.issue_forms import form_files, issue_forms

    files = form_files(issue_forms(open_commons(root)))
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(root / path, text.encode())
    if not quiet:
        click.echo(f"{counted(len(files), 'file')} in .github/ISSUE_TEMPLATE/ and .gitlab/issue_templates/")


@click.command(epilog='Example: commons retire ABC-2 ABC-4 --into ABC-6 --edition 2027 --reason "They overlapped."')
@in_project
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.option("--into", multiple=True, metavar="CODE", help="Competency that holds them now; give it once for each.")
@click.option("--edition", metavar="NAME", help="First edition without them; by default that of the framework.")
@click.option("--reason", metavar="TEXT", help="Why they are withdrawn, in one line.")
def retire(  # noqa: PLR0913, PLR0917
    root: Path, quiet: bool, codes: tuple[str, ...], into: tuple[str, ...], edition: str | None, reason: str | None
) -> None:
    """Withdraw each CODE from the framework, or merge it into another.

    Their records move to "withdrawn" with their last text. What is of today, such as resources, names those that hold
    them now; the past keeps their codes. Nothing is written unless all of it is valid.
    """
    from ..editor.retire import retire
    from ..editor.withdrawn_entries import Withdrawal

    names = tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(into))
    done = retire(root.resolve(), Withdrawal(*names, edition, reason, today(root)))
    if quiet:
        return
    removed = "Removed, because a page is made at this address; git keeps the text"
    lists = ("Changed", (*done.texts, *done.changed)), (removed, done.removed), ("Left as it is", done.kept)
    show_lists(lists)
    todo = "" if reason else "why at withdrawn: reason, and "
    click.echo(f"Next: write {todo}the new edition at framework: edition; look at the places above,")
    click.echo("where a page or text may show the same twice. Then run:")
    for name in ("check", "changes"):
        click.echo(f"  {command(name)}")


@click.command(epilog="Example: commons fix --dry-run")
@in_project
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Write the changes without asking.")
def fix(root: Path, quiet: bool, dry_run: bool, yes: bool) -> int:
    """Mend what has one right answer, and show it first.

    It makes a UUID for each record that lacks one, and brings what an earlier version of the program had to the names
    and places of today. Comments and the form of the files stay.
    """
    from ..content.journal import write_all
    from ..editor.earlier_versions import left_to_people
    from ..editor.fix import contents, fixes

    found, left = fixes(root.resolve(), today(root)), tuple(left_to_people(root.resolve()))
    for one in found if not quiet or not yes else ():
        before, after = one.before.split("\n"), (one.after or "").split("\n")
        lines = unified_diff(before, after, one.path, one.path, n=1, lineterm="")
        click.echo(f"{one.path}: removed" if one.after is None else "\n".join(lines))
    for line in left:
        click.echo(f"left to you: {line}")
    if not found:
        click.echo("nothing to mend")
    if not found or dry_run:
        return 0
    if not yes and not click.confirm(f"Write {counted(len(found), 'file')}?"):
        return 1
    write_all(root, contents(root, found))
    for one in found:
        click.echo(f"{one.path}: {in_words(one.what)}")
    return 0


@click.command(epilog="Example: commons upgrade ~/Downloads/framework.json --dry-run")
@in_project
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
def upgrade(root: Path, quiet: bool, file: Path, dry_run: bool) -> None:
    """Take from FILE a newer edition of the framework of others that this site has taken up.

    FILE is the framework.json of that edition. What you have no words about is taken. Where you have, both texts are
    put into data/profile.yaml for you to decide; nothing of yours is changed. Nothing is written unless all of it can
    be.
    """
    from ..review.upgrade import upgrade

    found = upgrade(root.resolve(), file, dry_run)
    if quiet:
        return
    click.echo(found.summary)
    show_lists(
        [
            ("Taken, as you have no words about it", found.taken),
            ('New upstream, and taken; leave it out at "leave:" if you do not want it', found.new),
            ("Withdrawn upstream", found.withdrawn),
            ("For you to decide, in data/profile.yaml", found.decide),
        ]
    )
    if found.files and not dry_run:
        click.echo(f"Changed: {in_words([*found.files])}; git diff shows it, and git can take it back")
        click.echo(f"Next: {command('check')}")
