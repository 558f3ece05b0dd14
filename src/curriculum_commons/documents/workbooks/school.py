"""The sheet School: the one place of a workbook where the name of a school is typed, and what refers to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...mapping.sessions import places
from ..brand import Brand
from .book import BAND, CELL, HEAD, TEXT_INPUT, TITLE, WRAPPED, Area, Book, Look, Sheet, at

SCHOOL, YEAR = "School", "Academic_year"
"""Names of the cells that hold the school's name and the academic year."""
FEWEST_PLACES = 8
_SHEET = "School"
_FIRST = 8
_COLUMNS = ("Place", "What you call it", "Note")
_INTRODUCTION = "What is typed here once, every other sheet takes from here. Framed cells are yours to fill in."


@dataclass(frozen=True)
class Phases:
    """The places for the names of phases."""

    names: tuple[str, ...]
    """What stands in them as the workbook is made; empty where a place is not used."""

    @property
    def typed(self) -> Area:
        """Where they are typed."""
        return Area(_SHEET, _FIRST, 1, len(self.names))


def phases_in(names: Sequence[str]) -> Phases:
    """Return places for these phases and, as a rule, a few more."""
    return Phases((*names, *[""] * (FEWEST_PLACES - len(names))))


def title(sheet: Sheet, words: str, brand: Brand, high: bool = False) -> None:
    """Say in the first cell which sheet of whose workbook this is; `high` where a narrow column needs two lines."""
    formula = f'"{words} · "&{SCHOOL}&IF({YEAR}="",""," · "&{YEAR})'
    sheet.formula(0, 0, formula, f"{words} · {brand.name}", {**TITLE, "text_wrap": high})
    sheet.raw.set_row(0, 26 * (1 + high))


def school_sheet(book: Book, brand: Brand, phases: Phases | None = None) -> None:
    """Add the sheet."""
    sheet = book.sheet(_SHEET, [26, 48, 44])
    title(sheet, _SHEET, brand)
    sheet.text(1, 0, _INTRODUCTION)
    sheet.text(3, 0, "Name of the school", CELL)
    sheet.text(3, 1, brand.name, TEXT_INPUT)
    sheet.text(4, 0, "Academic year", CELL)
    sheet.text(4, 1, "", TEXT_INPUT)
    book.name(SCHOOL, Area(_SHEET, 3, 1))
    book.name(YEAR, Area(_SHEET, 4, 1))
    _hint(sheet, 3, "Name of the school", "Type the name once; it then stands on every sheet.")
    _hint(sheet, 4, "Academic year", "As you write it, such as 2026–27.")
    if phases:
        _phases(sheet, phases)
    sheet.prints(Area(_SHEET, 0, 0, _FIRST + len(phases.names) if phases else 5, 3))
    sheet.only_inputs()


def _phases(sheet: Sheet, phases: Phases) -> None:
    sheet.texts(6, 0, ["Phases of the curriculum", "", ""], BAND)
    columns = [{"header": header, "header_format": sheet.book.format(HEAD)} for header in _COLUMNS]
    options = {"name": "Phases", "columns": columns, "autofilter": False, "style": None}
    sheet.raw.add_table(_FIRST - 1, 0, _FIRST + len(phases.names) - 1, len(_COLUMNS) - 1, options)
    used = places(phases.names)
    for place, name in enumerate(phases.names):
        row = _FIRST + place
        sheet.text(row, 0, f"Phase {place + 1}", CELL)
        sheet.text(row, 1, name, TEXT_INPUT)
        sheet.book.name(f"Phase_{place + 1}", Area(_SHEET, row, 1))
        note = _note(at(row, 1), f"{at(_FIRST, 1, True)}:{at(row - 1, 1)}") if place else '""'
        said = _SAME if name and not used[place] else ""
        sheet.formula(row, 2, note, said, _NOTE_LOOK)
    area = phases.typed
    first, whole = at(_FIRST, 1), f"{at(_FIRST, 1, True, True)}:{at(_FIRST + area.rows - 1, 1, True, True)}"
    sheet.raw.data_validation(
        *(area.row, area.col, area.row + area.rows - 1, area.col),
        {
            "validate": "custom",
            "value": f"=SUMPRODUCT(--EXACT({whole},{first}))=1",
            "input_title": "Name of a phase",
            "input_message": "In the order in which learners go through them. Leave places empty that you do not need. "
            "If you change a name later, choose it again in the rows of Sessions that have the old one.",
            "error_type": "stop",
            "error_title": "Two phases of one name",
            "error_message": "Another phase has this name already. Give each phase a name of its own.",
        },
    )


_SAME = "Same name as a phase above: sessions count there."
_NOTE_LOOK: Look = {**CELL, **WRAPPED}


def _note(cell: str, above: str) -> str:
    return f'IF(AND(LEN({cell})>0,SUMPRODUCT(--EXACT({above},{cell}))>0),"{_SAME}","")'


def _hint(sheet: Sheet, row: int, heading: str, message: str) -> None:
    sheet.raw.data_validation(row, 1, row, 1, {"validate": "any", "input_title": heading, "input_message": message})
