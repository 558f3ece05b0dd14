"""What the records of a site let us know about names: whom it cites, and what it calls itself and others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..commons import Commons
from ..model import Record
from .persons import Author, Names

_NAMED = frozenset({"name", "title", "short_title", "organisation", "creator", "later_name", "label"})


def names_of(commons: Commons) -> Names:
    """Return what a site lets us know about names."""
    authors = {
        (name.given or "", name.family) for reference in commons.references for name in reference.author if name.family
    }
    records: tuple[Record, ...] = (
        commons.site, commons.framework, *commons.domains, *commons.stages, *commons.competencies,
        *commons.milestones, *commons.working_groups, *commons.outputs, *commons.formats, *commons.settings,
        *commons.resources, *commons.surveys, *commons.schools, *commons.organisations,
    )  # fmt: skip
    said = [record.model_dump(exclude={"allow"}) for record in records]
    works = [text for work in commons.references for text in (work.title, work.container_title, work.publisher) if text]
    own = [*(text for record in said for text in _texts(record, only=_NAMED)), *works]
    texts = [text for record in said for text in _texts(record)]
    return Names(
        tuple(Author(*author) for author in sorted(authors)),
        " | ".join(own),
        "\n".join(texts),
        frozenset(work.URL for work in commons.references if work.URL),
    )


def _texts(value: Any, key: str = "", only: frozenset[str] = frozenset()) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner, part in value.items():
            yield from _texts(part, inner, only)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part, key, only)
    elif isinstance(value, str) and (not only or key in only):
        yield value
