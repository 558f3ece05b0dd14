"""Works that a site cites, in the form of the Citation Style Language (CSL).

Knows the variables and types of CSL 1.0.2 and the habits of Zotero: the forms that reference managers write are brought
into the one that is kept here, and what CSL has and no page shows is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Annotated, Any, Literal
from urllib.parse import unquote

from pydantic import AfterValidator, ConfigDict, Field, Strict, model_validator

from .record import Doi, Line, Pmcid, Pmid, Record, RefusedError, Url, Verbatim, WorkId
from .unreadable import unreadable
from .urls import doi_address, encoded

_VARIABLES = (
    "abstract annote archive archive-place archive_collection archive_location authority available-date"
    " call-number chair chapter-number categories citation-key citation-label citation-number"
    " collection-editor collection-number collection-title compiler composer container-author"
    " container-title-short contributor curator custom dimensions director division edition"
    " editorial-director editortranslator event event-date event-place event-title executive-producer"
    " first-reference-note-number genre guest host illustrator interviewer ISBN ISSN journalAbbreviation"
    " jurisdiction keyword language locator medium narrator number number-of-pages number-of-volumes"
    " organizer original-author original-date original-publisher original-publisher-place original-title"
    " page-first part part-number part-title performer printing printing-number producer publisher-place"
    " recipient references reviewed-author reviewed-genre reviewed-title scale script-writer section"
    " series-creator shortTitle source status submitted supplement supplement-number title-short"
    " translator version volume-title volume-title-short year-suffix"
)
_UNUSED = frozenset(_VARIABLES.split())
"""Variables that are taken as they are and shown nowhere."""
_TAGS = frozenset({"i", "b", "sub", "sup", "sc", "span"})
"""Elements in which CSL marks a part of a title."""
_RAW_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")
_SEASONS = {"1": "Spring", "2": "Summer", "3": "Autumn", "4": "Winter"}
_EXTRA = re.compile(r"(PMID|PMCID|DOI)\s*:\s*(\S+)", re.IGNORECASE)
_DOIS = ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/")
_BEFORE_DOI = re.compile(r"\s*(?:(?P<address>https?://(?:dx\.)?doi\.org/)|doi\s*:?\s*)(?=10\.)", re.IGNORECASE)
_SHOWN_NOWHERE = {"description": "Taken as reference managers write it, and shown on no page."}


def _allowing(names: Collection[str]) -> Callable[[dict[str, Any]], None]:
    """Return what lets an editor accept variables that no page shows."""
    return lambda schema: schema["properties"].update({name: _SHOWN_NOWHERE for name in sorted(names)})


def _marked(text: str) -> str:
    if refusal := unreadable(text, _TAGS):
        raise RefusedError(*refusal)
    if message := _tags_refusal(text):
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
        """Write its parts as numbers, or the date in words where it has none."""
        if not isinstance(when, dict):
            return when
        kept = {key: value for key, value in when.items() if key != "circa"}
        if isinstance(raw := kept.pop("raw", None), str) and "date-parts" not in kept:
            days = [_RAW_DATE.fullmatch(part.strip()) for part in raw.split("/")]
            if all(days):
                kept["date-parts"] = [[part for part in day.groups() if part] for day in days if day]
            else:
                kept["literal"] = raw
        if isinstance(parts := kept.get("date-parts"), list):
            kept["date-parts"] = [[_number(one) for one in part] if isinstance(part, list) else part for part in parts]
        if "season" in kept:
            season = str(kept["season"])
            kept["season"] = _SEASONS.get(season, season)
        return kept


class Reference(Record):
    """A work that this site cites, in the form of the Citation Style Language (CSL)."""

    model_config = ConfigDict(json_schema_extra=_allowing(_UNUSED))

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
        """Leave out what no page shows, and bring the values into the forms that are kept here."""
        if not isinstance(work, dict):
            return work
        kept = {key: value for key, value in work.items() if key not in _UNUSED}
        for key in ("volume", "issue", "page", "PMID"):
            if type(kept.get(key)) is int:
                kept[key] = str(kept[key])
        _take_note_apart(kept)
        if isinstance(kept.get("PMCID"), str) and kept["PMCID"].isdecimal():
            kept["PMCID"] = f"PMC{kept['PMCID']}"
        if isinstance(kept.get("URL"), str):
            kept["URL"] = encoded(kept["URL"])
        if isinstance(kept.get("DOI"), str):
            kept["DOI"] = _plain_doi(kept["DOI"])
        if "DOI" in kept and str(kept.get("URL", "")).lower().startswith(_DOIS):
            del kept["URL"]  # it leads where the DOI does
        return kept

    @property
    def address(self) -> str | None:
        """Where it can be read: by its DOI, otherwise at its URL."""
        return doi_address(self.DOI) if self.DOI else self.URL

    @property
    def year(self) -> int | None:
        """The year in which it appeared."""
        return self.issued.date_parts[0][0] if self.issued and self.issued.date_parts else None


def _take_note_apart(work: dict[str, Any]) -> None:
    """Take identifiers out of a note, where Zotero keeps what it has no field for."""
    note = work.get("note")
    if not isinstance(note, str) or ("\n" not in note.strip() and not _EXTRA.fullmatch(note.strip())):
        return
    lines = [line.strip() for line in note.split("\n") if line.strip()]
    for line in lines:
        if found := _EXTRA.fullmatch(line):
            work.setdefault(found[1].upper(), found[2])
    if words := "; ".join(line for line in lines if not _EXTRA.fullmatch(line)):
        work["note"] = words
    else:
        del work["note"]


def _number(part: Any) -> Any:
    return int(part) if isinstance(part, str) and part.isdecimal() and part.isascii() else part


def _tags_refusal(text: str) -> str | None:
    """Return what is wrong with the tags of CSL in a title; None where each has its end."""
    opened: list[str] = []
    for ends, name in re.findall(r"<(/?)([a-z]+)(?:\s[^<>]*)?>", text):
        if name not in _TAGS:
            continue
        if not ends:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return f'has "</{name}>" where "<{name}>" does not begin; write both'
    return f'has "<{opened[-1]}>" without its end; write "</{opened[-1]}>" where it ends' if opened else None


def _plain_doi(written: str) -> str:
    """Return a DOI without what programs and people write before it; in an address, its signs are encoded."""
    before = _BEFORE_DOI.match(written)
    doi = written[before.end() :] if before else written
    return unquote(doi) if before and before["address"] else doi
