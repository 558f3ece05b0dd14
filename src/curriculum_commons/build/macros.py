"""Hand an engine what a page may call; every project's `macros.py` offers this under the name that engines look for."""

from functools import partial
from pathlib import Path
from typing import Any

from ..render import MACROS, show
from .preprocess import apply_settings
from .project import commons_for_pages


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
