"""Views of the newsletter: its archive, its feeds, and the head and foot of an issue on its page."""

from __future__ import annotations

from dataclasses import dataclass

from ..content.markdown import Call
from ..model.build_context import BuildContext
from ..model.commons import Commons, Page
from ..model.records import IssueMeta
from ..model.sent import Shown, call_of
from ..model.urls import ANCHORS, NEWSLETTER, issue_page, relative
from .macros import MACROS, View, macro, show, with_entities, without_entities


@dataclass(frozen=True)
class Feed:
    """One list of news that programs fetch, in two formats."""

    topic: str
    """What it is about: "newsletter", "resources" or "roadmap"."""
    title: str
    """What feed readers call it."""
    description: str
    """What it contains, in one sentence."""
    page: str
    """Address of the page that shows the same, from the root of the site."""
    path: str
    """Its path below the root of the site, without the ending."""


LATEST = f"{NEWSLETTER}/latest.html"
"""Path of the list that others can show on their pages."""


def feeds(commons: Commons) -> tuple[Feed, ...]:
    """Return the feeds that a site has something for."""
    site, found = commons.site, list[Feed]()
    if site.newsletter and commons.issues:
        text = "Each issue of the newsletter, with its whole text."
        found.append(Feed("newsletter", site.newsletter.title, text, f"{NEWSLETTER}/", f"{NEWSLETTER}/feed"))
    if commons.resources:
        text = "Each teaching resource, with what it is for and when it was last checked."
        found.append(Feed("resources", f"{site.name}: resources", text, ANCHORS["resource"][0], "feeds/resources"))
    if commons.milestones:
        text = "Each piece of work on the roadmap, with its status and the date to which that holds."
        found.append(Feed("roadmap", f"{site.name}: roadmap", text, ANCHORS["milestone"][0], "feeds/roadmap"))
    return tuple(found)


def show_in_issue(  # noqa: PLR0913, PLR0917 — what is shown, where, and for whom
    commons: Commons, context: BuildContext, name: str, call: Call, at: str, email: bool = False
) -> str:
    """Return the HTML of a macro call of an issue, as it was when the issue was sent.

    Args:
        name: Name of the issue.
        at: Where links start from, as in `show`.
        email: Whether it is for e-mails and feeds.
    """
    sent = commons.sent.get(name)
    kept = sent.result(call_of(call.name, call.texts)) if sent else None
    if kept is None:
        return show(commons, context, call.name, call.texts, at, folders=_IN_EMAILS if email else ())
    html = (kept.email if email else kept.page).replace(f'="{_FROM_FOLDER}', f'="{relative("", at)}')
    return with_entities(html) if MACROS[call.name].signature.inline else f"\n\n{html}\n\n"


def shown_in_issue(commons: Commons, context: BuildContext, call: Call) -> Shown:
    """Return what a macro call shows now, to be kept with an issue."""
    shown = (
        show(commons, context, call.name, call.texts, f"{NEWSLETTER}/", folders=folders).strip()
        for folders in ((), _IN_EMAILS)
    )
    page, email = map(without_entities, shown) if MACROS[call.name].signature.inline else shown
    return Shown(call=call_of(call.name, call.texts), page=page, email=email)


_IN_EMAILS = ("newsletter", "toolkit")
"""Where the templates of e-mails are looked for first."""
_FROM_FOLDER = "../"
"""Beginning of each link of what is kept: it leads from the folder of the issues to the root of the site."""


@macro("issue")
def newsletter_head(commons: Commons, name: str) -> View:
    """The date of an issue of the newsletter, whom it is for and who wrote it."""
    return {"meta": _meta(commons, name)}


@macro("issue")
def newsletter_foot(commons: Commons, name: str) -> View:
    """The files that an issue of the newsletter is sent as, and the issues before and after it."""
    at = commons.issue_place.get(name, -1)
    return {
        "name": name,
        "folder": Page.address_of(issue_page(name)),
        "published": at >= 0,
        "service": commons.site.newsletter.service if commons.site.newsletter else "none",
        "before": commons.issues[at + 1] if 0 <= at < len(commons.issues) - 1 else None,
        "after": commons.issues[at - 1] if at > 0 else None,
        "archive": f"{NEWSLETTER}/",
    }


@macro()
def newsletter_list(commons: Commons) -> View:
    """All issues of the newsletter, the newest first."""
    return {"issues": commons.issues}


@macro()
def newsletter_ways(commons: Commons) -> View:
    """How to get the newsletter: by e-mail where there is a list to join, on this site, and with a feed reader."""
    return {
        "subscribe": commons.site.newsletter.subscribe if commons.site.newsletter else None,
        "newest": next(iter(commons.issues), None),
        "feed": next((feed for feed in feeds(commons) if feed.topic == NEWSLETTER), None),
    }


@macro()
def newsletter_feeds(commons: Commons) -> View:
    """The feeds of this site, and the line that shows the latest issues on the page of someone else."""
    offered = feeds(commons)
    has_issues = any(feed.topic == "newsletter" for feed in offered)
    return {"feeds": offered, "site": commons.site, "latest": LATEST if has_issues else ""}


def _meta(commons: Commons, name: str) -> IssueMeta:
    if name in commons.issue:
        return commons.issue[name].meta
    path = issue_page(name)
    return next(page.meta for page in commons.drafts if page.path == path and isinstance(page.meta, IssueMeta))
