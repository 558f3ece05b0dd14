"""Review a project: what publishing its folder would change, in one sentence, notes and sections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ..build.publish import scratch
from ..model.problems import counted, in_words, quoted
from .effects import program_files
from .findings import Findings, find_differences
from .report import Item, Report, Since
from .sections import AROUND, sections
from .snapshots import since_or_published

_FEW_FILES = 3
_Sections = Mapping[str, tuple[Item, ...]]


def review(root: Path, since: str | None, today: str, report: Callable[[str], None]) -> Report:
    """Return what publishing a folder would change.

    Raises ContentError with the problems of today's content, and CallError if there is nothing to compare with.

    Args:
        since: A day, commit, tag or branch; by default the published branch.
    """
    asked, guess = since_or_published(root, since)
    with scratch(root, "compare", lambda: report("Waiting for another comparison to end")) as place:
        found = find_differences(root, asked, today, place, report)
        items = sections(found)
        moment = found.snapshots.moment
        notes = tuple(filter(None, [guess, *_notes(found)]))
        return Report(_summary(found, items), Since(asked, moment.commit, moment.day), notes, items)


def _notes(found: Findings) -> Iterator[str]:
    moment, since = found.snapshots.moment, quoted(found.snapshots.since)
    if moment.uncommitted:
        yield f"uncommitted changes are counted too: {_files(moment.uncommitted)}"
    if moment.lacking:
        commits = counted(moment.lacking, "commit")
        yield f"{since} has {commits} that this folder lacks, so they appear here as undone; take them over first"
    if found.not_built:
        reason = f"the pages at {since} cannot be built by today's rules, as {found.not_built}"
        yield f"{reason}; so records, files and the Markdown of pages are compared, and not what pages look like"
    if unread := sorted(name for names in found.snapshots.past.unread.values() for name in names):
        yield f"what cannot be read at {since} is not compared: {', '.join(unread)}"
    if program := program_files(found):
        files = f"what makes, checks or publishes the site has changed too: {_files(program)}"
        yield f"{files}; a review does not show what that does, so ask somebody who reads code to look at it"


def _files(names: Sequence[str]) -> str:
    few = ", ".join(names[:_FEW_FILES]) + (" and others" if len(names) > _FEW_FILES else "")
    return f"{counted(len(names), 'file')} ({few})"


def _summary(found: Findings, items: _Sections) -> str:
    parts = [*_what_happens(found, items)]
    parts = [*parts, _breaks(items["breaks"])] if parts else ["changes nothing that visitors see"]
    sentence = "; ".join([*parts, *_to_know(items)])
    return f"{sentence[0].upper()}{sentence[1:]}."


def _what_happens(found: Findings, items: _Sections) -> Iterator[str]:
    verbs = {"new": "publishes", "withdrawn": "withdraws", "changed": "changes", "rewritten": "rewrites"}
    for status, verb in verbs.items():
        if number := _number(items["pages"], status):
            yield f"{verb} {counted(number, 'new page' if status == 'new' else 'page')}"
    old, new = (one.framework.edition for one in (found.before, found.now))
    if old != new:
        yield f"goes from edition {old} to edition {new} (adopters will be notified)"
    yield from _competencies(found)
    yield from _records(items)
    if items["files"]:
        changed = sum(file.status != "dated" for file in found.files)
        yield f"changes {counted(changed, 'file')} to download" if changed else "dates the files to download anew"
    if number := len(items["workbook"]):
        yield f"{counted(number, 'row')} in the mapping workbook change{'s' * (number == 1)}"
    yield from _looks(items["looks"])


def _looks(items: tuple[Item, ...]) -> Iterator[str]:
    yield from dict.fromkeys(item.detail for item in items if "may change" in item.detail)
    if any(item.title.startswith(AROUND) for item in items):
        yield "changes menus, head or foot of pages"
    pictures = tuple(item for item in items if item.detail.startswith("on "))
    for status, verb in {"new": "adds", "changed": "changes", "gone": "takes out"}.items():
        if number := _number(pictures, status):
            yield f"{verb} {counted(number, 'picture')}"


def _competencies(found: Findings) -> Iterator[str]:
    codes: dict[str, list[str]] = {}
    for change in found.competencies:
        codes.setdefault(change.status, []).append(change.shown_code)
    if added := codes.get("added"):
        yield f"adds {in_words(added)}"
    if reworded := codes.get("reworded"):
        noun = "reworded competencies" if len(reworded) > 1 else "a reworded competency"
        yield f"rewords {in_words(reworded)} ({noun}: adopters will be notified)"
    for change in found.competencies:
        if change.now_in:
            verb = "divides" if change.status == "split" else "merges"
            yield f"{verb} {change.shown_code} into {in_words(change.shown_now_in)}"
    if moved := codes.get("moved"):
        yield f"moves {in_words(moved)} to another domain"
    if withdrawn := codes.get("withdrawn"):
        yield f"withdraws {in_words(withdrawn)}"


_VERBS = {
    ("milestones", "new"): ("adds", "milestone"),
    ("milestones", "removed"): ("removes", "milestone"),
    ("milestones", "reworded"): ("rewords", "milestone"),
    ("resources", "new"): ("adds", "resource"),
    ("resources", "removed"): ("removes", "resource"),
    ("outputs", "new"): ("announces", "output"),
    ("adopters", "new"): ("names", "new adopter"),
}


def _records(items: _Sections) -> Iterator[str]:
    for (section, status), (verb, noun) in _VERBS.items():
        if number := _number(items[section], status):
            yield f"{verb} {counted(number, noun)}"
    if number := sum(item.status not in {"new", "removed", "reworded"} for item in items["milestones"]):
        yield f"brings {counted(number, 'milestone')} up to date"
    for issue in items["newsletter"]:
        yield f"{'publishes' if issue.status == 'published' else 'corrects'} the newsletter issue “{issue.title}”"
    if not items["pages"] and items["records"]:
        yield f"changes {counted(len(items['records']), 'other record')}"


def _breaks(items: tuple[Item, ...]) -> str:
    codes = _number(items, "code")
    addresses = len(items) - codes
    parts = [f"{counted(addresses, 'address')} that {_was(addresses)} published"] if addresses else []
    parts += [f"{counted(codes, 'code')} that adopters may hold on to"] if codes else []
    return f"breaks {in_words(parts) or 'nothing'}"


def _to_know(items: _Sections) -> Iterator[str]:
    if number := _number(items["licenses"], "new"):
        yield f"adds {'one resource' if number == 1 else f'{number} resources'} whose license is unknown"
    if number := _number(items["licenses"], "changed"):
        yield f"leaves the license of {counted(number, 'resource')} unknown that {_was(number)} known"
    if number := _number(items["allowances"], "new"):
        yield f"adds {counted(number, 'exception')} to a gate"
    if number := len(items["settle"]):
        yield f"{counted(number, 'problem')} must be settled first"


def _number(items: tuple[Item, ...], status: str) -> int:
    return sum(item.status == status for item in items)


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
