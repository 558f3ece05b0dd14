"""Build and publish a site, one run at a time and all or nothing, unless what is published is what would come of it.

The stamp of a build shows that: the content of what people wrote, names, sizes and times of all other files, and what
is in no file. If unsure, the site is built. Imports little by itself: the engine and the rest of this program are
loaded at the same time, and only to build.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from ..content.files import write_whole
from ..content.history import CONTENT, LOOKS
from ..content.load import DATA, MADE, PAGES, THEME, TOOLKIT, UPSTREAM
from ..model.problems import Problem
from .engine_client import Engine
from .publish import SCRATCH, publish, refuse_foreign, scratch

Report = Callable[[str], None]
"""Takes the name of a step as it begins."""


def build(root: Path, engine_name: str, today: str, report: Report) -> Built:
    """Publish a project into its `site/` on a day, unless that would change nothing.

    Raises ContentError where anything is wrong; then `site/` stays as it is.
    """
    site = root / "site"
    refuse_foreign(site)
    with scratch(root, "build", lambda: report("Waiting for another build to end")) as workplace:
        stamp = BuildStamp(root, engine_name, today)
        if unchanged := stamp.unchanged():
            return unchanged
        with Engine(root, engine_name, workplace) as engine:
            from .cache import Cache  # takes half a second with the pipeline, in which the engine gets ready
            from .pipeline import make_site

            with Cache(root) as cache:
                built = make_site(root, engine, workplace.folder, today, cache, report)
                report("Publishing")
                publish(workplace.folder / "site", site)
                cache.sweep()
        stamp.write(built)
    return built


STAMP = f"{SCRATCH}/stamp.json"
"""Path of what is known of the last build: what the site was made from, and what was published."""
SOURCES = (*CONTENT, *LOOKS)
"""Files and folders of a project that its site is made from."""
_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Built:
    """A site as it was published."""

    pages: int
    """The number of its pages."""
    warnings: tuple[Problem, ...]
    """What someone should do something about, though it is published."""
    unready: tuple[Problem, ...] = ()
    """What keeps it from being published anywhere but in `site/`."""
    is_new: bool = True
    """Whether it was made just now, because something has changed since the last time."""


class BuildStamp:
    """What a build starts from."""

    def __init__(self, root: Path, *about: str) -> None:
        """Look at everything that goes into a site.

        Args:
            about: What does so and is in no file, such as the day.
        """
        self._root, self._about = root, about
        self._given_now = self._given()

    def unchanged(self) -> Built | None:
        """Return the published site, if a build would make the same."""
        given, made, built = _noted(self._root)
        return built if given == self._given_now and made == self._made() else None

    def write(self, built: Built) -> None:
        """Note what was published, unless something has changed while it was made."""
        problems = {name: [asdict(one) for one in getattr(built, name)] for name in ("warnings", "unready")}
        stamp = {"given": self._given(), "made": self._made(), "pages": built.pages, **problems}
        if stamp["given"] == self._given_now:
            write_whole(self._root / STAMP, json.dumps(stamp).encode())

    def _made(self) -> str:
        return _sum([*_files(self._root / "site"), *_files(self._root / MADE)])

    def _given(self) -> dict[str, Any]:
        packages = sorted(Path(sysconfig.get_paths()["purelib"]).iterdir())  # their names hold their versions
        modes = [state and state[0] for state in map(_state, _content_files(self._root))]
        program = _sum([self._about, sys.version, packages, *_files(_PACKAGE), modes])
        return {"program": program, "content": _content(self._root)}


def _noted(root: Path) -> tuple[dict[str, Any], str, Built | None]:
    """Return what the last build was made from, the sum of what it made, and the site; nothing if there was none."""
    try:
        stamp = json.loads((root / STAMP).read_text("utf-8"))
        warnings, unready = (_problems(stamp[name]) for name in ("warnings", "unready"))
        return stamp["given"], stamp["made"], Built(stamp["pages"], warnings, unready, is_new=False)
    except (OSError, ValueError, LookupError, TypeError):  # never built, or by another version
        return {"content": {}}, "", None


def _problems(noted: list[dict[str, Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(**{**one, "places": tuple(one["places"])}) for one in noted)


def unready(root: Path) -> tuple[Problem, ...]:
    """Return what keeps the site that was built last from being published."""
    built = _noted(root)[2]
    return built.unready if built else ()


def changed_source(root: Path) -> str | None:
    """Return the path of a file of the content that differs from what the published site was made from, if one does.

    Compares content: a checkout may give the same files another time.
    """
    known, now = _noted(root)[0]["content"], _content(root)
    changed = (path for path in [*now, *known] if now.get(path) != known.get(path))
    return next((path for path in changed if path.partition("/")[0] in SOURCES), None)


def _content(root: Path) -> dict[str, str | None]:
    """Return the digest of every file that the site may depend on; None for a link to a folder, or what is gone."""
    return {Path(file).relative_to(root).as_posix(): _digest(file) for file in _content_files(root)}


def _content_files(root: Path) -> Iterator[str]:
    for folder in (DATA, PAGES, TOOLKIT, THEME, UPSTREAM):
        if (root / folder).is_symlink():  # perhaps to a whole disk; refused by whoever reads it
            yield str(root / folder)
            continue
        yield from (path for path, _ in _files(root / folder) if not path.startswith(f"{root / MADE}/"))
    yield from sorted(one.path for one in os.scandir(root) if one.is_file() and not one.name.startswith("."))


def _sum(values: list[Any]) -> str:
    return sha256(repr(values).encode()).hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, tuple[int, ...] | None]]:
    """Yield every file below a folder with its state, in order."""
    for current, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        links = [name for name in folders if os.path.islink(f"{current}/{name}")]  # noqa: PTH114 — of thousands
        for name in sorted([*names, *links]):
            path = f"{current}/{name}"
            yield path, _state(path)


def _digest(path: str) -> str | None:
    """Return the digest of a file: a tool that keeps size and time may have changed what is in it."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 — of thousands
            return None  # a pipe would keep its reader waiting
        with open(path, "rb") as file:  # noqa: PTH123 — of thousands
            return file_digest(file, "sha256").hexdigest()
    except OSError:  # gone, or a link to a folder
        return None


def _state(path: str) -> tuple[int, ...] | None:
    try:
        seen = os.stat(path)  # noqa: PTH116 — of thousands
    except OSError:  # gone, or a link that leads nowhere
        return None
    return seen.st_mode, seen.st_size, seen.st_mtime_ns
