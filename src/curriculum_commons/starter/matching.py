"""Find out which records of a site are which of a table: domains and components by code, name or likeness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..model.urls import slug
from .framework import Imported
from .outline import compared

OTHER_THING = 0.2
"""Share of three letters in a row below which two texts have nothing to do with each other: of reworded statements that
were looked at, the lowest had 0.22."""
Records = Sequence[dict[str, Any]]


class Domains:
    """Which domain of a site is which of a table."""

    def __init__(self, there: Records, table: Imported, known: dict[int, int | None], competencies: Records) -> None:
        self.there, self.made_up = there, table.made_up_domain
        by_name = {compared(one["name"]): number for number, one in enumerate(there)}
        by_id = {one["id"]: number for number, one in enumerate(there)}
        by_uuid = {one["uuid"]: number for number, one in enumerate(there)}
        self.numbers = dict[str, int]()
        for one in table.domains:
            number = by_uuid.get(one["uuid"], by_id.get(one["id"], by_name.get(compared(one["name"]))))
            if number is not None and one["id"] != self.made_up:
                self.numbers[one["id"]] = number
        held: dict[str, set[int]] = {}
        for one in table.competencies:
            if (number := known[id(one)]) is not None:
                held.setdefault(one["domain"], set()).add(by_id[competencies[number]["domain"]])
        for name, numbers in held.items():  # one that holds what another held has a new name
            is_free = len(numbers) == 1 and not numbers & {*self.numbers.values()}
            if is_free and name not in {*self.numbers, self.made_up}:
                self.numbers[name] = numbers.pop()
        taken = {*by_id}
        new = [one["id"] for one in table.domains if one["id"] not in self.numbers]
        self.ids = {name: there[number]["id"] for name, number in self.numbers.items()}
        self.ids |= {name: free_name(name, taken) for name in new}

    def id_of(self, one: dict[str, Any], near: dict[str, Any] | None) -> str:
        """Return the domain of a competency; where the table has none, that of one near it."""
        if one["domain"] != self.made_up:
            return str(self.ids[one["domain"]])
        return str(near["domain"] if near else self.there[0]["id"])


def paired(there: Records, parts: Records) -> dict[int, int]:
    """Return which part of today each of the table is: that of its UUID, code or text, or the next that is left."""
    pairs: dict[int, int] = {}
    for name in ("uuid", "published_code", "text"):
        left = [number for number in range(len(there)) if number not in pairs.values()]
        numbers = {compared(there[number].get(name, "")): number for number in reversed(left)}
        for part in parts:
            value = compared(part.get(name, ""))
            if value in numbers and value and id(part) not in pairs:
                pairs[id(part)] = numbers.pop(value)
    left = [number for number in range(len(there)) if number not in pairs.values()]
    for part in parts:
        if id(part) not in pairs:
            like = [number for number in left if likeness(there[number]["text"], part["text"]) >= OTHER_THING]
            if like:
                pairs[id(part)] = like[0]
                left.remove(like[0])
    return pairs


def is_same(one: str, other: str) -> bool:
    """Return True if two texts have the same words."""
    return one.split() == other.split()


def likeness(one: str, other: str) -> float:
    """Return which share of three letters in a row two texts have in common, from 0 to 1."""
    first, second = _threes(one), _threes(other)
    return 2 * len(first & second) / (len(first) + len(second))


def _threes(text: str) -> set[str]:
    plain = " ".join(text.casefold().split())
    return {plain[at : at + 3] for at in range(len(plain) - 2)} or {plain}


def free_name(name: str, taken: set[str]) -> str:
    """Return a name like this one that is not taken yet, and take it."""
    number, one = 1, name
    while slug(one) in taken:
        number += 1
        one = f"{name}-{number}"
    taken.add(slug(one))
    return one
