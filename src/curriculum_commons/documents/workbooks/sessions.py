"""The sheets Sessions, Lists, Workings and Gaps: rows to type what a school teaches, and what follows from each row.

Each row of Workings looks up its own row on Sessions, so that rows there can be sorted, deleted and inserted. Entries
are compared with EXACT, which, unlike COUNTIF, has no wildcards and no limit of length.
"""

from __future__ import annotations

from math import ceil

from ...mapping.row_coverage import ALL_PHASES
from ...mapping.sessions import ELECTIVE, MOST_HOURS, REQUIRED, SEPARATOR, phase_names
from . import styles as look
from .book import FIRST, HEADER, ROW_CHECK, Area, Book, Sheet, at, quoted
from .columns import (
    COLUMNS,
    GAPS,
    LISTS,
    ROWS,
    SESSIONS,
    WORKED_GAPS,
    WORKED_OUT,
    WORKINGS,
    Layout,
    Tally,
    state,
    verdict,
)
from .school import typed_phases

_LINES, _LINE_HEIGHT = 2, 15
"""Lines that each row has room for, at least, and their height in points."""
_HOW = (
    "One row for each session and competency: a session on two competencies takes two rows, its hours divided between "
    "them. Choose from the lists; Row check says how a row is counted."  # codespell:ignore says
)
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
    columns = list(layout.columns.values())
    sheet = book.sheet(SESSIONS, [column.width for column in (*columns, ROW_CHECK)], landscape=True)
    sheet.text(1, 0, layout.terms.worded(_HOW))
    sheet.formula(2, 0, *state(layout), look.NOTE)
    height = _LINE_HEIGHT * _lines(layout)
    for row in range(FIRST, FIRST + ROWS):
        sheet.raw.set_row(row, height)
    sheet.inputs("Sessions_typed", columns, ROWS, layout.worked("row check"))
    area, cell = Area(SESSIONS, FIRST, len(columns), ROWS), at(FIRST, len(columns), False, True)
    sheet.shade(area, f'LEFT({cell},3)="Not"', {"bg_color": look.CLAY_TINT, "font_color": look.CLAY, "bold": True})
    sheet.shade(area, f'LEFT({cell},8)="Counted;"', {"bg_color": look.CLAY_TINT})
    sheet.shade(area, f'{cell}="Counted"', {"bg_color": look.TEAL_TINT})
    sheet.raw.set_row(HEADER, 34)
    sheet.raw.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:{at(HEADER + ROWS, len(columns))}"})
    sheet.finish(FIRST + ROWS, len(columns) + 1, freeze=1, protect=False)


def _lines(layout: Layout) -> int:
    """Return the lines that the longest entry needs: not every program makes rows higher by itself."""
    needed = [look.lines_of(layout.phases, layout.columns["phase"].width - 1)]
    for name, column in layout.columns.items():
        needed += [ceil(len(entry) / column.width) for entry in layout.lists.get(COLUMNS[name].header, ())]
    return max(_LINES, *needed)


def lists_sheet(book: Book, layout: Layout) -> None:
    """Add the sheet Lists."""
    lists = layout.lists
    sheet = book.sheet(LISTS, [6, *(_LIST_WIDTHS.get(header, _OTHER_WIDTH) for header in lists)], landscape=True)
    sheet.text(1, 0, "What the drop-down lists of Sessions offer. Nothing to type here.")
    sheet.text(2, 0, layout.offered.source)
    sheet.raw.set_row(HEADER, 34)
    sheet.text(HEADER, 0, "No.", look.HEAD)
    longest = max(map(len, lists.values()))
    for number in range(longest):
        sheet.number(FIRST + number, 0, number + 1, look.NUMBER)
    for number, entry in enumerate(lists["Competency"]):
        sheet.fit_row(FIRST + number, entry, _LIST_WIDTHS["Competency"])
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
    sheet.finish(FIRST + longest, 1 + len(lists), freeze=0)


def _phases(sheet: Sheet, layout: Layout, column: int) -> None:
    """Write the names typed on the sheet School, each once; a name typed as a number becomes text."""
    typed = typed_phases(layout.phases)
    for number, name in enumerate(phase_names(layout.phases)):
        own = f'{typed.cell(number).ref}&""'
        above = Area(typed.sheet, typed.row, typed.col, number)
        formula = f'IF(SUMPRODUCT(--EXACT({above.ref},{own}))>0,"",{own})' if number else own
        sheet.formula(FIRST + number, column, formula, name, look.TEXT_CELL)


