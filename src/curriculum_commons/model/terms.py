"""What the program calls the parts of a framework, and its sentences in the words of a site."""

from __future__ import annotations

import re
from collections.abc import Mapping

PAIRS = (("competency", "competencies"), ("domain", "domains"), ("stage", "stages"))
"""Words of the program, each for one and for more than one."""
OURS = {word: word for pair in PAIRS for word in pair}
"""What a site calls them that has no words of its own."""
_WORD = re.compile(rf"\b(?:(an?) )?({'|'.join(OURS)})\b", re.IGNORECASE)
_VOWELS, _SPOKEN_WITH_A, _SPOKEN_WITH_AN = "aeiou", ("eu", "one", "uni", "use", "uti"), ("heir", "honor", "hour")


def in_words_of(words: Mapping[str, str], text: str) -> str:
    """Return a sentence of the program with the words of a site in place of its own."""

    def in_its_place(found: re.Match[str]) -> str:
        article, ours = found.groups()
        word = words[ours.lower()]
        phrase = with_a(word) if article else word
        return capital(phrase) if found[0][0].isupper() else phrase

    return _WORD.sub(in_its_place, text)


def capital(text: str) -> str:
    """Return text with a capital at its beginning; unlike `capitalize` it leaves the other letters alone."""
    return f"{text[:1].upper()}{text[1:]}"


def with_a(noun: str) -> str:
    """Return a noun with its indefinite article: "an outcome", "a unit"."""
    start = noun.lower()
    vowel = start.startswith(_SPOKEN_WITH_AN) or (start[:1] in _VOWELS and not start.startswith(_SPOKEN_WITH_A))
    return f"{'an' if vowel else 'a'} {noun}"
