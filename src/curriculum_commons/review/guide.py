"""The guide from one edition of a framework to another, for those who have adopted it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..diff.competencies import CompetencyChange, competency_changes
from ..diff.words import Rewording
from ..mapping.sessions import entry
from ..model.build_context import BuildContext, newest_date
from ..model.commons import Commons
from ..model.problems import in_words
from ..model.records import Competency
from ..model.terms import capital
from ..render.phrases import long_date
from .findings import MAPPING, workbook_rows

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
    found, changes = competency_changes(before, after), _by_status(before, after)
    old, new = _edition(before), _edition(after)
    codes, stages = tuple(_codes(before, after, found)), tuple(_stages(before, after))
    is_same = old.name == new.name
    return Guide(
        title=f"What has changed in edition {new.name}"
        if is_same
        else f"From edition {old.name} to edition {new.name}",
        before=old,
        after=new,
        summary=summary(before, after),
        unnamed=is_same and len(changes["unchanged"]) < len(found),
        changes=changes,
        comparisons=tuple(_comparisons(before, after, found)),
        mission=_mission(before, after),
        identifiers=tuple(_identifiers(before, after, found)),
        again=tuple(_remappings(before, after, found)),
        codes=codes,
        stages=stages,
        workbook=any(text.meta.kind == MAPPING for text in after.toolkit),
    )


def _edition(commons: Commons) -> Edition:
    framework = commons.framework
    if framework.adopted:
        verb = "adopted" if framework.status == "adopted" else framework.status
        return Edition(framework.edition, f"{verb} {long_date(framework.adopted)}")
    return Edition(framework.edition, f"content as of {long_date(newest_date(commons))}")


def _by_status(before: Commons, after: Commons) -> Mapping[str, tuple[CompetencyChange, ...]]:
    found = competency_changes(before, after)
    return {status: tuple(change for change in found if change.status == status) for status in _STATUSES}


def summary(before: Commons, after: Commons) -> str:
    """Return in a sentence what has become of the competencies."""
    old, new, terms = before.framework.edition, after.framework.edition, after.terms
    changes = _by_status(before, after)
    more = ["changes codes"] * any(_codes(before, after, competency_changes(before, after)))
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
    old, new = (
        " ".join(commons.framework.mission.text.split()) if commons.framework.mission else ""
        for commons in (before, after)
    )
    return Rewording(old, new) if old != new else None


def _identifiers(
    before: Commons, after: Commons, changes: Sequence[CompetencyChange]
) -> Iterator[tuple[str, str, str]]:
    old, new = (_uuids(commons) for commons in (before, after))
    became = {change.code: change.now_in for change in changes if change.now_in}
    known = {*old.values()} & {*new.values()}  # under another name
    for code, name in {**_named(before), **_named(after)}.items():
        if code in became:
            yield name, old[code], ", ".join(f"{new[one]} ({after.shown_code(one)})" for one in became[code])
        elif old.get(code) != new.get(code) and known.isdisjoint({old.get(code), new.get(code)}):
            yield name, old.get(code, ""), new.get(code, "")


def _uuids(commons: Commons) -> dict[str, str]:
    """Return the UUID of everything that has one, by a name that stays."""
    found = {"Framework": commons.framework.uuid}
    found |= {f"{capital(commons.terms.domain)} {domain.name}": domain.uuid for domain in commons.domains}
    found |= {f"{capital(commons.terms.stage)} {stage.name}": stage.uuid for stage in commons.stages}
    for competency in commons.competencies:
        found[competency.code] = competency.uuid
        found |= {f"{competency.code}, {part.text}": part.uuid for part in competency.components}
    return found


def _named(commons: Commons) -> dict[str, str]:
    """Return what readers call everything that has a UUID, by the same names."""
    names = {name: name for name in _uuids(commons)}
    for one in commons.competencies:
        names[one.code] = one.shown_code
        names |= {f"{one.code}, {part.text}": f"{one.shown_code}, {part.text}" for part in one.components}
    return names


def _remappings(before: Commons, after: Commons, changes: tuple[CompetencyChange, ...]) -> Iterator[Remapping]:
    changed = [change for change in changes if change.status not in {"unchanged", "moved"}]
    old, new = (workbook_rows(commons, BuildContext.of(commons)) if changed else {} for commons in (before, after))
    for change in changed:
        commons, sheets = (after, new) if change.status == "added" else (before, old)
        cell = _entry(commons.competency[change.code])
        rows = ((sheet, tuple(number for number, row in rows.items() if cell in row)) for sheet, rows in sheets.items())
        yield Remapping(change, _choose(after, change), tuple((sheet, numbers) for sheet, numbers in rows if numbers))


def _codes(before: Commons, after: Commons, changes: Sequence[CompetencyChange]) -> Iterator[tuple[str, str]]:
    for change in changes:
        if change.former_code and change.former_code != change.shown_code:
            yield _entry(before.competency[change.code]), _entry(after.competency[change.code])


def _stages(before: Commons, after: Commons) -> Iterator[tuple[str, str]]:
    old, new = (
        {stage.id: entry(str(number), stage.name) for number, stage in enumerate(commons.stages, 1)}
        for commons in (before, after)
    )
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield old.get(name, ""), new.get(name, "")


def _choose(after: Commons, change: CompetencyChange) -> str:
    codes = [change.code] if change.status in {"added", "reworded"} else [*change.now_in]
    return "” or “".join(_entry(after.competency[code]) for code in codes if code in after.competency)


def _entry(competency: Competency) -> str:
    return entry(competency.shown_code, competency.title)
