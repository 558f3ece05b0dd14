"""A mapping workbook that is filled in from a curriculum map, for a school that goes on with last year's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ...mapping.framework import MapFramework
from ...model.commons import Commons
from ...model.lists import code_of, entry
from ...model.maps import CurriculumMap, Session, Teaching
from ...model.problems import CallError, command, counted
from . import Typed, typed_workbook
from .columns import ASSESSMENTS, METHODS, ROWS, SLOTS, component_codes
from .sessions import TypedRow


@dataclass(frozen=True)
class Filled:
    """A workbook with the sessions of a map."""

    content: bytes
    notes: tuple[str, ...]
    """What a row has no room for, in sentences."""


def filled_workbook(commons: Commons, curriculum_map: CurriculumMap) -> Filled:
    """Return the mapping workbook of a site with the sessions of a map.

    Raises CallError if the site has no such workbook, or if the map does not fit into it.
    """
    text = next((text for text in commons.toolkit if text.meta.kind == "mapping workbook"), None)
    if text is None:
        raise CallError("this site has no mapping workbook; add a text of this kind to toolkit/")
    framework = MapFramework.of(commons)
    if curriculum_map.edition != framework.edition:
        way_out = command("map", "upgrade", "MAP", "--to", framework.edition)
        raise CallError(
            f'the map is of edition "{curriculum_map.edition}", the framework of edition "{framework.edition}"; '
            f"run {way_out} first"
        )
    writer = _Writer(framework)
    rows = tuple(row for session in curriculum_map.sessions for row in writer.rows(session))
    if len(rows) > ROWS:
        raise CallError(f"the workbook has room for {ROWS:,} rows, and the map takes {len(rows):,}")
    typed = Typed(curriculum_map.school, curriculum_map.year, curriculum_map.phases, rows)
    notes = (note for session in curriculum_map.sessions for note in writer.notes(session))
    return Filled(typed_workbook(commons, text, typed), tuple(notes))


@dataclass(frozen=True)
class _Writer:
    framework: MapFramework

    def rows(self, session: Session) -> Iterator[TypedRow]:
        """Yield the rows of a session: several for over four competencies, or if they do not share its hours."""
        once = self._once(session)
        for hours, teaches in self._parts(session):
            yield {**once, **({} if hours is None else {"hours": hours}), **self._competencies(teaches)}

    def notes(self, session: Session) -> Iterator[str]:
        """Yield what a row has no room for."""
        name, rows = f'"{session.title}"', sum(1 for _ in self._parts(session))
        if rows > 1:
            yield f"{name} takes {rows} rows, as its competencies are more than {SLOTS} or have hours of their own"
        for most, codes, what in (
            (METHODS, session.methods, "way to teach"),
            (ASSESSMENTS, [one.method for one in session.assessments], "assessment"),
        ):
            if left := codes[most:]:
                number = counted(len(left), what) if what == "assessment" else f"{len(left)} of its ways to teach"
                yield f"{name} is without {number}, for which a row has no room: {', '.join(left)}"

    def _parts(self, session: Session) -> Iterator[tuple[float | None, Sequence[Teaching]]]:
        """Yield competencies that are taught for as long as one another, and the hours of all of them."""
        known = sum(one.competency in self.framework.competency for one in session.teaches) or len(session.teaches)
        shared = None if session.hours is None else session.hours / known
        each = [(shared if one.hours is None else one.hours, one) for one in session.teaches]
        for hours, group in groupby(sorted(each, key=lambda one: -(one[0] or 0)), key=lambda one: one[0]):
            teaches = [one for _, one in group]
            for start in range(0, len(teaches), SLOTS):
                part = teaches[start : start + SLOTS]
                yield None if hours is None else round(hours * self._known(part), 6), part

    def _known(self, teaches: Sequence[Teaching]) -> int:
        return sum(one.competency in self.framework.competency for one in teaches) or len(teaches)

    def _once(self, session: Session) -> dict[str, str | float]:
        lists, stages = self.framework.lists, list(self.framework.stages)
        typed: dict[str, str | float] = {
            "title": session.title,
            "course": session.course or "",
            "phase": session.phase,
            "requirement": (session.requirement or "").capitalize(),
            "lead": session.lead or "",
        }
        if session.stage in stages:
            typed["stage"] = entry(str(stages.index(session.stage) + 1), self.framework.stages[session.stage])
        for number, code in enumerate(session.methods[:METHODS], 1):
            typed[f"method_{number}"] = _entry_of(lists.instruction, code)
        for number, one in enumerate(session.assessments[:ASSESSMENTS], 1):
            typed[f"assessment_{number}"] = _entry_of(lists.assessment, one.method)
            typed[f"purpose_{number}"] = (one.purpose or "").capitalize()
        return typed

    def _competencies(self, teaches: Sequence[Teaching]) -> Mapping[str, str]:
        typed = {}
        for number, one in enumerate(teaches, 1):
            competency = self.framework.competency.get(one.competency)
            name = entry(competency.shown_code, competency.title) if competency else one.competency
            codes = dict(zip(competency.components, component_codes(competency), strict=True)) if competency else {}
            typed[f"competency_{number}"] = name
            typed[f"level_{number}"] = one.level or ""
            typed[f"components_{number}"] = "; ".join(codes.get(part, part) for part in one.components)
        return typed


def _entry_of(entries: Sequence[str], code: str) -> str:
    return next((one for one in entries if code_of(one) == code), code)
