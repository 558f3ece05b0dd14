"""Make the whole site in a scratch folder: every step from its content to pages that can be published, in order.

Knows no step's business, only who hands what to whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from ..content.load import PAGES, TOOLKIT
from ..editor import FOLDER, form_on_site
from ..model.build_context import BuildContext
from ..model.commons import Commons
from ..model.problems import ContentError, Problem
from ..newsletter.files import Batch, batches
from .cache import Store, bring
from .downloads import program
from .engine_client import CONFIGURATION, Engine
from .html_page import NOT_FOUND, BuiltPage
from .links import Address
from .page_audit import Seen, look
from .page_cache import Finished, Keeper
from .postprocess import finish_page, finish_site
from .preprocess import filled, lay_out
from .project import context_for, open_commons, refuse_unpublishable, stocked
from .publish import SCRATCH
from .search import Entry, SearchIndex, entries
from .settings import settings
from .site_audit import Written, audit_site

LETTERS = f"{SCRATCH}/newsletter"
"""Folder of kept e-mails and feeds."""


def make(
    root: Path, engine: Engine, folder: Path, today: str, tell: Callable[[str], None]
) -> tuple[int, tuple[Problem, ...]]:
    """Make the site of a project in the folder `site` of a scratch folder.

    Returns the number of its pages, and what someone should do something about, though it can be published; raises
    ContentError where anything is wrong with the content or with what came of it.
    """
    tell("Checking the content")
    commons = open_commons(root)
    context = stocked(root, commons, context_for(root, commons, today), tell)
    new, keeper = folder / "site", Keeper(root, commons, context, engine.name)
    with SearchIndex(commons.site.language) as index:
        tell("Rendering the pages")
        wait_for_pages = _begin(root, commons, context, engine, folder=folder, kept=keeper.files)
        warnings = refuse_unpublishable(root, commons, context)
        letters = kept_newsletter(root, commons, context)
        wait_for_pages()
        tell("Finishing the pages")
        finished = _finish_pages(commons, context, new, index, keeper)
        seen = [one.seen for one in finished.values()]
        bring(letters, new)  # not before: e-mails and feeds are no pages to be finished
        _add(_form(commons, new), new)
        tell("Inspecting the site")
        _finish_whole(root, commons, new, seen)
        keeper.keep(new, finished)
        tell("Making the search index")
        _add(index.files().items(), new)
    return sum(one.path != NOT_FOUND for one in seen), warnings


def kept_newsletter(root: Path, commons: Commons, context: BuildContext) -> dict[str, Path]:
    """Return where every file of the newsletter is, by its place below the root of the site."""
    store, files = Store(root / LETTERS), dict[str, Path]()
    keys = {_key(batch): batch for batch in batches(commons, context)}
    for key, batch in keys.items():
        kept = store.kept(key) or store.put(key, dict(batch.make()))
        files |= kept.names
    store.close(keys)
    return files


def _key(batch: Batch) -> str:
    return sha256(program() + batch.ingredients.encode()).hexdigest()


def _form(commons: Commons, new: Path) -> Iterable[tuple[str, bytes]]:
    """Return the files of the form for staff; raises ContentError where a page has taken its place."""
    pages = [f"{PAGES}/{page.path}" for page in (*commons.pages, *commons.drafts)]
    files = dict(form_on_site(commons.site, [*pages, *(f"{TOOLKIT}/{text.path}" for text in commons.toolkit)]))
    if files and (new / FOLDER).exists():
        message = "is where the form for staff lies on an official site; give this another name"
        raise ContentError([Problem(f"{PAGES}/{FOLDER}", 0, 0, message, "duplicate-address")])
    return files.items()


def _add(files: Iterable[tuple[str, bytes]], new: Path) -> None:
    for path, content in files:
        (new / path).parent.mkdir(parents=True, exist_ok=True)
        (new / path).write_bytes(content)


def render(  # noqa: PLR0913
    root: Path, commons: Commons, context: BuildContext, engine: Engine, *, docs: Path, out: Path
) -> None:
    """Let an engine write the HTML of all pages, without the blocks of macros, and the theme's files.

    Args:
        docs: Holds the manuscripts from call to call, so that only what has changed is written anew.
        out: An engine may leave in it what has not changed since it wrote into it.
    """
    lay_out(root, commons, context, docs, engine_name=engine.name)
    out.mkdir(exist_ok=True)
    engine.render(docs, out, settings(commons))


def _begin(  # noqa: PLR0913
    root: Path, commons: Commons, context: BuildContext, engine: Engine, *, folder: Path, kept: Mapping[str, Path]
) -> Callable[[], None]:
    """Begin to do the same, but for pages that are finished or rendered already; return what waits for the others."""
    unread = {page.path for page in commons.pages if engine.spares and f"{page.url}index.html" in kept}
    lay_out(root, commons, context, folder / "docs", engine_name=engine.name, unread=unread)
    (folder / "site").mkdir()
    return engine.begin(folder / "docs", folder / "site", settings(commons), kept)


def _finish_pages(
    commons: Commons, context: BuildContext, new: Path, index: SearchIndex, keeper: Keeper
) -> dict[str, Finished]:
    found = dict[str, Finished | tuple[BuiltPage, tuple[Entry, ...]]]()
    for path in page_paths(new):
        if kept := keeper.kept.get(path):
            found[path], told = kept, kept.entries
        else:
            page = with_blocks(commons, context, BuiltPage(path, (new / path).read_bytes()))
            told = tuple(entries(page.parse()))
            found[path] = (page, told if keeper.keeps(path) else ())
        index.add(told)
    index.close()  # from here on Pagefind is busy, and so are we
    return {
        path: one if isinstance(one, Finished) else _finished(commons, context, new, *one)
        for path, one in found.items()
    }


def page_paths(out: Path) -> Iterator[str]:
    """Give the place of every page in a folder below it, in order."""
    for file in sorted(out.rglob("*.html")):
        yield file.relative_to(out).as_posix()


def built_pages(out: Path) -> Iterator[BuiltPage]:
    """Give every page that an engine has written into a folder; the blocks of macros are not in it yet."""
    for path in page_paths(out):
        yield BuiltPage(path, (out / path).read_bytes())


def with_blocks(commons: Commons, context: BuildContext, html: BuiltPage) -> BuiltPage:
    """Return a page with the blocks of its macros in it."""
    page = commons.page_at.get(html.url)
    return BuiltPage(html.path, filled(commons, context, page, html.raw)) if page else html


def _finished(
    commons: Commons, context: BuildContext, new: Path, built: BuiltPage, told: tuple[Entry, ...]
) -> Finished:
    page = built.parse()
    (new / page.path).write_bytes(finish_page(page, commons.site.language))
    return Finished(look(page), told)


def _finish_whole(root: Path, commons: Commons, new: Path, seen: list[Seen]) -> None:
    address = Address.of(commons.site.address)
    asked = {target.path for one in seen for link in one.requests if (target := address.target(link, one.url))}
    finish_site(new, root, [one.url for one in seen if one.path != NOT_FOUND], commons.site.address, asked)
    menu = (root / CONFIGURATION).read_text("utf-8")
    written = Written(commons.page_at, menu, CONFIGURATION)
    if problems := list(audit_site(seen, new, written, address)):
        raise ContentError(problems)
