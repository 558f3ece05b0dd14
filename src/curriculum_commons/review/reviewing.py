"""Review a project: say what publishing its folder would change against a state of the past."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ..build.publish import scratch
from ..model.problems import quoted
from .findings import Findings, find
from .report import Report, Since
from .sections import sections
from .snapshots import since_or_published
from .summary import summary

_PLACE = "compare"
_FEW = 3


def review(root: Path, since: str | None, today: str, tell: Callable[[str], None]) -> Report:
    """Return what publishing a folder would change.

    Raises ContentError with what is wrong with today's content, and CallError where there is nothing to compare with.

    Args:
        since: A day, a commit, a tag or a branch; the published branch, if left out.
    """
    asked, why = since_or_published(root, since)
    with scratch(root, _PLACE, lambda: tell("Waiting for another comparison to end")) as place:
        found = find(root, asked, today, place, tell)
        made = sections(found)
        moment = found.states.moment
        notes = tuple(filter(None, [why, *_notes(found)]))
        return Report(summary(found, made), Since(asked, moment.commit, moment.day), notes, made)


def _notes(found: Findings) -> Iterator[str]:
    moment, asked = found.states.moment, quoted(found.states.asked)
    if moment.uncommitted:
        yield f"uncommitted changes are counted too: {_files(moment.uncommitted)}"
    if moment.lacking:
        commits = f"{moment.lacking} commit{'s' * (moment.lacking != 1)}"
        yield f"{asked} has {commits} that this folder lacks, so they appear here as undone; take them over first"
    if found.not_built:
        told = f"the pages at {asked} cannot be built by today's rules, as {found.not_built}"
        yield f"{told}; so records, files and the Markdown of pages are compared, and not what pages look like"
    if unread := sorted(name for names in found.states.salvage.unread.values() for name in names):
        yield f"what cannot be read at {asked} is not compared: {', '.join(unread)}"
    if found.program:
        told = f"what makes, checks or publishes the site has changed too: {_files(found.program)}"
        yield f"{told}; what that does is not told here, so let somebody look at it who reads code"


def _files(names: Sequence[str]) -> str:
    few = ", ".join(names[:_FEW]) + (" and others" if len(names) > _FEW else "")
    return f"{len(names)} file{'s' * (len(names) != 1)} ({few})"
