"""The roadmap planner: a site's milestones as a school's own plan, with owners, dates, status, and a timeline.

For a new column of the sheet Plan that a school fills in, add a line to `_YOURS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ...model.build_context import BuildContext
from ...model.commons import Commons, ToolkitText
from ...model.records import Milestone
from .. import Recipe
from . import styles as look
from .book import FIRST, HEADER, ROW_CHECK, Book, Column, Sheet
from .cells import Area, at, one_of, quoted
from .school import school_sheet
from .workbook import TextWorkbook

_PLAN, _TIMELINE, _LISTS = "Plan", "Timeline", "Lists"
_EMPTY = 20
"""Rows below the milestones that are ready to be filled in."""
_SPARE = 30
"""Rows that can be inserted or typed below them and still are drawn."""
_ROW_HEIGHT = 30
_MONTHS = 36
"""Columns of the timeline for months."""

_STATUSES = {"Not started": "○", "Under way": "◐", "Done": "●", "On hold": "◇"}
"""Each status and its symbol on the timeline."""
_NO_STATUS = "■"
"""Symbol of work without a status of the list."""
_SYMBOL_STYLES: dict[str, look.Style] = {
    "○": {"bg_color": look.SAND, "font_color": look.INK},
    "◐": {"bg_color": look.TEAL_TINT, "font_color": look.TEAL},
    "●": {"bg_color": look.TEAL, "font_color": look.WHITE},
    "◇": {"bg_color": look.CLAY_TINT, "font_color": look.CLAY},
    _NO_STATUS: {"bg_color": look.RULE, "font_color": look.INK},
}
_STATUS_LIST = Area(_LISTS, FIRST, 0, len(_STATUSES))
_STEP = Area(_LISTS, FIRST, 3)
"""Number of months in one column of the timeline."""

_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 12, 31)
_DAY_RULE = {"validate": "date", "criteria": "between", "minimum": _EARLIEST, "maximum": _LATEST}


def _day(header: str, meaning: str, example: str) -> Column:
    error = f"Please type a day from 2000 to 2100, such as {example}."
    return Column(header, 13, meaning, error, _DAY_RULE, look.DAY_INPUT)


_THEIRS = (
    Column("Work", 32),
    Column("What it was", 56),
    Column("Working group", 24),
    Column("How it stood", 13),
    Column("As of", 12),
)
"""Columns with the milestones."""
_YOURS = (
    Column("Owner (role)", 24, "Who sees to it, by role, such as associate dean. Please type no names."),
    _day("Start", "The day it begins.", "2027-01-15"),
    _day("End", "The day by which it is done.", "2027-06-30"),
    # codespell:ignore-next-line stands
    Column("Status", 14, "How it stands with you today.", "Please choose an entry of the list.", one_of(_STATUS_LIST)),
    # codespell:ignore-next-line stands
    Column("Notes", 34, "Whatever helps: what it needs, what comes of it, what stands in its way."),
)
"""Columns that a school fills in."""
_COLUMNS = (*_THEIRS, *_YOURS)
_HOW = (
    "Take over what fits, delete what does not, and add work of your own below. Type a start and an end, and the sheet "
    "Timeline draws itself."
)
_TIMELINE_COLUMNS = {"Work": 34, "Owner (role)": 22, "Status": 12, "Start": 11, "End": 11, "Note": 20, "Sign": 5}
"""Columns of the timeline before its months, and their widths."""
_FIRST_MONTH = len(_TIMELINE_COLUMNS)
_MONTH_WIDTH = 3.3
_MONTH: look.Style = {"bold": True, "rotation": 90, "num_format": "mmm yyyy", "align": "center", "valign": "bottom"}
_SYMBOL: look.Style = {"align": "center", "border": 0}
_NO_DATES = "No dates typed yet: type start and end on the sheet Plan, and the timeline draws itself."


@dataclass(frozen=True)
class Plan:
    """What the planner is made from, apart from the text of its first sheet."""

    creator: str
    """Who did the work."""
    works: tuple[tuple[str, ...], ...]
    """Cells of each milestone, as in `_THEIRS`."""

    @property
    def rows(self) -> int:
        """Rows of the sheet Plan."""
        return len(self.works) + _EMPTY

    @property
    def drawn(self) -> int:
        """Rows of the sheet Timeline."""
        return self.rows + _SPARE

    def typed(self, header: str) -> str:
        """Return the cells of a column of Plan for formulas: with its header, so that rows can be inserted below it."""
        return Area(_PLAN, HEADER, [column.header for column in _COLUMNS].index(header), 1 + self.drawn).ref

    def timeline(self, header: str) -> str:
        """Return the cells of a column of Timeline for formulas."""
        return Area(_TIMELINE, FIRST, _column(header), self.drawn).ref


def roadmap_planner(commons: Commons, context: BuildContext, text: ToolkitText) -> Iterator[Recipe]:
    """Yield the recipe of the workbook."""
    plan = Plan(commons.framework.creator, tuple(_work(commons, milestone) for milestone in commons.milestones))

    def add_sheets(book: Book) -> None:
        school_sheet(book)
        _plan_sheet(book, plan)
        _timeline_sheet(book, plan)
        _lists_sheet(book, plan)

    yield TextWorkbook(commons, context, text, plan, add_sheets).recipe


def _work(commons: Commons, milestone: Milestone) -> tuple[str, ...]:
    since = milestone.since
    later = f"\nSince then ({since.as_of}): {since.text}" if since else ""
    group = commons.working_group[milestone.working_group].name if milestone.working_group else ""
    when = f" ({milestone.when})" if milestone.when else ""
    return milestone.title, f"{milestone.summary}{when}{later}", group, milestone.last_status, milestone.last_as_of


def _plan_sheet(book: Book, plan: Plan) -> None:
    sheet = book.sheet(_PLAN, [column.width for column in (*_COLUMNS, ROW_CHECK)], landscape=True)
    sheet.text(1, 0, _HOW)
    sheet.texts(HEADER - 1, [f"As it went for: {plan.creator}", *[""] * (len(_THEIRS) - 1)], look.BAND)
    sheet.texts(HEADER - 1, ["Yours to fill in", *[""] * (len(_YOURS) - 1)], look.BAND, len(_THEIRS))
    for row in range(FIRST, FIRST + plan.rows):
        sheet.raw.set_row(row, _ROW_HEIGHT)
    for row, (_, summary, *_) in enumerate(plan.works, FIRST):
        sheet.fit_row(row, summary, _THEIRS[1].width)
    sheet.inputs("Plan_typed", _COLUMNS, plan.rows, Area(_TIMELINE, FIRST, _column("Note"), plan.drawn), plan.works)
    sheet.finish(FIRST + plan.rows, len(_COLUMNS) + 1, freeze=1, protect=False)


def _lists_sheet(book: Book, plan: Plan) -> None:
    sheet = book.sheet(_LISTS, [20, 12, 3, 30])
    sheet.text(1, 0, "What Plan offers, and its signs on Timeline; not to type in.")
    sheet.texts(HEADER, ["Status", "Sign"], look.HEAD)
    for row, status in enumerate(_STATUSES.items(), FIRST):
        sheet.texts(row, status, look.TEXT_CELL)
    sheet.text(HEADER, _STEP.col, "Months in a column of Timeline", look.HEAD)
    sheet.formula(_STEP.row, _STEP.col, _step(plan), 1, look.TEXT_CELL)
    sheet.finish(FIRST + len(_STATUSES), 4)


def _step(plan: Plan) -> str:
    """Return the formula of the fewest months in a column with which the whole plan fits on the timeline."""
    first, last = f"MIN({plan.timeline('Start')})", f"MAX({plan.timeline('End')})"
    months = f"((YEAR({last})-YEAR({first}))*12+MONTH({last})-MONTH({first})+1)"
    steps = "36"
    for step in (12, 6, 3, 1):
        steps = f"IF({months}<={step * _MONTHS},{step},{steps})"
    return f"IF(COUNT({plan.timeline('End')})=0,1,{steps})"


def _timeline_sheet(book: Book, plan: Plan) -> None:
    sheet = book.sheet(_TIMELINE, [*_TIMELINE_COLUMNS.values(), *[_MONTH_WIDTH] * _MONTHS], landscape=True)
    # codespell:ignore-next-line said
    symbols = {**{symbol: status for status, symbol in _STATUSES.items()}, _NO_STATUS: "Status not said"}
    sheet.text(1, 0, "   ".join(f"{symbol} {status}" for symbol, status in symbols.items()))
    starts, ends = plan.timeline("Start"), plan.timeline("End")
    message = f'IF({_STEP.ref}=1,"One column is one month.","One column is "&{_STEP.ref}&" months.")'
    sheet.formula(2, 0, f"IF(COUNT({starts})=0,{quoted(_NO_DATES)},{message})", _NO_DATES, look.NOTE)
    sheet.texts(HEADER, _TIMELINE_COLUMNS, look.HEAD)
    sheet.raw.set_row(HEADER, 68)
    month = f'IF(COUNT({starts})=0,"",DATE(YEAR(MIN({starts})),MONTH(MIN({starts})),1))'
    for column in range(_FIRST_MONTH, _FIRST_MONTH + _MONTHS):
        sheet.formula(HEADER, column, month, "", _MONTH)
        own = at(HEADER, column, True)
        month = f'IF({own}="","",IF({_next(own)}>MAX({ends}),"",{_next(own)}))'
    for number in range(plan.drawn):
        _timeline_row(sheet, plan, number)
    _shade(sheet, plan)
    sheet.finish(FIRST + plan.drawn, _FIRST_MONTH + _MONTHS, freeze=1)


def _shade(sheet: Sheet, plan: Plan) -> None:
    symbols = Area(_TIMELINE, FIRST, _FIRST_MONTH - 1, plan.drawn, _MONTHS + 1)
    for symbol, style in _SYMBOL_STYLES.items():
        sheet.shade(symbols, f"{at(FIRST, _FIRST_MONTH - 1)}={quoted(symbol)}", style)
    months = Area(_TIMELINE, HEADER, _FIRST_MONTH, 1, _MONTHS)
    sheet.shade(months, f'{at(HEADER, _FIRST_MONTH)}<>""', {"bg_color": look.TEAL_TINT, "font_color": look.TEAL})
    used = f'OR({at(FIRST, 0, False, True)}<>"",{at(FIRST, _column("Start"), False, True)}<>"")'
    sheet.shade(Area(_TIMELINE, FIRST, 0, plan.drawn, _FIRST_MONTH - 1), used, look.CELL)


def _timeline_row(sheet: Sheet, plan: Plan, number: int) -> None:
    row, columns = FIRST + number, {header: column for column, header in enumerate(_TIMELINE_COLUMNS)}
    here = {header: at(row, column, False, True) for header, column in columns.items()}
    for header in ("Work", "Owner (role)", "Status"):
        first = plan.works[number][0] if header == "Work" and number < len(plan.works) else ""
        formula = f'IFERROR(INDEX({plan.typed(header)},{number + 2})&"","")'
        sheet.formula(row, columns[header], formula, first, look.WRAPPED)
    start, end = (f"INDEX({plan.typed(header)},{number + 2})" for header in ("Start", "End"))
    begun, ended, symbol = here["Start"], here["End"], here["Sign"]
    sheet.formula(row, columns["Start"], f'IFERROR(IF({_is_day(start)},INT({start}),""),"")', "", look.DAY)
    last = f'IF(LEN({end})=0,{begun},IF({_is_day(end)},IF(INT({end})<{begun},"",INT({end})),""))'
    sheet.formula(row, columns["End"], f'IFERROR(IF({begun}="","",{last}),"")', "", look.DAY)
    sheet.formula(row, columns["Note"], _note(start, end), "", {**look.WRAPPED, "font_color": look.CLAY})
    chosen = quoted(_NO_STATUS)
    for status, shown in _STATUSES.items():
        chosen = f"IF(EXACT({here['Status']},{quoted(status)}),{quoted(shown)},{chosen})"
    sheet.formula(row, columns["Sign"], f'IF(OR({begun}="",{ended}=""),"",{chosen})', "", _SYMBOL)
    for column in range(_FIRST_MONTH, _FIRST_MONTH + _MONTHS):
        month = at(HEADER, column, True)
        within = f"AND({begun}<{_next(month)},{ended}>={month})"
        formula = f'IF(OR({symbol}="",{month}=""),"",IF({within},{symbol},""))'
        sheet.formula(row, column, formula, "", _SYMBOL)


def _next(month: str) -> str:
    return f"DATE(YEAR({month}),MONTH({month})+{_STEP.ref},1)"


def _is_day(value: str) -> str:
    first, last = (f"DATE({day.year},{day.month},{day.day})" for day in (_EARLIEST, _LATEST))
    return f"IF(ISNUMBER({value}),AND({value}>={first},{value}<{last}+1),FALSE)"


def _note(start: str, end: str) -> str:
    """Return the formula of what keeps work from being drawn as it is meant."""
    bad = f"OR(AND(LEN({start})>0,NOT({_is_day(start)})),AND(LEN({end})>0,NOT({_is_day(end)})))"
    backwards = f'IF(INT({end})<INT({start}),"End is before start","")'
    alone = f'IF(LEN({start})=0,"No start",IF(LEN({end})=0,"No end",{backwards}))'
    return f'IFERROR(IF(LEN({start})+LEN({end})=0,"",IF({bad},"Not a day",{alone})),"")'


def _column(header: str) -> int:
    return list(_TIMELINE_COLUMNS).index(header)
