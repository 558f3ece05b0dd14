"""Publish a site as a new release beside the last ones, and let readers see it in one step.

A target holds `releases/`, a folder for each; `current`, a link to the one that readers see; and `published/`, a note
for each that they have seen. The link is replaced by rsync, which makes a new one and renames it. Nothing that is not
named here is ever touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..model.problems import CallError, quoted, shown
from .rsync import DeliveryError, DisconnectedError, FullError, Target, VanishedError, entries, require_rsync, send
from .site_files import checksum, lay_out, site_files

CURRENT, RELEASES, NOTES = "current", "releases", "published"
MARKER = "PUBLISHED-BY-COMMONS.txt"
_TIME = "%Y%m%dT%H%M%SZ"
_FILTERS = ("--include=/releases/", "--include=/releases/*", "--include=/published/", "--include=/published/*",
            "--exclude=/*/*", "--exclude=/*/*/*")  # fmt: skip
_WHOLE = ("--recursive", "--checksum", "--perms", "--chmod=D755,F644")
_UNFINISHED = timedelta(days=1)
_ABOUT = """\
This folder is written by "commons publish". Let a web server show the folder "current";
it always leads to one whole release of the site. To go back to the release before, call
"commons publish --to ... --roll-back". What else you put here is never touched.
"""


@dataclass(frozen=True)
class State:
    """What is in a target."""

    current: str | None = None
    """Name of the release that readers see."""
    releases: frozenset[str] = frozenset()
    """Names of all releases, whole or not."""
    published: frozenset[str] = frozenset()
    """Names of those that readers have seen."""
    is_new: bool = True
    """True if nothing was ever published there."""

    @property
    def whole(self) -> list[str]:
        """Names of the releases that readers could see again, the oldest first."""
        return sorted(self.releases & self.published)


@dataclass(frozen=True)
class Publication:
    """A site that readers are to see."""

    site: Path
    """The folder that it was built into."""
    about: str
    """What it was made from, for those who look at the target later."""
    began: datetime
    """The time in UTC, for the name of the release."""
    keep: int
    """How many releases stay, this one among them."""


@dataclass(frozen=True)
class Change:
    """What a release would change for readers, as paths."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def read_state(to: Target) -> State:
    """Return what is in a target; raises CallError if that is not ours, DeliveryError if it cannot be listed."""
    require_rsync(to)
    found = entries(to, *_FILTERS)
    if not found:
        return State()
    if MARKER not in found:
        other = min(found, key=lambda path: (path.count("/"), path))
        raise CallError(
            f"{quoted(to)} holds {quoted(other)} and was not made by commons publish; name a new or empty folder"
        )
    paths = [re.fullmatch(r"(.*)/([0-9]{8}T[0-9]{6}Z-[0-9a-f]{8})", path) for path in found]
    releases, notes = (frozenset(path[2] for path in paths if path and path[1] == top) for top in (RELEASES, NOTES))
    name = (found.get(CURRENT) or "").removeprefix(f"{RELEASES}/")
    if CURRENT in found and name not in releases:
        raise CallError(f"{quoted(f'{to}/{CURRENT}')} is not the link that commons publish made; move it away first")
    return State(name or None, releases, notes, is_new=False)


def would_change(site: Path, to: Target, scratch: Path) -> Change:
    """Return what a publication would change for readers, and change nothing."""
    state = read_state(to)
    lay_out(site, scratch / "site")
    if state.current is None:
        return Change(tuple(file.relative_to(site).as_posix() for file in site_files(site)))
    options = (*_WHOLE, "--delete", "--dry-run", "--out-format=%i %n")
    output = send(to, scratch / "site", *options, below=f"{RELEASES}/{state.current}/")
    new, changed, gone = list[str](), list[str](), list[str]()
    for line in output.splitlines():
        what, _, path = line.partition(" ")
        if not path.endswith(("/", ".gz")):
            (gone if what == "*deleting" else new if "+++" in what else changed).append(path.strip())
    return Change(tuple(new), tuple(changed), tuple(gone))


