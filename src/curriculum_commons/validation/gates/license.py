"""Terms of what this site publishes a copy of.

Where terms must be known is decided by where a thing lies. What is only linked is published by others: its terms may
be unknown, and the page says so. What lies on this site is copied by us, so its terms must be known:

- a resource whose address is on this site must be `open`, or `free with conditions` with the terms told in a note or by
  a link to them; that one may read something is no leave to copy it;
- an output whose address is on this site needs its `license`;
- a document or recording that lies in `docs/`, or a file of an unknown kind, must be led to by a resource or an output,
  as only they say terms.

Pictures and pages are the site's own, under its `content_license`; that nobody else's are taken, people must see to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from ...content.load import DATA, PAGES
from ...model.commons import Commons
from ...model.problems import quoted
from ...model.records import Resource
from .active_content import PROGRAMS
from .finding import Objection
from .kinds import KINDS, STOPPED
from .size import LIMITS
from .source_files import Holding
from .source_map import Whereabouts

_COPIED = frozenset(
    suffix for limit in LIMITS if limit.kind in {"a document", "a recording"} for suffix in limit.suffixes
)


def copies_have_known_terms(commons: Commons, files: Iterable[Holding], places: Whereabouts) -> Iterator[Objection]:
    """Whatever this site publishes a copy of has terms that allow it."""
    ours = commons.site.address
    for number, resource in enumerate(commons.resources):
        if resource.url.startswith(ours) and not _may_be_copied(resource):
            at = places.of("resources.yaml", ("resources", number, "terms", "reuse"))
            message = (
                f"reuse: {quoted(resource.id)} lies on this site, but {quoted(resource.terms.reuse)} allows no copy; "
                'link to where it is published, or write "open", or "free with conditions" with a note'
            )
            yield Objection(f"{DATA}/resources.yaml", *at, "license", resource.id, message)
    for number, output in enumerate(commons.outputs):
        if output.url and output.url.startswith(ours) and output.license is None:
            at = places.of("working_groups.yaml", ("outputs", number, "url"))
            message = f'url: {quoted(output.id)} lies on this site; add "license:", its terms of use'
            yield Objection(f"{DATA}/working_groups.yaml", *at, "license", output.id, message)
    yield from _files_of_nobody(commons, files)


def _files_of_nobody(commons: Commons, files: Iterable[Holding]) -> Iterator[Objection]:
    ours = commons.site.address
    addresses = [*(one.url for one in commons.resources), *(one.url or "" for one in commons.outputs)]
    told = {_below(address, ours) for address in addresses}
    for file in files:
        name = file.path.removeprefix(f"{PAGES}/")
        if file.folder == PAGES and _needs_terms(file.suffix) and name not in told:
            message = (
                f'is published here, and nobody says under what terms; list it among the outputs, with "{ours}{name}" '
                'as its url and with its "license:"'
            )
            yield Objection(file.path, 0, 0, "license", name, message)


def _needs_terms(suffix: str) -> bool:
    """Return True for documents and recordings, and for whatever is of no kind that a site is made of."""
    return suffix in _COPIED or suffix not in KINDS.keys() | STOPPED | PROGRAMS


def _may_be_copied(resource: Resource) -> bool:
    terms = resource.terms
    return terms.reuse == "open" or (terms.reuse == "free with conditions" and bool(terms.note or terms.url))


def _below(address: str, ours: str) -> str:
    return unquote(urlsplit(address.removeprefix(ours)).path) if address.startswith(ours) else ""
