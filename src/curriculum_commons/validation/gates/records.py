"""Gates of records: terms of what the site publishes a copy of, and resources whose review is overdue.

What is only linked is published by others: its terms may be unknown, and the page shows that. What is on this site is
copied by us, so its terms must be known:

- a resource whose address is on this site must be `open`, or `free with conditions` with a note or a link to them;
- an output whose address is on this site needs its `license`;
- a document or recording in `docs/`, or a file of an unknown kind, must be the address of a resource or an output.

Pictures and pages are the site's own, under its `content_license`. Compares dates with the given day; reads no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from ...content.load import DATA, PAGES
from ...model.problems import quoted
from ...model.records import Output, Resource
from .kinds import KINDS, LIMITS, PROGRAMS, STOPPED
from .source_files import GateFinding, SourceFile

_RESOURCES, _GROUPS = f"{DATA}/resources.yaml", f"{DATA}/working_groups.yaml"
_COPIED = [suffix for one in LIMITS if one.kind in {"a document", "a recording"} for suffix in one.suffixes.split()]


def check_licenses(
    site: str, resources: Sequence[Resource], outputs: Sequence[Output], files: Mapping[str, SourceFile]
) -> Iterator[GateFinding]:
    """Yield what the site publishes a copy of without terms that allow it.

    Args:
        site: Address of the site.
    """
    for number, resource in enumerate(resources):
        if resource.url.startswith(site) and not _may_be_copied(resource):
            at = files[_RESOURCES].document.locate(("resources", number, "terms", "reuse"))
            message = (
                f"reuse: {quoted(resource.id)} is on this site, but {quoted(resource.terms.reuse)} allows no copy; "
                'link to where it is published, or write "open", or "free with conditions" with a note'
            )
            yield GateFinding(_RESOURCES, *at, "license", resource.id, message)
    for number, output in enumerate(outputs):
        if output.url and output.url.startswith(site) and output.license is None:
            at = files[_GROUPS].document.locate(("outputs", number, "url"))
            message = f'url: {quoted(output.id)} is on this site; add "license:", its terms of use'
            yield GateFinding(_GROUPS, *at, "license", output.id, message)
    addresses = [*(resource.url for resource in resources), *(output.url or "" for output in outputs)]
    yield from _files_without_terms(site, addresses, files.values())


def _files_without_terms(site: str, addresses: Iterable[str], files: Iterable[SourceFile]) -> Iterator[GateFinding]:
    known = {unquote(urlsplit(url.removeprefix(site)).path) for url in addresses if url.startswith(site)}
    for source in files:
        name = source.path.removeprefix(f"{PAGES}/")
        needs_terms = source.suffix in _COPIED or source.suffix not in KINDS.keys() | STOPPED | PROGRAMS
        if source.folder == PAGES and needs_terms and name not in known:
            message = (
                f'is published here without terms of use; list it among the outputs, with "{site}{name}" as its url '
                'and with its "license:"'
            )
            yield GateFinding(source.path, 0, 0, "license", name, message)


def _may_be_copied(resource: Resource) -> bool:
    terms = resource.terms
    return terms.reuse == "open" or (terms.reuse == "free with conditions" and bool(terms.note or terms.url))


def check_reviews(resources: Sequence[Resource], today: str, files: Mapping[str, SourceFile]) -> Iterator[GateFinding]:
    """Yield the resources whose review is overdue; after a year they stop publication."""
    for number, resource in enumerate(resources):
        if resource.review_by < today:
            at = files[_RESOURCES].document.locate(("resources", number, "review_by"))
            last = a_year_after(resource.review_by)
            stops = last < today
            since = "is over a year ago" if stops else "is past"
            latest = "" if stops else f" by {quoted(last)} at the latest"
            message = (
                f"review_by: {quoted(resource.review_by)} {since}; look at {quoted(resource.id)} again{latest}, "
                "and write that day at checked and a later one here"
            )
            yield GateFinding(_RESOURCES, *at, "review", resource.id, message, stops)


def a_year_after(day: str) -> str:
    """Return the same day of the next year, which need not exist as it is only compared as text."""
    return f"{int(day[:4]) + 1:04}{day[4:]}"
