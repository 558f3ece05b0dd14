"""The commands for people without git: edit, forms."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from .calls import count, in_project, today


@click.command(epilog="Example: commons edit --root ~/our-framework --port 8080")
@in_project
@click.option("--port", type=click.IntRange(0, 65535), default=8010, show_default=True, help="Where the form listens.")
@click.option("--no-browser", "hidden", is_flag=True, help="Open no browser; the address is shown all the same.")
def edit(root: Path, quiet: bool, port: int, hidden: bool) -> None:
    """Change the content with a form in the browser.

    It writes the files of this folder; only a browser on this computer can reach it. Each save is checked.
    """
    from ..editor.server import Desk, edit

    def say(line: str) -> None:
        if not quiet:
            click.echo(line)

    edit(Desk(root.resolve(), today(), say, partial(click.echo, err=True)), port, show=not hidden)


@click.command(epilog="Example: commons forms --root ~/our-framework")
@in_project
def forms(root: Path, quiet: bool) -> None:
    """Write the forms that GitHub and GitLab show to who opens an issue.

    Their choices are the competencies, stages, formats and settings of the content.
    """
    from ..build.project import open_commons
    from ..editor.issue_forms.questions import forms
    from ..editor.issue_forms.templates import form_files

    files = form_files(forms(open_commons(root)))
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    if not quiet:
        click.echo(f"{count(len(files), 'file')} in .github/ISSUE_TEMPLATE/ and .gitlab/issue_templates/")
