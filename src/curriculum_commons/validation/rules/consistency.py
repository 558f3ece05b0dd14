"""What must hold within one record: its dates, numbers, names and keys agree with each other."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date

from ...model.colors import lch
from ...model.palette import LIGHT, palette_of
from ...model.problems import Problem, quoted
from ...model.records import (
    CslDate,
    Milestone,
    Organization,
    Rank,
    Ranking,
    Reference,
    Resource,
    Site,
    SiteBrand,
    Survey,
)
from ...model.terms import PAIRS
from .context import ValidationContext
from .records import is_before

_SEEN = 0.06
"""Difference in lightness from which a color looks like another one."""


def address_ends_with_a_slash(context: ValidationContext) -> Iterator[Problem]:
    """The address of the site can be put before the address of a page."""
    for number, site in context.records("site", Site):
        if not site.address.endswith("/") or "?" in site.address or "#" in site.address:
            message = f'{quoted(site.address)} is not the address of a folder; end it with "/"'
            yield context.problem("site", number, ("address",), message, "not-a-web-address")


def terms_have_a_plural(context: ValidationContext) -> Iterator[Problem]:
    """A site that has a word of its own for one of something has it for more than one too."""
    for number, site in context.records("site", Site):
        given = site.terms.model_fields_set if site.terms else set()
        for one, more in PAIRS:
            if len(given & {one, more}) == 1:
                key, missing = (one, more) if one in given else (more, one)
                message = f'goes with "{missing}:", which is missing; write your word for both'
                yield context.problem("site", number, ("terms", key), message, "term-alone")


def accent_goes_with_a_color(context: ValidationContext) -> Iterator[Problem]:
    """A school that names its second color has a first one."""
    for number, site in context.records("site", Site):
        if site.brand and site.brand.accent and not site.brand.color:
            message = 'goes with "color:", which is missing; write the first color of the school there'
            yield context.problem("site", number, ("brand", "accent"), message, "missing-key")


def colors_can_be_read(context: ValidationContext) -> Iterator[Problem]:
    """A school knows where pages and documents show another shade of its color than the one it has named."""
    for number, site in context.records("site", Site):
        brand = site.brand if site.brand and site.brand.color else SiteBrand()
        light = palette_of(brand.color, brand.accent).light if brand.color else LIGHT
        for key, named, used in (("color", brand.color, light.teal), ("accent", brand.accent, light.clay)):
            if named and abs(lch(named).lightness - lch(used).lightness) > _SEEN:
                message = f"{quoted(named)} is too light for words, which are {quoted(used)} on light paper; write that"
                message += ", or a darker color of the school"
                yield context.problem("site", number, ("brand", key), message, "color-too-light").as_warning


def review_comes_after_the_check(context: ValidationContext) -> Iterator[Problem]:
    """The day by which a resource is checked again comes after the day on which it was."""
    for number, resource in context.records("resources", Resource):
        if resource.review_by == resource.checked or is_before(resource.review_by, resource.checked):
            message = f"{quoted(resource.review_by)} is not after the day it was checked, {quoted(resource.checked)}"
            path, message = ("review_by",), f"{message}; write a later one"
            yield context.problem("resources", number, path, message, "dates-out-of-order")


def resources_suit_a_stage(context: ValidationContext) -> Iterator[Problem]:
    """Where the framework has stages, every resource names one at least."""
    for number, resource in context.records("resources", Resource):
        if context.good["stages"] and not resource.stages:
            message = 'missing; add "stages:", ids of the stages it suits'
            yield context.problem("resources", number, ("stages",), message, "missing-key")


def what_came_since_is_later(context: ValidationContext) -> Iterator[Problem]:
    """What has become known since an as-of date has a later one."""
    records: list[tuple[str, int, Milestone | Organization]] = [
        *(("milestones", number, record) for number, record in context.records("milestones", Milestone)),
        *(("organizations", number, record) for number, record in context.records("organizations", Organization)),
    ]
    for section, number, record in records:
        if record.since and is_before(record.since.as_of, record.as_of):
            message = f"{quoted(record.since.as_of)} is before the date that it follows, {quoted(record.as_of)}"
            path, message = ("since", "as_of"), f"{message}; write a later one"
            yield context.problem(section, number, path, message, "dates-out-of-order")


def ranks_lie_on_their_scale(context: ValidationContext) -> Iterator[Problem]:
    """Means and medians of ranks lie between the lowest and the highest rank."""
    for number, survey in context.records("surveys", Survey):
        for index, ranking in enumerate(survey.rankings):
            for row, rank in enumerate(ranking.rows):
                for field, message in _off_scale(rank, *_scale(ranking)):
                    path = ("rankings", index, "rows", row, field)
                    yield context.problem("surveys", number, path, message, "out-of-range")


def _scale(ranking: Ranking) -> tuple[float, float]:
    ends = [re.match(r"[0-9]+", text) for text in (ranking.first, ranking.last)]
    numbers = sorted(float(end[0]) for end in ends if end)
    return (numbers[0], numbers[1]) if len(numbers) == len(ends) else (-math.inf, math.inf)


def _off_scale(rank: Rank, low: float, high: float) -> Iterator[tuple[str, str]]:
    for field, value in (("median", rank.median), ("mean", rank.mean)):
        if not low <= value <= high:
            yield field, f'"{value:g}" does not lie between {low:g} and {high:g}; look at the source'
    if not 0 <= rank.sd <= high - low:
        yield "sd", f'"{rank.sd:g}" cannot be for ranks on this scale; look at the source'


def authors_have_names(context: ValidationContext) -> Iterator[Problem]:
    """An author is a person with a family name, or an organization, and not both."""
    for number, reference in context.records("references", Reference):
        for index, name in enumerate(reference.author):
            if (name.family is None) == (name.literal is None) or (name.literal and name.given):
                message = 'needs "family" for a person or "literal" for an organization; write one of them'
                yield context.problem("references", number, ("author", index), message, "author-name")


def dates_of_works_exist(context: ValidationContext) -> Iterator[Problem]:
    """The date of a work is in the calendar, and a span of time does not end before it begins."""
    for number, reference in context.records("references", Reference):
        for field, when in (("issued", reference.issued), ("accessed", reference.accessed)):
            if when and (refusal := _date_refusal(when)):
                yield context.problem("references", number, (field, "date-parts"), *refusal)


def _date_refusal(when: CslDate) -> tuple[str, str] | None:
    for parts in when.date_parts:
        try:
            date(*(*parts, 1, 1)[:3])
        except ValueError:
            message = f"{quoted(list(parts))} is not a day in the calendar; write year, month and day in this order"
            return message, "not-a-date"
    if len(when.date_parts) > 1 and when.date_parts[1] < when.date_parts[0]:
        return "ends before it begins; write the earlier date first", "dates-out-of-order"
    return None
