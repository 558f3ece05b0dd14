"""Keep the finished pages of issues from build to build: an archive grows for years, and old issues hardly ever change.

Knows what such a page depends on, and nothing of how it is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..content.load import THEME
from ..content.markdown import macro_calls
from ..model.build_context import BuildContext
from ..model.commons import Commons, Issue
from ..model.urls import is_issue
from ..newsletter.content import AROUND
from ..newsletter.files import records
from .cache import Store
from .downloads import program
from .engine_client import CONFIGURATION
from .page_audit import Seen
from .publish import SCRATCH
from .search import Entry
from .settings import settings

KEPT = f"{SCRATCH}/pages"
"""Folder of what is kept."""
_RENDERED_BY = ("mkdocs", "mkdocs-material", "pymdown-extensions", "Markdown", "zensical")
MACROS = "macros.py"


@dataclass(frozen=True)
class Finished:
    """What was found on a page as it is published."""

    seen: Seen
    """What concerns other files."""
    entries: tuple[Entry, ...]
    """What can be searched for."""


class Keeper:
    """The finished pages of one project, by what they were made from."""

    def __init__(self, root: Path, commons: Commons, context: BuildContext, engine_name: str) -> None:
        self._store = Store(root / KEPT)
        self._keys = {f"{issue.page.url}index.html": key for issue, key in _keys(root, commons, context, engine_name)}
        self.kept = dict[str, Finished]()
        """Pages that would come out as they are kept, by their place below the root of the site."""
        self.files = dict[str, Path]()
        """Where those are."""
        for path, key in self._keys.items():
            if (kept := self._store.kept(key)) and (finished := _read(kept.told)):
                self.kept[path] = finished
                self.files |= kept.names

    def keeps(self, path: str) -> bool:
        """Tell whether the page at a place is one to be kept."""
        return path in self._keys

    def keep(self, new: Path, made: Mapping[str, Finished]) -> None:
        """Keep from now on what was made of issues in a folder, and nothing that is out of date."""
        for path in made.keys() & self._keys.keys() - self.kept.keys():
            self._store.put(self._keys[path], {path: new / path}, _told(made[path]))
        self._store.close(self._keys.values())


def _keys(root: Path, commons: Commons, context: BuildContext, engine_name: str) -> Iterator[tuple[Issue, str]]:
    """Give each issue with a sum of everything that its page depends on."""
    if not commons.issues:
        return
    titles = [(page.path, page.meta.title) for page in commons.pages if not is_issue(page.path)]
    around = repr((engine_name, settings(commons), records(commons, context), titles)).encode()
    shared = sha256(b"\x00".join([program(), _engines(), *_theme(root), around])).digest()
    every = [(issue.name, issue.meta) for issue in commons.issues]
    for at, issue in enumerate(commons.issues):
        lists = any(
            call.name not in AROUND and call.name.startswith("newsletter_") for call in macro_calls(issue.page.body)
        )
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


def _read(told: Any) -> Finished | None:
    try:
        seen = {**told["seen"], "ids": frozenset(told["seen"]["ids"]), "faults": ()}
        lists = {name: tuple(seen[name]) for name in ("links", "requests")}
        return Finished(Seen(**{**seen, **lists}), tuple(Entry(**one) for one in told["entries"]))
    except (ValueError, LookupError, TypeError):  # not by us
        return None


def _told(made: Finished) -> dict[str, Any]:
    seen = {**vars(made.seen), "ids": sorted(made.seen.ids)}
    return {"seen": seen, "entries": [vars(entry) for entry in made.entries]}
