"""Keep the finished pages of issues from build to build: an archive grows for years, and old issues hardly ever change.

Knows what such a page depends on, and nothing of how it is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from ..addresses import is_issue
from ..commons import Commons, Issue
from ..newsletter.ingredients import ABOUT, calls, records
from ..shelf import program, write_whole
from .inspect import Seen
from .publish import SCRATCH
from .rendering import CONFIGURATION
from .search import Entry
from .settings import settings

KEPT = f"{SCRATCH}/pages"
"""Folder of what is kept: one file for each page, named after what it was made from."""
_RENDERED_BY = ("mkdocs", "mkdocs-material", "pymdown-extensions", "Markdown", "zensical")
THEME, MACROS = "theme", "macros.py"


@dataclass(frozen=True)
class Finished:
    """A page as it is published, and what was found on it."""

    html: bytes
    """The whole page."""
    seen: Seen
    """What concerns other files."""
    entries: tuple[Entry, ...]
    """What can be found on it."""


class Keeper:
    """The finished pages of one project, by what they were made from."""

    def __init__(self, root: Path, commons: Commons, engine_name: str) -> None:
        self._folder = root / KEPT
        self._notes = {
            f"{issue.page.url}index.html": self._folder / f"{key}.json"
            for issue, key in _keys(root, commons, engine_name)
        }
        self.kept = {path: found for path, note in self._notes.items() if (found := _read(note))}
        """Pages that would come out as they are here, by their place below the root of the site."""

    @property
    def pages(self) -> Mapping[str, bytes]:
        """The same as bytes."""
        return {path: one.html for path, one in self.kept.items()}

    def keeps(self, path: str) -> bool:
        """Tell whether the page at a place is one to be kept."""
        return path in self._notes

    def keep(self, made: Mapping[str, Finished]) -> None:
        """Keep from now on what was made of issues, and nothing that is out of date."""
        if self._notes:
            self._folder.mkdir(parents=True, exist_ok=True)
        for path in made.keys() & self._notes.keys() - self.kept.keys():
            write_whole(self._notes[path], _told(made[path]))
        for old in set(self._folder.glob("*")) - set(self._notes.values()):
            old.unlink()


def _keys(root: Path, commons: Commons, engine_name: str) -> Iterator[tuple[Issue, str]]:
    """Give each issue with a sum of everything that its page depends on."""
    if not commons.issues:
        return
    titles = [(page.path, page.meta.title) for page in commons.pages if not is_issue(page.path)]
    around = repr((engine_name, settings(commons), records(commons), titles)).encode()
    shared = sha256(b"\x00".join([program(), _engines(), *_theme(root), around])).digest()
    every = [(issue.name, issue.meta) for issue in commons.issues]
    for at, issue in enumerate(commons.issues):
        lists = any(call.name not in ABOUT and call.name.startswith("newsletter_") for call in calls(issue.page.body))
        beside = every if lists else every[max(at - 1, 0) : at + 2]
        yield issue, sha256(shared + repr((issue.page, beside)).encode()).hexdigest()


def _theme(root: Path) -> Iterator[bytes]:
    files = [root / CONFIGURATION, root / MACROS, *sorted((root / THEME).rglob("*"))]
    for file in files:
        if file.is_file():
            yield file.relative_to(root).as_posix().encode()
            yield file.read_bytes()


@cache
def _engines() -> bytes:
    return " ".join(map(version, _RENDERED_BY)).encode()


def _read(note: Path) -> Finished | None:
    try:
        told = json.loads(note.read_text("utf-8"))
        seen = {**told["seen"], "ids": frozenset(told["seen"]["ids"]), "faults": ()}
        lists = {name: tuple(seen[name]) for name in ("links", "requests")}
        return Finished(
            told["html"].encode(), Seen(**{**seen, **lists}), tuple(Entry(**one) for one in told["entries"])
        )
    except (OSError, ValueError, LookupError, TypeError):  # never made, or not by us
        return None


def _told(made: Finished) -> bytes:
    seen = {**asdict(made.seen), "ids": sorted(made.seen.ids)}
    told = {"html": made.html.decode(), "seen": seen, "entries": [asdict(entry) for entry in made.entries]}
    return json.dumps(told, ensure_ascii=False).encode()
