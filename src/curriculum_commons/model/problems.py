"""What is wrong and where: the problems an author must mend, and the one-sentence mistakes of a call.

Knows nothing of competencies, and prints nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_LONGEST_GUESS = 80
_LONGEST_QUOTE = 60
_SHORTEST_BEGINNING = 4


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that an author must change."""

    path: str
    """File, relative to the root of the project, with forward slashes."""
    line: int
    """Counted from 1; 0 when the file as a whole is meant."""
    column: int
    """Counted from 1, in characters; 0 when the line or the file as a whole is meant."""
    message: str
    """Field, value in quotes and the way out; lower case, no full stop."""
    code: str = ""
    """Kind of the problem, which stays the same when the message is reworded, such as "unknown-reference"."""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"

    @property
    def as_warning(self) -> str:
        """What is said of it where it stops nothing."""
        return f"{self.place}: warning: {self.message}"

    @property
    def place(self) -> str:
        """File, line and column, as far as they are known."""
        return ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])


class ContentError(Exception):
    """The content has problems: all that were found, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ContentError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class CallError(Exception):
    """A command was called in a way that cannot work; its text is one message for the person who called."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean "…"?` for the nearest known word, or nothing when none is near."""
    near = nearest(word, known)
    return f"; did you mean {quoted(near)}?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like this one, or `None` when none is near."""
    if len(word) > _LONGEST_GUESS:
        return None
    by_lower = {name.lower(): name for name in known}
    begun = [name for name in by_lower if len(word) >= _SHORTEST_BEGINNING and name.startswith(word.lower())]
    if begun:
        return by_lower[min(begun, key=lambda name: (len(name), name))]
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[near[0]] if near else None


def quoted(value: object) -> str:
    """Return a value between quotation marks, on one line and short enough to be read in a message."""
    text = shown(re.sub(r"[\n\r\t]", " ", str(value)[: _LONGEST_QUOTE + 1]))
    return f'"{text}"' if len(text) <= _LONGEST_QUOTE else f'"{text[: _LONGEST_QUOTE - 1]}…"'


def name(text: str) -> str:
    """Return a name as it can begin a message: on one line, and short enough."""
    return quoted(text)[1:-1]


def shown(text: str) -> str:
    """Return text in which signs that cannot be seen are spelt out."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode-escape").decode() for sign in text)
