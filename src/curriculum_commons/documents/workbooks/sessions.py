"""The sheets Sessions and Lists: rows to type what a school teaches, and the entries of their drop-down lists."""

from __future__ import annotations

from math import ceil

from ...mapping.sessions import MOST_HOURS, phase_names
from ...mapping.vocabulary import SOURCE
from .book import FIRST, HEADER, Area, Book, Sheet, at, lines_of, one_of
from .columns import LISTS, ROWS, SESSIONS, Layout
from .formulas import state
from .school import typed_phases
from .styles import CLAY, CLAY_TINT, HEAD, INPUT, NOTE, NUMBER, TEAL_TINT, TEXT_CELL, TEXT_INPUT, Style

_ROW_CHECK, _CHECK_WIDTH = "Row check", 24
"""Last column of Sessions, which is not typed but shows how the row is counted."""
_LINES, _LINE_HEIGHT = 2, 15
"""Lines that each row has room for, at least, and their height in points."""
_HOW = (
    "One row for each session and competency: a session on two competencies takes two rows, its hours divided between "
    "them. Choose from the lists; Row check says how a row is counted."  # codespell:ignore says
)
_HOURS: Style = {**INPUT, "align": "center", "num_format": "0.0#"}
_LIST_WIDTHS = {
    "Competency": 52,
    "Stage": 32,
    "Instructional method": 42,
    "Assessment method": 66,
    "What can be missing": 42,
}
_OTHER_WIDTH = 18


def sessions_sheet(book: Book, layout: Layout) -> None:
    """Add the sheet Sessions."""
    columns, check = layout.columns, len(layout.columns)
    sheet = book.sheet(SESSIONS, [*(column.width for column in columns), _CHECK_WIDTH], landscape=True)
    sheet.text(1, 0, _HOW)
    sheet.formula(2, 0, *state(layout), NOTE)
    height = _LINE_HEIGHT * _lines(layout)
    for row in range(FIRST, FIRST + ROWS):
        sheet.raw.set_row(row, height)
        for number, column in enumerate(columns):
            sheet.text(row, number, "", _HOURS if column.field == "hours" else TEXT_INPUT)
    headers = [*(column.header for column in columns), _ROW_CHECK]
    sheet.table(Area(SESSIONS, HEADER, 0, 1 + ROWS, check + 1), "Sessions_typed", headers)
    _checks(sheet, layout, check)
    for number, column in enumerate(columns):
        title = column.header.partition(" (")[0]
        area, choices = Area(SESSIONS, FIRST, number, ROWS), layout.choices(column)
        if choices:
            sheet.prompt(area, title, column.meaning, column.error, **one_of(choices))
        elif column.field == "hours":
            limits = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": MOST_HOURS}
            sheet.prompt(area, title, column.meaning, column.error, **limits)
        else:
            sheet.prompt(area, title, column.meaning)
    sheet.raw.set_row(HEADER, 34)
    sheet.raw.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:{at(HEADER + ROWS, check)}"})
    sheet.finish(FIRST + ROWS, check + 1, freeze=1, protect=False)


def _lines(layout: Layout) -> int:
    """Return the lines that the longest entry needs: not every program makes rows higher by itself."""
    needed = [lines_of(layout.phases, column.width - 1) for column in layout.columns if column.field == "phase"]
    needed += [ceil(len(entry) / col.width) for col in layout.columns for entry in layout.lists.get(col.header, ())]
    return max(_LINES, *needed)


def _checks(sheet: Sheet, layout: Layout, column: int) -> None:
    """Write the column Row check; each cell looks up its own row, so that sorting does not move it."""
    worked = layout.worked("row check").ref
    formula = f'IFERROR(INDEX({worked},ROW()-ROW({at(HEADER, column, True, True)})),"")'
    for row in range(FIRST, FIRST + ROWS):
        sheet.formula(row, column, formula, "", TEXT_CELL)
    area, cell = Area(SESSIONS, FIRST, column, ROWS), at(FIRST, column, False, True)
    sheet.shade(area, f'LEFT({cell},3)="Not"', {"bg_color": CLAY_TINT, "font_color": CLAY, "bold": True})
    sheet.shade(area, f'LEFT({cell},8)="Counted;"', {"bg_color": CLAY_TINT})
    sheet.shade(area, f'{cell}="Counted"', {"bg_color": TEAL_TINT})


def lists_sheet(book: Book, layout: Layout) -> None:
    """Add the sheet Lists."""
    lists = layout.lists
    sheet = book.sheet(LISTS, [6, *(_LIST_WIDTHS.get(header, _OTHER_WIDTH) for header in lists)], landscape=True)
    sheet.text(1, 0, "What the drop-down lists of Sessions offer. Nothing to type here.")
    sheet.text(2, 0, SOURCE)
    sheet.raw.set_row(HEADER, 34)
    sheet.text(HEADER, 0, "No.", HEAD)
    longest = max(map(len, lists.values()))
    for number in range(longest):
        sheet.number(FIRST + number, 0, number + 1, NUMBER)
    for number, entry in enumerate(lists["Competency"]):
        sheet.fit_row(FIRST + number, entry, _LIST_WIDTHS["Competency"])
    for column, (header, entries) in enumerate(lists.items(), 1):
        if not entries:  # a framework without stages
            sheet.raw.set_column(column, column, None, None, {"hidden": True})
            continue
        sheet.text(HEADER, column, header, HEAD)
        if header == "Phase in use":
            _phases(sheet, layout, column)
            continue
        for row, entry in enumerate(entries, FIRST):
            sheet.text(row, column, entry, TEXT_CELL)
    sheet.raw.ignore_errors({"number_stored_as_text": f"A1:{at(FIRST + longest - 1, len(lists))}"})
    sheet.finish(FIRST + longest, 1 + len(lists), freeze=0)


def _phases(sheet: Sheet, layout: Layout, column: int) -> None:
    """Write the names typed on the sheet School, each once; a name typed as a number becomes text."""
    typed = typed_phases(layout.phases)
    for number, name in enumerate(phase_names(layout.phases)):
        own = f'{typed.cell(number).ref}&""'
        above = Area(typed.sheet, typed.row, typed.col, number)
        formula = f'IF(SUMPRODUCT(--EXACT({above.ref},{own}))>0,"",{own})' if number else own
        sheet.formula(FIRST + number, column, formula, name, TEXT_CELL)
