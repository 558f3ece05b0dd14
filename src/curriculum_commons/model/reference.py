"""Works that a site cites, in the form of the Citation Style Language (CSL)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, Strict, model_validator

from .csl import TAGS, UNUSED, tags_refusal, used, used_date
from .record import (
    Doi,
    Line,
    Pmcid,
    Pmid,
    Record,
    RefusedError,
    Url,
    Verbatim,
    WorkId,
)
from .unreadable import unreadable
from .urls import doi_address

_SHOWN_NOWHERE = {"description": "Taken as reference managers write it, and shown on no page."}


def _allowing(names: Collection[str]) -> Callable[[dict[str, Any]], None]:
    """Return what lets an editor accept variables that no page shows."""
    return lambda schema: schema["properties"].update({name: _SHOWN_NOWHERE for name in sorted(names)})


def _marked(text: str) -> str:
    if refusal := unreadable(text, TAGS):
        raise RefusedError(*refusal)
    if message := tags_refusal(text):
        raise RefusedError(message, "markup-in-text")
    return text


Title = Annotated[Verbatim, AfterValidator(_marked)]


class Name(Record):
    """The name of an author, in the form of the Citation Style Language."""

    model_config = ConfigDict(json_schema_extra=_allowing({"comma-suffix", "static-ordering", "parse-names"}))

    family: Line | None = None
    """Family name."""
    given: Line | None = None
    """Given names or initials."""
    literal: Line | None = None
    """The name of an organization, instead of the two above."""
    dropping_particle: Annotated[Line | None, Field(alias="dropping-particle")] = None
    """What is before the family name and left out in short, as "von" in Goethe's."""
    non_dropping_particle: Annotated[Line | None, Field(alias="non-dropping-particle")] = None
    """What is before the family name and a part of it, as "van" in many Dutch names."""
    suffix: Line | None = None
    """What follows the name, such as "Jr"."""

    @model_validator(mode="before")
    @classmethod
    def _used(cls, name: Any) -> Any:
        unused = {"comma-suffix", "static-ordering", "parse-names"}
        return {key: value for key, value in name.items() if key not in unused} if isinstance(name, dict) else name


class CslDate(Record):
    """A date, in the form of the Citation Style Language."""

    date_parts: Annotated[
        tuple[
            Annotated[tuple[Annotated[int, Strict(), Field(ge=1, le=2200)], ...], Field(min_length=1, max_length=3)],
            ...,
        ],
        Field(max_length=2, alias="date-parts"),
    ] = ()
    """Year, month and day as numbers, as in [[2022, 9, 1]]; the year alone will do."""
    season: Line | None = None
    """Season, such as "Spring", where there is no month."""
    literal: Line | None = None
    """The date in words, where there is no other."""

    @model_validator(mode="before")
    @classmethod
    def _used(cls, when: Any) -> Any:
        return used_date(when)


class Reference(Record):
    """A work that this site cites, in the form of the Citation Style Language (CSL)."""

    model_config = ConfigDict(json_schema_extra=_allowing(UNUSED))

    id: WorkId
    """Short name for citing it, never changed once used; an address that Zotero writes is kept, and means
    `zotero-` with its last part in small letters."""
    type: Literal[
        "article-journal",
        "article-magazine",
        "article-newspaper",
        "book",
        "chapter",
        "report",
        "webpage",
        "post-weblog",
        "software",
        "article",
        "bill",
        "broadcast",
        "classic",
        "collection",
        "dataset",
        "document",
        "entry",
        "entry-dictionary",
        "entry-encyclopedia",
        "event",
        "figure",
        "graphic",
        "hearing",
        "interview",
        "legal_case",
        "legislation",
        "manuscript",
        "map",
        "motion_picture",
        "musical_score",
        "pamphlet",
        "paper-conference",
        "patent",
        "performance",
        "periodical",
        "personal_communication",
        "post",
        "regulation",
        "review",
        "review-book",
        "song",
        "speech",
        "standard",
        "thesis",
        "treaty",
    ]
    """Kind of work, as CSL names it."""
    title: Title
    """Title of the work; `<i>`, `<b>`, `<sub>` and `<sup>` are shown as italics, bold, lowered and raised."""
    author: tuple[Name, ...] = ()
    """Authors in their order; leave it out where the work names none."""
    editor: tuple[Name, ...] = ()
    """Editors in their order; named where there are no authors."""
    container_title: Annotated[Title | None, Field(alias="container-title")] = None
    """Journal, book or website that it is part of."""
    publisher: Line | None = None
    """Who published it."""
    volume: Line | None = None
    """Volume, in quotes."""
    issue: Line | None = None
    """Issue, in quotes."""
    page: Line | None = None
    """Pages or article number, in quotes."""
    issued: CslDate | None = None
    """When it appeared."""
    accessed: CslDate | None = None
    """When it was last seen, for web pages."""
    DOI: Doi | None = None
    """Its DOI, without https://doi.org/."""
    PMID: Pmid | None = None
    """Its PubMed number, in quotes."""
    PMCID: Pmcid | None = None
    """Its PubMed Central number."""
    URL: Url | None = None
    """Where it can be read; leave it out where a DOI leads there."""
    note: Line | None = None
    """What a reader should know, such as "free to read"."""

    @model_validator(mode="before")
    @classmethod
    def _used(cls, work: Any) -> Any:
        return used(work)

    @property
    def address(self) -> str | None:
        """Where it can be read: by its DOI, otherwise at its URL."""
        return doi_address(self.DOI) if self.DOI else self.URL

    @property
    def year(self) -> int | None:
        """The year in which it appeared."""
        return self.issued.date_parts[0][0] if self.issued and self.issued.date_parts else None
