"""The commands for documents: toolkit, inspect."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from ..model.problems import CallError, shown
from .calls import count, in_project, quietly
from .display import StepDisplay

if TYPE_CHECKING:
    from ..documents.inspection import Fault


@click.command(
    epilog='Example: commons toolkit --school "Riverside School of Medicine" --logo logo.png --out riverside-toolkit'
)
@in_project
@click.option("--school", metavar="NAME", help="Name that stands in every document, slide and workbook.")
@click.option(
    "--logo",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Its logo: PNG or JPEG.",
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
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="Folder that the files are laid into: a new one, an empty one, or that of a former run.",
)
def toolkit(root: Path, quiet: bool, out: Path, **whose: Any) -> None:
    """Make the toolkit for one school, without changing the site.

    Without a name it is that of the site.
    """
    from ..build.project import lay_out_toolkit, open_commons, white_label

    begun = monotonic()
    with StepDisplay(quiet) as display:
        display.tell("Checking the content")
        opened = open_commons(root)
        number = lay_out_toolkit(root, opened, white_label(root, opened, **whose), out, display.tell)
    if not quiet:
        click.echo(f"{number} files, {monotonic() - begun:.1f} s: {out.as_posix()}/")


@click.command(epilog="Example: commons inspect brief.docx slides.pptx")
@click.argument(
    "files",
    type=click.Path(path_type=Path),
    metavar="FILE...",
    nargs=-1,
    required=True,
)
@quietly
def inspect(files: tuple[Path, ...], quiet: bool) -> int:
    """Tell what keeps people from reading a document, in a sentence each.

    Each FILE is a document of your own: Word (.docx), PowerPoint (.pptx), Excel (.xlsx) or PDF; it stays as it is.
    """
    lines, number = list[str](), 0
    with StepDisplay(quiet) as display:
        for file in files:
            display.tell(f"Reading {shown(file.name)}")
            for fault in _faults(file):
                number += not fault.note
                parts = (shown(str(file)), "note" if fault.note else "", fault.place, fault.message)
                lines += [] if fault.note and quiet else [": ".join(part for part in parts if part)]
    if number or not quiet:
        lines.append(f"{count(len(files), 'file')}, {count(number, 'fault') if number else 'nothing wrong'}")
    for line in lines:
        click.echo(line)
    return 1 if number else 0


def _faults(file: Path) -> list[Fault]:
    from ..documents.inspection import inspect_path

    if not file.is_file():
        there = "is a folder; name the files in it" if file.is_dir() else "is no file that can be inspected"
        what = there if file.exists() else "is not there; look at its name and its folder"
        raise CallError(f"{shown(str(file))} {what}")
    try:
        return inspect_path(file)
    except OSError as error:
        raise CallError(f"{shown(str(file))} cannot be read: {error.strerror or error}") from error
