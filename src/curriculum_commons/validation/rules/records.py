"""What must hold between records: names lead to one, names, codes and UUIDs are used once, withdrawn codes never again.

Only the past goes on naming competencies that were withdrawn. A milestone holds as of its date, an output was made at
its time, and an issue was sent: they keep the codes of their day. What a site offers today, such as resources, pages
and texts of the toolkit, names competencies of today.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from ...content.file_names import beside_device, is_device
from ...content.load import PAGES
from ...content.yaml_reader import Value
from ...model.commons import successors
from ...model.problems import Problem, quoted
from ...model.records import (
    KINDS,
    SECTIONS,
    Competency,
    Framework,
    Milestone,
    Reference,
    Resource,
    Withdrawn,
    name_form,
    name_key,
)
from ...model.urls import competency_page, work_key
from .context import Path, ValidationContext, repeated

_WITH_SOURCES = [name for name, at in SECTIONS.items() if "sources" in at.record.model_fields]
LINKS: tuple[tuple[str, str, str], ...] = (
    *((name, "sources.*.reference", "reference") for name in _WITH_SOURCES),
    ("framework", "mission.sources.*.reference", "reference"),
    ("framework", "progression.sources.*.reference", "reference"),
    ("framework", "withdrawn.*.sources.*.reference", "reference"),
    ("framework", "withdrawn.*.now_in.*", "competency"),
    ("competencies", "domain", "domain"),
    ("competencies", "growth.*.stage", "stage"),
    ("milestones", "working_group", "working_group"),
    ("milestones", "competencies.*", "competency"),
    ("milestones", "outputs.*", "output"),
    ("milestones", "since.sources.*.reference", "reference"),
    ("working_groups", "decisions.*.sources.*.reference", "reference"),
    ("outputs", "working_group", "working_group"),
    ("outputs", "competencies.*", "competency"),
    ("resources", "teaches.*", "competency"),
    ("resources", "stages.*", "stage"),
    ("resources", "format", "format"),
    ("resources", "settings.*", "setting"),
    ("surveys", "rankings.*.rows.*.domain", "domain"),
    ("surveys", "rankings.*.sources.*.reference", "reference"),
    ("surveys", "shares.*.sources.*.reference", "reference"),
    ("surveys", "named.*.sources.*.reference", "reference"),
    ("organizations", "since.sources.*.reference", "reference"),
)
"""Every field in which a record names another: section, path to the name, and kind of the record that is named."""
ONCE: tuple[tuple[str, str], ...] = (
    ("site", "phases.*"),
    ("site", "school.phases.*"),
    *(("site", f"vocabulary.{one}") for one in ("levels.*.name", "methods.*.name", "assessments.*.name")),
    *(("site", f"vocabulary.{one}.*.code") for one in ("methods", "assessments")),
    ("framework", "withdrawn.*.code"),
    ("framework", "withdrawn.*.now_in.*"),
    ("competencies", "growth.*.stage"),
    ("competencies", "keywords.*"),
    ("milestones", "competencies.*"),
    ("milestones", "outputs.*"),
    ("outputs", "competencies.*"),
    ("resources", "teaches.*"),
    ("resources", "stages.*"),
    ("resources", "settings.*"),
    ("surveys", "rankings.*.rows.*.label"),
)
"""Lists in which no entry may be twice."""
UUIDS: tuple[tuple[str, str], ...] = (
    ("framework", "uuid"),
    ("framework", "withdrawn.*.uuid"),
    ("domains", "uuid"),
    ("stages", "uuid"),
    ("competencies", "uuid"),
    ("competencies", "components.*.uuid"),
)
"""Everything that other systems know by a UUID."""
_MACRO = "withdrawn_competency"


def names_lead_to_records(context: ValidationContext) -> Iterator[Problem]:
    """Every record that another names exists."""
    for section, way, kind in LINKS:
        known, form = context.known[kind], name_form(SECTIONS[KINDS[kind]])
        for number, path, name in _values(context, section, way):
            name = work_key(name) if kind == "reference" else name
            is_past = name in known.withdrawn and may_name(context, section, number, name)
            if known.lacks(name) and form.fullmatch(name) and not is_past:
                yield context.problem(section, number, path, *known.refusal(name))


def names_are_used_once(context: ValidationContext) -> Iterator[Problem]:
    """No two records of a kind have the same name."""
    for kind, section in KINDS.items():
        for number, name in context.known[kind].repeated:
            first = context.line(section, context.known[kind].numbers[name])
            message = f"{quoted(name)} is used in line {first} already; give this one another"
            yield context.problem(section, number, (name_key(SECTIONS[section]),), message, "duplicate-name")


def competencies_have_pages_of_their_own(context: ValidationContext) -> Iterator[Problem]:
    """No two codes lead to the same page, as "ABC-1" and "abc.1" would, and none to one that Windows cannot have."""
    numbers = context.known["competency"].numbers
    for code in filter(is_device, numbers):
        message = f"{quoted(code)} makes a page that Windows refuses; write {quoted(beside_device(code))}"
        yield context.problem("competencies", numbers[code], ("code",), message, "file-name")
    for code, other in repeated((competency_page(code), code) for code in numbers):
        message = f"{quoted(code)} would share its page with {quoted(other)}; choose another"
        yield context.problem("competencies", numbers[code], ("code",), message, "duplicate-address")


def competencies_have_published_codes_of_their_own(context: ValidationContext) -> Iterator[Problem]:
    """No two competencies are shown with the same code, whatever their capitals and spaces."""
    shown = ((one.shown_code, (number, one)) for number, one in context.records("competencies", Competency))
    same = (("".join(unicodedata.normalize("NFKC", code).casefold().split()), item) for code, item in shown)
    for (number, one), (first, other) in repeated(same):
        if not one.published_code:  # the earlier one has taken the code of this one
            number, first, one, other = first, number, other, one
        if one.published_code:
            line = context.line("competencies", first)
            message = f"{quoted(one.published_code)} is shown for the competency in line {line}, too; choose another"
            yield context.problem("competencies", number, ("published_code",), message, "duplicate-name")


def components_have_ids_of_their_own(context: ValidationContext) -> Iterator[Problem]:
    """No two components of the framework have the same id."""
    yield from _used_once(context, [("competencies", "components.*.id")], "choose another")


def uuids_are_used_once(context: ValidationContext) -> Iterator[Problem]:
    """No two entries have the same UUID."""
    yield from _used_once(context, UUIDS, "make a new one")


def _used_once(context: ValidationContext, fields: Iterable[tuple[str, str]], way_out: str) -> Iterator[Problem]:
    values = (
        (value, (section, number, path))
        for section, way in fields
        for number, path, value in _values(context, section, way)
    )
    for (value, (section, number, path)), (_, first) in repeated((item[0], item) for item in values):
        message = f"{quoted(value)} is used in line {context.line(*first)} already; {way_out}"
        yield context.problem(section, number, path, message, "duplicate-name")


def lists_have_no_entry_twice(context: ValidationContext) -> Iterator[Problem]:
    """No list of names has one of them twice."""
    for section, way in ONCE:
        values = (
            ((number, _list_of(path), value.strip()), (number, path, value))
            for number, path, value in _values(context, section, way)
        )
        for (number, path, value), _ in repeated(values):
            yield context.problem(
                section, number, path, f"{quoted(value)} is in this list twice; keep one", "duplicate-entry"
            )


def _list_of(path: Path) -> Path:
    numbers = [index for index, step in enumerate(path) if isinstance(step, int)]
    return path[: numbers[-1]]


def records_are_listed_once(context: ValidationContext) -> Iterator[Problem]:
    """No two resources have both title and address in common, and no two references the same DOI."""
    resources, works = context.records("resources", Resource), context.records("references", Reference)
    listed = [((one.title, one.url), ("resources", number, "title", one.title)) for number, one in resources]
    cited = [(one.DOI.lower(), ("references", number, "DOI", one.DOI)) for number, one in works if one.DOI]
    for (section, number, field, value), (_, first, *_) in repeated([*listed, *cited]):
        message = f"{quoted(value)} is listed in line {context.line(section, first)} already; keep one"
        yield context.problem(section, number, (field,), message, "duplicate-record")


def _values(context: ValidationContext, section: str, way: str) -> Iterator[tuple[int, Path, str]]:
    steps = way.split(".")
    for number, value in context.entries[section].values.items():
        for path, text in _at(value, steps):
            yield number, path, text


def _at(value: Value, steps: list[str]) -> list[tuple[Path, str]]:
    if not steps:
        return [((), value)] if isinstance(value, str) else []
    inner: Iterable[tuple[str | int, Value]] = ()
    if steps[0] == "*":
        inner = enumerate(value) if isinstance(value, list) else ()
    elif isinstance(value, dict) and steps[0] in value:
        inner = [(steps[0], value[steps[0]])]
    return [((step, *path), text) for step, part in inner for path, text in _at(part, steps[1:])]


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
    frameworks = (framework for _, framework in context.records("framework", Framework))
    dated = ((entry.code, entry.when or one.adopted or "") for one in frameworks for entry in one.withdrawn)
    return dict(dated).get(code, "")


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
