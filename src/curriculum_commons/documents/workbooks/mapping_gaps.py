"""The sheet Gaps: what is missing, in words, one line each and no empty lines between."""

from __future__ import annotations

from ...mapping.gaps import ALL_PHASES
from .book import CLAY, HEAD, NOTE, RULE, WRAPPED, Area, Book, Look, at, lines_of, quoted
from .layout import FIRST, GAPS, HEADER, Outline
from .mapping_sentences import state, verdict
from .school import title

_WIDTHS = (6, 52, 40, 46)
_LINE_HEIGHT = 15.5
"""Points."""
_LINE: Look = {**WRAPPED}
_SHRUNK: Look = {"shrink": True}
"""Names of phases are typed later and may be long; rows do not grow by themselves when a formula says more."""
_VERDICT: Look = {"bold": True, "font_size": 12, "font_color": CLAY}


def gaps_sheet(book: Book, outline: Outline) -> None:
    """Add the sheet."""
    sheet = book.sheet(GAPS, _WIDTHS)
    title(sheet, GAPS, outline.brand)
    sheet.formula(1, 0, *verdict(outline), _VERDICT)
    sheet.formula(2, 0, *state(outline), NOTE)
    sheet.texts(HEADER, 0, ["No.", "Competency", "Phase", "What is missing"], HEAD)
    number = outline.worked("gap: number").ref
    sources = [
        (outline.list("Competency"), outline.worked("gap: competency")),
        (outline.list("Phase in use"), outline.worked("gap: phase")),
        (outline.list("What can be missing"), outline.worked("gap: kind")),
    ]
    height = _LINE_HEIGHT * lines_of(outline.lists["Competency"], _WIDTHS[1] - 2)
    for line in range(outline.possible_gaps):
        row = FIRST + line
        sheet.raw.set_row(row, height)
        own = at(row, 0, False, True)
        sheet.formula(row, 0, f'IF({line + 1}<={outline.sum("gap: number").ref},{line + 1},"")', "", {"align": "left"})
        for column, (entries, places) in enumerate(sources, 1):
            place = f"INDEX({places.ref},MATCH({own},{number},0))"
            found = f"INDEX({entries.ref},{place})"
            if places == outline.worked("gap: phase"):
                found = f"IF({place}=0,{quoted(ALL_PHASES)},{found})"
            sheet.formula(
                row,
                column,
                f'IF({own}="","",{found})',
                "",
                _SHRUNK if places == outline.worked("gap: phase") else _LINE,
            )
    area = Area(GAPS, FIRST, 0, outline.possible_gaps, 4)
    sheet.shade(area, f'{at(FIRST, 0, False, True)}<>""', {"border": 1, "border_color": RULE})
    sheet.raw.freeze_panes(FIRST, 0)
    sheet.prints(Area(GAPS, 0, 0, FIRST + outline.possible_gaps, 4), HEADER)
    sheet.only_inputs()
