"""Keep what an issue of the newsletter showed when it was sent, as text that a person can read and compare.

Takes and returns text; knows nothing of folders, and of YAML only how to write what is read again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from ..content.load import PAGES
from ..content.markdown import macro_calls
from ..model.build_context import BuildContext
from ..model.commons import Commons, Issue
from ..model.problems import Problem, quoted
from ..model.sent import SentIssue, SentPicture, Shown, call_of
from ..render.newsletter import shown_in_issue
from .content import AROUND
from .mail import around, newsletter
from .pictures import Read, pictures

_HEAD = """\
# What this issue showed when it was sent. The site, e-mails and feeds show it from here, whatever becomes of records.
# Made by "commons newsletter publish". To correct the issue, change its page, and write "updated:" at the top of that.
"""


def sent_issue(commons: Commons, context: BuildContext, issue: Issue, read: Read, renew: bool = False) -> SentIssue:
    """Return what is to be kept of an issue.

    Args:
        renew: Whether each macro shows the records of today, not what it showed when the issue was sent.
    """
    before = None if renew else commons.sent.get(issue.name)
    meta, shows = issue.meta, dict[str, Shown]()
    for call in macro_calls(issue.page.body) if meta.render_macros else ():
        if call.name not in AROUND:
            name = call_of(call.name, call.texts)
            shows[name] = (before and before.result(name)) or shown_in_issue(commons, context, call)
    shown = dict.fromkeys(pictures(issue.page))
    top, foot = around(commons, issue)
    return SentIssue(
        **{key: getattr(meta, key) for key in ("date", "updated", "title", "description", "audience", "authors")},
        shows=tuple(shows.values()),
        pictures=tuple(SentPicture(file=path, sha256=sha256(read(path)).hexdigest()) for path in shown),
        sender=tuple(filter(None, (commons.site.publisher.name, commons.site.publisher.email))),
        address=newsletter(commons).address or "",
        top=top,
        foot=foot,
        text=issue.page.body.strip(),
    )


def written(sent: SentIssue) -> str:
    """Return the file of a sent issue."""
    return _HEAD + "".join(f"{line}\n" for line in _lines(sent.model_dump(exclude_none=True)))


def _lines(fields: dict[str, object]) -> Iterator[str]:
    for key, value in fields.items():
        if isinstance(value, str):
            yield from _text(key, value)
        elif value and isinstance(value, (list, tuple)):
            yield f"{key}:"
            yield from _entries(value)


def _entries(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict):
            lines = list(_lines(value))
            yield f"- {lines[0]}"
            yield from (f"  {line}" if line else line for line in lines[1:])
        else:
            yield f"- {json.dumps(value, ensure_ascii=False)}"


def _text(key: str, value: str) -> Iterator[str]:
    if "\n" in value:
        yield f"{key}: |2-"
        yield from (f"  {line}" if line else line for line in value.split("\n"))
    else:
        doubled = value.replace("'", "''")
        yield f"{key}: '{doubled}'" if '"' in value else f"{key}: {json.dumps(value, ensure_ascii=False)}"


def changed_pictures(issue: Issue, sent: SentIssue, read: Read) -> Iterator[Problem]:
    """Yield each picture of a sent issue that is not the one which was sent."""
    for picture in sent.pictures:
        try:
            if sha256(read(picture.file)).hexdigest() == picture.sha256:
                continue
            what = f"is not the picture that was sent on {sent.date}"
        except OSError:
            what = f"is gone, and was sent on {sent.date}"
        where = quoted(f"{PAGES}/{issue.page.path}")
        message = f'{what}; put that one back, or write "updated:" at the top of {where}'
        yield Problem(f"{PAGES}/{picture.file}", 0, 0, message, "sent-issue-changed")
