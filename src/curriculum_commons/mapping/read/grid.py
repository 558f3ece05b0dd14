"""Find the tables of sessions in a file: the sheet, the row that names the columns, and what each column holds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Literal

from ...content.sheet_cells import SheetRows, Value, column_letters
from ...content.spreadsheet import SheetInfo, Workbook
from ...content.tables import Table, content_of, is_workbook, text_table, with_head
from ...model.maps import FIELDS, MOST_SESSIONS
from ...model.problems import CallError, counted, in_words, name, quoted
from . import columns as names_of_columns
from .columns import Column, area, named_cells
from .lookup import Lookup, parted
from .recipes import Recipe, recipe_for
from .tidy import folded, words

Form = Literal["sessions", "pairs", "other"]
"""A row for each session; for each session and competency, as in the workbook before; or a table of others."""
Row = tuple[int, list[Value]]
_MOST_FILLED = 200_000
"""Cells that take their value from a merged one."""
_HEAD, _TRIED = 60, 300
"""Filled rows among which the names of the columns are looked for, and rows by whose values competencies are found."""
_OURS = {
    **{"Session title": "title", "Course": "course", "Phase": "phase", "Stage": "stage", "Hours": "hours"},
    **{"Required or elective": "requirement", "Competency": "competency", "Level": "level", "Components": "components"},
    **{"Method": "method", "Instructional method": "method", "Assessment": "assessment", "Purpose": "purpose"},
    **{"Assessment method": "assessment", "Formative or summative": "purpose", "Who leads (role)": "lead"},
}
"""Fields by the names of the columns of the workbook, without numbers."""
_CORE = ("title", "phase", "hours", "requirement")
MARK = "mark"
"""Field of a column that is named like a competency, with a mark in each row that teaches it."""


@dataclass(frozen=True)
class Grid:
    """A table of sessions."""

    sheet: str
    """Name of the sheet; empty for a csv file."""
    form: Form
    columns: tuple[Column, ...]
    head: int
    """Number of the row that names them."""
    rows: Sequence[Row]
    """Those below, by the numbers that people see."""
    names: tuple[str, ...] = ()
    """Of all its columns."""
    recipe: Recipe = field(default_factory=Recipe)
    """How it is read."""
    filled_down: frozenset[tuple[int, int]] = frozenset()
    """Rows and columns of cells that take their value from a merged one above."""


@dataclass
class Found:
    """What a file holds."""

    grids: list[Grid] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What to know, in sentences."""
    school: str = ""
    year: str = ""
    phases: tuple[str, ...] = ()
    """Names that are typed in the workbook; none where the rows alone name them."""
    met: dict[str, None] = field(default_factory=dict)
    """Phases of all rows of tables of others, also of those without a competency, as an empty phase is one, too."""
    edition: str = ""
    framework: str = ""


def find(file: Path, lookup: Lookup, recipes: Sequence[Recipe], chosen: Mapping[str, str]) -> Found:
    """Return the tables of sessions in a csv or xlsx file; raises CallError where there is none.

    Args:
        recipes: How tables were read before.
        chosen: Names of columns by field, as somebody has chosen them.
    """
    content = content_of(file)
    finder = _Finder(file.name, lookup, recipes, chosen)
    if is_workbook(file, content):
        return finder.in_workbook(Workbook(file.name, content))
    return finder.in_text(content)