_ABOUT = (
    # codespell:ignore-next-line says
    "What the other sheets count. Nothing to type here: each line says in numbers what one row of Sessions says, "
    "and is not printed."
)
_TEXTS = ("remarks", "row check")
_GAP_WIDTHS = (6, 52, 40, 46)
_GAP_LINE = 15.5
"""Height of a line of the sheet Gaps, in points."""
_SHRUNK: look.Style = {"shrink": True}
"""For names of phases, which may be long; rows do not become higher by themselves when formulas show more."""
_VERDICT: look.Style = {"bold": True, "font_size": 12, "font_color": look.CLAY}


def workings_sheet(book: Book, layout: Layout) -> None:
    """Add the sheet Workings."""
    widths = [*(13 for _ in WORKED_OUT[:-2]), 26, 40, 3, *(13 for _ in WORKED_GAPS)]
    sheet = book.sheet(WORKINGS, widths, landscape=True)
    sheet.text(1, 0, _ABOUT)
    sheet.text(HEADER - 1, 0, "Sum", look.CELL)
    sheet.raw.set_row(HEADER, 34)
    for header in (*WORKED_OUT, *WORKED_GAPS):
        sheet.text(HEADER, layout.worked(header).col, layout.shown(header.capitalize()), look.HEAD)
    for header, function in (("typed", "SUM"), ("counted", "SUM"), ("gap: number", "MAX")):
        total, column = layout.sum(header), layout.worked(header)
        sheet.formula(total.row, total.col, f"{function}({column.ref})", 0, look.CELL)
    for number in range(1, layout.worked("row").rows + 1):
        row = HEADER + number
        sheet.number(row, 0, number, look.CELL)
        here = {header: at(row, column, False, True) for column, header in enumerate(WORKED_OUT)}
        for header, formula in _formulas(layout, here).items():
            sheet.formula(row, layout.worked(header).col, formula, "" if header in _TEXTS else 0, look.CELL)
    _possible_gaps(sheet, layout)
    # Nobody reads it on paper: only its title and what it is for are printed.
    sheet.finish(HEADER - 1, 9, freeze=1)


def _formulas(layout: Layout, here: dict[str, str]) -> dict[str, str]:
    """Return the formulas of one row by header; `here` has the reference of each of its cells."""

    def typed(field: str) -> str:
        return f"INDEX({layout.typed(field).ref},{here['row']}+1)"

    def number(header: str, entry: str) -> str:
        """Return the number of an entry on its list; 0 where it is not there."""
        return f"SUMPRODUCT(EXACT({layout.list(header).ref},{entry})*{layout.numbers(header).ref})"

    competency, phase, hours, assessment, needed = map(
        typed, ("competency", "phase", "hours", "assessment", "requirement")
    )
    methods, phases = layout.list("Assessment code").ref, layout.list("Phase in use").ref
    rows = layout.sessions.ref
    numbers = {
        "typed": f"IF({here['row']}>=ROWS({rows}),0,"
        f"IFERROR(IF(SUMPRODUCT(LEN(INDEX({rows},{here['row']}+1,0)))>0,1,0),1))",
        "competency": f"IF(ISTEXT({competency}),{number('Code', _code(competency))},0)",
        "phase": f'SUMPRODUCT(EXACT({phases},{phase}&"")*(LEN({phases})>0)*{layout.numbers("Phase in use").ref})',
        "requirement": f"IF(EXACT({needed},{quoted(REQUIRED)}),1,IF(EXACT({needed},{quoted(ELECTIVE)}),2,0))",
        "timed": f"IF(AND(ISNUMBER({hours}),NOT(ISLOGICAL({hours}))),IF(AND({hours}>=0,{hours}<={MOST_HOURS}),1,0),0)",
        "hours": f"IF({here['timed']}=1,{hours},0)",
        "assessed": f"IF(ISTEXT({assessment}),SUMPRODUCT(--EXACT({methods},{_code(assessment)})),0)",
        "assessment unread": f"IF({here['assessed']}=1,0,IF(LEN({assessment})+LEN({typed('purpose')})>0,1,0))",
        "level": number("Level", typed("level")),
        "stage": number("Stage", typed("stage")) if layout.stages else "0",
        "counted": f"IF(AND({here['competency']}>0,{here['phase']}>0),1,0)",
    }
    return {header: f"IFERROR({formula},0)" for header, formula in numbers.items()} | _remarks(layout, here)


