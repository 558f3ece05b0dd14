"""What someone should have looked at again by now: told for a year, with a banner for visitors, and then stopped.

Compares dates with the day that it is given, and looks at no clock.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...content.load import DATA
from ...model.commons import Commons
from ...model.problems import quoted
from ...model.records import Resource
from .finding import Objection
from .source_map import Whereabouts

_FILE = "resources.yaml"


def overdue(commons: Commons, today: str) -> tuple[str, ...]:
    """Return the ids of the resources that should have been looked at before a day."""
    return tuple(resource.id for resource in commons.resources if resource.review_by < today)


def reviews_are_not_forgotten(commons: Commons, today: str, places: Whereabouts) -> Iterator[Objection]:
    """No resource waits to be looked at again; one that has waited for over a year is not published."""
    if not any(resource.review_by < today for resource in commons.resources):
        return
    at = places.each(_FILE, "resources", "review_by", len(commons.resources))
    for resource, place in zip(commons.resources, at, strict=True):
        if resource.review_by < today:
            last = a_year_after(resource.review_by)
            stops = last < today
            yield Objection(f"{DATA}/{_FILE}", *place, "review", resource.id, _sentence(resource, last, stops), stops)


def _sentence(resource: Resource, last: str, stops: bool) -> str:
    since = f"review_by: {quoted(resource.review_by)} is {'over a year ago' if stops else 'past'}"
    latest = "" if stops else f" by {quoted(last)} at the latest"
    return f"{since}; look at {quoted(resource.id)} again{latest}, and write that day at checked and a later one here"


def a_year_after(day: str) -> str:
    """Return the same day of the next year, as far as days can be compared as text."""
    return f"{int(day[:4]) + 1:04}{day[4:]}"
