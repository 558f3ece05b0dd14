"""The sheets Sessions, Row check and Lists: rows to type what a school teaches, and what to look at in them.

Sessions holds nothing but what is typed, and no lines or colors but by conditions: other programs than Excel print all
rows with a formula or a frame, however empty they look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import styles as look
from .book import FIRST, HEADER, Book, Sheet
from .cells import Area, at, quoted
from .columns import CHECK, LISTS, ROWS, SESSIONS, Layout, name_of
from .school import distinct_phases, typed_phases
from .verdicts import state
from .workings import Workings

_HOW = (
    "One row for each session, with up to four competencies; its hours are shared equally among them. Choose from the "
    "lists."
)
_LINES, _LINE_HEIGHT = 2, 15
"""Lines of a row that is empty, and their height in points."""
_LIST_WIDTHS = {"Competency": 42, "Component": 42, "Stage": 24, "Method": 34, "Assessment": 46}
_OTHER_WIDTH = 12
_NOT_PRINTED = ("Code", "Phase in use")
"""Lists at the end that only formulas read."""
_WRONG: look.Style = {"bg_color": look.CLAY_TINT, "font_color": look.CLAY}
TypedRow = Mapping[str, str | float]
"""What is typed in a row, by field; what is left out is empty."""
CHECKS = 60
"""Rows of Sessions that the sheet Row check lists at a time: as many as fit on a page."""
_CHECK_WIDTHS = (8, 40, 80)
_REMARKS = ("Row_remarks", "Row_remarks_more")


def sessions_sheet(book: Book, workings: Workings, rows: Sequence[TypedRow] = ()) -> None:
    """Add the sheet Sessions, its first rows filled in."""
    layout = workings.layout
    columns = list(layout.columns.values())
    sheet = book.sheet(SESSIONS, [column.width for column in columns], landscape=True)
    for number, column in enumerate(columns):
        style = look.TYPED if column.style is look.TEXT_INPUT else column.style
        sheet.raw.set_column(number, number, column.width, book.format(style))
    sheet.raw.growing = range(FIRST, FIRST + ROWS)
    for row in sheet.raw.growing:
        sheet.raw.set_row(row, _LINES * _LINE_HEIGHT)
    _typed_rows(sheet, layout, rows)
    sheet.text(1, 0, layout.worded(_HOW), look.LINE)
    sheet.formula(2, 0, *state(workings, first=True), {**look.LINE, **look.NOTE})
    headers = [column.header for column in columns]
    sheet.texts(HEADER, headers, look.HEAD)
    sheet.table(Area(SESSIONS, HEADER, 0, 1 + ROWS, len(columns)), "Sessions_typed", headers)
    for number, column in enumerate(columns):
        title = column.header.partition(" (")[0]
        sheet.prompt(Area(SESSIONS, FIRST, number, ROWS), title, column.meaning, column.error, **column.rule)
    for name, area in layout.names.items():
        book.define_name(name, area)
    for name, header in zip(_REMARKS, ("look at", "look at more"), strict=True):
        book.define_name(name, workings.row(header))
    _shade(sheet, layout)
    sheet.raw.set_row(HEADER, 34)
    sheet.raw.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:{at(HEADER + ROWS, len(columns) - 1)}"})
    sheet.raw.hide_gridlines(1)
    sheet.raw.repeat_columns(0)
    sheet.finish(None, len(columns), freeze=1, protect=False)
    sheet.raw.fit_to_pages(2, 0)


def _typed_rows(sheet: Sheet, layout: Layout, rows: Sequence[TypedRow]) -> None:
    for row, typed in enumerate(rows, FIRST):
        lines = _LINES
        for number, (field, column) in enumerate(layout.columns.items()):
            value, style = typed.get(field, ""), look.TYPED_HOURS if field == "hours" else look.TYPED
            if isinstance(value, str):
                if value:
                    sheet.text(row, number, value, style)
                lines = max(lines, look.lines_of([value], column.width))
            else:
                sheet.number(row, number, value, style)
        sheet.raw.set_row(row, lines * _LINE_HEIGHT)


def _shade(sheet: Sheet, layout: Layout) -> None:
    """Frame the rows that are filled, and color cells with something to look at."""
    all_columns = len(layout.columns)
    row = f"{at(FIRST, 0, False, True)}:{at(FIRST, all_columns - 1, False, True)}"
    for number, field in enumerate(layout.columns):
        # Names, since Excel 2007 takes no other sheet in such a formula.
        remarks = "&".join(f"INDEX({name},ROW()-{FIRST})" for name in _REMARKS)
        wrong, explained = (quoted(f", {layout.remark(field)}{end}") for end in (",", " ("))
        found = f'OR(ISNUMBER(FIND({wrong},{remarks}&",")),ISNUMBER(FIND({explained},{remarks})))'
        sheet.shade(Area(SESSIONS, FIRST, number, ROWS), found, _WRONG)
    sheet.shade(Area(SESSIONS, FIRST, 0, ROWS, all_columns), f"COUNTA({row})>0", look.CELL)


def check_sheet(book: Book, workings: Workings) -> None:
    """Add the sheet Row check."""
    sheet = book.sheet(CHECK, _CHECK_WIDTHS)
    sheet.formula(1, 0, *state(workings), look.NOTE)
    shown = f'IF({workings.top("checks")}>{CHECKS},{quoted(f"The first {CHECKS} of them are listed here.")},"")'
    sheet.formula(2, 0, shown, "")
    sheet.texts(HEADER, ["Row", workings.layout.columns["title"].header, "What to look at"], look.HEAD)
    numbers, titles = workings.row("checks").ref, name_of("title")
    for number in range(1, CHECKS + 1):
        row = HEADER + number
        position = f"MATCH({number},{numbers},0)"
        own = at(row, 0, False, True)
        sheet.formula(row, 0, f'IF({number}>{workings.top("checks")},"",{position}+{FIRST})', "", {"align": "left"})
        cells = (f'INDEX({titles},{own}-{HEADER})&""', f"INDEX({workings.row('row check').ref},{own}-{FIRST})")
        for column, formula in enumerate(cells, 1):
            style = look.WRAPPED if column > 1 else {"shrink": True}
            sheet.formula(row, column, f'IF({own}="","",{formula})', "", style)
    area = Area(CHECK, FIRST, 0, CHECKS, len(_CHECK_WIDTHS))
    sheet.shade(area, f'LEFT({at(FIRST, 2, False, True)},3)="Not"', {**_WRONG, **look.CELL})
    sheet.shade(area, f'{at(FIRST, 0, False, True)}<>""', look.CELL)
    sheet.finish(FIRST + CHECKS, len(_CHECK_WIDTHS), freeze=0)
    sheet.raw.fit_to_pages(1, 1)


def lists_sheet(book: Book, workings: Workings) -> None:
    """Add the sheet Lists."""
    layout, lists = workings.layout, workings.layout.lists
    widths = {header: _LIST_WIDTHS.get(header, _OTHER_WIDTH) for header in lists}
    sheet = book.sheet(LISTS, [6, *widths.values()], landscape=True)
    sheet.text(1, 0, "What the drop-down lists of Sessions offer. Nothing to type here.")
    sheet.text(2, 0, layout.framework.lists.source)
    sheet.raw.set_row(HEADER, 34)
    sheet.text(HEADER, 0, "No.", look.HEAD)
    longest = max(map(len, lists.values()))
    for number in range(longest):
        sheet.number(FIRST + number, 0, number + 1, look.NUMBER)
        there = [(lists[header][number], width) for header, width in widths.items() if number < len(lists[header])]
        sheet.fit_row(FIRST + number, *max(there, key=lambda one: len(one[0]) / one[1]))
    for column, (header, entries) in enumerate(lists.items(), 1):
        if not entries:  # a framework without stages
            sheet.raw.set_column(column, column, None, None, {"hidden": True})
            continue
        sheet.text(HEADER, column, layout.shown(header), look.HEAD)
        if header == "Phase in use":
            _phases(sheet, layout, column)
            continue
        for row, entry in enumerate(entries, FIRST):
            sheet.text(row, column, entry, look.TEXT_CELL)
    sheet.raw.ignore_errors({"number_stored_as_text": f"A1:{at(FIRST + longest - 1, len(lists))}"})
    sheet.finish(FIRST + longest, 1 + len(lists) - len(_NOT_PRINTED), freeze=0)


def _phases(sheet: Sheet, layout: Layout, column: int) -> None:
    """Write the names typed on the sheet School, each once; a name typed as a number becomes text."""
    typed = typed_phases(layout.phases)
    for number, name in enumerate(distinct_phases(layout.phases)):
        own = f"TRIM({typed.cell(number).ref})"
        above = Area(typed.sheet, typed.row, typed.col, number)
        formula = f'IF(SUMPRODUCT(--EXACT({above.ref},{own}))>0,"",{own})' if number else own
        sheet.formula(FIRST + number, column, formula, name, look.TEXT_CELL)
