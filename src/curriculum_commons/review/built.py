"""Build both states of a site in a scratch folder, and set the pages against each other.

Knows how a site is made, and nothing of how a difference is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ..build.engine_client import CONFIGURATION, Engine
from ..build.html_page import NOT_FOUND, BuiltPage
from ..build.links import Address
from ..build.page_audit import Seen, look
from ..build.pipeline import built_pages, render, with_blocks
from ..build.postprocess import finish_page
from ..build.publish import Scratch
from ..build.site_audit import Written, judge_alone
from ..content.load import MADE
from ..diff.page_content import Shown, shown
from ..diff.pages import PageChange, page_change
from ..model.problems import ContentError
from .files import Files
from .snapshots import State

FEW = 4
"""Pages that are named; of more only the number is told."""
_ENGINE = "mkdocs"
"""Both engines make the same pages."""


@dataclass(frozen=True)
class Built:
    """The pages of one state, as an engine made them and with the blocks of macros in them."""

    state: State
    out: Path
    """Folder of all files."""
    pages: Mapping[str, bytes]
    """HTML by address below the root of the site."""

    @cached_property
    def files(self) -> Mapping[str, Path]:
        """Every file that is no page and no download, by its place below the root of the site."""
        made = Path(MADE).name
        found = {path.relative_to(self.out).as_posix(): path for path in self.out.rglob("*") if path.is_file()}
        return {name: path for name, path in found.items() if not name.endswith(".html") and name.split("/")[0] != made}

    def source_of(self, file: str) -> str:
        """Return where a file of the site comes from; empty where it came with the engine."""
        places = [f"{folder}/{file}" for folder in ("theme", "docs")]
        return next((place for place in places if (self.state.folder / place).is_file()), "")

    def seen(self, url: str) -> Shown:
        """Return what a page shows."""
        return self.looked_at(url)[0]

    def looked_at(self, url: str) -> tuple[Shown, Seen]:
        """Return what a page shows, and what an inspection finds on it."""
        path = f"{url}index.html" if not url or url.endswith("/") else url
        page = BuiltPage(path, self.pages[url]).parse()
        html = finish_page(page, self.state.commons.site.language)
        return shown(html), look(page)

    def refuse(self, pages: Iterable[Seen]) -> None:
        """Raise ContentError with what would keep pages from being published, as far as each tells it by itself."""
        menu = (self.state.folder / CONFIGURATION).read_text("utf-8")
        written = Written(self.state.commons.page_at, menu, CONFIGURATION)
        address = Address.of(self.state.commons.site.address)
        if problems := [problem for page in pages for problem in judge_alone(page, written, address)]:
            raise ContentError(problems)


def build_both(
    root: Path, place: Scratch, was: tuple[State, Files], now: tuple[State, Files]
) -> tuple[Built | ContentError, Built]:
    """Build both states; give what is wrong with that of the past, and raise ContentError with what is wrong today."""
    with ThreadPoolExecutor(2) as both:
        before, after = (both.submit(_build, root, place, *one) for one in (was, now))
        built = after.result()
        try:
            return before.result(), built
        except ContentError as error:
            return error, built


def _build(root: Path, place: Scratch, state: State, files: Files) -> Built:
    files.stand_in(state.folder)
    commons = replace(state.commons, downloads=files.downloads)
    out = state.folder.with_name(f"{state.folder.name}-site")
    with Engine(state.folder, _ENGINE, place) as engine:
        render(state.folder, commons, engine, state.folder.with_name(f"{state.folder.name}-docs"), out)
    pages = {page.url: with_blocks(commons, page).raw for page in built_pages(out)}
    return Built(replace(state, commons=commons), out, pages)


@dataclass(frozen=True)
class AssetChange:
    """A style, script, picture or other file of the site that is not as it was."""

    what: str
    """One of "new", "gone" and "changed"."""
    file: str
    """Where it comes from, relative to the root of the project."""
    path: str
    """Place below the root of the site."""
    pages: tuple[str, ...]
    """Addresses of the pages that ask for it."""


@dataclass(frozen=True)
class SiteChange:
    """How the pages of a site differ from what they were."""

    new: tuple[str, ...]
    """Addresses of pages that were not there."""
    gone: tuple[str, ...]
    """Addresses of pages that are there no longer."""
    changed: Mapping[str, PageChange]
    """What has changed on pages that were there and are, by address."""
    assets: tuple[AssetChange, ...]
    titles: Mapping[str, str]
    """First heading of each page that is told of, by address."""
    number: int
    """Pages that there are now."""


def site_change(before: Built, after: Built) -> SiteChange:
    """Return how the pages of a site differ; raises ContentError with what is wrong with those that do."""
    differing = {url: after.looked_at(url) for url, html in after.pages.items() if before.pages.get(url) != html}
    after.refuse(seen for _, seen in differing.values())
    titles = {url: now.title for url, (now, _) in differing.items()}
    changed: dict[str, PageChange] = {}
    for url, (now, _) in differing.items():
        if url in before.pages:
            found = page_change(before.seen(url), now)
            if found.kinds or found.frame or found.anchors_gone:
                changed[url] = found
    new = tuple(url for url in after.pages if url not in before.pages)
    gone = tuple(url for url in before.pages if url not in after.pages)
    titles |= {url: before.seen(url).title for url in gone}
    assets = tuple(_assets(before, after))
    asking = {url for asset in assets for url in asset.pages if len(asset.pages) <= FEW and url not in titles}
    titles |= {url: (after if url in after.pages else before).seen(url).title for url in asking}
    number = sum(url != NOT_FOUND for url in after.pages)
    return SiteChange(new, gone, changed, assets, titles, number)


def _assets(before: Built, after: Built) -> Iterator[AssetChange]:
    for path in sorted({*before.files, *after.files}):
        was, now = before.files.get(path), after.files.get(path)
        if was and now and was.stat().st_size == now.stat().st_size and was.read_bytes() == now.read_bytes():
            continue
        source = (after if now else before).source_of(path)
        if source:
            what = "new" if was is None else "gone" if now is None else "changed"
            yield AssetChange(what, source, path, _asking(after if now else before, path))


def _asking(built: Built, path: str) -> tuple[str, ...]:
    name = path.rpartition("/")[2].encode()
    return tuple(url for url, html in built.pages.items() if name in html and url != NOT_FOUND)
