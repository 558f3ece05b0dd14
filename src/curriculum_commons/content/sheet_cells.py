"""Collect the texts and the rows of a workbook from the events of its XML; each cell has the value that was saved.

Knows nothing of files, and nothing of what the rows are about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..model.problems import CallError, quoted

MOST_CELLS = 1_000_000
"""Filled cells of a sheet, and texts of a workbook."""
_MOST_EMPTY = 3_000_000
"""Cells of a sheet that hold a format alone."""
_LAST_ROW, _WIDEST = 1_048_576, 1_000
"""Rows that a sheet can have, and columns: what is beyond them is no table."""
LONGEST = 40_000
"""Characters of a cell; no program takes as many."""
_MOST_RANGES, _DEEPEST, _MOST_TEXT = 5_000, 50, 20_000_000
"""Merged ranges, elements within each other, and characters of a sheet."""


class Moment(float):
    """A day or a time of day, in days."""

    is_time: bool
    """Whether it is shown without a day."""


class Places(float):
    """A number that is shown with a number of decimal places."""

    places: int


class Faulty(str):
    """What a cell shows that has no value; its `reason` is half a sentence with the way out."""

    reason: str


Value = str | float | bool | None
Cells = Sequence[Value]


@dataclass
class SheetRows:
    """What is known of a sheet beside its cells, whole once all rows were read."""

    merged: list[str] = field(default_factory=list)
    """Ranges such as "A2:A9"."""
    hidden: list[int] = field(default_factory=list)
    """Numbers of rows that are hidden, with anything in them."""
    hidden_columns: set[int] = field(default_factory=set)
    """Columns that are hidden, counted from 0."""


class Rows:
    """Collects the rows of a sheet; the methods that are called for each cell are as short as they can be."""

    def __init__(
        self, name: str, texts: list[str], formats: list[str | int | None], known: SheetRows | None = None
    ) -> None:
        """Begin with nothing.

        Args:
            name: What messages call the sheet.
            texts: Those to which cells point.
            formats: How the numbers of each style are shown.
        """
        self._name, self._texts, self._formats = name, texts, formats
        self._known = known or SheetRows()
        self._rows: list[tuple[int, Cells]] = []
        self._row: list[Value] = []
        self._number, self._column, self._filled, self._empty = 0, 0, 0, 0
        self._is_hidden, self._has_formula, self._is_text, self._is_sound = False, False, False, False
        self._given: Mapping[str, str] = {}
        self._text = ""
        self._kinds, self._columns = _Kinds(), dict[str, int]()
        self._depth, self._typed = 0, 0

    def taken(self) -> list[tuple[int, Cells]]:
        """Return the rows that are whole and were not taken before."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, element: str, given: Mapping[str, str]) -> None:
        """Begin an element."""
        kind = self._kinds[element]
        self._depth += 1
        if kind == "c" and self._depth < _DEEPEST:
            self._given, self._text, self._has_formula = given, "", False
        elif kind == "v":
            self._is_text = not self._is_sound
        elif kind == "f":
            self._has_formula = True
        elif kind == "row":
            self._begin_row(given)
        elif kind == "rPh":
            self._is_sound = True
        elif self._depth > _DEEPEST:
            raise CallError(f"{self._name} is no usual sheet; copy it into a new workbook")
        elif kind in {"col", "mergeCell"}:
            self._begin_layout(kind, given)

    def end(self, element: str) -> None:
        """End an element."""
        kind = self._kinds[element]
        self._depth -= 1
        if kind == "v":
            self._is_text = False
        elif kind == "c":
            self._end_cell()
        elif kind == "row":
            self._end_row()
        elif kind == "rPh":
            self._is_sound = False

    def data(self, text: str) -> None:
        """Take text."""
        if self._is_text and len(self._text) < LONGEST:
            self._text += text

    def _begin_layout(self, kind: str, given: Mapping[str, str]) -> None:
        if kind == "mergeCell" and len(self._known.merged) < _MOST_RANGES:
            self._known.merged.append(given.get("ref", ""))
        elif kind == "col" and given.get("hidden") in {"1", "true"}:
            first, last = given.get("min", ""), given.get("max", "")
            if first.isdecimal() and last.isdecimal():
                self._known.hidden_columns.update(range(int(first[:5]) - 1, min(int(last[:5]), _WIDEST)))

    def _begin_row(self, given: Mapping[str, str]) -> None:
        number = given.get("r", "")
        self._number = int(number[:8]) if number.isdecimal() else self._number + 1
        if self._number > _LAST_ROW:
            self._refuse_size(f"{_LAST_ROW:,} rows; delete what is not needed")
        self._row, self._column = [], -1
        self._is_hidden = given.get("hidden") in {"1", "true"}

    def _end_row(self) -> None:
        if self._row:
            self._rows.append((self._number, self._row))
            if self._is_hidden:
                self._known.hidden.append(self._number)

    def _end_cell(self) -> None:
        given, row, text = self._given, self._row, self._text
        place, kind = given.get("r"), given.get("t", "n")
        letters = place.rstrip("0123456789") if place else ""
        column = self._columns.get(letters, -1) if letters else self._column + 1
        self._column = column = self._new_column(letters) if column < 0 else column
        if kind == "s" and text.isdecimal() and (at := int(text[:9])) < len(self._texts):
            value: Value = self._texts[at]
        else:
            value = self._value(text, kind)
        if value is None or value == "":
            self._empty += 1
            if self._empty > _MOST_EMPTY:
                self._refuse_size(f"{_MOST_EMPTY // 1_000_000} million empty cells; delete the empty rows and columns")
        elif column == len(row):
            row.append(value)
            self._filled += 1
        elif column < _WIDEST:
            self._filled += 1 + max(0, column - len(row))
            row += [None] * (column - len(row))
            row[column : column + 1] = [value]
        if self._filled > MOST_CELLS:
            self._refuse_size(f"{MOST_CELLS:,} cells; delete what is not needed")

    def _refuse_size(self, what: str) -> None:
        raise CallError(f"{self._name} has more than {what}, and save it again")

    def _new_column(self, letters: str) -> int:
        column = column_index(letters)
        if len(self._columns) < _WIDEST:
            self._columns[letters] = column
        return column

    def _value(self, text: str, kind: str) -> Value:
        if not text:
            reason = "is a formula whose result is not in the file; open it in a spreadsheet program, and save it again"
            return _faulty("", reason) if self._has_formula and kind not in {"str", "inlineStr"} else None
        if kind == "n":
            return self._of_number(text)
        if kind == "b":
            return text == "1"
        if kind == "e":
            return _faulty(text, f"has the error {quoted(text)}; correct its formula, or type the value")
        if kind == "s":
            return _faulty(text, "points to a text that the file does not have; save it again")
        self._typed += len(text)
        if self._typed > _MOST_TEXT:
            self._refuse_size(f"{_MOST_TEXT:,} characters; delete what is not needed")
        return unescaped(text)

    def _of_number(self, text: str) -> Value:
        try:
            number = float(text)
        except ValueError:
            return text
        style = self._given.get("s", "0")
        form = self._formats[int(style)] if style.isdecimal() and int(style) < len(self._formats) else None
        if form is None:
            return number
        if isinstance(form, int):
            shown = Places(number)
            shown.places = form
            return shown
        moment = Moment(number)
        moment.is_time = form == "time"
        return moment


