"""The commands that deliver a built site and look after it: publish, pages, links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..model.problems import CallError, counted, quoted, shown
from .options import StepDisplay, in_project

if TYPE_CHECKING:
    from ..deploy.releases import Change
    from ..deploy.rsync import Target

_MOST_SHOWN = 20


@click.command(epilog="Example: commons publish --to web@example.org:/srv/commons --keep 5")
@in_project
@click.option("--to", "folder", metavar="DIR|USER@HOST:DIR", required=True, help="Folder, here or on a server.")
@click.option(
    "--keep", type=click.IntRange(2, 1000), default=5, show_default=True, help="How many releases stay there."
)
@click.option("--dry-run", is_flag=True, help="Show what would change for readers, and change nothing.")
@click.option("--roll-back", is_flag=True, help="Let readers see the release before the one they see.")
def publish(root: Path, quiet: bool, folder: str, keep: int, **mode: bool) -> int:
    """Put the built site on a server, in one step, beside the releases before it.

    A web server shows the folder "current" in it. Whatever breaks off, readers go on seeing a whole site.
    """
    from ..build.publish import scratch
    from ..deploy.rsync import DeliveryError, target

    root, to, dry_run, roll_back = root.resolve(), target(folder), mode["dry_run"], mode["roll_back"]
    if dry_run and roll_back:
        raise CallError("--dry-run shows what a publication would change; leave out --roll-back")
    try:
        with (
            StepDisplay(quiet) as display,
            scratch(root, "publish", lambda: display.step("Waiting for another publication to end")) as free,
        ):
            if roll_back:
                lines = _roll_back(to, free.folder, display.step)
            elif dry_run:
                lines = _compare(root, to, free.folder, display.step)
            else:
                lines = _publish(root, to, free.folder, keep, display.step)
    except DeliveryError as error:
        click.echo(f"commons: {error}; {error.readers}", err=True)
        return 1
    for line in lines if dry_run or not quiet else ():
        click.echo(line)
    return 0


def _publish(root: Path, to: Target, scratch: Path, keep: int, report: Callable[[str], None]) -> list[str]:
    from ..deploy.releases import Publication, publish
    from ..deploy.site_files import refuse_stale, refuse_unready, state_in_git

    refuse_stale(root)
    refuse_unready(root)
    about = state_in_git(root)
    name, number = publish(Publication(root / "site", about, datetime.now(UTC), keep), to, scratch, report)
    return [f"{counted(number, 'file')} from {about}: {to}/current, which is now {name}"]


def _roll_back(to: Target, scratch: Path, report: Callable[[str], None]) -> list[str]:
    from ..deploy.releases import roll_back

    report("Going back")
    return [f"{to}/current is now {roll_back(to, scratch)}, the release before"]


def _compare(root: Path, to: Target, scratch: Path, report: Callable[[str], None]) -> list[str]:
    from ..deploy.releases import would_change
    from ..deploy.site_files import refuse_stale

    refuse_stale(root)
    report("Looking at what is there")
    return _summary(would_change(root / "site", to, scratch))


def _summary(change: Change) -> list[str]:
    lines = list[str]()
    for word, paths in (("new", change.new), ("changed", change.changed), ("gone", change.gone)):
        lines += [f"{word + ':':9}{shown(path)}" for path in paths[:_MOST_SHOWN]]
        lines += [f"{word + ':':9}and {len(paths) - _MOST_SHOWN} more"] if len(paths) > _MOST_SHOWN else []
    new, changed, gone = len(change.new), len(change.changed), len(change.gone)
    return [*lines, f"{new} new, {changed} changed, {gone} gone; nothing was sent"]


@click.command(epilog="Example: commons pages public")
@in_project
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
def pages(root: Path, quiet: bool, out: Path) -> None:
    """Lay the built site out as hosts of pages take it.

    OUT is a new folder, with compressed copies beside the files (GitLab Pages), or a file that ends in .tar (GitHub
    Pages, which compresses by itself).
    """
    from ..content.files import write_whole
    from ..deploy.site_files import as_tar, lay_out, refuse_stale, refuse_unready

    refuse_stale(root)
    refuse_unready(root)
    if out.exists():
        raise CallError(f"{quoted(out)} is there already; name another, or remove it first")
    if out.suffix == ".tar":
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, as_tar(root / "site"))
    else:
        lay_out(root / "site", out)
    if not quiet:
        click.echo(out.as_posix())


@click.command(epilog="Example: commons links --out links.md --strict")
@in_project
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="File for the report.")
@click.option("--strict", is_flag=True, help="End with 1 where an address leads nowhere.")
def links(root: Path, quiet: bool, out: Path | None, strict: bool) -> int:
    """Check the external links of the built site.

    The report is Markdown. It takes some minutes, for no host is asked twice in a second.
    """
    from ..build.project import open_commons
    from ..deploy.link_check import as_markdown, ask_all, external_links
    from ..deploy.site_files import refuse_stale

    refuse_stale(root.resolve())
    with StepDisplay(quiet) as display:
        found = external_links(root, open_commons(root).site.address)
        answers = ask_all(
            [link.url for link in found], report=lambda done: display.step(f"Asking {done} of {len(found)} addresses")
        )
    text = as_markdown(found, answers)
    if out:
        out.write_text(text, "utf-8", newline="\n")
    if out and not quiet:
        click.echo(text.splitlines()[0])
    if not out:
        click.echo(text, nl=False)
    return 1 if strict and any(answer.status == "gone" for answer in answers.values()) else 0
