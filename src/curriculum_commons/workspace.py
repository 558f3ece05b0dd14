"""Open the commons of a folder, and keep it for as long as its data files stay as they are.

Engines ask for it again and again, one of them for every page.
"""

from __future__ import annotations

from pathlib import Path

from .check import check
from .commons import Commons
from .load import load
from .pages import signatures

_State = tuple[tuple[str, int, int], ...]
_opened: dict[Path, tuple[_State, Commons]] = {}


def open_commons(root: Path) -> Commons:
    """Read and check everything afresh; raises ContentError with all problems."""
    state = _state(root)
    commons = check(load(root), signatures())
    _opened[root.resolve()] = (state, commons)
    return commons


def commons_for_pages(root: Path) -> Commons:
    """Return the commons last opened here, or open it again where a data file has changed since."""
    state, commons = _opened.get(root.resolve(), ((), None))
    return commons if commons and state == _state(root) else open_commons(root)


def _state(root: Path) -> _State:
    files = sorted((root / "data").glob("*.yaml"))
    return tuple((file.name, status.st_mtime_ns, status.st_size) for file in files for status in [file.stat()])
