"""Let MkDocs or Zensical turn the pages of a project into HTML; the only module that imports either.

Knows what the engines share (`mkdocs.yml`, the theme, `macros.py`) and how each is told the rest. What either says of
links, anchors and menus is not listened to: *inspect* says it in the same words for both.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import jinja2

from ..commons import Commons
from ..problems import CallError, ContentError, Problem
from .settings import settings

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

CONFIGURATION = "mkdocs.yml"
_MACRO_FAILED = 100
"""Exit code of the macros plugin of MkDocs."""


def render(root: Path, commons: Commons, engine: str, out: Path) -> None:
    """Write the HTML of all pages, and the theme's files, into an empty folder inside the project."""
    if not (root / CONFIGURATION).is_file():
        raise CallError(f'there is no {CONFIGURATION} in "{root}"; name the folder of a project with --root')
    try:
        ENGINES[engine](root, commons, out)
    except jinja2.TemplateSyntaxError as error:
        path = Path(error.filename or root / "theme").resolve()
        if not path.is_relative_to(root.resolve()):
            raise
        place = path.relative_to(root.resolve()).as_posix()
        raise ContentError([Problem(place, error.lineno, 0, f"is no template: {error.message}")]) from error


def _mkdocs(root: Path, _: Commons, out: Path) -> None:
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # a notice for people who choose an engine, not for those who write pages
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError

    with _warnings_of("mkdocs") as warnings:
        try:
            configuration = load_config(str(root / CONFIGURATION), site_dir=str(out), strict=False)
            _leave_to_inspection(configuration)
            _look_less_far(configuration)
            configuration.plugins.on_startup(command="build", dirty=False)
            build(configuration)
        except (Abort, ConfigurationError) as error:
            warnings = warnings or [error.format_message()]
        except SystemExit as error:
            if error.code == _MACRO_FAILED:
                raise RuntimeError("\n".join(warnings)) from error
            raise
    if warnings:
        raise ContentError(Problem(CONFIGURATION, 0, 0, " ".join(warning.split())) for warning in warnings)


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
    """Templates and assets of the theme, without the ten thousand icons that MkDocs would list and then leave out."""

    def list_templates(self) -> list[str]:
        found = set[str]()
        for folder in self.searchpath:
            for place, folders, files in os.walk(folder):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found.update(Path(place, name).relative_to(folder).as_posix() for name in files)
        return sorted(found)


def _look_less_far(configuration: MkDocsConfig) -> None:
    theme = configuration.theme
    environment = theme.get_env()
    environment.loader = _ThemeFiles(theme.dirs)
    theme.get_env = lambda: environment  # type: ignore[method-assign]


def _zensical(root: Path, commons: Commons, out: Path) -> None:
    from zensical import build

    place = out.relative_to(root)
    configuration = root / f".commons-{'-'.join(place.parts[1:])}.yml"
    told = {
        "INHERIT": CONFIGURATION,
        "site_dir": place.as_posix(),
        "validation": False,
        **settings(commons),
    }
    try:
        configuration.write_text(json.dumps(told), "utf-8")
        with _silence():
            build(str(configuration), {"clean": True, "strict": False})
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


ENGINES = {"mkdocs": _mkdocs, "zensical": _zensical}
