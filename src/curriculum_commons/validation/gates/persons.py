"""Find the persons that a text names with a title or a degree, and the authors of cited works.

Blind to all other names, and to scripts without capital letters, so a person still has to read what is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ...model.commons import Commons
from ...model.records import Allowance, Milestone, Record

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
_CERTAIN = (
    re.compile(rf"\b(?:(?:Drs?|Profs?)\b\.?{_GAP}){{1,3}}{_NAME}"),
    # A family name alone is how vignettes call a patient who is played or made up: "Mr. Smith".
    re.compile(rf"\b(?:Mrs?|Ms|Mx|Rev|Hon)\b\.?{_GAP}{_FULL_NAME}"),
)
_IN_OFFICE = re.compile(
    rf"\b(?:Doctor|Professor|Dean|Senator|Governor|Chancellor|Provost|President){_GAP}(?!Emerit|Drs?\b|Profs?\b)({_NAME})"
)
_A_DEGREE = re.compile(rf"\b{_DEGREE}")
_WITH_DEGREE = re.compile(
    # Not "Most Residents, MD or DO", and not a school that is called after someone with a degree.
    rf"\b({_FULL_NAME}),?{_GAP}{_DEGREE}(?! +(?:or|and)\b)(?! +(?!{_DEGREE}){_UPPER})"
)
# codespell:ignore-next-line says,said
_ACTING = re.compile(rf"[’']s\b|,?{_GAP}(?:says|said|asks|asked|writes|wrote|argues|argued|shows|showed|found|finds)\b")
_CITED = re.compile(r"[’']?s?\s*+(?:et al|and (?:colleagues|others)|&|,?\s*+\(?(?:19|20)[0-9]{2})")
_WORD_BEFORE = re.compile(rf"({_WORD}){_GAP}\Z")
_LONGEST_DEGREE, _LONGEST_WORD, _LONGEST_NAME = 12, 60, 300
_ONLY_A_NAME = re.compile(rf"{_FULL_NAME}|{_NAME},{_GAP}{_NAME}|{_UPPER}\.[ \t]*{_NAME}")
_NOT_A_NAME = re.compile(  # roles and organizations, for fields that should hold one of them
    r"\b(?:editors?|authors?|team|group|office|officer|committee|faculty|staff|students?|members?|director|dean|chair|"
    r"coordinator|coordinators|board|communications?|association|center|clinic|college|department|foundation|hospital|house|institute|"
    r"labs?|school|society|university|the|our|its|of|for|and|in|at)\b",
    re.IGNORECASE,
)
_NAMING_KEYS = frozenset({"name", "title", "short_title", "organization", "creator", "later_name", "label"})


@dataclass(frozen=True)
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
        is_name = _ONLY_A_NAME.fullmatch(author.strip()) is not None
        return is_name and not _NOT_A_NAME.search(author) and not self._is_own(author)

    def _candidates(self, text: str) -> Iterator[tuple[int, str]]:
        for pattern in _CERTAIN:
            yield from ((match.start(), match[0]) for match in pattern.finditer(text))
        for match in _IN_OFFICE.finditer(text):
            if not any(self._small(match[1])):
                yield match.start(), match[0]
        for start, end in _near_degrees(text):
            for match in _WITH_DEGREE.finditer(text, start, end):
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
    authors = {
        (name.given or "", name.family) for reference in commons.references for name in reference.author if name.family
    }
    records: tuple[Record, ...] = (
        commons.site, commons.framework, *commons.domains, *commons.stages, *commons.competencies,
        *commons.milestones, *commons.working_groups, *commons.outputs, *commons.formats, *commons.settings,
        *commons.resources, *commons.surveys, *commons.schools, *commons.organizations,
    )  # fmt: skip
    own = [text for work in commons.references for text in (work.title, work.container_title, work.publisher) if text]
    texts: list[str] = []
    for record in records:
        # The title of a piece of work may well name a person.
        _gather(record, "", [] if isinstance(record, Milestone) else own, texts)
    return Names(
        tuple(Author(*author) for author in sorted(authors)),
        " | ".join(own),
        "\n".join(texts),
        frozenset(work.URL for work in commons.references if work.URL),
    )


def names_as_read(sections: Mapping[str, Iterable[object]]) -> Names:
    """Return the names in the values of sections, whatever is wrong with them."""
    own, texts, authors = list[str](), list[str](), set[tuple[str, str]]()
    works = [value for value in sections.get("references", ()) if isinstance(value, dict)]
    for work in works:
        own += [work[key] for key in ("title", "container-title", "publisher") if isinstance(work.get(key), str)]
        for name in work["author"] if isinstance(work.get("author"), list) else ():
            if isinstance(name, dict) and isinstance(family := name.get("family"), str) and family:
                authors.add((str(name.get("given") or ""), family))
    for section, values in sections.items():
        for value in values if section != "references" else ():
            _gather(value, "", [] if section == "milestones" else own, texts)
    addresses = frozenset(work["URL"] for work in works if isinstance(work.get("URL"), str))
    return Names(tuple(Author(*author) for author in sorted(authors)), " | ".join(own), "\n".join(texts), addresses)


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
    if isinstance(value, dict):
        return {name: part for name, part in value.items() if name != "allow"}
    return value.__dict__ if isinstance(value, Record) and not isinstance(value, Allowance) else {}
