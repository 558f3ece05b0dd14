"""What the preview shows: the site as it was when its content was last good, and what is wrong since.

The form shows the article of one page in the same way while somebody writes it, but without an engine. Knows nothing of
browsers, and never ends because of what someone has saved.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from threading import Condition, Lock

from ..content.load import PAGES
from ..content.markdown import Call, Markup, mark, replace_calls, separate_terms
from ..content.markdown.engine import reader
from ..model.build_context import BuildContext
from ..model.commons import Commons, Page
from ..model.palette import OURS, Palette
from ..model.problems import ContentError
from ..model.records import PageMeta
from ..model.urls import NEWSLETTER
from ..render import MACROS
from .cache import Cache
from .data_files import build_data_files, listed
from .downloads import DOWNLOADS, DownloadPlan, build_downloads, plan_downloads
from .engine_client import Engine
from .engine_pages import EnginePages, begin, html_path, preprocess
from .html_page import Address, BuiltPage
from .origins import located
from .pipeline import newsletter_files
from .postprocess import finish_page, redirects
from .preprocess import blocks, fill, show_call
from .project import context_for, open_commons
from .search import SearchIndex, entries

OWN = ".commons/"
"""Where a page asks for what belongs to the preview and not to the site."""

_LETTERS = (f"{NEWSLETTER}/", "feeds/")
"""Folders that hold e-mails and feeds."""
_LONGEST_WAIT = 25.0
"""Seconds after which a browser that waits has to ask again."""


@dataclass(frozen=True)
class Shown:
    """A site that can be looked at."""

    commons: Commons
    context: BuildContext
    plan: DownloadPlan
    pages: EnginePages
    data_files: Mapping[str, bytes]
    """Files in which other programs read the framework, by their path below the root of the site."""
    search: dict[str, bytes] = field(default_factory=dict)
    """The search index, once someone has asked for it."""
    letters: dict[str, bytes] = field(default_factory=dict)
    """E-mails and feeds by their path below the root of the site, once someone has asked for one."""

    def page(self, path: str) -> BuiltPage:
        """Return a page with its blocks."""
        page = BuiltPage(path, self.pages.html[path])
        return fill(page, blocks(self.commons, self.context, page.url))


class Preview:
    """The state that a watcher changes and browsers wait for."""

    def __init__(self, root: Path, engine: Engine, folder: Path, today: str = "") -> None:
        self._root, self._engine, self._folder, self._today = root, engine, folder, today
        self._background = ThreadPoolExecutor(1)
        self._lock = Lock()
        self._changed = Condition()
        self._shown: Shown | None = None
        self.version = time.time_ns()
        """Grows with every change; a preview that is started again begins higher."""
        self.wrong: tuple[str, ...] = ()
        """What keeps the pages from showing what was saved last."""

    def refresh(self) -> None:
        """Show what was saved last; where that has problems, what was good stays, with the problems."""
        try:
            self._shown = shown = self._made()
            self.wrong = ()
            self._background.submit(self._make_downloads, shown)
        except ContentError as error:
            self.wrong = tuple(str(problem) for problem in error.problems)
        except Exception:  # whatever it is, the preview outlives it
            self.wrong = (traceback.format_exc(),)
        self._announce()

    def _announce(self) -> None:
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def wait(self, version: int) -> bool:
        """Return once something newer is shown than this version, or False when nothing was for a while."""
        with self._changed:
            return self._changed.wait_for(lambda: self.version > version, _LONGEST_WAIT)

    def page(self, path: str) -> bytes | None:
        """Return a page as a browser gets it, or None if there is no such page."""
        shown = self._shown
        if shown is None or path not in shown.pages.html:
            return redirects(shown.commons).get(path) if shown else None
        try:
            page, wrong = shown.page(path), self.wrong
        except Exception:  # a page without its blocks is better than none
            page, wrong = BuiltPage(path, shown.pages.html[path]), (*self.wrong, traceback.format_exc())
        html = finish_page(page.parse(), shown.commons.site.language)
        head, end, tail = html.rpartition(b"</body>")
        return head + self._note(wrong).encode() + end + tail

    def file(self, path: str) -> bytes | None:
        """Return any other file of the site, or None if there is none."""
        shown = self._shown
        if shown is None:
            return None
        if path.startswith("pagefind/"):
            return self._search(shown).get(path)
        if path.startswith(_LETTERS) and path in (letters := self._letters(shown)):
            return letters[path]
        if path in shown.data_files:
            return shown.data_files[path]
        if path in shown.pages.frame:
            return shown.pages.frame[path]
        file = shown.pages.docs / path
        return file.read_bytes() if path in shown.pages.copied and file.is_file() else None

    @property
    def palette(self) -> Palette:
        """The colors of the site, as far as it is known."""
        return self._shown.commons.palette if self._shown else OURS

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

    def _made(self) -> Shown:
        opened = open_commons(self._root, self._today)
        with Cache(self._root) as cache:
            data_files = build_data_files(opened, cache)
            context = replace(context_for(self._root, opened, self._today), data_files=tuple(listed(data_files)))
            commons, plan = _with_drafts(opened), plan_downloads(opened, context)
            manuscripts = preprocess(self._root, commons, context, self._engine.name, plan.paths)
            pages = begin(self._root, manuscripts, self._engine, self._folder / f"engine-{self.version}", cache)()
        return Shown(commons, context, plan, pages, data_files)

    def _make_downloads(self, shown: Shown) -> None:
        """Make the files for download anew where what they are made from has changed."""
        try:
            with Cache(self._root) as cache, located(self._root):
                downloads = build_downloads(shown.plan, self._root / DOWNLOADS, cache, lambda _: None)
        except ContentError as error:
            self.wrong = tuple(str(problem) for problem in error.problems)
        except Exception:  # as above
            self.wrong = (traceback.format_exc(),)
        else:
            if downloads == shown.context.downloads or self._shown is not shown:
                return
            self._shown = replace(shown, context=replace(shown.context, downloads=downloads), letters={})
        self._announce()

    def _search(self, shown: Shown) -> dict[str, bytes]:
        with self._lock:
            if not shown.search:
                with SearchIndex(shown.commons.site.language) as index:
                    for path in shown.pages.html:
                        index.add(entries(shown.page(path).parse()))
                    index.close()
                    shown.search.update(index.files())
            return shown.search

    def _letters(self, shown: Shown) -> dict[str, bytes]:
        with self._lock, Cache(self._root) as cache:
            if not shown.letters:
                shown.letters.update(newsletter_files(shown.commons, shown.context, cache))
            return shown.letters


def _with_drafts(commons: Commons) -> Commons:
    """Return the commons as if its drafts were published; their own head shows that they are not."""
    pages = sorted((*commons.pages, *commons.drafts), key=lambda page: page.path.split("/"))
    return replace(commons, pages=tuple(pages), drafts=()) if commons.drafts else commons


_TOO_LONG = "<p>This text is too long, or has too many signs, to be shown while you write.</p>"


def draft_article(commons: Commons, context: BuildContext, path: str, text: str) -> str:
    """Return the HTML of the article of a page.

    Args:
        path: Its path from the root of the project; links and pictures start from its folder.
        text: The Markdown below its top, as somebody is writing it.
    """
    page = _page(commons, path, text)
    if not Markup(text, page.meta.render_macros).is_readable:
        return _TOO_LONG
    own, shown = mark(text), dict[bytes, bytes]()

    def placeholder(number: int, call: Call) -> str:
        inline, html = _shown(commons, context, page, call)
        name = f"<!--{own} {number}-->"
        shown[name.encode()] = html.strip().encode()
        return html if inline is True else name if inline is None else f"\n\n{name}\n\n"

    body = replace_calls(text, placeholder) if page.meta.render_macros else text
    try:
        article = reader().convert(separate_terms(body))
    except RecursionError:
        return _TOO_LONG
    title = "" if "<h1" in article else f"<h1>{escape(page.meta.title)}</h1>\n"
    html = f"<html><head></head><body><main><article>{title}{article}</article></main></body></html>"
    built = fill(BuiltPage(html_path(page.path), html.encode()), shown).parse()
    finish_page(built, commons.site.language)
    return built.text.inner_html or ""


def _page(commons: Commons, path: str, text: str) -> Page:
    """Return a page with its text of now; one that is begun has the top of none."""
    below = path.removeprefix(f"{PAGES}/")
    known = next((page for page in (*commons.pages, *commons.drafts) if page.path == below), None)
    meta = PageMeta(title="New page", description="It is not saved yet.", render_macros=True)
    return replace(known, body=text) if known else Page(below, meta, text, 1)


def _shown(commons: Commons, context: BuildContext, page: Page, call: Call) -> tuple[bool | None, str]:
    """Return whether a call is used within a sentence, and its HTML; None and the call where it cannot be shown."""
    try:
        html = show_call(commons, context, page, call, page.path[: page.path.rfind("/") + 1])
        return MACROS[call.name].signature.inline, html
    except Exception:  # whatever it is, its author is still at it, and the check after a save names it
        return None, f'<code class="macro-call">{escape(page.body[call.start : call.end])}</code>'
