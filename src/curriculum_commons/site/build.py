"""Build the site of a project and publish it: one run at a time, and all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..problems import Problem
from .publish import publish, refuse_what_is_not_ours, scratch
from .rendering import Engine

Tell = Callable[[str], None]
"""Takes the name of a step as it begins."""


def build(root: Path, engine_name: str, today: str, tell: Tell) -> tuple[int, tuple[Problem, ...]]:
    """Publish a project into its `site/` on a day.

    Raises ContentError where anything is wrong; then `site/` stays as it is.

    Returns:
        The number of pages, and what someone should do something about, though it is published.
    """
    site = root / "site"
    refuse_what_is_not_ours(site)
    with (
        scratch(root, "build", lambda: tell("Waiting for another build to end")) as place,
        Engine(root, engine_name, place) as engine,
    ):
        from .making import make  # takes as long to read as the engine to get ready; they do it side by side

        made = make(root, engine, place.folder, today, tell)
        tell("Publishing")
        publish(place.folder / "site", site)
    return made
