"""Read a framework from a table, in two steps, so that people see what is recognized before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..model.problems import CallError, in_words, quoted
from .cells import Cells
from .columns import choices, recognized, score
from .framework import Imported, imported
from .tables import Table, read_table


@dataclass(frozen=True)
class Read:
    """A table whose columns are recognized."""

    table: Table
    columns: Mapping[str, int]

    @property
    def recognized(self) -> Sequence[str]:
        """What is taken for what, a line each."""
        names, used = self.table.names, set(self.columns.values())
        sheet = f", sheet {quoted(self.table.sheet)}" if self.table.sheet else ""
        guess = f", read as {self.table.encoding}: look at its accents" if self.table.encoding else ""
        lines = [f"{self.table.file}{sheet}, columns named in row {self.table.head + 1}{guess}:"]
        lines += [f"  {field:15} {names[at]}" for field, at in self.columns.items()]
        ignored = [name for at, name in enumerate(names) if name and at not in used]
        return [*lines, f"  {'(ignored)':15} {', '.join(ignored)}"] if ignored else lines

    @property
    def recipe(self) -> dict[str, Any]:
        """The same, as it is kept for the next import."""
        sheet = {"sheet": self.table.sheet} if self.table.sheet else {}
        columns = {field: self.table.names[at] for field, at in self.columns.items()}
        return {"file": self.table.file, **sheet, "columns": columns}

    def framework(self) -> Imported:
        """Return what its rows are; raises ContentError with all that is wrong, or CallError."""
        return imported(Cells(self.table, dict(self.columns)))


def read_framework(file: Path, options: Sequence[str]) -> Read:
    """Read a table and recognize its columns; raises CallError where it cannot be read or has no statements.

    Args:
        options: Choices such as "code=Ref".
    """
    chosen = choices(options)
    table = read_table(file, partial(score, chosen=chosen))
    columns = recognized(table.names, chosen)
    if "statement" not in columns:
        names = in_words([quoted(name) for name in table.names if name]) or "nothing"
        raise CallError(
            f"{table.file}: no column is known to hold statements; name it with --column statement=, of {names}"
        )
    return Read(table, columns)
