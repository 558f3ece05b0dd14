"""Put into words what changes on pages, and around them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..commons import Page
from ..comparison.pages import PageChange, PartChange
from ..comparison.words import Rewording, listed
from ..load import PAGES
from ..site.built import NOT_FOUND
from .built import AssetChange, SiteChange
from .findings import Findings
from .report import Item

_FEW = 4
"""Pages that are named; of more only the number is told."""


def pages(found: Findings) -> Iterator[Item]:
    """Give an item for each page that is new, withdrawn or changed."""
    if found.site is None:
        yield from (Item(one.what, one.title, one.line, f"{PAGES}/{one.page}") for one in found.records.pages)
        return
    before, after = found.states.before.commons, found.states.now
    for url in found.site.new:
        page = after.page_at.get(url)
        yield Item("new", _title(found.site, url), page.meta.description if page else "", _file(page, url))
    for url in found.site.gone:
        yield Item("withdrawn", _title(found.site, url), "", _file(before.page_at.get(url), url))
    told = {_key(one) for change in found.competencies for one in change.rewordings}
    for url, change in found.site.changed.items():
        if change.kinds:
            yield _changed(found.site, url, change, _file(after.page_at.get(url), url), told)


def _changed(site: SiteChange, url: str, change: PageChange, file: str, told: set[tuple[str, str]]) -> Item:
    """Tell of a page; a sentence that was told of already is counted and not repeated."""
    words = (*change.head, *change.text.words)
    fresh = tuple(dict.fromkeys(one for one in words if _key(one) not in told))
    told |= {_key(one) for one in fresh}
    lines = [f"{listed(change.kinds)} change"]
    if repeated := len(words) - len(fresh):
        lines.append(f"{repeated} sentence{'s' * (repeated != 1)} as told above")
    lines += _part_lines(change.text)
    return Item("changed", _title(site, url), "; ".join(lines), file, fresh)


def _part_lines(part: PartChange) -> Iterator[str]:
    for what, words, target in part.links:
        yield f"{'new link' if what == 'new' else 'link gone'}: {words or target}" + _address(words, target)
    for what, target in part.pictures:
        if not target.startswith("drawing "):
            yield f"{'new picture' if what == 'new' else 'picture gone'}: {target}"


def _address(words: str, target: str) -> str:
    return f" ({target})" if "://" in target and words and words != target else ""


def _key(one: Rewording) -> tuple[str, str]:
    return one.before, one.after


def _title(site: SiteChange, url: str) -> str:
    return site.titles.get(url) or url or "Home"


def _file(page: Page | None, url: str) -> str:
    return f"{PAGES}/{page.path}" if page else url


class _Around(NamedTuple):
    """What changes around the text; pages on which it is the same are told of together."""

    words: tuple[Rewording, ...]
    links: tuple[tuple[str, str], ...]
    pictures: tuple[str, ...]
    looks: bool


def looks(found: Findings) -> Iterator[Item]:
    """Give an item for what changes around the text of pages, and for each style, script and picture."""
    if found.site is None:
        return
    together: dict[_Around, list[str]] = {}
    for url, change in found.site.changed.items():
        if change.frame:
            together.setdefault(_around(change.frame), []).append(url)
    for around, urls in together.items():
        kinds = {"words": around.words, "links": around.links, "pictures": around.pictures, "looks": around.looks}
        lines = [f"{listed([kind for kind, there in kinds.items() if there])} change"]
        lines += [f"{'new link' if what == 'new' else 'link gone'}: {words}" for what, words in around.links]
        yield Item("changed", f"Around the text of {_on(found.site, urls)}", "; ".join(lines), "", around.words)
    for asset in found.site.assets:
        yield Item(asset.what, asset.file, _effect(found.site, asset), asset.file)


def _around(frame: PartChange) -> _Around:
    links = tuple(sorted({(what, words) for what, words, _ in frame.links}))
    return _Around(frame.words, links, tuple(what for what, _ in frame.pictures), frame.looks)


def _effect(site: SiteChange, asset: AssetChange) -> str:
    urls = list(asset.pages)
    if asset.path.endswith((".css", ".js")):
        what = "the looks of" if asset.path.endswith(".css") else "what a browser does on"
        return f"{what} {_on(site, urls)} may change" if urls else "no page asks for it by itself"
    return f"on {_on(site, urls)}" if urls else "no page shows it"


def _on(site: SiteChange, urls: list[str]) -> str:
    number = sum(url != NOT_FOUND for url in urls)
    if number == site.number:
        return f"all {number} pages" if number > 1 else "the one page"
    names = [f"“{site.titles[url]}”" if site.titles.get(url) else url or "Home" for url in urls if url != NOT_FOUND]
    return listed(names) if 0 < number <= _FEW else f"{number} pages"
