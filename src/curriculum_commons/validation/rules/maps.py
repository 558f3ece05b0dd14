"""What must hold in curriculum maps: they name what the framework and the vocabulary have, and each is there once.

Only maps of the edition of today are compared with it. A map of another edition may lie there until it is upgraded, but
not be published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from ...content.load import MapText
from ...model.lists import Lists, offered
from ...model.maps import CurriculumMap, MapRecipes, Session, shown_hours
from ...model.problems import Problem, quoted
from ...model.records import Competency, Framework, Site
from .context import Known, Path, ValidationContext, repeated
from .entries import validate_record


def validate_map(text: MapText, problems: list[Problem]) -> CurriculumMap | None:
    """Return the map of a file, or add to the problems what is wrong with its form."""
    try:
        return CurriculumMap.model_validate(text.value)
    except ValidationError:
        # Only now is it worth the time to look for the places.
        return validate_record(CurriculumMap, text.document.value, text.document, (), problems)


def tables_are_read_by_one_recipe_each(context: ValidationContext) -> Iterator[Problem]:
    """Every recipe by which a table of sessions is read has its form, and columns that no other has."""
    if (document := context.source.map_recipes) is None:
        return
    problems: list[Problem] = []
    found = validate_record(MapRecipes, document.value or {}, document, (), problems)
    yield from problems
    keyed = ((frozenset(one.names), number) for number, one in enumerate(found.recipes if found else ()))
    for number, first in repeated(keyed):
        message = f"are those of the recipe in line {document.locate(('recipes', first))[0]} too; keep one of the two"
        yield document.problem(("recipes", number, "names"), message, "duplicate-record")


def sessions_are_as_long_as_what_they_teach(context: ValidationContext) -> Iterator[Problem]:
    """No session has fewer hours than its competencies have together."""
    for text, one in context.maps.values():
        for number, session in enumerate(one.sessions):
            own = session.own_hours
            if own and session.hours is not None and own > session.hours:
                hours = f"{shown_hours(session.hours)} is less than the {shown_hours(own)} hours"
                message = f"{hours} of its competencies together; correct one of them"
                yield text.document.problem(("sessions", number, "hours"), message, "hours-do-not-add-up")


def maps_are_of_this_framework(context: ValidationContext) -> Iterator[Problem]:
    """Every map is of the framework of this site, and of its edition where it is published."""
    for _, framework in context.records("framework", Framework):
        for text, one in context.maps.values():
            if one.framework and one.framework != framework.uuid:
                message = f"{quoted(one.framework)} is another framework than that of this site; move the map elsewhere"
                yield text.document.problem(("framework",), message, "map-of-another-framework")
            elif one.publish and one.edition != framework.edition:
                message = f"{quoted(one.edition)} is not the edition of this site, {quoted(framework.edition)}, "
                message += "so that the map cannot be published; bring it there with commons map upgrade"
                yield text.document.problem(("edition",), message, "map-of-another-edition")


def maps_are_there_once(context: ValidationContext) -> Iterator[Problem]:
    """No two maps are of the same school and year, unless two raters have made them."""
    keyed = (((one.school, one.year, one.rater), (text, one)) for text, one in context.maps.values())
    for (text, one), (other, _) in repeated(keyed):
        message = f"{quoted(one.school)} has a map of {one.year} in {other.path} already; remove one of the two"
        yield text.document.problem(("school",), f'{message}, or add "rater:" to each', "duplicate-record")


def maps_name_what_there_is(context: ValidationContext) -> Iterator[Problem]:
    """Every competency, stage, phase, level and method that a map of today's edition names exists."""
    framework = next((one for _, one in context.records("framework", Framework)), None)
    site = next((one for _, one in context.records("site", Site)), None)
    if framework is None or site is None:
        return
    names = _Names(context, offered(site.vocabulary))
    for text, one in context.maps.values():
        if one.edition == framework.edition and one.framework in (None, framework.uuid):
            phases = _known("phase", one.phases)
            for number, session in enumerate(one.sessions):
                for known, name, path in names.of(session, phases):
                    if known.lacks(name):
                        yield text.document.problem(("sessions", number, *path), *known.refusal(name))


def the_level_of_the_rule_exists(context: ValidationContext) -> Iterator[Problem]:
    """The level that the rule of coverage asks for is one of the vocabulary."""
    for number, site in context.records("site", Site):
        levels = _known("level", offered(site.vocabulary).levels)
        if site.coverage and site.coverage.level and levels.lacks(site.coverage.level):
            refusal = levels.refusal(site.coverage.level)
            yield context.problem("site", number, ("coverage", "level"), *refusal)


class _Names:
    """What sessions may name."""

    def __init__(self, context: ValidationContext, lists: Lists) -> None:
        self.competencies, self.stages = context.known["competency"], context.known["stage"]
        self.levels = _known("level", lists.levels)
        self.methods = _known("method", lists.instruction_codes)
        self.assessments = _known("method", lists.assessment_codes)
        records = (one for _, one in context.records("competencies", Competency))
        self.components = {one.code: _known("component", (part.id for part in one.components)) for one in records}

    def of(self, session: Session, phases: Known) -> Iterator[tuple[Known, str, Path]]:
        """Yield each name in a session, with its kind and its place."""
        yield phases, session.phase, ("phase",)
        if session.stage:
            yield self.stages, session.stage, ("stage",)
        for number, method in enumerate(session.methods):
            yield self.methods, method, ("methods", number)
        for number, one in enumerate(session.assessments):
            yield self.assessments, one.method, ("assessments", number, "method")
        for number, part in enumerate(session.teaches):
            yield self.competencies, part.competency, ("teaches", number, "competency")
            if part.level:
                yield self.levels, part.level, ("teaches", number, "level")
            for at, component in enumerate(part.components if part.competency in self.components else ()):
                yield self.components[part.competency], component, ("teaches", number, "components", at)


def _known(kind: str, names: Iterable[str]) -> Known:
    return Known(kind, dict.fromkeys(names, 0), where="the sheet Lists of the mapping workbook")
