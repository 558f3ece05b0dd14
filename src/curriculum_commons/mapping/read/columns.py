"""Recognize by their names, also the hidden ones of our workbook, what columns of sessions hold; knows no rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from ...content.column_names import column_named, words_of
from ...content.sheet_cells import column_index
from ...content.spreadsheet import Workbook
from ...model.maps import FIELDS, SEVERAL_FIELDS

_LONGEST, _UNLIKELY = 80, 500
_BY_A_WORD = ("competency", "requirement")


@dataclass(frozen=True)
class Column:
    """A column that is recognized."""

    field: str
    slot: int
    """Number of the competency, method or assessment that it belongs to; 0 where there is only one or it has none."""
    index: int
    """Counted from 0."""
    name: str
    """Its name in the file."""


@cache
def _groups() -> Mapping[str, Sequence[str]]:
    groups: dict[str, Sequence[str]] = yaml.safe_load((Path(__file__).parent / "columns.yaml").read_text("utf-8"))
    return groups


@cache
def _names() -> Mapping[str, tuple[str, int]]:
    """Return field and rank by the words of a name, in the order of the alphabet."""
    left_out = _groups()["left_out"]
    found = dict[str, tuple[str, int]]()
    for field in FIELDS:
        for rank, name in enumerate(_groups()[field]):
            for known in (name, " ".join(word for word in name.split() if word not in left_out)):
                found.setdefault(" ".join(sorted(known.split())), (field, rank))
    return found


@cache
def totals() -> tuple[str, ...]:
    """Return the words with which a row of totals begins."""
    return tuple(_groups()["totals"])


@cache
def reading(name: str) -> tuple[str, int, int]:
    """Return the field that a name is taken for, its slot and its rank; an empty field for a name that is none."""
    words = words_of(name) if len(name) <= _LONGEST else []
    slot = int(words.pop()) if len(words) > 1 and words[-1].isdecimal() and len(words[-1]) <= 2 else 0  # noqa: PLR2004
    plain = " ".join(sorted(words))
    fewer = " ".join(sorted(word for word in words if word not in _groups()["left_out"]))
    field, rank = _names().get(plain) or _names().get(fewer) or _by_a_word(words)
    return field, slot, rank


def _by_a_word(words: Sequence[str]) -> tuple[str, int]:
    """Return the field of a name such as "EPA / competency codes", of which one word is known."""
    fields = [_names().get(word, ("", 0))[0] for word in words]
    return next(((field, _UNLIKELY) for field in _BY_A_WORD if field in fields), ("", 0))


def recognized(names: Sequence[str], chosen: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the columns that are recognized, each field once, those of several by their numbers.

    Args:
        chosen: Names of columns by field, several divided by a bar; an empty one leaves the field out.
    """
    found = list[Column]()
    for field, text in chosen.items():
        several = text.split("|") if text and text[0] not in "@:-" else []
        for slot, one in enumerate(several, 1):
            at = column_named(names, one)
            found.append(Column(field, slot if len(several) > 1 else 0, at, names[at]))
    taken = {(one.field, one.slot) for one in found}
    used = {one.index for one in found}
    likely = sorted((*reading(name)[2:], at, *reading(name)[:2]) for at, name in enumerate(names) if reading(name)[0])
    for _, at, field, slot in likely:
        if (
            field not in chosen
            and (field, slot) not in taken
            and at not in used
            and (field in SEVERAL_FIELDS or not slot)
        ):
            found.append(Column(field, slot, at, names[at]))
            taken.add((field, slot))
            used.add(at)
    return tuple(sorted(found, key=lambda one: one.index))


def score(names: Sequence[str], chosen: Mapping[str, str]) -> float:
    """Return how many columns a row names, as far as they are recognized or were chosen."""
    there = {name.casefold() for name in names}
    wanted = sum(2 for text in chosen.values() for one in text.split("|") if one.casefold() in there)
    fields = {reading(name)[0] for name in names} - {""}
    return wanted + len(fields) + ("title" in fields) + ("competency" in fields)


def area(reference: str) -> tuple[int, int, int]:
    """Return the first row and column of an area such as "$A$4:$C$9", and its last row; zeros for none."""
    first, _, last = reference.replace("$", "").partition(":")
    letters, last_letters = first.rstrip("0123456789"), last.rstrip("0123456789")
    top, bottom = first[len(letters) :], last[len(last_letters) :]
    if not letters.isalpha() or not letters.isascii() or not 0 < len(top) <= 7:  # noqa: PLR2004
        return 0, 0, 0
    return int(top), column_index(letters), int(bottom) if 0 < len(bottom) <= 7 else int(top)  # noqa: PLR2004


def named_cells(book: Workbook) -> dict[str, tuple[str, int, int]]:
    """Return sheet, row and column of the first cell of each named range that is one of ours."""
    found = dict[str, tuple[str, int, int]]()
    for title, reference in book.defined.items():
        if title.startswith(("Map_", "Phase_")) or title in {"School", "Academic_year"}:
            sheet, _, cells = reference.strip().lstrip("=").rpartition("!")
            row, column, _ = area(cells)
            if row and sheet:
                found[title] = (sheet.strip("'").replace("''", "'").removeprefix("$"), row, column)
    return found
