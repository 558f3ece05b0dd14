"""Build the site of a project and publish it: one run at a time, and all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .build_stamp import Built, Standing
from .engine_client import Engine
from .pipeline import make
from .publish import publish, refuse_what_is_not_ours, scratch

Tell = Callable[[str], None]
"""Takes the name of a step as it begins."""


def build(root: Path, engine_name: str, today: str, tell: Tell) -> Built:
    """Publish a project into its `site/` on a day, unless what is there is what would come of it.

    Raises ContentError where anything is wrong; then `site/` stays as it is.
    """
    site = root / "site"
    refuse_what_is_not_ours(site)
    with (
        scratch(root, "build", lambda: tell("Waiting for another build to end")) as place,
        Engine(root, engine_name, place) as engine,
    ):
        standing = Standing(root, engine_name, today)
        if last := standing.last():
            return last
        built = Built(*make(root, engine, place.folder, today, tell))
        tell("Publishing")
        publish(place.folder / "site", site)
        standing.note(built)
    return built
