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
from .built import NOT_FOUND, BuiltPage
from .finish import finish_page, finish_site
from .inspect import Seen, Written, judge, look
from .links import Address
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
        new.mkdir()
        pages = _make(root, commons, engine_name, new, tell)
        tell("Publishing")
        publish(new, site)
    return pages


def _make(root: Path, commons: Commons, engine_name: str, new: Path, tell: Tell) -> int:
    site = commons.site
    address = Address.of(site.address)
    with SearchIndex(site.language) as index:
        tell("Rendering the pages")
        engine.render(root, commons, engine_name, new)
        tell("Finishing the pages")
        seen = [_finished(page, site.language, new, index) for page in _built(new)]
        asked = {target.path for one in seen for link in one.requests if (target := address.target(link, one.url))}
        finish_site(new, root, [one.url for one in seen if one.path != NOT_FOUND], site.address, asked)
        tell("Making the search index")
        index.write(new)
    tell("Inspecting the site")
    menu = (root / engine.CONFIGURATION).read_text("utf-8")
    written = Written({page.url: page for page in commons.pages}, menu, engine.CONFIGURATION)
    problems = list(judge(seen, new, written, address))
    if problems:
        raise ContentError(problems)
    return sum(one.path != NOT_FOUND for one in seen)


def _built(new: Path) -> Iterator[BuiltPage]:
    for file in sorted(new.rglob("*.html")):
        yield BuiltPage(file.relative_to(new).as_posix(), file.read_bytes())


def _finished(page: BuiltPage, language: str, new: Path, index: SearchIndex) -> Seen:
    (new / page.path).write_bytes(finish_page(page, language))
    seen = look(page)
    index.add(page)
    return seen
