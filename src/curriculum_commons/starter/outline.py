"""Find out what each row of a table is: a domain, a competency or a component, and of which it is a part.

Knows columns by field and nothing of the records that are made of the rows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..model.problems import CallError, in_words, quoted
from .cells import Cells
from .columns import names_of_columns, plain_name

KINDS = ("domain", "competency", "component")
_WAY_OUT = "a site has domains, competencies and components; leave one level out of the table, or join two"


@dataclass(frozen=True)
class Entry:
    """A row, and what it is."""

    row: int
    kind: str
    parent: int | None = None
    """The row that it is a part of."""


def compared(code: str) -> str:
    """Return a code as it is compared: without spaces, and whatever its capitals."""
    return "".join(unicodedata.normalize("NFKC", code).casefold().split())


def entries(cells: Cells) -> list[Entry]:
    """Return every row that holds anything, and report those that are part of nothing or of themselves.

    Raises CallError where there are more levels than a framework has.
    """
    rows = [row for row in cells.rows() if not cells.is_empty(row)]
    if "parent" in cells.columns and any(cells.raw(row, "parent") for row in rows):
        return _by_parents(cells, rows, _named_parents(cells, rows))
    if "outline" in cells.columns:
        return _by_parents(cells, rows, _outlined_parents(cells, rows))
    kinds = _kinds(cells, rows)
    return [Entry(row, "competency") for row in rows] if kinds is None else list(_in_order(cells, rows, kinds))


def _named_parents(cells: Cells, rows: list[int]) -> dict[int, int | None]:
    known: dict[str, int] = {}
    for field in ("code", "uuid", "identifier", "title"):
        for row in rows:
            if value := compared(cells.raw(row, field)):
                known.setdefault(value, row)
    parents: dict[int, int | None] = {}
    for row in rows:
        name = cells.raw(row, "parent")
        parents[row] = known.get(compared(name)) if name else None
        if name and parents[row] is None:
            cells.report(row, "parent", f"{quoted(name)} is the code of no row; write that of a row, or leave it empty")
    return parents


def _outlined_parents(cells: Cells, rows: list[int]) -> dict[int, int | None]:
    by_number = {cells.raw(row, "outline").strip("."): row for row in rows}
    return {row: by_number.get(cells.raw(row, "outline").strip(".").rpartition(".")[0]) for row in rows}


def _by_parents(cells: Cells, rows: list[int], parents: Mapping[int, int | None]) -> list[Entry]:
    depths: dict[int, int] = {}
    for row in rows:
        way: list[int] = []
        at: int | None = row
        while at is not None and at not in depths and at not in way:
            way.append(at)
            at = parents[at]
        if at in way:
            cells.report(row, "parent", "is a part of itself, by way of other rows; look at their parents")
            depths |= dict.fromkeys(way, 0)
            continue
        depth = -1 if at is None else depths[at]
        for number, one in enumerate(reversed(way), 1):
            depths[one] = depth + number
    deepest = max(depths.values(), default=0)
    tops = [row for row in rows if parents[row] is None]
    above = int(deepest == len(KINDS) and len(tops) == 1 and "domain" not in cells.columns)  # the framework itself
    kinds = _kinds_of_depths(cells, deepest - above)
    if kinds is None:
        first = next(row for row in rows if depths[row] - above >= len(KINDS) - ("domain" in cells.columns))
        raise CallError(f"{cells.table.file}: row {first + 1} is on level {depths[first] + 1}; {_WAY_OUT}")
    return [
        Entry(row, kinds[depths[row] - above], parents[row] if depths[row] > above else None)
        for row in rows
        if depths[row] >= above
    ]


def _kinds_of_depths(cells: Cells, deepest: int) -> tuple[str, ...] | None:
    most = KINDS[1:] if "domain" in cells.columns or deepest == 0 else KINDS
    return most if deepest < len(most) else None


def _kinds(cells: Cells, rows: list[int]) -> dict[str, str] | None:
    """Return what the words or numbers in the column of levels mean; None where they mean something else."""
    words = list(dict.fromkeys(cells.raw(row, "level") for row in rows if cells.raw(row, "level")))
    named = {
        word: kind
        for word in words
        for kind, names in names_of_columns()["levels"].items()
        if plain_name(word) in names
    }
    if words and all(word.isdecimal() for word in words):
        if "domain" in cells.columns:  # they may be years, or steps of learning
            return None
        kinds = KINDS[1:2] if len(words) == 1 else KINDS
        if len(words) > len(kinds):
            raise CallError(f"{cells.table.file} has {len(words)} levels; {_WAY_OUT}")
        return dict(zip(sorted(words, key=int), kinds, strict=False))
    if not named:
        return None
    if unknown := [word for word in words if word not in named]:
        known = f"write {in_words(KINDS)}, or use another column with --column level="
        raise CallError(f"{cells.table.file}: level {quoted(unknown[0])} is none that is known; {known}")
    return named


def has_levels(cells: Cells) -> bool:
    """Return True if the column of levels means domains, competencies and components, or more levels than that."""
    rows = [row for row in cells.rows() if not cells.is_empty(row)]
    try:
        return _kinds(cells, rows) is not None
    except CallError:
        return True


def _in_order(cells: Cells, rows: list[int], kinds: Mapping[str, str]) -> Iterator[Entry]:
    """Yield rows that are each a part of the nearest one above it that is of a higher level."""
    last: dict[str, int] = {}
    for row in rows:
        kind = kinds.get(cells.raw(row, "level"))
        if kind is None:
            cells.report(row, "level", "is empty; write what this row is")
            continue
        higher = "competency" if kind == "component" else "domain"
        if kind == "component" and higher not in last:
            cells.report(row, "level", "is a component before any competency; move it below the one it is part of")
        last[kind] = row
        if kind == "domain":
            last.pop("competency", None)
        yield Entry(row, kind, last.get(higher) if kind != "domain" else None)
