"""A report on several schools side by side; it names no session, and only schools that allow it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...mapping.compare import LEAST_AVERAGED, Average, School, SchoolCell, SideBySide, side_by_side
from ...mapping.coverage import shown_hours
from ...mapping.framework import MapFramework
from ...model.maps import CurriculumMap, Grade
from ...model.problems import counted, in_words
from ...model.terms import capital
from .blocks import SYMBOLS, Block, Graded, Point, Points, Report, Section, Table, Text, Value

_MOST_COLUMNS = 6
"""Schools in one table."""
_OVERALL = {
    Grade.FULL: "covered in full in every phase of the school",
    Grade.PARTIAL: "taught, but not covered in full in every phase",
    Grade.NONE: "not taught",
}


def schools_report(maps: Sequence[CurriculumMap], framework: MapFramework) -> Report:
    """Return the report on several schools: the newest year of each, averages where allowed, and what has changed."""
    found = side_by_side(maps, framework)
    years = found.years[0] if len(found.years) == 1 else f"{found.years[0]} to {found.years[-1]}"
    number = len(found.schools)
    return Report(
        title=f"{counted(number, 'school')} side by side, {years}",
        school="",
        facts=(("Schools", str(number)), ("Years", years), ("Edition", framework.edition)),
        verdict=tuple(map(framework.terms.worded, _verdict(found, framework))),
        sections=tuple(_sections(found, framework)),
        data=tuple(_data(found, framework)),
    )


def _overall(cell: SchoolCell) -> Grade:
    if not cell.sessions:
        return Grade.NONE
    return Grade.FULL if _full(cell) == len(cell.grades) else Grade.PARTIAL


def _full(cell: SchoolCell) -> int:
    return sum(grade is Grade.FULL for grade in cell.grades.values())


def _newest(school: School) -> tuple[str, Mapping[str, SchoolCell]]:
    year = max(school.years)
    return year, school.years[year]


def _verdict(found: SideBySide, framework: MapFramework) -> Iterator[str]:
    cells = {code: [_newest(school)[1][code] for school in found.schools] for code in found.codes}
    everywhere = sum(all(cell.sessions for cell in row) for row in cells.values())
    nowhere = [_code(code, framework) for code, row in cells.items() if not any(cell.sessions for cell in row)]
    number = f"{len(cells)} {'competency' if len(cells) == 1 else 'competencies'}"
    yield f"Of {number}, {everywhere or 'none'} {'is' if everywhere <= 1 else 'are'} taught at every school."
    yield f"Taught at none: {in_words(nowhere)}." if nowhere else "Each is taught at one school at least."
    full = {code: sum(_overall(cell) is Grade.FULL for cell in row) for code, row in cells.items()}
    fewest = min(full, key=lambda code: full[code])
    yield f"Fewest schools cover {_name(fewest, framework)} in full: {full[fewest]} of {len(found.schools)}."


def _sections(found: SideBySide, framework: MapFramework) -> Iterator[Section]:
    yield Section("coverage", "Side by side", (*_matrices(found, framework), *_legend(framework)))
    yield Section("averages", "Averages", tuple(_averages(found, framework)))
    if len(found.years) > 1:
        yield Section("years", "From year to year", tuple(_years(found, framework)))


def _matrices(found: SideBySide, framework: MapFramework) -> Iterator[Table]:
    for start in range(0, len(found.schools), _MOST_COLUMNS):
        schools = found.schools[start : start + _MOST_COLUMNS]
        newest = [_newest(school) for school in schools]
        columns = (f"{school.name}, {year}" for school, (year, _) in zip(schools, newest, strict=True))
        rows: tuple[tuple[Value, ...], ...] = tuple(
            (_name(code, framework), *(_graded(cells[code]) for _, cells in newest)) for code in found.codes
        )
        title = f"The newest year of each, {start + 1} to {start + len(schools)}"
        yield Table("coverage", title, (capital(framework.terms.competency), *columns), rows)


def _legend(framework: MapFramework) -> Iterator[Text]:
    yield from (Text(f"{grade.value.capitalize()} {SYMBOLS[grade]}: {words}.") for grade, words in _OVERALL.items())
    yield Text(f"In full in a phase: {framework.rule.sentences[Grade.FULL]}.")


def _code(code: str, framework: MapFramework) -> str:
    return framework.competency[code].shown_code


def _name(code: str, framework: MapFramework) -> str:
    return f"{_code(code, framework)} {framework.competency[code].title}"


def _graded(cell: SchoolCell) -> Graded:
    if not cell.sessions:
        return Graded(Grade.NONE)
    full = f"in full in {_full(cell)} of {counted(len(cell.grades), 'phase')}"
    return Graded(_overall(cell), (full, f"{shown_hours(cell.required_hours)} h required"))


def _averages(found: SideBySide, framework: MapFramework) -> Iterator[Block]:
    years = [year for year in found.years if (found.codes[0], year) in found.averages]
    if not years:
        yield Text(f"None: no year has maps of {LEAST_AVERAGED} schools, and fewer are never averaged.")
        return
    columns = (capital(framework.terms.competency), *years)
    rows = tuple(
        (_name(code, framework), *(_average(found.averages[code, year]) for year in years)) for code in found.codes
    )
    yield Table("averages", "Required hours on average, and schools", columns, rows)


def _average(one: Average) -> str:
    shares = f"in full at {one.full}, not taught at {one.none} of {one.schools}"
    return f"{shown_hours(one.required_hours)} h required; {shares}"


def _years(found: SideBySide, framework: MapFramework) -> Iterator[Block]:
    """Yield what has changed at each school from its first to its last year."""
    entries = tuple(
        Point(f"{school.name}, {min(school.years)} to {max(school.years)}", tuple(_changes(school, framework)))
        for school in found.schools
        if len(school.years) > 1
    )
    yield Points(entries) if entries else Text("No school has maps of two years.")


def _changes(school: School, framework: MapFramework) -> Iterator[str]:
    first, last = school.years[min(school.years)], school.years[max(school.years)]
    before, after = (sum(cell.required_hours for cell in cells.values()) for cells in (first, last))
    yield f"Required hours: {shown_hours(before)}, then {shown_hours(after)}."
    better = [_code(code, framework) for code, cell in last.items() if _full(cell) > _full(first[code])]
    worse = [_code(code, framework) for code, cell in last.items() if _full(cell) < _full(first[code])]
    for words, codes in (("In full in more phases", better), ("In full in fewer phases", worse)):
        if codes:
            yield f"{words}: {in_words(codes)}."


def _data(found: SideBySide, framework: MapFramework) -> Iterator[Table]:
    names = ("Code", capital(framework.terms.competency))
    columns = ("School", "Year", *names, "Overall", "Phases in full", "Phases", "Sessions", "Required hours", "Hours")
    rows = tuple(
        (school.name, year, _code(code, framework), framework.competency[code].title, *_figures(cell))
        for school in found.schools
        for year, cells in school.years.items()
        for code, cell in cells.items()
    )
    yield Table("schools", "Schools by year", columns, rows)
    if found.averages:
        heads = ("Schools", "Required hours on average", "Hours on average", "In full at", "Not taught at")
        averages = tuple(
            (year, _code(code, framework), framework.competency[code].title, *_numbers(one))
            for (code, year), one in found.averages.items()
        )
        yield Table("averages", "Averages", ("Year", *names, *heads), averages)


def _figures(cell: SchoolCell) -> tuple[Value, ...]:
    hours = (cell.required_hours, cell.hours)
    return Graded(_overall(cell)), _full(cell), len(cell.grades), cell.sessions, *hours


def _numbers(one: Average) -> tuple[Value, ...]:
    return one.schools, one.required_hours, one.hours, one.full, one.none
