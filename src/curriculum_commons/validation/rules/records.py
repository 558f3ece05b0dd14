"""What records say of each other: each is known by one name, and each name leads to a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ...content.yaml_reader import Value
from ...model.collections import KINDS, SECTIONS, name_form, name_key
from ...model.problems import Problem, quoted
from ...model.records import Reference, Resource
from ...model.urls import competency_page
from .context import Path, ValidationContext

LINKS: tuple[tuple[str, str, str], ...] = (
    ("framework", "mission.sources.*.reference", "reference"),
    ("framework", "withdrawn.*.now_in.*", "competency"),
    ("framework", "sources.*.reference", "reference"),
    ("domains", "sources.*.reference", "reference"),
    ("stages", "sources.*.reference", "reference"),
    ("competencies", "domain", "domain"),
    ("competencies", "growth.*.stage", "stage"),
    ("competencies", "sources.*.reference", "reference"),
    ("milestones", "working_group", "working_group"),
    ("milestones", "competencies.*", "competency"),
    ("milestones", "outputs.*", "output"),
    ("milestones", "since.sources.*.reference", "reference"),
    ("milestones", "sources.*.reference", "reference"),
    ("working_groups", "decisions.*.sources.*.reference", "reference"),
    ("working_groups", "sources.*.reference", "reference"),
    ("outputs", "working_group", "working_group"),
    ("outputs", "competencies.*", "competency"),
    ("outputs", "sources.*.reference", "reference"),
    ("resources", "teaches.*", "competency"),
    ("resources", "stages.*", "stage"),
    ("resources", "format", "format"),
    ("resources", "settings.*", "setting"),
    ("surveys", "rankings.*.rows.*.domain", "domain"),
    ("surveys", "rankings.*.sources.*.reference", "reference"),
    ("surveys", "shares.*.sources.*.reference", "reference"),
    ("surveys", "named.*.sources.*.reference", "reference"),
    ("surveys", "sources.*.reference", "reference"),
    ("schools", "sources.*.reference", "reference"),
    ("organizations", "since.sources.*.reference", "reference"),
    ("organizations", "sources.*.reference", "reference"),
    ("findings", "sources.*.reference", "reference"),
)
"""Every place in which a record names another: section, way to the name, and kind of the record that is named."""

ONCE: tuple[tuple[str, str], ...] = (
    ("competencies", "growth.*.stage"),
    ("competencies", "keywords.*"),
    ("milestones", "competencies.*"),
    ("milestones", "outputs.*"),
    ("outputs", "competencies.*"),
    ("resources", "teaches.*"),
    ("resources", "stages.*"),
    ("resources", "settings.*"),
)
"""Lists in which nothing may stand twice."""

UUIDS: tuple[tuple[str, str], ...] = (
    ("framework", "uuid"),
    ("domains", "uuid"),
    ("stages", "uuid"),
    ("competencies", "uuid"),
    ("competencies", "components.*.uuid"),
)
"""Everything that other systems know by a UUID."""


def names_lead_to_records(context: ValidationContext) -> Iterator[Problem]:
    """Every record that another names exists."""
    for section, way, kind in LINKS:
        known, form = context.known[kind], name_form(SECTIONS[KINDS[kind]])
        for number, path, name in _values(context, section, way):
            if known.lacks(name) and form.fullmatch(name):
                yield context.problem(section, number, path, known.unknown(name))


def names_are_used_once(context: ValidationContext) -> Iterator[Problem]:
    """No two records of a kind have the same name."""
    for kind, section in KINDS.items():
        key = name_key(SECTIONS[section])
        for number, name in context.known[kind].repeated:
            first = context.line(section, context.known[kind].numbers[name])
            message = f"{quoted(name)} is used in line {first} already; give this one another"
            yield context.problem(section, number, (key,), message)


def competencies_have_pages_of_their_own(context: ValidationContext) -> Iterator[Problem]:
    """No two codes lead to the same page, as "ABC-1" and "abc.1" would."""
    first: dict[str, str] = {}
    for code, number in context.known["competency"].numbers.items():
        other = first.setdefault(competency_page(code), code)
        if other != code:
            message = f"{quoted(code)} would share its page with {quoted(other)}; choose another"
            yield context.problem("competencies", number, ("code",), message)


def components_have_names_of_their_own(context: ValidationContext) -> Iterator[Problem]:
    """No two components of the framework have the same id."""
    yield from _used_once(context, [("competencies", "components.*.id")], "choose another")


def uuids_are_used_once(context: ValidationContext) -> Iterator[Problem]:
    """No two things share the name by which other systems know them."""
    yield from _used_once(context, UUIDS, "make a new one")


def _used_once(context: ValidationContext, places: Iterable[tuple[str, str]], way_out: str) -> Iterator[Problem]:
    first: dict[str, tuple[str, int, Path]] = {}
    for section, way in places:
        for number, path, value in _values(context, section, way):
            there = first.setdefault(value, (section, number, path))
            if there != (section, number, path):
                message = f"{quoted(value)} is used in line {context.line(*there)} already; {way_out}"
                yield context.problem(section, number, path, message)


def lists_name_a_thing_once(context: ValidationContext) -> Iterator[Problem]:
    """No list of names has one of them twice."""
    for section, way in ONCE:
        seen: set[tuple[int, str]] = set()
        for number, path, value in _values(context, section, way):
            if (number, value) in seen:
                yield context.problem(section, number, path, f"{quoted(value)} stands in this list twice; keep one")
            seen.add((number, value))


def resources_are_listed_once(context: ValidationContext) -> Iterator[Problem]:
    """No two resources have both title and address in common."""
    first: dict[tuple[str, str], int] = {}
    for number, resource in context.records("resources", Resource):
        there = first.setdefault((resource.title, resource.url), number)
        if there != number:
            message = f"{quoted(resource.title)} is listed in line {context.line('resources', there)} already; keep one"
            yield context.problem("resources", number, ("title",), message)


def works_are_listed_once(context: ValidationContext) -> Iterator[Problem]:
    """No two references have the same DOI."""
    first: dict[str, int] = {}
    for number, reference in context.records("references", Reference):
        there = first.setdefault(reference.DOI.lower(), number) if reference.DOI else number
        if there != number:
            message = f"{quoted(reference.DOI)} is listed in line {context.line('references', there)} already; keep one"
            yield context.problem("references", number, ("DOI",), message)


RULES: tuple[Callable[[ValidationContext], Iterator[Problem]], ...] = (
    names_lead_to_records,
    names_are_used_once,
    competencies_have_pages_of_their_own,
    components_have_names_of_their_own,
    uuids_are_used_once,
    lists_name_a_thing_once,
    resources_are_listed_once,
    works_are_listed_once,
)


def _values(context: ValidationContext, section: str, way: str) -> Iterator[tuple[int, Path, str]]:
    """Give the texts at the end of a way in each record, good or not, with the record's place and the path to them."""
    steps = way.split(".")
    for number, value in context.entries[section].values.items():
        for path, text in _at(value, steps):
            yield number, path, text


def _at(value: Value, steps: list[str]) -> list[tuple[Path, str]]:
    if not steps:
        return [((), value)] if isinstance(value, str) else []
    inner: Iterable[tuple[str | int, Value]] = ()
    if steps[0] == "*":
        inner = enumerate(value) if isinstance(value, list) else ()
    elif isinstance(value, dict) and steps[0] in value:
        inner = [(steps[0], value[steps[0]])]
    return [((step, *path), text) for step, part in inner for path, text in _at(part, steps[1:])]
