"""The commands that bring a built site to its readers and look after it there: publish, pages, links."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..model.problems import CallError, quoted, shown
from .display import StepDisplay
from .options import count, in_project

if TYPE_CHECKING:
    from ..deploy.releases import Change
    from ..deploy.target import Target

_SHOWN = 20


@click.command(epilog="Example: commons publish --to web@example.org:/srv/commons --keep 5")
@in_project
@click.option("--to", "words", metavar="DIR|USER@HOST:DIR", required=True, help="Folder, here or on a server.")
@click.option(
    "--keep", type=click.IntRange(2, 1000), default=5, show_default=True, help="How many releases stay there."
)
@click.option("--dry-run", is_flag=True, help="Tell what would change for readers, and change nothing.")
@click.option("--roll-back", is_flag=True, help="Let readers see the release before the one they see.")
def publish(root: Path, quiet: bool, words: str, keep: int, **what: bool) -> int:
    """Put the built site on a server, in one step, beside the releases before it.

    A web server shows the folder "current" in it. Whatever breaks off, readers go on seeing a whole site.
    """
    from ..build.publish import scratch
    from ..deploy.failure import DeliveryError
    from ..deploy.target import target

    root, place = root.resolve(), target(words)
    if what["dry_run"] and what["roll_back"]:
        raise CallError("--dry-run tells what a publication would change; leave out --roll-back")
    work = _go_back if what["roll_back"] else _compare if what["dry_run"] else _send
    try:
        with (
            StepDisplay(quiet) as display,
            scratch(root, "publish", lambda: display.step("Waiting for another publication to end")) as free,
        ):
            lines = work(root, place, free.folder, keep, display)
    except DeliveryError as error:
        click.echo(f"commons: {error}; {error.readers}", err=True)
        return 1
    for line in lines if what["dry_run"] or not quiet else ():
        click.echo(line)
    return 0


def _send(root: Path, place: Target, folder: Path, keep: int, display: StepDisplay) -> list[str]:
    from ..deploy.freshness import refuse_stale, state_in_git
    from ..deploy.releases import Publication, publish

    refuse_stale(root)
    about = state_in_git(root)
    new = Publication(root / "site", about, datetime.now(UTC), keep)
    name, number = publish(new, place, folder, display.step)
    return [f"{count(number, 'file')} from {about}: {place}/current, which is now {name}"]


def _compare(root: Path, place: Target, folder: Path, _: int, display: StepDisplay) -> list[str]:
    from ..deploy.freshness import refuse_stale
    from ..deploy.releases import would_change

    refuse_stale(root)
    display.step("Looking at what is there")
    return _told(would_change(root / "site", place, folder))


def _go_back(_root: Path, place: Target, folder: Path, _: int, display: StepDisplay) -> list[str]:
    from ..deploy.releases import roll_back

    display.step("Going back")
    return [f"{place}/current is now {roll_back(place, folder)}, the release before"]


def _told(change: Change) -> list[str]:
    lines = list[str]()
    for word, paths in (("new", change.new), ("changed", change.changed), ("gone", change.gone)):
        lines += [f"{word + ':':9}{shown(path)}" for path in paths[:_SHOWN]]
        lines += [f"{word + ':':9}and {len(paths) - _SHOWN} more"] if len(paths) > _SHOWN else []
    numbers = (len(change.new), len(change.changed), len(change.gone))
    return [*lines, "{} new, {} changed, {} gone; nothing was sent".format(*numbers)]


@click.command(epilog="Example: commons pages public")
@in_project
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
def pages(root: Path, quiet: bool, out: Path) -> None:
    """Lay the built site out as hosts of pages take it.

    OUT is a new folder, with compressed copies beside the files (GitLab Pages), or a file that ends in .tar (GitHub
    Pages, which compresses by itself).
    """
    from ..deploy.freshness import refuse_stale
    from ..deploy.pack import as_tar, lay_out

    refuse_stale(root)
    if out.exists():
        raise CallError(f"{quoted(out)} is there already; name another, or remove it first")
    if out.suffix == ".tar":
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(as_tar(root / "site"))
    else:
        lay_out(root / "site", out)
    if not quiet:
        click.echo(out.as_posix())


@click.command(epilog="Example: commons links --out links.md --strict")
@in_project
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="File for the report.")
@click.option("--strict", is_flag=True, help="End with 1 where an address leads nowhere.")
def links(root: Path, quiet: bool, out: Path | None, strict: bool) -> int:
    """Ask every address of others that the built site links to whether it still answers.

    The report is Markdown. It takes some minutes, for no host is asked twice in a second.
    """
    from ..build.project import open_commons
    from ..deploy.freshness import refuse_stale
    from ..deploy.link_check.ask import ask_all
    from ..deploy.link_check.gather import outside_links
    from ..deploy.link_check.report import report

    refuse_stale(root.resolve())
    with StepDisplay(quiet) as display:
        found = outside_links(root, open_commons(root).site.address)
        findings = ask_all(
            [link.url for link in found], tell=lambda done: display.step(f"Asking {done} of {len(found)} addresses")
        )
    text = report(found, findings)
    if out:
        out.write_text(text, "utf-8")
    if out and not quiet:
        click.echo(text.splitlines()[0])
    if not out:
        click.echo(text, nl=False)
    return 1 if strict and any(finding.verdict == "gone" for finding in findings.values()) else 0
