"""Hand the engine what a page may call; the macros themselves are in curriculum_commons.pages."""

from functools import partial
from pathlib import Path
from typing import Any

from curriculum_commons.pages import MACROS, show
from curriculum_commons.site.settings import apply_settings
from curriculum_commons.workspace import commons_for_pages


def define_env(env: Any) -> None:
    """Offer every macro under its name; both engines call this, one of them for each page."""
    commons = commons_for_pages(Path(env.project_dir))
    apply_settings(commons, env.conf)

    def call(name: str, *arguments: str) -> str:
        return show(commons, name, arguments, _start(env.page))

    for name in MACROS:
        env.macro(partial(call, name), name)


def _start(page: Any) -> str:
    # MkDocs leaves links in HTML alone; Zensical moves them from the folder of the file to the address of the page.
    return page.url if hasattr(page, "file") else page.path[: page.path.rfind("/") + 1]
