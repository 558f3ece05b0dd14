"""Find the persons that a text names with a title or a degree, and the authors of cited works.

Blind to all other names, and to scripts without capital letters, so a person still has to read what is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeGuard

from ...model.commons import Commons
from ...model.records import SECTIONS, Record

_GAP = r"(?:[ \t]*+\n[ \t]*+|[ \t\u00a0]++)"  # at most one line break
_WORD = r"[^\W\d_]++(?:[-'’](?!s\b)[^\W\d_]++){0,4}"
_UPPER = f"[{''.join(filter(str.isupper, map(chr, range(0x2000))))}]"
_DEGREE = (
    r"(?:M\.?D|Ph\.?D|D\.?O|R\.?N|MBBS|MBBCh|MPH|MSN?|DNP|NP|MSW|LICSW|LCSW|PA-C|PharmD|EdD|MEd|MDiv|MBA|JD|FAAHPM|FACP|"
    r"FRCP)\b"
)
_CAPITALIZED = rf"(?={_UPPER})(?!{_DEGREE}){_WORD}"
_NAME_PART = (
    rf"(?:{_UPPER}\.{_GAP}?){{0,3}}+"
    rf"(?:(?:van|von|de|del|der|den|da|di|la|le|bin|al|el|ter){_GAP}){{0,2}}{_CAPITALIZED}"
)
_NAME = rf"{_NAME_PART}(?:{_GAP}{_NAME_PART}){{0,2}}"
_FULL_NAME = rf"{_NAME_PART}(?:{_GAP}{_NAME_PART}){{1,2}}"
# The long patterns are compiled where they are first used: what was looked at before is not looked at again.
_TITLED = (
    # A family name alone is how vignettes call a patient who is played or made up: "Mr. Smith".
    rf"\b(?:(?:(?:Drs?|Profs?)\b\.?{_GAP}){{1,3}}{_NAME}|(?:Mrs?|Ms|Mx|Rev|Hon)\b\.?{_GAP}{_FULL_NAME})"
)
_IN_OFFICE = (
    r"\b(?:Doctor|Professor|Dean|Senator|Governor|Chancellor|Provost|President)"
    rf"{_GAP}(?!Emerit|Drs?\b|Profs?\b)({_NAME})"
)
_A_DEGREE = re.compile(rf"\b{_DEGREE}")
_WITH_DEGREE = (
    # Not "Most Residents, MD or DO", and not a school that is called after someone with a degree.
    rf"\b({_FULL_NAME}),?{_GAP}{_DEGREE}(?! +(?:or|and)\b)(?! +(?!{_DEGREE}){_UPPER})"
)
# codespell:ignore-next-line says,said
_ACTING = re.compile(rf"[’']s\b|,?{_GAP}(?:says|said|asks|asked|writes|wrote|argues|argued|shows|showed|found|finds)\b")
_CITED = re.compile(r"[’']?s?\s*+(?:et al|and (?:colleagues|others)|&|,?\s*+\(?(?:19|20)[0-9]{2})")
_WORD_BEFORE = re.compile(rf"({_WORD}){_GAP}\Z")
_LONGEST_DEGREE, _LONGEST_WORD, _LONGEST_NAME = 12, 60, 300
_ONLY_A_NAME = rf"{_FULL_NAME}|{_NAME},{_GAP}{_NAME}|{_UPPER}\.[ \t]*{_NAME}"
_ROLES = (
    "editor editors author authors team group office officer committee faculty staff student students member members"
    " director dean chair coordinator coordinators board communication communications association center clinic"
    " college department foundation hospital house institute lab labs school society university the our its of for"
    " and in at"
)
"""Words of roles and organizations, for fields that should hold one of them."""
_TITLES = ("title", "container-title", "container_title", "publisher")
"""Names of a work, in its file and in its record."""
_NAMING_KEYS = frozenset({"name", "title", "short_title", "organization", "creator", "later_name", "label"})


@dataclass(frozen=True, order=True)
class Author:
    """A person who wrote a cited work."""

    given: str
    """Given names or initials; empty where none is known."""
    family: str
    """Family name."""


@dataclass(frozen=True)
class Names:
    """The names that the records of a site make known."""

    authors: tuple[Author, ...]
    """Authors of cited works."""
    own: str
    """Names and titles of all records: what a site calls itself and others is hardly a person."""
    texts: str
    """All other text of the records: a word that is written small there is hardly a family name."""
    works: frozenset[str] = frozenset()
    """Addresses of cited works."""

    def persons_in(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield offset and text of each person's name with its title, without overlaps."""
        end = -1
        for start, name in sorted(set(self._candidates(text))):
            if start >= end and not self._is_own(name):
                end = start + len(name)
                yield start, name

    def is_person(self, author: str) -> bool:
        """Return True if what should be a role, such as "the editors", is a person's name instead."""
        if any(True for _ in self.persons_in(author)):
            return True
        is_role = not set(_ROLES.split()).isdisjoint(re.findall(r"\w+", author.lower()))
        return bool(re.fullmatch(_ONLY_A_NAME, author.strip())) and not is_role and not self._is_own(author)

    def _candidates(self, text: str) -> Iterator[tuple[int, str]]:
        yield from ((match.start(), match[0]) for match in re.finditer(_TITLED, text))
        for match in re.finditer(_IN_OFFICE, text):
            if not any(self._small(match[1])):
                yield match.start(), match[0]
        for start, end in _near_degrees(text):
            for match in re.compile(_WITH_DEGREE).finditer(text, start, end):
                if not all(self._small(match[1])):
                    yield match.start(), match[1]
        yield from self._authors_in(text)

    def _authors_in(self, text: str) -> Iterator[tuple[int, str]]:
        if self._author is None:
            return
        for match in self._author.finditer(text):
            if _CITED.match(text, match.end()):
                continue
            if match[1] or self._is_acting(text, match.start(), match.end()):
                yield match.start(), match[0]

    def _is_acting(self, text: str, start: int, end: int) -> bool:
        """Return True if a family name alone does something, and is no common word or end of a known name."""
        if not _ACTING.match(text, end) or any(self._small(text[start:end])):
            return False
        before = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
        return before is None or not self._is_own(f"{before[1]} {text[start:end]}")

    def _small(self, name: str) -> Iterator[bool]:
        return (word.lower() in self._small_words for word in re.findall(_WORD, name))

    def _is_own(self, name: str) -> bool:
        return f" {' '.join(re.findall(_WORD, name)).lower()} " in self._own_phrases

    @cached_property
    def _small_words(self) -> frozenset[str]:
        return frozenset(word for word in re.findall(_WORD, self.texts) if word.islower())

    @cached_property
    def _own_phrases(self) -> str:
        return f" {' '.join(re.findall(_WORD, self.own.lower()))} "

    @cached_property
    def _author(self) -> re.Pattern[str] | None:
        """Families of cited authors, in group 1 the given names or initials before them."""
        if not self.authors:
            return None
        given = {word for author in self.authors for word in author.given.split() if len(word.strip(".")) > 1}
        first = rf"(?:{_UPPER}\.|{_any_of(given)})" if given else rf"{_UPPER}\."
        families = _any_of({author.family for author in self.authors})
        return re.compile(rf"(?<![\w-])((?:{first}{_GAP}?+){{1,4}})?({families})(?![\w-])")


