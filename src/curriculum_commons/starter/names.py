"""Make names of the words of a table; knows no record."""

from __future__ import annotations

import unicodedata


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
