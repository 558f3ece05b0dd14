"""Call rsync, and say in a sentence what kept it from its work."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ..model.problems import quoted, shown
from .failure import BrokenOffError, DeliveryError, FullError, VanishedError
from .target import Target

_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15"
_SECONDS = 120
_BROKEN_OFF = (
    r"client_loop|Connection (?:reset|closed|to \S+ closed)|Broken pipe"
    "|timeout|connection unexpectedly closed|error in rsync protocol|received SIG"
)
_ENTRY = re.compile(r"(?P<kind>[dl-])\S+ +[0-9,.]+ [0-9/]{10} [0-9:]{8} (?P<name>.+?)(?: -> (?P<to>.*))?")
_VERSION = re.compile(r"rsync +version v?(\d+)\.(\d+)")
_NOT_THERE = re.compile(r"(?:change_dir|link_stat) .* failed: No such file or directory")
_FILE_IO = 11
"""What rsync ends with where it cannot write a file; its words do not always come through."""
_LOOKS = 5
"""How often it is looked where something is removed meanwhile: another publication sweeps up only once."""
_PLAIN = re.compile(r"[A-Za-z0-9_./~+,@%=-]+")
"""Folders that no shell takes for anything else. Others need an option that `rrsync` does not let pass."""
_FULL = {
    r"No space left on device|File too large": "the disk of {host} is full",
    r"[Qq]uota exceeded": "the space that {host} allows is used up",
}
_VANISHED = r"file has vanished|failed to (?:open|stat) .*: No such file"
_CAUSES = {
    r"Could not resolve hostname|Name or service not known": (
        "{host} is not known; look at its name, and whether this computer has a network"
    ),
    r"Network is unreachable|No route to host": "there is no network between this computer and {host}",
    r"Connection (?:refused|timed out)|Operation timed out": (
        "{host} does not answer; look at its name, and whether ssh is open there"
    ),
    r"Host key verification failed|REMOTE HOST IDENTIFICATION": (
        "{host} is not known to ssh here, or not as it was; call ssh once by hand and look at what it asks"
    ),
    r"Permission denied \((?!\d)": (
        "{host} does not let this user in; put your key there with ssh-copy-id, or name another user"
    ),
    r"[Ff]ailed to exec ssh": "ssh is not installed here (Debian: apt-get install openssh-client)",
    r"rsync: (?:command )?not found|rsync: No such file": (
        "{host} has no rsync; install it there (Debian: apt-get install rsync)"
    ),
    r"is your shell clean": (
        'something else than rsync answers there; "ssh {host} true" has to show nothing, so take out what does,'
        " such as a greeting in .bashrc"
    ),
    _VANISHED: "something was removed there meanwhile, as another publication does; try again",
    **_FULL,
    r"rrsync error: .*No such file or directory": "{folder} is not there; make it first",
    r"mkdir .* failed: File exists": "{folder} is a link that leads nowhere; remove it, or make the folder",
    r"mkdir .* failed: No such file or directory": "the folder above {folder} is not there; make it first",
    r"Read-only file system": "{folder} cannot be written to",
    r"Not a directory": "{folder} is no folder",
    r"Permission denied": "this user may not write to {folder}",
}
"""What rsync and ssh say, in the order in which it is looked for, and what that means."""
_KINDS = {**dict.fromkeys(_FULL, FullError), _VANISHED: VanishedError}


def ready(place: Target) -> None:
    """Raise DeliveryError where this computer has no rsync that could reach a target."""
    found = _VERSION.search(_call(place, ["--version"], ".").stdout)
    if found is None or (int(found[1]), int(found[2])) < (3, 1):
        said = found[0] if found else "another program of that name"
        raise DeliveryError(
            f"rsync 3.1 or newer is needed and this is {said}; install it (Debian: apt-get install rsync)"
        )


def entries(place: Target, *filters: str) -> Mapping[str, str | None] | None:
    """Return the paths in a target and where links among them lead; `None` where there is no such folder."""
    for _ in range(_LOOKS):
        done = _call(place, ["--recursive", "--links", "--list-only", "--8-bit-output", *filters, place.words], ".")
        if not re.search(_VANISHED, done.stderr):
            break
    if done.returncode and _NOT_THERE.search(done.stderr):
        return None
    _refuse(place, done)
    found = (_ENTRY.fullmatch(line) for line in done.stdout.splitlines())
    return {entry["name"]: entry["to"] for entry in found if entry and entry["name"] != "."}


def send(place: Target, folder: Path, *options: str, below: str = "") -> str:
    """Send what is in a folder to a target, and return what rsync says; raises DeliveryError where it cannot.

    Args:
        below: Where in the target; with a slash at its end.
    """
    done = _call(place, ["--links", *options, "./", place.words + below], folder)
    _refuse(place, done)
    return done.stdout


def _call(place: Target, words: list[str], folder: Path | str) -> subprocess.CompletedProcess[str]:
    around = {**os.environ, "LC_ALL": "C"}
    around.setdefault("RSYNC_RSH", _SSH)
    limits = [f"--timeout={_SECONDS}"] if place.host else []
    limits += ["--protect-args"] if place.host and not _PLAIN.fullmatch(place.folder) else []
    try:
        return subprocess.run(
            ["rsync", *limits, *words],
            cwd=folder,
            env=around,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )
    except FileNotFoundError as error:
        raise DeliveryError("rsync is not installed here (Debian: apt-get install rsync)") from error


def _refuse(place: Target, done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode == 0:
        return
    words = {"host": shown(place.host or "this computer"), "folder": quoted(place)}
    for sign, message in _CAUSES.items():
        if re.search(sign, done.stderr):
            raise _KINDS.get(sign, DeliveryError)(message.format(**words))
    if done.returncode == _FILE_IO and not done.stderr.strip():
        raise FullError("{host} could not write to {folder}; look whether it may, and has room".format(**words))
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    # What ssh says goes first: where it gave up, rsync's own complaint and its exit code are a matter of chance.
    told = [line for line in lines if not line.startswith("rsync")] or lines or ["it says nothing"]
    if re.search(_BROKEN_OFF, "\n".join(told)):
        raise BrokenOffError(f"the connection to {words['host']} broke off; try again")
    raise DeliveryError(f"rsync could not go on: {shown(told[-1])}")
