"""Views of teaching resources: the list with its filters, and those of one competency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ..model.commons import Commons
from ..model.records import Resource
from ..model.urls import slug
from . import structured
from .framework import numbered
from .macro import View, macro

_TIMES = {
    "short": "15 minutes or less",
    "hour": "16 to 60 minutes",
    "long": "more than an hour",
    "not-stated": "not stated",
}
_SHORT, _HOUR = 15, 60


def time_band(minutes: int | None) -> str:
    """Return the choice of the time filter that holds a number of minutes."""
    if minutes is None:
        return "not-stated"
    return "short" if minutes <= _SHORT else "hour" if minutes <= _HOUR else "long"


def _resource(commons: Commons, record: Resource) -> dict[str, object]:
    return {
        "resource": record,
        "competencies": numbered(commons, record.teaches),
        "stages": [commons.stage[stage] for stage in record.stages],
        "format": commons.format_name[record.format],
        "settings": [commons.setting_name[setting] for setting in record.settings],
        "time": time_band(record.minutes),
        "reuse": record.terms.reuse.replace(" ", "-"),
        "overdue": record.id in commons.overdue,
    }


@macro(anchors=("resource",))
def resource_finder(commons: Commons) -> View:
    """All resources with filters by competency, stage, format, setting, time and terms."""
    return {
        "resources": [_resource(commons, resource) for resource in commons.resources],
        "filters": _filters(commons),
        "structured": structured.resources(commons),
    }


@macro("competency")
def competency_resources(commons: Commons, code: str) -> View:
    """Resources that help to teach a competency."""
    return {
        "resources": [_resource(commons, resource) for resource in commons.resources_for[code]],
        "competency": commons.competency[code],
        "number": commons.label[code],
        "slug": slug(code),
    }


@macro()
def review_list(commons: Commons) -> View:
    """Resources that were to be looked at again by the day on which the site was made, and when the next is due."""
    late = sorted((one for one in commons.resources if one.id in commons.overdue), key=lambda one: one.review_by)
    days = sorted(one.review_by for one in commons.resources if one.id not in commons.overdue)
    return {"late": late, "next": days[0] if days else None, "number": days.count(days[0]) if days else 0}


def _filters(commons: Commons) -> list[dict[str, object]]:
    """Return each filter with those of its choices that at least one resource has."""
    having = _having(commons)
    offers: dict[str, list[tuple[str, str]]] = {
        "competency": [(slug(c.code), f"{commons.label[c.code]}. {c.title}") for c in commons.competencies],
        "stage": [(stage.id, stage.name) for stage in commons.stages],
        "format": [(term.id, term.name) for term in commons.formats],
        "setting": [(term.id, term.name) for term in commons.settings],
        "time": list(_TIMES.items()),
        "terms": [(reuse.replace(" ", "-"), reuse) for reuse in sorted({r.terms.reuse for r in commons.resources})],
    }
    return [
        {
            "name": name,
            "choices": [
                {"value": value, "label": label, "resources": having[name, value]}
                for value, label in choices
                if having[name, value]
            ],
        }
        for name, choices in offers.items()
    ]


def _having(commons: Commons) -> Mapping[tuple[str, str], list[Resource]]:
    """Return the resources that each choice of each filter finds, by filter and choice."""
    having: defaultdict[tuple[str, str], list[Resource]] = defaultdict(list)
    for resource in commons.resources:
        choices = {("competency", slug(code)) for code in resource.teaches}
        choices |= {("stage", stage) for stage in resource.stages}
        choices |= {("setting", setting) for setting in resource.settings}
        choices |= {("format", resource.format), ("time", time_band(resource.minutes))}
        for choice in choices | {("terms", resource.terms.reuse.replace(" ", "-"))}:
            having[choice].append(resource)
    return having
