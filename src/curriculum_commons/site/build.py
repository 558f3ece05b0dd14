"""Make the website of a project: every step from its content to the published folder, in order.

Knows no step's business, only who hands what to whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..commons import Commons
from ..problems import ContentError
from ..workspace import open_commons
from . import engine
from .built import NOT_FOUND, BuiltPage, ParsedPage
from .finish import finish_page, finish_site
from .inspect import Seen, Written, judge, look
from .links import Address
from .manuscript import filled
from .publish import publish, refuse_what_is_not_ours, scratch
from .search import SearchIndex

Tell = Callable[[str], None]
"""Takes the name of a step as it begins."""


def build(root: Path, engine_name: str, tell: Tell) -> int:
    """Publish a project into its `site/`, whole or not at all, and return the number of pages.

    Raises ContentError where anything is wrong with the content or with what came of it.
    """
    site = root / "site"
    refuse_what_is_not_ours(site)
    tell("Checking the content")
    commons = open_commons(root)
    with scratch(root, "build", lambda: tell("Waiting for another build to end")) as folder:
        new = folder / "site"
        with SearchIndex(commons.site.language) as index:
            tell("Rendering the pages")
            engine.render(root, commons, engine_name, folder / "docs", new)
            tell("Finishing the pages")
            seen = _finish_pages(commons, new, index)
            tell("Inspecting the site")
            _finish_whole(root, commons, new, seen)
            tell("Making the search index")
            for path, content in index.files().items():
                (new / path).parent.mkdir(parents=True, exist_ok=True)
                (new / path).write_bytes(content)
        tell("Publishing")
        publish(new, site)
    return sum(one.path != NOT_FOUND for one in seen)


def _finish_pages(commons: Commons, new: Path, index: SearchIndex) -> list[Seen]:
    pages = list(built_pages(commons, new))
    for page in pages:
        index.add(page)
    index.close()  # from here on Pagefind is busy, and so are we
    return [_finished(page.parse(), commons.site.language, new) for page in pages]


def built_pages(commons: Commons, out: Path) -> Iterator[BuiltPage]:
    """Give every page that an engine has written into a folder, with the blocks of its macros in it."""
    pages = {page.url: page for page in commons.pages}
    for file in sorted(out.rglob("*.html")):
        html = BuiltPage(file.relative_to(out).as_posix(), file.read_bytes())
        page = pages.get(html.url)
        yield BuiltPage(html.path, filled(commons, page, html.raw)) if page else html


def _finished(page: ParsedPage, language: str, new: Path) -> Seen:
    (new / page.path).write_bytes(finish_page(page, language))
    return look(page)


def _finish_whole(root: Path, commons: Commons, new: Path, seen: list[Seen]) -> None:
    address = Address.of(commons.site.address)
    asked = {target.path for one in seen for link in one.requests if (target := address.target(link, one.url))}
    finish_site(new, root, [one.url for one in seen if one.path != NOT_FOUND], commons.site.address, asked)
    menu = (root / engine.CONFIGURATION).read_text("utf-8")
    written = Written({page.url: page for page in commons.pages}, menu, engine.CONFIGURATION)
    if problems := list(judge(seen, new, written, address)):
        raise ContentError(problems)
