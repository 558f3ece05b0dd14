"""Name a cited work: in a few words within a sentence, and in full in a list.

The full form follows the pattern of the United States National Library of Medicine (Vancouver style).
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from string import ascii_lowercase

from ..model.commons import Commons
from ..model.records import Name, Reference, Source
from ..model.urls import address, relative
from .phrases import MONTHS, plain

_MONTHS = {f"{number:02}": month[:3] for number, month in enumerate(MONTHS, 1)}


def cited(commons: Commons, at: str, sources: tuple[Source, ...]) -> list[dict[str, str | None]]:
    """Return text, link from the page `at`, location in the work and web address for each source."""
    return [
        {
            "text": labels(commons)[source.reference],
            "href": relative(address("reference", source.reference), at),
            "at": source.at,
            "web": commons.reference[source.reference].address,
        }
        for source in sources
    ]


@lru_cache(maxsize=4)
def labels(commons: Commons) -> dict[str, str]:
    """Return the short name of each work, by id; a letter at its end keeps equal ones apart."""
    short = {reference.id: _short(reference) for reference in commons.references}
    times = Counter(short.values())
    seen: Counter[str] = Counter()
    for name in sorted(short, key=lambda name: in_full(commons.reference[name])):
        label = short[name]
        if times[label] > 1 and label[-1:].isdigit():
            short[name] = f"{label}{ascii_lowercase[seen[label] % 26]}"
            seen[label] += 1
    return short


def _short(reference: Reference) -> str:
    match [_last(name) for name in reference.author]:
        case []:
            name = plain(reference.title)
        case [only]:
            name = only
        case [first, second]:
            name = f"{first} and {second}"
        case [first, *_]:
            name = f"{first} et al."
    year = issued(reference)[:4]
    return f"{name}, {year}" if year else name


def issued(reference: Reference) -> str:
    """Return the date of a work as "2022-09-01", as far as it is known; empty where it is not."""
    if reference.issued is None or not reference.issued.date_parts:
        return ""
    return "-".join(f"{part:02d}" for part in reference.issued.date_parts[0])


def in_full(reference: Reference) -> str:
    """Return a work as in a list of references, without its links."""
    people = ", ".join(_vancouver(name) for name in reference.author or reference.editor)
    if reference.editor and not reference.author:
        people += ", editor" if len(reference.editor) == 1 else ", editors"
    return " ".join(_ended(part) for part in (people, reference.title, where(reference)) if part)


def _ended(part: str) -> str:
    """Return a part of a reference with the one sign that ends it, within or after its marks."""
    words = plain(part)
    if words.endswith(("!", "?")) or (words.endswith(".") and not part.endswith(".")):
        return part
    return f"{part.rstrip('.')}."


def where(reference: Reference) -> str:
    """Return where and when a work appeared, as far as it is known."""
    container = reference.container_title or reference.publisher or ""
    date = _dated(reference)
    number = reference.volume or ""
    if reference.issue:
        if not number and reference.type == "article-journal":
            number = "[volume not given]"  # a bare "(5)" looks like a slip
        number += f"({reference.issue})"
    when = f"{date};{number}" if date and number else date or number
    if reference.page:
        when += f":{reference.page}" if when else reference.page
    return f"{_ended(container)} {when}" if container and when else container or when


def _dated(reference: Reference) -> str:
    if reference.issued and (words := reference.issued.season if issued(reference) else reference.issued.literal):
        return f"{issued(reference)[:4]} {words}".strip()
    parts = issued(reference).split("-")
    month = [_MONTHS.get(part, part) for part in parts[1:2]]
    day = [part.lstrip("0") for part in parts[2:]]
    return " ".join([parts[0], *month, *day])


def _last(name: Name) -> str:
    family = " ".join(filter(None, (name.non_dropping_particle, name.family)))
    return name.literal or family or name.given or ""


def _vancouver(name: Name) -> str:
    if name.literal or not name.family:
        return name.literal or name.given or ""
    initials = "".join(part[0] for part in (name.given or "").replace("-", " ").split())
    return " ".join(filter(None, (name.dropping_particle, _last(name), initials, (name.suffix or "").rstrip("."))))
