"""The sheet Timeline of the roadmap planner: a row for each piece of work, a column for each month, by formulas."""

from __future__ import annotations

from ...model.palette import CLAY_TINT
from .book import (
    CELL,
    CLAY,
    HEAD,
    INK,
    NOTE,
    RULE,
    SAND,
    TEAL,
    TEAL_TINT,
    WRAPPED,
    Area,
    Book,
    Look,
    Sheet,
    at,
    quoted,
)
from .plan import EARLIEST, FIRST, HEADER, LATEST, MONTHS, NO_STATUS, STATUSES, STEP, TIMELINE, TIMELINE_COLUMNS, Plan
from .school import title

_WIDTHS = (34, 22, 12, 11, 11, 20, 5)
_MONTH_WIDTH = 3.3
_MONTH: Look = {"bold": True, "rotation": 90, "num_format": "mmm yyyy", "align": "center", "valign": "bottom"}
_SIGN: Look = {"align": "center", "border": 0}
_DAY: Look = {"num_format": "yyyy-mm-dd", "align": "center"}
_TEXT: Look = WRAPPED
_LOOKS: dict[str, Look] = {
    "○": {"bg_color": SAND, "font_color": INK},
    "◐": {"bg_color": TEAL_TINT, "font_color": TEAL},
    "●": {"bg_color": TEAL, "font_color": "#ffffff"},
    "◇": {"bg_color": CLAY_TINT, "font_color": CLAY},
    NO_STATUS: {"bg_color": RULE, "font_color": INK},
}
_NO_DATES = "No dates typed yet: type start and end on the sheet Plan, and the timeline draws itself."
_STARTS, _ENDS = TIMELINE_COLUMNS.index("Start"), TIMELINE_COLUMNS.index("End")
_FIRST_MONTH = len(TIMELINE_COLUMNS)


def timeline_sheet(book: Book, plan: Plan) -> None:
    """Add the sheet."""
    sheet = book.sheet(TIMELINE, [*_WIDTHS, *[_MONTH_WIDTH] * MONTHS], landscape=True)
    title(sheet, TIMELINE, plan.brand)
    signs = {**{sign: status for status, sign in STATUSES.items()}, NO_STATUS: "Status not said"}
    sheet.text(1, 0, "   ".join(f"{sign} {status}" for sign, status in signs.items()))
    starts, ends = (Area(TIMELINE, FIRST, column, plan.drawn).ref for column in (_STARTS, _ENDS))
    message = f'IF({STEP.ref}=1,"One column is one month.","One column is "&{STEP.ref}&" months.")'
    sheet.formula(2, 0, f"IF(COUNT({starts})=0,{quoted(_NO_DATES)},{message})", _NO_DATES, NOTE)
    sheet.texts(HEADER, 0, TIMELINE_COLUMNS, HEAD)
    sheet.raw.set_row(HEADER, 68)
    for month in range(MONTHS):
        formula = _after(at(HEADER, _FIRST_MONTH + month - 1, True), ends) if month else _first_month(starts)
        sheet.formula(HEADER, _FIRST_MONTH + month, formula, "", _MONTH)
    for place in range(plan.drawn):
        _row(sheet, plan, place)
    signs_area = Area(TIMELINE, FIRST, _FIRST_MONTH - 1, plan.drawn, MONTHS + 1)
    for sign, look in _LOOKS.items():
        sheet.shade(signs_area, f"{at(FIRST, _FIRST_MONTH - 1)}={quoted(sign)}", look)
    sheet.shade(Area(TIMELINE, HEADER, _FIRST_MONTH, 1, MONTHS), f'{at(HEADER, _FIRST_MONTH)}<>""', _MONTH_SHADE)
    used = f'OR({at(FIRST, 0, False, True)}<>"",{at(FIRST, _STARTS, False, True)}<>"")'
    sheet.shade(Area(TIMELINE, FIRST, 0, plan.drawn, _FIRST_MONTH - 1), used, CELL)
    sheet.raw.freeze_panes(FIRST, 1)
    sheet.prints(Area(TIMELINE, 0, 0, FIRST + plan.drawn, _FIRST_MONTH + MONTHS), HEADER)
    sheet.only_inputs()


_MONTH_SHADE: Look = {"bg_color": TEAL_TINT, "font_color": TEAL}


def _first_month(starts: str) -> str:
    return f'IF(COUNT({starts})=0,"",DATE(YEAR(MIN({starts})),MONTH(MIN({starts})),1))'


def _after(month: str, ends: str) -> str:
    """Return the formula of the next month, as long as the plan has not ended."""
    return f'IF({month}="","",IF({_next(month)}>MAX({ends}),"",{_next(month)}))'


def _next(month: str) -> str:
    return f"DATE(YEAR({month}),MONTH({month})+{STEP.ref},1)"


def _row(sheet: Sheet, plan: Plan, place: int) -> None:
    row = FIRST + place
    for column, heading in enumerate(("Work", "Owner (role)", "Status")):
        typed = f"INDEX({plan.typed(heading).ref},{place + 2})"
        first = plan.works[place].title if heading == "Work" and place < len(plan.works) else ""
        sheet.formula(row, column, f'IFERROR({typed}&"","")', first, _TEXT)
    start, end = (f"INDEX({plan.typed(heading).ref},{place + 2})" for heading in ("Start", "End"))
    begun, ended = at(row, _STARTS, False, True), at(row, _ENDS, False, True)
    sheet.formula(row, _STARTS, f'IFERROR(IF({_is_day(start)},INT({start}),""),"")', "", _DAY)
    last = f'IF(LEN({end})=0,{begun},IF({_is_day(end)},IF(INT({end})<{begun},"",INT({end})),""))'
    sheet.formula(row, _ENDS, f'IFERROR(IF({begun}="","",{last}),"")', "", _DAY)
    sheet.formula(row, TIMELINE_COLUMNS.index("Note"), _note(start, end), "", {**_TEXT, "font_color": CLAY})
    status = at(row, TIMELINE_COLUMNS.index("Status"), False, True)
    sign = quoted(NO_STATUS)
    for name, shown in STATUSES.items():
        sign = f"IF(EXACT({status},{quoted(name)}),{quoted(shown)},{sign})"
    sheet.formula(row, _FIRST_MONTH - 1, f'IF(OR({begun}="",{ended}=""),"",{sign})', "", _SIGN)
    own = at(row, _FIRST_MONTH - 1, False, True)
    for column in range(_FIRST_MONTH, _FIRST_MONTH + MONTHS):
        month = at(HEADER, column, True)
        within = f"AND({begun}<{_next(month)},{ended}>={month})"
        sheet.formula(row, column, f'IF(OR({own}="",{month}=""),"",IF({within},{own},""))', "", _SIGN)


def _is_day(value: str) -> str:
    first, last = (f"DATE({day.year},{day.month},{day.day})" for day in (EARLIEST, LATEST))
    return f"IF(ISNUMBER({value}),AND({value}>={first},{value}<{last}+1),FALSE)"


def _note(start: str, end: str) -> str:
    """Say what keeps work from being drawn as it is meant."""
    bad = f"OR(AND(LEN({start})>0,NOT({_is_day(start)})),AND(LEN({end})>0,NOT({_is_day(end)})))"
    backwards = f'IF(INT({end})<INT({start}),"End is before start","")'
    alone = f'IF(LEN({start})=0,"No start",IF(LEN({end})=0,"No end",{backwards}))'
    return f'IFERROR(IF(LEN({start})+LEN({end})=0,"",IF({bad},"Not a day",{alone})),"")'
