"""Find out what each row of a table is: a domain, a competency or a component, and of which it is a part.

Knows columns by field and nothing of the records that are made of the rows.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..model.problems import CallError, in_words, quoted
from .cells import Cells
from .columns import names_of_columns, plain_name

KINDS = ("domain", "competency", "component")


@dataclass(frozen=True)
class Entry:
    """A row, and what it is."""

    row: int
    kind: str
    parent: int | None = None
    """The row that it is a part of."""
    above: tuple[int, ...] = ()
    """Of a domain, the rows above it that are in its name too, as they are on levels of their own."""


@dataclass(frozen=True)
class Outline:
    """All rows that hold anything, each with what it is."""

    entries: Sequence[Entry]
    level: int | None = None
    """The level of the competencies, counted from 1 at the top; None where the table has no levels."""
    levels: int = 1

    def notes(self) -> Iterator[str]:
        """Yield what became of the levels, in a sentence."""
        if self.level is None or self.levels == 1:
            return
        at, last = self.level, self.levels
        kinds = (("domains", 1, at - 1), ("competencies", at, at), ("components", at + 1, last))
        parts = [f"{_numbers(*those)} {kind}" for kind, *those in kinds if those[0] <= those[1]]
        named = ", each domain named by all levels above it" if at >= len(KINDS) else ""
        yield f"Of its {last} levels, {in_words(parts)}{named}; --level chooses another one for the competencies."


def _numbers(first: int, last: int) -> str:
    return f"{first} holds" if first == last else f"{first} {'to' if last > first + 1 else 'and'} {last} hold"


def compared(code: str) -> str:
    """Return a code as it is compared: without spaces, and whatever its capitals."""
    return "".join(unicodedata.normalize("NFKC", code).casefold().split())


def outline(cells: Cells, level: int | None = None) -> Outline:
    """Return what every row is, and report those that are part of nothing or of themselves.

    Args:
        level: The one of the competencies; None where the table is to show it.
    """
    rows = [row for row in cells.rows() if not cells.is_empty(row)]
    if "parent" in cells.columns and any(cells.raw(row, "parent") for row in rows):
        return _by_parents(cells, rows, _named_parents(cells, rows), level)
    if "outline" in cells.columns:
        rows.sort(key=lambda row: [(len(one), one) for one in _outlined(cells, row).split(".")])
        return _by_parents(cells, rows, _outlined_parents(cells, rows), level)
    numbers = {cells.raw(row, "level") for row in rows}
    is_numbered = "level" in cells.columns and all(one.isdecimal() for one in numbers)
    if is_numbered and (level is not None or ("domain" not in cells.columns and len(numbers) > len(KINDS))):
        return _by_parents(cells, rows, _parents_above(cells, rows), level)
    if level is not None:
        way_out = "there is no column with the parent, the outline number or the number of the level of each row"
        raise CallError(f"{cells.table.file}: --level cannot be used, as {way_out}")
    kinds = _kinds(cells, rows)
    return Outline([Entry(row, "competency") for row in rows] if kinds is None else list(_in_order(cells, rows, kinds)))


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


def _outlined(cells: Cells, row: int) -> str:
    return cells.raw(row, "outline").strip(".")


def _outlined_parents(cells: Cells, rows: list[int]) -> dict[int, int | None]:
    by_number = {_outlined(cells, row): row for row in rows}
    parents: dict[int, int | None] = {}
    for row in rows:
        above = _outlined(cells, row).rpartition(".")[0]
        while above and above not in by_number:
            above = above.rpartition(".")[0]
        parents[row] = by_number.get(above) if above else None
    return parents


def _parents_above(cells: Cells, rows: list[int]) -> dict[int, int | None]:
    """Return for each row the nearest one above it whose level has a lower number."""
    parents: dict[int, int | None] = {}
    way: list[int] = []
    for row in rows:
        while way and int(cells.raw(way[-1], "level")) >= int(cells.raw(row, "level")):
            way.pop()
        parents[row] = way[-1] if way else None
        way.append(row)
    return parents


def _by_parents(cells: Cells, rows: list[int], parents: Mapping[int, int | None], level: int | None = None) -> Outline:
    ways = _ways(cells, rows, parents)
    levels = max((len(way) for way in ways.values()), default=1)
    if level is not None and not 1 <= level <= levels:
        raise CallError(f"{cells.table.file} has {levels} levels; name one of them with --level, and not {level}")
    is_topped = sum(len(way) == 1 for way in ways.values()) == 1 and levels > len(KINDS)  # by the framework itself
    at = level or _level(cells, ways, levels, int(is_topped))
    loose = {row for row, way in ways.items() if len(way) == 1 and levels > 1 and cells.is_loose(row)}
    ways = {row: (*(_NOTHING,) * (at - 1 if way[0] in loose else 0), *way) for row, way in ways.items()}
    skipped = int(is_topped and at >= len(KINDS))
    wholes = {one for way in ways.values() for one in way[:-1]}
    found: dict[int, Entry] = {}
    for row, way in ways.items():
        if len(way) > at:
            found[row] = Entry(row, "component", way[at - 1])
        elif len(way) == at or (row not in wholes and len(way) > skipped + 1):
            found[row] = Entry(row, "competency", _above(way, skipped))
    held = {one.parent for one in found.values()}
    for row, way in ways.items():
        if row not in found and len(way) > skipped and (row in held or row not in wholes):
            found[row] = Entry(row, "domain", None, way[skipped:-1])
    entries = [found[row] for row in ways if row in found]
    return Outline(entries, at, levels)


_NOTHING = -1
"""In place of the rows above one that hangs nowhere."""


def _above(way: tuple[int, ...], skipped: int) -> int | None:
    return way[-2] if len(way) > skipped + 1 and way[-2] != _NOTHING else None


def _ways(cells: Cells, rows: list[int], parents: Mapping[int, int | None]) -> dict[int, tuple[int, ...]]:
    """Return the rows from the top down to each row, itself too."""
    ways: dict[int, tuple[int, ...]] = {}
    for row in rows:
        up: list[int] = []
        at: int | None = row
        while at is not None and at not in ways and at not in up:
            up.append(at)
            at = parents[at]
        if at in up:
            cells.report(row, "parent", "is a part of itself, by way of other rows; look at their parents")
            ways |= {one: (one,) for one in up}
            continue
        above = () if at is None else ways[at]
        for one in reversed(up):
            above = ways[one] = (*above, one)
    return {row: ways[row] for row in rows}


def _level(cells: Cells, ways: Mapping[int, tuple[int, ...]], levels: int, skipped: int) -> int:
    """Return the level of the competencies, from 1: that of the rows which are named so, or the highest with codes."""
    if "domain" in cells.columns or levels == 1:
        return 1
    named = Counter(len(way) for row, way in ways.items() if cells.kind(row) == "competency")
    if named:
        return max(named, key=lambda level: (named[level], -level))
    fields = ("code", "statement") if "title" in cells.columns else ("code",)
    highest = max(
        min((len(way) for row, way in ways.items() if len(way) > skipped and cells.raw(row, field)), default=1)
        for field in fields
    )
    return highest if highest > skipped + 1 else max(2, levels - 1)


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
