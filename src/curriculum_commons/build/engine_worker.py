"""Let MkDocs or Zensical turn the pages of a project into HTML; imports either only when it renders.

A program of its own, so that an engine can get ready while the content is still being checked, and so that nothing it
prints or changes gets out: `python -m curriculum_commons.build.engine_worker NAME ROOT`.
Each line it reads is a request, and each line it writes is JSON too: the pages that it is at, and in the end an answer;
*engine_client* is the other end. Knows what the engines share (`mkdocs.yml`, theme and Markdown), and nothing of
records. What either reports of links, anchors and menus is dropped: *audit* reports it in the same words for both.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import jinja2
import yaml

from ..content.limits import SPACE, limit_memory
from ..content.load import CONFIGURATION, THEME
from ..content.markdown.engine import EXTENSIONS, allow_long_lists, slugify
from ..model.problems import ContentError, Problem
from ..theme import LOOK
from .configuration import refuse_configuration, shared_settings

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.pages import Page

Report = Callable[[list[str]], None]
"""Takes the paths of the pages that are being rendered, below `docs/`."""
Request = Mapping[str, Any]
"""Paths of folders: `docs` of Markdown, `out` of HTML; of a file that may be written and left behind, `configuration`;
the `settings` that come from the content; and whether pages that are in `out` already are `spared`."""

_MEMORY = 6 * 1024**3
"""Bytes that an engine may take; MkDocs has all pages of a site in memory at once."""
_PLACE = re.compile(r"^(?:\w+ error: )?(.+) \(in ([\w./-]+):([0-9]+)\)")
"""How Zensical reports where a template is wrong."""
_SYSTEM = re.compile(r"(?:\(os error |Os \{ code: )([0-9]+)")
"""How Zensical reports what the system has refused."""
_UNWATCHED, _PAUSES = "Watcher disconnected", (1, 4, 0)
"""How Zensical reports that it could not watch the files it reads, and the seconds to wait after each attempt.

It watches them in a build too; where the system has no more watches it may also end in silence without a page."""
_NO_WATCHES = (
    "the engine zensical rendered nothing, as the system lets it watch no more files; close other programs that watch "
    "files (on Linux, raise fs.inotify.max_user_instances), or build with --engine mkdocs"
)


def answer(root: Path, render: Callable[[Path, Request], None], request: Request) -> dict[str, Any]:
    """Render what is asked for, and return what is wrong: problems, what the system refused, or a bug."""
    try:
        refuse_configuration(root / CONFIGURATION)
        render(root, request)
    except ContentError as error:
        return {"problems": [[one.path, one.line, one.column, one.message, one.code] for one in error.problems]}
    except click.ClickException as error:
        return {"problems": [[CONFIGURATION, 0, 0, " ".join(error.format_message().split()), "engine-refusal"]]}
    except (MemoryError, RecursionError):
        return {"limit": SPACE}
    except (Exception, SystemExit) as error:
        if problems := list(_in_templates(root, error)):
            return {"problems": problems[:1]}
        return {"refused": _refusal(error), "bug": traceback.format_exc()}
    return {}


def _refusal(error: BaseException) -> list[Any] | None:
    """Return number, words and file of what the system has refused, if that is the error."""
    if isinstance(error, OSError):
        return [error.errno, error.strerror, error.filename]
    number = _SYSTEM.search(str(error))
    return [int(number[1]), os.strerror(int(number[1])), None] if number else None


def _in_templates(root: Path, error: BaseException) -> Iterator[list[Any]]:
    for path, line, why in _places(root, error):
        if path.is_relative_to(root / THEME) and path.is_file():
            yield [path.relative_to(root).as_posix(), line, 0, f"is not a template: {why}", "template-error"]


def _places(root: Path, error: BaseException) -> Iterator[tuple[Path, int, str]]:
    """Yield the templates that an error comes from or went through, the last one first."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        yield Path(error.filename or root), error.lineno, error.message or ""
    elif isinstance(error, jinja2.TemplateError):
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            yield Path(frame.filename), frame.lineno or 0, error.message or ""
    elif place := _PLACE.search(str(error)):
        yield root / THEME / place[2], int(place[3]), place[1]


def _mkdocs(root: Path, request: Request, report: Report) -> None:
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # a notice for those who choose an engine, not for those who write pages
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort

    with _warnings_of("mkdocs") as warnings:
        try:
            shared = shared_settings(root)
            folder = {"custom_dir": str(root / THEME)} if (root / THEME).is_dir() else {}
            shared["theme"] = {**shared["theme"], **folder, "name": "commons"}
            folders = {"docs_dir": request["docs"], "site_dir": request["out"]}
            configuration = load_config(str(root / CONFIGURATION), strict=False, **folders, **shared)
            extra = {**configuration.extra, **request["settings"].get("extra", {})}
            configuration.update({**request["settings"], "extra": extra})
            _leave_to_inspection(configuration)
            configuration.plugins["progress"] = progress(report)
            build(configuration, dirty=request["spared"])
        except Abort:
            if not warnings:
                raise
    if warnings:
        raise ContentError(
            Problem(CONFIGURATION, 0, 0, " ".join(warning.split()), "engine-refusal") for warning in warnings
        )


@contextmanager
def _warnings_of(logger_name: str) -> Iterator[list[str]]:
    logger, heard = logging.getLogger(logger_name), list[str]()
    listener = logging.Handler(logging.WARNING)
    listener.addFilter(lambda record: not record.getMessage().startswith("A 'dirty' build"))  # it is what we want
    listener.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logger.addHandler(listener)
    try:
        yield heard
    finally:
        logger.removeHandler(listener)