def _remarks(layout: Layout, here: dict[str, str]) -> dict[str, str]:
    missing = quoted(layout.terms.worded(", competency"))
    not_read = f'IF({here["competency"]}=0,{missing},"")&IF({here["phase"]}=0,", phase","")'
    look_at = (
        f'IF({here["timed"]}=0,", hours","")&IF({here["requirement"]}=0,", required or elective","")'
        f'&IF({here["assessment unread"]}=1,", assessment","")'
    )
    return {
        "remarks": f'IF({here["typed"]}=0,"",IF({here["counted"]}=0,{not_read},{look_at}))',
        "row check": f'IF({here["typed"]}=0,"",IF({here["counted"]}=0,"Not counted: "&MID({here["remarks"]},3,99),'
        f'IF({here["remarks"]}="","Counted","Counted; look at: "&MID({here["remarks"]},3,99))))',
    }


def _code(entry: str) -> str:
    separator = quoted(SEPARATOR)
    return f"LEFT({entry},FIND({separator},{entry}&{separator})-1)"


def _possible_gaps(sheet: Sheet, layout: Layout) -> None:
    """Write one row for each possible gap: a competency in all phases (phase 0), then in each."""
    columns = [layout.worked(header).col for header in WORKED_GAPS]
    for index in range(layout.possible_gaps):
        row = FIRST + index
        competency, phase = index // (len(layout.phases) + 1) + 1, index % (len(layout.phases) + 1)
        before = at(row - 1, columns[3]) if index else "0"
        sheet.number(row, columns[0], competency, look.CELL)
        sheet.number(row, columns[1], phase, look.CELL)
        sheet.formula(row, columns[2], _kind(layout, competency, phase), 0, look.CELL)
        sheet.formula(row, columns[3], f"{before}+IF({at(row, columns[2])}>0,1,0)", 0, look.CELL)


def _kind(layout: Layout, competency: int, phase: int) -> str:
    """Return the formula of what is missing: its number in `mapping.coverage.MISSING`, from 1; 0 for nothing."""
    tally, anywhere = Tally(layout, competency, phase), Tally(layout, competency).count()
    phases, nothing_yet = layout.list("Phase in use"), f"{layout.sum('typed').ref}=0"
    if not phase:
        return f"IF(OR({nothing_yet},SUMPRODUCT(--(LEN({phases.ref})>0))=0),0,IF({anywhere}=0,1,0))"
    return (
        f"IF(OR({nothing_yet},LEN({phases.cell(phase - 1).ref})=0,{anywhere}=0),0,IF({tally.count()}=0,2,"
        f"IF({tally.full}>0,0,IF({tally.count(requirement=1)}=0,3,IF({tally.timed}=0,4,5)))))"
    )


def gaps_sheet(book: Book, layout: Layout) -> None:
    """Add the sheet Gaps: one row for each gap, no empty rows between."""
    sheet = book.sheet(GAPS, _GAP_WIDTHS)
    sheet.formula(1, 0, *verdict(layout), _VERDICT)
    sheet.formula(2, 0, *state(layout), look.NOTE)
    sheet.texts(HEADER, ["No.", layout.shown("Competency"), "Phase", "What is missing"], look.HEAD)
    height = _GAP_LINE * look.lines_of(layout.lists["Competency"], _GAP_WIDTHS[1] - 2)
    numbers, last = layout.worked("gap: number").ref, layout.sum("gap: number").ref
    competencies, phases, kinds = map(layout.list, ("Competency", "Phase in use", "What can be missing"))

    def position(header: str, number: str) -> str:
        """Return the position of a gap's competency, phase or kind on its list."""
        return f"INDEX({layout.worked(header).ref},MATCH({number},{numbers},0))"

    for number in range(1, layout.possible_gaps + 1):
        row = HEADER + number
        sheet.raw.set_row(row, height)
        own = at(row, 0, False, True)
        phase = position("gap: phase", own)
        sheet.formula(row, 0, f'IF({number}<={last},{number},"")', "", {"align": "left"})
        cells = (
            (f"INDEX({competencies.ref},{position('gap: competency', own)})", look.WRAPPED),
            (f"IF({phase}=0,{quoted(ALL_PHASES)},INDEX({phases.ref},{phase}))", _SHRUNK),
            (f"INDEX({kinds.ref},{position('gap: kind', own)})", look.WRAPPED),
        )
        for column, (formula, style) in enumerate(cells, 1):
            sheet.formula(row, column, f'IF({own}="","",{formula})', "", style)
    sheet.shade(Area(GAPS, FIRST, 0, layout.possible_gaps, 4), f'{at(FIRST, 0, False, True)}<>""', look.CELL)
    sheet.finish(FIRST + layout.possible_gaps, 4, freeze=0)
