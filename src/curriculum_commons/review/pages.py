"""Put into words what changes on pages, and around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..build.html_page import NOT_FOUND
from ..content.load import PAGES
from ..diff.pages import LinkChange, PageChange
from ..diff.words import Rewording, listed, reworded, sentences
from ..model.commons import Page
from .built import FEW, AssetChange, SiteChange
from .findings import Findings
from .report import Item

_PARTS = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*#|>]|\d+\.))")
"""Between paragraphs, and before headings, items and rows, in Markdown."""


def pages(found: Findings) -> Iterator[Item]:
    """Give an item for each page that is new, withdrawn or changed."""
    if found.site is None:
        yield from _written(found)
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


def _written(found: Findings) -> Iterator[Item]:
    """Tell of pages by their Markdown, where nothing was built."""
    before, after = ({page.path: page for page in one.pages} for one in (found.states.before.commons, found.states.now))
    for one in found.records.pages:
        words: tuple[Rewording, ...] = ()
        if one.page in before:
            words = reworded(*(sentences_of(page[one.page].body) for page in (before, after)))
        yield Item(one.what, one.title, one.line if one.what == "new" else "", f"{PAGES}/{one.page}", words)
    for path in sorted(before.keys() - after.keys()):
        yield Item("withdrawn", before[path].meta.title, "", f"{PAGES}/{path}")


def sentences_of(body: str) -> list[str]:
    """Return the sentences of a text in Markdown."""
    return [message for part in _PARTS.split(body) for message in sentences(part)]


def _changed(site: SiteChange, url: str, change: PageChange, file: str, told: set[tuple[str, str]]) -> Item:
    """Tell of a page; a sentence that was told of already is counted and not repeated."""
    words = (*change.head, *change.text.words)
    fresh = tuple(dict.fromkeys(one for one in words if _key(one) not in told))
    told |= {_key(one) for one in fresh}
    lines = [_told(change.kinds)]
    if repeated := len(words) - len(fresh):
        lines.append(f"{repeated} sentence{'s' * (repeated != 1)} as told above")
    for what, target in change.text.pictures:
        if not target.startswith("drawing "):
            lines.append(f"{'new picture' if what == 'new' else 'picture gone'}: {target}")
    return Item("changed", _title(site, url), "; ".join(lines), file, fresh, change.text.links)


def _told(kinds: Sequence[str]) -> str:
    """Say what changes, as in "words and links change; the order is another"."""
    others = [kind for kind in kinds if kind != "order"]
    lines = [f"{listed(others)} change"] if others else []
    return "; ".join(lines + ["what was there stands in another order"] * ("order" in kinds))


def _key(one: Rewording) -> tuple[str, str]:
    return one.before, one.after


def _title(site: SiteChange, url: str) -> str:
    return site.titles.get(url) or url or "Home"


def _file(page: Page | None, url: str) -> str:
    return f"{PAGES}/{page.path}" if page else url


def looks(found: Findings) -> Iterator[Item]:
    """Give an item for what changes around the text of pages, and for each style, script and picture."""
    if found.site is None:
        return
    for urls, changes in _around(found.site).items():
        words = tuple(one for one in changes if isinstance(one, Rewording))
        links = tuple(one for one in changes if isinstance(one, LinkChange))
        kinds: dict[str, object] = {"words": words, "links": links}
        kinds |= {kind: kind in changes for kind in _SILENT}
        line = _told([kind for kind, there in kinds.items() if there])
        yield Item("changed", f"{AROUND} {_on(found.site, urls)}", line, "", words, links)
    for asset in found.site.assets:
        yield Item(asset.what, asset.file, _effect(found.site, asset))


AROUND = "Around the text of"
"""What the title begins with of an item that is about menus, head and foot of pages."""


_SILENT = ("pictures", "order", "looks")
"""Kinds of change of which no more is told."""
_Change = Rewording | LinkChange | str


def _around(site: SiteChange) -> dict[tuple[str, ...], list[_Change]]:
    """Return what changes around the text, by the addresses of the pages on which it does."""
    places: dict[_Change, list[str]] = {}
    for url, change in site.changed.items():
        frame = change.frame
        # A link to the same page is written otherwise on pages of another depth.
        links = (LinkChange(one.what, one.words, one.address.lstrip("./")) for one in frame.links)
        others = [kind for kind in _SILENT if getattr(frame, kind)]
        changes: list[_Change] = [*frame.words, *links, *others]
        for one in dict.fromkeys(changes):
            places.setdefault(one, []).append(url)
    together: dict[tuple[str, ...], list[_Change]] = {}
    for one, urls in places.items():
        together.setdefault(tuple(url for url in urls if url != NOT_FOUND or len(urls) == 1), []).append(one)
    return together


def _effect(site: SiteChange, asset: AssetChange) -> str:
    urls = asset.pages
    if asset.path.endswith((".css", ".js")):
        what = "the looks of" if asset.path.endswith(".css") else "what a browser does on"
        return f"{what} {_on(site, urls)} may change" if urls else "no page asks for it by itself"
    return f"on {_on(site, urls)}" if urls else "no page shows it"


def _on(site: SiteChange, urls: Sequence[str]) -> str:
    if len(urls) == site.number:
        return f"all {site.number} pages" if site.number > 1 else "the one page"
    names = [f"“{site.titles[url]}”" if site.titles.get(url) else url or "Home" for url in urls]
    return listed(names) if len(names) <= FEW else f"{len(urls)} pages"
