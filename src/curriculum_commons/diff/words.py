"""Two texts word by word, and two lists of sentences: what was taken out and what was put in.

Knows text, and nothing of where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

_WORD = re.compile(r"(\s*)([\w’'-]+|[^\w\s])")
"""A word or a sign, and the space before it."""
_Word = tuple[str, str]
_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])")
_NOT_AN_END = re.compile(r"\b(?:[A-Z]|al|cf|Dr|e\.g|etc|i\.e|Inc|Jr|Mr|Mrs|Ms|No|no|Prof|Sr|St|vol|vs|\d{1,2})\.$")
_ALIKE = 0.4
"""Below this two sentences have so little in common that word by word nobody could read them."""
_MOST = 400
"""Sentences that are set against each other one by one; beyond, only equal ones are found."""


@dataclass(frozen=True)
class Piece:
    """Some words that stand in both texts, or in one of them."""

    kind: str
    """Where they stand: "both", "old" or "new"."""
    text: str
    """The words, without space around them."""
    spaced: bool
    """Whether there is a space between them and what stands before."""


@dataclass(frozen=True)
class Rewording:
    """One sentence before and after; one of them is empty where it is new or gone."""

    before: str
    after: str
    what: str = ""
    """What the words are, such as "statement"; empty where that goes without saying."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """It word by word, what was taken out before what was put in."""
        return tuple(word_by_word(self.before, self.after))


def word_by_word(before: str, after: str) -> Iterator[Piece]:
    """Give what two texts share and what only one of them has, in the order in which it is read.

    No word is cut in two: a sign that touches a word goes with it.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    for i1, i2, j1, j2, j3 in _whole(old, new, _steps(old, new)):
        if i1 < i2:
            yield _piece("old", old[i1:i2])
        if j1 < j2:
            put = _piece("new", new[j1:j2])
            yield put if i1 == i2 else replace(put, spaced=True)
        if j2 < j3:
            yield _piece("both", new[j2:j3])


def _steps(old: Sequence[_Word], new: Sequence[_Word]) -> list[list[int]]:
    """Return where words are taken out of one text and put into the other, each up to what follows and is in both."""
    matcher = _matcher(old, new)
    if not (old and new) or matcher.ratio() < _ALIKE:
        return [[0, len(old), 0, len(new), len(new)]]
    steps, i, j = [], 0, 0
    for a, b, size in matcher.get_matching_blocks():
        steps.append([i, a, j, b, b + size])
        i, j = a + size, b + size
    for before, step in pairwise(steps):
        _slide(old, new, before, step)
    return steps


def _slide(old: Sequence[_Word], new: Sequence[_Word], before: list[int], step: list[int]) -> None:
    """Let what was put in or taken out begin with a word, where it might as well begin with the sign before it."""
    i1, i2, j1, j2, j3 = step
    words, start = (new, j1) if i1 == i2 else (old, i1)
    if (i1 == i2) != (j1 == j2) and j2 < j3 and words[start] == new[j2] and not words[start][1][0].isalnum():
        before[4] += 1
        step[:4] = [i1 + 1, i2 + 1, j1 + 1, j2 + 1]


def _whole(old: Sequence[_Word], new: Sequence[_Word], steps: list[list[int]]) -> Iterator[list[int]]:
    """Give the same steps, each widened to where a space stands before and after it."""
    kept: list[list[int]] = []
    for step in steps:
        if step[0] < step[1] or step[2] < step[3]:
            while kept and kept[-1][3] < kept[-1][4] and _touches(old, new, step):
                step[0], step[2], kept[-1][4] = step[0] - 1, step[2] - 1, kept[-1][4] - 1
            while step[3] < step[4] and not new[step[3]][0] and _ends_in_a_sign(old, new, step):
                step[1], step[3] = step[1] + 1, step[3] + 1
        kept.append(step)
    yield from _joined(kept)


def _touches(old: Sequence[_Word], new: Sequence[_Word], step: Sequence[int]) -> bool:
    """Tell whether what changes begins with a sign that touches what stands before it."""
    firsts = [words[start] for words, start, end in _sides(old, new, step)]
    return any(not space and not sign[0].isalnum() for space, sign in firsts)


def _ends_in_a_sign(old: Sequence[_Word], new: Sequence[_Word], step: Sequence[int]) -> bool:
    return any(not words[end - 1][1][-1].isalnum() for words, _, end in _sides(old, new, step))


def _sides(old: Sequence[_Word], new: Sequence[_Word], step: Sequence[int]) -> list[tuple[Sequence[_Word], int, int]]:
    i1, i2, j1, j2, _ = step
    return [(words, start, end) for words, start, end in ((old, i1, i2), (new, j1, j2)) if start < end]


def _joined(steps: Sequence[list[int]]) -> Iterator[list[int]]:
    """Give the steps, those as one between which nothing is left that is in both."""
    last: list[int] | None = None
    for step in steps:
        if last and last[3] == last[4]:
            step = [last[0], step[1], last[2], step[3], step[4]]
        elif last:
            yield last
        last = step
    if last:
        yield last


def _matcher(old: Sequence[_Word], new: Sequence[_Word]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, [word for _, word in old], [word for _, word in new], autojunk=False)


def _piece(kind: str, words: Sequence[_Word]) -> Piece:
    return Piece(kind, "".join(" " * bool(space) + word for space, word in words).strip(), bool(words[0][0]))


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
    """Return what has become of a list of sentences: those that were changed, put in or taken out, in their order."""
    found: list[Rewording] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            found += _pairs(before[i1:i2], after[j1:j2])
    return tuple(_without_moves(found))


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[Rewording]:
    """Set sentences against those that are most like them."""
    left = list(old)
    for sentence in new:
        like = _likest(sentence, left) if len(old) * len(new) <= _MOST else None
        if like is None:
            yield Rewording("", sentence)
            continue
        at = left.index(like)
        yield from (Rewording(gone, "") for gone in left[:at])
        yield Rewording(like, sentence)
        left = left[at + 1 :]
    yield from (Rewording(gone, "") for gone in left)


def _likest(sentence: str, others: Sequence[str]) -> str | None:
    words = _WORD.findall(sentence)
    rated = [(_matcher(_WORD.findall(other), words).ratio(), other) for other in others]
    best = max(rated, key=lambda one: one[0], default=(0.0, ""))
    return best[1] if best[0] >= _ALIKE else None


def _without_moves(found: Sequence[Rewording]) -> Iterator[Rewording]:
    """Leave out what was only moved: a sentence that is gone in one place and new in another."""
    gone = [one.before for one in found if not one.after]
    new = [one.after for one in found if not one.before]
    moved = {text: min(gone.count(text), new.count(text)) for text in set(gone) & set(new)}
    told = {text: [number, number] for text, number in moved.items()}
    for one in found:
        side = 0 if not one.after else 1
        text = one.before or one.after
        if (not one.before or not one.after) and text in told and told[text][side]:
            told[text][side] -= 1
        else:
            yield one


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
