"""The sheet Sessions: rows ready to type what a school teaches, with lists to choose from."""

from __future__ import annotations

from math import ceil

from ...mapping.sessions import MOST_HOURS
from ...model.palette import CLAY_TINT
from . import choices
from .book import (
    CELL,
    CLAY,
    HEAD,
    INPUT,
    NOTE,
    TEAL_TINT,
    TEXT_INPUT,
    WRAPPED,
    Area,
    Book,
    Look,
    Sheet,
    at,
    lines_of,
)
from .choices import Ask
from .layout import FIRST, HEADER, HEADINGS, ROW_CHECK, ROWS, SESSIONS, Outline
from .mapping_sentences import state
from .school import title

_WIDTHS = {
    "title": 34,
    "course": 20,
    "competency": 30,
    "stage": 18,
    "phase": 22,
    "level": 12,
    "requirement": 11,
    "instruction": 28,
    "assessment": 36,
    "purpose": 12,
    "hours": 8,
    "lead": 20,
}
_OTHER_WIDTH, _CHECK_WIDTH = 15, 24
_LINES, _LINE_HEIGHT = 2, 15
"""Lines that each row has room for, at least, and their height in points."""
_HOW = (
    "One row for each session and competency: a session on two competencies takes two rows, its hours divided between "
    "them. Choose from the lists; Row check says how a row is counted."
)
_HOURS: Look = {**INPUT, "align": "center", "num_format": "0.0#"}
_CHECK: Look = {**CELL, **WRAPPED}
_OTHER = "Please choose an entry of the list; names that you type yourself are not counted."

_LISTS = {
    "competency": ("Competency", "The competency that the session teaches. One row for each."),
    "stage": ("Stage", "The step of the learning progression that learners take in this session."),
    "level": (
        "Level",
        "Introduced: learners meet it. Reinforced: they build on it. Mastered: they show it.",
    ),
    "requirement": ("Required or elective", "Required: every learner takes part. Elective: some choose it."),
    "instruction": ("Instructional method", "The main way in which the session teaches."),
    "assessment": (
        "Assessment method",
        "How learners are assessed on this competency here. Leave empty where they are not.",
    ),
    "purpose": (
        "Formative or summative",
        "Formative: to help learners along. Summative: it counts for a grade.",
    ),
}
_FREE = {
    "title": Ask("Session title", "What the session is called in your timetable."),
    "course": Ask("Course or clerkship", "The course, clerkship or block it belongs to."),
    "lead": Ask("Who leads", "By role, such as course director or chief resident. Please type no names."),
}


def sessions_sheet(book: Book, outline: Outline) -> None:
    """Add the sheet."""
    columns = outline.fields
    widths = [_WIDTHS.get(field, _OTHER_WIDTH) for field in columns]
    sheet = book.sheet(SESSIONS, [*widths, _CHECK_WIDTH], landscape=True)
    title(sheet, SESSIONS, outline.brand)
    sheet.text(1, 0, _HOW)
    sheet.formula(2, 0, *state(outline), NOTE)
    check = len(columns)
    headings = [*(HEADINGS[field] for field in columns), ROW_CHECK]
    height = _LINE_HEIGHT * _lines(outline)
    for row in range(FIRST, FIRST + ROWS):
        sheet.raw.set_row(row, height)
    for place, field in enumerate(columns):
        look = _HOURS if field == "hours" else TEXT_INPUT
        for row in range(FIRST, FIRST + ROWS):
            sheet.text(row, place, "", look)
    sheet.shown.update({(HEADER, place): heading for place, heading in enumerate(headings)})
    heads = [{"header": heading, "header_format": book.format(HEAD)} for heading in headings]
    sheet.raw.add_table(
        *(HEADER, 0, HEADER + ROWS, check),
        {"name": "Sessions_typed", "style": None, "columns": heads},
    )
    _checks(sheet, outline, check)
    _choices(sheet, outline)
    sheet.raw.set_row(HEADER, 34)
    sheet.raw.freeze_panes(FIRST, 1)
    sheet.prints(Area(SESSIONS, 0, 0, FIRST + ROWS, check + 1), HEADER)
    sheet.raw.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:{at(HEADER + ROWS, check)}"})


def _lines(outline: Outline) -> int:
    """How many lines the longest entry that can be chosen needs: not every program lets a row grow by itself."""
    needed = [
        ceil(len(entry) / _WIDTHS.get(field, _OTHER_WIDTH))
        for field in _LISTS
        for entry in outline.lists[HEADINGS[field]]
    ]
    needed.append(lines_of(outline.phases.names, _WIDTHS["phase"] - 1))
    return max(_LINES, *needed)


def _checks(sheet: Sheet, outline: Outline, column: int) -> None:
    """Each looks up its own place, so that sorting rows moves nothing away."""
    worked = outline.worked("row check").ref
    formula = f'IFERROR(INDEX({worked},ROW()-ROW({at(HEADER, column, True, True)})),"")'
    for row in range(FIRST, FIRST + ROWS):
        sheet.formula(row, column, formula, "", _CHECK)
    area = Area(SESSIONS, FIRST, column, ROWS)
    cell = at(FIRST, column, False, True)
    sheet.shade(area, f'LEFT({cell},3)="Not"', {"bg_color": CLAY_TINT, "font_color": CLAY, "bold": True})
    sheet.shade(area, f'LEFT({cell},8)="Counted;"', {"bg_color": CLAY_TINT})
    sheet.shade(area, f'{cell}="Counted"', {"bg_color": TEAL_TINT})


def _choices(sheet: Sheet, outline: Outline) -> None:
    for field, (heading, message) in _LISTS.items():
        if field in outline.fields:
            ask = Ask(heading, message, _OTHER)
            choices.choose(sheet, outline.ready(field), outline.list(HEADINGS[field]), ask)
    phase = Ask(
        "Phase",
        "When in the curriculum. The names are those of the sheet School; type them there first.",
        "Please choose one of the names that stand on the sheet School.",
    )
    choices.choose(sheet, outline.ready("phase"), outline.phases.typed, phase)
    hours = Ask(
        "Hours",
        "Hours that a learner spends on this competency here, such as 1.5 for an hour and a half.",
        f"Please type a number from 0 to {MOST_HOURS}, such as 1.5.",
    )
    choices.number(sheet, outline.ready("hours"), MOST_HOURS, hours)
    for field, ask in _FREE.items():
        choices.anything(sheet, outline.ready(field), ask)
