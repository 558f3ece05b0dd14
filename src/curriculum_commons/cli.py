"""The commands: what is asked for, what is said about it, and the exit code (0 good, 1 problems, 2 wrong call).

The only place that prints, and the only one that turns errors into sentences.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from .inspection import Fault

Command = TypeVar("Command", bound=Callable[..., Any])

_REFUSED = {"ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM", "EIO", "EBUSY", "EXDEV", "ENAMETOOLONG", "EMFILE"}
_INTERRUPTED = 130


class StepDisplay:
    """One line for a person who waits: the step that has taken over a second, and for how long."""

    def __init__(self, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._step, self._since = "", monotonic()
        self._ended = threading.Event()
        self._clock = threading.Thread(target=self._refresh, daemon=True)

    def __enter__(self) -> StepDisplay:
        if self._shown:
            self._clock.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._ended.set()
            self._clock.join()
        self._draw("")

    def tell(self, step: str) -> None:
        """Take the name of the step that begins."""
        self._step, self._since = step, monotonic()
        self._draw("")

    def _refresh(self) -> None:
        while not self._ended.wait(0.5):
            seconds = int(monotonic() - self._since)
            if seconds:
                self._draw(f"{self._step} … {seconds} s")

    def _draw(self, line: str) -> None:
        if self._shown:
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)


_quiet = click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")


def _options(command: Command) -> Command:
    root = click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=".",
        metavar="DIR",
        help="Folder of the project; the current one if left out.",
    )
    return root(_quiet(command))


_engine = click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["mkdocs", "zensical"]),
    default="mkdocs",
    help="What turns Markdown into HTML; both give the same site.",
    show_default=True,
)


@click.group(epilog="Example: commons build --root ~/our-framework")
@click.version_option(package_name="curriculum-commons", message="%(version)s")
def commons() -> None:
    """Turn the YAML and Markdown of a competency framework into a website."""


@commons.command(epilog="Example: commons check --root ~/our-framework")
@_options
def check(root: Path, quiet: bool) -> None:
    """Check data/ and docs/ without building anything.

    Every problem is told with its file, line and column.
    """
    from .workspace import open_commons, refuse_unready_issues

    begun = monotonic()
    with StepDisplay(quiet) as display:
        display.tell("Checking the content")
        opened = open_commons(root)
        refuse_unready_issues(root, opened, _today())
    if not quiet:
        click.echo(f"No problems in data/ and {len(opened.pages)} pages, {monotonic() - begun:.1f} s")


@commons.command(epilog="Example: commons build --root ~/our-framework --engine zensical --quiet")
@_options
@_engine
def build(root: Path, quiet: bool, engine_name: str) -> None:
    """Check the content, build the site and publish it into site/.

    When anything is wrong, site/ stays exactly as it is.
    """
    from .site.build import build

    begun = monotonic()
    with StepDisplay(quiet) as display:
        pages = build(root.resolve(), engine_name, _today(), display.tell)
    if not quiet:
        place = (root / "site" / "index.html").as_posix()
        click.echo(f"{pages} pages, no problems, {monotonic() - begun:.1f} s: {place} (make serve to click through it)")


@commons.command(epilog="Example: commons serve --root ~/our-framework --engine zensical --port 8080")
@_options
@_engine
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Where the preview listens."
)
def serve(root: Path, quiet: bool, engine_name: str, port: int) -> None:
    """Preview the site in a browser; pages reload when a file is saved."""
    from .site.serve import serve

    def say(line: str) -> None:
        if not quiet:
            click.echo(line)

    serve(root.resolve(), engine_name, port, say, partial(click.echo, err=True))


@commons.command(
    epilog='Example: commons toolkit --school "Riverside School of Medicine" --logo logo.png --out riverside-toolkit'
)
@_options
@click.option("--school", metavar="NAME", help="Name that stands in every document, slide and workbook.")
@click.option(
    "--logo",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Its logo: PNG, JPEG or SVG.",
)
@click.option(
    "--phase",
    "phases",
    multiple=True,
    metavar="NAME",
    help="What the school calls a phase of its curriculum; once for each, in order.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    required=True,
    help="Folder that the files are laid into.",
)
def toolkit(root: Path, quiet: bool, out: Path, **whose: Any) -> None:
    """Make the toolkit for one school, without changing the site.

    Without a name it is that of the site.
    """
    from .workspace import lay_out_toolkit, open_commons, white_label

    begun = monotonic()
    with StepDisplay(quiet) as display:
        display.tell("Checking the content")
        opened = open_commons(root)
        number = lay_out_toolkit(root, opened, white_label(root, opened, **whose), out, display.tell)
    if not quiet:
        click.echo(f"{number} files, {monotonic() - begun:.1f} s: {out.as_posix()}/")


@commons.group(epilog='Example: commons newsletter new "Five competencies, and a toolkit"')
def newsletter() -> None:
    """Begin an issue of the newsletter, or look at one; nothing is ever sent."""


@newsletter.command(epilog='Example: commons newsletter new "Five competencies, and a toolkit" --date 2027-01-15')
@_options
@click.argument("title", metavar="TITLE")
@click.option(
    "--date", "day", metavar="DAY", help='Day on which it is to be sent, as in "2027-01-15"; today if left out.'
)
def new(root: Path, quiet: bool, title: str, day: str | None) -> None:
    """Write a new issue as a draft, with everything in its place.

    The TITLE is the subject of the e-mail too; a file that is there is never touched.
    """
    from .newsroom import begin_issue

    _tell_of_draft(begin_issue(root, title, day or _today()), quiet)


@newsletter.command(epilog='Example: commons newsletter draft --since 2026-12-01 "What is new this winter"')
@_options
@click.argument("title", metavar="TITLE", required=False)
@click.option(
    "--since",
    metavar="DAY|COMMIT",
    required=True,
    help="What to compare with: the last state before a day, in UTC, or a commit, tag or branch.",
)
def draft(root: Path, quiet: bool, title: str | None, since: str) -> None:
    """Write a new issue that tells what has really changed.

    It lists competencies, milestones, resources, outputs, adopters and pages, each with its link.
    The TITLE may be left out.
    """
    from .newsroom import draft_issue

    with StepDisplay(quiet) as display:
        display.tell("Comparing the content")
        file = draft_issue(root, title, since, _today())
    _tell_of_draft(file, quiet)


def _tell_of_draft(file: Path, quiet: bool) -> None:
    from .problems import shown

    click.echo(shown(file.as_posix()))
    if not quiet:
        click.echo(f'Replace each "TODO" in it; "commons newsletter test {file.stem}" shows how it arrives,')
        click.echo('"commons serve" how it looks on the site; once the line "draft: true" is gone, it is published')


@newsletter.command(epilog="Example: commons newsletter test 2027-01-five-competencies --no-browser")
@_options
@click.argument("name", metavar="NAME")
@click.option("--no-browser", is_flag=True, help="Do not open it in a browser.")
def test(root: Path, quiet: bool, name: str, no_browser: bool) -> int:
    """Show an issue as it arrives, sent through a mail server on this computer.

    The NAME is that of its file, without ".md"; a draft will do. What would keep it from being published is told.
    """
    import webbrowser

    from .newsroom import rehearse_issue

    with StepDisplay(quiet) as display:
        display.tell("Sending the issue to this computer")
        seen = rehearse_issue(root, name, _today())
    html = seen.folder / "issue.html"
    for line in () if quiet else seen.lines:
        click.echo(line)
    for problem in seen.problems:
        click.echo(str(problem), err=True)
    if not no_browser and not webbrowser.open(html.resolve().as_uri()):
        click.echo(f"No browser was found; open {html.as_posix()}")
    return 1 if seen.problems else 0


@commons.command(epilog="Example: commons schema --root ~/our-framework")
@_options
def schema(root: Path, quiet: bool) -> None:
    """Write the JSON Schemas that editors complete and check data files with into schema/."""
    from .schema import schemas

    folder = root / "schema"
    folder.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, "utf-8")
    if not quiet:
        click.echo(f"{len(schemas())} schemas in {folder.as_posix()}/")


@commons.command(epilog="Example: commons inspect brief.docx slides.pptx")
@click.argument(
    "files",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE...",
    nargs=-1,
    required=True,
)
@_quiet
def inspect(files: tuple[Path, ...], quiet: bool) -> int:
    """Tell what keeps people from reading a document, in a sentence each.

    Each FILE is a document of your own: Word (.docx), PowerPoint (.pptx), Excel (.xlsx) or PDF; it stays as it is.
    """
    from .problems import shown

    lines, number = list[str](), 0
    with StepDisplay(quiet) as display:
        for file in files:
            display.tell(f"Reading {shown(file.name)}")
            for fault in _faults(file):
                number += not fault.note
                parts = (shown(str(file)), "note" if fault.note else "", fault.place, fault.sentence)
                lines += [] if fault.note and quiet else [": ".join(part for part in parts if part)]
    if number or not quiet:
        lines.append(f"{_count(len(files), 'file')}, {_count(number, 'fault') if number else 'nothing wrong'}")
    for line in lines:
        click.echo(line)
    return 1 if number else 0


def _faults(file: Path) -> list[Fault]:
    from .inspection import inspect_path
    from .problems import CallError, shown

    if not file.is_file():
        raise CallError(f"{shown(str(file))} is no file that can be inspected")
    try:
        return inspect_path(file)
    except OSError as error:
        raise CallError(f"{shown(str(file))} cannot be read: {error.strerror or error}") from error


def _today() -> str:
    """Return the day, in UTC; SOURCE_DATE_EPOCH stands for it where a build must not depend on the clock."""
    from .problems import CallError, quoted

    given = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = datetime.now(UTC) if not given else datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise CallError(f"SOURCE_DATE_EPOCH is {quoted(given)}; write seconds since 1970, or unset it") from error
    return moment.date().isoformat()


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def main() -> NoReturn:
    """Run the command that was asked for, and end the process with its exit code."""
    from .problems import CallError, ContentError

    # Most of what a command makes it keeps to its end, so looking for waste often finds none; and the thread that feeds
    # the search should not wait five milliseconds for each turn.
    gc.set_threshold(20_000, 50, 100)
    sys.setswitchinterval(0.0005)
    try:
        code = commons.main(prog_name="commons", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except ContentError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        number = len(error.problems)
        _end(1, f"{number} {'problem' if number == 1 else 'problems'}; site/ is as it was")
    except CallError as error:
        _end(2, f"commons: {error}")
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(_INTERRUPTED)
    except OSError as error:
        if errno.errorcode.get(error.errno or 0) not in _REFUSED:
            raise
        _end(1, f"commons: {error.strerror}{f': {error.filename}' if error.filename else ''}; site/ is as it was")


def _end(code: int, sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(code)
