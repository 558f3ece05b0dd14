"""The learning progression of a framework as a rubric of CASE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .case_objects import Json, Maker
from .items import made_uuid

_AID = "A planning aid of the site that publishes this package, not part of the framework."


def rubrics(maker: Maker, ends: Mapping[str, Json]) -> Iterator[Json]:
    """Yield the learning progression: the steps themselves, then each competency at each of them."""
    commons, stages = maker.commons, maker.commons.stages
    if not stages:
        return
    rubric = maker.new("CFRubrics", made_uuid(commons.framework.uuid, "progression"))
    about: Json = {"category": "Steps", "description": "The steps of learning, first step first."}
    levels = [(stage.uuid, stage.name, stage.summary) for stage in stages]
    criteria = [_criterion(rubric, made_uuid(rubric["identifier"], "steps"), 0, about, levels)]
    for number, one in enumerate((one for one in commons.competencies if one.growth), 1):
        steps = [(commons.stage[growth.stage], growth.text) for growth in one.growth]
        levels = [(made_uuid(one.uuid, stage.uuid), stage.name, text) for stage, text in steps]
        about = {"category": "Growth", "description": one.title, "CFItemURI": ends[one.uuid]}
        criteria.append(_criterion(rubric, made_uuid(one.uuid, "growth"), number, about, levels))
    yield {
        **rubric,
        "title": f"Learning progression: {commons.framework.short_title}",
        **({"description": _AID} if commons.has_own_growth else {}),
        "CFRubricCriteria": criteria,
    }


def _criterion(rubric: Json, uuid: str, position: int, about: Json, levels: list[tuple[str, str, str]]) -> Json:
    def part(uuid: str) -> Json:
        return {**rubric, "identifier": uuid, "uri": f"{rubric['uri']}#{uuid}"}

    made = [
        part(one) | {"quality": name, "description": text, "position": number, "rubricCriterionId": uuid}
        for number, (one, name, text) in enumerate(levels, 1)
    ]
    own = {"position": position, "rubricId": rubric["identifier"], "CFRubricCriterionLevels": made}
    return part(uuid) | about | own
