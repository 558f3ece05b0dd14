"""The sheet School: the only cells of a workbook in which the school, the year and the phases are typed."""

from __future__ import annotations

from collections.abc import Sequence

from ...mapping.sessions import phase_names
from . import styles as look
from .book import SCHOOL, YEAR, Area, Book, Sheet, at

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


def typed_phases(phases: Sequence[str]) -> Area:
    """Return the cells in which these phases are typed."""
    return Area(_SHEET, _FIRST_PHASE, 1, len(phases))


def school_sheet(book: Book, phases: Sequence[str] = ()) -> None:
    """Add the sheet; without phases it has no table of them."""
    sheet = book.sheet(_SHEET, [26, 48, 44])
    sheet.text(1, 0, _INTRODUCTION)
    name, year = Area(_SHEET, _NAME_ROW, 1), Area(_SHEET, _YEAR_ROW, 1)
    sheet.text(_NAME_ROW, 0, "Name of the school", look.CELL)
    sheet.text(_NAME_ROW, 1, book.school, look.TEXT_INPUT)
    sheet.text(_YEAR_ROW, 0, "Academic year", look.CELL)
    sheet.text(_YEAR_ROW, 1, "", look.TEXT_INPUT)
    book.define_name(SCHOOL, name)
    book.define_name(YEAR, year)
    # codespell:ignore-next-line stands
    sheet.prompt(name, "Name of the school", "Type the name once; it then stands on every sheet.")
    sheet.prompt(year, "Academic year", "As you write it, such as 2026–27.")
    if phases:
        _phases(sheet, phases)
    sheet.finish(_FIRST_PHASE + len(phases) if phases else 5, 3, header=False)


def _phases(sheet: Sheet, phases: Sequence[str]) -> None:
    sheet.texts(6, ["Phases of the curriculum", "", ""], look.BAND)
    sheet.table(Area(_SHEET, _FIRST_PHASE - 1, 0, 1 + len(phases), 3), "Phases", _HEADERS, autofilter=False)
    distinct = phase_names(phases)
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
