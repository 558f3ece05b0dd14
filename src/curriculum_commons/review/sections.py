"""Put what a review has found into words: the items of each section.

Knows nothing of text, Markdown or JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from ..comparison.competencies import CompetencyChange
from ..comparison.others import RecordChange, new_issues, other_records, without_terms
from ..comparison.records import Change
from ..comparison.words import Rewording, listed
from ..load import DATA, MADE, PAGES
from ..problems import Problem
from ..rules.sections import KINDS, SECTIONS
from .breaks import Break
from .files import FileChange, RowChange
from .findings import Findings
from .pages import looks, pages
from .report import HEADINGS, Item

_RESOURCES = f"{DATA}/{SECTIONS['resources'].file}"


def sections(found: Findings) -> Mapping[str, tuple[Item, ...]]:
    """Return the items of every section, by its name."""
    before, after = found.states.before.commons, found.states.after.commons
    made = {
        "settle": map(_settled, found.settle),
        "competencies": _competencies(found.competencies),
        "breaks": map(_broken, found.breaks),
        "pages": pages(found),
        "looks": looks(found),
        "milestones": map(_change, found.records.milestones),
        "resources": map(_change, found.records.resources),
        "licences": (Item(what, one.title, one.organisation, _RESOURCES) for what, one in without_terms(before, after)),
        "overdue": map(_change, found.records.overdue),
        "outputs": map(_change, found.records.outputs),
        "adopters": map(_change, found.records.adopters),
        "newsletter": (
            Item("published", issue.meta.title, issue.meta.date, f"{PAGES}/{issue.page.path}")
            for issue in new_issues(before, after)
        ),
        "records": map(_record, other_records(before, after)),
        "files": _files(found.files),
        "workbook": (
            Item(_row(one), f"{one.sheet}, row {one.row}", rewordings=(Rewording(one.before, one.after),))
            for one in found.rows
        ),
        "unseen": (Item("changed", *_two(line)) for line in found.unseen),
    }
    return {name: tuple(made[name]) for name in HEADINGS}


def _settled(problem: Problem) -> Item:
    place = ":".join([problem.path, *(str(number) for number in (problem.line, problem.column) if number)])
    return Item("settle", problem.sentence, place=place)


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
    file = SECTIONS[KINDS[one.kind.replace(" ", "_")]].file
    return Item(one.what, f"{one.kind} {one.name}", ", ".join(one.fields), f"{DATA}/{file}")


def _files(found: tuple[FileChange, ...]) -> Iterator[Item]:
    """Give an item for each title; files that only bear another date together."""
    told = [one for one in found if one.what != "dated"]
    for (what, title), files in groupby(told, lambda one: (one.what, one.title)):
        paths = [one.path for one in files]
        yield Item(what, title, ", ".join(path.rpartition(".")[2] for path in paths), f"{MADE}/{paths[0]}")
    if dated := len(found) - len(told):
        yield Item("dated", f"{dated} file{'s' * (dated != 1)}", "another date, and the same words as before")


def _row(one: RowChange) -> str:
    return "changed" if one.before and one.after else "new" if one.after else "gone"


def _two(line: str) -> tuple[str, str]:
    name, _, why = line.partition(": ")
    return name, why
