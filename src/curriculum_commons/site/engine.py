"""Let MkDocs or Zensical turn the pages of a project into HTML; the only module that imports either.

A program of its own, so that an engine can get ready while the content is still being checked, and so that nothing it
prints or changes gets out: `python -m curriculum_commons.site.engine NAME ROOT`. Each line it reads is a request, each
line it writes an answer, both JSON; *rendering* is the other end. Knows what the engines share (`mkdocs.yml`, the theme,
Markdown), and nothing of records. What either says of links, anchors and menus is not listened to: *inspect* says it in
the same words for both.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import jinja2
import yaml

from ..problems import ContentError, Problem

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

CONFIGURATION, THEME = "mkdocs.yml", "theme"
Request = Mapping[str, Any]
"""`docs` and `out`: folders of Markdown and of HTML; `compiled`: of templates as Python code; `settings`."""

_MACROS = "macros"
"""Name of the plugin that calls macros for plain `mkdocs`; here they are called by *manuscript*."""
_PLACE = re.compile(r"^(?:\w+ error: )?(.+) \(in ([\w./-]+):([0-9]+)\)")
"""How Zensical tells where a template is wrong."""


def answer(root: Path, render: Callable[[Path, Request], None], request: Request) -> dict[str, Any]:
    """Render what is asked for, and return what is wrong: problems, what the system refused, or a bug."""
    try:
        _refuse_what_is_no_yaml(root / CONFIGURATION)
        render(root, request)
    except ContentError as error:
        return {"problems": [[one.path, one.line, one.column, one.sentence] for one in error.problems]}
    except click.ClickException as error:
        return {"problems": [[CONFIGURATION, 0, 0, " ".join(error.format_message().split())]]}
    except jinja2.TemplateSyntaxError as error:
        template = Path(error.filename or root / THEME)
        if template.is_relative_to(root):
            return _no_template(template.relative_to(root).as_posix(), error.lineno, error.message or "")
        return {"bug": traceback.format_exc()}
    except OSError as error:
        return {"refused": [error.errno, error.strerror, error.filename], "bug": traceback.format_exc()}
    except Exception as error:
        place = _PLACE.search(str(error))
        if place and (root / THEME / place[2]).is_file():
            return _no_template(f"{THEME}/{place[2]}", int(place[3]), place[1])
        return {"bug": traceback.format_exc()}
    return {}


def _refuse_what_is_no_yaml(configuration: Path) -> None:
    try:
        yaml.compose(configuration.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line, column = (mark.line + 1, mark.column + 1) if (mark := error.problem_mark) else (0, 0)
        raise ContentError([Problem(CONFIGURATION, line, column, f"is no YAML: {error.problem}")]) from error


def _no_template(path: str, line: int, why: str) -> dict[str, Any]:
    return {"problems": [[path, line, 0, f"is no template: {why}"]]}


def _mkdocs(root: Path, request: Request) -> None:
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # a notice for those who choose an engine, not for those who write pages
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort
    from mkdocs.utils.yaml import yaml_load

    with (root / CONFIGURATION).open("rb") as file:
        plugins = [plugin for plugin in yaml_load(file).get("plugins", []) if not _calls_macros(plugin)]
    with _warnings_of("mkdocs") as warnings:
        try:
            folders = {"docs_dir": request["docs"], "site_dir": request["out"]}
            configuration = load_config(str(root / CONFIGURATION), plugins=plugins, strict=False, **folders)
            extra = {**configuration.extra, **request["settings"].get("extra", {})}
            configuration.update({**request["settings"], "extra": extra})
            _leave_to_inspection(configuration)
            _look_less_far(configuration, request["compiled"])
            if request["settings"]:
                build(configuration)
        except Abort:
            if not warnings:
                raise
    if warnings:
        raise ContentError(Problem(CONFIGURATION, 0, 0, " ".join(warning.split())) for warning in warnings)