class _Finder:
    def __init__(self, file: str, lookup: Lookup, recipes: Sequence[Recipe], chosen: Mapping[str, str]) -> None:
        self.file, self.lookup, self.recipes, self.chosen = file, lookup, recipes, chosen
        worded = lookup.framework.terms.worded
        self._ours = {folded(shown): field for name, field in _OURS.items() for shown in (name, worded(name))}
        self._seen = list[str]()

    def in_text(self, content: bytes) -> Found:
        table = text_table(self.file, self.file, content, self._score)
        found = Found()
        if table.is_guess:
            found.notes.append(f"{self.file} is read as {table.encoding}; look at its accents.")
        rows: list[Row] = [(at, list(cells)) for at, cells in enumerate(table.rows, 1) if any(cells)]
        found.grids += self._grids("", rows, SheetRows())
        return self._checked(found)

    def in_workbook(self, book: Workbook) -> Found:
        found = Found(notes=list(book.notes))
        named = named_cells(book)
        if grid := self._by_names(book, named, found):
            found.grids.append(grid)
        else:
            for sheet in (one for one in book.sheets if not one.is_hidden):
                found.grids += self._in_sheet(book, sheet, found)
            hidden = [quoted(one.name) for one in book.sheets if one.is_hidden]
            if hidden and not {"School", "Academic_year"} & named.keys():
                found.notes.append(f"{self.file}: {in_words(hidden)} is hidden, and not read.")
        _take_school(book, named, found)
        return self._checked(found)

    def _checked(self, found: Found) -> Found:
        if not found.grids:
            seen = f"; its columns are {in_words(self._seen[:30])}" if self._seen else ""
            raise CallError(
                f"{self.file}: no row names a column of titles and one of competencies{seen}; name them with "
                "--column title=NAME and --column competency=NAME"
            )
        if sum(len(grid.rows) for grid in found.grids) > 5 * MOST_SESSIONS:
            raise CallError(f"{self.file} has more than {5 * MOST_SESSIONS:,} rows; read it in parts")
        return found

    def _by_names(self, book: Workbook, named: Mapping[str, tuple[str, int, int]], found: Found) -> Grid | None:
        """Return the table whose columns are named ranges, wherever they are and whatever their headers are."""
        sheet_name, head, _ = named.get("Map_title", ("", 0, 0))
        sheet = next((one for one in book.sheets if folded(one.name) == folded(sheet_name)), None)
        if sheet is None:  # a program has renamed it, and not the names of its ranges
            return None
        known = SheetRows()
        rows = [(number, list(cells)) for number, cells in book.rows(sheet, known)]
        headers = next((cells for number, cells in rows if number == head), [])
        columns = list[Column]()
        for title, (of_sheet, _, index) in named.items():
            field, _, slot = title.removeprefix("Map_").partition("_")
            if title.startswith("Map_") and of_sheet == sheet_name and field in FIELDS:
                header = words(headers[index]) if index < len(headers) else ""
                columns.append(Column(field, int(slot) if slot.isdecimal() else 0, index, header))
        grid = Grid(sheet.name, "sessions", tuple(sorted(columns, key=lambda one: one.index)), head, rows)
        found.notes += self._hidden(grid, known)
        return _below(grid, known)

    def _in_sheet(self, book: Workbook, sheet: SheetInfo, found: Found) -> Iterator[Grid]:
        known = SheetRows()
        stream = ((number, list(cells)) for number, cells in book.rows(sheet, known))
        beginning = list(islice(stream, _HEAD))
        if not beginning or not self._is_table(beginning):
            return
        for grid in self._grids(sheet.name, list(chain(beginning, stream)), known):
            found.notes += self._hidden(grid, known)
            yield grid

    def _hidden(self, grid: Grid, known: SheetRows) -> Iterator[str]:
        """Yield what is hidden and read all the same, in a sentence."""
        rows = len([number for number in known.hidden if number > grid.head])
        columns = [
            quoted(one.name or column_letters(one.index)) for one in grid.columns if one.index in known.hidden_columns
        ]
        hidden = [*([counted(rows, "row")] if rows else []), *([f"column {in_words(columns)}"] if columns else [])]
        if hidden:
            yield f"{self.file}, sheet {quoted(grid.sheet)}: hidden, and read too: {' and '.join(hidden)}."

    def _grids(self, sheet: str, rows: list[Row], known: SheetRows) -> Iterator[Grid]:
        if rows:
            at, names = self._names(rows[:_HEAD])
            columns, form, recipe = self._columns(names, rows[at + 1 : at + 1 + _TRIED])
            if columns:
                yield _below(Grid(sheet, form, columns, rows[at][0], rows, tuple(names), recipe), known)

    def _names(self, rows: Sequence[Row]) -> tuple[int, list[str]]:
        """Return the index of the row that names the columns, and their names, in part from the row above."""
        texts = [[words(cell) for cell in cells] for _, cells in rows]
        table = with_head(Table(self.file, None, 0, texts), self._score)
        return table.head, list(table.names)

    def _score(self, names: Sequence[str]) -> float:
        marks = sum(self.lookup.competencies.find(name) is not None for name in names if name)
        ours = sum(self._of_ours(name) is not None for name in names if name)
        return names_of_columns.score(names, self.chosen) + min(marks, 3) + 2 * (marks > 0) + ours

    def _of_ours(self, text: str) -> tuple[str, int] | None:
        name = folded(text)
        if name in self._ours:
            return self._ours[name], 0
        first, _, last = name.rpartition(" ")
        known = last.isdecimal() and len(last) == 1 and self._ours.get(first)
        return (known, int(last)) if known else None

    def _is_table(self, rows: Sequence[Row]) -> bool:
        at, names = self._names(rows)
        return bool(self._columns(names, rows[at + 1 :])[0])

    def _columns(self, names: Sequence[str], rows: Sequence[Row]) -> tuple[tuple[Column, ...], Form, Recipe]:
        """Return what the columns hold, none where there are no titles or no competencies; the form; and the recipe."""
        ours = [(of, index, name) for index, name in enumerate(names) if name and (of := self._of_ours(name))]
        fields = {of[0] for of, _, _ in ours}
        if not self.chosen and {*_CORE, "competency"} <= fields:
            form: Form = "pairs" if ("competency", 0) in [of for of, _, _ in ours] else "sessions"
            return tuple(Column(*of, index, name) for of, index, name in ours), form, Recipe()
        self._seen += [quoted(name) for name in names if name]
        before = recipe_for(self.recipes, names)
        chosen = {**(before.columns if before else {}), **self.chosen}
        columns = self._of_others(names, chosen)
        columns = columns if "competency" in chosen else self._by_values(names, columns, rows)
        held = {column.field for column in columns}
        if "title" not in held or not held & {"competency", MARK}:
            return (), "other", Recipe()
        kept = {name: text for name, text in chosen.items() if text[:1] in {"@", ":", "-", ""}}
        by_field: dict[str, list[str]] = {}
        for column in sorted(columns, key=lambda one: one.slot):
            if column.field != MARK:
                by_field.setdefault(column.field, []).append(column.name)
        kept |= {name: "|".join(several) for name, several in by_field.items()}
        recipe = Recipe(
            frozenset(map(folded, names)) - {""},
            {name: text or "-" for name, text in kept.items()},
            before.values if before else {},
        )
        return columns, "other", recipe

    def _of_others(self, names: Sequence[str], chosen: Mapping[str, str]) -> tuple[Column, ...]:
        there = {folded(name) for name in names}
        wanted = [one for text in chosen.values() for one in text.split("|") if one and one[0] not in "@:-"]
        if wanted and not any(folded(one) in there for one in wanted):
            return ()  # they are about another sheet
        columns = names_of_columns.recognized(names, chosen)
        used = {column.index for column in columns}
        marks = [
            Column(MARK, 0, index, name)
            for index, name in enumerate(names)
            if name and index not in used and self.lookup.competencies.find(name)
        ]
        return (*columns, *marks)

    def _by_values(self, names: Sequence[str], columns: tuple[Column, ...], rows: Sequence[Row]) -> tuple[Column, ...]:
        """Return the columns with that one for competencies in which most cells name one, whatever its name is."""
        used = {column.index for column in columns if column.field != "competency"}

        def hits(index: int) -> int:
            find = self.lookup.competencies.find
            texts = (cells[index] for _, cells in rows if index < len(cells))
            return sum(any(map(find, parted(text, find))) for text in texts if isinstance(text, str))

        ranked = {index: hits(index) for index, name in enumerate(names) if name and index not in used}
        best = max(ranked, key=lambda index: ranked[index], default=-1)
        now = max((ranked.get(one.index, 0) for one in columns if one.field == "competency"), default=0)
        if best < 0 or ranked[best] <= now:
            return columns
        others = (column for column in columns if column.field != "competency")
        return (*others, Column("competency", 0, best, names[best]))


