"""What stands in each feed, entry by entry, whatever the format.

Knows no format of feeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from .. import model
from ..addresses import address
from ..commons import Commons, Issue
from ..pages import template
from ..pages.newsletter import Feed
from .content import content

NEWEST = 20
"""As many issues have their whole text in the feed; older ones are in the archive."""


@dataclass(frozen=True)
class Entry:
    """One thing that a feed tells of."""

    url: str
    """Its address for ever, which is also its id: neither depends on its title."""
    title: str
    summary: str
    html: str
    """All that there is to read of it, as safe HTML."""
    updated: str
    """Moment of its last change, as in "2026-11-23T12:00:00Z"."""
    published: str = ""
    """Moment when it appeared; empty where only the last change is known."""
    authors: tuple[str, ...] = ()
    """Who wrote it, by role; empty where it was the publisher of the site."""
    topics: tuple[str, ...] = ()
    """Words that it is sorted by."""


def entries(commons: Commons, feed: Feed) -> list[Entry]:
    """Return what a feed holds, the newest first."""
    found = list(_ENTRIES[feed.topic](commons))
    return sorted(found, key=lambda entry: entry.updated, reverse=True)


def moment(when: str) -> str:
    """Return the moment at which a year, a month or a day begins to hold."""
    # Noon and not midnight, so that it is the same day wherever in the Americas or in Europe someone reads it.
    return f"{when}-01-01"[:10] + "T12:00:00Z"


def _issues(commons: Commons) -> Iterator[Entry]:
    yield from (_issue(commons, issue) for issue in commons.issues[:NEWEST])


def _issue(commons: Commons, issue: Issue) -> Entry:
    when = moment(issue.meta.date)
    return Entry(
        url=urljoin(commons.site.address, issue.page.url),
        title=issue.meta.title,
        summary=issue.meta.description,
        html=content(commons, issue),
        updated=when,
        published=when,
        authors=issue.meta.authors,
    )


def _resources(commons: Commons) -> Iterator[Entry]:
    for resource in commons.resources:
        yield Entry(
            url=_whole(commons, "resource", resource.id),
            title=resource.title,
            summary=resource.summary,
            html=_shown(
                commons,
                "resource",
                resource=resource,
                format=commons.format_name[resource.format],
                competencies=[commons.competency[code] for code in resource.teaches],
            ),
            updated=moment(resource.checked),
            topics=tuple(commons.competency[code].title for code in resource.teaches),
        )


def _milestones(commons: Commons) -> Iterator[Entry]:
    for milestone in commons.milestones:
        yield Entry(
            url=_whole(commons, "milestone", milestone.id),
            title=milestone.title,
            summary=milestone.summary,
            html=_shown(commons, "milestone", milestone=milestone),
            updated=max(moment(milestone.as_of), moment(milestone.since.as_of) if milestone.since else ""),
            topics=(milestone.status,),
        )


_ENTRIES: dict[str, Callable[[Commons], Iterator[Entry]]] = {
    "newsletter": _issues,
    "resources": _resources,
    "roadmap": _milestones,
}


def _whole(commons: Commons, kind: str, name: str) -> str:
    return urljoin(commons.site.address, address(kind, name))


def _shown(commons: Commons, name: str, **values: model.Record | list[model.Competency] | str) -> str:
    page = template(f"feeds/{name}.html")
    return page.render(values, whole=lambda kind, record: _whole(commons, kind, record)).strip()
