"""Hand an engine what a page may call; every project's `macros.py` offers this under the name that engines look for.

Engines ask for the commons again and again, one of them for every page: it is kept as long as its data files.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from ..model.build_context import BuildContext
from ..model.commons import Commons
from ..render import MACROS, show
from .data_files import build_data_files, listed
from .preprocess import apply_settings
from .project import context_for, open_commons

_State = tuple[tuple[str, int, int], ...]
_opened: dict[Path, tuple[_State, Commons, BuildContext]] = {}


def define_env(env: Any) -> None:
    """Offer every macro under its name; both engines call this, one of them for each page."""
    commons, context = commons_for_pages(Path(env.project_dir))
    apply_settings(commons, context, env.conf)

    def call(name: str, *arguments: str) -> str:
        return show(commons, context, name, arguments, _start(env.page))

    for name in MACROS:
        env.macro(partial(call, name), name)


def _start(page: Any) -> str:
    # MkDocs leaves links in HTML alone; Zensical moves them from the folder of the file to the address of the page.
    return str(page.url if hasattr(page, "file") else page.path[: page.path.rfind("/") + 1])


def commons_for_pages(root: Path) -> tuple[Commons, BuildContext]:
    """Return what was last opened here, or open it again where a data file has changed since."""
    folder, state = root.resolve(), _state(root)
    if folder not in _opened or _opened[folder][0] != state:
        commons = open_commons(root)
        data_files = tuple(listed(build_data_files(commons)))
        _opened[folder] = state, commons, replace(context_for(root, commons), data_files=data_files)
    return _opened[folder][1:]


def _state(root: Path) -> _State:
    files = sorted(file for file in (root / "data").rglob("*") if file.is_file())
    return tuple((str(file), status.st_mtime_ns, status.st_size) for file in files for status in [file.stat()])
