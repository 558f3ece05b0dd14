"""Lay out the pages as an engine gets them: plain Markdown, with a mark where a macro puts a block of HTML.

The blocks go in once the engine is done. It would only carry them through, and slowly: either engine reads every tag of
a page twice, and one of them moves the links. Plain `mkdocs` calls the macros by itself, with the same result.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import quote

from ..content.markdown import Call, macro_calls, replace_calls
from ..model.build_context import BuildContext
from ..model.commons import Commons, Page
from ..model.urls import NEWSLETTER
from ..render import MACROS, show

_NO_TIME = (0, 0)
"""When manuscripts were written: a page with another time has Zensical render all others again too."""
_TOLD = {"title", "description", "competency", "hide"}
"""What an engine and its templates ask for at the top of a page."""
_MARK = re.compile(rb"<!--macro ([0-9]+)-->")


def lay_out(  # noqa: PLR0913
    root: Path, commons: Commons, context: BuildContext, folder: Path, *, engine_name: str, unread: Collection[str] = ()
) -> None:
    """Make a folder hold the manuscript of every page and all other files of `docs/`; touch only what has changed.

    A picture that only drafts of the newsletter show is no more published than they are.

    Args:
        unread: Places of pages below `docs/` that have to be there for links, though nobody reads what is in them.
    """
    folder.mkdir(exist_ok=True)
    wanted = {
        page.path: b"" if page.path in unread else manuscript(commons, context, page, engine_name).encode()
        for page in commons.pages
    }
    others = {path for path in _others(root / "docs") if not _is_of_drafts(commons, path)}
    for path in _held(folder) - wanted.keys() - others:
        (folder / path).unlink()
    for path, content in wanted.items():
        _write(folder / path, content)
    for path in others:
        _copy(root / "docs" / path, folder / path)


def manuscript(commons: Commons, context: BuildContext, page: Page, engine_name: str) -> str:
    """Return the Markdown of one page, with marks for blocks."""
    start = _start(page, engine_name)
    told = page.meta.model_dump(mode="json", exclude_unset=True, include=_TOLD)

    def mark(number: int, call: Call) -> str:
        inline = MACROS[call.name].signature.inline
        return _shown(commons, context, call, start) if inline else f"\n\n<!--macro {number}-->\n\n"

    text = replace_calls(page.body, mark) if page.meta.render_macros else page.body
    return f"---\n{json.dumps(told, ensure_ascii=False)}\n---\n\n{text}"


def filled(commons: Commons, context: BuildContext, page: Page, html: bytes) -> bytes:
    """Return the HTML that an engine made of a manuscript, with the blocks in it."""
    calls = macro_calls(page.body) if page.meta.render_macros and b"<!--macro " in html else ()
    return _MARK.sub(lambda mark: _shown(commons, context, calls[int(mark[1])], page.url).strip().encode(), html)


def _start(page: Page, engine_name: str) -> str:
    # Zensical moves every link from the folder of the file to the address of the page; MkDocs leaves HTML alone.
    return page.path[: page.path.rfind("/") + 1] if engine_name == "zensical" else page.url


def _shown(commons: Commons, context: BuildContext, call: Call, start: str) -> str:
    return show(commons, context, call.name, call.texts, start)


def _held(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


def _others(docs: Path) -> Iterator[str]:
    for place, folders, files in os.walk(docs, followlinks=True):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and not name.endswith(".md"):
                yield Path(place, name).relative_to(docs).as_posix()


def _is_of_drafts(commons: Commons, path: str) -> bool:
    """Tell whether a file lies beside the issues of the newsletter and no page that is published names it."""
    if not path.startswith(f"{NEWSLETTER}/"):
        return False
    names = {name := path.rpartition("/")[2], quote(name)}
    return not any(name in page.body for page in commons.pages for name in names)


def _write(file: Path, content: bytes) -> None:
    if not file.exists() or file.read_bytes() != content:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        os.utime(file, _NO_TIME)


def _copy(source: Path, file: Path) -> None:
    if not file.exists() or _size_and_time(file) != _size_and_time(source):
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, file)


def _size_and_time(file: Path) -> tuple[int, int]:
    seen = file.stat()
    return seen.st_size, seen.st_mtime_ns
