"""Options that several commands share, the day that they work on, and how they print warnings and the current step."""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial, wraps
from importlib.metadata import requires
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar, cast

import click

from ..model.problems import CallError, Problem, as_typed, commands_name, counted, grouped, quoted, shown

Command = TypeVar("Command", bound=Callable[..., Any])

quietly = click.option("--quiet", is_flag=True, help="Print only problems.")


def _project_around() -> Path:
    """Return the nearest folder that has `mkdocs.yml` and `data/`, from the current one upwards, or else this one."""
    here = Path.cwd()
    projects = (one for one in (here, *here.parents) if (one / "mkdocs.yml").is_file() and (one / "data").is_dir())
    return Path(os.path.relpath(next(projects, here)))


def in_project(command: Command, name: str = "--root") -> Command:
    """Add the options --root and --quiet to a command.

    Args:
        name: Another name for --root.
    """
    root = click.option(
        *dict.fromkeys((name, "--root")),
        "root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=_project_around,
        metavar="DIR",
        help="Folder of the project; by default the current one, or the nearest above it that is one.",
    )
    return root(quietly(_unmoved(command)))


def into_project(command: Command) -> Command:
    """Do the same, with --to in place of --root."""
    return in_project(command, "--to")


def _unmoved(command: Command) -> Command:
    """Finish what an earlier command has begun, and end in one sentence where the folder is moved away meanwhile."""

    @wraps(command)
    def run(*arguments: Any, root: Path, **options: Any) -> Any:
        from ..content.journal import finish_writing

        place = root.resolve()
        folder = place.stat()
        finish_writing(place, partial(_mended, place))
        is_here = place == _project_around().resolve()
        try:
            with nullcontext() if is_here else commands_name(root):
                return command(*arguments, root=root, **options)
        except Exception as error:
            is_there = place.is_dir() and os.path.samestat(place.stat(), folder)
            if not is_there and not isinstance(error, click.ClickException):
                where = shown(str(place))
                raise CallError(f"{where} was moved or removed meanwhile; begin again where it is now") from error
            raise

    return cast(Command, run)


def _mended(root: Path) -> Mapping[str, bytes | None]:
    from ..editor.fix import contents, fixes

    return contents(root, fixes(root, today(root)))


def _installed(_context: click.Context, _option: click.Parameter, engine: str) -> str:
    if importlib.util.find_spec(engine) is None:
        pinned = next(
            line.partition(";")[0] for line in requires("curriculum-commons") or () if line.startswith(engine)
        )
        install = as_typed(sys.executable, "-m", "pip", "install", pinned)
        raise CallError(f"{engine} is not installed; install it with: {install}")
    return engine


with_engine = click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["mkdocs", "zensical"]),
    default="mkdocs",
    callback=_installed,
    help="Program that turns Markdown into HTML; both make the same site.",
    show_default=True,
)


def today(root: Path) -> str:
    """Return the author's day, or that of SOURCE_DATE_EPOCH, so that a build need not depend on the clock.

    A server builds in a zone of its own; there the day of the newest commit counts, as its author wrote it.
    """
    from ..content.history import authors_days

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.now(UTC)
    if not epoch:
        return max([now.astimezone().date(), *authors_days(root, now)]).isoformat()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise CallError(f"SOURCE_DATE_EPOCH is {quoted(epoch)}; write seconds since 1970, or unset it") from error


def printer(quiet: bool) -> Callable[[str], None]:
    """Return what prints a line that is good to know, unless a command is quiet."""
    return (lambda _: None) if quiet else click.echo


def show_lists(lists: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Print each list that has entries below its title."""
    for title, lines in lists:
        for line in (f"{title}:", *(f"  {line}" for line in lines)) if lines else ():
            click.echo(line)


def show_warnings(warnings: Iterable[Problem]) -> None:
    """Print problems that do not stop a build, and how many places are left to write."""
    shown = grouped(warning.as_warning for warning in warnings)
    for warning in shown:
        click.echo(str(warning), err=True)
    if left := sum(1 + len(warning.places) for warning in shown if warning.code == "left-to-write"):
        click.echo(f"{counted(left, 'place')} left to write before the site can be published", err=True)


class StepDisplay:
    """One line with the current step and its seconds, once it has taken over a second; nothing without a terminal."""

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

    def step(self, name: str) -> None:
        """Begin a step."""
        self._step, self._since = name, monotonic()
        self._draw("")

    def _refresh(self) -> None:
        while not self._ended.wait(0.5):
            seconds = int(monotonic() - self._since)
            if seconds:
                self._draw(f"{self._step} … {seconds} s")

    def _draw(self, line: str) -> None:
        if self._shown:
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)
