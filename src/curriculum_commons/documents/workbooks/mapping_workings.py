"""The sheet Workings: what each row of Sessions says, as numbers that other sheets count, and which gaps there are.

Every row looks up its own place on Sessions, so that rows there can be sorted, deleted and inserted. Entries are
compared with EXACT, which knows no wildcards and no longest text, where COUNTIF does.
"""

from __future__ import annotations

from ...mapping.sessions import MOST_HOURS
from ...mapping.vocabulary import ELECTIVE, REQUIRED, SEPARATOR
from .book import CELL, HEAD, Area, Book, Sheet, at, quoted
from .layout import FIRST, HEADER, WORKED_GAPS, WORKED_OUT, WORKINGS, Outline
from .school import title
from .tally import Tally

_ABOUT = (
    "What the other sheets count. Nothing to type here: each line says in numbers what one row of Sessions says, "
    "and is not printed."
)
_TEXTS = ("remarks", "row check")


def workings_sheet(book: Book, outline: Outline) -> None:
    """Add the sheet."""
    widths = [*(13 for _ in WORKED_OUT[:-2]), 26, 40, 3, *(13 for _ in WORKED_GAPS)]
    sheet = book.sheet(WORKINGS, widths, landscape=True)
    title(sheet, WORKINGS, outline.brand)
    sheet.text(1, 0, _ABOUT)
    sheet.text(HEADER - 1, 0, "Sum", CELL)
    sheet.raw.set_row(HEADER, 34)
    for heading in (*WORKED_OUT, *WORKED_GAPS):
        sheet.text(HEADER, outline.worked(heading).col, heading.capitalize(), HEAD)
    for heading in ("typed", "counted"):
        sheet.formula(HEADER - 1, outline.sum(heading).col, f"SUM({outline.worked(heading).ref})", 0, CELL)
    gaps = outline.worked("gap: number")
    sheet.formula(HEADER - 1, gaps.col, f"MAX({gaps.ref})", 0, CELL)
    rows = outline.worked("row").rows
    for place in range(rows):
        _row(sheet, outline, place)
    _gaps(sheet, outline)
    # Nobody reads it on paper: what is printed says what it is.
    sheet.prints(Area(WORKINGS, 0, 0, HEADER - 1, 9), HEADER)
    sheet.raw.freeze_panes(FIRST, 1)
    sheet.only_inputs()


def _row(sheet: Sheet, outline: Outline, place: int) -> None:
    row = FIRST + place
    sheet.number(row, 0, place + 1, CELL)
    here = {heading: at(row, number, False, True) for number, heading in enumerate(WORKED_OUT)}
    for heading, formula in _formulas(outline, here).items():
        value = "" if heading in _TEXTS else 0
        sheet.formula(row, outline.worked(heading).col, formula, value, CELL)


def _formulas(outline: Outline, here: dict[str, str]) -> dict[str, str]:
    number, whole = here["row"], outline.sessions.ref

    def typed(field: str) -> str:
        return f"INDEX({outline.typed(field).ref},{number}+1)"

    competency, phase, hours, assessment = (typed(f) for f in ("competency", "phase", "hours", "assessment"))
    phases = outline.list("Phase in use").ref
    not_read = f'IF({here["competency"]}=0,", competency","")&IF({here["phase"]}=0,", phase","")'
    look_at = (
        f'IF({here["timed"]}=0,", hours","")&IF({here["requirement"]}=0,", required or elective","")'
        f'&IF({here["assessment unread"]}=1,", assessment","")'
    )
    found = {
        "typed": f"IF({number}>=ROWS({whole}),0,IFERROR(IF(SUMPRODUCT(LEN(INDEX({whole},{number}+1,0)))>0,1,0),1))",
        "competency": f"IF(ISTEXT({competency}),SUMPRODUCT(EXACT({outline.list('Code').ref},{_code(competency)})"
        f"*{outline.numbers('Code').ref}),0)",
        "phase": f'SUMPRODUCT(EXACT({phases},{phase}&"")*(LEN({phases})>0)*{outline.numbers("Phase in use").ref})',
        "requirement": f"IF(EXACT({typed('requirement')},{quoted(REQUIRED)}),1,"
        f"IF(EXACT({typed('requirement')},{quoted(ELECTIVE)}),2,0))",
        "timed": f"IF(AND(ISNUMBER({hours}),NOT(ISLOGICAL({hours}))),IF(AND({hours}>=0,{hours}<={MOST_HOURS}),1,0),0)",
        "hours": f"IF({here['timed']}=1,{hours},0)",
        "assessed": f"IF(ISTEXT({assessment}),SUMPRODUCT(--EXACT({outline.list('Assessment code').ref},"
        f"{_code(assessment)})),0)",
        "assessment unread": f"IF({here['assessed']}=1,0,IF(LEN({assessment})+LEN({typed('purpose')})>0,1,0))",
        "level": _place(outline, "Level", typed("level")),
        "stage": _place(outline, "Stage", typed("stage")) if outline.stage_names else "0",
        "counted": f"IF(AND({here['competency']}>0,{here['phase']}>0),1,0)",
    }
    kept = {heading: f"IFERROR({formula},0)" for heading, formula in found.items()}
    kept["remarks"] = f'IF({here["typed"]}=0,"",IF({here["counted"]}=0,{not_read},{look_at}))'
    kept["row check"] = (
        f'IF({here["typed"]}=0,"",IF({here["counted"]}=0,"Not counted: "&MID({here["remarks"]},3,99),'
        f'IF({here["remarks"]}="","Counted","Counted; look at: "&MID({here["remarks"]},3,99))))'
    )
    return kept


def _place(outline: Outline, heading: str, entry: str) -> str:
    """The number of an entry on its list; 0 where it is not there."""
    return f"SUMPRODUCT(EXACT({outline.list(heading).ref},{entry})*{outline.numbers(heading).ref})"


def _code(entry: str) -> str:
    """The part of an entry before its name."""
    separator = quoted(SEPARATOR)
    return f"LEFT({entry},FIND({separator},{entry}&{separator})-1)"


def _gaps(sheet: Sheet, outline: Outline) -> None:
    """One line for each gap there could be: a competency in all phases (phase 0), then in each."""
    columns = [outline.worked(heading).col for heading in WORKED_GAPS]
    places = len(outline.phases.names)
    for line in range(outline.possible_gaps):
        row, competency, phase = FIRST + line, line // (places + 1) + 1, line % (places + 1)
        kind, number = at(row, columns[2]), columns[3]
        before = at(row - 1, number) if line else "0"
        sheet.number(row, columns[0], competency, CELL)
        sheet.number(row, columns[1], phase, CELL)
        sheet.formula(row, columns[2], _kind(outline, competency, phase), 0, CELL)
        sheet.formula(row, number, f"{before}+IF({kind}>0,1,0)", 0, CELL)


def _kind(outline: Outline, competency: int, phase: int) -> str:
    """The number of what is missing, as `MISSING` has it; 0 for nothing."""
    tally = Tally(outline, competency, phase)
    anywhere = Tally(outline, competency).sessions
    phases = outline.list("Phase in use")
    nothing_yet = f"{outline.sum('typed').ref}=0"
    if not phase:
        return f"IF(OR({nothing_yet},SUMPRODUCT(--(LEN({phases.ref})>0))=0),0,IF({anywhere}=0,1,0))"
    return (
        f"IF(OR({nothing_yet},LEN({phases.cell(phase - 1).ref})=0,{anywhere}=0),0,"
        f"IF({tally.sessions}=0,2,IF({tally.full}>0,0,IF({tally.required}=0,3,IF({tally.timed}=0,4,5)))))"
    )
