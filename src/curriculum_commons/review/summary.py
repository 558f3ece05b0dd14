"""The one sentence that a review begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..diff.words import listed
from .findings import Findings
from .pages import AROUND
from .report import Item

Sections = Mapping[str, tuple[Item, ...]]


def summary(found: Findings, made: Sections) -> str:
    """Return what publishing would do, in one message."""
    parts = [*_what_happens(found, made)]
    parts = [*parts, _breaks(made["breaks"])] if parts else ["changes nothing that visitors see"]
    parts += _to_know(made)
    message = "; ".join(parts)
    return f"{message[0].upper()}{message[1:]}."


def _what_happens(found: Findings, made: Sections) -> Iterator[str]:
    yield from _pages(made["pages"])
    old, new = (one.framework.edition for one in (found.states.before.commons, found.states.now))
    if old != new:
        yield f"goes from edition {old} to edition {new} (adopters will be told)"
    yield from _competencies(found)
    yield from _records(made)
    if made["files"]:
        changed = sum(one.what != "dated" for one in found.files)
        yield f"changes {_count(changed, 'file')} to download" if changed else "dates the files to download anew"
    if made["workbook"]:
        number = len(made["workbook"])
        yield f"{_count(number, 'row')} in the mapping workbook change{'s' * (number == 1)}"
    yield from _looks(made["looks"])


def _looks(items: tuple[Item, ...]) -> Iterator[str]:
    yield from dict.fromkeys(one.line for one in items if "may change" in one.line)
    if any(one.title.startswith(AROUND) for one in items):
        yield "changes menus, head or foot of pages"
    for what, verb in {"new": "adds", "changed": "changes", "gone": "takes out"}.items():
        if number := sum(one.what == what and one.line.startswith("on ") for one in items):
            yield f"{verb} {_count(number, 'picture')}"


def _pages(items: tuple[Item, ...]) -> Iterator[str]:
    verbs = {"new": "publishes {} new {}", "withdrawn": "withdraws {} {}", "changed": "changes {} {}"}
    verbs["rewritten"] = "rewrites {} {}"
    for what, verb in verbs.items():
        if number := sum(one.what == what for one in items):
            yield verb.format(number, "page" if number == 1 else "pages")


def _competencies(found: Findings) -> Iterator[str]:
    codes: dict[str, list[str]] = {}
    for one in found.competencies:
        codes.setdefault(one.what, []).append(one.code)
    if "added" in codes:
        yield f"adds {listed(codes['added'])}"
    if "reworded" in codes:
        many = len(codes["reworded"]) > 1
        told = "reworded competencies" if many else "a reworded competency"
        yield f"rewords {listed(codes['reworded'])} ({told}: adopters will be told)"
    for one in found.competencies:
        if one.what == "merged":
            yield f"merges {one.code} into {listed(one.now_in)}"
    if "withdrawn" in codes:
        yield f"withdraws {listed(codes['withdrawn'])}"


def _records(made: Sections) -> Iterator[str]:
    verbs = {
        ("milestones", "new"): "adds {}|milestone",
        ("milestones", "removed"): "removes {}|milestone",
        ("milestones", "reworded"): "rewords {}|milestone",
        ("resources", "new"): "adds {}|resource",
        ("resources", "removed"): "removes {}|resource",
        ("outputs", "new"): "announces {}|output",
        ("adopters", "new"): "names {}|new adopter",
    }
    for (section, what), verb in verbs.items():
        if number := sum(one.what == what for one in made[section]):
            before, _, thing = verb.partition("|")
            yield before.format(_count(number, thing))
    if number := sum(one.what not in {"new", "removed", "reworded"} for one in made["milestones"]):
        yield f"brings {_count(number, 'milestone')} up to date"
    for issue in made["newsletter"]:
        verb = "publishes" if issue.what == "published" else "corrects"
        yield f"{verb} the newsletter issue “{issue.title}”"
    if not made["pages"] and made["records"]:
        yield f"changes {_count(len(made['records']), 'other record')}"


def _breaks(items: tuple[Item, ...]) -> str:
    addresses = sum(one.what != "code" for one in items)
    codes = len(items) - addresses
    told = [f"{_count(addresses, 'address')} that {_was(addresses)} published"] if addresses else []
    told += [f"{_count(codes, 'code')} that adopters may hold on to"] if codes else []
    return f"breaks {' and '.join(told) or 'nothing'}"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _to_know(made: Sections) -> Iterator[str]:
    if number := sum(one.what == "new" for one in made["licenses"]):
        yield f"adds {'one resource' if number == 1 else f'{number} resources'} whose license is unknown"
    if number := sum(one.what == "changed" for one in made["licenses"]):
        yield f"leaves the license of {_count(number, 'resource')} unknown that {_was(number)} known"
    if number := sum(one.what == "new" for one in made["allowances"]):
        yield f"lets {_count(number, 'thing')} past a gate"
    if made["settle"]:
        number = len(made["settle"])
        yield f"{_count(number, 'thing')} must be settled first"


def _count(number: int, thing: str) -> str:
    plural = f"{thing}es" if thing.endswith("s") else f"{thing}s"
    return f"{number} {thing if number == 1 else plural}"
