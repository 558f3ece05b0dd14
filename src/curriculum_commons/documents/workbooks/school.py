"""The sheet School: the only cells of a workbook in which the school, the year and the phases are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import styles as look
from .book import SCHOOL, YEAR, Book, Sheet
from .cells import Area, at

_SHEET = "School"
_FEWEST = 8
"""Cells for names of phases, at least."""
_NAME_ROW, _YEAR_ROW, _FIRST_PHASE = 3, 4, 8
_INTRODUCTION = "What is typed here once, every other sheet takes from here. Framed cells are yours to fill in."
_HEADERS = ("Place", "What you call it", "Note")
_SAME = "Same name as a phase above: sessions count there."


def phase_cells(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the phases and, as a rule, a few empty ones for others to be typed."""
    return (*names, *[""] * (_FEWEST - len(names)))


def distinct_phases(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the phases by position; empty where it is not used or repeats an earlier name."""
    return tuple("" if name in names[:position] else name for position, name in enumerate(names))


def typed_phases(phases: Sequence[str]) -> Area:
    """Return the cells in which these phases are typed."""
    return Area(_SHEET, _FIRST_PHASE, 1, len(phases))


def school_sheet(book: Book, year: str = "") -> Sheet:
    """Add the sheet and return it."""
    sheet = book.sheet(_SHEET, [26, 48, 44])
    sheet.text(1, 0, _INTRODUCTION)
    names, years = Area(_SHEET, _NAME_ROW, 1), Area(_SHEET, _YEAR_ROW, 1)
    sheet.text(_NAME_ROW, 0, "Name of the school", look.CELL)
    sheet.text(_NAME_ROW, 1, book.school, look.TEXT_INPUT)
    sheet.text(_YEAR_ROW, 0, "Academic year", look.CELL)
    sheet.text(_YEAR_ROW, 1, year, look.TEXT_INPUT)
    book.define_name(SCHOOL, names)
    book.define_name(YEAR, years)
    # codespell:ignore-next-line stands
    sheet.prompt(names, "Name of the school", "Type the name once; it then stands on every sheet.")
    sheet.prompt(years, "Academic year", "As you write it, such as 2026–27.")
    sheet.finish(_YEAR_ROW + 1, 3, header=False)
    return sheet


def mapping_school_sheet(
    book: Book, phases: Sequence[str], about: Mapping[str, tuple[str, str]], year: str = ""
) -> None:
    """Add the sheet with the phases, and with what programs know the workbook by.

    Args:
        book: The workbook.
        phases: Names in the cells for phases.
        about: What it is called and its value, by the name of its cell.
        year: The academic year.
    """
    sheet = school_sheet(book, year)
    _phases(sheet, phases)
    row = _FIRST_PHASE + len(phases) + 1
    sheet.texts(row, ["This workbook", "", ""], look.BAND)
    for number, (name, (words, value)) in enumerate(about.items(), row + 1):
        sheet.texts(number, [words, value], look.CELL)
        book.define_name(name, Area(_SHEET, number, 1))
    sheet.raw.print_area(0, 0, row + len(about), 2)


def _phases(sheet: Sheet, phases: Sequence[str]) -> None:
    sheet.texts(6, ["Phases of the curriculum", "", ""], look.BAND)
    sheet.table(Area(_SHEET, _FIRST_PHASE - 1, 0, 1 + len(phases), 3), "Phases", _HEADERS, autofilter=False)
    distinct = distinct_phases(phases)
    for number, name in enumerate(phases):
        row = _FIRST_PHASE + number
        sheet.text(row, 0, f"Phase {number + 1}", look.CELL)
        sheet.text(row, 1, name, look.TEXT_INPUT)
        sheet.book.define_name(f"Phase_{number + 1}", Area(_SHEET, row, 1))
        own, above = at(row, 1), f"{at(_FIRST_PHASE, 1, True)}:{at(row - 1, 1)}"
        note = f'IF(AND(LEN({own})>0,SUMPRODUCT(--EXACT({above},{own}))>0),"{_SAME}","")' if number else '""'
        sheet.formula(row, 2, note, _SAME if name and not distinct[number] else "", look.TEXT_CELL)
    area, first = typed_phases(phases), at(_FIRST_PHASE, 1)
    whole = f"{at(_FIRST_PHASE, 1, True, True)}:{at(_FIRST_PHASE + len(phases) - 1, 1, True, True)}"
    sheet.prompt(
        area,
        "Name of a phase",
        "In the order in which learners go through them. Leave places empty that you do not need. "
        "If you change a name later, choose it again in the rows of Sessions that have the old one.",
        "Another phase has this name already. Give each phase a name of its own.",
        error_title="Two phases of one name",
        validate="custom",
        value=f"=SUMPRODUCT(--EXACT({whole},{first}))=1",
    )
