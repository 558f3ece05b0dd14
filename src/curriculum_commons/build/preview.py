"""What the preview shows: the site as it was when its content was last good, and what is wrong since.

Knows nothing of browsers, and never ends because of what someone has saved.
"""

from __future__ import annotations

import shutil
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from threading import Condition, Lock

from ..model.build_context import BuildContext
from ..model.commons import Commons
from ..model.problems import ContentError
from ..model.urls import NEWSLETTER
from ..newsletter.files import newsletter_files
from .downloads import DOWNLOADS
from .engine_client import Engine
from .html_page import BuiltPage
from .links import Address
from .pipeline import built_pages, render, with_blocks
from .postprocess import finish_page
from .preprocess import manuscript
from .project import content_state, context_for, open_commons, stocked
from .search import SearchIndex, entries
from .settings import settings

OWN = ".commons/"
"""Where a page asks for what belongs to the preview and not to the site."""

_LETTERS = (f"{NEWSLETTER}/", "feeds/")
"""Folders that hold e-mails and feeds."""
_KEPT_FOLDERS = 2
_LONGEST_WAIT = 25.0
"""Seconds after which a browser that waits is told to ask again."""


@dataclass
class Shown:
    """A site that can be looked at."""

    commons: Commons
    context: BuildContext
    pages: dict[str, BuiltPage]
    """Pages by their place below the root of the site, as the engine wrote them."""
    files: Path
    """Folder of everything else."""
    around: object
    """What all pages depend on, apart from records: settings, theme, and the tops of pages."""
    texts: dict[str, str]
    """Manuscripts by the place of their page below `docs/`."""
    search: dict[str, bytes] = field(default_factory=dict)
    """The search index, once someone has asked for it."""
    letters: dict[str, bytes] = field(default_factory=dict)
    """E-mails and feeds by their place below the root of the site, once someone has asked for one."""


