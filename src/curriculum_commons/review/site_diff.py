"""Build both states of a site in a scratch folder, and compare their pages and assets.

Knows how a site is built, and nothing of how a difference is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from unicodedata import normalize

from selectolax.lexbor import LexborHTMLParser

from ..build.audit import PageFacts, audit_page, page_facts
from ..build.cache import Cache
from ..build.engine_client import Engine
from ..build.engine_pages import begin, preprocess
from ..build.html_page import NOT_FOUND, Address, BuiltPage
from ..build.origins import Sources
from ..build.page_policy import requests, requests_of_style
from ..build.postprocess import finish_page
from ..build.preprocess import blocks, fill
from ..build.publish import Scratch
from ..content.load import MADE
from ..diff.page_diff import PageChange, PageContent, page_change, page_content
from ..diff.record_diff import changed_records
from ..model.problems import ContentError
from .snapshots import Snapshot

FEW = 4
"""Number of pages up to which they are named; of more only the number is shown."""
_ENGINE = "mkdocs"
"""Both engines make the same pages."""


@dataclass(frozen=True)
class BuiltSite:
    """The pages of one state, as an engine renders them, with the blocks of macros."""

    snapshot: Snapshot
    folder: Path
    """Folder of all files."""
    pages: Mapping[str, bytes]
    """HTML by URL from the root of the site."""

    @cached_property
    def assets(self) -> Mapping[str, Path]:
        """Every file that is not a page or a download, by its path from the root of the site."""
        paths = {path.relative_to(self.folder).as_posix(): path for path in self.folder.rglob("*") if path.is_file()}
        made = f"{Path(MADE).name}/"
        return {name: path for name, path in paths.items() if not name.endswith(".html") and not name.startswith(made)}

    @cached_property
    def users(self) -> Mapping[str, list[str]]:
        """URLs of the pages that use each file, by its path; styles among the files lead on to further ones."""
        styles = {
            _same(path): self._files(requests_of_style(file.read_text("utf-8", "replace")), path)
            for path, file in self.assets.items()
            if path.endswith(".css")
        }
        users = defaultdict[str, list[str]](list)
        for url, html in self.pages.items():
            found, new = set[str](), self._files(_addresses(html), url)
            while new:
                found |= new
                new = {file for style in new for file in styles.get(style, ())} - found
            for path in found:
                users[path].append(url)
        return users

    def _files(self, addresses: Iterable[str], url: str) -> set[str]:
        """Return the paths to which addresses lead from a page or style; not those that are no addresses at all."""
        site, found = Address.of(self.snapshot.commons.site.address), set[str]()
        for one in addresses:
            with suppress(ValueError):
                if target := site.target(one, url):
                    found.add(_same(target.path))
        return found

    def source_of(self, asset: str) -> str:
        """Return where an asset comes from, from the root of the project; empty if it is a part of the engine."""
        sources = [f"{folder}/{asset}" for folder in ("theme", "docs")]
        return next((source for source in sources if (self.snapshot.folder / source).is_file()), "")

    def content(self, url: str, apart: Collection[str] = ()) -> PageContent:
        """Return what a page shows."""
        return self.audited(url, apart)[0]

    def audited(self, url: str, apart: Collection[str] = ()) -> tuple[PageContent, PageFacts]:
        """Return what a page shows without parts that are listed elsewhere, and the facts for its audit."""
        path = f"{url}index.html" if not url or url.endswith("/") else url
        page = BuiltPage(path, self.pages[url]).parse()
        return page_content(finish_page(page, self.snapshot.commons.site.language), apart), page_facts(page)

    def refuse(self, pages: Iterable[PageFacts]) -> None:
        """Raise ContentError with what keeps pages from publication, as far as each page shows it alone."""
        written = Sources.of(self.snapshot.folder, self.snapshot.commons, self.snapshot.context)
        address = Address.of(self.snapshot.commons.site.address)
        if problems := [problem for page in pages for problem in audit_page(page, written, address)]:
            raise ContentError(problems)


def build_both(
    root: Path, scratch: Scratch, before: Snapshot, after: Snapshot
) -> tuple[BuiltSite | ContentError, BuiltSite]:
    """Build both states; returns the problems of the past, and raises ContentError with those of today."""
    with ThreadPoolExecutor(2) as pool:
        old, new = (pool.submit(_build, root, scratch, snapshot) for snapshot in (before, after))
        today = new.result()
        try:
            return old.result(), today
        except ContentError as error:
            return error, today


def _build(root: Path, scratch: Scratch, snapshot: Snapshot) -> BuiltSite:
    folder, commons, context = snapshot.folder, snapshot.commons, snapshot.context
    manuscripts = preprocess(folder, commons, context, _ENGINE, snapshot.plan.paths)
    out = folder.with_name(f"{folder.name}-site")
    with Engine(folder, _ENGINE, scratch) as engine, Cache(root) as cache:
        rendered = begin(folder, manuscripts, engine, folder.with_name(f"{folder.name}-engine"), cache)()
    rendered.lay_out(out)
    pages = {page.url: fill(page, blocks(commons, context, page.url)).raw for page in rendered.pages()}
    return BuiltSite(snapshot, out, pages)


def _same(path: str) -> str:
    """Return a path in the one form in which accents are compared."""
    return normalize("NFC", path)


def _addresses(html: bytes) -> Iterator[str]:
    tree = LexborHTMLParser(html)
    yield from requests(tree)
    for node in tree.css("[href], meta[content]"):
        yield node.attrs.sget("href") or node.attrs.sget("content")


@dataclass(frozen=True)
class AssetChange:
    """A style, script, picture or other file of the site that has changed."""

    status: str
    """One of "new", "gone" and "changed"."""
    source: str
    """File that it comes from, from the root of the project."""
    path: str
    """Path from the root of the site."""
    pages: tuple[str, ...]
    """URLs of the pages that use it."""
    is_logo: bool = False
    """Whether it is the logo, which is on documents too."""


@dataclass(frozen=True)
class SiteChange:
    """How the pages of a site differ from what they were."""

    new: tuple[str, ...]
    """URLs of new pages."""
    gone: tuple[str, ...]
    """URLs of pages that no longer exist."""
    changed: Mapping[str, PageChange]
    """Changes of pages that are in both states, by URL."""
    assets: tuple[AssetChange, ...]
    titles: Mapping[str, str]
    """First heading of each page named above, by URL."""
    number: int
    """Number of pages today."""


def site_change(before: BuiltSite, after: BuiltSite) -> SiteChange:
    """Return how the pages of a site differ; raises ContentError with the problems of those that do."""
    cards: dict[str, set[str]] = {}
    for page, anchor in changed_records(before.snapshot.commons, after.snapshot.commons):
        cards.setdefault(page, set()).add(anchor)
    differing = {
        url: after.audited(url, cards.get(url, ()))
        for url, html in after.pages.items()
        if before.pages.get(url) != html
    }
    after.refuse(seen for _, seen in differing.values())
    titles = {url: content.title for url, (content, _) in differing.items()}
    changes = {
        url: page_change(before.content(url, cards.get(url, ())), content)
        for url, (content, _) in differing.items()
        if url in before.pages
    }
    gone = tuple(url for url in before.pages if url not in after.pages)
    titles |= {url: before.content(url).title for url in gone}
    assets = tuple(_asset_changes(before, after))
    for url in {url for asset in assets if len(asset.pages) <= FEW for url in asset.pages if url not in titles}:
        titles[url] = (after if url in after.pages else before).content(url).title
    return SiteChange(
        new=tuple(url for url in after.pages if url not in before.pages),
        gone=gone,
        changed={url: change for url, change in changes.items() if change.kinds or change.frame or change.anchors_gone},
        assets=assets,
        titles=titles,
        number=sum(url != NOT_FOUND for url in after.pages),
    )


def _asset_changes(before: BuiltSite, after: BuiltSite) -> Iterator[AssetChange]:
    logos = {logo for one in (before, after) for logo, _ in one.snapshot.commons.site.logos}
    for path in sorted({*before.assets, *after.assets}):
        old, new = before.assets.get(path), after.assets.get(path)
        if old and new and old.read_bytes() == new.read_bytes():
            continue
        site = after if new else before
        if source := site.source_of(path):
            pages = tuple(url for url in site.users.get(_same(path), ()) if url != NOT_FOUND)
            status = "new" if not old else "changed" if new else "gone"
            yield AssetChange(status, source, path, pages, path in logos)
