"""Part of a report on one school: how far two raters of the same sessions agree, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence

from ...mapping.agreement import Difference, Rate, agreement
from ...model.maps import CurriculumMap
from ...model.problems import counted
from ...model.terms import capital
from .blocks import LONGEST_TABLE, Block, Section, Table, Text
from .one_school import Subject, named

_MOST_NAMED = 8
_KAPPA = "Kappa leaves out agreement by chance: 0 is no better than chance, 1 is full agreement."
Raters = Sequence[tuple[CurriculumMap, CurriculumMap]]


def agreement_section(first: CurriculumMap, second: CurriculumMap, subject: Subject) -> Section:
    """Return how far two raters of a year agree."""
    found = agreement(first, second, subject.framework)
    names = _names(first, second)
    blocks: list[Block] = [
        Text(subject.worded(f"Whether each session teaches each competency: {_rate(found.taught)}.")),
        Text(f"Levels, where both name one: {_rate(found.levels)}."),
        Text(_KAPPA),
    ]
    for name, alone in zip(names, (found.only_first, found.only_second), strict=True):
        if alone:
            blocks.append(Text(f"Only {name} has {counted(len(alone), 'session')}: {named(alone, _MOST_NAMED)}."))
    if found.differences:
        columns = ("Session", capital(subject.framework.terms.competency), *names, "Phase", "Source")
        rows = tuple((title, *others) for title, _, *others in (_row(one, subject) for one in found.differences))
        title = f"Where they differ: {counted(len(rows), 'row')}"
        blocks.append(Table("differences", title, columns, rows, "raters" * (len(rows) > LONGEST_TABLE)))
    else:
        blocks.append(Text("They differ nowhere."))
    return Section("raters", f"Two raters of {first.year}: {names[0]} and {names[1]}", tuple(blocks))


def _names(first: CurriculumMap, second: CurriculumMap) -> tuple[str, str]:
    return first.rater or "the first", second.rater or "the second"


def _rate(rate: Rate) -> str:
    if rate.percent is None:
        return rate.reason
    share = f"{rate.agreed} of {rate.decisions} the same, {rate.percent:.1f} percent"
    return f"{share}; kappa " + (f"is not defined, as {rate.reason}" if rate.kappa is None else f"{rate.kappa:.2f}")


def _row(one: Difference, subject: Subject) -> tuple[str, ...]:
    session = one.second
    decided = (
        (level or "taught") if is_taught else "not taught"
        for is_taught, level in zip(one.is_taught, one.levels, strict=True)
    )
    return (
        *(session.title, session.course or "", subject.name(one.code)),
        *(*decided, session.phase, session.place),
    )


def agreement_data(pairs: Raters, subject: Subject) -> Table:
    """Return where raters differ as a table of data."""
    columns = (
        *("Year", "First rater", "Second rater", "Session", "Course"),
        *(capital(subject.framework.terms.competency), "First", "Second", "Phase", "Source"),
    )
    rows = tuple(
        (first.year, *_names(first, second), *_row(one, subject))
        for first, second in pairs
        for one in agreement(first, second, subject.framework).differences
    )
    return Table("raters", "Where raters differ", columns, rows)
