"""Publish an issue of the newsletter: keep what it shows in a file beside it, and take it out of the drafts.

Writes that file and one line of the issue. Sends nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..content.files import write_whole
from ..content.history import git
from ..content.journal import write_all
from ..content.load import PAGES, load
from ..model.build_context import BuildContext
from ..model.commons import Commons, Issue
from ..model.problems import CallError, ContentError
from ..model.records import IssueMeta
from ..model.sent import SentIssue
from ..model.urls import NEWSLETTER, SENT, sent_file
from ..render import signatures
from ..validation.validate import validation_context
from .commands import find_issue
from .preflight import persons, preflight
from .sent import sent_issue, written

_DRAFT = re.compile(rb"^draft[ \t]*:[^\r\n]*\r?\n", re.MULTILINE)
_FRONT = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n.*?^---", re.DOTALL | re.MULTILINE)


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
        content = (root / PAGES / issue.page.path).read_bytes()
        front = _FRONT.match(content)
        assert front  # else it would not have been read as an issue
        files[f"{PAGES}/{issue.page.path}"] = _DRAFT.sub(b"", front[0], count=1) + content[front.end() :]
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
            write_whole(root / path, written(_with_words_of(sent, front, page.body)).encode())


def _with_words_of(sent: SentIssue, meta: IssueMeta, body: str) -> SentIssue:
    keys = ("date", "updated", "title", "description", "audience", "authors")
    return sent.model_copy(update={"text": body.strip(), **{key: getattr(meta, key) for key in keys}})
