"""Add to a built site what no theme option adds: a security policy, one form whichever engine wrote it, no spare files.

Changes no text of a page. Former addresses of pages lead to what is there now, by a refresh and a link, so that any
static host will do; neither the sitemap nor the search knows of these redirects.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote, urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..content.load import PAGES, THEME
from ..model.commons import Commons
from ..model.problems import ContentError, Problem, quoted
from ..model.urls import relative
from ..render import template
from ..render.phrases import direction, has_letters_from_right
from ..theme import LOOK
from .audit import PageFacts, page_facts
from .cache import Cache, key
from .html_page import BuiltPage, ParsedPage, tidy
from .search import Entry
from .search import entries as search_entries

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",  # the search is WebAssembly
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
    ]
)
"""What a page may load: files of its own site, and nothing inside a page."""
ALONE = POLICY
for _name in ("connect-src", "worker-src", "form-action"):
    ALONE = ALONE.replace(f"{_name} 'self'", f"{_name} 'none'")
"""The same for a page that reads files of its visitors, marked `data-no-connection`: it can send nothing anywhere."""

# The skeleton of the theme below ours: switches and windows that only its own script could work.
_SKELETON = (
    'meta[name="generator"], script#__config, input.md-toggle, label.md-overlay, [data-md-component="skip"], a#__skip, '
    ".md-dialog"
)
_BLOCKS = "p, h1, h2, h3, h4, h5, h6, ul, ol, dl, blockquote, table, figcaption, .admonition"
_INDEXES_OF_ENGINES = ("sitemap.xml.gz", "search.json")
WRITTEN = (*_INDEXES_OF_ENGINES, "sitemap.xml")
"""Files at the root of a site that are the program's, whatever is in the folder of pages."""
_SOURCE_MAP = re.compile(rb"\n?/[/*]# sourceMappingURL=[^\n]*")


@dataclass(frozen=True)
class FinishedPage:
    """A page as it is published."""

    path: str
    """Its path below the root of the site."""
    html: bytes
    facts: PageFacts
    """What its audit has to compare with other pages and files."""
    entries: tuple[Entry, ...]
    """What the search can find on it."""


def finish(cache: Cache, commons: Commons, page: BuiltPage) -> FinishedPage:
    """Return a page as it is published; one without faults that comes out as before is taken from the cache."""
    target = commons.merged.get(page.url)
    one = key("page", page.path, page.raw, commons.site.language, target)
    if kept := cache.get(one):
        known = kept.facts
        lists = tuple(known["links"]), tuple(known["requests"])
        facts = PageFacts(page.path, page.url, frozenset(known["ids"]), *lists, ())
        return FinishedPage(page.path, kept.files["html"], facts, tuple(Entry(**one) for one in known["entries"]))
    entries = () if target else tuple(search_entries(page.parse()))
    tree = page.parse()
    html = finish_page(tree, commons.site.language)
    facts = page_facts(tree)
    html = _send_on(tree, target) if target else html
    if not facts.faults:
        known = {"ids": sorted(facts.ids), "links": facts.links, "requests": facts.requests}
        cache.put(one, {"html": html}, {**known, "entries": [vars(entry) for entry in entries]})
    return FinishedPage(page.path, html, facts, entries)


def finish_page(page: ParsedPage, language: str) -> bytes:
    """Change the tree of a page into what is published, and return that; comments are not."""
    _drop_skeleton(page.tree)
    _drop_comments(page)
    _turn(page)
    _style_cells_by_class(page.tree)
    for code in page.tree.css("pre"):
        code.attrs["tabindex"] = "0"  # so that a long line can be reached without a mouse
    _let_tables_scroll(page)
    _note_sources(page)
    _end_issue_with_notes(page)
    for name in ("href", "src"):
        for node in page.tree.css(f"[{name}]"):
            node.attrs[name] = tidy(node.attrs.sget(name))
    if page.tree.root is not None:
        page.tree.root.attrs["lang"] = language
    alone = page.tree.css_first("[data-no-connection]")
    _put_meta(page.tree, "Content-Security-Policy", ALONE if alone else POLICY)
    return f"{page.tree.html}\n".encode()


def finish_site(site: Path, root: Path, pages: Iterable[str], address: str, asked: Collection[str]) -> None:
    """Add what search engines read, and take away what the engine left behind.

    Args:
        root: The project; what is in its own folders is never dropped.
        pages: Addresses of all pages below the root of the site.
        address: Where the site is published.
        asked: Files that pages ask for; other files below `assets/` came with the engine's theme and are dropped.
    """
    for name in _INDEXES_OF_ENGINES:
        (site / name).unlink(missing_ok=True)
    for file in sorted((site / "assets").rglob("*"), reverse=True):
        path = file.relative_to(site).as_posix()
        _drop_spare(
            file, path in asked or any((folder / path).exists() for folder in (root / PAGES, root / THEME, LOOK))
        )
    _write_sitemap(site, pages, address)
    robots = site / "robots.txt"
    if not robots.exists():
        allowed = f"User-agent: *\nAllow: /\nSitemap: {urljoin(address, 'sitemap.xml')}\n"
        robots.write_text(allowed, "utf-8", newline="\n")


def _drop_skeleton(tree: LexborHTMLParser) -> None:
    for node in tree.css(_SKELETON):
        node.decompose()
    for banner in tree.css('[data-md-component="announce"]'):
        if not banner.text().strip():
            banner.decompose()


def _turn(page: ParsedPage) -> None:
    """Where letters are written from the right, let each block begin where its own first letter does."""
    if has_letters_from_right(page.text.text()):
        for node in page.text.css(_BLOCKS):
            wanted = direction(node.text())
            if wanted and wanted != _around(node):
                node.attrs["dir"] = wanted


