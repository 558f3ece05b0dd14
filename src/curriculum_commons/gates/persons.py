"""Find where a text names a person, as far as signs tell: titles, degrees, known authors, words that go with names.

Certain of no name and blind to many: a first name alone, a family name alone that is not that of a cited author, and
scripts without capital letters all pass. So it is a reminder for people and takes nothing off them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase, ascii_uppercase

from .name_words import BODIES, GIVEN

_WORD = r"[^\W\d_]++(?:[-'’][^\W\d_]++){0,4}"
_GAP = r"(?:[ \t]*+\n[ \t]*+|[ \t\u00a0]++)"
_PARTICLES = "van|von|de|del|der|den|da|di|la|le|bin|al|el|ter"
_CAPITAL = r"[^\W\d_a-z][^\W\d_]*+(?:[-'’][^\W\d_]++){0,4}"
_NAME = rf"{_CAPITAL}(?:{_GAP}(?:(?:{_PARTICLES}){_GAP}){{0,2}}(?:[^\W\d_a-z]\.?{_GAP}){{0,3}}{_CAPITAL}){{1,2}}"
_ONE_OR_MORE = rf"(?:[^\W\d_]\.[ \t]*){{0,3}}{_WORD}(?:{_GAP}(?:[^\W\d_]\.{_GAP}){{0,3}}{_WORD}){{0,2}}"
_TITLED = re.compile(
    rf"\b(?:Drs?|Profs?|Mrs?|Ms|Mx|Messrs|Rev|Hon)\b\.?{_GAP}(?=({_ONE_OR_MORE}))"
    rf"|\b(?:Doctor|Professor|Dean|Senator|Governor|Chancellor|Provost|President|Sister|Father){_GAP}(?=({_ONE_OR_MORE}))"
)
_DEGREED = re.compile(
    rf"\b({_NAME}),?{_GAP}(?:M\.?D|Ph\.?D|D\.?O|R\.?N|MBBS|MBBCh|MPH|MSN?|DNP|NP|MSW|LICSW|LCSW|PA-C|PharmD|EdD|MEd|"
    r"MDiv|MBA|JD|FAAHPM|FACP|FRCP)\b"
)
_CUES = (
    "by|says|said|asks|asked|writes|wrote|thank|thanks to|thanks go to|grateful to|congratulations to|congratulate|"
    "welcome|welcomes|contact|call|phone|write to|ask for|with|joined by|led by|from|meet|our colleague|"
    "colleague|student|author|director|chair|editor"
)
_INITIALED = rf"(?!(?:U\.[ \t]?[KS]|D\.[ \t]?C|E\.[ \t]?U)\.)(?:[^\W\d_a-z]\.[ \t]?){{1,3}}{_CAPITAL}"
_TURNED = rf"{_CAPITAL},[ \t]{_CAPITAL}"
_CUE_BEFORE = re.compile(rf"\b(?i:{_CUES}):?{_GAP}[*_\[]{{0,3}}\Z")
_CUED = re.compile(rf"(?<=[\s*_\[])(?=({_NAME}|{_INITIALED}))")
"""A name before which there may be one of these words; it is looked for first, because capitals are rarer."""
_LONGEST_CUE = 40
_COMMA_AND_CAPITAL = re.compile(r",[ \t][^\W\d_a-z]")
_LISTED = re.compile(rf"(?:\b(?i:{_CUES}):?{_GAP}|^[ \t]*[-*]?[ \t]*)({_TURNED})(?![^\W\d_])", re.MULTILINE)
_SPEAKING = re.compile(
    rf"\b({_NAME}),?{_GAP}(?:who|says|said|asks|asked|writes|wrote|explains|explained|told|thinks|spoke|speaks|"
    r"joins|joined|recalls|recalled|teaches|taught|describes|described)\b"
)
_ANY = re.compile(rf"\b(?=({_NAME}))")
_WORTH = re.compile(rf"{_CAPITAL}\.?,?{_GAP}(?:[a-z]{{1,3}}{_GAP}){{0,2}}[*_\[]{{0,3}}[^\W\d_a-z]")
_SHAPED = re.compile(
    rf"(?:[^\W\d_]\.[ \t]*){{0,3}}{_WORD}(?:{_GAP}(?:[^\W\d_]\.[ \t]*){{0,3}}{_WORD}){{1,3}}|[^\W\d_]\.[ \t]*{_WORD}"
)
_TWO = 2
_WITHIN_A_SENTENCE = re.compile(rf"(?:^|[^\w-])(?!\w*[A-Z]){_WORD}[,;]?{_GAP}\Z")
_AFTER_A_NAME = re.compile(
    rf"[’']s\b|,?{_GAP}(?:says|said|asks|asked|writes|wrote|argues|argued|shows|showed|found|finds)\b"
)
_CITED_AFTER = re.compile(r"[’']?s?\s*(?:et al|and (?:colleagues|others)|&|,?\s*\(?(?:19|20)[0-9]{2})")
_ROLES = re.compile(
    r"\b(?:editors?|authors?|team|group|office|officer|committee|faculty|staff|students?|members?|director|dean|chair|"
    r"coordinator|coordinators|board|communications?|the|our|its|of|for|and|in|at)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Author:
    """A person who wrote a cited work."""

    given: str
    """Given names or initials; empty where none is known."""
    family: str
    """Family name."""


@dataclass(frozen=True)
class Names:
    """What is known about names on one site."""

    authors: tuple[Author, ...]
    """Authors of cited works."""
    own: str
    """Names and titles of all records of the site: what it names itself is hardly a person."""
    texts: str
    """Whatever else the site says: a word that it writes small is hardly a family name."""
    works: frozenset[str] = frozenset()
    """Addresses of cited works."""

    @cached_property
    def _small_words(self) -> frozenset[str]:
        return frozenset(word for word in re.findall(_WORD, self.texts) if word.islower())

    @cached_property
    def _own_phrases(self) -> str:
        return f" {' '.join(re.findall(_WORD, self.own.lower()))} "

    @cached_property
    def _written_by(self) -> re.Pattern[str] | None:
        families = sorted({re.escape(author.family) for author in self.authors}, key=len, reverse=True)
        if not families:
            return None
        given = {
            re.escape(word) for author in self.authors for word in author.given.split() if len(word.strip(".")) > 1
        }
        first = "|".join([r"[^\W\d_]\.", *sorted(given, key=len, reverse=True)])
        return re.compile(rf"(?<![\w-])((?:(?:{first})[ \t]{{0,3}}){{1,4}})?({'|'.join(families)})(?![\w-])")

    def found(self, text: str) -> Iterator[tuple[int, str]]:
        """Give place and words of what seems to be a person's name, each once."""
        taken = -1
        for start, name in sorted(set(self._candidates(text))):
            if start >= taken:
                taken = start + len(name)
                yield start, name

    def worth_a_look(self, text: str) -> list[int]:
        """Return, fast, the only places near which there can be names."""
        at = [match.start() for match in _WORTH.finditer(text)] if _may_hold_two_capitals(text) else []
        return sorted([*at, *(match.start() for match in self._by_authors(text))])

    def may_be_in(self, text: str) -> bool:
        """Tell, faster still, whether there can be names at all."""
        if _may_hold_two_capitals(text) and _WORTH.search(text):
            return True
        return any(True for _ in self._by_authors(text))

    def is_name(self, author: str) -> bool:
        """Tell whether what should be a role, such as "the editors", is a person's name instead."""
        if any(True for _ in self.found(author)):
            return True
        words = re.findall(_WORD, author)
        return (
            _SHAPED.fullmatch(author.strip()) is not None
            and all(word[0].isupper() for word in words)
            and (len(words) == _TWO or "." in author or words[0].lower() in GIVEN)
            and not _ROLES.search(author)
            and not BODIES.intersection(word.lower() for word in words)
            and not self._is_own(words)
        )

    def _candidates(self, text: str) -> Iterator[tuple[int, str]]:
        for match in _TITLED.finditer(text):
            group = 1 if match[1] else 2
            words = _capitalised(match[group])
            is_sure = group == 1 or not self._has_small(words)
            if words and is_sure and words.lower() not in BODIES and not self._is_body(words, text, match.end(group)):
                yield match.start(), text[match.start() : match.start(group)] + words
        yield from self._authors_in(text)
        for match in _listed(text):
            family, given = match[1].split(",")
            if _bare(given.strip()) in GIVEN and family.lower() not in BODIES and not self._has_small(family):
                yield match.start(1), match[1]
        for find, sure in (
            (_DEGREED.finditer, True),
            (_cued, False),
            (_SPEAKING.finditer, False),
            (_ANY.finditer, False),
        ):
            for match in find(text):
                is_school = sure and self._is_body("", text, match.end())  # that bears the name of a doctor
                found = None if is_school else self._judged(text, match.start(1), match[1], sure, match.re is _ANY)
                if found is not None:
                    yield found

    def _judged(self, text: str, start: int, written: str, sure: bool, by_list: bool) -> tuple[int, str] | None:
        name = _capitalised(written)
        words = name.split()
        if (
            len(words) < _TWO
            or words[0].lower() in BODIES
            or (not sure and self._is_body(name, text, start + len(name)))
        ):
            return None
        if by_list and _bare(words[0]) not in GIVEN:
            return None
        if not sure and not by_list and self._has_small(name):
            return None
        return start, name

    def _authors_in(self, text: str) -> Iterator[tuple[int, str]]:
        for match in self._by_authors(text):
            if _CITED_AFTER.match(text, match.end()):
                continue
            whole = match[1] and not self._is_body(match[0], text, match.end())
            if whole or (not match[1] and self._stands_alone(text, match.start(), match.end())):
                yield match.start(), match[0]

    def _by_authors(self, text: str) -> Iterator[re.Match[str]]:
        if self._written_by and any(author.family in text for author in self.authors):
            yield from self._written_by.finditer(text)

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        """Tell whether a family name is one here: within a sentence, and no part of a longer name or a common word."""
        is_within = _WITHIN_A_SENTENCE.search(text[max(0, start - 60) : start])
        after = _AFTER_A_NAME.match(text, end)
        longer = re.match(rf"{_GAP}({_WORD})", text[end : end + 60])
        if longer and longer[1][0].isupper():
            return False
        return bool(is_within or after) and not self._has_small(text[start:end])

    def _has_small(self, words: str) -> bool:
        return any(word.lower() in self._small_words for word in re.findall(_WORD, words))

    def _is_own(self, words: Iterable[str]) -> bool:
        return f" {' '.join(words).lower()} " in self._own_phrases

    def _is_body(self, name: str, text: str, end: int) -> bool:
        """Tell whether a name is that of an organisation, an event, a day, or of something on this site."""
        words = [re.sub(r"[’']s$", "", word.lower()) for word in re.findall(_WORD, name)]
        following = re.match(rf"(?:{_GAP}[JS]r\.?)?{_GAP}({_WORD})", text[end : end + 60])
        if following and following[1][0].isupper():
            words.append(following[1].lower())
        initials = {word for word in words if len(word) == 1}
        return bool(BODIES & (set(words) - initials)) or self._is_own(re.findall(_WORD, name))


