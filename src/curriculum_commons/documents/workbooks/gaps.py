"""The sheet Gaps: what keeps the competencies from being covered in full, the most important first.

All kinds of `mapping.gaps` are there, in its order; a test recalculates and compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...mapping.gaps import KINDS, WORDS, GapKind
from ...model.maps import shown_hours
from . import styles as look
from .book import FIRST, HEADER, Book, Sheet
from .cells import Area, at, quoted
from .columns import GAPS, WORKINGS
from .verdicts import state, verdict
from .workings import Workings

_LISTED, _LISTED_OF_MANY, _MANY = 40, 120, 10
"""Gaps that the sheet shows at most, which fit on a page; more for more than so many competencies."""
_ALL_PHASES = "All phases"
_HEADERS = ("gap: competency", "gap: phase", "gap: stage", "gap: kind", "gap: number")
_TEXTS = ("missing", "closes")
_WIDTHS = (6, 48, 20, 56, 52)
_SHRUNK: look.Style = {"shrink": True}
"""For text that may be long: rows do not become higher by themselves when formulas show more."""
_VERDICT: look.Style = {"bold": True, "font_size": 12, "font_color": look.CLAY}


@dataclass(frozen=True)
class _Possible:
    """Something that may be missing; all are numbered from 1."""

    competency: int
    phase: int = 0
    stage: int = 0
    required: bool = False
    """Whether it is that no session at all is there, or is required; else that none is assessed."""


@dataclass(frozen=True)
class _Gaps:
    """Columns of the sheet Workings, and the formulas in them."""

    workings: Workings

    @property
    def possible(self) -> list[_Possible]:
        """All that may be missing, in the order in which it is listed within a kind."""
        layout = self.workings.layout
        phases, stages = range(1, len(layout.phases) + 1), range(1, len(layout.framework.stages))
        return [
            one
            for number in range(1, len(layout.competencies) + 1)
            for one in (
                _Possible(number, required=True),
                _Possible(number),
                *(_Possible(number, phase=phase) for phase in phases),
                *(_Possible(number, stage=stage) for stage in stages),
            )
        ]

    def column(self, header: str) -> Area:
        """Return a column with one cell for each possible gap."""
        return Area(WORKINGS, FIRST, self.workings.end + _HEADERS.index(header), len(self.possible))

    @property
    def number(self) -> str:
        """Reference of the number of gaps."""
        return Area(WORKINGS, HEADER - 1, self.column("gap: number").col).ref

    def texts(self, name: str) -> Area:
        """Return the cells with what is missing, or what would close it, for each kind."""
        return Area(WORKINGS, FIRST, self.workings.end + len(_HEADERS) + 1 + _TEXTS.index(name), len(KINDS))

    def kind(self, one: _Possible) -> str:
        """Return the formula of the kind of a gap: its number in `KINDS`, from 1; 0 where nothing is missing."""
        phases, typed = self.workings.layout.list("Phase in use"), self.workings.top("typed")
        if one.phase:
            there = f"LEN({phases.cell(one.phase - 1).ref})>0"
            return f"IF(AND({there},{self._at('sessions', one.competency)}>0),{self._in_phase(one)},0)"
        if one.stage:
            return self._skipped(one)
        there = f"AND({typed}>0,SUMPRODUCT(--(LEN({phases.ref})>0))>0)"
        return f"IF({there},{self._in_all(one)},0)"

    def _in_all(self, one: _Possible) -> str:
        rule = self.workings.layout.framework.rule
        sessions, required, assessed = (
            self._at(header, one.competency) for header in ("sessions", "required", "assessed")
        )
        if one.required:
            never = f"IF({required}=0,{_number(GapKind.NEVER_REQUIRED)},0)" if rule.required else "0"
            return f"IF({sessions}=0,{_number(GapKind.NOWHERE)},{never})"
        return f"IF(AND({sessions}>0,{assessed}=0),{_number(GapKind.NEVER_ASSESSED)},0)" if rule.assessed else "0"

    def _in_phase(self, one: _Possible) -> str:
        """Return the formula of the first reason; one that holds in all phases is listed once for all."""
        rule = self.workings.layout.framework.rule
        sessions, required, timed, tested, counted, full = (
            self._at(header, one.competency, one.phase)
            for header in ("sessions", "required", "timed", "tested", "qualifying", "full")
        )
        no_required, no_assessed = (
            f"IF({self._at(header, one.competency)}=0,0,{_number(kind)})"
            for header, kind in (("required", GapKind.NOT_REQUIRED), ("assessed", GapKind.NOT_ASSESSED))
        )
        steps = [
            (f"{sessions}=0", str(_number(GapKind.NO_SESSION))),
            *([(f"{required}=0", no_required)] if rule.required else []),
            (f"{timed}=0", str(_number(GapKind.NO_HOURS))),
            *([(f"{tested}=0", no_assessed)] if rule.assessed else []),
            (f"{counted}=0", str(_number(GapKind.BELOW_LEVEL))),
            (f"{counted}<{rule.sessions}", str(_number(GapKind.BELOW_SESSIONS))),
            (f"{full}=0", str(_number(GapKind.BELOW_HOURS))),
        ]
        return "".join(f"IF({condition},{kind}," for condition, kind in steps) + "0" + ")" * len(steps)

    def _skipped(self, one: _Possible) -> str:
        stage = self.workings.span("stage")
        here, later = (self.workings.anywhere(one.competency, f"({stage}{sign}{one.stage})") for sign in "=>")
        return f"IF({here}>0,0,IF({later}>0,{_number(GapKind.SKIPPED_STAGE)},0))"

    def _at(self, header: str, competency: int, phase: int = 0) -> str:
        return self.workings.tallied(header, competency, phase).ref

    def sentences(self, kind: GapKind) -> Iterator[str]:
        """Yield what is missing and what would close it, with what is not yet known in braces."""
        framework = self.workings.layout.framework
        rule = framework.rule
        facts = {
            **{name: f"{{{name}}}" for name in ("qualifying", "counted", "lacking", "step")},
            "session": rule.session,
            "required": "required " if rule.required else "",
            "level": rule.level or "",
            "sessions": rule.sessions,
            "hours": shown_hours(rule.hours),
        }
        for words in WORDS[kind]:
            yield framework.terms.worded(words).format(**facts)


def _number(kind: GapKind) -> int:
    return KINDS.index(kind) + 1


def gap_formulas(sheet: Sheet, workings: Workings) -> None:
    """Write what may be missing, what is, and its place on the list, to the sheet Workings."""
    gaps = _Gaps(workings)
    kinds, numbers = gaps.column("gap: kind"), gaps.column("gap: number")
    top = at(kinds.row, kinds.col, True, True)
    for header in _HEADERS:
        sheet.text(HEADER, gaps.column(header).col, workings.layout.shown(header.capitalize()), look.HEAD)
    for row, one in enumerate(gaps.possible, FIRST):
        for header, number in zip(_HEADERS, (one.competency, one.phase, one.stage), strict=False):
            sheet.number(row, gaps.column(header).col, number)
        sheet.formula(row, kinds.col, gaps.kind(one), 0)
        own = at(row, kinds.col)
        before = f'COUNTIFS({kinds.ref},">0",{kinds.ref},"<"&{own})+COUNTIF({top}:{own},{own})'
        sheet.formula(row, numbers.col, f"IF({own}=0,0,{before})", 0)
    sheet.formula(HEADER - 1, numbers.col, f"MAX({numbers.ref})", 0)
    for row, kind in enumerate(KINDS, FIRST):
        for name, sentence in zip(_TEXTS, gaps.sentences(kind), strict=True):
            sheet.text(row, gaps.texts(name).col, sentence)


def gaps_sheet(book: Book, workings: Workings) -> None:
    """Add the sheet Gaps: one row for each gap, no empty rows between."""
    gaps, layout = _Gaps(workings), workings.layout
    sheet = book.sheet(GAPS, _WIDTHS, landscape=True)
    listed = _LISTED_OF_MANY if len(layout.competencies) > _MANY else _LISTED
    sheet.formula(1, 0, *verdict(workings, gaps.number, listed), _VERDICT)
    sheet.formula(2, 0, *state(workings), look.NOTE)
    headers = ["No.", layout.shown("Competency"), "Phase", "What is missing", "What would close it"]
    sheet.texts(HEADER, headers, look.HEAD)
    rows = min(listed, len(gaps.possible))
    for number in range(1, rows + 1):
        row = HEADER + number
        sheet.formula(row, 0, f'IF({number}<={gaps.number},{number},"")', "", {"align": "left"})
        own = at(row, 0, False, True)
        for column, formula in enumerate(_shown(gaps, own), 1):
            sheet.formula(row, column, f'IF({own}="","",{formula})', "", _SHRUNK)
    sheet.shade(Area(GAPS, FIRST, 0, rows, len(_WIDTHS)), f'{at(FIRST, 0, False, True)}<>""', look.CELL)
    sheet.finish(FIRST + rows, len(_WIDTHS), freeze=0)


def _shown(gaps: _Gaps, own: str) -> Iterator[str]:
    """Yield the formulas of what is shown of the gap with the number in a cell."""
    workings, layout = gaps.workings, gaps.workings.layout

    def of_gap(header: str) -> str:
        return f"INDEX({gaps.column(header).ref},MATCH({own},{gaps.column('gap: number').ref},0))"

    competency, phase = of_gap("gap: competency"), of_gap("gap: phase")
    yield f"INDEX({layout.list('Competency').ref},{competency})"
    yield f"IF({phase}=0,{quoted(_ALL_PHASES)},INDEX({layout.list('Phase in use').ref},{phase}))"
    stages = layout.framework.stages
    row = f"({competency}-1)*{len(layout.phases) + 1}+{phase}+1"
    counted = f"INDEX({workings.tally('qualifying').ref},{row})"
    hours = f"INDEX({workings.tally('qualifying hours').ref},{row})"
    facts = {
        "{qualifying}": counted,
        "{counted}": f"ROUND({hours},2)",
        "{lacking}": f"ROUND({layout.framework.rule.hours}-{hours},2)",
    }
    if stages:
        facts["{step}"] = f"INDEX({workings.known('stage').ref},{len(stages)}+MAX(1,{of_gap('gap: stage')}))"
    for name in _TEXTS:
        sentence = f"INDEX({gaps.texts(name).ref},{of_gap('gap: kind')})"
        used = "".join(text for kind in KINDS for text in gaps.sentences(kind))
        for fact, value in facts.items():
            sentence = f"SUBSTITUTE({sentence},{quoted(fact)},{value})" if fact in used else sentence
        yield sentence
