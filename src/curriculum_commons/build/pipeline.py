"""Make the site of a project: every step from its content to the finished pages and files, in order.

Knows no step's business, only which result the next one needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ..content.load import PAGES, TOOLKIT
from ..documents.card import Card
from ..editor.page import FOLDER, form_on_site
from ..model.build_context import BuildContext
from ..model.commons import Commons
from ..model.problems import ContentError, Problem
from ..newsletter.files import batches
from ..render import environments
from .audit import audit_mail, audit_site
from .cache import Cache, CompiledTemplates, key
from .data_files import build_data_files, listed
from .downloads import DOWNLOADS, build_downloads, plan_downloads
from .engine_client import Engine
from .engine_pages import begin, preprocess, write
from .html_page import NOT_FOUND, Address
from .origins import Sources, located
from .postprocess import WRITTEN, FinishedPage, finish, finish_site, free_redirects
from .preprocess import CARD, blocks, fill
from .project import context_for, open_commons, refuse_unpublishable, unpublishable, unready
from .run import Built, Report
from .search import SearchIndex


def make_site(  # noqa: PLR0913, PLR0917
    root: Path, engine: Engine, folder: Path, today: str, cache: Cache, report: Report
) -> Built:
    """Make the whole site in the folder `site` of a scratch folder; raises ContentError with all that keeps it back."""
    report("Checking the content")
    for name, environment in environments().items():
        environment.bytecode_cache = CompiledTemplates(cache, name)
    commons = open_commons(root, today)
    try:
        context, pages = _make_files(root, engine, folder, commons, today, cache, report)
    except ContentError as error:
        raise ContentError([*error.problems, *unpublishable(root, commons, today, cache)]) from error
    with located(root):
        warnings = refuse_unpublishable(root, commons, context, cache)
    return Built(pages, warnings, unready(root, commons))


def _make_files(  # noqa: PLR0913, PLR0917
    root: Path, engine: Engine, folder: Path, commons: Commons, today: str, cache: Cache, report: Report
) -> tuple[BuildContext, int]:
    """Make every file, and return what is known then and how many pages there are."""
    site = folder / "site"
    data_files = build_data_files(commons, cache)  # before the engine begins: sentences link to them
    context = replace(context_for(root, commons, today), data_files=tuple(listed(data_files)))
    plan = plan_downloads(commons, context)
    manuscripts = preprocess(root, commons, context, engine.name, plan.paths)
    report("Rendering the pages")
    wait_for_engine = begin(root, manuscripts, engine, folder / "engine", cache)
    # While it works, everything else that shows records is made.
    with located(root):
        context = replace(context, downloads=build_downloads(plan, root / DOWNLOADS, cache, report))
    card = card_files(commons, context, cache)
    shown = {page.url: blocks(commons, context, page.url) for page in commons.pages}
    letters = dict(newsletter_files(commons, context, cache))
    rendered = wait_for_engine()
    report("Finishing the pages")
    rendered.lay_out(site)
    with SearchIndex(commons.site.language) as index:
        pages = list[FinishedPage]()
        for html in rendered.pages():
            page = finish(cache, commons, fill(html, shown.get(html.url, {})))
            index.add(page.entries)
            write(site, [(page.path, page.html)])
            pages.append(replace(page, html=b""))
        index.close()  # from here on Pagefind is busy, and so are we
        _refuse_taken(root, {*data_files, *letters, *card, *WRITTEN, NOT_FOUND})
        write(site, data_files.items())
        write(site, card.items())
        write(site, letters.items())  # not before: e-mails and feeds are no pages to be finished
        write(site, form_files(commons, site))
        report("Inspecting the site")
        audit(root, commons, context, site, pages, letters)
        report("Making the search index")
        write(site, index.files().items())
    with located(root):
        write(site, free_redirects(commons, site))
    return context, sum(page.path != NOT_FOUND for page in pages)


def card_files(commons: Commons, context: BuildContext, cache: Cache) -> Mapping[str, bytes]:
    """Return the picture that goes along where the site is shared, with its path below the root of the site."""
    card = Card(commons, context)
    return cache.keep(key("card", *card.ingredients), lambda: [(CARD, card.make())]).files


def newsletter_files(commons: Commons, context: BuildContext, cache: Cache) -> Iterator[tuple[str, bytes]]:
    """Yield every e-mail and feed with its path below the root of the site."""
    for batch in batches(commons, context):
        yield from cache.keep(key("mail", batch.ingredients), batch.make).files.items()


def _refuse_taken(root: Path, paths: Iterable[str]) -> None:
    """Raise ContentError where the folder of pages has a file that one of the program would overwrite."""
    taken = [path for path in sorted(paths) if (root / PAGES / path).is_file()]
    if taken:
        message = "has the address of a file that the program writes; give it another name"
        raise ContentError([Problem(f"{PAGES}/{path}", 0, 0, message, "duplicate-address") for path in taken])


def form_files(commons: Commons, site: Path) -> Iterable[tuple[str, bytes]]:
    """Return the files of the form for staff; raises ContentError where a page has its address."""
    pages = [f"{PAGES}/{page.path}" for page in (*commons.pages, *commons.drafts) if not page.made]
    files = dict(form_on_site(commons, [*pages, *(f"{TOOLKIT}/{text.path}" for text in commons.toolkit)]))
    if files and (site / FOLDER).exists():
        message = "is where the form for staff lies on an official site; give this another name"
        raise ContentError([Problem(f"{PAGES}/{FOLDER}", 0, 0, message, "duplicate-address")])
    return files.items()


def audit(  # noqa: PLR0913, PLR0917
    root: Path,
    commons: Commons,
    context: BuildContext,
    site: Path,
    pages: list[FinishedPage],
    letters: Mapping[str, bytes],
) -> None:
    """Finish the site as a whole; raises ContentError with everything that a reader would find wrong with it."""
    address, facts = Address.of(commons.site.address), [page.facts for page in pages]
    requested = {target.path for one in facts for link in one.requests if (target := address.target(link, one.url))}
    listed = [one.url for one in facts if one.path != NOT_FOUND and one.url not in commons.merged]
    finish_site(site, root, listed, commons.site.address, requested)
    sources = Sources.of(root, commons, context)
    problems = [*audit_site(facts, site, sources, address), *audit_mail(letters.items(), sources, address)]
    if problems:
        raise ContentError(problems)