def _around(node: LexborNode | None) -> str:
    while node is not None:
        if "dir" in node.attrs:
            return node.attrs.sget("dir")
        node = node.parent
    return "ltr"


def _drop_comments(page: ParsedPage) -> None:
    """Take out what people wrote for each other."""
    if b"<!--" in page.raw and page.tree.root is not None:
        for node in list(page.tree.root.traverse(include_text=True)):
            if node.is_comment_node:
                node.decompose()


def _style_cells_by_class(tree: LexborHTMLParser) -> None:
    # Markdown aligns a column by a style, which the policy forbids.
    for cell in tree.css("td[style], th[style]"):
        name, _, side = cell.attrs.sget("style").strip().removesuffix(";").partition(":")
        if name == "text-align" and side.strip() in {"left", "center", "right"}:
            cell.attrs["class"] = f"{cell.attrs.sget('class')} align-{side.strip()}".strip()
            del cell.attrs["style"]


def _let_tables_scroll(page: ParsedPage) -> None:
    """Put each table into a region that scrolls by itself, unless a macro has; a phone would be too narrow for some."""
    names: Counter[str] = Counter()
    settled = {table.mem_id for table in page.text.css(".scroll table, table table")}
    for table in [table for table in page.text.css("table") if table.mem_id not in settled]:
        name = _name_of(table)
        names[name] += 1
        region = page.tree.create_node("div")
        again = f" ({names[name]})" * (names[name] > 1)  # no two landmarks of a page are alike in name
        attributes = {"class": "scroll", "role": "region", "aria-label": name + again, "tabindex": "0"}
        for attribute, value in attributes.items():
            region.attrs[attribute] = value
        region.insert_child(table)
        table.replace_with(region)


def _end_issue_with_notes(page: ParsedPage) -> None:
    """Put the footnotes of an issue of the newsletter below its text, above what follows it on the page."""
    notes, after = page.text.css_first(".footnote"), page.text.css_first(".for-email, nav.pager")
    if notes and after and page.text.css_first(".issue-head"):
        after.insert_before(notes)
        notes.decompose()


def _note_sources(page: ParsedPage) -> None:
    """Put a raised mark in place of the sources of a statement, and these at the end of the page, equal ones once."""
    notes: dict[str, int] = {}
    for sources in page.text.css("span.sources"):
        words = (sources.inner_html or "").strip().removeprefix("(").removesuffix(")")
        name = "" if words in notes else f' id="Page-mark-{len(notes) + 1}"'
        number = notes.setdefault(words, len(notes) + 1)
        mark = page.tree.create_node("sup")
        mark.attrs["class"] = "mark"
        mark.inner_html = f'<a href="#Page-source-{number}"{name} aria-label="Source {number}">{number}</a>'
        sources.replace_with(mark)
    if notes:
        section = page.tree.create_node("section")
        section.attrs["class"], section.attrs["aria-labelledby"] = "notes", "Page-sources"
        section.inner_html = f'<h2 id="Page-sources">Sources</h2><ol>{"".join(map(_note, notes.values(), notes))}</ol>'
        if after := page.text.css_first(".for-email, nav.pager"):
            after.insert_before(section)
        else:
            page.text.insert_child(section)


def _note(number: int, words: str) -> str:
    back = f'<a href="#Page-mark-{number}" aria-label="Back to mark {number}">↑</a>'
    return f'<li id="Page-source-{number}">{words}. {back}</li>'


def _name_of(table: LexborNode) -> str:
    """Return what a table shows: its caption, or the names of its columns."""
    caption = table.css_first("caption")
    words = [caption.text()] if caption else [cell.text() for cell in table.css("thead th")]
    return f"Table: {', '.join(filter(None, (' '.join(one.split()) for one in words)))}".removesuffix(": ")


def _put_meta(tree: LexborHTMLParser, name: str, content: str) -> None:
    charset = tree.css_first("head meta[charset]")
    if charset is not None:
        meta = tree.create_node("meta")
        meta.attrs["http-equiv"], meta.attrs["content"] = name, content
        charset.insert_after(meta)


def _drop_spare(file: Path, wanted: bool) -> None:
    if file.is_dir():
        if not any(file.iterdir()):
            file.rmdir()
    elif not wanted:
        file.unlink()
    elif file.suffix in {".css", ".js"}:
        content = file.read_bytes()
        if b"sourceMappingURL" in content:
            file.write_bytes(_SOURCE_MAP.sub(b"", content))


def _write_sitemap(site: Path, pages: Iterable[str], address: str) -> None:
    urls = "".join(f"<url><loc>{escape(urljoin(address, quote(url)))}</loc></url>\n" for url in sorted(pages))
    (site / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n',
        "utf-8",
        newline="\n",
    )


def _send_on(page: ParsedPage, target: str) -> bytes:
    """Return a finished page with a refresh that leads to another address below the root of the site."""
    _put_meta(page.tree, "refresh", f"0; url={relative(target, page.url)}")
    return f"{page.tree.html}\n".encode()


def redirects(commons: Commons) -> dict[str, bytes]:
    """Return a page for each former address, by its path below the root of the site."""
    view, made = template("redirect/page.html"), dict[str, bytes]()
    for former, page in commons.moved.items():
        html = view.render(site=commons.site, page=page, href=relative(page.url, BuiltPage(former, b"").url))
        made[f"{former}index.html" if former.endswith("/") else former] = f"{html.strip()}\n".encode()
    return made


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
