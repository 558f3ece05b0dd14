"""Choose what a report on some maps holds: one school, with its years and its raters, or several schools side by side.

A report on several schools has no section on one of them, so that nobody is recognized who does not want to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from ...mapping.framework import MapFramework
from ...model.commons import Commons
from ...model.maps import CurriculumMap
from ...model.problems import CallError, in_words
from .blocks import Report, Section, Table
from .data import data_tables
from .first_steps import gap_sections, verdict
from .one_school import (
    Subject,
    coverage_section,
    hours_section,
    notes_section,
    sessions_sections,
)
from .other_frameworks import other_frameworks_data, other_frameworks_sections
from .raters import Raters, agreement_data, agreement_section
from .schools import schools_report
from .years import Pairs, change_data, change_section, since


def compose(maps: Sequence[CurriculumMap], commons: Commons) -> Report:
    """Return the report on maps; raises CallError where there is none."""
    if not maps:
        raise CallError("there is no map to report on; name a school with maps in data/maps, or a file")
    framework = MapFramework.of(commons)
    if len({" ".join(one.school.casefold().split()) for one in maps}) > 1:
        return schools_report(maps, framework)
    by_year: dict[str, list[CurriculumMap]] = {}
    for one in sorted(maps, key=lambda one: (one.year, one.rater or "")):
        by_year.setdefault(one.year, []).append(one)
    return _one_school(by_year, commons, framework)


def _one_school(by_year: dict[str, list[CurriculumMap]], commons: Commons, framework: MapFramework) -> Report:
    years = [Subject(commons, found[0], framework) for found in by_year.values()]
    subject, map_ = years[-1], years[-1].curriculum_map
    changes = [(before, after) for before, after in pairwise(years)]
    raters = [pair for found in by_year.values() for pair in combinations(found, 2)]
    return Report(
        title=f"{map_.school}: curriculum map {map_.year}",
        school=map_.school,
        facts=(
            *_facts(subject),
            *((f"Since {one.curriculum_map.year}", since(one, subject)) for one, _ in changes[-1:]),
        ),
        verdict=verdict(subject),
        sections=(
            *(coverage_section(subject), *gap_sections(subject), hours_section(subject)),
            *other_frameworks_sections(subject),
            *_later_sections(subject, changes, raters),
            *sessions_sections(subject),
            notes_section(subject),
        ),
        data=(*data_tables(subject), *other_frameworks_data(subject), *_later_data(subject, changes, raters)),
    )


def _facts(subject: Subject) -> Iterator[tuple[str, str]]:
    map_, framework = subject.curriculum_map, subject.commons.framework
    yield "School", map_.school
    yield "Academic year", map_.year
    yield "Framework", framework.title
    if map_.edition == framework.edition:
        yield "Edition", map_.edition
    else:
        yield "Edition", f"mapped to {map_.edition}, held against {framework.edition}"
    if map_.rater:
        yield "Rater", map_.rater
    yield "Phases", in_words(map_.phases)


def _later_sections(subject: Subject, changes: Pairs, raters: Raters) -> Iterator[Section]:
    for number, (before, after) in enumerate(reversed(changes), 1):  # the newest first
        yield replace(change_section(before, after), name=f"change-{number}")
    for number, (first, second) in enumerate(raters, 1):
        yield replace(agreement_section(first, second, subject), name=f"raters-{number}")


def _later_data(subject: Subject, changes: Pairs, raters: Raters) -> Iterator[Table]:
    if changes:
        yield from change_data(changes)
    if raters:
        yield agreement_data(raters, subject)