class Preview:
    """The state that a watcher changes and browsers wait for."""

    def __init__(self, root: Path, engine: Engine, folder: Path, today: str = "") -> None:
        self._root, self._engine, self._folder, self._today = root, engine, folder, today
        self._housework = ThreadPoolExecutor(1)
        self._asked_turn = Lock()
        self._changed = Condition()
        self._shown: Shown | None = None
        self._stocked: object = None
        self.version = time.time_ns()
        """Grows with every change; a preview that is started again begins higher."""
        self.wrong: tuple[str, ...] = ()
        """What keeps the pages from showing what was saved last."""

    def refresh(self, other_files: object) -> None:
        """Show what was saved last; where that is wrong, go on showing what was good, and say what is wrong.

        Args:
            other_files: The state of all files that pages depend on, except for data and Markdown.
        """
        content = content_state(self._root)  # before it is read: what is saved meanwhile is another state
        try:
            opened = open_commons(self._root)
            context = context_for(self._root, opened, self._today)
            self._shown = self._render(_with_drafts(opened), context, other_files)
            self.wrong = ()
        except ContentError as error:
            self.wrong = tuple(map(str, error.grouped))
        except Exception:  # whatever it is, the preview outlives it
            self.wrong = (traceback.format_exc(),)
        self._tell()
        self._housework.submit(self._sweep)
        self._housework.submit(self._restock, content)

    def _tell(self) -> None:
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def wait(self, version: int) -> bool:
        """Return once something newer is shown than this version, or False when nothing was for a while."""
        with self._changed:
            return self._changed.wait_for(lambda: self.version > version, _LONGEST_WAIT)

    def page(self, path: str) -> bytes | None:
        """Return a page as a browser gets it, or nothing where there is no such page."""
        shown = self._shown
        if shown is None or path not in shown.pages:
            return None
        try:
            page, wrong = with_blocks(shown.commons, shown.context, shown.pages[path]), self.wrong
        except Exception:  # a page without its blocks is better than none
            page, wrong = shown.pages[path], (*self.wrong, traceback.format_exc())
        html = finish_page(page.parse(), shown.commons.site.language)
        head, end, tail = html.rpartition(b"</body>")
        return head + self._note(wrong).encode() + end + tail

    def file(self, path: str) -> bytes | None:
        """Return any other file of the site, or nothing where there is none."""
        shown = self._shown
        if shown is None:
            return None
        if path.startswith("pagefind/"):
            return self._search(shown).get(path)
        if path.startswith(_LETTERS) and path in (letters := self._letters(shown)):
            return letters[path]
        # What can be downloaded may be newer than what the engine has copied.
        made = f"{DOWNLOADS.name}/"
        folder = self._root / DOWNLOADS if path.startswith(made) else shown.files
        file = (folder / path.removeprefix(made)).resolve()
        return file.read_bytes() if file.is_relative_to(folder.resolve()) and file.is_file() else None

    @property
    def folder(self) -> str:
        """Path below which the site will be published, which some of its links begin with."""
        return Address.of(self._shown.commons.site.address).folder if self._shown else "/"

    def empty(self) -> bytes:
        """Return a page for the time in which there is none."""
        note = self._note(self.wrong)
        return f"<!doctype html><html lang=en><meta charset=utf-8><title>Preview</title>{note}</html>".encode()

    def _note(self, wrong: tuple[str, ...]) -> str:
        """Return what the preview adds to a page: the script that waits for changes, and what is wrong."""
        script = f'<script src="/{OWN}reload.js" data-version="{self.version}" defer></script>'
        if not wrong:
            return script
        lines = "".join(f"<li><pre>{escape(line)}</pre></li>" for line in wrong)
        title = "What was saved last has problems; until they are mended, pages stay as they were."
        style = f'<link rel="stylesheet" href="/{OWN}note.css">'
        return f'{style}<aside id="commons-note" role="alert"><p>{title}</p><ul>{lines}</ul></aside>{script}'

    def _render(self, commons: Commons, context: BuildContext, other_files: object) -> Shown:
        texts = {page.path: manuscript(commons, context, page, self._engine.name) for page in commons.pages}
        # A page depends on its own text, and on what all pages say at their top.
        around = (other_files, settings(commons), {page.path: page.meta for page in commons.pages})
        last = self._shown
        if last is None or around != last.around:
            files = self._folder / f"site-{self.version}"
            render(self._root, commons, context, self._engine, docs=self._folder / "docs", out=files)
            pages = {page.path: page for page in built_pages(files)}
        elif changed := {path for path in texts if texts[path] != last.texts[path]}:
            cut = tuple(page if page.path in changed else replace(page, body="") for page in commons.pages)
            part = self._folder / "part"
            places = [f"{page.url}index.html" for page in commons.pages if page.path in changed]
            render(
                self._root,
                replace(commons, pages=cut),
                context,
                self._engine,
                docs=self._folder / "part-docs",
                out=part,
            )
            pages = last.pages | {place: BuiltPage(place, (part / place).read_bytes()) for place in places}
            files = last.files
        else:
            pages, files = last.pages, last.files
        return Shown(commons, context, pages, files, around, texts)

    def _sweep(self) -> None:
        old = sorted(self._folder.glob("site-*"))[:-_KEPT_FOLDERS]
        for folder in set(old) - {self._shown.files if self._shown else None}:
            shutil.rmtree(folder, ignore_errors=True)

    def _restock(self, content: object) -> None:
        """Make the files for download anew where what they are made from has changed."""
        shown = self._shown
        if shown is None or content == self._stocked:
            return
        self._stocked = content
        try:
            context = stocked(self._root, shown.commons, shown.context, lambda _: None)
        except ContentError as error:
            self.wrong = tuple(map(str, error.grouped))
        except Exception:  # as above
            self.wrong = (traceback.format_exc(),)
        else:
            if context is shown.context or self._shown is not shown:
                return
            self._shown = replace(shown, context=context, letters={})
        self._tell()

    def _search(self, shown: Shown) -> dict[str, bytes]:
        with self._asked_turn:
            if not shown.search:
                with SearchIndex(shown.commons.site.language) as index:
                    for page in shown.pages.values():
                        index.add(entries(with_blocks(shown.commons, shown.context, page).parse()))
                    index.close()
                    shown.search = index.files()
            return shown.search

    def _letters(self, shown: Shown) -> dict[str, bytes]:
        with self._asked_turn:
            if not shown.letters:
                shown.letters = dict(newsletter_files(shown.commons, shown.context))
            return shown.letters


def _with_drafts(commons: Commons) -> Commons:
    """Return the commons as if its drafts were published; their own head says that they are not."""
    pages = sorted((*commons.pages, *commons.drafts), key=lambda page: page.path.split("/"))
    return replace(commons, pages=tuple(pages), drafts=()) if commons.drafts else commons
