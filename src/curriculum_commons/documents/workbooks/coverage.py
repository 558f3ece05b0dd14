"""The sheets Coverage and Overview: each competency in each phase, and in all phases together with a chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ...mapping.row_coverage import ALL_PHASES, RULE_FOR_ALL, RULES, Grade
from ...mapping.sessions import phase_names
from . import styles as look
from .book import FIRST, HEADER, Area, Book, Sheet, at, quoted
from .columns import COVERAGE, GRADE_STYLES, GRADES, OVERVIEW, Layout, Tally, state

_NAME_WIDTH, _PHASE_WIDTH = 50, 13
_LINE_HEIGHT, _HEADER_LINES = 15.5, 3
"""Height of a line of the headers in points, and lines that fit at least: names can be typed later."""
_PAGE = 40
"""Rows that fit on a page."""
_BOLD: look.Style = {"bold": True}
_YES, _NO, _NO_SESSION = "✓ Yes", "✗ No", "–"
_UNREAD = "assessment unread"
_INCOMPLETE = {
    "counted": "Competency or phase is missing or not on its list: the row is not counted at all.",
    "timed": "Hours are missing, no number, or not from 0 to 500: the row counts as a session of 0 hours.",
    "requirement": "Neither Required nor Elective: the row counts as a session, and its hours in neither.",
    _UNREAD: "The assessment method is not on its list, or only Formative or Summative is chosen: the row "
    "counts as not assessed.",
}
"""Consequence of incomplete rows, by the column of the sheet Workings in which they are found."""
_CHART = (
    "Bar chart: one bar for each competency, in the order of the table above it, made of required hours (plain) and "
    "elective hours (hatched). The same numbers stand in the columns Required hours and Elective hours of the table."
)
"""Description of the chart for people who cannot see it."""
_ROW_PIXELS, _FRAME_PIXELS, _CHART_WIDTH = 20, 130, 860
_BAR_PIXELS, _THIN_BAR_PIXELS = 30, 14
_MANY = 12
"""Number of competencies above which bars are thin and the chart is printed on its own page."""
_LONG_LABEL = 44


@dataclass(frozen=True)
class Measure:
    """One measure: a block of the sheet Coverage, a column of the sheet Overview."""

    header: str
    formula: Callable[[Tally], str]
    style: look.Style = field(default_factory=lambda: look.NUMBER)
    first: str | float = 0
    """Value while nothing is typed."""
    shades: Mapping[str, look.Style] = field(default_factory=dict)
    """Style of cells by the word in them; a block of numbers has none, and a line of sums."""
    legend: Mapping[str, str] = field(default_factory=dict)
    """Meaning of the words, and of the column for all phases."""


def _assessed(tally: Tally) -> str:
    yes, no, nothing = quoted(_YES), quoted(_NO), quoted(_NO_SESSION)
    return f"IF({tally.count()}=0,{nothing},IF({tally.count(assessed=1)}>0,{yes},{no}))"


_GRADE = Measure(
    "Grade",
    Tally.grade,
    first=GRADES[Grade.NONE],
    shades={GRADES[grade]: style for grade, style in GRADE_STYLES.items()},
    legend={**{GRADES[grade]: f"{rule}." for grade, rule in RULES.items()}, ALL_PHASES: RULE_FOR_ALL},
)
_ON_BOTH_SHEETS = (
    _GRADE,
    Measure("Sessions", Tally.count),
    Measure("Required hours", partial(Tally.hours, requirement=1), look.HOURS),
    Measure("Elective hours", partial(Tally.hours, requirement=2), look.HOURS),
)
_ASSESSED = Measure(
    "Assessed?",
    _assessed,
    first=_NO_SESSION,
    shades={_YES: GRADE_STYLES[Grade.FULL], _NO: GRADE_STYLES[Grade.NONE]},
    legend={
        _YES: "at least one session that is assessed.",
        _NO: "at least one session, but none that is assessed.",
        _NO_SESSION: "no session.",
    },
)


def coverage_sheet(book: Book, layout: Layout) -> None:
    """Add the sheet Coverage."""
    sheet = book.sheet(COVERAGE, [_NAME_WIDTH, 12, *(_PHASE_WIDTH for _ in layout.phases)], landscape=True)
    sheet.formula(1, 0, *state(layout), look.NOTE)
    _headers(sheet, layout)
    writer, page, breaks = _Writer(sheet, layout), 0, []
    parts: list[Callable[[], None]] = [partial(writer.block, measure) for measure in (*_ON_BOTH_SHEETS, _ASSESSED)]
    for write in (*parts, writer.incomplete):
        begin = writer.row
        write()
        if writer.row - page > _PAGE and begin > FIRST:
            breaks.append(begin)
            page = begin
    sheet.raw.set_h_pagebreaks(breaks)
    sheet.finish(writer.row, len(layout.phases) + 2, freeze=1)


def _headers(sheet: Sheet, layout: Layout) -> None:
    sheet.texts(HEADER, [layout.shown("Competency"), ALL_PHASES], look.HEAD)
    names = layout.list("Phase in use")
    style = {**look.WRAPPED, "bold": True, "valign": "vcenter"}
    for number, name in enumerate(phase_names(layout.phases)):
        sheet.formula(HEADER, 2 + number, names.cell(number).ref, name, style)
    area = Area(COVERAGE, HEADER, 2, 1, names.rows)
    sheet.shade(area, f'{at(HEADER, 2)}<>""', {"bg_color": look.TEAL, "font_color": look.WHITE})
    sheet.raw.set_row(HEADER, _LINE_HEIGHT * max(_HEADER_LINES, look.lines_of(layout.phases, _PHASE_WIDTH - 1)))


@dataclass
class _Writer:
    """Write the sheet Coverage from top to bottom."""

    sheet: Sheet
    layout: Layout
    row: int = FIRST
    """The next row."""

    def block(self, measure: Measure) -> None:
        """Write a block, its legend first, and leave a row empty."""
        self._band(measure.header)
        for word, meaning in measure.legend.items():
            style = measure.shades.get(word, {"bold": word == ALL_PHASES})
            self.sheet.text(self.row, 0, word, {**look.CELL, **style})
            self.sheet.text(self.row, 1, meaning)
            self.row += 1
        first, columns = self.row, range(1, len(self.layout.phases) + 2)
        for number, name in enumerate(self.layout.lists["Competency"], 1):
            self.sheet.text(self.row, 0, name, look.TEXT_CELL)
            self.sheet.fit_row(self.row, name, _NAME_WIDTH)
            self._cells([measure.formula(Tally(self.layout, number, column - 1)) for column in columns], measure)
        cells = Area(COVERAGE, first, 1, self.row - first, len(columns))
        for word, style in measure.shades.items():
            self.sheet.shade(cells, f"{at(first, 1)}={quoted(word)}", {**style, **look.CELL})
        self.sheet.shade(cells, f'{at(first, 1)}<>""', look.CELL)
        if not measure.shades:
            self.sheet.text(self.row, 0, "Sum", {**look.CELL, **look.SUM})
            last = self.row - 1
            self._cells([f"SUM({at(first, column)}:{at(last, column)})" for column in columns], measure, is_sum=True)
        self.row += 1

    def incomplete(self) -> None:
        """Write how many rows are incomplete, and what follows from it."""
        self._band("Rows that do not say all")
        worked, total = self.layout.worked, self.layout.sum
        for header, consequence in _INCOMPLETE.items():
            number = f"COUNTIFS({worked('counted').ref},1,{worked(header).ref},{int(header == _UNREAD)})"
            if header == "counted":
                number = f"({total('typed').ref}-{total('counted').ref})"
            self.sheet.formula(self.row, 0, f'{number}&IF({number}=1," row"," rows")', "0 rows", look.CELL)
            self.sheet.text(self.row, 1, self.layout.terms.worded(consequence))
            self.row += 1

    def _band(self, header: str) -> None:
        self.sheet.texts(self.row, [header, "", *("" for _ in self.layout.phases)], look.BAND)
        self.row += 1

    def _cells(self, formulas: Sequence[str], measure: Measure, is_sum: bool = False) -> None:
        """Write a row: the formula for all phases and, where a phase has a name, the formula for it."""
        self.sheet.formula(
            self.row, 1, formulas[0], measure.first, {**measure.style, **(look.SUM if is_sum else _BOLD)}
        )
        style = {**measure.style, "border": 0, **(_BOLD if is_sum else {})}
        for column, (formula, name) in enumerate(zip(formulas[1:], phase_names(self.layout.phases), strict=True), 2):
            # The border comes with the name: a phase can be named later.
            shown = f'IF({at(HEADER, column, True)}="","",{formula})'
            self.sheet.formula(self.row, column, shown, measure.first if name else "", style)
        self.row += 1


def overview_sheet(book: Book, layout: Layout) -> None:
    """Add the sheet Overview."""
    measures = _columns(layout)
    sheet = book.sheet(OVERVIEW, [_NAME_WIDTH, *(12 for _ in measures)], landscape=True)
    sheet.text(1, 0, "All phases together: how much is taught, at which levels, and the hours as a chart.")
    sheet.formula(2, 0, *state(layout), look.NOTE)
    sheet.texts(HEADER, [layout.shown("Competency"), *(measure.header for measure in measures)], look.HEAD)
    sheet.raw.set_row(HEADER, 48)
    for number, name in enumerate(layout.lists["Competency"], 1):
        sheet.text(HEADER + number, 0, name, look.TEXT_CELL)
        sheet.fit_row(HEADER + number, name, _NAME_WIDTH)
        for column, measure in enumerate(measures, 1):
            formula = measure.formula(Tally(layout, number))
            sheet.formula(HEADER + number, column, formula, measure.first, measure.style)
    rows = len(layout.competencies)
    below = FIRST + rows
    sheet.text(below, 0, "Sum", {**look.CELL, **look.SUM})
    sheet.text(below, 1, "", {**look.NUMBER, **look.SUM})
    for column, measure in enumerate(measures[1:], 2):
        total = f"SUM({at(FIRST, column)}:{at(below - 1, column)})"
        sheet.formula(below, column, total, 0, {**measure.style, **look.SUM})
    for grade, style in _GRADE.shades.items():
        sheet.shade(Area(OVERVIEW, FIRST, 1, rows), f"{at(FIRST, 1)}={quoted(grade)}", style)
    many = rows > _MANY
    height = _FRAME_PIXELS + (_THIN_BAR_PIXELS if many else _BAR_PIXELS) * rows
    _chart(sheet, layout, below + 2, height)
    sheet.raw.set_h_pagebreaks([below + 2] if many else [])
    sheet.finish(below + 3 + height // _ROW_PIXELS, len(measures) + 1, freeze=1)


def _columns(layout: Layout) -> list[Measure]:
    """Return what the columns of the sheet Overview show after the competency."""
    levels = [Measure(level, partial(Tally.count, level=n)) for n, level in enumerate(layout.lists["Level"], 1)]
    stages = [Measure(stage, partial(Tally.count, stage=n)) for n, stage in enumerate(layout.lists["Stage"], 1)]
    return [*_ON_BOTH_SHEETS, Measure("Assessed sessions", partial(Tally.count, assessed=1)), *levels, *stages]


def _chart(sheet: Sheet, layout: Layout, row: int, height: int) -> None:
    chart, rows = sheet.book.raw.add_chart({"type": "bar", "subtype": "stacked"}), len(layout.competencies)
    ink, teal, clay, paper, rule = map(sheet.book.recolored, (look.INK, look.TEAL, look.CLAY, look.PAPER, look.RULE))
    long = max(len(name) for name in layout.lists["Competency"]) > _LONG_LABEL
    labels = layout.list("Code" if long else "Competency")
    hatched = {"pattern": "wide_upward_diagonal", "fg_color": clay, "bg_color": paper}
    for column, fill in ((3, {"fill": {"color": teal}}), (4, {"pattern": hatched})):
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
        {"name": layout.terms.worded("Required and elective hours, by competency"), "name_font": {**font, "size": 14}}
    )
    gridlines = {"visible": True, "line": {"color": rule}}
    chart.set_x_axis({"name": "Hours", "name_font": font, "num_font": font, "major_gridlines": gridlines, "min": 0})
    chart.set_y_axis({"reverse": True, "num_font": font, "crossing": "max", "interval_unit": 1})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": _CHART_WIDTH, "height": height})
    sheet.raw.insert_chart(row, 0, chart, {"description": layout.terms.worded(_CHART), "object_position": 2})
