"""Schools side by side: grades and hours of each competency, year by year.

A school has its name only where it shares it in every map; the others are "School A", "School B" and so on, in an order
that follows neither alphabet nor input, with numbers in place of their phases, whose names might give them away. Fewer
than three schools are never averaged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import fsum
from string import ascii_uppercase

from ..model.maps import CurriculumMap, Grade
from .coverage import Coverage, coverage
from .framework import MapFramework

LEAST_AVERAGED = 3
"""Schools without which an average would show what one of them does."""


@dataclass(frozen=True)
class SchoolCell:
    """A competency at a school in one year."""

    grades: Mapping[str, Grade]
    """The grade in each phase."""
    sessions: int
    required_hours: float
    hours: float
    summary: str
    """The grades in one sentence."""


@dataclass(frozen=True)
class School:
    """A school with all its years."""

    name: str
    """Its name, or "School A" and the like."""
    is_named: bool
    years: Mapping[str, Mapping[str, SchoolCell]]
    """For each year, the earliest first, each competency by code."""


@dataclass(frozen=True)
class Average:
    """A competency at all schools that have a map of one year, at least three."""

    schools: int
    full: int
    """Schools at which it is covered in full in each phase."""
    partial: int
    """Schools at which it is taught, but not covered in full in each phase."""
    none: int
    """Schools at which it is taught nowhere."""
    required_hours: float
    """Mean of the hours of required sessions."""
    hours: float
    """Mean of all hours."""


@dataclass(frozen=True)
class SideBySide:
    """Schools compared."""

    codes: tuple[str, ...]
    schools: tuple[School, ...]
    years: tuple[str, ...]
    """All years, the earliest first."""
    averages: Mapping[tuple[str, str], Average]
    """By code and year; without those years that fewer than three schools have."""


def side_by_side(maps: Iterable[CurriculumMap], framework: MapFramework) -> SideBySide:
    """Compare the maps of several schools, in any order; of two maps of one school and year the last counts."""
    by_school: defaultdict[str, dict[str, CurriculumMap]] = defaultdict(dict)
    for one in maps:
        by_school[_folded(one.school)][one.year] = one
    order = sorted(by_school, key=lambda name: sha256(f"order of schools: {name}".encode()).hexdigest())
    unnamed = [name for name in order if not _is_named(by_school[name])]
    letters = {name: f"School {_letters(number)}" for number, name in enumerate(unnamed)}
    schools = tuple(_school(by_school[name], letters.get(name), framework) for name in order)
    years = sorted({year for school in schools for year in school.years})
    averages = {
        (code, year): _average([school.years[year][code] for school in schools if year in school.years])
        for year in years
        if sum(year in school.years for school in schools) >= LEAST_AVERAGED
        for code in framework.codes
    }
    return SideBySide(framework.codes, schools, tuple(years), averages)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _is_named(years: Mapping[str, CurriculumMap]) -> bool:
    return all(one.share for one in years.values())


def _letters(number: int) -> str:
    """Return A to Z, then AA, AB and so on."""
    before, here = divmod(number, len(ascii_uppercase))
    return (_letters(before - 1) if before else "") + ascii_uppercase[here]


def _school(years: Mapping[str, CurriculumMap], letters: str | None, framework: MapFramework) -> School:
    of_years = {year: _cells(coverage(years[year], framework), not letters) for year in sorted(years)}
    return School(letters or next(iter(years.values())).school, not letters, of_years)


def _cells(found: Coverage, is_named: bool) -> Mapping[str, SchoolCell]:
    names = dict(zip(found.phases, found.phases if is_named else _numbered(found.phases), strict=True))
    whole = {code: one.renamed(names) for code, one in found.whole.items()}
    return {
        code: SchoolCell(one.grades, len(one.sessions), one.required_hours, one.hours, one.summary)
        for code, one in whole.items()
    }


def _numbered(phases: tuple[str, ...]) -> list[str]:
    return [f"Phase {number}" for number in range(1, len(phases) + 1)]


def _average(cells: list[SchoolCell]) -> Average:
    grades = [set(cell.grades.values()) for cell in cells]
    full, none = grades.count({Grade.FULL}), grades.count({Grade.NONE})
    return Average(
        schools=len(cells),
        full=full,
        partial=len(cells) - full - none,
        none=none,
        required_hours=round(fsum(cell.required_hours for cell in cells) / len(cells), 6),
        hours=round(fsum(cell.hours for cell in cells) / len(cells), 6),
    )
