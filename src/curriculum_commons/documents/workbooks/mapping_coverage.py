"""The sheet Coverage: each competency in each phase, judged and counted."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ...mapping.coverage import RULE_FOR_ALL, RULES, Grade
from ...mapping.sessions import places
from ...model.palette import CLAY_TINT
from .book import (
    BAND,
    CELL,
    CLAY,
    HEAD,
    HOURS,
    NOTE,
    NUMBER,
    SAND,
    TEAL,
    TEAL_TINT,
    WRAPPED,
    Area,
    Book,
    Look,
    Sheet,
    at,
    lines_of,
    quoted,
)
from .layout import COVERAGE, FIRST, HEADER, Outline
from .mapping_sentences import state
from .school import title
from .tally import Tally

SHOWN = {Grade.FULL: "● Full", Grade.PARTIAL: "◐ Partial", Grade.NONE: "○ None"}
"""How a grade stands in a cell: a shape and a word, so that color is not needed."""
GRADE_LOOKS: dict[Grade, Look] = {
    Grade.FULL: {"bg_color": TEAL_TINT, "font_color": TEAL, "bold": True},
    Grade.PARTIAL: {"bg_color": SAND},
    Grade.NONE: {"bg_color": CLAY_TINT, "font_color": CLAY},
}
ASSESSED, NOT_ASSESSED, NO_SESSION = "✓ Yes", "✗ No", "–"
NAME_WIDTH = 50
_PHASE_WIDTH = 13
_LINE_HEIGHT, _HEADER_LINES = 15.5, 3
"""Height of a line of the headings, in points, and the lines that there is room for: a name can be typed later."""
_ALL = "All phases"
_PAGE = 40
"""Rows that fit on a page."""
_SUM: Look = {"bold": True, "bg_color": SAND}
_NO_FRAME: Look = {"border": 0}
"""Of cells that belong to a phase: they are framed where its place is used."""
_INCOMPLETE = {
    "not counted": "Competency or phase is missing or not on its list: the row is not counted at all.",
    "timed": "Hours are missing, no number, or not from 0 to 500: the row counts as a session of 0 hours.",
    "requirement": "Neither Required nor Elective: the row counts as a session, and its hours in neither.",
    "assessment unread": "The assessment method is not on its list, or only Formative or Summative is chosen: the row "
    "counts as not assessed.",
}


@dataclass(frozen=True)
class Block:
    """One measure, for all competencies and phases."""

    heading: str
    """What it measures."""
    formula: Callable[[Tally], str]
    """How it is computed for one cell."""
    first: str | float
    """What it is while nothing is typed."""
    look: Look
    """How its cells look."""
    shades: Mapping[str, Look] = field(default_factory=dict)
    """How its cells look where they hold a word, by word; a block of numbers has none, and a line of sums."""
    legend: Mapping[str, str] = field(default_factory=dict)
    """What the words mean, and what the column of all phases does."""


def grade(tally: Tally) -> str:
    """Return the formula of a grade; the same rule as `coverage` has."""
    full, partial, none = (quoted(SHOWN[each]) for each in Grade)
    return f"IF({tally.full}>0,{full},IF({tally.sessions}>0,{partial},{none}))"


def assessed(tally: Tally) -> str:
    """Return the formula that says whether anything is assessed."""
    yes, no, nothing = quoted(ASSESSED), quoted(NOT_ASSESSED), quoted(NO_SESSION)
    return f"IF({tally.sessions}=0,{nothing},IF({tally.assessed}>0,{yes},{no}))"


BLOCKS = (
    Block(
        "Grade",
        grade,
        SHOWN[Grade.NONE],
        NUMBER,
        shades={SHOWN[each]: look for each, look in GRADE_LOOKS.items()},
        legend={**{SHOWN[each]: f"{rule}." for each, rule in RULES.items()}, _ALL: RULE_FOR_ALL},
    ),
    Block("Sessions", lambda tally: tally.sessions, 0, NUMBER),
    Block("Required hours", lambda tally: tally.hours(1), 0, HOURS),
    Block("Elective hours", lambda tally: tally.hours(2), 0, HOURS),
    Block(
        "Assessed?",
        assessed,
        NO_SESSION,
        NUMBER,
        shades={ASSESSED: GRADE_LOOKS[Grade.FULL], NOT_ASSESSED: GRADE_LOOKS[Grade.NONE], NO_SESSION: {}},
        legend={
            ASSESSED: "at least one session that is assessed.",
            NOT_ASSESSED: "at least one session, but none that is assessed.",
            NO_SESSION: "no session.",
        },
    ),
)


def coverage_sheet(book: Book, outline: Outline) -> None:
    """Add the sheet."""
    phases = len(outline.phases.names)
    sheet = book.sheet(COVERAGE, [NAME_WIDTH, 12, *(_PHASE_WIDTH for _ in range(phases))], landscape=True)
    title(sheet, COVERAGE, outline.brand)
    sheet.formula(1, 0, *state(outline), NOTE)
    _headings(sheet, outline)
    row, page, breaks = FIRST, 0, []
    for block in BLOCKS:
        begun, row = row, _block(sheet, outline, block, row)
        if row - page > _PAGE and page < begun and begun > FIRST:
            breaks.append(begun)
            page = begun
    begun, row = row, _incomplete(sheet, outline, row)
    if row - page > _PAGE:
        breaks.append(begun)
    sheet.raw.set_h_pagebreaks(breaks)
    sheet.raw.freeze_panes(FIRST, 1)
    sheet.prints(Area(COVERAGE, 0, 0, row, phases + 2), HEADER)
    sheet.only_inputs()


def _headings(sheet: Sheet, outline: Outline) -> None:
    sheet.texts(HEADER, 0, ["Competency", _ALL], HEAD)
    names = outline.list("Phase in use")
    for place, name in enumerate(places(outline.phases.names)):
        sheet.formula(HEADER, 2 + place, names.cell(place).ref, name, {"bold": True, "valign": "vcenter", **WRAPPED})
    area = Area(COVERAGE, HEADER, 2, 1, names.rows)
    sheet.shade(area, f'{at(HEADER, 2)}<>""', {"bg_color": TEAL, "font_color": "#ffffff"})
    sheet.raw.set_row(HEADER, _LINE_HEIGHT * max(_HEADER_LINES, lines_of(outline.phases.names, _PHASE_WIDTH - 1)))


def _block(sheet: Sheet, outline: Outline, block: Block, row: int) -> int:
    """Write a block and return the row after it."""
    phases = range(1, len(outline.phases.names) + 1)
    sheet.texts(row, 0, [block.heading, "", *("" for _ in phases)], BAND)
    row = first = _legend(sheet, block, row + 1)
    for number, name in enumerate(outline.lists["Competency"], 1):
        sheet.text(row, 0, name, {**CELL, **WRAPPED})
        sheet.tall(row, name, NAME_WIDTH)
        sheet.formula(row, 1, block.formula(Tally(outline, number)), block.first, {**block.look, "bold": True})
        for phase in phases:
            formula = block.formula(Tally(outline, number, phase))
            sheet.formula(row, phase + 1, *_if_used(outline, phase, formula, block.first), {**block.look, **_NO_FRAME})
        row += 1
    cells = Area(COVERAGE, first, 1, row - first, len(phases) + 1)
    for shown, look in filter(operator.itemgetter(1), block.shades.items()):
        sheet.shade(cells, f"{at(first, 1)}={quoted(shown)}", {**look, **CELL})
    sheet.shade(cells, f'{at(first, 1)}<>""', CELL)
    if not block.shades:
        row = _sums(sheet, outline, block, (first, row))
    return row + 1


def _sums(sheet: Sheet, outline: Outline, block: Block, rows: tuple[int, int]) -> int:
    """Write the line of sums below these rows and return the row after it."""
    first, row = rows
    sheet.text(row, 0, "Sum", {**CELL, **_SUM})
    sheet.formula(row, 1, f"SUM({at(first, 1)}:{at(row - 1, 1)})", 0, {**block.look, **_SUM})
    for phase in range(1, len(outline.phases.names) + 1):
        formula = f"SUM({at(first, phase + 1)}:{at(row - 1, phase + 1)})"
        sheet.formula(row, phase + 1, *_if_used(outline, phase, formula, 0), {**block.look, **_NO_FRAME, "bold": True})
    return row + 1


def _if_used(outline: Outline, phase: int, formula: str, first: str | float) -> tuple[str, str | float]:
    """Return the formula of a phase and its first value; both show nothing where its place is not used."""
    value = first if places(outline.phases.names)[phase - 1] else ""
    return f'IF({at(HEADER, phase + 1, True)}="","",{formula})', value


def _legend(sheet: Sheet, block: Block, row: int) -> int:
    """Write what the words of a block mean and return the row after it."""
    for shown, meaning in block.legend.items():
        sheet.text(row, 0, shown, {**CELL, **block.shades.get(shown, {"bold": True})})
        sheet.text(row, 1, meaning)
        row += 1
    return row


def _incomplete(sheet: Sheet, outline: Outline, row: int) -> int:
    """Say what happens to rows that do not say all, and how many there are."""
    sheet.texts(row, 0, ["Rows that do not say all", *[""] * (len(outline.phases.names) + 1)], BAND)
    row += 1
    counted = outline.worked("counted").ref
    for heading, rule in _INCOMPLETE.items():
        wanted = 1 if heading == "assessment unread" else 0
        number = (
            f"({outline.sum('typed').ref}-{outline.sum('counted').ref})"
            if heading == "not counted"
            else f"COUNTIFS({counted},1,{outline.worked(heading).ref},{wanted})"
        )
        sheet.formula(row, 0, f'{number}&IF({number}=1," row"," rows")', "0 rows", CELL)
        sheet.text(row, 1, rule)
        row += 1
    return row
