"""Every file of the newsletter in the built site besides its pages, in batches that can be cached.

Knows what each batch depends on, and nothing of caches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache, partial
from hashlib import sha256

from ..content.markdown import macro_calls
from ..model.build_context import BuildContext, site_logo
from ..model.commons import Commons, Issue, Page
from ..model.sent import SentIssue, call_of
from .content import AROUND, pictures
from .feeds import feed_files
from .mail import html_mail, message, service, text_mail
from .providers import SERVICES

Files = Iterator[tuple[str, bytes]]
"""Files with their paths below the root of the site."""
_TEXTS = {"pages", "drafts", "sent", "toolkit", "terms"}
"""Parts of a commons that are not records."""


@dataclass(frozen=True)
class Batch:
    """Files that are made together."""

    ingredients: str
    """Everything that comes from the content; the same ingredients give the same files."""
    make: Callable[[], Files]
    """Makes them."""


def batches(commons: Commons, context: BuildContext) -> Iterator[Batch]:
    """Yield the files of each issue, and those of all feeds."""
    yield from (issue_batch(commons, context, issue) for issue in commons.issues)
    yield Batch(
        _digest(
            [records(commons, context), context.picture_sizes, commons.sent, *(one.page for one in commons.issues)]
        ),
        partial(feed_files, commons, context),
    )


def issue_batch(commons: Commons, context: BuildContext, issue: Issue) -> Batch:
    """Return the files of an issue."""
    sizes = [site_logo(commons, context), *(context.picture_sizes.get(path) for path in pictures(issue.page))]
    sent = commons.sent.get(issue.name)
    shown = records(commons, context) if _shows_records(issue.page, sent) else ""
    depends = (commons.site, issue.page, sent, sizes, shown)
    return Batch(_digest(depends), partial(issue_files, commons, context, issue))


def html_path(issue: Issue) -> str:
    """Return the path of the e-mail of an issue in HTML, below the root of the site."""
    return f"{issue.page.url}issue.html"


def issue_files(commons: Commons, context: BuildContext, issue: Issue) -> Files:
    """Yield the e-mail of an issue in HTML, in plain text, and as a message that holds both."""
    by_hand = SERVICES["none"]
    html, text = html_mail(commons, context, issue), text_mail(commons, context, issue)
    yield html_path(issue), html.encode()
    yield f"{issue.page.url}issue.txt", text.encode()
    if service(commons) is not by_hand:
        html, text = html_mail(commons, context, issue, by_hand), text_mail(commons, context, issue, by_hand)
    yield f"{issue.page.url}issue.eml", message(commons, issue, text, html)


def _shows_records(page: Page, sent: SentIssue | None) -> bool:
    calls = [call for call in macro_calls(page.body) if call.name not in AROUND] if page.meta.render_macros else []
    return any(sent is None or sent.result(call_of(call.name, call.texts)) is None for call in calls)


@lru_cache(maxsize=4)
def records(commons: Commons, context: BuildContext) -> str:
    """Return a digest of all records, and of what there is to download."""
    shown = [context.as_of, context.phases, context.downloads, sorted(context.overdue)]
    return _digest([*shown, *(getattr(commons, field.name) for field in fields(commons) if field.name not in _TEXTS)])


def _digest(values: Iterable[object]) -> str:
    return sha256(repr(list(values)).encode()).hexdigest()
