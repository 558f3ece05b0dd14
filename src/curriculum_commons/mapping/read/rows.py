"""Read the rows of a table as sessions: each value is compared with its list, and what is not known is reported.

A row is kept as long as it has a title, a phase and a competency; a value that is not known is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ...content.sheet_cells import Faulty, Value
from ...model.maps import Assessment, Purpose, Requirement
from ...model.problems import counted, quoted
from .cells import RowCells, as_line
from .columns import Column, totals
from .grid import MARK, Grid
from .lookup import NOTHING, Lookup, is_yes, parted, purpose, requirement
from .recipes import Recipe
from .report import Report
from .tidy import NotReadError, folded, hours, words

_PURPOSES = {"f": "formative", "s": "summative"}


@dataclass
class Draft:
    """A row, read."""

    number: int
    title: str
    phase: str
    place: str
    """Sheet and row, for `source`."""
    course: str | None = None
    stage: str | None = None
    requirement: Requirement | None = None
    hours: float | None = None
    occasion: str = ""
    """Day, week or number by which rows of the same name are different sessions."""
    methods: tuple[str, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    teaches: dict[str, tuple[str | None, tuple[str, ...]]] = field(default_factory=dict)
    """Level and components by competency."""
    lead: str | None = None


@dataclass
class Counts:
    """How many rows were read, and what became of them."""

    read: int = 0
    kept: int = 0
    left_out: int = 0
    without_competency: int = 0
    headings: list[str] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)


class Rows(RowCells):
    """Reads the rows of one table."""

    def __init__(self, grid: Grid, lookup: Lookup, report: Report, recipe: Recipe) -> None:
        """Begin before the first row."""
        super().__init__(grid, lookup, report, recipe)
        self.counts = Counts()
        self.phases = dict[str, None]()
        """Those of all rows."""

    def drafts(self) -> Iterator[Draft]:
        """Yield each row that is kept."""
        for number, cells in self.grid.rows:
            self.begin(number, cells)
            if self._is_about_sessions():
                self.counts.read += 1
                if draft := self._draft():
                    self.counts.kept += 1
                    yield draft

    def _is_about_sessions(self) -> bool:
        is_filled = any(self.value(column) for column in self.grid.columns)
        if not self.is_other:
            return is_filled
        filled = [words(cell) for cell in self.cells if cell is not None]
        if not filled:
            return False
        if (folded(filled[0]).split() or [""])[0].rstrip(":") in totals() and not self.texts("competency"):
            self.counts.totals.append(str(self.number))
            return False
        if len(filled) == 1:
            self.heading = filled[0]
            self.counts.headings.append(str(self.number))
            return False
        return is_filled

    def _draft(self) -> Draft | None:
        title, phase = self.line("title"), self._phase()
        self.phases |= {phase: None} if phase else {}
        before = len(self.pending)
        teaches = self._teaches()
        if self.is_other and not teaches and len(self.pending) == before and title and phase:
            self.counts.without_competency += 1
            return None
        lacking = [name for name, one in (("title", title), ("phase", phase), ("competency", teaches)) if not one]
        if not title or not phase or not teaches:
            self._leave_out(lacking[0])
            return None
        for column, message in self.pending:
            self.report.cell(self.grid, self.number, column, message)
        return Draft(
            number=self.number,
            title=title,
            phase=phase,
            place=f"{self.grid.sheet}!{self.number}" if self.grid.sheet else str(self.number),
            course=self.line("course"),
            stage=self.one("stage", self.lookup.stages) if self.lookup.framework.stages else None,
            requirement=self._requirement(),
            hours=self._hours(),
            occasion=" ".join(str(self.value(one)) for name in ("date", "id") for one in self.columns.get(name, ())),
            methods=tuple(dict.fromkeys(self.listed("method", self.lookup.methods))),
            assessments=tuple(self._assessments()),
            teaches=teaches,
            lead=self.line("lead"),
        )

    def _leave_out(self, lacking: str) -> None:
        self.counts.left_out += 1
        columns = self.columns.get(lacking) or self.columns.get(MARK) or self.grid.columns
        causes = self.pending or [(columns[0].index, f"the row has no {lacking}; type one")]
        (column, message), *others = causes
        self.report.row(self.grid, self.number, column, f"{message}; the row is left out")
        for column, message in others:
            self.report.cell(self.grid, self.number, column, message)

    def _phase(self) -> str | None:
        typed = self.line("phase")
        column = next(iter(self.columns.get("phase", ())), None)
        if typed and (instead := self.instead("phase", typed)):
            return instead
        if not typed or not column:
            return typed
        if self.is_other and typed[:4].isdecimal() and typed[:2] in {"19", "20"}:
            message = (
                f"phase {quoted(typed)} is a year of the calendar; name the column of the phase with --column phase="
            )
            self.wrong(column, message)
            return None
        if self.lookup.phases is None:
            is_bare = self.is_other and len(typed) <= 2 and typed.isdecimal()  # noqa: PLR2004
            return self.lookup.met(as_line(f"{column.name} {typed}")[0] if is_bare else typed)
        found = self.lookup.phases.find(typed)
        if found is None:
            self.wrong(column, f"phase {self.lookup.phases.refusal(typed)}")
        return found

    def _requirement(self) -> Requirement | None:
        for name in ("requirement", "elective"):
            for column, text in self.texts(name):
                try:
                    return requirement(self.instead(name, text) or text, name == "elective")
                except NotReadError as error:
                    self.report.not_listed(name, words(text))
                    self.wrong(column, f"requirement {error}")
        return None

    def _hours(self) -> float | None:
        for name, unit in (("hours", "hours"), ("minutes", "minutes"), ("duration", "")):
            for column in self.columns.get(name, ()):
                value = self.value(column)
                if isinstance(value, Faulty):
                    self.wrong(column, f"hours {value.reason}")
                elif value is not None and (self.number, column.index) in self.grid.filled_down:
                    self.wrong(column, "hours are one cell for several rows; type those of each row")
                elif value is not None:
                    return self._timed(column, value, unit)
        return None

    def _timed(self, column: Column, value: Value, unit: str) -> float | None:
        try:
            return hours(value, unit)
        except NotReadError as error:
            if "unit" in str(error):
                ways = f'--column "minutes={column.name}" or --column "hours={column.name}"'
                self.wrong(column, f"hours are numbers without a unit; read them with {ways}")
            else:
                self.wrong(column, f"hours {quoted(value if isinstance(value, str) else words(value))} {error}")
        return None

    def _assessments(self) -> Iterator[Assessment]:
        purposes = dict(self._purposes())
        seen, typed = set[str](), self.texts("assessment")
        for column, text in typed:
            what_for = purposes.pop(column.slot)[1] if column.slot in purposes and column.slot else None
            what_for = what_for or (purposes[0][1] if 0 in purposes else None)
            for method in [one for one in self._ways_to_assess(column, text) if one not in seen]:
                seen.add(method)
                yield Assessment.model_construct(method=method, purpose=what_for)
        if left := [column for column, _ in purposes.values() if not typed]:
            self.wrong(left[0], "purpose has no assessment beside it; choose the way to assess")

    def _purposes(self) -> Iterator[tuple[int, tuple[Column, Purpose]]]:
        for column, text in self.texts("purpose"):
            try:
                short = _PURPOSES.get(folded(text), text) if self.is_other else text
                yield column.slot, (column, purpose(self.instead("purpose", text) or short))
            except NotReadError as error:
                self.wrong(column, f"purpose {error}")

    def _ways_to_assess(self, column: Column, text: str) -> list[str]:
        if self.is_other and is_yes(text) and not self.instead("assessment", text):
            self.report.not_listed("assessment", words(text))
            self.wrong(column, "assessment has no method; write how learners are assessed")
            return []
        return self.found(column, text, self.lookup.assessments)

    def _teaches(self) -> dict[str, tuple[str | None, tuple[str, ...]]]:
        found = dict[str, tuple[str | None, tuple[str, ...]]]()
        levels: dict[int, Sequence[str | None]] = {
            column.slot: self._levels(column, text) for column, text in self.texts("level")
        }
        for column, text in self.texts("competency"):
            codes = self.found(column, text, self.lookup.competencies)
            of_row = levels.get(column.slot) or levels.get(0) or ()
            for at, code in enumerate(codes):
                level: str | None = of_row[at] if len(of_row) == len(codes) else of_row[0] if len(of_row) == 1 else None
                found.setdefault(code, (level, tuple(self._components(code, column.slot))))
        for column, text in self.texts(MARK):
            named = self.lookup.competencies.find(column.name)
            if named and folded(text) not in NOTHING:
                degree = self.lookup.levels.find(text) or self.lookup.initials.get(folded(text))
                found.setdefault(named, (degree or next(iter(levels.get(0, ())), None), ()))
        return found

    def _levels(self, column: Column, text: str) -> list[str]:
        if not self.is_other:
            return self.found(column, text, self.lookup.levels)
        initials, find = self.lookup.initials, self.lookup.levels.find
        parts = parted(text, lambda part: find(part) or initials.get(folded(part)))
        short = [initials.get(folded(part)) for part in parts]
        if short and all(short):
            return [one for one in short if one]
        return self.found(column, text, self.lookup.levels)

    def _components(self, code: str, slot: int) -> Iterator[str]:
        for column, text in self.texts("components"):
            if column.slot not in {slot, 0}:
                continue
            for part in parted(text, lambda part: self.lookup.component(code, part)):
                component = self.lookup.component(code, part)
                if component is None:
                    known = ", ".join(quoted(one) for one in self.lookup.framework.competency[code].components)
                    message = f"components: {quoted(words(part))} is not one of {code}"
                    self.wrong(column, f"{message}; there are {known}" if known else f"{message}, which has none")
                else:
                    yield component


def lines(counts: Counts, file: str, sheet: str) -> Iterator[str]:
    """Yield what became of the rows, in sentences."""
    where = f"{file}, sheet {quoted(sheet)}" if sheet else file
    yield f"{where}: {counted(counts.read, 'row')} read, {counts.kept} kept, {counts.left_out} left out."
    if counts.without_competency:
        yield f"  {counts.without_competency} more have no competency of this framework, and are not part of the map."
    if counts.headings:
        yield f"  {_numbered(counts.headings)}: taken for a heading, as only one cell is filled."
    if counts.totals:
        yield f"  {_numbered(counts.totals)}: taken for a total."


def _numbered(rows: Sequence[str]) -> str:
    more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""  # noqa: PLR2004
    return f"Row{'s' * (len(rows) > 1)} {', '.join(rows[:5])}{more}"
