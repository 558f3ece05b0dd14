"""The guide from one edition of a framework to another, for those who have adopted it: Markdown, a page, a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from ..build.project import open_commons
from ..content.files import write_whole
from ..diff.competencies import CompetencyChange, competency_changes, to_map_again
from ..diff.words import Rewording
from ..documents.pandoc import markdown
from ..documents.text import document
from ..documents.text_tree import CALL, Words
from ..model.build_context import Brand, BuildContext, newest_date
from ..model.commons import Commons, ToolkitText
from ..model.lists import entry
from ..model.problems import CallError, in_words, shown
from ..model.records import Competency, ToolkitMeta
from ..model.terms import capital
from ..render import template
from ..render.phrases import long_date
from .findings import MAPPING, workbook_rows
from .snapshots import commons_at, since_or_published

NAME = "edition-guide"
"""Name of each file, without its ending."""
_PURPOSE = "What has changed for those who have adopted the framework, and what they map again."
_STATUSES = ("added", "reworded", "moved", "merged", "split", "withdrawn", "unchanged")


@dataclass(frozen=True)
class Edition:
    """One of the two editions."""

    name: str
    """Such as "2018"."""
    date: str
    """When it was adopted or, if that is unknown, the date of its content."""


@dataclass(frozen=True)
class Remapping:
    """What a school maps again because of one competency."""

    change: CompetencyChange
    choose: str
    """Entries to choose in its rows now; empty if the rows end."""
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    """Sheets and rows with it, in the workbook of the old edition, or of the new one if it is new."""


@dataclass(frozen=True)
class Comparison:
    """Competencies of the old edition beside those of the new one that hold them now."""

    title: str
    before: tuple[Competency, ...]
    now: tuple[Competency, ...]
    reasons: tuple[str, ...]
    vanished: tuple[str, ...]
    """Components that none of the new ones has."""


@dataclass(frozen=True)
class Guide:
    """The content of the guide."""

    title: str
    before: Edition
    after: Edition
    summary: str
    unnamed: bool
    """Whether competencies have changed and the edition has the same name."""
    changes: Mapping[str, tuple[CompetencyChange, ...]]
    """Competencies by status."""
    comparisons: tuple[Comparison, ...]
    mission: Rewording | None
    """The mission statement, where it has changed."""
    identifiers: tuple[tuple[str, str, str], ...]
    """What has another UUID, or one in only one edition: its name, the old UUIDs and the new ones."""
    again: tuple[Remapping, ...]
    codes: tuple[tuple[str, str], ...]
    """Entries of competencies that people see with another code, old and new."""
    stages: tuple[tuple[str, str], ...]
    """Changed entries of stages, old and new; one of them is empty if the stage is new or gone."""
    workbook: bool
    """Whether there is a workbook to map with."""


def guide(before: Commons, after: Commons) -> Guide:
    """Return what has changed from one state of a framework to another."""
    found = competency_changes(before, after)
    changes, old, new = _by_status(found), _edition(before), _edition(after)
    is_same = old.name == new.name
    title = f"What has changed in edition {new.name}" if is_same else f"From edition {old.name} to edition {new.name}"
    return Guide(
        title=title,
        before=old,
        after=new,
        summary=summary(before, after),
        unnamed=is_same and len(changes["unchanged"]) < len(found),
        changes=changes,
        comparisons=tuple(_comparisons(before, after, found)),
        mission=_mission(before, after),
        identifiers=tuple(_identifiers(before, after, found)),
        again=tuple(_remappings(before, after, found)),
        codes=tuple(_codes(before, after, found)),
        stages=tuple(_stages(before, after)),
        workbook=any(text.meta.kind == MAPPING for text in after.toolkit),
    )


def _edition(commons: Commons) -> Edition:
    framework, date = commons.framework, f"content as of {long_date(newest_date(commons))}"
    if framework.adopted:
        date = f"{framework.status} {long_date(framework.adopted)}"
    return Edition(framework.edition, date)


def _by_status(found: Sequence[CompetencyChange]) -> Mapping[str, tuple[CompetencyChange, ...]]:
    return {status: tuple(change for change in found if change.status == status) for status in _STATUSES}


def summary(before: Commons, after: Commons) -> str:
    """Return in a sentence what has become of the competencies."""
    old, new, terms = before.framework.edition, after.framework.edition, after.terms
    found = competency_changes(before, after)
    changes = _by_status(found)
    more = ["changes codes"] * any(_codes(before, after, found))
    more += [f"changes {terms.stages}"] * any(_stages(before, after))
    parts = [*_done(changes, {*before.competency}, terms.domain), *more]
    number = len(changes["unchanged"])
    stay = f"{number} {'stays as it was' if number == 1 else 'stay as they were'}"
    had, has = (
        f"{number} {terms.competency if number == 1 else terms.competencies}"
        for number in (len(before.competencies), len(after.competencies))
    )
    counts = f"edition {old} had {had}, edition {new} has {has}" if old != new else f"it had {had} and has {has}"
    counts += f", and {stay}"
    return f"Edition {new} {in_words(parts)}; {counts}." if parts else f"No {terms.competency} has changed; {stay}."


def _done(changes: Mapping[str, tuple[CompetencyChange, ...]], former: set[str], domain: str) -> Iterator[str]:
    """Yield what an edition does to competencies, each once: what is made from others is not added."""
    if added := [change.shown_code for change in changes["added"] if not change.made_from]:
        yield f"adds {in_words(added)}"
    merged: dict[tuple[str, str], list[str]] = {}
    for change in changes["merged"]:
        merged.setdefault((change.now_in[0], change.shown_now_in[0]), []).append(change.shown_code)
    for (code, shown_code), sources in merged.items():
        others = in_words(sources)
        yield f"merges {others} into {shown_code}" if code in former else f"makes {shown_code} from {others}"
    yield from (f"divides {change.shown_code} into {in_words(change.shown_now_in)}" for change in changes["split"])
    for verb, status, where in (
        ("rewords", "reworded", ""),
        ("moves", "moved", f" to another {domain}"),
        ("withdraws", "withdrawn", ""),
    ):
        if codes := [change.shown_code for change in changes[status]]:
            yield f"{verb} {in_words(codes)}{where}"


def _comparisons(before: Commons, after: Commons, changes: Sequence[CompetencyChange]) -> Iterator[Comparison]:
    gone = {change.code: change for change in changes if change.now_in}
    for change in changes:
        merged = [code for code in change.made_from if gone[code].status == "merged"]
        if merged:
            sources = in_words(before.shown_codes(merged))
            title = f"{sources} {'is' if len(merged) == 1 else 'are'} now in {change.shown_code}"
            if change.status == "added":
                title = f"{change.shown_code} is made from {sources}"
            yield _comparison(before, after, title, [gone[code] for code in merged], [change.code])
        if change.status == "split":
            title = f"{change.shown_code} is divided into {in_words(change.shown_now_in)}"
            yield _comparison(before, after, title, [change], change.now_in)


def _comparison(
    before: Commons, after: Commons, title: str, gone: Sequence[CompetencyChange], now: Sequence[str]
) -> Comparison:
    return Comparison(
        title,
        tuple(before.competency[change.code] for change in gone),
        tuple(after.competency[code] for code in now),
        tuple(dict.fromkeys(change.reason for change in gone if change.reason)),
        tuple(text for change in gone for text in change.vanished),
    )


def _mission(before: Commons, after: Commons) -> Rewording | None:
    missions = (commons.framework.mission for commons in (before, after))
    old, new = (" ".join(one.text.split()) if one else "" for one in missions)
    return Rewording(old, new) if old != new else None


def _identifiers(
    before: Commons, after: Commons, changes: Sequence[CompetencyChange]
) -> Iterator[tuple[str, str, str]]:
    old, new = (_identified(commons) for commons in (before, after))
    became = {change.code: change.now_in for change in changes if change.now_in}
    known = {uuid for _, uuid in old.values()} & {uuid for _, uuid in new.values()}  # under another name
    for code, (name, _) in {**old, **new}.items():
        (_, was), (_, now) = old.get(code, ("", "")), new.get(code, ("", ""))
        if code in became:
            yield name, was, ", ".join(f"{new[one][1]} ({after.shown_code(one)})" for one in became[code])
        elif was != now and known.isdisjoint({was, now}):
            yield name, was, now


def _identified(commons: Commons) -> dict[str, tuple[str, str]]:
    """Return what readers call everything that has a UUID, with the UUID, by a name that stays."""
    found = {"Framework": ("Framework", commons.framework.uuid)}
    for kind, parts in ((commons.terms.domain, commons.domains), (commons.terms.stage, commons.stages)):
        found |= {(name := f"{capital(kind)} {part.name}"): (name, part.uuid) for part in parts}
    for one in commons.competencies:
        found[one.code] = one.shown_code, one.uuid
        found |= {
            f"{one.code}, {part.text}": (f"{one.shown_code}, {part.shown_text}", part.uuid) for part in one.components
        }
    return found


def _remappings(before: Commons, after: Commons, changes: tuple[CompetencyChange, ...]) -> Iterator[Remapping]:
    changed = to_map_again(changes)
    old, new = (workbook_rows(commons, BuildContext.of(commons)) if changed else {} for commons in (before, after))
    for change in changed:
        commons, sheets = (after, new) if change.status == "added" else (before, old)
        cell = _entry(commons.competency[change.code])
        rows = ((sheet, tuple(number for number, row in rows.items() if cell in row)) for sheet, rows in sheets.items())
        codes = [change.code] if change.status in {"added", "reworded"} else change.now_in
        choose = "” or “".join(_entry(after.competency[code]) for code in codes if code in after.competency)
        yield Remapping(change, choose, tuple((sheet, numbers) for sheet, numbers in rows if numbers))


def _codes(before: Commons, after: Commons, changes: Sequence[CompetencyChange]) -> Iterator[tuple[str, str]]:
    for change in changes:
        if change.has_new_code:
            yield _entry(before.competency[change.code]), _entry(after.competency[change.code])


def _stages(before: Commons, after: Commons) -> Iterator[tuple[str, str]]:
    old, new = (
        {stage.id: entry(str(number), stage.name) for number, stage in enumerate(commons.stages, 1)}
        for commons in (before, after)
    )
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield old.get(name, ""), new.get(name, "")


def _entry(competency: Competency) -> str:
    return entry(competency.shown_code, competency.title)


def write_guide(root: Path, since: str | None, out: Path, report: Callable[[str], None]) -> list[str]:
    """Write the guide from a past edition to that in the folder, in each format, and return the names of its files.

    Raises ContentError with the problems of today's content, and CallError if the past cannot be read.
    """
    report("Checking the content")
    after = open_commons(root)
    before = commons_at(root, since_or_published(root, since)[0])
    report("Writing the guide")
    files = guide_files(before, after)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise CallError(f"{shown(str(out))} is a file, and the guide needs a folder; name another") from error
    for name, content in files.items():
        write_whole(out / name, content)
    return [*files]


def guide_files(before: Commons, after: Commons) -> dict[str, bytes]:
    """Return the guide by the names of its files; the same content gives the same bytes."""
    content = guide(before, after)
    values = {"guide": content, "site": after.site, "framework": after.framework, "terms": after.terms}
    body = Markup(template("guide/body.html").render(values))
    page = template("guide/page.html").render(values, body=body, palette=after.palette)
    return {
        f"{NAME}.md": markdown(Markup("<h1>{}</h1>{}").format(content.title, body)).encode(),
        f"{NAME}.html": f"{page.strip()}\n".encode(),
        f"{NAME}.docx": _document(after, content.title, body),
    }


def _document(commons: Commons, title: str, body: str) -> bytes:
    from ..documents.text.docx import docx  # not before: python-docx takes a while to import

    meta = ToolkitMeta(title=title, purpose=_PURPOSE, kind="document", formats=("docx",), folder="0-guide")
    text = ToolkitText(f"{NAME}.md", meta, "", 1)
    context = BuildContext.of(commons, brand=Brand(commons.site.publisher.name))
    words = Words(CALL, (body,), commons.site.address, as_typed=True)
    return docx(document(commons, context, text, body=words))
