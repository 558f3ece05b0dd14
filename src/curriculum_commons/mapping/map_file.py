"""The file of a curriculum map: the same map always gives the same bytes, and each problem has its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from ..content.load import MAPS, map_text
from ..content.markdown.engine import slugify
from ..content.yaml_text import lines_of
from ..model.maps import CurriculumMap
from ..model.problems import ContentError, Problem
from ..validation.rules.maps import validate_map

_LONGEST_PART = 40
"""Letters of a school's name in the name of its file."""


def map_name(school: str, year: str, rater: str | None = None) -> str:
    """Return the path of a map, as in "data/maps/example-school-2026-27.yaml"."""
    words = (slugify(part.replace("–", "-"), "-")[:_LONGEST_PART].strip("-") for part in (school, year, rater or ""))
    return f"{MAPS}/{'-'.join(filter(None, words)) or 'map'}.yaml"


def written(curriculum_map: CurriculumMap) -> str:
    """Return the text of the file of a map: sessions in the order of phases, then as they were read."""
    phases = {phase: number for number, phase in enumerate(curriculum_map.phases)}
    sessions = sorted(curriculum_map.sessions, key=lambda session: phases.get(session.phase, len(phases)))
    head = "\n".join(lines_of({key: one for key, one in _plain(curriculum_map).items() if key != "sessions"}, 0))
    if not sessions:
        return f"{head}\n"
    blocks = "\n\n".join("\n".join(lines_of({"": [_plain(one)]}, 0)).removeprefix(":\n") for one in sessions)
    return f"{head}\n\nsessions:\n{blocks}\n"


def _plain(record: BaseModel) -> dict[str, Any]:
    """Return the fields of a record that are not empty, in their order."""
    fields = ((name, getattr(record, name)) for name in type(record).model_fields)
    return {name: _value(one) for name, one in fields if one or isinstance(one, float)}


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) if isinstance(one, BaseModel) else one for one in value]
    return value


def read_map(path: str, text: str) -> CurriculumMap:
    """Return the map of a file, or raise a ContentError with all that is wrong with its form.

    Args:
        path: What messages call the file.
    """
    problems: list[Problem] = []
    read = map_text(path, text, problems.append)
    found = validate_map(read, problems) if read else None
    if found is None or any(problem.severity == "error" for problem in problems):
        raise ContentError(problems)
    return found


def with_decisions(curriculum_map: CurriculumMap, path: str, before: str) -> CurriculumMap:
    """Return a map with what people decided in its file: whether it may be named and published.

    Args:
        path: What messages call the file.
        before: What is in the file; raises ContentError where that is no map, so that no decision is lost.
    """
    if not before:
        return curriculum_map
    try:
        old = read_map(path, before)
    except ContentError as error:
        first = error.problems[0]
        message = f"is not written anew, as what is decided in it (share, publish) cannot be read: {first.message}"
        raise ContentError([replace(first, message=f"{message}; or remove it", code="map-file")]) from error
    return curriculum_map.model_copy(update={"share": old.share, "publish": old.publish})
