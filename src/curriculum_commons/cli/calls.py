"""What several commands take, and the day that they work on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from ..model.problems import CallError, Problem, quoted

Command = TypeVar("Command", bound=Callable[..., Any])

quietly = click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")


def in_project(command: Command) -> Command:
    """Give a command the options --root and --quiet."""
    root = click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=".",
        metavar="DIR",
        help="Folder of the project; the current one if left out.",
    )
    return root(quietly(command))


with_engine = click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["mkdocs", "zensical"]),
    default="mkdocs",
    help="What turns Markdown into HTML; both give the same site.",
    show_default=True,
)


def today() -> str:
    """Return the day, in UTC; SOURCE_DATE_EPOCH stands for it where a build must not depend on the clock."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = datetime.now(UTC) if not given else datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise CallError(f"SOURCE_DATE_EPOCH is {quoted(given)}; write seconds since 1970, or unset it") from error
    return moment.date().isoformat()


def tell_warnings(warnings: Iterable[Problem]) -> None:
    """Say what someone should do something about, though it stops nothing."""
    for warning in warnings:
        click.echo(warning.as_warning, err=True)


def count(number: int, thing: str) -> str:
    """Return the number of things in words for people, as in "1 file" and "2 files"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
