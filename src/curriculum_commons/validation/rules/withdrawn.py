"""What must hold for competencies that were withdrawn: codes never come back, and only the past goes on naming them.

A milestone holds as of its date, an output was made at its time, and an issue was sent: they keep the codes of their
day. What a site offers today, such as resources, pages and texts of the toolkit, names competencies of today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...content.load import PAGES
from ...content.yaml_reader import Value
from ...model.commons import successors
from ...model.problems import Problem, quoted
from ...model.records import Framework, Milestone, Withdrawn
from ...model.urls import competency_page
from .context import ValidationContext

_MACRO = "withdrawn_competency"


def withdrawn_codes(framework: Value) -> dict[str, tuple[str, ...]]:
    """Return the codes that each withdrawn competency is now in, by its code, as far as an entry can be read."""
    entries = framework.get("withdrawn") if isinstance(framework, dict) else None
    read = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    into = {entry["code"]: entry.get("now_in") for entry in read if _is_text(entry.get("code"))}
    return {code: tuple(filter(_is_text, now)) if isinstance(now, list) else () for code, now in into.items()}


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def may_name(context: ValidationContext, section: str, number: int, code: str) -> bool:
    """Return True if a record may name a competency that was withdrawn, because it is of the past."""
    record = context.good[section].get(number)
    if isinstance(record, Milestone):
        return record.status == "done" or is_before(record.as_of, _withdrawn_on(context, code))
    # A record that is wrong in some other way is reported for that.
    return section in {"framework", "outputs"} or (section == "milestones" and record is None)


def _withdrawn_on(context: ValidationContext, code: str) -> str:
    for _, framework in context.records("framework", Framework):
        for entry in framework.withdrawn:
            if entry.code == code:
                return entry.when or framework.adopted or ""
    return ""


def withdrawn_codes_are_never_used_again(context: ValidationContext) -> Iterator[Problem]:
    """No competency has a code that was withdrawn, nor one that would lead to the same page."""
    used = {competency_page(code): number for code, number in context.known["competency"].numbers.items()}
    for number, index, entry in _entries(context):
        competency = used.get(competency_page(entry.code))
        if competency is not None:
            line = context.line("competencies", competency, ("code",))
            message = f"{quoted(entry.code)} is listed as withdrawn, and line {line} uses it again"
            message += "; give that competency a new code, or take this entry out if it never was withdrawn"
            yield context.problem("framework", number, ("withdrawn", index, "code"), message, "withdrawn-code")


def withdrawn_competencies_lead_on(context: ValidationContext) -> Iterator[Problem]:
    """No withdrawn competency leads back to itself."""
    into = context.known["competency"].withdrawn
    for number, index, entry in _entries(context):
        for step, code in enumerate(entry.now_in):
            if code == entry.code or entry.code in successors(code, into, {entry.code}):
                message = f"{quoted(code)} leads back to {quoted(entry.code)}, which is withdrawn; name one of today"
                yield context.problem(
                    "framework", number, ("withdrawn", index, "now_in", step), message, "withdrawn-loop"
                )


def pages_of_withdrawn_competencies_show_them(context: ValidationContext) -> Iterator[Problem]:
    """The page of a withdrawn competency, where an author has written one, shows its last text and nothing of today."""
    known = context.known["competency"]
    present = {competency_page(code) for code in known.numbers}
    codes = {at: code for code in known.withdrawn if (at := competency_page(code)) not in present}
    called = defaultdict[str, set[str]](set)
    for page, call in context.calls():
        if page.folder == PAGES and codes.get(page.path) in call.texts:
            called[page.path].add(call.name)
    for page in context.source.pages:
        if page.path in codes and called[page.path] != {_MACRO}:
            code = codes[page.path]
            shown = f'{{{{ {_MACRO}("{code}") }}}}'
            message = f"is the page of {quoted(code)}, which is withdrawn; remove it, and one is made that leads on"
            message += f", or show {shown} on it and nothing else of {quoted(code)}"
            yield Problem(page.file, 0, 0, message, "withdrawn-page")


def _entries(context: ValidationContext) -> Iterator[tuple[int, int, Withdrawn]]:
    for number, framework in context.records("framework", Framework):
        for index, entry in enumerate(framework.withdrawn):
            yield number, index, entry


def is_before(one: str, other: str) -> bool:
    """Compare two dates as far as both are known; within the same year or month neither is first."""
    same = min(len(one), len(other))
    return one[:same] < other[:same]
