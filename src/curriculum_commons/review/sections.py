"""Put what a review has found into words: the items of each section.

Knows nothing of text, Markdown or JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from ..content.load import DATA, MADE, PAGES
from ..diff.competencies import CompetencyChange
from ..diff.record_diff import (
    RecordChange,
    allowances,
    corrected_issues,
    new_issues,
    other_records,
    single_records,
    without_terms,
)
from ..diff.records import Change
from ..diff.words import Rewording, listed, reworded
from ..model.collections import KINDS, SECTIONS
from ..model.commons import Commons
from ..model.problems import Problem
from ..model.records import Allowance
from .breaking_changes import Break
from .files import FileChange, RowChange
from .findings import Findings
from .pages import looks, pages, sentences_of
from .report import HEADINGS, Item

_SITE = f"{DATA}/{SECTIONS['site'].file}"
_RESOURCES = f"{DATA}/{SECTIONS['resources'].file}"


def sections(found: Findings) -> Mapping[str, tuple[Item, ...]]:
    """Return the items of every section, by its name."""
    before, after = found.states.before.commons, found.states.after.commons
    made = {
        "settle": map(_settled, found.settle),
        "allowances": (_allowed(what, one) for what, one in allowances(before, after)),
        "competencies": _competencies(found.competencies),
        "breaks": map(_broken, found.breaks),
        "pages": pages(found),
        "looks": looks(found),
        "milestones": map(_change, found.records.milestones),
        "resources": map(_change, found.records.resources),
        "licenses": (Item(what, one.title, one.organization, _RESOURCES) for what, one in without_terms(before, after)),
        "overdue": map(_change, found.records.overdue),
        "outputs": map(_change, found.records.outputs),
        "adopters": map(_change, found.records.adopters),
        "newsletter": _newsletter(before, after),
        "records": map(_record, (*single_records(before, after), *other_records(before, after))),
        "files": _files(found.files, _reworded_texts(before, found.states.now)),
        "workbook": (
            Item(_row(one), f"{one.sheet}, row {one.row}", rewordings=(Rewording(one.before, one.after),))
            for one in found.rows
        ),
        "unseen": (Item("changed", *_two(line)) for line in found.unseen),
    }
    return {name: tuple(made[name]) for name in HEADINGS}


def _settled(problem: Problem) -> Item:
    return Item("settle", problem.message, place=problem.place)


def _allowed(what: str, one: Allowance) -> Item:
    return Item(what, f"{one.gate}: {one.what or 'all that it finds'} in {one.where}", one.reason, _SITE)


def _newsletter(before: Commons, after: Commons) -> Iterator[Item]:
    for issue in new_issues(before, after):
        yield Item("published", issue.meta.title, issue.meta.date, f"{PAGES}/{issue.page.path}")
    for issue in corrected_issues(before, after):
        line = "its page, e-mail and feeds change; what was sent before stays as it is"
        if issue.meta.updated == before.issue[issue.name].meta.updated:
            line += '; no new day at "updated:" tells readers of it'
        yield Item("corrected", issue.meta.title, line, f"{PAGES}/{issue.page.path}")


def _competencies(found: tuple[CompetencyChange, ...]) -> Iterator[Item]:
    place = f"{DATA}/{SECTIONS['competencies'].file}"
    for one in found:
        lines = {
            "added": one.statement,
            "reworded": "adopters will be told",
            "merged": f"now in {listed(one.now_in)}: {one.reason}" if one.now_in else "",
            "withdrawn": one.reason or "nothing says why, nor what to use instead",
        }
        if one.what in lines:
            yield Item(one.what, one.name, lines[one.what], place, one.rewordings)


def _broken(one: Break) -> Item:
    return Item(one.what, one.name, one.line, one.address)


def _change(one: Change) -> Item:
    place = f"{PAGES}/{one.page}" + (f"#{one.anchor}" if one.anchor else "") if one.page else ""
    return Item(one.what, one.title, " ".join(one.line.split()), place)


def _record(one: RecordChange) -> Item:
    kind = one.kind.replace(" ", "_")
    file = SECTIONS[KINDS.get(kind, kind)].file
    return Item(one.what, f"{one.kind} {one.name}".strip(), ", ".join(one.fields), f"{DATA}/{file}", one.values)


def _reworded_texts(before: Commons, after: Commons) -> dict[str, tuple[Rewording, ...]]:
    """Return the sentences that change in each text of the toolkit; what comes from records is told elsewhere."""
    old = {text.path: text.body for text in before.toolkit}
    both = {text.path: (old[text.path], text.body) for text in after.toolkit if text.path in old}
    return {path: reworded(*map(sentences_of, bodies)) for path, bodies in both.items() if bodies[0] != bodies[1]}


def _files(found: tuple[FileChange, ...], words: dict[str, tuple[Rewording, ...]]) -> Iterator[Item]:
    """Give an item for each title; files that only bear another date together."""
    told = [one for one in found if one.what != "dated"]
    for (what, title, text), files in groupby(told, lambda one: (one.what, one.title, one.text)):
        paths = [one.path for one in files]
        kinds = ", ".join(path.rpartition(".")[2] for path in paths)
        # Several files may be made from one text, and its sentences are told once.
        yield Item(what, title, kinds, f"{MADE}/{paths[0]}", words.pop(text, ()))
    if dated := len(found) - len(told):
        yield Item("dated", f"{dated} file{'s' * (dated != 1)}", "another date, and the same words as before")


def _row(one: RowChange) -> str:
    return "changed" if one.before and one.after else "new" if one.after else "gone"


def _two(line: str) -> tuple[str, str]:
    name, _, why = line.partition(": ")
    return name, why
