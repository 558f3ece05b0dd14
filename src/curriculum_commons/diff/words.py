"""Two texts word by word, and two lists of sentences: what was taken out and what was put in.

Knows text, and nothing of where it comes from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])")
_NOT_AN_END = re.compile(r"\b(?:[A-Z]|al|cf|Dr|e\.g|etc|i\.e|Inc|Jr|Mr|Mrs|Ms|No|no|Prof|Sr|St|vol|vs|\d{1,2})\.$")
_SIMILAR = 0.33
"""Share of common words below which two sentences are not compared word by word: nobody could read the result."""
_MOST_PAIRS = 400
"""Pairs of sentences that are compared by their words; beyond, only equal sentences are found."""


@dataclass(frozen=True)
class Piece:
    """Some words that are in both texts, or in one of them."""

    side: str
    """One of "both", "old" and "new"."""
    text: str


@dataclass(frozen=True)
class Rewording:
    """One sentence before and after; one of them is empty if the sentence is new or gone."""

    before: str
    after: str
    label: str = ""
    """What the sentence is, such as "statement"; empty if that is obvious."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The sentence word by word."""
        return tuple(word_by_word(self.before, self.after))


def word_by_word(before: str, after: str) -> Iterator[Piece]:
    """Yield what two texts share and what only one of them has, in reading order, old before new.

    Words are what spaces separate, so the punctuation at a word belongs to it.
    """
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    steps = matcher.get_opcodes()
    if matcher.ratio() < _SIMILAR:
        steps = [("replace", 0, len(old), 0, len(new))]
    for tag, i1, i2, j1, j2 in steps:
        if tag == "equal":
            yield Piece("both", " ".join(new[j1:j2]))
            continue
        if i1 < i2:
            yield Piece("old", " ".join(old[i1:i2]))
        if j1 < j2:
            yield Piece("new", " ".join(new[j1:j2]))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, each on one line."""
    found: list[str] = []
    for part in _END.split(" ".join(text.split())):
        if found and _NOT_AN_END.search(found[-1]):
            found[-1] += f" {part}"
        elif part:
            found.append(part)
    return found


def reworded(before: Sequence[str], after: Sequence[str]) -> tuple[Rewording, ...]:
    """Return the sentences of a list that were changed, put in or taken out, in their order; not those only moved."""
    changes: list[Rewording] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            changes += _pairs(before[i1:i2], after[j1:j2])
    return tuple(_without_moves(changes))


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[Rewording]:
    left = list(old)
    for sentence in new:
        index = _most_similar(sentence, left) if len(old) * len(new) <= _MOST_PAIRS else None
        if index is None:
            yield Rewording("", sentence)
            continue
        yield from (Rewording(gone, "") for gone in left[:index])
        yield Rewording(left[index], sentence)
        left = left[index + 1 :]
    yield from (Rewording(gone, "") for gone in left)


def _most_similar(sentence: str, others: Sequence[str]) -> int | None:
    words: list[Sequence[str]] = [other.split() for other in others]
    best = get_close_matches(sentence.split(), words, n=1, cutoff=_SIMILAR)
    return words.index(best[0]) if best else None


def _without_moves(changes: Sequence[Rewording]) -> Iterator[Rewording]:
    """Leave out sentences that are gone in one index and new in another."""
    gone = Counter(change.before for change in changes if not change.after)
    new = Counter(change.after for change in changes if not change.before)
    moved = {"gone": gone & new, "new": gone & new}
    for change in changes:
        text = change.before or change.after
        left = moved["gone" if change.before else "new"]
        if not (change.before and change.after) and left[text]:
            left[text] -= 1
        else:
            yield change
