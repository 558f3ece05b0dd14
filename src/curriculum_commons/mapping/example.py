"""Make up a small curriculum map for any framework, to show what a map looks like; it is named as made up."""

from __future__ import annotations

from itertools import count

from ..model.lists import code_of
from ..model.maps import Assessment, CurriculumMap, Requirement, Session, Teaching
from .framework import MapFramework

SCHOOL = "Example School (made up)"
_YEAR = "Example year"
_PHASES = ("First phase", "Second phase", "Third phase")
_MOST = 6
"""Competencies that it teaches, and phases that it has: a picture is no longer than a screen."""
_KINDS: tuple[tuple[str, Requirement, float, bool], ...] = (
    ("Workshop", "required", 2.0, True),
    ("Lecture", "required", 1.0, False),
    ("Seminar of choice", "elective", 1.5, True),
)
"""Title, requirement, hours and whether it is assessed; every fourth place has no session."""


def example_map(framework: MapFramework) -> CurriculumMap:
    """Return a map that covers some competencies in full, some in part, and leaves gaps.

    What it names comes from the framework, and is not validated again.
    """
    phases = (framework.phases or _PHASES)[:_MOST]
    numbers = count(1)
    sessions = [
        _session(framework, phases, at, place, next(numbers))
        for at in range(len(phases))
        for place in range(len(framework.codes[:_MOST]))
        if (place + 2 * at) % 4 < len(_KINDS)
    ]
    return CurriculumMap.model_construct(
        school=SCHOOL,
        year=_YEAR,
        edition=framework.edition,
        framework=framework.uuid,
        phases=phases,
        sessions=tuple(sessions),
    )


def _session(framework: MapFramework, phases: tuple[str, ...], at: int, place: int, number: int) -> Session:
    title, requirement, hours, is_assessed = _KINDS[(place + 2 * at) % 4]
    levels, stages, lists = framework.lists.levels, tuple(framework.stages), framework.lists
    codes = framework.codes[place : place + 2] if title == "Workshop" else framework.codes[place : place + 1]
    return Session.model_construct(
        title=f"{title} {number}",
        phase=phases[at],
        stage=stages[min(at, len(stages) - 1)] if stages else None,
        requirement=requirement,
        hours=hours,
        methods=(code_of(lists.instruction[0]),),
        assessments=(Assessment(method=code_of(lists.assessment[0]), purpose="formative"),) if is_assessed else (),
        teaches=tuple(Teaching(competency=code, level=levels[min(at, len(levels) - 1)]) for code in codes),
        source=f"Sessions!{number + 4}",
    )
