"""A framework as one tree of items, from which every form is written.

Knows the records, and no form. Where a record has no UUID of its own, it gets one that follows from what it joins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid5

from ..model.build_context import newest_date
from ..model.commons import Commons
from ..model.records import Competency, Component, Domain, Framework, Withdrawn
from ..model.terms import capital
from ..model.urls import address

_NAMESPACE = UUID("4f7f1d4e-6a3b-4c57-9d0e-2f6b1c8a5e90")
"""Of all UUIDs that are made here; changing it would give everything another identity."""

ItemKind = Literal["domain", "competency", "component"]


@dataclass(frozen=True)
class Item:
    """A domain, a competency of today or withdrawn, or a component."""

    kind: ItemKind
    uuid: str
    uri: str
    """Its page, or its place on one."""
    code: str | None
    """The code that people see, where it has one."""
    title: str
    """A few words; the statement itself where it has no other."""
    statement: str
    parent: str | None
    """UUID of the item that it belongs to; None at the top."""
    number: int
    """Its place among the items of its parent, from 1."""
    record: Domain | Competency | Component | Withdrawn

    @property
    def withdrawn(self) -> Withdrawn | None:
        """The record, where it is that of a withdrawn competency."""
        return self.record if isinstance(self.record, Withdrawn) else None

    @property
    def is_titled(self) -> bool:
        """Whether it has a title that readers do not make of its statement."""
        is_usual = isinstance(self.record, Domain | Component) or title_of(self.statement) == self.statement
        return self.title != self.statement or not is_usual


def items(commons: Commons) -> Iterator[Item]:
    """Yield every item, each after the one that it belongs to: domains with all below them, then what was withdrawn."""
    below: dict[str, list[Competency]] = {domain.id: [] for domain in commons.domains}
    for competency in commons.competencies:
        below[competency.domain].append(competency)
    site, page = commons.site.address, address("domain", "")
    for number, domain in enumerate(commons.domains, 1):
        texts = None, domain.name, domain.name
        yield Item("domain", domain.uuid, f"{site}{page}{domain.id}", *texts, None, number, domain)
        for place, one in enumerate(below[domain.id], 1):
            uri = f"{site}{address('competency', one.code)}"
            words = one.shown_code, one.title, one.statement
            yield Item("competency", one.uuid, uri, *words, domain.uuid, place, one)
            yield from _components(one.components, one.uuid, uri)
    for number, former in enumerate(commons.framework.withdrawn, len(commons.domains) + 1):
        yield from _withdrawn(commons, former, number)


def _twice(text: str) -> tuple[str, str]:
    return text, text


def _components(components: tuple[Component, ...], parent: str, page: str) -> Iterator[Item]:
    for number, one in enumerate(components, 1):
        yield Item(
            "component", one.uuid, f"{page}#{one.id}", one.published_code, *_twice(one.text), parent, number, one
        )


def _withdrawn(commons: Commons, former: Withdrawn, number: int) -> Iterator[Item]:
    uri = f"{commons.site.address}{address('competency', former.code)}"
    title = former.title or former.shown_code
    uuid = withdrawn_uuid(commons, former)
    statement = former.statement or title
    yield Item("competency", uuid, uri, former.shown_code, title, statement, None, number, former)
    yield from _components(former.components, uuid, uri)


def withdrawn_uuid(commons: Commons, former: Withdrawn) -> str:
    """Return the UUID of a withdrawn competency, made from its framework and code where the data have none."""
    return former.uuid or made_uuid(commons.framework.uuid, former.code)


def made_uuid(*parts: str) -> str:
    """Return the UUID of what joins others: always the same for the same parts."""
    return str(uuid5(_NAMESPACE, "\n".join(parts)))


def framework_uri(commons: Commons) -> str:
    """Return the address of a framework: its place on the page of all competencies."""
    return f"{commons.site.address}competencies/#framework"


def kind_name(commons: Commons, kind: ItemKind) -> str:
    """Return what a site calls a kind of item, for one of them."""
    return {
        "domain": capital(commons.terms.domain),
        "competency": capital(commons.terms.competency),
        "component": "Component",
    }[kind]


def day(when: str) -> str:
    """Return the first day of a year, month or day."""
    return f"{when}-01-01"[:10] if len(when) <= len("2026") else f"{when}-01"[:10]


def moment(when: str) -> str:
    """Return the beginning of a year, month or day, with its offset."""
    return f"{day(when)}T00:00:00+00:00"


_UNDATED = "1970"
"""Where nothing in the content bears a date; the clock would give other bytes on another day."""


def changed_on(commons: Commons) -> str:
    """Return the date that the framework bears, and that stays until another edition is written."""
    framework = commons.framework
    return max(framework.adopted or "", *(one.when or "" for one in framework.withdrawn), "") or (
        newest_date(commons) or _UNDATED
    )


def source_address(commons: Commons) -> str:
    """Return where a framework was published first, as far as the works that it cites have an address."""
    works = (commons.reference[source.reference] for source in commons.framework.sources)
    return next((work.address for work in works if work.address), commons.site.address)


def extensions(record: Framework | Domain | Competency | Component | Withdrawn) -> Mapping[str, Any]:
    """Return what a record keeps for other programs, and this one has no field for."""
    return record.extensions or {}


def one_line(text: str) -> str:
    """Return a text without its line breaks."""
    return " ".join(text.split())


_TITLE_WORDS, _TITLE_LENGTH = 9, 60
_NO_END = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "their", "to", "with"]
)


def title_of(statement: str) -> str:
    """Return the first words of a statement, which are its title where it has no other."""
    words = statement.split()
    taken: list[str] = []
    while len(taken) < min(len(words), _TITLE_WORDS) and len(" ".join([*taken, words[len(taken)]])) <= _TITLE_LENGTH:
        taken.append(words[len(taken)])
    if not taken:
        return statement[:_TITLE_LENGTH].strip()
    if len(taken) == len(words):
        return " ".join(statement.rstrip(".; \n").split()) or " ".join(statement.split())
    while len(taken) > 1 and taken[-1].casefold() in _NO_END:
        taken.pop()
    return " ".join(taken).rstrip(" ,;:.–—-") + " …"
