"""The menu of a site whose `mkdocs.yml` names none: our order of pages as far as it has them, and its other pages.

Knows nothing of what is on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import dirname
from typing import Any

import yaml

from ..content.defaults import FOLDER
from ..model.commons import Page
from ..model.site import SiteTerms
from ..model.urls import NEWSLETTER

_HOME = "competencies"
_LAST = ("About", "Contribute")
"""Sections that other pages come before."""
Menu = list[dict[str, Any]]


def menu(settings: str, pages: Iterable[Page], terms: SiteTerms) -> Menu | None:
    """Return the entries of the menu; None where the settings have a menu of their own.

    Args:
        settings: Text of `mkdocs.yml`.
    """
    if any(line.startswith("nav:") for line in settings.splitlines()):
        return None
    left = {page.path for page in pages if dirname(page.path) not in {_HOME, NEWSLETTER}}
    left |= {path for path in (f"{_HOME}/index.md", f"{NEWSLETTER}/index.md") if path in {page.path for page in pages}}
    entries: Menu = []
    for entry in yaml.safe_load((FOLDER / "menu.yaml").read_text("utf-8")):
        ((title, paths),) = entry.items()
        found = [path for path in ([paths] if isinstance(paths, str) else paths) if path in left]
        left -= {*found}
        if not isinstance(paths, str):
            more = sorted(path for path in left if path.startswith(f"{dirname(paths[0])}/"))
            left -= {*more}
            found += more
        if found:
            entries.append({terms.worded(title): found[0] if isinstance(paths, str) else found})
    at = next((number for number, entry in enumerate(entries) if entry.keys() & {*_LAST}), len(entries))
    return [*entries[:at], *_others(left), *entries[at:]]


def _others(paths: set[str]) -> Iterator[dict[str, Any]]:
    """Yield an entry for each other page at the top, and a section for each other folder."""
    for path in sorted(path for path in paths if "/" not in path):
        yield {_words(path.removesuffix(".md")): path}
    for folder in sorted({path.partition("/")[0] for path in paths if "/" in path}):
        inside = sorted(path for path in paths if path.startswith(f"{folder}/"))
        first = f"{folder}/index.md"
        yield {_words(folder): [*([first] if first in inside else []), *(path for path in inside if path != first)]}


def _words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()