def _leave_to_inspection(configuration: MkDocsConfig) -> None:
    for part in (configuration.validation.nav, configuration.validation.links):
        for rule in part:
            part[rule] = logging.INFO


def _zensical(root: Path, request: Request, report: Report) -> None:
    from zensical import build

    docs, out = (str(Path(request[name]).relative_to(root)) for name in ("docs", "out"))
    look = Path(request["docs"]).with_name("theme")
    shutil.copytree(LOOK, look, ignore=shutil.ignore_patterns("*.py", "__pycache__", "*.yml"), dirs_exist_ok=True)
    if (root / THEME).is_dir():
        shutil.copytree(root / THEME, look, dirs_exist_ok=True)
    shared = shared_settings(root)
    _refuse_extensions(shared["markdown_extensions"][len(EXTENSIONS) :])
    look_of_ours = yaml.safe_load((LOOK / "mkdocs_theme.yml").read_text("utf-8"))
    base = {"name": "material", "variant": "classic", "custom_dir": str(look.relative_to(root))}
    fixed = {
        **shared,
        "INHERIT": CONFIGURATION,
        "theme": {**look_of_ours, **shared["theme"], **base},
        "docs_dir": docs,
        "site_dir": out,
        "validation": False,
    }
    configuration = Path(request["configuration"])
    # JSON is YAML, but for the name of a function.
    text = json.dumps({**fixed, **request["settings"]}, default=lambda function: f"!{function.__qualname__}")
    text = text.replace('"!slugify"', f"!!python/name:{slugify.__module__}.slugify ''")
    # A configuration that is younger than what was rendered has everything rendered again.
    if not configuration.exists() or configuration.read_text("utf-8") != text:
        configuration.write_text(text, "utf-8", newline="\n")
    for seconds in _PAUSES:
        try:
            with rendering_reported(report):
                build(str(configuration), {"clean": not any(Path(request["out"]).iterdir()), "strict": False})
        except RuntimeError as error:
            if str(error) != _UNWATCHED:
                raise
        if _all_rendered(request):
            return
        time.sleep(seconds)
        # Younger, so that nothing of a failed attempt is taken for rendered.
        configuration.write_text(text, "utf-8", newline="\n")
    raise ContentError([Problem(CONFIGURATION, 0, 0, _NO_WATCHES, "engine-refusal")])


def _refuse_extensions(extensions: Sequence[Any]) -> None:
    """Raise ContentError, as MkDocs words it, where an extension of Markdown that a project adds cannot be had."""
    from markdown import Markdown

    for one in extensions:
        name, settings = next(iter(one.items())) if isinstance(one, dict) else (one, {})
        try:
            Markdown(extensions=[name], extension_configs={name: settings or {}})
        except Exception as error:
            why = f"Failed to load extension '{name}'. {type(error).__name__}: {error}"
            message = f"Config value 'markdown_extensions': {why}"
            raise ContentError([Problem(CONFIGURATION, 0, 0, message, "engine-refusal")]) from error


def _all_rendered(request: Request) -> bool:
    docs, out = Path(request["docs"]), Path(request["out"])
    pages = (page.relative_to(docs).with_suffix("") for page in docs.rglob("*.md"))
    folders = (out / (page.parent if page.name == "index" else page) for page in pages)
    return all((folder / "index.html").is_file() for folder in folders)


def _get_mkdocs_ready(root: Path) -> None:
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.config import load_config

    load_config(str(root / CONFIGURATION)).theme.get_env()


def _get_zensical_ready(_: Path) -> None:
    import zensical.markdown.render  # noqa: F401


def progress(report: Report) -> BasePlugin[Any]:
    """Return a plugin for MkDocs, which renders one page at a time: first its Markdown, then its template."""
    from mkdocs.plugins import BasePlugin

    class Progress(BasePlugin):  # type: ignore[type-arg, no-untyped-call]  # it has no settings
        def begun(self, *_: object, page: Page, **__: object) -> None:
            report([page.file.src_uri])

        def ended(self, *_: object, **__: object) -> None:
            report([])

        on_page_markdown = on_page_context = begun
        on_page_content = on_post_page = ended

    return Progress()


@contextmanager
def rendering_reported(report: Report) -> Iterator[None]:
    """Report the pages whose Markdown Zensical renders; it has no plugins, and calls one function for each page."""
    from zensical.markdown import render as markdown

    render, at = markdown.render, list[str]()

    def reported(content: str, path: str, *rest: Any) -> Any:
        at.append(path)
        report(at)
        try:
            return render(content, path, *rest)
        finally:
            at.remove(path)
            report(at)

    markdown.render = reported  # type: ignore[assignment]
    try:
        yield
    finally:
        markdown.render = render


ENGINES = {"mkdocs": (_get_mkdocs_ready, _mkdocs), "zensical": (_get_zensical_ready, _zensical)}


def main(name: str, root: Path) -> None:
    """Answer one request a line until there are no more."""
    allow_long_lists()
    limit_memory(_MEMORY)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked for the work also ends it
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(nowhere, stream)
        get_ready, render = ENGINES[name]
        with suppress(Exception, SystemExit):  # whatever it is comes up again with the first request
            get_ready(root)

        def put(what: Mapping[str, Any]) -> None:
            print(json.dumps(what), file=answers, flush=True)

        for line in sys.stdin:
            call = partial(render, report=lambda paths: put({"at": paths}))
            put({**answer(root, call, json.loads(line)), "done": True})


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
