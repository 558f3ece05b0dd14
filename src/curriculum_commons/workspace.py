"""Open the commons of a folder, and keep it for as long as its data files stay as they are.

Engines ask for it again and again, one of them for every page.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .check import check
from .commons import Commons
from .load import load
from .pages import signatures
from .shelf import DOWNLOADS, Folder, Tell, on_the_shelf, stock
from .toolkit.brand import Brand

NOTE = ".commons/downloads.json"
"""Where the note lies that tells which downloads are up to date."""
_State = tuple[tuple[str, int, int], ...]
_opened: dict[Path, tuple[_State, Commons]] = {}


def open_commons(root: Path) -> Commons:
    """Read and check everything afresh, with the downloads made last; raises ContentError with all problems."""
    state = _state(root)
    commons = replace(check(load(root), signatures()), downloads=on_the_shelf(root))
    _opened[root.resolve()] = (state, commons)
    return commons


def stocked(root: Path, commons: Commons, tell: Tell) -> Commons:
    """Make what visitors can download, as far as it has changed, and return the commons with it."""
    folder = Folder(root / DOWNLOADS, root / NOTE)
    return replace(commons, downloads=stock(commons, brand_of(root, commons), folder, tell))


def brand_of(root: Path, commons: Commons) -> Brand:
    """Return whose toolkit it is, as `data/site.yaml` says."""
    school = commons.site.school
    if school is None:
        return Brand(phases=commons.site.phases)
    return Brand(school.name, None, school.phases or commons.site.phases)


def commons_for_pages(root: Path) -> Commons:
    """Return the commons last opened here, or open it again where a data file has changed since."""
    state, commons = _opened.get(root.resolve(), ((), None))
    return commons if commons and state == _state(root) else open_commons(root)


def _state(root: Path) -> _State:
    files = sorted((root / "data").glob("*.yaml"))
    return tuple((file.name, status.st_mtime_ns, status.st_size) for file in files for status in [file.stat()])
