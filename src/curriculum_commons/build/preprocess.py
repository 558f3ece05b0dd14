"""Turn pages into what an engine reads: plain Markdown with a placeholder for each block of HTML, settings and a menu.

The blocks go in once the engine is done. It would only carry them through, and slowly: either engine reads every tag of
a page twice, and one of them moves the links. Plain `mkdocs` calls the macros by itself, with the same result.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import asdict
from pathlib import Path
from posixpath import basename, dirname, join, normpath, relpath
from typing import Any
from urllib.parse import quote

import yaml

from ..content.defaults import FOLDER
from ..content.load import PAGES, WELL_KNOWN
from ..content.markdown import Call, Link, macro_calls, mark, markup_of, replace_calls, separate_terms
from ..model.build_context import BuildContext, site_logo
from ..model.commons import Commons, Page
from ..model.site import SiteTerms
from ..model.terms import capital
from ..model.urls import NEWSLETTER, is_issue, is_sent_file, issue_name
from ..newsletter.content import WEB, pictures
from ..render import MACROS, show
from ..render.mark import drops, parts_of
from ..render.newsletter import feeds, show_in_issue
from ..render.work import suggestion
from .html_page import BuiltPage

CARD = "card.png"
"""Where the picture is that goes along where the site is shared."""
_KEPT = {"title", "description", "competency", "hide"}
"""What an engine and its templates ask for at the top of a page."""
_PLACEHOLDER = re.compile(rb"<!--\w+ [0-9]+-->|https://\w+\.invalid/")
"""What may be the placeholder of a block; whether it is one depends on the page."""
_WELL_KNOWN = WELL_KNOWN.removeprefix(f"{PAGES}/")


def manuscript(commons: Commons, context: BuildContext, page: Page, engine_name: str) -> str:
    """Return the Markdown of one page, with placeholders for blocks."""
    start, own = _start(page, engine_name), mark(page.body)

    def placeholder(number: int, call: Call) -> str:
        inline = MACROS[call.name].signature.inline
        return show_call(commons, context, page, call, start) if inline else f"\n\n<!--{own} {number}-->\n\n"

    is_settled = is_issue(page.path) and issue_name(page.path) in commons.settled
    body = _with_links_as_sent(page, own) if is_settled else page.body
    text = replace_calls(body, placeholder) if page.meta.render_macros else body
    return top(page) + separate_terms(text)


def _with_links_as_sent(page: Page, own: str) -> str:
    """Return the text of a sent issue with links that no engine follows: what they lead to may be gone."""
    body, found = page.body, markup_of(page.body, page.meta.render_macros).links
    written = {link.at: link.target for link in found if isinstance(link, Link) and not (link.image or link.html)}
    for at, target in sorted(written.items(), reverse=True):
        path, hash_sign, anchor = (target or "").partition("#")
        if path and not WEB.match(path) and body.startswith(path, at):
            address = f"{_elsewhere(own)}{_from(page, path)}{hash_sign}{anchor}"
            body = f"{body[:at]}{address}{body[at + len(target or '') :]}"
    return body


def _from(page: Page, path: str) -> str:
    """Return the relative URL of what a path in the text of a page leads to."""
    path = normpath(join("/", dirname(page.path), path))
    is_page = path.endswith(".md")
    return relpath(Page.address_of(path) if is_page else path, f"/{page.url}") + "/" * is_page


def _elsewhere(own: str) -> str:
    return f"https://{own}.invalid/"


def top(page: Page) -> str:
    """Return the top of the manuscript of a page."""
    meta = page.meta.model_dump(mode="json", exclude_unset=True, include=_KEPT)
    return f"---\n{json.dumps(meta, ensure_ascii=False)}\n---\n\n"


def blocks(commons: Commons, context: BuildContext, url: str) -> dict[bytes, bytes]:
    """Return the block of each macro that the page at a URL calls, by its placeholder."""
    page = commons.page_at.get(url)
    if page is None or not page.meta.render_macros:
        return {}
    own = mark(page.body)
    return {
        f"<!--{own} {number}-->".encode(): show_call(commons, context, page, call, url).strip().encode()
        for number, call in enumerate(macro_calls(page.body))
        if not MACROS[call.name].signature.inline
    } | {_elsewhere(own).encode(): b""}


def shown_calls(commons: Commons, context: BuildContext, page: Page) -> Iterator[tuple[Call, str]]:
    """Yield each macro call of a page with the HTML that it makes."""
    for call in macro_calls(page.body) if page.meta.render_macros else ():
        yield call, show_call(commons, context, page, call, page.url)


def fill(html: BuiltPage, blocks: Mapping[bytes, bytes]) -> BuiltPage:
    """Return a page that an engine made of a manuscript, with its blocks in it."""
    if not blocks:
        return html
    return BuiltPage(html.path, _PLACEHOLDER.sub(lambda found: blocks.get(found[0], found[0]), html.raw))


def other_files(commons: Commons, docs: Path) -> Iterator[str]:
    """Yield the path of every file of `docs/` that is published and not a page.

    A picture that only drafts of the newsletter show is no more published than they are.
    """
    for folder, folders, names in os.walk(docs, followlinks=True):
        here = Path(folder)
        folders[:] = [name for name in folders if not name.startswith(".") or here / name == docs / _WELL_KNOWN]
        for name in names:
            path = (here / name).relative_to(docs).as_posix()
            is_content = name.startswith(".") or name.endswith(".md") or is_sent_file(path)
            if not is_content and not _is_of_drafts(commons, path):
                yield path


def settings(commons: Commons, context: BuildContext) -> dict[str, Any]:
    """Return the settings of an engine that come from `data/site.yaml`; all others are in `mkdocs.yml`."""
    site = commons.site
    for_templates = {
        "language": site.language,
        "publisher": site.publisher.name,
        "official": site.official,
        "standing": site.standing,
        "attribution": site.attribution,
        "license_name": site.content_license.name,
        "license_url": site.content_license.url,
        "repository": site.repository or "",
        "contact": site.publisher.email or "",
        "publisher_url": site.publisher.url or "",
        "suggest": suggestion(commons),
        "mark": [drop.path for drop in drops(parts_of(commons))],
        "card": f"{site.address}{CARD}",
        "edition": commons.framework.edition,
        "framework": commons.framework.short_title,
        "feeds": [{"title": feed.title, "place": f"{feed.path}.xml"} for feed in feeds(commons)],
        "labels": None,
    }
    if site.terms:  # what the filters of the search are called, where that is not the names that they have anyway
        for_templates["labels"] = {name: capital(getattr(site.terms, name)) for name in ("competency", "stage")}
    if logo := site_logo(commons, context):
        for_templates["logo"] = asdict(logo)
    return {
        "site_name": site.name,
        "site_description": site.description,
        "site_url": site.address,
        "extra": {"commons": for_templates},
    }


def apply_settings(commons: Commons, context: BuildContext, configuration: MutableMapping[str, Any]) -> None:
    """Put the settings into the configuration of an engine that has read `mkdocs.yml`."""
    known = settings(commons, context)
    extra = {**(configuration.get("extra") or {}), **known.pop("extra")}
    configuration.update({**known, "extra": extra})


def _start(page: Page, engine_name: str) -> str:
    # Zensical moves every link from the folder of the file to the address of the page; MkDocs leaves HTML alone.
    return page.path[: page.path.rfind("/") + 1] if engine_name == "zensical" else page.url


def show_call(commons: Commons, context: BuildContext, page: Page, call: Call, start: str) -> str:
    """Return the HTML of a macro call of a page; links in it begin at `start`."""
    if is_issue(page.path):
        return show_in_issue(commons, context, issue_name(page.path), call, start)
    return show(commons, context, call.name, call.texts, start)


def _is_of_drafts(commons: Commons, path: str) -> bool:
    """Return True if only drafts show a file: it is beside the issues, or a picture in one, and on no other page."""
    if not path.startswith(f"{NEWSLETTER}/") and not any(path in pictures(draft) for draft in commons.drafts):
        return False
    names = {name := path.rpartition("/")[2], quote(name)}
    return not any(name in page.body for page in commons.pages for name in names)


_HOME = "competencies"
_LAST = ("About", "Contribute")
"""Sections that other pages come before."""
Menu = list[dict[str, Any]]


def menu(settings: str, pages: Iterable[Page], terms: SiteTerms) -> Menu | None:
    """Return the entries of the menu; None where the settings have a menu of their own.

    Args:
        settings: Text of `mkdocs.yml`.
    """
    if any(line.startswith("nav:") for line in settings.splitlines()):
        return None
    titles = {page.path: page.meta.title for page in pages}
    left = {path for path in titles if dirname(path) not in {_HOME, NEWSLETTER}}
    left |= titles.keys() & {f"{_HOME}/index.md", f"{NEWSLETTER}/index.md"}
    entries: Menu = []
    for entry in yaml.safe_load((FOLDER / "menu.yaml").read_text("utf-8")):
        ((title, paths),) = entry.items()
        found = ([paths] if paths in left else []) if isinstance(paths, str) else list(_section(paths, left))
        left -= {*found}
        if len(found) == 1 and basename(found[0]) != "index.md" and "/" in found[0]:
            entries.append({titles[found[0]]: found[0]})
        elif found:
            is_page = isinstance(paths, str) or (len(found) == 1 and "/" not in found[0])
            entries.append({terms.worded(title): found[0] if is_page else found})
    at = next((number for number, entry in enumerate(entries) if entry.keys() & {*_LAST}), len(entries))
    return [*entries[:at], *_others(left), *entries[at:]]


def _section(paths: list[str], left: set[str]) -> Iterator[str]:
    """Yield the pages of a section, those that it does not name at its "*" or at the end."""
    others = sorted(path for path in left if path.startswith(f"{dirname(paths[0])}/") and path not in paths)
    at = next((number for number, path in enumerate(paths) if path.endswith("*")), len(paths))
    yield from (path for path in (*paths[:at], *others, *paths[at + 1 :]) if path in left)


def _others(paths: set[str]) -> Iterator[dict[str, Any]]:
    """Yield an entry for each other page at the top, and a section for each other folder."""
    for path in sorted(path for path in paths if "/" not in path):
        yield {_words(path.removesuffix(".md")): path}
    for folder in sorted({path.partition("/")[0] for path in paths if "/" in path}):
        inside = sorted(path for path in paths if path.startswith(f"{folder}/"))
        first = f"{folder}/index.md"
        yield {_words(folder): [*([first] if first in inside else []), *(path for path in inside if path != first)]}


def _words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()