def _near_degrees(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text in which a name may have a degree; it takes a while to look for names everywhere."""
    start = end = 0
    for degree in _A_DEGREE.finditer(text):
        if degree.start() - _LONGEST_NAME > end:
            if end:
                yield start, end
            start = degree.start() - _LONGEST_NAME
        end = degree.end() + _LONGEST_DEGREE
    if end:
        yield start, end


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def names_of(commons: Commons) -> Names:
    """Return the names that the records of a site make known."""
    records = ((name, getattr(commons, name)) for name in SECTIONS)
    return names_in({name: value if isinstance(value, tuple) else (value,) for name, value in records})


def names_in(sections: Mapping[str, Iterable[object]]) -> Names:
    """Return the names in the records of sections, or in their values, whatever is wrong with them."""
    own, texts, authors, addresses = list[str](), list[str](), set[Author](), set[str]()
    for work in map(_fields, sections.get("references", ())):
        own += filter(_is_text, map(work.get, _TITLES))
        addresses.update(filter(_is_text, [work.get("URL")]))
        names = work.get("author")
        for name in map(_fields, names) if isinstance(names, (tuple, list)) else ():
            if _is_text(family := name.get("family")):
                authors.add(Author(str(name.get("given") or ""), family))
    for section, values in sections.items():
        for value in values if section not in {"references", "findings"} else ():
            # The title of a piece of work may well name a person.
            _gather(value, "", [] if section == "milestones" else own, texts)
    return Names(tuple(sorted(authors)), " | ".join(own), "\n".join(texts), frozenset(addresses))


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value)


def _gather(value: object, key: str, own: list[str], texts: list[str]) -> None:
    """Add every text in a value to `texts`, and to `own` the names among them."""
    if isinstance(value, str):
        texts.append(value)
        if key in _NAMING_KEYS:
            own.append(value)
    elif isinstance(value, (tuple, list)):
        for part in value:
            _gather(part, key, own, texts)
    else:
        for name, part in _fields(value).items():
            _gather(part, name, own, texts)


def _fields(value: object) -> Mapping[str, object]:
    fields: Mapping[str, object] = (
        value if isinstance(value, dict) else vars(value) if isinstance(value, Record) else {}
    )
    return {name: part for name, part in fields.items() if name != "allow"}
