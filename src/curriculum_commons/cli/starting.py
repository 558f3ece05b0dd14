"""The commands that begin a site of one's own, and take a later edition of its table into it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from difflib import unified_diff
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..model.problems import CallError, command, counted, in_words, shown
from .options import StepDisplay, into_project, printer, quietly, today

if TYPE_CHECKING:
    from ..interchange.read import Incoming
    from ..starter.framework import Imported
    from ..starter.into_site import Import

_QUESTIONS = {
    "name": ("Name of the site", None),
    "publisher": ("Who publishes it (empty: written later)", ""),
    "contact": ("E-mail address for questions (empty: written later)", ""),
    "table": ("File with the framework: csv, xlsx or framework.json (empty: two examples)", ""),
    "language": ("Language", "en"),
    "address": ("Address where it will be, such as https://commons.school.edu (empty: written later)", ""),
}
"""Each question by its option, with the answer that Enter gives."""

_LEVEL = click.option(
    "--level",
    type=click.IntRange(1),
    metavar="N",
    help="Level of the competencies in a table with levels, from 1 at the top.",
)


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
    help="Its framework: csv, xlsx, framework.json, or a file of another system.",
)
@click.option("--language", metavar="TAG", help="Language of the content, such as en or pt-BR.")
@click.option("--address", metavar="URL", help="Address where the site will be.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="Column to take for a field; repeat it.")
@_LEVEL
@click.option("--no-git", is_flag=True, help="Make no git repository.")
@quietly
def new(folder: Path, quiet: bool, columns: tuple[str, ...], level: int | None, no_git: bool, **options: Any) -> None:
    """Begin a site of your own; DIR is the new folder for it.

    On a terminal it asks what no option answers. With --from, the competencies come from a table (csv or xlsx), whose
    columns are recognized by their names, from a file of another system (CASE, CTDL-ASN, MedBiquitous, OpenSALT,
    OpenCASE), or from the framework.json of another site, which the new one follows.
    """
    from ..starter.new_site import Beginning, answers, begin_history, new_site, refuse_folder
    from ..starter.program import installed_program

    say = printer(quiet)
    refuse_folder(folder)
    named = options["table"]
    incoming = _incoming(named, options["language"], quiet)
    asked = _asked(options, incoming)
    table = asked.pop("table")
    incoming = incoming if named else _incoming(table and Path(table), asked["language"], quiet)
    given, program = answers(**asked), installed_program()
    framework, recipe, upstream = None, None, None
    if incoming:
        framework = _of_others(incoming, Path(table), columns, level, say)
    elif table and Path(table).suffix == ".json":
        upstream = _upstream(Path(table), say)
    elif table:
        framework, recipe = _read(Path(table), columns, level, quiet, say)
    with StepDisplay(quiet) as display:
        begun = Beginning(given, program, today(Path.cwd())[:4], framework, recipe, upstream)
        number = new_site(folder, begun, display.step)
        display.step("Beginning its history")
        lacking = None if no_git else begin_history(folder)
    say(f"{shown(folder.as_posix())}/ is made, with {counted(number, 'file')}.")
    for note in (program.note, lacking):
        if note:
            say(note)
    _show_next_steps(folder, given.language, say)


def _incoming(file: Path | None, language: str | None, quiet: bool) -> Incoming | None:
    """Return the framework of another system in a file."""
    from ..starter.incoming import incoming_of

    with StepDisplay(quiet) as display:
        display.step(f"Reading {shown(file.name)}" if file else "")
        return incoming_of(file, language or "") if file else None


def _of_others(
    incoming: Incoming, file: Path, columns: tuple[str, ...], level: int | None, say: Callable[[str], None]
) -> Imported:
    from ..starter.incoming import framework_of
    from ..starter.report import in_short

    if columns:
        raise CallError(
            f"{shown(file.name)} is {incoming.title_of_form}, whose fields have fixed names; leave --column out"
        )
    framework = framework_of(incoming, file.name, today(Path.cwd()), level)
    say(f"{shown(file.name)} is {incoming.title_of_form}.")
    _show_found(framework, say)
    for line in in_short(framework.losses):
        say(line)
    return framework


def _asked(options: dict[str, Any], incoming: Incoming | None) -> dict[str, Any]:
    """Return the answers to all questions, asked on a terminal only; a file of another system has some of them."""
    if incoming:
        from ..starter.incoming import answers_in

        options |= {option: options[option] or answer for option, answer in answers_in(incoming).items()}
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
    table: Path, columns: tuple[str, ...], level: int | None, quiet: bool, say: Callable[[str], None]
) -> tuple[Imported, dict[str, Any]]:
    from ..starter.read import import_table

    with StepDisplay(quiet) as display:
        display.step(f"Reading {shown(table.name)}")
        read = import_table(table, columns, level=level)
        for line in read.recognized:
            say(line)
        say("Another column is chosen with --column, as in --column code=Ref.")
        display.step("Finding the competencies")
        framework = read.framework()
    _show_found(framework, say)
    return framework, read.recipe(framework)


def _show_found(framework: Imported, say: Callable[[str], None]) -> None:
    number = len(framework.competencies)
    found = [counted(len(framework.domains), "domain"), "1 competency" if number == 1 else f"{number} competencies"]
    found += [counted(framework.components, "component")] if framework.components else []
    say(f"Found {in_words(found)}.")
    for note in framework.notes:
        say(note)


def _show_next_steps(folder: Path, language: str, say: Callable[[str], None]) -> None:
    where = folder.as_posix()
    if language.partition("-")[0].lower() != "en":
        say("What the program writes is in English; a page of yours takes the place of one of the same name.")
    say("What is next:")
    say(f"  {command('serve', '--root', where)}  shows it in a browser")
    say(f"  {command('check', '--root', where)}  lists what is left to write before it can be published")
    say(f"  {shown(where)}/README.md  explains the rest")


@click.command("import", epilog="Example: commons import framework-2027.xlsx --to ~/our-framework")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@into_project
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="Column to take for a field; repeat it.")
@_LEVEL
@click.option("--same", multiple=True, metavar="CODE", help="Competency that is the same in quite other words.")
@click.option("--remove", is_flag=True, help="Remove what the file has no longer; without it, that stays.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Write the changes without asking.")
def import_(root: Path, quiet: bool, file: Path, dry_run: bool, yes: bool, **options: Any) -> int:
    """Take a later edition of the framework from FILE into a site that is there.

    FILE is the table, csv or xlsx, that the site was made from, a framework.json, or a file of another system, such as
    a CASE package. Columns are those of the first time. Competencies are known by their codes, in files of other
    systems by their UUIDs: they keep both, and all that you have added in data/competencies.yaml stays. It shows what
    changes, and writes all of it or nothing.
    """
    from ..content.journal import write_all
    from ..starter.into_site import Choices, contents, in_one_sentence, planned_import

    root = root.resolve()
    with StepDisplay(quiet) as display:
        display.step(f"Reading {shown(file.name)}")
        planned = planned_import(root, file, Choices(**options, today=today(root)), printer(quiet))
    if not quiet or not yes:
        _show_import(planned, options["remove"])
    if not planned.files:
        click.echo("nothing to change")
    if not planned.files or dry_run:
        return 0
    if not yes and not sys.stdin.isatty():
        click.echo("Nothing is written; add --yes to write it.")
        return 1
    if not yes and not click.confirm(f"Write {counted(len(planned.files), 'file')}?"):
        return 1
    write_all(root, contents(root, planned))
    if not quiet:
        click.echo(f"Imported: {in_one_sentence(planned)}")
        click.echo(f"Next: {command('check')}")
    return 0


_MOST_LINES = 20
"""Lines of each kind that are shown; the differences of files take long to find where there are many."""


def _show_import(planned: Import, is_removed: bool) -> None:
    edition = planned.edition
    for note in planned.notes:
        click.echo(note)
    _list("New", edition.new)
    _list("Changed", edition.changed)
    _list("Removed" if is_removed else "No longer in the file, and kept here", edition.gone)
    if edition.codes_gone and not is_removed:
        retire = command("retire", *edition.codes_gone[:1])
        click.echo(f'  "{retire}" withdraws one for everybody to see; --remove takes all of these out.')
    if len(edition.new) + len(edition.changed) + len(edition.gone) > 2 * _MOST_LINES:
        click.echo("git diff shows each line once it is written.")
        return
    from ..starter.report import NAME

    for path, text in planned.files.items():
        if path == NAME:
            continue  # which has been shown in short
        before, after = planned.before[path].split("\n"), text.split("\n")
        click.echo("\n".join(unified_diff(before, after, path, path, n=1, lineterm="")))


def _list(title: str, lines: list[str]) -> None:
    rest = len(lines) - _MOST_LINES
    for line in (f"{title}:", *(f"  {line}" for line in lines[:_MOST_LINES])) if lines else ():
        click.echo(line)
    if rest > 0:
        click.echo(f"  and {rest} more")
