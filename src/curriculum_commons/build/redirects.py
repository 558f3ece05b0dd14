"""Send visitors on from former addresses of pages, and from a withdrawn competency to the one it was merged into.

Each redirect is a page with a refresh and a link, so that any static host will do. Neither the sitemap nor the search
knows of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..content.load import PAGES
from ..model.commons import Commons
from ..model.problems import ContentError, Problem, quoted
from ..model.urls import relative
from ..render import template
from .html_page import BuiltPage, ParsedPage


def send_on(page: ParsedPage, target: str) -> bytes:
    """Return a finished page with a refresh that leads to another address below the root of the site."""
    charset = page.tree.css_first("head meta[charset]")
    if charset is not None:
        refresh = page.tree.create_node("meta")
        refresh.attrs["http-equiv"] = "refresh"
        refresh.attrs["content"] = f"0; url={relative(target, page.url)}"
        charset.insert_after(refresh)
    return f"{page.tree.html}\n".encode()


def redirects(commons: Commons) -> dict[str, bytes]:
    """Return a page for each former address, by its path below the root of the site."""
    view = template("redirect/page.html")
    return {
        f"{former}index.html" if former.endswith("/") else former: f"{html.strip()}\n".encode()
        for former, page in commons.moved.items()
        for html in [view.render(site=commons.site, page=page, href=relative(page.url, BuiltPage(former, b"").url))]
    }


def free_redirects(commons: Commons, site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the same; raises ContentError where the site has something else at an address."""
    problems = []
    for path, html in redirects(commons).items():
        if (site / path).exists() or any(folder.is_file() for folder in (site / path).parents):
            former = path.removesuffix("index.html")
            message = f"redirect_from: {quoted(former)} is where the site has something else; take it out"
            file = f"{PAGES}/{commons.moved[former].path}"
            problems.append(Problem(file, 0, 0, message, "duplicate-address", value=former))
        yield path, html
    if problems:
        raise ContentError(problems)
