"""Read the cells of a row: as a line of text, or as entries of a list; what cannot be read is reported."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from ...content.cleaned_text import cleaned
from ...content.sheet_cells import Faulty, Moment, Value
from ...model.problems import quoted
from ...model.record import Line
from .columns import Column
from .grid import Grid
from .lookup import NOTHING, Choices, Lookup, parted
from .recipes import Recipe
from .report import Report
from .tidy import folded, tidy, words

_LINE: TypeAdapter[str] = TypeAdapter(Line)
_LONGEST = 1_000


@lru_cache(maxsize=65_536)
def as_line(text: str) -> tuple[str, str]:
    """Return a text on one line, and why it cannot be used; empty where it can."""
    line = " ".join(cleaned(text).split())
    if len(line) > _LONGEST:
        return line, f"has more than {_LONGEST:,} characters; shorten it"
    try:
        return (_LINE.validate_python(line) if line else ""), ""
    except ValidationError as error:
        return line, str(error.errors()[0].get("ctx", {}).get("error", "cannot be used; type it again"))


def _seen(text: str) -> str | None:
    stripped = text.strip()
    return stripped if stripped and (stripped.isprintable() or tidy(stripped)) else None


class RowCells:
    """The cells of the row that is read at the moment."""

    def __init__(self, grid: Grid, lookup: Lookup, report: Report, recipe: Recipe) -> None:
        """Begin before the first row."""
        self.grid, self.lookup, self.report, self.recipe = grid, lookup, report, recipe
        self.columns: dict[str, list[Column]] = {}
        for column in grid.columns:
            self.columns.setdefault(column.field, []).append(column)
        self.is_other = grid.form == "other"
        self.heading = ""
        self.number = 0
        self.cells: Sequence[Value] = ()
        self.pending: list[tuple[int, str]] = []
        """Columns and messages of what a row cannot do without."""
        self._last = max((column.index for column in grid.columns), default=0)

    def begin(self, number: int, cells: Sequence[Value]) -> None:
        """Begin a row; a cell with nothing that can be seen holds nothing."""
        self.number, self.pending = number, []
        self.cells = [_seen(one) if type(one) is str else one for one in cells]
        self.cells += [None] * (self._last + 1 - len(cells))

    def value(self, column: Column) -> Value:
        """Return the value of a cell."""
        return self.cells[column.index]

    def texts(self, name: str) -> list[tuple[Column, str]]:
        """Return the filled cells of a field; those that cannot be read are reported."""
        if name not in self.columns:
            return []
        found = list[tuple[Column, str]]()
        for column in self.columns[name]:
            value = self.cells[column.index]
            if value is None:
                continue
            if type(value) is str:
                found.append((column, value))
            elif isinstance(value, Faulty):
                self.wrong(column, f"{column.field} {value.reason}")
            elif isinstance(value, Moment):
                self.wrong(
                    column, f"{column.field} is a date, which a spreadsheet makes of some texts; format it as text"
                )
            else:
                found.append((column, words(value)))
        return found

    def wrong(self, column: Column, message: str) -> None:
        """Report a cell; what a row cannot do without is reported once it is known whether the row is kept."""
        if column.field in {"title", "phase", "competency"}:
            self.pending.append((column.index, message))
        else:
            self.report.cell(self.grid, self.number, column.index, message)

    def line(self, name: str) -> str | None:
        """Return a field of free text on one line, without what nobody sees."""
        given = self.recipe.columns.get(name, "")
        if given.startswith(("@", ":")):
            of_file = {"@sheet": self.grid.sheet, "@heading": self.heading}
            return as_line(of_file.get(given, given[1:]))[0] or None
        for column, text in self.texts(name):
            line, refusal = as_line(text)
            if refusal:
                self.wrong(column, f"{name} {quoted(line)} {refusal}")
            if line:
                return None if refusal else line
        return None

    def instead(self, name: str, text: str) -> str:
        """Return what a recipe has in the place of a text."""
        return self.recipe.instead(name, text) if self.recipe.values else ""

    def found(self, column: Column, text: str, choices: Choices) -> list[str]:
        """Return the entries that a text means; what is on no list is reported."""
        name = column.field
        parts = parted(text, lambda part: choices.find(self.instead(name, part) or part)) if self.is_other else [text]
        found = list[str]()
        for part in parts:
            typed = self.instead(name, part) or part
            one = choices.find(typed)
            if one is None and self.is_other and folded(typed) in NOTHING:
                continue
            if one is None and name == "competency" and self.is_other and (others := self._by_identity(column, typed)):
                found += others
            elif one is None:
                self.report.not_listed(name, words(part))
                self.wrong(column, f"{name} {choices.refusal(words(typed))}")
            else:
                found.append(one)
        return found

    def _by_identity(self, column: Column, text: str) -> Sequence[str]:
        if code := self.lookup.by_identifier(text):
            return [code]
        other, codes = self.lookup.by_crosswalk(text, column.name)
        if codes:
            self.report.joined(other, codes)
        return codes

    def listed(self, name: str, choices: Choices) -> list[str]:
        """Return the entries of all cells of a field."""
        return [one for column, text in self.texts(name) for one in self.found(column, text, choices)]

    def one(self, name: str, choices: Choices) -> str | None:
        """Return the first of them."""
        return next(iter(self.listed(name, choices)), None)
