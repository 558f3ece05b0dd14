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

from .name_forms import (
    AFTER_A_NAME,
    ANY,
    CITED_AFTER,
    DEGREED,
    GAP,
    PARTICLES,
    ROLES,
    SHAPED,
    SPEAKING,
    TITLED,
    WITHIN_A_SENTENCE,
    WORD,
    WORTH,
    cued,
    listed,
    may_hold_two_capitals,
)
from .name_words import BODIES, GIVEN

_TWO = 2


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
        return frozenset(word for word in re.findall(WORD, self.texts) if word.islower())

    @cached_property
    def _own_phrases(self) -> str:
        return f" {' '.join(re.findall(WORD, self.own.lower()))} "

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
        at = [match.start() for match in WORTH.finditer(text)] if may_hold_two_capitals(text) else []
        return sorted([*at, *(match.start() for match in self._by_authors(text))])

    def may_be_in(self, text: str) -> bool:
        """Tell, faster still, whether there can be names at all."""
        if may_hold_two_capitals(text) and WORTH.search(text):
            return True
        return any(True for _ in self._by_authors(text))

    def is_name(self, author: str) -> bool:
        """Tell whether what should be a role, such as "the editors", is a person's name instead."""
        if any(True for _ in self.found(author)):
            return True
        words = re.findall(WORD, author)
        return (
            SHAPED.fullmatch(author.strip()) is not None
            and all(word[0].isupper() for word in words)
            and (len(words) == _TWO or "." in author or words[0].lower() in GIVEN)
            and not ROLES.search(author)
            and not BODIES.intersection(word.lower() for word in words)
            and not self._is_own(words)
        )

    def _candidates(self, text: str) -> Iterator[tuple[int, str]]:
        for match in TITLED.finditer(text):
            group = 1 if match[1] else 2
            words = _capitalised(match[group])
            is_sure = group == 1 or not self._has_small(words)
            if words and is_sure and words.lower() not in BODIES and not self._is_body(words, text, match.end(group)):
                yield match.start(), text[match.start() : match.start(group)] + words
        yield from self._authors_in(text)
        for match in listed(text):
            family, given = match[1].split(",")
            if _bare(given.strip()) in GIVEN and family.lower() not in BODIES and not self._has_small(family):
                yield match.start(1), match[1]
        for find, sure in (
            (DEGREED.finditer, True),
            (cued, False),
            (SPEAKING.finditer, False),
            (ANY.finditer, False),
        ):
            for match in find(text):
                is_school = sure and self._is_body("", text, match.end())  # that bears the name of a doctor
                found = None if is_school else self._judged(text, match.start(1), match[1], sure, match.re is ANY)
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
            if CITED_AFTER.match(text, match.end()):
                continue
            whole = match[1] and not self._is_body(match[0], text, match.end())
            if whole or (not match[1] and self._stands_alone(text, match.start(), match.end())):
                yield match.start(), match[0]

    def _by_authors(self, text: str) -> Iterator[re.Match[str]]:
        if self._written_by and any(author.family in text for author in self.authors):
            yield from self._written_by.finditer(text)

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        """Tell whether a family name is one here: within a sentence, and no part of a longer name or a common word."""
        is_within = WITHIN_A_SENTENCE.search(text[max(0, start - 60) : start])
        after = AFTER_A_NAME.match(text, end)
        longer = re.match(rf"{GAP}({WORD})", text[end : end + 60])
        if longer and longer[1][0].isupper():
            return False
        return bool(is_within or after) and not self._has_small(text[start:end])

    def _has_small(self, words: str) -> bool:
        return any(word.lower() in self._small_words for word in re.findall(WORD, words))

    def _is_own(self, words: Iterable[str]) -> bool:
        return f" {' '.join(words).lower()} " in self._own_phrases

    def _is_body(self, name: str, text: str, end: int) -> bool:
        """Tell whether a name is that of an organisation, an event, a day, or of something on this site."""
        words = [re.sub(r"[’']s$", "", word.lower()) for word in re.findall(WORD, name)]
        following = re.match(rf"(?:{GAP}[JS]r\.?)?{GAP}({WORD})", text[end : end + 60])
        if following and following[1][0].isupper():
            words.append(following[1].lower())
        initials = {word for word in words if len(word) == 1}
        return bool(BODIES & (set(words) - initials)) or self._is_own(re.findall(WORD, name))


def _bare(word: str) -> str:
    """Return a word in small letters and without accents."""
    small = word.lower()
    return small if small.isascii() else unicodedata.normalize("NFKD", small).encode("ascii", "ignore").decode()


def _capitalised(written: str) -> str:
    """Return the beginning of some words up to the first that a name would not be written with."""
    kept, last = [], 0
    for match in re.finditer(r"\S+", written):
        word = match[0]
        if word[0].isupper():
            last = match.end()
        elif word not in PARTICLES.split("|"):
            break
        kept.append(word)
    return written[:last] if kept else ""
