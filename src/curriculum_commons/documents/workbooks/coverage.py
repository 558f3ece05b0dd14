"""The sheet Coverage: each competency in each phase, in blocks, and what all phases together come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ...model.maps import Grade
from . import styles as look
from .book import FIRST, HEADER, Book, Sheet
from .cells import Area, at, quoted
from .columns import ASSESSMENTS, COVERAGE, SLOTS, Layout
from .school import distinct_phases
from .verdicts import state
from .workings import Workings

_NAME_WIDTH, _ALL_WIDTH, _PHASE_WIDTH = 48, 40, 13
ALL_PHASES = "All phases"
_LINE_HEIGHT, _HEADER_LINES = 15.5, 3
"""Height of a line in points, and lines of the headers that fit at least: names can be typed later."""
_PAGE = 40
"""Rows that fit on a page."""
GRADES = {Grade.FULL: "● Full", Grade.PARTIAL: "◐ Partial", Grade.NONE: "○ None"}
"""Grades in cells: a shape and a word, so that color is not needed."""
_STYLES: dict[Grade, look.Style] = {
    Grade.FULL: {"bg_color": look.TEAL_TINT, "font_color": look.TEAL, "bold": True},
    Grade.PARTIAL: {"bg_color": look.SAND},
    Grade.NONE: {"bg_color": look.CLAY_TINT, "font_color": look.CLAY},
}
_YES, _NO, _NO_SESSION = "✓ Yes", "✗ No", "–"
_BOLD: look.Style = {"bold": True}

Cells = Callable[[Workings, int, int], str]
"""Formula of a competency in a phase; phase 0 is all."""


@dataclass(frozen=True)
class Block:
    """A block of the sheet: one measure of all competencies in all phases."""

    header: str
    formula: Cells
    whole: Callable[[Workings, int, int], str] | None = None
    """Formula for all phases of a competency, with its row on the sheet; the same as for one if left out."""
    total: Mapping[str, object] = field(default_factory=dict)
    """What sessions must have to be in the last line, which counts each session once; none if empty."""
    hours: bool = False
    first: str | float = 0
    """Value while nothing is typed."""
    shades: Mapping[str, look.Style] = field(default_factory=dict)
    """Style of cells by the word in them; a block of numbers has none."""
    legend: Mapping[str, str] = field(default_factory=dict)


def number(header: str) -> Cells:
    """Return the formulas of a number."""
    return lambda workings, competency, phase: workings.tallied(header, competency, phase).ref


def hours(header: str) -> Cells:
    """Return the formulas of hours, as people read them."""
    return lambda workings, competency, phase: f"ROUND({workings.tallied(header, competency, phase).ref},2)"


def _grade(workings: Workings, competency: int, phase: int) -> str:
    full, partial, none = (quoted(GRADES[grade]) for grade in Grade)
    is_full, sessions = (workings.tallied(header, competency, phase).ref for header in ("full", "sessions"))
    return f"IF({is_full}=1,{full},IF({sessions}>0,{partial},{none}))"


def summary(workings: Workings, competency: int, _: int = 0) -> str:
    """Return the formula of the sentence on all phases, as `mapping.coverage.Whole.summary` has it."""
    layout, names = workings.layout, workings.layout.list("Phase in use")
    places = range(1, len(layout.phases) + 1)
    empty = [
        f"(LEN({names.cell(place - 1).ref})>0)*({workings.tallied('sessions', competency, place).ref}=0)"
        for place in places
    ]
    listed = "&".join(f'IF({is_empty}=1,", "&{names.cell(place).ref},"")' for place, is_empty in enumerate(empty))
    in_use = f"SUMPRODUCT(--(LEN({names.ref})>0))"
    start = f'"Full in "&{workings.tallied("full", competency).ref}&" of "&{in_use}'
    none = f'IF({"+".join(empty)}=0,"","; none in "&({"+".join(empty)})&": "&MID({listed},3,500))'
    return f'{start}&IF({in_use}=1," phase"," phases")&{none}'


def first_summary(layout: Layout) -> str:
    """Return this sentence while nothing is typed."""
    names = [name for name in distinct_phases(layout.phases) if name]
    start = f"Full in 0 of {len(names)} phase{'s' * (len(names) != 1)}"
    return f"{start}; none in {len(names)}: {', '.join(names)}" if names else start


def _assessed(workings: Workings, competency: int, phase: int) -> str:
    sessions, assessed = (workings.tallied(header, competency, phase).ref for header in ("sessions", "assessed"))
    return f"IF({sessions}=0,{quoted(_NO_SESSION)},IF({assessed}>0,{quoted(_YES)},{quoted(_NO)}))"


def _assessed_in(workings: Workings, competency: int, row: int) -> str:
    phases = f"{at(row, 2)}:{at(row, 1 + len(workings.layout.phases))}"
    sessions = workings.tallied("sessions", competency).ref
    taught = f"COUNTIF({phases},{quoted(_YES)})+COUNTIF({phases},{quoted(_NO)})"
    assessed = f'"In "&COUNTIF({phases},{quoted(_YES)})&" of "&({taught})&" with sessions"'
    return f"IF({sessions}=0,{quoted(_NO_SESSION)},{assessed})"


def _blocks(layout: Layout) -> tuple[Block, ...]:
    rules = {GRADES[grade]: f"{layout.worded(rule)}." for grade, rule in layout.framework.rule.sentences.items()}
    whole = "the phases in full, and those without any session; there is no grade for all of them together."
    return (
        Block(
            "Grade",
            _grade,
            summary,
            first=GRADES[Grade.NONE],
            shades={GRADES[grade]: style for grade, style in _STYLES.items()},
            legend={**rules, ALL_PHASES: whole},
        ),
        Block("Sessions", number("sessions"), total={"counted": 1}),
        Block("Required hours", hours("required hours"), total={"requirement": 1}, hours=True),
        Block("Elective hours", hours("elective hours"), total={"requirement": 2}, hours=True),
        Block(
            "Assessed?",
            _assessed,
            _assessed_in,
            first=_NO_SESSION,
            shades={_YES: _STYLES[Grade.FULL], _NO: _STYLES[Grade.NONE]},
            legend={
                _YES: "at least one session that is assessed.",
                _NO: "at least one session, but none that is assessed.",
                _NO_SESSION: "no session.",
            },
        ),
    )


def coverage_sheet(book: Book, workings: Workings) -> None:
    """Add the sheet Coverage."""
    layout = workings.layout
    widths = [_NAME_WIDTH, _ALL_WIDTH, *(_PHASE_WIDTH for _ in layout.phases)]
    sheet = book.sheet(COVERAGE, widths, landscape=True)
    sheet.formula(1, 0, *state(workings), look.NOTE)
    _headers(sheet, layout)
    writer, page, breaks = _Writer(sheet, workings), 0, []
    for block in _blocks(layout):
        begin = writer.row
        writer.block(block)
        if writer.row - page > _PAGE and begin > FIRST:
            breaks.append(begin)
            page = begin
    writer.incomplete()
    sheet.raw.set_h_pagebreaks(breaks)
    sheet.finish(writer.row, len(widths), freeze=1)


def _headers(sheet: Sheet, layout: Layout) -> None:
    sheet.texts(HEADER, [layout.shown("Competency"), ALL_PHASES], look.HEAD)
    names = layout.list("Phase in use")
    style = {**look.WRAPPED, "bold": True, "valign": "vcenter"}
    for place, name in enumerate(distinct_phases(layout.phases)):
        sheet.formula(HEADER, 2 + place, names.cell(place).ref, name, style)
    area = Area(COVERAGE, HEADER, 2, 1, names.rows)
    sheet.shade(area, f'{at(HEADER, 2)}<>""', {"bg_color": look.TEAL, "font_color": look.WHITE})
    sheet.raw.set_row(HEADER, _LINE_HEIGHT * max(_HEADER_LINES, look.lines_of(layout.phases, _PHASE_WIDTH - 1)))


@dataclass
class _Writer:
    """Write the sheet Coverage from top to bottom."""

    sheet: Sheet
    workings: Workings
    row: int = FIRST
    """The next row."""

    def block(self, block: Block) -> None:
        """Write a block, its legend first, and leave a row empty."""
        self._band(block.header)
        for word, meaning in block.legend.items():
            style = block.shades.get(word, {"bold": word == ALL_PHASES})
            self.sheet.text(self.row, 0, word, {**look.CELL, **style})
            self.sheet.text(self.row, 1, meaning, look.LINE)
            self.row += 1
        first, layout = self.row, self.workings.layout
        longest = first_summary(layout)
        for competency, name in enumerate(layout.competencies, 1):
            self.sheet.text(self.row, 0, name, look.TEXT_CELL)
            self.sheet.fit_row(self.row, *((longest, _ALL_WIDTH) if block.header == "Grade" else (name, _NAME_WIDTH)))
            self._competency(block, competency)
        cells = Area(COVERAGE, first, 2, self.row - first, len(layout.phases))
        for word, style in block.shades.items():
            self.sheet.shade(cells, f"{at(first, 2)}={quoted(word)}", {**style, **look.CELL})
        self.sheet.shade(cells, f'{at(first, 2)}<>""', look.CELL)
        if block.total:
            self._total(block)
        self.row += 1

    def incomplete(self) -> None:
        """Write how many rows are incomplete, and what follows from it."""
        self._band("Rows that are not complete")
        for count, consequence in self._incomplete():
            self.sheet.formula(self.row, 0, f'{count}&IF({count}=1," row"," rows")', "0 rows", look.CELL)
            self.sheet.text(self.row, 1, self.workings.layout.worded(consequence), look.LINE)
            self.row += 1

    def _incomplete(self) -> Iterable[tuple[str, str]]:
        row, top = self.workings.row, self.workings.top

        def counted(condition: str) -> str:
            return f"SUMPRODUCT(({row('counted').ref}=1)*({condition}))"

        def wrong(name: str, most: int) -> str:
            return "+".join(f"({row(f'{name} {place}').ref}<0)" for place in range(1, most + 1))

        return {
            f"({top('typed')}-{top('counted')})": "Title, phase or competency is missing or not on its list: the row "
            "is not counted at all.",
            counted(f"({wrong('competency', SLOTS)})>0"): "A further competency is not on the list: it is not counted, "
            "and the hours go to the others.",
            counted(f"{row('timed').ref}=0"): "Hours are missing, no number, or not from 0 to 500: the row counts as a "
            "session of 0 hours.",
            counted(f"{row('requirement').ref}<1"): "Neither Required nor Elective: the row counts as a session, and "
            "its hours in neither.",
            counted(f"({row('assessed').ref}=0)*(({wrong('assessment', ASSESSMENTS)})>0)"): "No assessment of the row "
            "is on the list: the row counts as not assessed.",
        }.items()

    def _band(self, header: str) -> None:
        self.sheet.texts(self.row, [header, "", *("" for _ in self.workings.layout.phases)], look.BAND)
        self.row += 1

    def _competency(self, block: Block, competency: int) -> None:
        """Write the formula for all phases and, where a phase has a name, the formula for it."""
        whole = block.whole or block.formula
        formula = whole(self.workings, competency, self.row if block.whole else 0)
        text = block.header == "Grade"
        first = first_summary(self.workings.layout) if text else block.first
        self.sheet.formula(self.row, 1, formula, first, {**(look.TEXT_CELL if text else look.NUMBER)})
        for phase in range(1, len(self.workings.layout.phases) + 1):
            self._in_phase(phase, block.formula(self.workings, competency, phase), block.first, {})
        self.row += 1

    def _total(self, block: Block) -> None:
        sums: look.Style = {**look.NUMBER, **look.SUM}
        self.sheet.text(self.row, 0, "Sum" if block.hours else "Sessions, each counted once", {**look.CELL, **look.SUM})
        for phase in range(len(self.workings.layout.phases) + 1):
            criteria = {"counted": 1, **block.total, **({"phase": phase} if phase else {})}
            where = ",".join(f"{self.workings.row(name).ref},{value}" for name, value in criteria.items())
            hours = f"ROUND(SUMIFS({self.workings.row('hours').ref},{where}),2)"
            formula = hours if block.hours else f"COUNTIFS({where})"
            if phase:
                self._in_phase(phase, formula, 0, _BOLD)
            else:
                self.sheet.formula(self.row, 1, formula, 0, sums)
        self.row += 1

    def _in_phase(self, phase: int, formula: str, first: str | float, style: look.Style) -> None:
        """Write a cell that is empty as long as the phase has no name; the border comes with the name."""
        name = distinct_phases(self.workings.layout.phases)[phase - 1]
        shown = f'IF({at(HEADER, 1 + phase, True)}="","",{formula})'
        self.sheet.formula(self.row, 1 + phase, shown, first if name else "", {"align": "center", **style})
