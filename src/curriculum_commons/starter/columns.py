"""Recognize by their names what the columns of a table hold; knows the names and no rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..content.column_names import column_named, words_of

FIELDS = (
    *("code", "title", "statement", "gloss", "keywords", "uuid", "identifier", "parent", "level", "outline"),
    *("domain", "domain-code", "domain-summary", "component", "component-code"),
)
"""What a column can hold, as `--column` names it."""
_OF_OTHERS = {
    "domain": {"": "domain", "title": "domain", "code": "domain-code", "statement": "domain-summary"},
    "component": {"": "component", "title": "component", "statement": "component", "code": "component-code"},
}


@cache
def names_of_columns() -> Mapping[str, Any]:
    """Return the names by which columns are recognized."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "columns.yaml").read_text("utf-8"))
    left_out = found.pop("left_out")

    def without(name: str) -> str:
        words = words_of(name)
        return " ".join(word for word in words if word not in left_out) or " ".join(words)

    plain = {group: {key: list(map(without, names)) for key, names in one.items()} for group, one in found.items()}
    return {**plain, "left_out": left_out}


@cache
def plain_name(name: str) -> str:
    """Return the words of a name as the table has them: "humanCodingScheme" is "human coding scheme"."""
    words = words_of(name)
    return " ".join(word for word in words if word not in names_of_columns()["left_out"]) or " ".join(words)


def _within(words: str, name: str) -> str | None:
    """Return what is left of words that begin or end with a name; None for others."""
    if words == name:
        return ""
    if words.startswith(f"{name} "):
        return words[len(name) + 1 :]
    return words[: -len(name) - 1] if words.endswith(f" {name}") else None


def _attributes(words: str) -> Iterator[tuple[float, str]]:
    for attribute, names in names_of_columns()["attributes"].items():
        for place, name in enumerate(names):
            left = _within(words, name)
            if left is not None:
                yield place / 100 + (2 if left else 0), attribute


def _readings(name: str) -> Iterator[tuple[float, str]]:
    """Yield what a column of this name may hold, with a number that is higher the less likely that is."""
    words = plain_name(name)
    yield from _attributes(words)
    if words == "id":
        yield 1.5, "identifier"
    if words == "identifier":
        yield 1.5, "code"
    for level, names in names_of_columns()["levels"].items():
        for rest in (rest for one in names if (rest := _within(words, one)) is not None):
            held = min(_attributes(rest), default=(9.0, ""))[1] if rest else ""
            if level == "competency":
                yield from [(1.0, held)] if rest and held else [(1.1, "statement"), (1.2, "title")] if not rest else []
            elif held in _OF_OTHERS[level] and (held or not rest):
                yield 0.5, _OF_OTHERS[level][held]


def recognized(names: Sequence[str], chosen: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return the column of each field that is recognized.

    Args:
        chosen: Names of columns by field, as somebody has chosen them; an empty one leaves the field out.
    """
    chosen = chosen or {}
    found = {field: column_named(names, name) for field, name in chosen.items() if name}
    likely = (
        (rank, column, field)
        for column, name in enumerate(names)
        if name and len(name) < _LONGEST
        for rank, field in _readings(name)
    )
    for _, column, field in sorted(likely):
        if field not in found and field not in chosen and column not in found.values():
            found[field] = column
    if "statement" not in found and "statement" not in chosen and "title" in found:
        found["statement"] = found.pop("title")
    return {field: found[field] for field in FIELDS if field in found}


_LONGEST = 60


def score(names: Sequence[str], chosen: Mapping[str, str]) -> float:
    """Return how many columns a row names, as far as they are recognized or were chosen."""
    there = {name.casefold() for name in names}
    wanted = sum(2 for name in chosen.values() if name and name.strip().casefold() in there)
    return wanted + len(recognized(names))
