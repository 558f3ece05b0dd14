"""Let MkDocs or Zensical turn the pages of a project into HTML; the only module that imports either.

Knows what the engines share (`mkdocs.yml`, the theme, Markdown) and how each is told the rest. What either says of
links, anchors and menus is not listened to: *inspect* says it in the same words for both.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import click
import jinja2
import yaml

from ..commons import Commons, Page
from ..mistakes import explain
from ..pages import keep_compiled
from ..problems import CallError, ContentError, Problem
from .manuscript import lay_out
from .publish import SCRATCH
from .settings import apply_settings, settings

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

CONFIGURATION, THEME = "mkdocs.yml", "theme"
_MACROS = "macros"
"""Name of the plugin that calls macros for plain `mkdocs`; here they were called before."""
_PLACE = re.compile(r"^(?:\w+ error: )?(.+) \(in ([\w./-]+):([0-9]+)\)")
"""How Zensical tells where a template is wrong."""


def render(root: Path, commons: Commons, engine: str, docs: Path, out: Path) -> None:
    """Write the HTML of all pages, and the theme's files, into a folder inside the project.

    Args:
        docs: Holds the manuscripts from call to call, so that only what has changed is written anew.
        out: Is empty, or not there.
    """
    if not (root / CONFIGURATION).is_file():
        raise CallError(f'there is no {CONFIGURATION} in "{root}"; name the folder of a project with --root')
    compiled = root / SCRATCH / f"jinja-{jinja2.__version__}"
    for folder in (docs, out, compiled):
        folder.mkdir(exist_ok=True)
    keep_compiled(compiled)
    _refuse_what_is_no_yaml(root / CONFIGURATION)
    try:
        if engine == "mkdocs":
            lay_out(root, commons, docs, _address)
            _mkdocs(root, commons, docs, out, compiled)
        else:
            lay_out(root, commons, docs, _folder)
            _zensical(root, commons, docs, out)
    except click.ClickException as error:
        raise ContentError([Problem(CONFIGURATION, 0, 0, " ".join(error.format_message().split()))]) from error
    except jinja2.TemplateError as error:
        place = _place_in_theme(error, root)
        if place is None:
            raise
        raise _no_template(*place, error.message or "") from error


def _place_in_theme(error: jinja2.TemplateError, root: Path) -> tuple[str, int] | None:
    """Return file and line of the template of this project that an error comes from, or went through last."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        places = [(Path(error.filename or root / THEME), error.lineno)]
    else:
        frames = reversed(traceback.extract_tb(error.__traceback__))
        places = [(Path(frame.filename), frame.lineno or 0) for frame in frames]
    ours = ((path.relative_to(root).as_posix(), line) for path, line in places if path.is_relative_to(root / THEME))
    return next(ours, None)


def _refuse_what_is_no_yaml(configuration: Path) -> None:
    text = configuration.read_text("utf-8")
    try:
        yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        raise ContentError([Problem(CONFIGURATION, *explain(error, text))]) from error


def _no_template(path: str, line: int, why: str) -> ContentError:
    return ContentError([Problem(path, line, 0, f"is no template: {why}")])


def _address(page: Page) -> str:
    return page.url


def _folder(page: Page) -> str:
    # Zensical moves every link from the folder of the file to the address of the page; MkDocs leaves HTML alone.
    return page.path[: page.path.rfind("/") + 1]


def _mkdocs(root: Path, commons: Commons, docs: Path, out: Path, compiled: Path) -> None:
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # a notice for those who choose an engine, not for those who write pages
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort
    from mkdocs.utils.yaml import yaml_load

    with (root / CONFIGURATION).open("rb") as file:
        plugins = [plugin for plugin in yaml_load(file).get("plugins", []) if not _calls_macros(plugin)]
    with _warnings_of("mkdocs") as warnings:
        try:
            folders = {"docs_dir": str(docs), "site_dir": str(out)}
            configuration = load_config(str(root / CONFIGURATION), plugins=plugins, strict=False, **folders)
            apply_settings(commons, configuration)
            _leave_to_inspection(configuration)
            _look_less_far(configuration, compiled)
            build(configuration)
        except Abort:
            if not warnings:
                raise
    if warnings:
        raise ContentError(Problem(CONFIGURATION, 0, 0, " ".join(warning.split())) for warning in warnings)


def _calls_macros(plugin: Any) -> bool:
    return plugin == _MACROS or (isinstance(plugin, dict) and _MACROS in plugin)


@contextmanager
def _warnings_of(logger_name: str) -> Iterator[list[str]]:
    logger, heard = logging.getLogger(logger_name), list[str]()
    listener = logging.Handler(logging.WARNING)
    listener.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logger.addHandler(listener)
    logger.propagate = False
    try:
        yield heard
    finally:
        logger.propagate = True
        logger.removeHandler(listener)


def _leave_to_inspection(configuration: MkDocsConfig) -> None:
    for part in (configuration.validation.nav, configuration.validation.links):
        for rule in part:
            part[rule] = logging.INFO


class _ThemeFiles(jinja2.FileSystemLoader):
    """Templates and assets of the theme, without what MkDocs would list and leave out, or copy and *finish* would drop.

    That is ten thousand icons, and a search in thirty languages.
    """

    def list_templates(self) -> list[str]:
        found = set[str]()
        for folder in self.searchpath:
            for place, folders, files in os.walk(folder):
                folders[:] = [name for name in folders if not name.startswith(".") and name != "lunr"]
                found.update(Path(place, name).relative_to(folder).as_posix() for name in files)
        return sorted(found)


def _look_less_far(configuration: MkDocsConfig, compiled: Path) -> None:
    theme = configuration.theme
    environment = theme.get_env()
    environment.loader = _ThemeFiles(theme.dirs)
    environment.bytecode_cache = jinja2.FileSystemBytecodeCache(str(compiled), "theme-%s")
    theme.get_env = lambda: environment  # type: ignore[method-assign]


def _zensical(root: Path, commons: Commons, docs: Path, out: Path) -> None:
    from zensical import build

    configuration = root / f"{'-'.join(docs.relative_to(root).parts)}.yml"  # it must stand beside mkdocs.yml
    told = {
        "INHERIT": CONFIGURATION,
        "docs_dir": str(docs.relative_to(root)),
        "site_dir": str(out.relative_to(root)),
        "validation": False,
        **settings(commons),
    }
    try:
        configuration.write_text(json.dumps(told), "utf-8")
        with _silence():
            build(str(configuration), {"clean": True, "strict": False})
    except RuntimeError as error:
        place = _PLACE.search(str(error))
        if place is None or not (root / THEME / place[2]).is_file():
            raise
        raise _no_template(f"{THEME}/{place[2]}", int(place[3]), place[1]) from error
    finally:
        configuration.unlink(missing_ok=True)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep quiet what a library writes past Python to the terminal."""
    with TemporaryFile() as unread:
        kept = [(stream.fileno(), os.dup(stream.fileno())) for stream in (sys.__stdout__, sys.__stderr__) if stream]
        try:
            for number, _ in kept:
                os.dup2(unread.fileno(), number)
            yield
        finally:
            for number, copy in kept:
                os.dup2(copy, number)
                os.close(copy)
