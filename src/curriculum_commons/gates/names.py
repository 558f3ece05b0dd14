"""What the records of a site let us know about names: whom it cites, and what it calls itself and others."""

from __future__ import annotations

from ..commons import Commons
from ..model import Allowance, Milestone, Record
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
    own = [text for work in commons.references for text in (work.title, work.container_title, work.publisher) if text]
    texts: list[str] = []
    for record in records:
        # A piece of work is told of in its title, which may well name a person.
        _gather(record, "", [] if isinstance(record, Milestone) else own, texts)
    return Names(
        tuple(Author(*author) for author in sorted(authors)),
        " | ".join(own),
        "\n".join(texts),
        frozenset(work.URL for work in commons.references if work.URL),
    )


def _gather(value: object, key: str, own: list[str], texts: list[str]) -> None:
    """Add every text in a value, and to `own` what something is called by."""
    if isinstance(value, str):
        texts.append(value)
        if key in _NAMED:
            own.append(value)
    elif isinstance(value, tuple):
        for part in value:
            _gather(part, key, own, texts)
    elif isinstance(value, Record) and not isinstance(value, Allowance):
        for name, part in value.__dict__.items():
            if part is not None:
                _gather(part, name, own, texts)
