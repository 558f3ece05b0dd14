"""Views of curriculum maps: the framework for the page that checks them, and what published ones teach where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..mapping.cell_words import ELECTIVE, NO, REQUIRED, YES
from ..mapping.coverage import coverage, hours_on
from ..mapping.example import example_map
from ..mapping.framework import MapFramework
from ..mapping.gaps import WORDS, gaps
from ..model.commons import Commons
from ..model.lists import SEPARATOR, code_of
from ..model.maps import CurriculumMap, Session, shown_hours
from .framework import numbered
from .macros import View, macro

_FIELDS = {
    "title": "Session title",
    "course": "Course",
    "phase": "Phase",
    "stage": "Stage",
    "requirement": "Required or elective",
    "hours": "Hours",
    "competency": "Competency",
    "level": "Level",
    "components": "Components",
    "method": "Method",
    "assessment": "Assessment",
    "purpose": "Purpose",
    "lead": "Who leads (role)",
}
_BEFORE = {"Instructional method": "method", "Assessment method": "assessment", "Formative or summative": "purpose"}
"""Headers of the workbook that had one row for each session and competency."""
_SLOTS = {"competency": 4, "level": 4, "components": 4, "method": 3, "assessment": 2, "purpose": 2}
"""How many columns of a field a row has, with numbers behind their headers."""
_MOST_SHOWN, _MOST_GAPS = 6, 3
"""Competencies of the picture, and gaps below it."""


@macro()
def map_check(commons: Commons) -> View:
    """A place where a filled mapping workbook is read by the visitor's browser: coverage, gaps and change."""
    framework = MapFramework.of(commons)
    example = {"map": example_map(framework).model_dump(mode="json"), "problems": []}
    return {"framework": in_json(framework), "example": example}


@macro()
def coverage_rule(commons: Commons) -> View:
    """When a competency counts as covered in full, in part or not at all in a phase."""
    sentences = MapFramework.of(commons).rule.sentences
    return {"grades": [(str(grade).capitalize(), sentence) for grade, sentence in sentences.items()]}


def in_json(framework: MapFramework) -> dict[str, Any]:
    """Return a framework as the scripts of the page take it."""
    rule, lists = framework.rule, framework.lists
    return {
        "edition": framework.edition,
        "uuid": framework.uuid,
        "competencies": [
            {
                "code": one.code,
                "shown": one.shown_code,
                "title": one.title,
                "components": one.components,
                "componentCodes": one.component_codes,
            }
            for one in framework.competencies
        ],
        "stages": list(framework.stages.items()),
        "levels": lists.levels,
        "methods": _keyed(lists.instruction),
        "assessments": _keyed(lists.assessment),
        "rule": {**rule.model_dump(), "session": rule.session, "sentences": dict(rule.sentences)},
        "gaps": {kind: list(map(framework.terms.worded, words)) for kind, words in WORDS.items()},
        "phases": framework.phases,
        "headers": _headers(framework),
        "requirements": {"required": [*REQUIRED, *YES], "elective": [*ELECTIVE, *NO]},
        "words": framework.terms.model_dump(),
    }


def _keyed(entries: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(code_of(entry), entry) for entry in entries]


def _headers(framework: MapFramework) -> dict[str, str]:
    """Return the field of each header, in the words of the program and of the site."""
    headers = {header: field for field, header in _FIELDS.items()} | _BEFORE
    for field, slots in _SLOTS.items():
        headers |= {f"{_FIELDS[field]} {number}": f"{field}_{number}" for number in range(1, slots + 1)}
    return headers | {framework.terms.worded(header): field for header, field in headers.items()}


@macro()
def map_example(commons: Commons) -> View:
    """A picture of how a made-up school covers the competencies, as a report shows it."""
    framework = MapFramework.of(commons)
    covered = coverage(example_map(framework), framework)
    shown = framework.competencies[:_MOST_SHOWN]
    return {
        "school": covered.curriculum_map.school,
        "phases": covered.phases,
        "rows": [
            {
                "code": one.shown_code,
                "title": one.title,
                "cells": [covered.cells[one.code, phase] for phase in covered.phases],
            }
            for one in shown
        ],
        "gaps": [
            {"code": framework.competency[gap.code].shown_code, "phase": gap.phase, "missing": gap.missing}
            for gap in gaps(covered)
            if gap.code in {one.code for one in shown}
        ][:_MOST_GAPS],
        "shown_hours": shown_hours,
    }


@macro()
def where_taught(commons: Commons) -> View:
    """The sessions of published curriculum maps, by phase and competency."""
    framework = MapFramework.of(commons)
    return {"maps": [_taught(commons, framework, one) for one in commons.maps]}


def _taught(commons: Commons, framework: MapFramework, curriculum_map: CurriculumMap) -> dict[str, Any]:
    cells, names = coverage(curriculum_map, framework).cells, _names(framework)
    competencies = list(zip(framework.codes, numbered(commons, framework.codes), strict=True))
    return {
        "map": curriculum_map,
        "competencies": [
            {**one, "phases": [(phase, len(cells[code, phase].sessions)) for phase in curriculum_map.phases]}
            for code, one in competencies
        ],
        "phases": [
            {
                "name": phase,
                "competencies": [
                    {**one, "sessions": [_session(session, code, framework, names) for session in sessions]}
                    for code, one in competencies
                    if (sessions := cells[code, phase].sessions)
                ],
            }
            for phase in curriculum_map.phases
        ],
    }


def _names(framework: MapFramework) -> dict[str, str]:
    lists = (*framework.lists.instruction, *framework.lists.assessment)
    return {code_of(entry): entry.partition(SEPARATOR)[2] or entry for entry in lists}


def _session(session: Session, code: str, framework: MapFramework, names: Mapping[str, str]) -> dict[str, Any]:
    level = next(one.level for one in session.teaches if one.competency == code)
    hours = hours_on(session, framework)[code]
    facts = (
        session.course,
        session.requirement,
        f"{shown_hours(hours)} h" if hours else None,
        level,
        framework.stages.get(session.stage or ""),
        ", ".join(names.get(method, method) for method in session.methods),
    )
    assessed = [names.get(one.method, one.method) for one in session.assessments]
    return {"title": session.title, "facts": list(filter(None, facts)), "assessed": assessed}
