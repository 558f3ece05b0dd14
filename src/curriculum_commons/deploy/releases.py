"""Publish a site as a new release beside the last ones, and let what readers see be it in one step.

A target holds `releases/`, a folder for each; `current`, a link to the one that readers see; and `published/`, a note
for each that they have seen. The link is replaced by rsync, which makes a new one and renames it. Nothing that is not
named here is ever touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..model.problems import CallError, quoted, shown
from .failure import BrokenOffError, DeliveryError, FullError, LateError, UnsureError, VanishedError
from .pack import lay_out, sum_of
from .rsync import entries, ready, send
from .target import Target

CURRENT, RELEASES, NOTES = "current", "releases", "published"
SIGN = "PUBLISHED-BY-COMMONS.txt"
_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}")
_SEEN = ("--include=/releases/", "--include=/releases/*", "--include=/published/", "--include=/published/*",
         "--exclude=/*/*", "--exclude=/*/*/*")  # fmt: skip
_WHOLE = ("--recursive", "--checksum", "--perms", "--chmod=D755,F644")
_UNFINISHED = timedelta(days=1)
_ABOUT = """\
This folder is written by "commons publish". Let a web server show the folder "current";
it always leads to one whole release of the site. To go back to the release before, call
"commons publish --to ... --roll-back". What else you put here is never touched.
"""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class State:
    """What lies in a target."""

    current: str | None
    """Name of the release that readers see."""
    releases: frozenset[str]
    """Names of all that lie there, whole or not."""
    published: frozenset[str]
    """Names of those that readers have seen."""
    is_new: bool
    """Whether nothing was ever published there."""

    @property
    def whole(self) -> list[str]:
        """Names of the releases that readers could see again, the oldest first."""
        return sorted(self.releases & self.published)


@dataclass(frozen=True)
class Publication:
    """A site that is to be seen by readers."""

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

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


def look(place: Target) -> State:
    """Return what lies in a target; raises CallError where that is not ours, DeliveryError where nobody can look."""
    ready(place)
    there = entries(place, *_SEEN)
    if not there:
        return State(None, frozenset(), frozenset(), is_new=True)
    if SIGN not in there:
        other = min(there, key=lambda path: (path.count("/"), path))
        raise CallError(
            f"{quoted(place)} holds {quoted(other)} and was not made by commons publish; name a new or empty folder"
        )
    below = {folder: frozenset(_below(there, folder)) for folder in (RELEASES, NOTES)}
    name = (there.get(CURRENT) or "").removeprefix(f"{RELEASES}/")
    if CURRENT in there and name not in below[RELEASES]:
        raise CallError(f"{quoted(f'{place}/{CURRENT}')} is not the link that commons publish made; move it away first")
    return State(name or None, below[RELEASES], below[NOTES], is_new=False)


def _below(there: Mapping[str, str | None], folder: str) -> list[str]:
    names = [path.removeprefix(f"{folder}/") for path in there if path.startswith(f"{folder}/")]
    return [name for name in names if _NAME.fullmatch(name)]


def would_change(site: Path, place: Target, scratch: Path) -> Change:
    """Return what a publication would change for readers, and change nothing."""
    state = look(place)
    lay_out(site, scratch / "site")
    if state.current is None:
        new = [file.relative_to(site).as_posix() for file in sorted(site.rglob("*")) if file.is_file()]
        return Change(tuple(new), (), ())
    told = send(
        place,
        scratch / "site",
        *_WHOLE,
        "--delete",
        "--dry-run",
        "--out-format=%i %n",
        below=f"{RELEASES}/{state.current}/",
    )
    new, changed, gone = list[str](), list[str](), list[str]()
    for line in told.splitlines():
        what, _, path = line.partition(" ")
        if not path.endswith(("/", ".gz")):
            (gone if what == "*deleting" else new if "+++" in what else changed).append(path.strip())
    return Change(tuple(new), tuple(changed), tuple(gone))


def publish(new: Publication, place: Target, scratch: Path, tell: Tell) -> tuple[str, int]:
    """Let readers of a target see a site, and return the name of its release and the number of its files.

    Args:
        scratch: An empty folder to work in.
    """
    tell("Looking at where it goes")
    state = look(place)
    tell("Compressing")
    number = lay_out(new.site, scratch / "site")
    name = f"{_time_after(state.current, new.began)}-{sum_of(scratch / 'site')}"
    _prepare(place, scratch, state)
    tell("Sending")
    # The whole path, where it is known: `rrsync` lets no other pass.
    beside = f"{place.folder}/{RELEASES}" if place.folder.startswith("/") else ".."
    known = [f"--link-dest={beside}/{state.current}"] if state.current else []
    try:
        send(place, scratch / "site", *_WHOLE, "--delete", *known, below=f"{RELEASES}/{name}/")
    except FullError:
        with suppress(DeliveryError):  # or the next one would find no room because of what this one has left
            _remove(place, scratch, [name], (RELEASES,))
        raise
    _switch(place, scratch, name)
    tell("Sweeping up")
    with _after_the_switch():
        _note(place, scratch, name, f"{new.about}\n")
        with suppress(VanishedError):  # another publication sweeps, and one is enough
            sweep(place, scratch, new.began, new.keep)
    return name, number


@contextmanager
def _after_the_switch() -> Iterator[None]:
    try:
        yield
    except DeliveryError as error:
        raise LateError(str(error)) from error


def _time_after(current: str | None, now: datetime) -> str:
    """Return the time, or one that is later than that of the last release where clocks do not agree."""
    if current:
        now = max(now, datetime.strptime(current.partition("-")[0], _TIME).replace(tzinfo=UTC) + timedelta(seconds=1))
    return now.strftime(_TIME)


def _prepare(place: Target, scratch: Path, state: State) -> None:
    skeleton = scratch / "skeleton"
    for folder in (RELEASES, NOTES):
        (skeleton / folder).mkdir(parents=True)
    (skeleton / SIGN).write_text(_ABOUT, "utf-8")
    if state.is_new:
        send(place, skeleton, *_WHOLE)


def _switch(place: Target, scratch: Path, name: str) -> None:
    folder = scratch / "switch"
    folder.mkdir()
    (folder / CURRENT).symlink_to(f"{RELEASES}/{name}")
    try:
        send(place, folder, "--recursive")
    except BrokenOffError as error:
        raise UnsureError(str(error)) from error


def _note(place: Target, scratch: Path, name: str, text: str) -> None:
    folder = scratch / "note"
    folder.mkdir()
    (folder / name).write_text(text, "utf-8")
    send(place, folder, *_WHOLE, below=f"{NOTES}/")


def sweep(place: Target, scratch: Path, now: datetime, keep: int) -> None:
    """Remove the oldest releases over a number, and what a publication that was cut off more than a day ago left."""
    state = look(place)
    spare = [name for name in state.whole if name != state.current][: max(0, len(state.whole) - keep)]
    began = (now - _UNFINISHED).strftime(_TIME)
    cut_off = [name for name in state.releases - state.published if name < began and name != state.current]
    _remove(place, scratch, [*spare, *cut_off])


def _remove(place: Target, scratch: Path, names: list[str], folders: tuple[str, ...] = (NOTES, RELEASES)) -> None:
    """Take releases away: an empty folder is sent in which just these are missing, and all else is left out."""
    empty = scratch / "empty"
    for folder in folders if names else ():
        (empty / folder).mkdir(parents=True, exist_ok=True)
        ours = [f"--include=/{name}" for name in names] + [f"--include=/{name}/**" for name in names]
        send(place, empty / folder, "--recursive", "--delete", *ours, "--exclude=*", below=f"{folder}/")


def roll_back(place: Target, scratch: Path) -> str:
    """Let readers see the release before the one they see, and return its name.

    The one that is taken back is not come back to: the next roll back goes further.
    """
    state = look(place)
    before = [name for name in state.whole if state.current and name < state.current]
    if state.current is None or not before:
        raise DeliveryError(f"{shown(str(place))} has no release before this one; nothing is changed")
    _switch(place, scratch, before[-1])
    with _after_the_switch():
        _remove(place, scratch, [state.current], (NOTES,))
    return before[-1]
