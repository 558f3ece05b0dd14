"""The sheet Overview: each competency in all phases together, and a chart of its hours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...mapping.coverage import Grade
from ...mapping.vocabulary import LEVELS
from .book import (
    CELL,
    CLAY,
    HEAD,
    HOURS,
    INK,
    NOTE,
    NUMBER,
    PAPER,
    RULE,
    SAND,
    TEAL,
    WRAPPED,
    Area,
    Book,
    Look,
    Sheet,
    at,
    quoted,
)
from .layout import FIRST, HEADER, OVERVIEW, Outline
from .mapping_coverage import GRADE_LOOKS, NAME_WIDTH, SHOWN, grade
from .mapping_sentences import state
from .school import title
from .tally import Tally

_SUM: Look = {"bold": True, "bg_color": SAND}
_ALTERNATIVE = (
    "Bar chart: one bar for each competency, in the order of the table above it, made of required hours (plain) and "
    "elective hours (hatched). The same numbers stand in the columns Required hours and Elective hours of the table."
)
_ROW_PIXELS, _FRAME_PIXELS = 20, 130
_BAR_PIXELS, _THIN_BAR_PIXELS = 30, 14
_MANY = 12
"""Competencies above which bars are thin and the chart is printed on a page of its own."""
_LONG_LABEL = 44
_CHART_WIDTH = 860

Column = tuple[str, str, "str | float", Look]
"""Heading, formula, first value, and look."""


def overview_sheet(book: Book, outline: Outline) -> None:
    """Add the sheet."""
    headings = [heading for heading, *_ in _columns(Tally(outline, 1))]
    sheet = book.sheet(OVERVIEW, [NAME_WIDTH, *(12 for _ in headings)], landscape=True)
    title(sheet, OVERVIEW, outline.brand)
    sheet.text(1, 0, "All phases together: how much is taught, at which levels, and the hours as a chart.")
    sheet.formula(2, 0, *state(outline), NOTE)
    sheet.texts(HEADER, 0, ["Competency", *headings], HEAD)
    sheet.raw.set_row(HEADER, 48)
    for number, name in enumerate(outline.lists["Competency"], 1):
        row = HEADER + number
        sheet.text(row, 0, name, {**CELL, **WRAPPED})
        sheet.tall(row, name, NAME_WIDTH)
        for column, (_, formula, value, look) in enumerate(_columns(Tally(outline, number)), 1):
            sheet.formula(row, column, formula, value, look)
    after = FIRST + len(outline.competencies)
    sheet.text(after, 0, "Sum", {**CELL, **_SUM})
    for column, (_, _, value, look) in enumerate(_columns(Tally(outline, 1)), 1):
        if value == 0:
            sheet.formula(after, column, f"SUM({at(FIRST, column)}:{at(after - 1, column)})", 0, {**look, **_SUM})
        else:
            sheet.text(after, column, "", {**look, **_SUM})
    grades = Area(OVERVIEW, FIRST, 1, len(outline.competencies))
    for each in Grade:
        sheet.shade(grades, f"{at(FIRST, 1)}={quoted(SHOWN[each])}", GRADE_LOOKS[each])
    many = len(outline.competencies) > _MANY
    height = _FRAME_PIXELS + (_THIN_BAR_PIXELS if many else _BAR_PIXELS) * len(outline.competencies)
    _chart(sheet, outline, after + 2, height)
    sheet.raw.set_h_pagebreaks([after + 2] if many else [])
    sheet.raw.freeze_panes(FIRST, 1)
    sheet.prints(Area(OVERVIEW, 0, 0, after + 3 + height // _ROW_PIXELS, len(headings) + 1), HEADER)
    sheet.only_inputs()


def _columns(tally: Tally) -> Iterator[Column]:
    yield "Grade", grade(tally), SHOWN[Grade.NONE], NUMBER
    yield "Sessions", tally.sessions, 0, NUMBER
    yield "Required hours", tally.hours(1), 0, HOURS
    yield "Elective hours", tally.hours(2), 0, HOURS
    yield "Assessed sessions", tally.assessed, 0, NUMBER
    for number, level in enumerate(LEVELS, 1):
        yield level, tally.having("level", number), 0, NUMBER
    for number, stage in enumerate(tally.outline.lists["Stage"], 1):
        yield stage, tally.having("stage", number), 0, NUMBER


def _chart(sheet: Sheet, outline: Outline, row: int, height: int) -> None:
    chart = sheet.book.bar_chart()
    long = max(len(name) for name in outline.lists["Competency"]) > _LONG_LABEL
    labels = outline.list("Code" if long else "Competency")
    rows = len(outline.competencies)
    hatched = {"pattern": "wide_upward_diagonal", "fg_color": CLAY, "bg_color": PAPER}
    for column, fill in ((3, {"fill": {"color": TEAL}}), (4, {"pattern": hatched})):
        hours = Area(OVERVIEW, FIRST, column, rows)
        chart.add_series(
            {
                "name": f"={Area(OVERVIEW, HEADER, column).ref}",
                "categories": f"={labels.ref}",
                "values": f"={hours.ref}",
                "border": {"color": INK, "width": 0.75},
                "gap": 60,
                **fill,
            }
        )
    font: dict[str, Any] = {"name": "Calibri", "size": 9 if rows > _MANY else 10, "color": INK}
    chart.set_title({"name": "Required and elective hours, by competency", "name_font": {**font, "size": 14}})
    gridlines = {"visible": True, "line": {"color": RULE}}
    chart.set_x_axis({"name": "Hours", "name_font": font, "num_font": font, "major_gridlines": gridlines, "min": 0})
    chart.set_y_axis({"reverse": True, "num_font": font, "crossing": "max", "interval_unit": 1})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": _CHART_WIDTH, "height": height})
    sheet.raw.insert_chart(row, 0, chart, {"description": _ALTERNATIVE, "object_position": 2})
