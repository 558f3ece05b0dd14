"""Make names and titles of the words of a table; knows no record."""

from __future__ import annotations

import unicodedata

_TITLE_WORDS, _TITLE_LENGTH = 9, 60
_NO_END = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "their", "to", "with"]
)


def folded(text: str, *kept: str) -> str:
    """Return the letters and digits of a text that addresses can have, with hyphens between."""
    folded = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    parts = "".join(char if char.isascii() and (char.isalnum() or char in kept) else " " for char in plain)
    words = (word.strip("".join(kept)) for word in parts.split())
    joined = "-".join(word for word in words if word)
    pairs = ("--", "..", "-.", ".-")
    while pair := next((pair for pair in pairs if pair in joined), ""):
        joined = joined.replace(pair, pair[0])
    return joined


def title_of(statement: str) -> str:
    """Return the first words of a statement."""
    words = statement.split()
    taken: list[str] = []
    while len(taken) < min(len(words), _TITLE_WORDS) and len(" ".join([*taken, words[len(taken)]])) <= _TITLE_LENGTH:
        taken.append(words[len(taken)])
    if not taken:
        return statement[:_TITLE_LENGTH].strip()
    if len(taken) == len(words):
        return " ".join(statement.rstrip(".; \n").split()) or " ".join(statement.split())
    while len(taken) > 1 and taken[-1].casefold() in _NO_END:
        taken.pop()
    return " ".join(taken).rstrip(" ,;:.–—-") + " …"
