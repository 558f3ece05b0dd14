"""Read a framework from a table, in two steps, so that people see what is recognized before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from ..content.column_names import choices
from ..content.tables import Table, read_table
from ..model.problems import CallError, in_words, name, quoted
from .cells import Cells, fits
from .columns import FIELDS, recognized, score
from .framework import Imported, imported
from .outline import has_levels


@dataclass(frozen=True)
class Read:
    """A table whose columns are recognized."""

    table: Table
    columns: Mapping[str, int]
    codes: Mapping[str, str]
    """Fields of codes by the field that has them as its first words, where the table has no column of codes."""
    level: int | None = None
    """The level of the competencies, from 1, where somebody has chosen it."""

    @property
    def recognized(self) -> Sequence[str]:
        """What is taken for what, a line each."""
        names, used = list(map(name, self.table.names)), set(self.columns.values())
        sheet = f", sheet {quoted(self.table.sheet)}" if self.table.sheet else ""
        way_out = "where letters are wrong, save it as csv in UTF-8"
        guess = f", read as {self.table.encoding}; {way_out}" if self.table.is_guess else ""
        lines = [f"{self.table.file}{sheet}, columns named in row {self.table.head + 1}{guess}:"]
        lines += [f"  {field:15} {names[at]}" for field, at in self.columns.items()]
        lines += [f"  {code:15} first word of {names[self.columns[field]]}" for field, code in self.codes.items()]
        ignored = [one for at, one in enumerate(names) if one and at not in used]
        return [*lines, f"  {'(ignored)':15} {', '.join(ignored)}"] if ignored else lines

    def recipe(self, framework: Imported) -> dict[str, Any]:
        """Return the same, as it is kept for the next import."""
        table = self.table
        form = {"sheet": table.sheet, "separator": table.separator, "encoding": table.encoding}
        columns = {field: table.names[at] for field, at in self.columns.items()}
        codes = {"first_words": dict(self.codes)} if self.codes else {}
        level = {"level": str(framework.level)} if framework.level else {}
        return {
            "file": table.file,
            **{name: one for name, one in form.items() if one},
            **level,
            "columns": columns,
            **codes,
        }

    def differences(self, recipe: Mapping[str, Any]) -> Iterator[str]:
        """Yield how the table is another one than that of a recipe, in sentences."""
        for form, now in (
            ("sheet", self.table.sheet),
            ("separator", self.table.separator),
            ("encoding", self.table.encoding),
        ):
            before = recipe.get(form, now)
            if before and now and before != now:
                was, one = (_SEPARATORS.get(name, quoted(name)) for name in (before, now))
                yield f"The {form} is {one}, and was {was} when the table was imported before; look at its words."

    def framework(self) -> Imported:
        """Return what its rows are; raises ContentError with all that is wrong, or CallError."""
        table, columns = self.table, dict(self.columns)
        for field, code in self.codes.items():
            table, columns[code] = _with_first_words(table, columns[field]), len(table.names)
        return imported(Cells(table, columns), self.level)


def import_table(
    file: Path, options: Sequence[str], recipe: Mapping[str, Any] | None = None, level: int | None = None
) -> Read:
    """Read a table and recognize its columns; raises CallError where it cannot be read or has no statements.

    Args:
        options: Choices such as "code=Ref".
        level: The level of the competencies, from 1, where somebody has chosen it.
        recipe: How the same table was read before; what was no field then is none now, unless it is chosen.
    """
    chosen = (_chosen(recipe) if recipe else {}) | choices(options, FIELDS, "code=Ref")
    form = (recipe.get("sheet"), recipe.get("separator", "")) if recipe else ()
    table = read_table(file, partial(score, chosen=chosen), *form)
    columns = _settled(table, recognized(table.names, chosen), chosen)
    if "statement" not in columns:
        names = in_words([quoted(one) for one in table.names if one]) or "nothing"
        raise CallError(
            f"{table.file}: no column is known to hold statements; name it with --column statement=, of {names}"
        )
    kept = (recipe or {}).get("level")
    return Read(table, columns, dict(_leading_codes(table, columns, chosen)), level or (int(kept) if kept else None))


def _settled(table: Table, columns: dict[str, int], chosen: Mapping[str, str]) -> dict[str, int]:
    """Return the columns without those that the rows give another meaning than their names."""
    cells = Cells(table, columns)
    if "level" in columns and "level" not in chosen and not has_levels(cells):
        del columns["level"]  # those of something else, such as years or steps of learning
    longest = max(len(cells.raw(row, "identifier")) for row in cells.rows())
    if "identifier" in columns and "code" not in {*columns, *chosen} and longest <= _LONGEST_CODE:
        columns["code"] = columns.pop("identifier")
    if "identifier" in columns and "uuid" not in columns and fits("uuid", _first(cells, "identifier").lower()):
        columns["uuid"] = columns.pop("identifier")
    if not {"parent", "outline"} & columns.keys():
        columns.pop("identifier", None)
    elif "component" in columns and "component" not in chosen and "title" not in columns:
        columns["title"] = columns.pop("component")  # every row has its own
    if not {"title", "statement"} & chosen.keys() and _length(cells, "title") > _length(cells, "statement") > 0:
        columns["title"], columns["statement"] = columns["statement"], columns["title"]
    return columns


def _length(cells: Cells, field: str) -> int:
    """Return how long the cells of a field are together, in the rows that have a title and a statement."""
    both = (row for row in cells.rows() if cells.raw(row, "title") and cells.raw(row, "statement"))
    return sum(len(cells.raw(row, field)) for row in both)


def _first(cells: Cells, field: str) -> str:
    return next((value for row in cells.rows() if (value := cells.raw(row, field))), "")


_LONGEST_CODE = 20
_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


def _chosen(recipe: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns of a recipe as choices, the other fields left out."""
    codes = recipe.get("first_words", {}).values()
    return {field: "" for field in FIELDS if field not in codes} | dict(recipe["columns"])


def _leading_codes(table: Table, columns: Mapping[str, int], chosen: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for code, fields in (("code", ("title", "statement")), ("component-code", ("component",))):
        if code not in columns and code not in chosen:
            coded = (field for field in fields if field in columns and _has_leading_codes(table, columns[field]))
            yield from ((field, code) for field in islice(coded, 1))


def _has_leading_codes(table: Table, column: int) -> bool:
    cells = {row[column] for row in table.rows[table.head + 1 :] if column < len(row) and row[column]}
    codes = [code for code, rest in map(_parted, cells) if code and rest]
    return bool(cells) and len(set(codes)) == len(cells)


def _parted(cell: str) -> tuple[str, str]:
    """Return a code and what follows it; empty where the first word is none."""
    word, _, rest = cell.partition(" ")
    code = word.rstrip(".:")
    code = code if "(" in code else code.rstrip(")")
    is_code = any(char.isdigit() for char in code) and len(code) <= _LONGEST_WORD
    return (code, rest.strip()) if is_code else ("", cell)


_LONGEST_WORD = 12


def _with_first_words(table: Table, column: int) -> Table:
    """Return a table with one more column, to which the codes at the beginning of another are moved."""
    width, rows = len(table.names), list(table.rows)
    for at in range(table.head + 1, len(rows)):
        row = [*rows[at], *[""] * (width - len(rows[at]))]
        code, row[column] = _parted(row[column])
        rows[at] = [*row[:width], code, *row[width:]]
    rows[table.head] = [*table.names, f"first word of {table.names[column]}"]
    return replace(table, rows=rows)
