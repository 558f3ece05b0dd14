"""Take what a cell holds as text: clean it where that loses nothing, and report what the model refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ..content.cleaned_text import cleaned
from ..content.sheet_cells import column_letters
from ..content.tables import DATE, Table
from ..model.problems import ContentError, Problem, quoted
from ..model.record import Code, Day, Id, Language, Line, PublishedCode, Text, Uuid, When
from ..model.unreadable import CONTROL

CELL = "table-cell"
"""Code of what is wrong with a cell."""
_MOST = 50
"""Problems that are reported, as one cause may be in every row."""
_NEAR = 30
"""Characters that are shown before one that is wrong."""
_KINDS: dict[str, TypeAdapter[str]] = {
    "line": TypeAdapter(Line),
    "text": TypeAdapter(Text),
    "code": TypeAdapter(Code),
    "published code": TypeAdapter(PublishedCode),
    "language": TypeAdapter(Language),
    "day": TypeAdapter(Day),
    "when": TypeAdapter(When),
    "id": TypeAdapter(Id),
    "uuid": TypeAdapter(Uuid),
}


def fits(kind: str, text: str) -> bool:
    """Return True if a field of this kind takes a text."""
    return _refusal(kind, text) is None


def _refusal(kind: str, text: str) -> str | None:
    try:
        _KINDS[kind].validate_python(text)
    except ValidationError as error:
        context: dict[str, Any] = error.errors()[0].get("ctx", {})
        return str(context.get("error", "has another form than it should have"))
    return None


class Cells:
    """The cells of a table below the names of its columns, by row and field."""

    def __init__(self, table: Table, columns: dict[str, int]) -> None:
        self.table, self.columns = table, columns
        self.problems: list[Problem] = []
        self.cleaned = 0
        """How many cells were cleaned."""

    def rows(self) -> range:
        """Return the numbers of the rows that hold anything, counted from 0 and from the first row of the sheet."""
        return range(self.table.head + 1, len(self.table.rows))

    def is_empty(self, row: int) -> bool:
        """Return True if no column that is used holds anything."""
        return not any(self.raw(row, field) for field in self.columns)

    def raw(self, row: int, field: str) -> str:
        """Return what a cell holds; empty where there is no such column or cell."""
        cells, column = self.table.rows[row], self.columns.get(field, -1)
        return cells[column] if 0 <= column < len(cells) else ""

    def refuse_rest(self, row: int) -> None:
        """Report a row that has more cells than there are columns."""
        if any(self.table.rows[row][len(self.table.names) :]):
            message = "has more cells than there are columns; put a value with the separator in it in quotation marks"
            self.report(row, "", message)

    def line(self, row: int, field: str) -> str:
        """Return a cell as one line, and report what the model refuses in it."""
        return self._read(row, field, "line")

    def text(self, row: int, field: str) -> str:
        """Return a cell as text, and report what the model refuses in it."""
        return self._read(row, field, "text")

    def words(self, row: int, kind: str) -> str:
        """Return the words of a domain or a component, which may have a title or a statement alone."""
        return self.line(row, "title") or self.line(row, "statement")

    def summary(self, row: int) -> str:
        """Return what a domain is about, where its row has more than its name."""
        return self.text(row, "statement") if self.raw(row, "title") else ""

    def keywords(self, row: int) -> list[str]:
        """Return the keywords of a row, each once."""
        cell = self.text(row, "keywords")
        separator = next((one for one in "\n;|" if one in cell), ",")
        return list(dict.fromkeys(word for part in cell.split(separator) if (word := part.strip())))

    def extensions(self, row: int, made: Mapping[str, Any], parent: int | None) -> dict[str, Any]:
        """Return what a row has beside what was made of it, for other systems.

        Args:
            parent: The row of what it is a part of.
        """
        return {}

    def id(self, row: int) -> str:
        """Return the id of a domain or a component, where a row has one of its own."""
        return ""

    def has_ended(self, row: int) -> bool:
        """Return True for a row that is of the past, and gives way to those of today."""
        return False

    def is_loose(self, row: int) -> bool:
        """Return True for a row that is part of nothing, though others are, and is a competency all the same."""
        return False

    def kind(self, row: int) -> str:
        """Return what the row is by its own words, as one of the names in `columns.yaml`; empty where it has none."""
        return ""

    def _read(self, row: int, field: str, kind: str) -> str:
        raw = self.raw(row, field)
        if raw == DATE:
            self.report(row, field, "is a date, which a spreadsheet makes of some codes; format the column as text")
            return ""
        text = cleaned(raw)
        text = " ".join(text.split()) if kind == "line" else text
        self.cleaned += text.split() != raw.split()
        if found := CONTROL.search(text):
            near, sign = text[max(0, found.start() - _NEAR) : found.start()], f"U+{ord(found[0]):04X}"
            way_out = "which no text has; type what it should be, or take it out"
            self.report(row, field, f"{quoted(near)} is followed by a character ({sign}) {way_out}")
        elif text and (refusal := _refusal(kind, text)):
            self.report(row, field, f"{quoted(text)} {refusal}")
        return text

    def report(self, row: int, field: str, message: str) -> None:
        """Report what is wrong with a cell."""
        column = self.columns.get(field)
        place = f"row {row + 1}"
        if column is not None:
            place += f", column {column_letters(column)}"
            place += f" ({quoted(self.table.names[column])})" if column < len(self.table.names) else ""
        self.problems.append(Problem(self.table.file, row + 1, (column or 0) + 1, f"{place}: {message}", CELL))

    def refuse(self) -> None:
        """Raise ContentError with what was reported."""
        if self.problems:
            rest = len(self.problems) - _MOST
            last = f"{rest} more are wrong in the same way, or in another; correct these first"
            more = [Problem(self.table.file, max(one.line for one in self.problems), 0, last, CELL)] if rest > 0 else []
            raise ContentError([*self.problems[:_MOST], *more])
