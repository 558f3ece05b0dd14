"""The commands for people without git: forms, suggest."""

from __future__ import annotations

from pathlib import Path

import click

from .calls import count, in_project, today


@click.command(epilog="Example: commons forms --root ~/our-framework")
@in_project
def forms(root: Path, quiet: bool) -> None:
    """Write the forms that GitHub and GitLab show to who opens an issue.

    Their choices are the competencies, stages, formats and settings of the content.
    """
    from ..forms.questions import forms
    from ..forms.templates import form_files
    from ..workspace import open_commons

    files = form_files(forms(open_commons(root)))
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    if not quiet:
        click.echo(f"{count(len(files), 'file')} in .github/ISSUE_TEMPLATE/ and .gitlab/issue_templates/")


@click.command(epilog="Example: commons suggest filled-form.md")
@in_project
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
def suggest(root: Path, quiet: bool, file: str) -> None:
    """Put what a filled form suggests into the data, as a record like any other.

    The FILE is the text of the issue; "-" reads it from the standard input. What does not fit is told, and nothing is
    changed.
    """
    from ..forms.suggestion import suggest

    with click.open_file(file, encoding="utf-8", errors="replace") as form:
        text = form.read()
    for place in suggest(root.resolve(), text, today()):
        if not quiet:
            click.echo(place)
