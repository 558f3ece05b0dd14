"""The sheet Overview: how much of each competency is taught in all phases, at which levels, with a chart of hours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import styles as look
from .book import FIRST, HEADER, Book, Sheet
from .cells import Area, at
from .columns import OVERVIEW, Layout
from .coverage import ALL_PHASES, first_summary, hours, number, summary
from .verdicts import state
from .workings import Workings

_NAME_WIDTH, _ALL_WIDTH, _WIDTH = 48, 40, 11
_CHART = (
    "Bar chart: one bar for each competency, in the order of the table above it, made of required hours (plain) and "
    "elective hours (hatched). The same numbers are in the columns Required hours and Elective hours of the table."
)
"""Description of the chart for people who cannot see it."""
_ROW_PIXELS, _FRAME_PIXELS, _CHART_WIDTH = 20, 130, 860
_BAR_PIXELS, _THIN_BAR_PIXELS = 30, 14
_MANY = 12
"""Number of competencies above which bars are thin and the chart is printed on its own page."""
_LONG_LABEL = 44
_REQUIRED, _ELECTIVE = 3, 4
"""Columns with hours."""


def overview_sheet(book: Book, workings: Workings) -> None:
    """Add the sheet Overview."""
    layout = workings.layout
    measures = _measures(layout)
    sheet = book.sheet(OVERVIEW, [_NAME_WIDTH, _ALL_WIDTH, *(_WIDTH for _ in measures)], landscape=True)
    sheet.text(1, 0, "All phases together: how much is taught, at which levels, and the hours as a chart.", look.LINE)
    sheet.formula(2, 0, *state(workings), look.NOTE)
    sheet.texts(HEADER, [layout.shown("Competency"), ALL_PHASES, *(header for header, _ in measures)], look.HEAD)
    sheet.raw.set_row(HEADER, 48)
    first = first_summary(layout)
    for competency, name in enumerate(layout.competencies, 1):
        row = HEADER + competency
        sheet.text(row, 0, name, look.TEXT_CELL)
        sheet.fit_row(row, first, _ALL_WIDTH)
        sheet.formula(row, 1, summary(workings, competency), first, look.TEXT_CELL)
        for column, (_, formula) in enumerate(measures, 2):
            sheet.formula(row, column, formula(workings, competency, 0), 0, look.NUMBER)
    rows = len(layout.competencies)
    below = FIRST + rows
    sheet.texts(below, ["Sum", "", ""], {**look.CELL, **look.SUM})
    for column in (_REQUIRED, _ELECTIVE):
        total = f"ROUND(SUM({at(FIRST, column)}:{at(below - 1, column)}),2)"
        sheet.formula(below, column, total, 0, {**look.NUMBER, **look.SUM})
    many = rows > _MANY
    height = _FRAME_PIXELS + (_THIN_BAR_PIXELS if many else _BAR_PIXELS) * rows
    _chart(sheet, layout, below + 2, height)
    sheet.raw.set_h_pagebreaks([below + 2] if many else [])
    sheet.finish(below + 3 + height // _ROW_PIXELS, len(measures) + 2, freeze=1)


def _measures(layout: Layout) -> list[tuple[str, Callable[[Workings, int, int], str]]]:
    """Return header and formulas of the columns after that for all phases."""

    def count(header: str, place: int) -> Callable[[Workings, int, int], str]:
        return lambda workings, competency, _: workings.anywhere(competency, f"({workings.span(header)}={place})")

    return [
        ("Sessions", number("sessions")),
        ("Required hours", hours("required hours")),
        ("Elective hours", hours("elective hours")),
        ("Assessed sessions", number("assessed")),
        *((level, count("level", place)) for place, level in enumerate(layout.lists["Level"], 1)),
        *((stage, count("stage", place)) for place, stage in enumerate(layout.lists["Stage"], 1)),
    ]


def _chart(sheet: Sheet, layout: Layout, row: int, height: int) -> None:
    chart, rows = sheet.book.raw.add_chart({"type": "bar", "subtype": "stacked"}), len(layout.competencies)
    ink, teal, clay, paper, rule = map(sheet.book.recolored, (look.INK, look.TEAL, look.CLAY, look.PAPER, look.RULE))
    long = max(len(name) for name in layout.lists["Competency"]) > _LONG_LABEL
    labels = layout.list("Code" if long else "Competency")
    hatched = {"pattern": "wide_upward_diagonal", "fg_color": clay, "bg_color": paper}
    for column, fill in ((_REQUIRED, {"fill": {"color": teal}}), (_ELECTIVE, {"pattern": hatched})):
        series = {
            "name": f"={Area(OVERVIEW, HEADER, column).ref}",
            "categories": f"={labels.ref}",
            "values": f"={Area(OVERVIEW, FIRST, column, rows).ref}",
            "border": {"color": ink, "width": 0.75},
            "gap": 60,
        }
        chart.add_series(series | fill)
    font: dict[str, Any] = {"name": look.PLAIN["font_name"], "size": 9 if rows > _MANY else 10, "color": ink}
    chart.set_title(
        {"name": layout.worded("Required and elective hours, by competency"), "name_font": {**font, "size": 14}}
    )
    gridlines = {"visible": True, "line": {"color": rule}}
    chart.set_x_axis({"name": "Hours", "name_font": font, "num_font": font, "major_gridlines": gridlines, "min": 0})
    chart.set_y_axis({"reverse": True, "num_font": font, "crossing": "max", "interval_unit": 1})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": _CHART_WIDTH, "height": height})
    sheet.raw.insert_chart(row, 0, chart, {"description": layout.worded(_CHART), "object_position": 2})
