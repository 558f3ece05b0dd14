"""Build and publish a site, one run at a time and all or nothing, unless what is published is what would come of it.

Imports little by itself: the engine and the rest of this program are loaded at the same time, and only to build.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .build_stamp import BuildStamp, Built
from .engine_client import Engine
from .publish import publish, refuse_foreign, scratch

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