def publish(new: Publication, to: Target, scratch: Path, report: Callable[[str], None]) -> tuple[str, int]:
    """Let readers of a target see a site, and return the name of its release and the number of its files.

    Args:
        scratch: An empty folder to work in.
    """
    report("Looking at where it goes")
    state = read_state(to)
    report("Compressing")
    number = lay_out(new.site, scratch / "site")
    name = f"{_time_after(state.current, new.began)}-{checksum(scratch / 'site')}"
    if state.current and _is_same(name, state.current):
        name = state.current  # sent all the same, in case somebody has changed it there
    if state.is_new:
        for folder in (RELEASES, NOTES):
            (scratch / "skeleton" / folder).mkdir(parents=True)
        _send_text(to, scratch / "skeleton", MARKER, _ABOUT)
    report("Sending")
    # The whole path, where it is known: `rrsync` lets no other pass.
    beside = f"{to.folder}/{RELEASES}" if to.folder.startswith("/") else ".."
    known = [f"--link-dest={beside}/{state.current}"] if state.current and state.current != name else []
    try:
        send(to, scratch / "site", *_WHOLE, "--delete", *known, below=f"{RELEASES}/{name}/")
    except FullError:
        with suppress(DeliveryError):  # or the next one would find no room because of what this one has left
            _remove(to, scratch, [name], (RELEASES,))
        raise
    _switch(to, scratch, name)
    report("Sweeping up")
    with _after_the_switch():
        _send_text(to, scratch / "note", name, f"{new.about}\n", f"{NOTES}/")
        with suppress(VanishedError):  # another publication sweeps, and one is enough
            _sweep(to, scratch, new.began, new.keep)
    return name, number


def _is_same(one: str, other: str) -> bool:
    """Return True if two releases have the same content."""
    return one.partition("-")[2] == other.partition("-")[2]


@contextmanager
def _after_the_switch() -> Iterator[None]:
    try:
        yield
    except DeliveryError as error:
        error.readers = "readers see what was asked for all the same, and the next publication does the rest"
        raise


def _time_after(current: str | None, now: datetime) -> str:
    """Return the time, or one after that of the last release if clocks do not agree."""
    if current:
        now = max(now, datetime.strptime(current.partition("-")[0], _TIME).replace(tzinfo=UTC) + timedelta(seconds=1))
    return now.strftime(_TIME)


def _send_text(to: Target, folder: Path, name: str, text: str, below: str = "") -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8", newline="\n")
    send(to, folder, *_WHOLE, below=below)


def _switch(to: Target, scratch: Path, name: str) -> None:
    folder = scratch / "switch"
    folder.mkdir()
    (folder / CURRENT).symlink_to(f"{RELEASES}/{name}")
    try:
        send(to, folder, "--recursive")
    except DisconnectedError as error:
        error.readers = "readers may see the site as it was or as it was to be"
        raise


def _sweep(to: Target, scratch: Path, now: datetime, keep: int) -> None:
    """Remove the oldest releases over a number, and those that were cut off more than a day ago."""
    state = read_state(to)
    spare = [name for name in state.whole if name != state.current][: max(0, len(state.whole) - keep)]
    before = (now - _UNFINISHED).strftime(_TIME)
    cut_off = [name for name in state.releases - state.published if name < before and name != state.current]
    _remove(to, scratch, [*spare, *cut_off])


def _remove(to: Target, scratch: Path, names: list[str], folders: tuple[str, ...] = (NOTES, RELEASES)) -> None:
    """Remove releases by sending an empty folder in which just these are missing; all else is left out."""
    for folder in folders if names else ():
        (scratch / "empty" / folder).mkdir(parents=True, exist_ok=True)
        ours = [f"--include=/{name}" for name in names] + [f"--include=/{name}/**" for name in names]
        options = ("--recursive", "--delete", *ours, "--exclude=*")
        send(to, scratch / "empty" / folder, *options, below=f"{folder}/")


def roll_back(to: Target, scratch: Path) -> str:
    """Let readers see the last release before the current one with another content, and return its name.

    The release that is taken back is not returned to: the next roll back goes further.
    """
    state = read_state(to)
    current = state.current or ""
    before = [name for name in state.whole if name < current and not _is_same(name, current)]
    if state.current is None or not before:
        raise DeliveryError(f"{shown(str(to))} has no release before this one; nothing is changed")
    _switch(to, scratch, before[-1])
    with _after_the_switch():
        _remove(to, scratch, [state.current], (NOTES,))
    return before[-1]
