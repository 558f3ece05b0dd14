"""Publish an issue of the newsletter: keep what it shows in a file beside it, and take it out of the drafts.

That file is text which a person can read and compare; knows of YAML only how to write what is read again. Writes
that file and one line of the issue. Sends nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from ..content.files import write_whole
from ..content.history import git
from ..content.journal import write_all
from ..content.load import PAGES, load
from ..content.markdown import macro_calls
from ..model.build_context import BuildContext
from ..model.commons import Commons, Issue
from ..model.problems import CallError, ContentError, Problem, quoted
from ..model.records import IssueMeta
from ..model.sent import SentIssue, SentPicture, Shown, call_of
from ..model.urls import NEWSLETTER, SENT, sent_file
from ..render import signatures
from ..render.newsletter import shown_in_issue
from ..validation.validate import validation_context
from .content import AROUND, Read, find_issue, pictures
from .mail import around, newsletter
from .preflight import persons, preflight

_DRAFT = re.compile(rb"\A((?:\xef\xbb\xbf)?---[ \t]*\r?\n(?:(?!---)[^\n]*\n)*?)draft[ \t]*:[^\n]*\n")
"""The front matter up to the line that makes an issue a draft."""
_HEAD = """\
# What this issue showed when it was sent. The site, e-mails and feeds show it from here, whatever becomes of records.
# Made by "commons newsletter publish". To correct the issue, change its page, and write "updated:" at the top of that.
"""
_FRONT_KEYS = ("date", "updated", "title", "description", "audience", "authors")
"""Fields of the front matter that are kept."""


def publish_issue(root: Path, commons: Commons, context: BuildContext, name: str, renew: bool = False) -> list[Path]:
    """Publish an issue or a draft as it is now, and return the files that were written; none if it is already.

    Raises ContentError with everything that keeps it from being published.

    Args:
        renew: Whether its macros show the records of today, not what they showed when it was sent.
    """
    draft = find_issue(commons, name)
    if draft.name in commons.settled and not renew:
        return []
    meta = draft.meta.model_copy(update={"draft": False})
    issue = Issue(replace(draft.page, meta=meta), meta)

    def read(path: str) -> bytes:
        return (root / PAGES / path).read_bytes()

    if problems := [*preflight(commons, context, (issue,), read), *persons(commons, issue, read)]:
        raise ContentError(problems)
    kept = written(sent_issue(commons, context, issue, read, renew)).encode()
    files: dict[str, bytes | None] = {f"{PAGES}/{sent_file(issue.name)}": kept}
    if draft.meta.draft:
        files[f"{PAGES}/{issue.page.path}"] = _DRAFT.sub(rb"\1", read(issue.page.path))
    write_all(root, files)
    return [root / path for path in files]


def keep_published(root: Path, commons: Commons, context: BuildContext) -> Iterator[Path]:
    """Keep what each published issue shows that is not kept yet, or was corrected, and yield the files."""
    unkept = {problem.path for problem in commons.warnings if problem.code == "issue-not-kept"}
    for issue in commons.issues:
        if f"{PAGES}/{issue.page.path}" in unkept:
            yield from publish_issue(root, commons, context, issue.name)


def follow_unsent(root: Path) -> None:
    """Let each record that was never committed follow its issue, which nobody outside of this folder has seen."""
    files = {path.relative_to(root).as_posix() for path in (root / PAGES / NEWSLETTER).glob(f"*{SENT}")}
    try:
        listed = (
            git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", f"{PAGES}/{NEWSLETTER}") if files else b""
        )
    except CallError:
        return  # where there is no history, each of them may have been sent
    if not (new := files - set(listed.decode("utf-8", "replace").split("\0"))):
        return
    context, _ = validation_context(load(root), signatures())
    for page, sent in context.sent_issues():
        front, path = context.fronts.get(page.path), f"{PAGES}/{page.path.removesuffix('.md')}{SENT}"
        if path in new and isinstance(front, IssueMeta) and not sent.agrees(front, page.body):
            words = {"text": page.body.strip(), **{key: getattr(front, key) for key in _FRONT_KEYS}}
            write_whole(root / path, written(sent.model_copy(update=words)).encode())


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
    brand = commons.site.brand
    return SentIssue(
        **{key: getattr(meta, key) for key in _FRONT_KEYS},
        shows=tuple(shows.values()),
        pictures=tuple(SentPicture(file=path, sha256=sha256(read(path)).hexdigest()) for path in shown),
        sender=tuple(filter(None, (commons.site.publisher.name, commons.site.publisher.email))),
        address=newsletter(commons).address or "",
        color=(brand and brand.color) or "",
        accent=(brand and brand.accent) or None,
        logo=(brand and brand.logo) or "",
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
