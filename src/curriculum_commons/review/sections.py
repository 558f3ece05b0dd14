"""Put the findings of a review into words: the items of each section.

Knows nothing of text, Markdown or JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from ..build.html_page import NOT_FOUND
from ..content.load import DATA, MADE, PAGES
from ..diff.competencies import edition_problems
from ..diff.page_diff import LinkChange, PageChange
from ..diff.record_diff import Change, RecordChange, other_records, single_records
from ..diff.words import Rewording, reworded, sentences
from ..model.commons import Commons, Page
from ..model.problems import counted, in_words
from ..model.records import KINDS, SECTIONS
from .effects import breaking_changes, files_without_effect
from .findings import Findings
from .report import HEADINGS, Item
from .site_diff import FEW, AssetChange, SiteChange

AROUND = "Around the text of"
"""Beginning of the title of an item about menus, head and foot of pages."""
_SITE = f"{DATA}/{SECTIONS['site'].file}"
_RESOURCES = f"{DATA}/{SECTIONS['resources'].file}"
_COMPETENCIES = f"{DATA}/{SECTIONS['competencies'].file}"
_UNKNOWN = "not stated"
"""Value of `terms.reuse` of a resource whose terms nobody knows."""
_PARTS = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*#|>]|\d+\.))")
"""Between paragraphs, and before headings, items and rows, in Markdown."""


def sections(found: Findings) -> Mapping[str, tuple[Item, ...]]:
    """Return the items of every section by its name."""
    before, after = found.before, found.snapshots.after.commons
    items = {
        "settle": _settle(found),
        "allowances": _allowances(before, after),
        "competencies": _competencies(found),
        "breaks": breaking_changes(found),
        "pages": _pages(found),
        "looks": _looks(found.site) if found.site else (),
        "milestones": map(_change, found.records.milestones),
        "resources": map(_change, found.records.resources),
        "licenses": licenses(before, after),
        "overdue": map(_change, found.records.overdue),
        "outputs": map(_change, found.records.outputs),
        "adopters": map(_change, found.records.adopters),
        "newsletter": _newsletter(before, after),
        "records": map(_record, (*single_records(before, after), *other_records(before, after))),
        "files": _files(found),
        "workbook": (
            Item("changed" if row.before and row.after else "new" if row.after else "gone", name, rewordings=(row,))
            for name, row in found.rows
        ),
        "no_effect": (Item("changed", name, reason) for name, reason in files_without_effect(found)),
    }
    return {name: tuple(items[name]) for name in HEADINGS}


def _settle(found: Findings) -> Iterator[Item]:
    documents = found.snapshots.after.source.documents
    if (document := documents.get(SECTIONS["competencies"].file)) is None:
        return  # a framework of others, which they answer for
    for problem in edition_problems(found.before, found.now, found.competencies):
        place = ":".join(map(str, (_COMPETENCIES, *document.locate(problem.path))))
        yield Item("settle", problem.message, location=place)


def _allowances(before: Commons, after: Commons) -> Iterator[Item]:
    old, new = before.site.allow, after.site.allow
    added = [("new", one) for one in new if one not in old]
    for status, one in (*added, *(("gone", one) for one in old if one not in new)):
        yield Item(status, f"{one.gate}: {one.what or 'all that it finds'} in {one.where}", one.reason, _SITE)


def licenses(before: Commons, after: Commons) -> Iterator[Item]:
    """Yield an item for each resource whose terms are unknown and were not before."""
    known = {resource.id: resource.terms.reuse for resource in before.resources}
    for resource in after.resources:
        if resource.terms.reuse == _UNKNOWN != known.get(resource.id):
            status = "changed" if resource.id in known else "new"
            yield Item(status, resource.title, resource.organization, _RESOURCES)


def _competencies(found: Findings) -> Iterator[Item]:
    for change in found.competencies:
        now_in = f"now in {in_words(change.shown_now_in)}: {change.reason}"
        details = {
            "added": change.statement,
            "reworded": "adopters will be notified",
            "moved": "to another domain",
            "merged": now_in,
            "split": now_in,
            "withdrawn": change.reason or "no reason is given, nor what to use instead",
        }
        if change.status in details:
            yield Item(change.status, change.name, details[change.status], _COMPETENCIES, change.rewordings)


def _change(change: Change) -> Item:
    location = f"{PAGES}/{change.page}" if change.page else ""
    return Item(
        change.status,
        change.title,
        " ".join(change.detail.split()),
        f"{location}#{change.anchor}" if change.anchor else location,
        change.fields,
    )


def _newsletter(before: Commons, after: Commons) -> Iterator[Item]:
    for issue in after.issues:
        if issue.name not in before.issue:
            yield Item("published", issue.meta.title, issue.meta.date, f"{PAGES}/{issue.page.path}")
    for issue in after.issues:
        old = before.issue.get(issue.name)
        if old and (old.meta, old.page.body) != (issue.meta, issue.page.body):
            detail = "its page, e-mail and feeds change; what was sent before stays as it is"
            if issue.meta.updated == old.meta.updated:
                detail += '; readers do not see that, unless "updated:" has a new day'
            yield Item("corrected", issue.meta.title, detail, f"{PAGES}/{issue.page.path}")


def _record(change: RecordChange) -> Item:
    kind = change.kind.replace(" ", "_")
    file = SECTIONS[KINDS.get(kind, kind)].file
    title = f"{change.kind} {change.name}".strip()
    return Item(change.status, title, ", ".join(change.fields), f"{DATA}/{file}", change.values)


def _files(found: Findings) -> Iterator[Item]:
    """Yield an item for each title, and one for all files of which only the date changes."""
    old, new = ({text.path: text.body for text in commons.toolkit} for commons in (found.before, found.now))
    listed_texts = set[str]()
    changed = [file for file in found.files if file.status != "dated"]
    for (status, title, text), group in groupby(changed, lambda file: (file.status, file.title, file.text)):
        paths = [file.path for file in group]
        rewordings: tuple[Rewording, ...] = ()
        if text in old and text in new and text not in listed_texts:  # several files may be made from one text
            rewordings = _reworded_markdown(old[text], new[text])
            listed_texts.add(text)
        suffixes = ", ".join(path.rpartition(".")[2] for path in paths)
        yield Item(status, title, suffixes, f"{MADE}/{paths[0]}", rewordings)
    if dated := len(found.files) - len(changed):
        yield Item("dated", counted(dated, "file"), "another date, and the same words as before")


def _pages(found: Findings) -> Iterator[Item]:
    site = found.site
    if site is None:
        yield from _pages_by_markdown(found)
        return
    before, after = found.before, found.now
    for url in site.new:
        page = after.page_at.get(url)
        yield Item("new", _title(site, url), page.meta.description if page else "", _file(page, url))
    for url in site.gone:
        yield Item("withdrawn", _title(site, url), "", _file(before.page_at.get(url), url))
    shown = {(words.before, words.after) for change in found.competencies for words in change.rewordings}
    for url, change in site.changed.items():
        if change.kinds:
            yield _changed_page(site, url, change, _file(after.page_at.get(url), url), shown)


def _pages_by_markdown(found: Findings) -> Iterator[Item]:
    before, after = ({page.path: page for page in commons.pages} for commons in (found.before, found.now))
    for change in found.records.pages:
        is_new = change.page not in before
        words = () if is_new else _reworded_markdown(before[change.page].body, after[change.page].body)
        yield Item(change.status, change.title, change.detail if is_new else "", f"{PAGES}/{change.page}", words)
    for path in sorted(before.keys() - after.keys()):
        yield Item("withdrawn", before[path].meta.title, "", f"{PAGES}/{path}")


def _reworded_markdown(before: str, after: str) -> tuple[Rewording, ...]:
    old, new = ([line for part in _PARTS.split(body) for line in sentences(part)] for body in (before, after))
    return reworded(old, new)


def _changed_page(site: SiteChange, url: str, change: PageChange, file: str, shown: set[tuple[str, str]]) -> Item:
    """Return the item of a page; a sentence that an item above shows already is only counted."""
    words = (*change.head, *change.text.words)
    fresh = tuple(dict.fromkeys(one for one in words if (one.before, one.after) not in shown))
    shown |= {(one.before, one.after) for one in fresh}
    details = [_kinds(change.kinds)]
    if repeated := len(words) - len(fresh):
        details.append(f"{counted(repeated, 'sentence')} as above")
    if change.apart:
        details.append(
            f"{counted(change.apart, 'record')} in {'its' if change.apart == 1 else 'their'} own section below"
        )
    for status, picture in change.text.pictures:
        if not picture.startswith("drawing "):
            details.append(f"{'new picture' if status == 'new' else 'picture gone'}: {picture}")
    return Item("changed", _title(site, url), "; ".join(details), file, fresh, change.text.links)


def _kinds(kinds: Sequence[str]) -> str:
    others = [kind for kind in kinds if kind != "order"]
    parts = [f"{in_words(others)} change"] if others else []
    return "; ".join(parts + ["the order changes"] * ("order" in kinds))


def _title(site: SiteChange, url: str) -> str:
    return site.titles.get(url) or url or "Home"


def _file(page: Page | None, url: str) -> str:
    return f"{PAGES}/{page.path}" if page else url


def _looks(site: SiteChange) -> Iterator[Item]:
    """Yield an item for what changes around the text of pages, and for each style, script and picture."""
    for urls, changes in _around(site).items():
        words = tuple(change for change in changes if isinstance(change, Rewording))
        links = tuple(change for change in changes if isinstance(change, LinkChange))
        kinds = [*(["words"] if words else []), *(["links"] if links else [])]
        detail = _kinds([*kinds, *(kind for kind in _UNLISTED if kind in changes)])
        yield Item("changed", f"{AROUND} {_on(site, urls)}", detail, "", words, links)
    for asset in site.assets:
        yield Item(asset.status, asset.source, _effect(site, asset))


_UNLISTED = ("pictures", "order", "looks")
"""Kinds of change around the text that are only named."""
_FrameChange = Rewording | LinkChange | str


def _around(site: SiteChange) -> dict[tuple[str, ...], list[_FrameChange]]:
    """Return what changes around the text, by the URLs of the pages on which it does."""
    pages: dict[_FrameChange, list[str]] = {}
    for url, change in site.changed.items():
        frame = change.frame
        # A link to the same page is written differently on pages of another depth.
        links = (LinkChange(link.status, link.text, link.url.lstrip("./")) for link in frame.links)
        unlisted = (kind for kind in _UNLISTED if getattr(frame, kind))
        changes: list[_FrameChange] = [*frame.words, *links, *unlisted]
        for one in dict.fromkeys(changes):
            pages.setdefault(one, []).append(url)
    together: dict[tuple[str, ...], list[_FrameChange]] = {}
    for one, urls in pages.items():
        together.setdefault(tuple(url for url in urls if url != NOT_FOUND or len(urls) == 1), []).append(one)
    return together


def _effect(site: SiteChange, asset: AssetChange) -> str:
    urls = asset.pages
    if asset.path.endswith((".css", ".js")):
        effect = "the looks of" if asset.path.endswith(".css") else "what a browser does on"
        return f"{effect} {_on(site, urls)} may change" if urls else "no page asks for it by itself"
    if asset.is_logo:
        return f"on documents of the toolkit{f' and on {_on(site, urls)}' if urls else ''}"
    return f"on {_on(site, urls)}" if urls else "no page shows it"


def _on(site: SiteChange, urls: Sequence[str]) -> str:
    if len(urls) == site.number:
        return f"all {site.number} pages" if site.number > 1 else "the one page"
    titles = [f"“{site.titles[url]}”" if site.titles.get(url) else url or "Home" for url in urls]
    return in_words(titles) if len(titles) <= FEW else f"{len(urls)} pages"