def _below(grid: Grid, known: SheetRows) -> Grid:
    """Return a grid with the rows below its head, in which each cell of a merged column has the value of the first."""
    rows = {number: cells for number, cells in grid.rows if number > grid.head}
    numbers, left = sorted(rows), _MOST_FILLED
    filled = set[tuple[int, int]]()
    for cells in map(area, known.merged):
        top, column, bottom = cells
        first = rows.get(top)
        if first is None or column >= len(first) or first[column] is None:
            continue
        below = numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)][:left]
        left -= len(below)
        for row in (rows[number] for number in below):
            row += [None] * (column + 1 - len(row))
            if row[column] is None:
                row[column] = first[column]
        filled.update((number, column) for number in below)
    return replace(grid, rows=[(number, rows[number]) for number in numbers], filled_down=frozenset(filled))


def _take_school(book: Workbook, named: Mapping[str, tuple[str, int, int]], found: Found) -> None:
    """Take what is typed on the sheet School."""
    wanted = {name: place for name, place in named.items() if place[0] == named.get("School", ("",))[0]}
    sheet = next((one for one in book.sheets if wanted and one.name == named["School"][0]), None)
    if sheet is None:
        return
    rows = dict(islice(book.rows(sheet), 200))

    def typed(title: str) -> str:
        _, row, column = wanted.get(title, ("", 0, 0))
        cells = rows.get(row, ())
        return words(cells[column]) if column < len(cells) else ""

    found.school, found.year = name(typed("School")), name(typed("Academic_year"))
    numbers = sorted(int(title[len("Phase_") :]) for title in wanted if title[len("Phase_") :].isdecimal())
    found.phases = tuple(dict.fromkeys(one for number in numbers if (one := typed(f"Phase_{number}"))))
    found.edition, found.framework = typed("Map_edition"), typed("Map_framework")
