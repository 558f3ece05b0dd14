"""The sheet Workings: where it has what, and how much of it there is for each competency in each phase.

The rules are those of `mapping.coverage`; a test recalculates and compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from ...mapping.cell_words import ELECTIVE, NO, REQUIRED, YES
from ...model.lists import SEPARATOR
from .book import FIRST, HEADER, Sheet
from .cells import Area, at
from .columns import ASSESSMENTS, ROWS, SLOTS, SPARE, WORKINGS, Layout, component_codes

NUMBERED = {"competency": SLOTS, "level": SLOTS, "assessment": ASSESSMENTS, "used": SLOTS}
"""Columns that there are several of."""
ROW_HEADERS = (
    *("row", "typed", "phase", "stage", "requirement", "timed", "hours"),
    *(f"{name} {number}" for name, most in NUMBERED.items() for number in range(1, most + 1)),
    *("counted", "share", "assessed", "qualifies", "look at", "look at more", "row check", "checks"),
)
"""Columns for each row of Sessions: numbers of entries on their lists, 0 for nothing, -1 for what is not there."""
TALLIES = (
    *("sessions", "required", "assessed", "timed", "tested", "qualifying", "qualifying hours", "required hours"),
    *("elective hours", "full"),
)
"""What is counted for each competency in each phase; in phase 0, all of them together and the phases in full."""
_FORMS = ("competency", "stage", "requirement", "level", "method", "assessment", "purpose", "component", "owner")
USED, PHASES_APART = "used", 100
"""Columns with what counts: the number of a competency times this, and the number of the phase."""
_DIGITS = 6
"""Digits to which sums of hours are exact."""


@dataclass(frozen=True)
class Workings:
    """Where the columns of the sheet are."""

    layout: Layout

    def row(self, header: str) -> Area:
        """Return a column with one cell for each row of Sessions."""
        return Area(WORKINGS, FIRST, ROW_HEADERS.index(header), ROWS + SPARE)

    def top(self, header: str) -> str:
        """Return the reference of the sum or the greatest number of such a column, above its header."""
        return Area(WORKINGS, HEADER - 1, self.row(header).col).ref

    def tally(self, header: str) -> Area:
        """Return a column with one cell for each competency and phase."""
        rows = len(self.layout.competencies) * (len(self.layout.phases) + 1)
        return Area(WORKINGS, FIRST, len(ROW_HEADERS) + 3 + TALLIES.index(header), rows)

    def tallied(self, header: str, competency: int, phase: int = 0) -> Area:
        """Return the cell with what is counted; competencies and phases are numbered from 1, phase 0 is all."""
        return self.tally(header).cell((competency - 1) * (len(self.layout.phases) + 1) + phase)

    @cached_property
    def forms(self) -> Mapping[str, tuple[str, ...]]:
        """Forms in which the entries of a list are recognized: all entries, then all codes, and so on."""
        layout, lists = self.layout, self.layout.lists
        competencies, stages = layout.framework.competencies, layout.framework.stages
        required = zip_longest((*REQUIRED, *YES), (*ELECTIVE, *NO), fillvalue="")
        return {
            "competency": (
                *layout.competencies,
                *lists["Code"],
                *(one.code for one in competencies),
                *_once([one.title for one in competencies]),
            ),
            "stage": (*lists["Stage"], *stages.values(), *stages, *map(str, range(1, len(stages) + 1))),
            "requirement": (*lists["Required or elective"], *(word for both in required for word in both)),
            "level": lists["Level"],
            "method": _with_parts(lists["Method"]),
            "assessment": _with_parts(lists["Assessment"]),
            "purpose": lists["Purpose"],
            "component": tuple(code.replace(" ", "") for one in competencies for code in component_codes(one)),
            "owner": tuple(str(number) for number, one in enumerate(competencies, 1) for _ in one.components),
        }

    def known(self, name: str) -> Area:
        """Return the forms in which the entries of a list are recognized."""
        first = len(ROW_HEADERS) + len(TALLIES) + 4
        return Area(WORKINGS, FIRST, first + _FORMS.index(name), len(self.forms[name]))

    @property
    def columns(self) -> Iterator[tuple[str, Area]]:
        """All columns by header."""
        yield from ((header, self.row(header)) for header in ROW_HEADERS)
        yield from ((header, self.tally(header)) for header in TALLIES)
        yield from ((name, self.known(name)) for name in _FORMS)

    @property
    def end(self) -> int:
        """The first column to the right of all these."""
        return self.known(_FORMS[-1]).col + 2

    def sessions(self, competency: object, *conditions: str) -> str:
        """Return the formula of a sum over rows and their competencies, as far down as anything is typed.

        Args:
            competency: Its number, or for one phase its number times `PHASES_APART` and that of the phase; or a cell.
            conditions: What is multiplied further: conditions, or what is summed.
        """
        return f"SUMPRODUCT({'*'.join([f'({self.span(USED)}={competency})', *conditions])})"

    def anywhere(self, competency: int, *conditions: str) -> str:
        """Return this formula for all phases together."""
        used = f"(INT({self.span(USED)}/{PHASES_APART})={competency})"
        return f"SUMPRODUCT({'*'.join([used, *conditions])})"

    def span(self, header: str) -> str:
        """Return a column, or all columns of a name in `NUMBERED`, down to the last row with anything typed."""
        first, last = (f"{header} 1", f"{header} {NUMBERED[header]}") if header in NUMBERED else (header, header)
        start, column = self.row(first).cell(0).ref, self.row(last).ref
        return f"{start}:INDEX({column},{Area(WORKINGS, HEADER - 2, self.row('typed').col).ref})"


def _once(names: Sequence[str]) -> list[str]:
    return [name if names.count(name) == 1 else "" for name in names]


def _with_parts(entries: Sequence[str]) -> tuple[str, ...]:
    """Return entries, then the codes and then the names of those that have both."""
    parts = [entry.partition(SEPARATOR) for entry in entries]
    return (*entries, *(code for code, _, _ in parts), *_once([name for _, _, name in parts]))


def tallies(sheet: Sheet, workings: Workings) -> None:
    """Write what is counted for each competency in all phases and in each."""
    first, phases = workings.tally(TALLIES[0]), len(workings.layout.phases)
    for number in range(first.rows):
        sheet.number(FIRST + number, first.col - 2, number // (phases + 1) + 1)
        sheet.number(FIRST + number, first.col - 1, number % (phases + 1))
    for header, formula in _tallies(workings).items():
        # All of it is on this sheet.
        sheet.fill(workings.tally(header), formula.replace(f"{WORKINGS}!", ""), 0)


def _tallies(workings: Workings) -> dict[str, str]:
    """Return the formulas of the first row by header; competency and phase are to the left of them."""
    rule, levels, first = workings.layout.framework.rule, workings.layout.lists["Level"], workings.tally(TALLIES[0])
    competency, phase = at(FIRST, first.col - 2, False, True), at(FIRST, first.col - 1, False, True)
    here = f"{competency}*{PHASES_APART}+{phase}"
    required, elective = (f"({workings.span('requirement')}={number})" for number in (1, 2))
    share, qualifies = workings.span("share"), f"({workings.span('qualifies')}=1)"
    high = [f"({workings.span('level')}>={1 + levels.index(rule.level)})"] if rule.level in levels else []
    sums = {
        "sessions": workings.sessions(here, "1"),
        "required": workings.sessions(here, required),
        "assessed": workings.sessions(here, f"({workings.span('assessed')}=1)"),
        "timed": workings.sessions(here, f"({share}>0)", *([required] if rule.required else [])),
        "tested": workings.sessions(here, qualifies),
        "qualifying": workings.sessions(here, qualifies, *high),
        "qualifying hours": workings.sessions(here, qualifies, *high, share),
        "required hours": workings.sessions(here, required, share),
        "elective hours": workings.sessions(here, elective, share),
    }
    number, hours = (at(FIRST, workings.tally(header).col) for header in ("qualifying", "qualifying hours"))
    sums["full"] = f"IF(AND({number}>={rule.sessions},{hours}>={rule.hours:g}),1,0)"
    return {header: f"IF({phase}=0,{_below(workings, header)},ROUND({one},{_DIGITS}))" for header, one in sums.items()}


def _below(workings: Workings, header: str) -> str:
    """Return the sum of the phases of a competency, which are in the rows below that for all of them."""
    column, phases = workings.tally(header).col, len(workings.layout.phases)
    return f"ROUND(SUM({at(FIRST + 1, column)}:{at(FIRST + phases, column)}),{_DIGITS})"
