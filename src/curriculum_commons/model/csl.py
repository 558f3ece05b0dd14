"""The forms of the Citation Style Language that reference managers write, brought into the one that is kept here.

Knows the variables and types of CSL 1.0.2 and the habits of Zotero; what CSL has and no page shows is left out.
"""

from __future__ import annotations

import re
from typing import Any

from .urls import encoded

_UNUSED = (
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
UNUSED = frozenset(_UNUSED.split())
"""Variables that are taken as they are and shown nowhere."""
TAGS = frozenset({"i", "b", "sub", "sup", "sc", "span"})
"""Elements in which CSL marks a part of a title."""
_RAW_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")
_SEASONS = {"1": "Spring", "2": "Summer", "3": "Autumn", "4": "Winter"}
_EXTRA = re.compile(r"(PMID|PMCID|DOI)\s*:\s*(\S+)", re.IGNORECASE)
_DOI = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)


def used(work: Any) -> Any:
    """Return a work without what no page shows, with its values in the forms that are kept here."""
    if not isinstance(work, dict):
        return work
    kept = {key: value for key, value in work.items() if key not in UNUSED}
    for key in ("volume", "issue", "page", "PMID"):
        if type(kept.get(key)) is int:
            kept[key] = str(kept[key])
    _take_note_apart(kept)
    if isinstance(kept.get("PMCID"), str) and kept["PMCID"].isdecimal():
        kept["PMCID"] = f"PMC{kept['PMCID']}"
    if isinstance(kept.get("URL"), str):
        kept["URL"] = encoded(kept["URL"])
    if "DOI" in kept and _DOI.match(str(kept.get("URL", ""))):
        del kept["URL"]  # it leads where the DOI does
    return kept


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


def used_date(when: Any) -> Any:
    """Return a date with numbers for its parts, or in words where it has none."""
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


def _number(part: Any) -> Any:
    return int(part) if isinstance(part, str) and part.isdecimal() and part.isascii() else part


def tags_refusal(text: str) -> str | None:
    """Return what is wrong with the tags of CSL in a title; None where each has its end."""
    opened: list[str] = []
    for ends, name in re.findall(r"<(/?)([a-z]+)(?:\s[^<>]*)?>", text):
        if name not in TAGS:
            continue
        if not ends:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return f'has "</{name}>" where "<{name}>" does not begin; write both'
    return f'has "<{opened[-1]}>" without its end; write "</{opened[-1]}>" where it ends' if opened else None
