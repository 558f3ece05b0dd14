"""Where a site goes to, as a call names it: a folder of this computer, or `user@host:DIR`.

Whatever could mean something else to a shell, to ssh or to rsync is refused or rewritten here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..model.problems import CallError, quoted

_REMOTE = re.compile(r"(?P<host>[^/:\[\]]+|(?:[^/:\[\]]+@)?\[[^/\]]*\]):(?P<path>.*)", re.DOTALL)
_HOST = re.compile(
    r"(?:(?P<user>[A-Za-z0-9_][A-Za-z0-9_.-]*)@)?"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9]+)?\])"
)
_PATTERNS = re.compile(r"[*?\[\]\\]")


@dataclass(frozen=True)
class Target:
    """A folder that releases of a site lie in."""

    host: str | None
    """User and name of another computer, such as "web@example.org"; `None` for this one."""
    folder: str
    """The folder, without a slash at its end; on another computer it may begin at the home of the user."""

    @property
    def words(self) -> str:
        """How rsync is told of it."""
        return f"{self.host}:{self.folder}/" if self.host else f"{self.folder}/"

    def __str__(self) -> str:
        return self.words.removesuffix("/")


def target(words: str) -> Target:
    """Return what a call names; raises CallError where that is no place to publish to."""
    if not words.isprintable() or not words.strip():
        raise CallError(f"{quoted(words)} is no place to publish to; write a folder, or user@host:folder")
    if words.startswith("rsync://") or re.match(r"[^/\[]*::", words):
        raise CallError(f"{quoted(words)} is a server of rsync's own; publish over ssh, as user@host:folder")
    remote = _REMOTE.fullmatch(words)
    return _remote(remote["host"], remote["path"]) if remote else _local(words)


def _local(words: str) -> Target:
    folder = Path(words).expanduser().absolute()
    if folder == Path(folder.anchor):
        raise CallError(f"{quoted(words)} is the whole disk; name a folder below it")
    return Target(None, str(folder))


def _remote(host: str, path: str) -> Target:
    if not _HOST.fullmatch(host):
        raise CallError(
            f"{quoted(host)} is no name of a server; write user@host:folder, or ./ before a folder with a colon"
        )
    if _PATTERNS.search(path):
        raise CallError(
            f"{quoted(path)} has signs that rsync takes for a pattern; name a folder without * ? [ ] and \\"
        )
    folder = path.removeprefix("~/").rstrip("/")
    if path.startswith("~") and not path.startswith("~/"):
        raise CallError(f"{quoted(path)} begins at the home of another; write the folder whole, beginning with /")
    if folder in {"", "."}:
        raise CallError(
            f"{quoted(f'{host}:{path}')} names no folder; write one after the colon, as in {host}:/srv/commons"
        )
    return Target(host, f"./{folder}" if folder.startswith("-") else folder)
