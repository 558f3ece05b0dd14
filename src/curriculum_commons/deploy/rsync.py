"""Call rsync for a folder on this computer or on a server, and report in one sentence why it failed.

Whatever could mean something else to a shell, to ssh or to rsync is refused or rewritten in `target`.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..model.problems import CallError, quoted, shown

_REMOTE = re.compile(r"(?P<host>[^/:\[\]]+|(?:[^/:\[\]]+@)?\[[^/\]]*\]):(?P<path>.*)", re.DOTALL)
_HOST = re.compile(
    r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9]+)?\])"
)
_PLAIN = re.compile(r"[A-Za-z0-9_./~+,@%=-]+")
"""Folders that no shell takes for anything else. Others need an option that `rrsync` does not let pass."""
_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15"
_SECONDS = 120
_ENTRY = re.compile(r"[dl-]\S+ +[0-9,.]+ [0-9/]{10} [0-9:]{8} (?P<name>.+?)(?: -> (?P<to>.*))?")
_FILE_IO = 11
"""Exit code of rsync if it cannot write a file; its message is sometimes lost."""
_LISTINGS = 5
"""How often a listing is repeated while files vanish: another publication sweeps up only once."""


class DeliveryError(Exception):
    """The site could not be delivered."""

    readers = "what readers see is as it was"
    """What that means for readers of the site; not so where readers get the new release at that moment, or before."""


class FullError(DeliveryError):
    """The target has no room."""


class VanishedError(DeliveryError):
    """Another publication has removed something meanwhile."""


class DisconnectedError(DeliveryError):
    """The connection was lost, and it is not known how much had been done."""


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
    r"Not a directory": "{folder} is not a folder",
    r"Permission denied": "this user may not write to {folder}",
}
"""Messages of rsync and ssh, in the order in which they are looked for, and what they mean."""
_DISCONNECTED = (
    r"client_loop|Connection (?:reset|closed|to \S+ closed)|Broken pipe"
    "|timeout|connection unexpectedly closed|error in rsync protocol|received SIG"
)
_ERRORS = {**dict.fromkeys(_FULL, FullError), _VANISHED: VanishedError}


@dataclass(frozen=True)
class Target:
    """A folder for releases of a site."""

    host: str | None
    """User and name of another computer, such as "web@example.org"; `None` for this one."""
    folder: str
    """The folder without a slash at its end; on another computer it may be relative to the home of the user."""

    @property
    def argument(self) -> str:
        """The folder as an argument of rsync."""
        return f"{self.host}:{self.folder}/" if self.host else f"{self.folder}/"

    def __str__(self) -> str:
        return self.argument.removesuffix("/")


def target(argument: str) -> Target:
    """Return the folder that a call names; raises CallError if it cannot be published to."""
    if not argument.isprintable() or not argument.strip():
        raise CallError(f"{quoted(argument)} is not a folder to publish to; write a folder, or user@host:folder")
    if argument.startswith("rsync://") or re.match(r"[^/\[]*::", argument):
        raise CallError(f"{quoted(argument)} is a server of rsync's own; publish over ssh, as user@host:folder")
    if remote := _REMOTE.fullmatch(argument):
        return _remote(remote["host"], remote["path"])
    folder = Path(argument).expanduser().absolute()
    if folder == Path(folder.anchor):
        raise CallError(f"{quoted(argument)} is the whole disk; name a folder below it")
    return Target(None, str(folder))


def _remote(host: str, path: str) -> Target:
    if not _HOST.fullmatch(host):
        raise CallError(
            f"{quoted(host)} is not the name of a server; write user@host:folder, or ./ before a folder with a colon"
        )
    if re.search(r"[*?\[\]\\]", path):
        raise CallError(
            f"{quoted(path)} has characters that rsync takes for a pattern; name a folder without * ? [ ] and \\"
        )
    folder = path.removeprefix("~/").rstrip("/")
    if path.startswith("~") and not path.startswith("~/"):
        raise CallError(f"{quoted(path)} begins at the home of another; write the folder whole, beginning with /")
    if folder in {"", "."}:
        raise CallError(
            f"{quoted(f'{host}:{path}')} names no folder; write one after the colon, as in {host}:/srv/commons"
        )
    return Target(host, f"./{folder}" if folder.startswith("-") else folder)


def require_rsync(to: Target) -> None:
    """Raise DeliveryError if this computer has no rsync that could reach a target."""
    version = re.search(r"rsync +version v?(\d+)\.(\d+)", _call(to, ["--version"], ".").stdout)
    if version is None or (int(version[1]), int(version[2])) < (3, 1):
        found = version[0] if version else "another program of that name"
        raise DeliveryError(
            f"rsync 3.1 or newer is needed and this is {found}; install it (Debian: apt-get install rsync)"
        )


def entries(to: Target, *filters: str) -> Mapping[str, str | None] | None:
    """Return the paths in a target and where links among them lead; `None` if there is no such folder."""
    for _ in range(_LISTINGS):
        done = _call(to, ["--recursive", "--links", "--list-only", "--8-bit-output", *filters, to.argument], ".")
        if not re.search(_VANISHED, done.stderr):
            break
    if done.returncode and re.search(r"(?:change_dir|link_stat) .* failed: No such file or directory", done.stderr):
        return None
    _raise_for_status(to, done)
    found = (_ENTRY.fullmatch(line) for line in done.stdout.splitlines())
    return {entry["name"]: entry["to"] for entry in found if entry and entry["name"] != "."}


def send(to: Target, folder: Path, *options: str, below: str = "") -> str:
    """Send the files in a folder to a target and return the output of rsync; raises DeliveryError if it fails.

    Args:
        below: Folder within the target, with a slash at its end.
    """
    done = _call(to, ["--links", *options, "./", to.argument + below], folder)
    _raise_for_status(to, done)
    return done.stdout


def _call(to: Target, arguments: list[str], folder: Path | str) -> subprocess.CompletedProcess[str]:
    options = [f"--timeout={_SECONDS}"] if to.host else []
    options += ["--protect-args"] if to.host and not _PLAIN.fullmatch(to.folder) else []
    try:
        return subprocess.run(
            ["rsync", *options, *arguments],
            cwd=folder,
            env={"RSYNC_RSH": _SSH, **os.environ, "LC_ALL": "C"},
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )
    except FileNotFoundError as error:
        raise DeliveryError("rsync is not installed here (Debian: apt-get install rsync)") from error


def _raise_for_status(to: Target, done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode == 0:
        return
    host, folder = shown(to.host or "this computer"), quoted(to)
    for pattern, message in _CAUSES.items():
        if re.search(pattern, done.stderr):
            raise _ERRORS.get(pattern, DeliveryError)(message.format(host=host, folder=folder))
    if done.returncode == _FILE_IO and not done.stderr.strip():
        raise FullError(f"{host} could not write to {folder}; look whether it may, and has room")
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    # Messages of ssh go first: if it gave up, rsync's own complaint and its exit code are a matter of chance.
    messages = [line for line in lines if not line.startswith("rsync")] or lines or ["it gives no reason"]
    if re.search(_DISCONNECTED, "\n".join(messages)):
        raise DisconnectedError(f"the connection to {host} broke off; try again")
    raise DeliveryError(f"rsync could not go on: {shown(messages[-1])}")
