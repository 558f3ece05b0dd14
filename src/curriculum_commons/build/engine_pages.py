"""Get the pages of a site from an engine, which renders only those that are not cached.

Knows what the HTML of a page depends on, and nothing of what goes into it afterwards.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..content.load import CONFIGURATION, PAGES, THEME
from ..model.build_context import BuildContext
from ..model.commons import Commons, Page
from .cache import Cache, key
from .downloads import DOWNLOADS, INDEX
from .engine_client import Engine
from .html_page import BuiltPage
from .look import with_brand
from .preprocess import manuscript, menu, other_files, settings, top

_REPLACED = {"search.json", "sitemap.xml", "sitemap.xml.gz"}
"""Files of engines that depend on the text of pages, and are dropped or made anew by `postprocess`."""


@dataclass(frozen=True)
class Manuscripts:
    """Everything that an engine gets."""

    pages: Mapping[str, str]
    """Text of each page, by its path below `docs/`."""
    tops: Mapping[str, str]
    """Top of each page, which is all that menus need of it."""
    in_menus: frozenset[str]
    """Pages whose titles menus show."""
    files: frozenset[str]
    """Paths of all other files of `docs/`, with those that are still to be made; an engine needs their names only."""
    settings: Mapping[str, Any]
    frame: str
    """Key of what all pages have in common: engine, theme, settings, menus and the names of all files."""
    keys: Mapping[str, str]
    """Key of the HTML of each page."""
    with_brand: Callable[[Mapping[str, bytes]], dict[str, bytes]]
    """Puts colors, mark and logo of the site into the files of the theme."""


@dataclass(frozen=True)
class EnginePages:
    """What an engine made of all manuscripts, now or before."""

    docs: Path
    """The folder that other files are copied from."""
    html: Mapping[str, bytes]
    """Each page by its path below the root of the site; the blocks of macros are not in it yet."""
    frame: Mapping[str, bytes]
    """Files of the theme."""
    copied: tuple[str, ...]
    """Files of `docs/` that are published as they are."""

    def pages(self) -> Iterator[BuiltPage]:
        """Yield every HTML file of the site, in order."""
        found = {path: html for path, html in self.frame.items() if path.endswith(".html")} | dict(self.html)
        found |= {path: (self.docs / path).read_bytes() for path in self.copied if path.endswith(".html")}
        yield from (BuiltPage(path, found[path]) for path in sorted(found))

    def lay_out(self, site: Path) -> None:
        """Write all files but the pages into a folder."""
        write(site, self.frame.items())
        for path in self.copied:
            if (self.docs / path).is_file():  # what a comparison plans to make is never made
                (site / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.docs / path, site / path)


def preprocess(
    root: Path, commons: Commons, context: BuildContext, engine_name: str, downloads: Iterable[str]
) -> Manuscripts:
    """Return what an engine gets of a project.

    Args:
        downloads: Path of each file below `downloads/` that is there, or will be.
    """
    docs = root / PAGES
    folder = DOWNLOADS.relative_to(PAGES).as_posix()
    former = {f"{folder}/{path}" for path in (*(one.path for one in context.downloads), INDEX)}
    files = frozenset(other_files(commons, docs)) - former | {f"{folder}/{path}" for path in downloads}
    pages = {page.path: manuscript(commons, context, page, engine_name) for page in commons.pages}
    menus = (root / CONFIGURATION).read_text("utf-8", "replace")
    chosen = settings(commons, context)
    if (ours := menu(menus, commons.pages, commons.terms)) is not None:
        menus, chosen["nav"] = str(ours), ours
    tops = {page.path: top(page) for page in commons.pages}
    in_menus = frozenset(path for path in pages if path in menus)
    titles = [(path, tops[path]) for path in sorted(in_menus)]
    frame = key("frame", engine_name, *_looks(root), chosen, titles, sorted(files), sorted(pages))
    keys = {path: key("html", frame, path, text) for path, text in pages.items()}
    branded = partial(with_brand, commons=commons)
    return Manuscripts(pages, tops, in_menus, files, chosen, frame, keys, branded)


def begin(
    root: Path, manuscripts: Manuscripts, engine: Engine, folder: Path, cache: Cache
) -> Callable[[], EnginePages]:
    """Let an engine begin with the pages that are not cached; return what waits for it and returns all pages.

    Args:
        folder: A folder of the project that is not there; it is removed in the end.
    """
    kept = {path: entry.files["html"] for path, one in manuscripts.keys.items() if (entry := cache.get(one))}
    frame = cache.get(manuscripts.frame)
    if frame and len(kept) == len(manuscripts.keys):
        return lambda: _pages(root, kept, manuscripts.with_brand(frame.files), frame.facts)
    new = manuscripts.keys.keys() - kept.keys()
    spared = kept if engine.spares else {}
    _lay_out(folder, manuscripts, new, spared)
    wait_for_engine = engine.begin(folder / "docs", folder / "site", manuscripts.settings, spared=bool(spared))

    def wait() -> EnginePages:
        wait_for_engine()
        rendered = {path: (folder / "site" / html_path(path)).read_bytes() for path in manuscripts.pages if path in new}
        for path, html in rendered.items():
            cache.put(manuscripts.keys[path], {"html": html})
        pages = {html_path(path) for path in manuscripts.pages}
        made = {file.relative_to(folder / "site").as_posix(): file for file in sorted((folder / "site").rglob("*"))}
        files = [path for path, file in made.items() if file.is_file() and path not in pages | _REPLACED]
        frame = {path: made[path].read_bytes() for path in files if path not in manuscripts.files}
        copied = [path for path in files if path in manuscripts.files]
        cache.put(manuscripts.frame, frame, copied)
        shutil.rmtree(folder)
        return _pages(root, kept | rendered, manuscripts.with_brand(frame), copied)

    return wait


def html_path(path: str) -> str:
    """Return where the HTML of a page is in the site, from its path below `docs/`."""
    return f"{Page.address_of(path)}index.html"


def _looks(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file that may decide how pages look: those of the theme, and those beside the folders."""
    files = [*root.iterdir(), *(root / THEME).rglob("*")]
    for file in sorted(files):
        if file.is_file() and not file.name.startswith("."):
            yield file.relative_to(root).as_posix(), file.read_bytes()


def _lay_out(folder: Path, manuscripts: Manuscripts, new: Iterable[str], spared: Mapping[str, bytes]) -> None:
    """Write new pages whole, of others what menus need, and for other files empty ones."""
    docs, out = folder / "docs", folder / "site"
    out.mkdir(parents=True)
    texts = dict.fromkeys(manuscripts.files, "")
    for path, text in manuscripts.pages.items():
        needs_top = path in manuscripts.in_menus or not spared
        texts[path] = text if path in new else manuscripts.tops[path] if needs_top else ""
        if path not in new and not needs_top:  # MkDocs leaves a page alone whose HTML is there
            write(out, [(html_path(path), spared[path])])
    write(docs, ((path, text.encode()) for path, text in texts.items()))


def _pages(root: Path, html: Mapping[str, bytes], frame: Mapping[str, bytes], copied: Iterable[str]) -> EnginePages:
    return EnginePages(root / PAGES, {html_path(path): one for path, one in html.items()}, frame, tuple(copied))


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files to their paths below a folder."""
    for path, content in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