def _cued(text: str) -> Iterator[re.Match[str]]:
    for match in _CUED.finditer(text):
        if _CUE_BEFORE.search(text, max(0, match.start() - _LONGEST_CUE), match.start()):
            yield match


def _listed(text: str) -> Iterator[re.Match[str]]:
    """Find what looks like family name, comma and given name; only near such commas, which is faster."""
    last = 0
    for comma in _COMMA_AND_CAPITAL.finditer(text):
        if comma.start() >= last:
            begin = text.rfind("\n", 0, max(0, text.rfind("\n", 0, comma.start()))) + 1
            end = text.find("\n", comma.end())
            last = end if end >= 0 else len(text)
            yield from _LISTED.finditer(text, begin, last)


def _bare(word: str) -> str:
    """Return a word in small letters and without accents."""
    small = word.lower()
    return small if small.isascii() else unicodedata.normalize("NFKD", small).encode("ascii", "ignore").decode()


_BARE = {
    **dict.fromkeys(map(ord, ascii_uppercase), "A"),
    **dict.fromkeys(map(ord, f"{ascii_lowercase}-'*_["), None),
    ord("\t"): " ",
}
_NEAR_CAPITALS = ("A A", "A. A", "A, A", "A  A", "A   A", "A\nA", "A \nA", "A\n A", "A.\nA", "A,\nA")


def _may_hold_two_capitals(text: str) -> bool:
    """Tell, in a part of the time that a pattern takes, whether two words with capitals stand near each other."""
    if not text.isascii():
        return True
    bare = text.translate(_BARE)
    return any(near in bare for near in _NEAR_CAPITALS)


def _capitalised(written: str) -> str:
    """Return the beginning of some words up to the first that a name would not be written with."""
    kept, last = [], 0
    for match in re.finditer(r"\S+", written):
        word = match[0]
        if word[0].isupper():
            last = match.end()
        elif word not in _PARTICLES.split("|"):
            break
        kept.append(word)
    return written[:last] if kept else ""
