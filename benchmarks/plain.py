"""The same site as plain MkDocs would have it: every macro call replaced by what it shows, and no plugin of ours."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import yaml

from curriculum_commons.build.downloads import DOWNLOADS
from curriculum_commons.build.preprocess import settings
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons, Page
from curriculum_commons.render import MACROS, show


def write_plain(project: Path, plain: Path, *, own_theme: bool) -> None:
    """Write what plain `mkdocs build` makes the same pages of.

    Args:
        own_theme: True keeps our theme, False takes Material as it comes; both have the search of MkDocs.
    """
    commons = open_commons(project)
    context = context_for(project, commons)
    plain.mkdir(parents=True)
    # The settings name a function of this program.
    configuration = yaml.unsafe_load((project / "mkdocs.yml").read_text("utf-8"))
    if own_theme:
        configuration |= settings(commons, context) | {"plugins": ["search"]}
    else:
        configuration |= {"site_name": "Plain", "theme": {"name": "material", "font": False}, "plugins": ["search"]}
    (plain / "mkdocs.yml").write_text(yaml.dump(configuration, sort_keys=False), "utf-8")
    for page in commons.pages:
        path = plain / "docs" / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_expanded(commons, context, page), "utf-8")
    if context.downloads:
        shutil.copytree(project / DOWNLOADS, plain / DOWNLOADS)


def _expanded(commons: Commons, context: BuildContext, page: Page) -> str:
    meta: dict[str, Any] = {"title": page.meta.title, "description": page.meta.description}
    body = page.body
    if page.meta.render_macros:
        calls = {name: partial(_call, commons, context, name, page.url) for name in MACROS}
        body = jinja2.Template(body).render(calls)
    return f"---\n{yaml.safe_dump(meta, sort_keys=False)}---\n\n{body}"


def _call(commons: Commons, context: BuildContext, name: str, at: str, *arguments: str) -> str:
    return show(commons, context, name, arguments, at)
