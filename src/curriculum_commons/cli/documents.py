"""The commands for documents: make a toolkit for one school, and inspect files."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from ..model.problems import CallError, counted, shown
from .options import StepDisplay, in_project, quietly

if TYPE_CHECKING:
    from ..documents.inspection import Fault


@click.command(
    epilog='Example: commons toolkit --school "Riverside School of Medicine" --logo logo.png --out riverside-toolkit'
)
@in_project
@click.option("--school", metavar="NAME", help="Name to put into every document, slide and workbook.")
@click.option("--logo", type=click.Path(path_type=Path), metavar="FILE", help="Logo of the school, PNG or JPEG.")
@click.option(
    "--phase",
    "phases",
    multiple=True,
    metavar="NAME",
    help="Name of a phase of the curriculum at the school; repeat it for each phase, in order.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="Folder to write into: a new one, an empty one, or that of an earlier run.",
)
def toolkit(root: Path, quiet: bool, out: Path, **brand: Any) -> None:
    """Make the toolkit for one school, without changing the site.

    Without --school it bears the name in data/site.yaml.
    """
    from ..build.project import lay_out_toolkit, open_commons, white_label

    begun = monotonic()
    with StepDisplay(quiet) as display:
        display.step("Checking the content")
        opened = open_commons(root)
        number = lay_out_toolkit(root, opened, white_label(root, opened, **brand), out, display.step)
    if not quiet:
        click.echo(f"{number} files, {monotonic() - begun:.1f} s: {out.as_posix()}/")


@click.command(epilog="Example: commons inspect brief.docx slides.pptx")
@click.argument("files", type=click.Path(path_type=Path), metavar="FILE...", nargs=-1, required=True)
@quietly
def inspect(files: tuple[Path, ...], quiet: bool) -> int:
    """List what keeps people from reading a document, with the way out.

    Each FILE is a document of your own: Word (.docx), PowerPoint (.pptx), Excel (.xlsx) or PDF; it is not changed.
    """
    lines, number = list[str](), 0
    with StepDisplay(quiet) as display:
        for file in files:
            display.step(f"Reading {shown(file.name)}")
            for fault in _faults(file):
                number += not fault.note
                parts = (shown(str(file)), "note" if fault.note else "", fault.location, fault.message)
                lines += [] if fault.note and quiet else [": ".join(part for part in parts if part)]
    if number or not quiet:
        lines.append(f"{counted(len(files), 'file')}, {counted(number, 'fault') if number else 'nothing wrong'}")
    for line in lines:
        click.echo(line)
    return 1 if number else 0


def _faults(file: Path) -> list[Fault]:
    from ..documents.inspection import inspect_path

    if not file.is_file():
        reason = "is a folder; name the files in it" if file.is_dir() else "is not a file that can be inspected"
        if not file.exists():
            reason = "does not exist; check its name and its folder"
        raise CallError(f"{shown(str(file))} {reason}")
    try:
        return inspect_path(file)
    except OSError as error:
        raise CallError(f"{shown(str(file))} cannot be read: {error.strerror or error}") from error
