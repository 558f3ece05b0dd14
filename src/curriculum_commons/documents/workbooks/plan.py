"""The sheets Plan and Lists of the roadmap planner: what to do, by whom, from when to when, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..brand import Brand
from . import choices
from .book import BAND, CELL, HEAD, INPUT, TEXT_INPUT, WRAPPED, Area, Book, Look, Sheet, at
from .choices import Ask
from .school import title

PLAN, TIMELINE, LISTS = "Plan", "Timeline", "Lists"
HEADER = 3
FIRST = HEADER + 1
_EMPTY = 20
_SPARE = 30
"""Rows that may be inserted among those of the plan, or typed below them, and are still drawn."""
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)

STATUSES = {"Not started": "○", "Under way": "◐", "Done": "●", "On hold": "◇"}
"""How work can stand, and the sign of each on the timeline."""
NO_STATUS = "■"
"""The sign of work of which it is not said how it stands."""

_THERE = {"Work": 32, "What it was": 56, "Working group": 24, "How it stood": 13, "As of": 12}
_YOURS = {"Owner (role)": 24, "Start": 13, "End": 13, "Status": 14, "Notes": 34}
_CHECK = "Row check"
_HOW = (
    "Take over what fits, delete what does not, and add work of your own below. Type a start and an end, and the sheet "
    "Timeline draws itself."
)
_ROW_HEIGHT = 30
_LOOK: Look = {**CELL, **WRAPPED}
_DAY: Look = {**INPUT, "num_format": "yyyy-mm-dd", "align": "center"}

_ASKS = {
    "Owner (role)": Ask("Owner", "Who sees to it, by role, such as associate dean. Please type no names."),
    "Start": Ask("Start", "The day it begins.", "Please type a day from 2000 to 2100, such as 2027-01-15."),
    "End": Ask("End", "The day by which it is done.", "Please type a day from 2000 to 2100, such as 2027-06-30."),
    "Status": Ask("Status", "How it stands with you today.", "Please choose an entry of the list."),
    "Notes": Ask("Notes", "Whatever helps: what it needs, what comes of it, what stands in its way."),
}


@dataclass(frozen=True)
class Work:
    """One piece of work as it was done by others."""

    title: str
    """What it is."""
    summary: str
    """What was done, and what has become known since."""
    group: str
    """Who did it."""
    status: str
    """How it stood."""
    as_of: str
    """The date to which that holds."""


@dataclass(frozen=True)
class Plan:
    """What the planner is made from, apart from the words of its first sheet."""

    brand: Brand
    """Whose plan it is."""
    creator: str
    """Whose work it follows."""
    works: tuple[Work, ...]
    """The work, in order."""

    @property
    def rows(self) -> int:
        """Rows of the sheet Plan."""
        return len(self.works) + _EMPTY

    @property
    def drawn(self) -> int:
        """Rows of the sheet Timeline."""
        return self.rows + _SPARE

    def ready(self, heading: str) -> Area:
        """Where something is ready to be typed."""
        return Area(PLAN, FIRST, list(COLUMNS).index(heading), self.rows)

    def typed(self, heading: str) -> Area:
        """Where formulas look for it: from its heading on, so that rows may be inserted anywhere below it."""
        return Area(PLAN, HEADER, list(COLUMNS).index(heading), 1 + self.drawn)


COLUMNS: Mapping[str, int] = {**_THERE, **_YOURS, _CHECK: 22}
"""Headings of the sheet Plan, and the width of each column."""
STATUS_LIST = Area(LISTS, FIRST, 0, len(STATUSES))
STEP = Area(LISTS, FIRST, 3)
"""Where it stands how many months a column of the timeline is."""


def plan_sheet(book: Book, plan: Plan) -> None:
    """Add the sheet Plan."""
    sheet = book.sheet(PLAN, list(COLUMNS.values()), landscape=True)
    title(sheet, PLAN, plan.brand)
    sheet.text(1, 0, _HOW)
    sheet.texts(HEADER - 1, 0, [f"As it went for: {plan.creator}", *[""] * (len(_THERE) - 1)], BAND)
    sheet.texts(HEADER - 1, len(_THERE), ["Yours to fill in", *[""] * (len(_YOURS) - 1)], BAND)
    for place in range(plan.rows):
        _row(sheet, FIRST + place, plan.works[place] if place < len(plan.works) else None)
    heads = [{"header": heading, "header_format": book.format(HEAD)} for heading in COLUMNS]
    options = {"name": "Plan_typed", "style": None, "columns": heads}
    sheet.raw.add_table(HEADER, 0, HEADER + plan.rows, len(COLUMNS) - 1, options)
    checks = Area(TIMELINE, FIRST, TIMELINE_COLUMNS.index("Note"), plan.drawn).ref
    head = at(HEADER, len(COLUMNS) - 1, True, True)
    for place in range(plan.rows):
        formula = f'IFERROR(INDEX({checks},ROW()-ROW({head})),"")'
        sheet.formula(FIRST + place, len(COLUMNS) - 1, formula, "", _LOOK)
    _choices(sheet, plan)
    sheet.raw.freeze_panes(FIRST, 1)
    sheet.prints(Area(PLAN, 0, 0, FIRST + plan.rows, len(COLUMNS)), HEADER)


TIMELINE_COLUMNS = ("Work", "Owner (role)", "Status", "Start", "End", "Note", "Sign")
"""Headings of the sheet Timeline before its months."""


def _row(sheet: Sheet, row: int, work: Work | None) -> None:
    sheet.raw.set_row(row, _ROW_HEIGHT)
    shown = [work.title, work.summary, work.group, work.status, work.as_of] if work else [""] * len(_THERE)
    sheet.texts(row, 0, shown, TEXT_INPUT)
    sheet.tall(row, shown[1], COLUMNS["What it was"])
    for column, heading in enumerate(_YOURS, len(_THERE)):
        sheet.text(row, column, "", _DAY if heading in {"Start", "End"} else TEXT_INPUT)


def _choices(sheet: Sheet, plan: Plan) -> None:
    for heading in ("Owner (role)", "Notes"):
        choices.anything(sheet, plan.ready(heading), _ASKS[heading])
    for heading in ("Start", "End"):
        choices.day(sheet, plan.ready(heading), EARLIEST, LATEST, _ASKS[heading])
    choices.choose(sheet, plan.ready("Status"), STATUS_LIST, _ASKS["Status"])


def plan_lists_sheet(book: Book, plan: Plan) -> None:
    """Add the sheet Lists."""
    sheet = book.sheet(LISTS, [20, 12, 3, 30])
    title(sheet, LISTS, plan.brand)
    sheet.text(1, 0, "What Plan offers, and its signs on Timeline; not to type in.")
    sheet.texts(HEADER, 0, ["Status", "Sign"], HEAD)
    for row, (status, sign) in enumerate(STATUSES.items(), FIRST):
        sheet.texts(row, 0, [status, sign], _LOOK)
    sheet.text(HEADER, STEP.col, "Months in a column of Timeline", HEAD)
    sheet.formula(STEP.row, STEP.col, months_in_a_column(plan), 1, _LOOK)
    sheet.prints(Area(LISTS, 0, 0, FIRST + len(STATUSES), 4), HEADER)
    sheet.only_inputs()


MONTHS = 36
"""Columns of the timeline."""


def months_in_a_column(plan: Plan) -> str:
    """Return the formula of the fewest months with which the whole plan fits on the timeline."""
    first, last = (
        f"{function}({Area(TIMELINE, FIRST, TIMELINE_COLUMNS.index(heading), plan.drawn).ref})"
        for function, heading in (("MIN", "Start"), ("MAX", "End"))
    )
    months = f"((YEAR({last})-YEAR({first}))*12+MONTH({last})-MONTH({first})+1)"
    steps = "36"
    for step in (12, 6, 3, 1):
        steps = f"IF({months}<={step * MONTHS},{step},{steps})"
    return f"IF(COUNT({Area(TIMELINE, FIRST, TIMELINE_COLUMNS.index('End'), plan.drawn).ref})=0,1,{steps})"
