"""The command that begins a site of one's own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..model.problems import CallError, command, counted, shown
from .options import StepDisplay, printer, quietly, today

if TYPE_CHECKING:
    from ..starter.framework import Imported

_QUESTIONS = {
    "name": ("Name of the site", None),
    "publisher": ("Who publishes it (empty: written later)", ""),
    "contact": ("E-mail address for questions (empty: written later)", ""),
    "table": ("File with the framework: csv, xlsx or framework.json (empty: two examples)", ""),
    "language": ("Language", "en"),
    "address": ("Address where it will be, such as https://commons.school.edu (empty: written later)", ""),
}
"""Each question by its option, with the answer that Enter gives."""


@click.command(
    epilog='Example: commons new our-framework --name "Our competencies" --from framework.csv --column code=Ref'
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", metavar="TEXT", help="Name of the site.")
@click.option("--publisher", metavar="TEXT", help="Group or school that answers for it.")
@click.option("--contact", metavar="EMAIL", help="E-mail address for questions, which everybody will see.")
@click.option(
    "--from",
    "table",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Its framework: csv, xlsx, framework.json.",
)
@click.option("--language", metavar="TAG", help="Language of the content, such as en or pt-BR.")
@click.option("--address", metavar="URL", help="Address where the site will be.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="Column to take for a field; repeat it.")
@click.option("--no-git", is_flag=True, help="Make no git repository.")
@quietly
def new(folder: Path, quiet: bool, columns: tuple[str, ...], no_git: bool, **options: Any) -> None:
    """Begin a site of your own; DIR is the new folder for it.

    On a terminal it asks what no option answers. With --from, the competencies come from a table (csv or xlsx), whose
    columns are recognized by their names, or from the framework.json of another site, which the new one follows.
    """
    from ..starter.new_site import Beginning, answers, begin_history, new_site, refuse_folder
    from ..starter.program import installed_program

    say = printer(quiet)
    refuse_folder(folder)
    asked = _asked(options)
    table = asked.pop("table")
    given, program = answers(**asked), installed_program()
    framework, recipe, upstream = None, None, None
    if table and Path(table).suffix == ".json":
        upstream = _upstream(Path(table), say)
    elif table:
        framework, recipe = _read(Path(table), columns, quiet, say)
    with StepDisplay(quiet) as display:
        begun = Beginning(given, program, today(Path.cwd())[:4], framework, recipe, upstream)
        number = new_site(folder, begun, display.step)
        display.step("Beginning its history")
        lacking = None if no_git else begin_history(folder)
    say(f"{shown(folder.as_posix())}/ is made, with {counted(number, 'file')}.")
    for note in (*(framework.notes if framework else ()), program.note, lacking):
        if note:
            say(note)
    _show_next_steps(folder, say)


def _asked(options: dict[str, Any]) -> dict[str, Any]:
    """Return the answers to all questions, asked on a terminal only."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        for option, (question, default) in _QUESTIONS.items():
            if options[option] is None:
                check = partial(_checked, option)
                options[option] = click.prompt(question, default=default, show_default=bool(default), value_proc=check)
    if not options["name"]:
        raise CallError('the site needs a name; add it, as in --name "Our competencies"')
    return {option: value or None for option, value in options.items()}


def _checked(option: str, answer: str) -> str:
    """Return an answer; click asks again where it cannot be used."""
    from ..starter.new_site import refuse_answer

    try:
        if answer and option != "table":
            refuse_answer(option, answer)
        elif answer and not Path(answer).is_file():
            raise CallError(f"{shown(answer)} is not there; look at its name and its folder")
    except CallError as error:
        raise click.UsageError(str(error)) from error
    return answer


def _upstream(file: Path, say: Callable[[str], None]) -> bytes:
    from ..model.framework_file import read_framework

    try:
        content = file.read_bytes()
    except OSError as error:
        raise CallError(f"{shown(str(file))} cannot be read: {error.strerror}") from error
    theirs = read_framework(content, file.name)
    say(f"Follows {theirs.framework.title}, edition {theirs.framework.edition}, by {theirs.framework.creator}.")
    return content


def _read(
    table: Path, columns: tuple[str, ...], quiet: bool, say: Callable[[str], None]
) -> tuple[Imported, dict[str, Any]]:
    from ..starter.read import import_table

    with StepDisplay(quiet) as display:
        display.step(f"Reading {shown(table.name)}")
        read = import_table(table, columns)
        for line in read.recognized:
            say(line)
        say("Another column is chosen with --column, as in --column code=Ref.")
        display.step("Finding the competencies")
        framework = read.framework()
    domains, components = counted(len(framework.domains), "domain"), counted(framework.components, "component")
    number = len(framework.competencies)
    competencies = "1 competency" if number == 1 else f"{number} competencies"
    say(f"Found {domains}, {competencies} and {components}.")
    return framework, read.recipe


def _show_next_steps(folder: Path, say: Callable[[str], None]) -> None:
    where = folder.as_posix()
    say("What is next:")
    say(f"  {command('serve', '--root', where)}  shows it in a browser")
    say(f"  {command('check', '--root', where)}  lists what is left to write before it can be published")
    say(f"  {shown(where)}/README.md  explains the rest")
