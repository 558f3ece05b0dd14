"""Parts of a report on entries of other frameworks that sessions touch, through the crosswalks of the site."""

from __future__ import annotations

from collections.abc import Iterator

from ...mapping.posture import Touched, posture
from ...model.problems import counted
from ...model.sssom import Crosswalk
from ...model.terms import capital
from .blocks import Section, Table, Text
from .one_school import Subject

_RULE = (
    "A session touches an entry through a competency that it teaches and that the crosswalk links to the entry. "
    "The weaker of both links counts: how far the competency is covered, and how the two fit (same: as a whole; "
    "close and strong: in part; narrow and partial: loosely). No entry counts as covered: "
    "nobody has mapped a session to it."
)


def other_frameworks_sections(subject: Subject) -> Iterator[Section]:
    """Yield a section for each crosswalk of the site."""
    for crosswalk in subject.commons.crosswalks:
        found = posture(subject.coverage, crosswalk)
        if found:
            yield _section(subject, crosswalk, found)


def _section(subject: Subject, crosswalk: Crosswalk, found: tuple[Touched, ...]) -> Section:
    columns = ("Entry", "Through", *subject.coverage.phases)
    rows = tuple((_entry(one), _through(subject, one), *_phases(subject, one)) for one in found)
    table = Table(f"touched-{crosswalk.name}", f"Entries of {crosswalk.title} that sessions touch", columns, rows)
    texts = [Text(subject.worded(_RULE)), Text(_dated(subject, crosswalk))]
    return Section(f"touched-{crosswalk.name}", f"Which entries of {crosswalk.title} are touched?", (table, *texts))


def _entry(one: Touched) -> str:
    entry = one.entry
    return entry.code if entry.statement == entry.code else f"{entry.code} {entry.statement}"


def _through(subject: Subject, one: Touched) -> str:
    codes = ((subject.framework.competency[code].shown_code, entry.fit) for code, entry in one.through)
    return ", ".join(f"{code} ({fit})" for code, fit in codes)


def _phases(subject: Subject, one: Touched) -> Iterator[str]:
    for phase in subject.coverage.phases:
        sessions = one.sessions[phase]
        words = capital(one.reach[phase].words)
        yield f"{words}: {counted(len(sessions), 'session')}" if sessions else words


def _dated(subject: Subject, crosswalk: Crosswalk) -> str:
    text = f"By the crosswalk of edition {crosswalk.edition} with version {crosswalk.head.object_source_version}."
    if crosswalk.is_stale(subject.framework.edition):
        text += f" It is out of date: today's edition is {subject.framework.edition}, so that all links are loose."
    if newer := crosswalk.head.ext_object_source_replaced_by:
        text += f" A newer set exists and is not mapped here: {newer}."
    return text


def other_frameworks_data(subject: Subject) -> Iterator[Table]:
    """Yield one table of data on all crosswalks, where there are any."""
    columns = ("Framework", "Entry", "Words", "Phase", "Reach", "Sessions", "Through", "Titles of sessions")
    rows = tuple(
        (
            *(crosswalk.title, one.entry.code, one.entry.statement, phase, capital(one.reach[phase].words)),
            *(len(one.sessions[phase]), _through(subject, one)),
            "; ".join(session.title for session in one.sessions[phase]),
        )
        for crosswalk in subject.commons.crosswalks
        for one in posture(subject.coverage, crosswalk)
        for phase in subject.coverage.phases
    )
    if rows:
        yield Table("other-frameworks", "Entries of other frameworks that sessions touch", columns, rows)
