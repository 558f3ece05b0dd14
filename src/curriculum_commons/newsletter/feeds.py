"""Make the feeds of a site, their style sheet, and a list of the latest issues for pages of others.

Knows what each feed contains, and not how a format writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from urllib.parse import urljoin

from ..model import records as model
from ..model.build_context import BuildContext
from ..model.commons import Commons, Issue
from ..model.urls import NEWSLETTER, address
from ..render import template
from ..render.newsletter import LATEST, Feed, feeds
from .content import content
from .feed_formats import STYLE, Entry, atom, json_feed

NEWEST = 20
"""How many issues the feed contains; older ones are in the archive."""
SHOWN = 5
"""How many issues the list for pages of others shows."""


def feed_files(commons: Commons, context: BuildContext) -> Iterator[tuple[str, bytes]]:
    """Yield each file with its path below the root of the site; none where there is nothing to list."""
    offered = feeds(commons)
    for feed in offered:
        entries = entries_of(commons, context, feed)
        yield f"{feed.path}.xml", atom(commons.site, feed, entries)
        yield f"{feed.path}.json", json_feed(commons.site, feed, entries)
        if feed.topic == "newsletter":
            yield LATEST, _latest(commons, feed.title)
    if offered:
        yield STYLE, files("curriculum_commons.render").joinpath("templates", STYLE).read_bytes()


def _latest(commons: Commons, title: str) -> bytes:
    page = template("feeds/latest.html")
    shown = commons.issues[:SHOWN]
    return f"{page.render(site=commons.site, title=title, issues=shown, archive=f'{NEWSLETTER}/').strip()}\n".encode()


def entries_of(commons: Commons, context: BuildContext, feed: Feed) -> list[Entry]:
    """Return the entries of a feed, the newest first; a correction does not move an entry."""
    return sorted(
        _ENTRIES[feed.topic](commons, context), key=lambda entry: entry.published or entry.updated, reverse=True
    )


def moment(when: str) -> str:
    """Return noon of a day, or of the first day of a year or a month."""
    # Noon and not midnight, so that it is the same day wherever in the Americas or in Europe someone reads it.
    return f"{when}-01-01"[:10] + "T12:00:00Z"


def _issues(commons: Commons, context: BuildContext) -> Iterator[Entry]:
    yield from (_issue(commons, context, issue) for issue in commons.issues[:NEWEST])


def _issue(commons: Commons, context: BuildContext, issue: Issue) -> Entry:
    when = moment(issue.meta.date)
    return Entry(
        url=urljoin(commons.site.address, issue.page.url),
        title=issue.meta.title,
        summary=issue.meta.description,
        html=content(commons, context, issue),
        updated=moment(issue.meta.updated) if issue.meta.updated else when,
        published=when,
        authors=issue.meta.authors,
    )


def _resources(commons: Commons, context: BuildContext) -> Iterator[Entry]:
    for resource in commons.resources:
        taught = [commons.competency[code] for code in resource.teaches]
        titles = "; ".join(competency.title for competency in taught)
        yield Entry(
            url=_whole(commons, "resource", resource.id),
            title=resource.title,
            summary=f"{resource.summary} Helps to teach: {titles}. Last checked: {_day(resource.checked)}.",
            html=_shown(
                commons,
                "resource",
                resource=resource,
                format=commons.format_name[resource.format],
                competencies=taught,
            ),
            updated=moment(resource.checked),
            topics=tuple(competency.title for competency in taught),
        )


def _milestones(commons: Commons, context: BuildContext) -> Iterator[Entry]:
    for milestone in commons.milestones:
        since = milestone.since
        status = f"{milestone.status.capitalize()} as of {_day(milestone.as_of)}. {milestone.summary}"
        later = f" Since then (as of {_day(since.as_of)}): {since.text}" if since else ""
        yield Entry(
            url=_whole(commons, "milestone", milestone.id),
            title=milestone.title,
            summary=status + later,
            html=_shown(commons, "milestone", milestone=milestone),
            updated=max(moment(milestone.as_of), moment(since.as_of) if since else ""),
            topics=(milestone.status,),
        )


_ENTRIES: dict[str, Callable[[Commons, BuildContext], Iterator[Entry]]] = {
    "newsletter": _issues,
    "resources": _resources,
    "roadmap": _milestones,
}


def _whole(commons: Commons, kind: str, name: str) -> str:
    return urljoin(commons.site.address, address(kind, name))


def _day(when: str) -> str:
    """Return a date in the words of the pages, as in "November 2026"."""
    return str(template("_sizes.html").module.day(when)).strip()  # type: ignore[attr-defined]  # a macro there


def _shown(commons: Commons, name: str, **values: model.Record | list[model.Competency] | str) -> str:
    page = template(f"feeds/{name}.html")
    return page.render(values, whole=lambda kind, record: _whole(commons, kind, record)).strip()
