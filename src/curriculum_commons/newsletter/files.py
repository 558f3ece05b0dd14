"""Every file that the newsletter brings into the built site besides its pages, in batches that can be kept.

Knows what each batch depends on, and nothing of where it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from ..model.commons import Commons, Issue
from .dependencies import pictures, records, shows_records, sum_of

Files = Iterator[tuple[str, bytes]]
"""Files with their places below the root of the site."""


@dataclass(frozen=True)
class Batch:
    """Files that are made together."""

    ingredients: str
    """Everything that comes from the content; the same ingredients give the same files."""
    make: Callable[[], Files]
    """Makes them."""


def newsletter_files(commons: Commons) -> Files:
    """Give each file with its place below the root of the site."""
    for batch in batches(commons):
        yield from batch.make()


def batches(commons: Commons) -> Iterator[Batch]:
    """Give the files of each issue, and those of all feeds."""
    for issue in commons.issues:
        sizes = [commons.sizes.get(path) for path in pictures(issue.page)]
        depends = (commons.site, issue.page, sizes, records(commons) if shows_records(issue.page) else "")
        yield Batch(sum_of(depends), partial(issue_files, commons, issue))
    yield Batch(sum_of([records(commons), *(issue.page for issue in commons.issues)]), partial(_feeds, commons))


def issue_files(commons: Commons, issue: Issue) -> Files:
    """Give the e-mail of an issue in HTML, in plain text, and as a message that holds both."""
    # Only what makes files needs all this, and mostly they are there already.
    from .email_parts import service
    from .eml import message
    from .mail import html_mail
    from .plain_text import text_mail
    from .providers import SERVICES

    by_hand = SERVICES["none"]
    html, text = html_mail(commons, issue), text_mail(commons, issue)
    yield f"{issue.page.url}issue.html", html.encode()
    yield f"{issue.page.url}issue.txt", text.encode()
    if service(commons) is not by_hand:
        html, text = html_mail(commons, issue, by_hand), text_mail(commons, issue, by_hand)
    yield f"{issue.page.url}issue.eml", message(commons, issue, text, html)


def _feeds(commons: Commons) -> Files:
    from .feeds import feed_files

    yield from feed_files(commons)