class _Kinds(dict[str, str]):
    """Local names of elements, those that hold values all "v"."""

    def __missing__(self, element: str) -> str:
        local = element.rpartition(" ")[2]
        self[element] = "v" if local == "t" else local
        return self[element]


def column_index(letters: str) -> int:
    """Return the index of a column from its letters: 0 for "A"; far beyond all columns for what are none."""
    index = 0
    for letter in letters.upper()[:4]:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1 if index > 0 and letters.isalpha() else _WIDEST


def column_letters(index: int) -> str:
    """Return the letters of a column: "A" for 0."""
    letters, rest = "", index + 1
    while rest > 0:
        rest, last = divmod(rest - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


def _faulty(shown: str, reason: str) -> Faulty:
    value = Faulty(shown or " ")
    value.reason = reason
    return value


def unescaped(text: str) -> str:
    """Return a text with the characters that a workbook spells as "_x000A_"."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


_BUILT_IN = {
    **{"2": "0.00", "4": "#,##0.00"},
    **{str(number): "yyyy-mm-dd" for number in (14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58)},
    **{str(number): "h:mm" for number in (18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56)},
}
"""Formats that every spreadsheet program knows by their numbers, as far as they matter here."""


def form_of(number: str, code: str | None) -> str | int | None:
    """Return how a format shows a number: as "day" or "time", or with so many decimal places."""
    code = code or _BUILT_IN.get(number, "")
    bare = re.sub(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|[_*].', "", code.partition(";")[0].lower())
    if any(sign in bare for sign in "dy") and "general" not in bare:
        return "day"
    if any(sign in bare for sign in "hms") and "general" not in bare:
        return "day" if "mmm" in bare else "time"
    places = bare.partition(".")[2]
    return len(places) if places and not places.strip("0") else None
