"""The sheet Lists: what the drop-down lists of the sheet Sessions offer."""

from __future__ import annotations

from ...mapping.sessions import places
from ...mapping.vocabulary import SOURCE
from .book import CELL, HEAD, NUMBER, WRAPPED, Area, Book, Look, Sheet
from .layout import FIRST, HEADER, LISTS, Outline
from .school import title

_ENTRY: Look = {**CELL, **WRAPPED}
_WIDTHS = {
    "Competency": 52,
    "Stage": 32,
    "Instructional method": 42,
    "Assessment method": 66,
    "What can be missing": 42,
}


def lists_sheet(book: Book, outline: Outline) -> None:
    """Add the sheet."""
    shown = {heading: entries for heading, entries in outline.lists.items() if entries}
    sheet = book.sheet(LISTS, [6, *(_WIDTHS.get(heading, 18) for heading in outline.lists)], landscape=True)
    title(sheet, LISTS, outline.brand)
    sheet.text(1, 0, "What the drop-down lists of Sessions offer. Nothing to type here.")
    sheet.text(2, 0, SOURCE)
    sheet.raw.set_row(HEADER, 34)
    sheet.text(HEADER, 0, "No.", HEAD)
    longest = max(len(entries) for entries in shown.values())
    for place in range(longest):
        sheet.number(FIRST + place, 0, place + 1, NUMBER)
    for place, entry in enumerate(outline.lists["Competency"]):
        sheet.tall(FIRST + place, entry, _WIDTHS["Competency"])
    for heading, entries in shown.items():
        area = outline.list(heading)
        sheet.text(HEADER, area.col, heading, HEAD)
        if heading == "Phase in use":
            _phases(sheet, outline, area)
        else:
            for place, text in enumerate(entries):
                sheet.text(FIRST + place, area.col, text, _ENTRY)
    if not outline.stage_names:
        column = outline.list("Stage").col
        sheet.raw.set_column(column, column, None, None, {"hidden": True})
    whole = Area(LISTS, 0, 0, FIRST + longest, 1 + len(outline.lists))
    sheet.prints(whole, HEADER)
    sheet.raw.freeze_panes(FIRST, 0)
    sheet.raw.ignore_errors({"number_stored_as_text": whole.ref.partition("!")[2].replace("$", "")})
    sheet.only_inputs()


def _phases(sheet: Sheet, outline: Outline, area: Area) -> None:
    """Take over the names that are typed, each once: what is typed as a number counts as text."""
    typed = outline.phases.typed
    for place, name in enumerate(places(outline.phases.names)):
        own = f'{typed.cell(place).ref}&""'
        above = Area(typed.sheet, typed.row, typed.col, place)
        formula = f'IF(SUMPRODUCT(--EXACT({above.ref},{own}))>0,"",{own})' if place else own
        sheet.formula(area.row + place, area.col, formula, name, _ENTRY)
