"""The sheets Coverage and Overview: each competency in each phase, and in all phases together with a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ...mapping.coverage import ALL_PHASES, RULE_FOR_ALL, RULES, Grade
from ...mapping.sessions import LEVELS, phase_names
from .book import (
    BAND,
    CELL,
    CLAY,
    FIRST,
    HEAD,
    HEADER,
    HOURS,
    INK,
    NOTE,
    NUMBER,
    PAPER,
    PLAIN,
    RULE,
    SUM,
    TEAL,
    TEXT_CELL,
    WHITE,
    WRAPPED,
    Area,
    Book,
    Sheet,
    Style,
    at,
    lines_of,
    quoted,
)
from .columns import COVERAGE, GRADE_STYLES, GRADES, OVERVIEW, Layout, Tally, state

_NAME_WIDTH, _PHASE_WIDTH = 50, 13
_LINE_HEIGHT, _HEADER_LINES = 15.5, 3
"""Height of a line of the headers in points, and lines that fit at least: names can be typed later."""
_PAGE = 40
"""Rows that fit on a page."""
_BOLD: Style = {"bold": True}
_ASSESSED, _NOT_ASSESSED, _NO_SESSION = "✓ Yes", "✗ No", "–"
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
class Block:
    """One measure of the sheet Coverage, for all competencies and phases."""

    header: str
    formula: Callable[[Tally], str]
    first: str | float
    """Value while nothing is typed."""
    style: Style
    shades: Mapping[str, Style] = field(default_factory=dict)
    """Style of cells by the word in them; a block of numbers has none, and a line of sums."""
    legend: Mapping[str, str] = field(default_factory=dict)
    """Meaning of the words, and of the column for all phases."""


def _assessed(tally: Tally) -> str:
    yes, no, nothing = quoted(_ASSESSED), quoted(_NOT_ASSESSED), quoted(_NO_SESSION)
    return f"IF({tally.count()}=0,{nothing},IF({tally.count(assessed=1)}>0,{yes},{no}))"


_BLOCKS = (
    Block(
        "Grade",
        lambda tally: tally.grade,
        GRADES[Grade.NONE],
        NUMBER,
        shades={GRADES[grade]: style for grade, style in GRADE_STYLES.items()},
        legend={**{GRADES[grade]: f"{rule}." for grade, rule in RULES.items()}, ALL_PHASES: RULE_FOR_ALL},
    ),
    Block("Sessions", lambda tally: tally.count(), 0, NUMBER),
    Block("Required hours", lambda tally: tally.required_hours, 0, HOURS),
    Block("Elective hours", lambda tally: tally.elective_hours, 0, HOURS),
    Block(
        "Assessed?",
        _assessed,
        _NO_SESSION,
        NUMBER,
        shades={_ASSESSED: GRADE_STYLES[Grade.FULL], _NOT_ASSESSED: GRADE_STYLES[Grade.NONE]},
        legend={
            _ASSESSED: "at least one session that is assessed.",
            _NOT_ASSESSED: "at least one session, but none that is assessed.",
            _NO_SESSION: "no session.",
        },
    ),
)


def coverage_sheet(book: Book, layout: Layout) -> None:
    """Add the sheet Coverage."""
    sheet = book.sheet(COVERAGE, [_NAME_WIDTH, 12, *(_PHASE_WIDTH for _ in layout.phases)], landscape=True)
    sheet.formula(1, 0, *state(layout), NOTE)
    _headers(sheet, layout)
    writer, page, breaks = _Writer(sheet, layout), 0, []
    parts: list[Callable[[], None]] = [*(partial(writer.block, block) for block in _BLOCKS), writer.incomplete]
    for write in parts:
        begin = writer.row
        write()
        if writer.row - page > _PAGE and begin > FIRST:
            breaks.append(begin)
            page = begin
    sheet.raw.set_h_pagebreaks(breaks)
    sheet.finish(writer.row, len(layout.phases) + 2, freeze=1)


def _headers(sheet: Sheet, layout: Layout) -> None:
    sheet.texts(HEADER, ["Competency", ALL_PHASES], HEAD)
    names = layout.list("Phase in use")
    style = {**WRAPPED, "bold": True, "valign": "vcenter"}
    for number, name in enumerate(phase_names(layout.phases)):
        sheet.formula(HEADER, 2 + number, names.cell(number).ref, name, style)
    area = Area(COVERAGE, HEADER, 2, 1, names.rows)
    sheet.shade(area, f'{at(HEADER, 2)}<>""', {"bg_color": TEAL, "font_color": WHITE})
    sheet.raw.set_row(HEADER, _LINE_HEIGHT * max(_HEADER_LINES, lines_of(layout.phases, _PHASE_WIDTH - 1)))


@dataclass
class _Writer:
    """Write the sheet Coverage from top to bottom."""

    sheet: Sheet
    layout: Layout
    row: int = FIRST
    """The next row."""

    def block(self, block: Block) -> None:
        """Write a block, its legend first, and leave a row empty."""
        self._band(block.header)
        for word, meaning in block.legend.items():
            style = block.shades.get(word, {"bold": word == ALL_PHASES})
            self.sheet.text(self.row, 0, word, {**CELL, **style})
            self.sheet.text(self.row, 1, meaning)
            self.row += 1
        first, columns = self.row, range(1, len(self.layout.phases) + 2)
        for number, name in enumerate(self.layout.lists["Competency"], 1):
            self.sheet.text(self.row, 0, name, TEXT_CELL)
            self.sheet.fit_row(self.row, name, _NAME_WIDTH)
            self._cells([block.formula(Tally(self.layout, number, column - 1)) for column in columns], block)
        cells = Area(COVERAGE, first, 1, self.row - first, len(columns))
        for word, style in block.shades.items():
            self.sheet.shade(cells, f"{at(first, 1)}={quoted(word)}", {**style, **CELL})
        self.sheet.shade(cells, f'{at(first, 1)}<>""', CELL)
        if not block.shades:
            self.sheet.text(self.row, 0, "Sum", {**CELL, **SUM})
            last = self.row - 1
            self._cells([f"SUM({at(first, column)}:{at(last, column)})" for column in columns], block, is_sum=True)
        self.row += 1

    def incomplete(self) -> None:
        """Write how many rows are incomplete, and what follows from it."""
        self._band("Rows that do not say all")
        worked, total = self.layout.worked, self.layout.sum
        for header, consequence in _INCOMPLETE.items():
            number = f"COUNTIFS({worked('counted').ref},1,{worked(header).ref},{int(header == _UNREAD)})"
            if header == "counted":
                number = f"({total('typed').ref}-{total('counted').ref})"
            self.sheet.formula(self.row, 0, f'{number}&IF({number}=1," row"," rows")', "0 rows", CELL)
            self.sheet.text(self.row, 1, consequence)
            self.row += 1

    def _band(self, header: str) -> None:
        self.sheet.texts(self.row, [header, "", *("" for _ in self.layout.phases)], BAND)
        self.row += 1

    def _cells(self, formulas: Sequence[str], block: Block, is_sum: bool = False) -> None:
        """Write a row: the formula for all phases and, where a phase has a name, the formula for it."""
        self.sheet.formula(self.row, 1, formulas[0], block.first, {**block.style, **(SUM if is_sum else _BOLD)})
        style = {**block.style, "border": 0, **(_BOLD if is_sum else {})}
        for column, (formula, name) in enumerate(zip(formulas[1:], phase_names(self.layout.phases), strict=True), 2):
            # The border comes with the name: a phase can be named later.
            shown = f'IF({at(HEADER, column, True)}="","",{formula})'
            self.sheet.formula(self.row, column, shown, block.first if name else "", style)
        self.row += 1


def overview_sheet(book: Book, layout: Layout) -> None:
    """Add the sheet Overview."""
    headers = [header for header, *_ in _columns(Tally(layout, 1))]
    sheet = book.sheet(OVERVIEW, [_NAME_WIDTH, *(12 for _ in headers)], landscape=True)
    sheet.text(1, 0, "All phases together: how much is taught, at which levels, and the hours as a chart.")
    sheet.formula(2, 0, *state(layout), NOTE)
    sheet.texts(HEADER, ["Competency", *headers], HEAD)
    sheet.raw.set_row(HEADER, 48)
    for number, name in enumerate(layout.lists["Competency"], 1):
        sheet.text(HEADER + number, 0, name, TEXT_CELL)
        sheet.fit_row(HEADER + number, name, _NAME_WIDTH)
        for column, (_, formula, first, style) in enumerate(_columns(Tally(layout, number)), 1):
            sheet.formula(HEADER + number, column, formula, first, style)
    rows = len(layout.competencies)
    below = FIRST + rows
    sheet.text(below, 0, "Sum", {**CELL, **SUM})
    sheet.text(below, 1, "", {**NUMBER, **SUM})
    for column, (_, _, _, style) in enumerate([*_columns(Tally(layout, 1))][1:], 2):
        sheet.formula(below, column, f"SUM({at(FIRST, column)}:{at(below - 1, column)})", 0, {**style, **SUM})
    for grade, style in GRADE_STYLES.items():
        sheet.shade(Area(OVERVIEW, FIRST, 1, rows), f"{at(FIRST, 1)}={quoted(GRADES[grade])}", style)
    many = rows > _MANY
    height = _FRAME_PIXELS + (_THIN_BAR_PIXELS if many else _BAR_PIXELS) * rows
    _chart(sheet, layout, below + 2, height)
    sheet.raw.set_h_pagebreaks([below + 2] if many else [])
    sheet.finish(below + 3 + height // _ROW_PIXELS, len(headers) + 1, freeze=1)


def _columns(tally: Tally) -> Iterator[tuple[str, str, str | float, Style]]:
    """Yield header, formula, value while nothing is typed, and style of each column after the competency."""
    yield "Grade", tally.grade, GRADES[Grade.NONE], NUMBER
    yield "Sessions", tally.count(), 0, NUMBER
    yield "Required hours", tally.required_hours, 0, HOURS
    yield "Elective hours", tally.elective_hours, 0, HOURS
    yield "Assessed sessions", tally.count(assessed=1), 0, NUMBER
    for number, level in enumerate(LEVELS, 1):
        yield level, tally.count(level=number), 0, NUMBER
    for number, stage in enumerate(tally.layout.lists["Stage"], 1):
        yield stage, tally.count(stage=number), 0, NUMBER


def _chart(sheet: Sheet, layout: Layout, row: int, height: int) -> None:
    chart, rows = sheet.book.raw.add_chart({"type": "bar", "subtype": "stacked"}), len(layout.competencies)
    long = max(len(name) for name in layout.lists["Competency"]) > _LONG_LABEL
    labels = layout.list("Code" if long else "Competency")
    hatched = {"pattern": "wide_upward_diagonal", "fg_color": CLAY, "bg_color": PAPER}
    for column, fill in ((3, {"fill": {"color": TEAL}}), (4, {"pattern": hatched})):
        series = {
            "name": f"={Area(OVERVIEW, HEADER, column).ref}",
            "categories": f"={labels.ref}",
            "values": f"={Area(OVERVIEW, FIRST, column, rows).ref}",
            "border": {"color": INK, "width": 0.75},
            "gap": 60,
        }
        chart.add_series(series | fill)
    font: dict[str, Any] = {"name": PLAIN["font_name"], "size": 9 if rows > _MANY else 10, "color": INK}
    chart.set_title({"name": "Required and elective hours, by competency", "name_font": {**font, "size": 14}})
    gridlines = {"visible": True, "line": {"color": RULE}}
    chart.set_x_axis({"name": "Hours", "name_font": font, "num_font": font, "major_gridlines": gridlines, "min": 0})
    chart.set_y_axis({"reverse": True, "num_font": font, "crossing": "max", "interval_unit": 1})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": _CHART_WIDTH, "height": height})
    sheet.raw.insert_chart(row, 0, chart, {"description": _CHART, "object_position": 2})
