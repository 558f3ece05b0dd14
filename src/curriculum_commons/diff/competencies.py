"""What has become of each competency, and what a framework must say of it before it can be published.

Knows two states of a framework, and nothing of pages or files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.commons import Commons
from ..model.records import Competency
from .words import Rewording


@dataclass(frozen=True)
class CompetencyChange:
    """What has become of one competency."""

    what: str
    """One of "added", "reworded", "merged", "withdrawn" and "unchanged"."""
    code: str
    """Its code."""
    title: str
    """Its title, the newest there is."""
    statement: str
    """What it says, or said last."""
    rewordings: tuple[Rewording, ...] = ()
    """What was reworded: title, statement and components, in this order."""
    now_in: tuple[str, ...] = ()
    """Codes of the competencies that hold it now, of one that was merged."""
    reason: str = ""
    """Why it was withdrawn, as far as the framework says so."""

    @property
    def name(self) -> str:
        """Code and title."""
        return f"{self.code}: {self.title}"


def competency_changes(before: Commons, after: Commons) -> tuple[CompetencyChange, ...]:
    """Return what has become of every competency: those there are, in their order, then those there were."""
    return tuple([*_present(before, after), *_gone(before, after)])


def _present(before: Commons, after: Commons) -> Iterator[CompetencyChange]:
    for code, competency in after.competency.items():
        old = before.competency.get(code)
        told = (code, competency.title, competency.statement)
        if old is None:
            yield CompetencyChange("added", *told)
            continue
        rewordings = tuple(_rewordings(old, competency))
        yield CompetencyChange("reworded" if rewordings else "unchanged", *told, rewordings)


def _gone(before: Commons, after: Commons) -> Iterator[CompetencyChange]:
    listed = {withdrawn.code: withdrawn for withdrawn in after.framework.withdrawn}
    for code, competency in before.competency.items():
        if code in after.competency:
            continue
        entry = listed.get(code)
        now_in, reason = (entry.now_in, entry.reason) if entry else ((), "")
        told = (code, competency.title, competency.statement)
        yield CompetencyChange("merged" if now_in else "withdrawn", *told, now_in=now_in, reason=reason)


def _rewordings(old: Competency, new: Competency) -> Iterator[Rewording]:
    for what in ("title", "statement"):
        before, after = (" ".join(getattr(one, what).split()) for one in (old, new))
        if before != after:
            yield Rewording(before, after, what)
    parts = {part.id: part.text for part in old.components}
    for part in new.components:
        if parts.get(part.id) != part.text:
            yield Rewording(parts.get(part.id, ""), part.text, f"component {part.id}")
    here = {part.id for part in new.components}
    for part in old.components:
        if part.id not in here:
            yield Rewording(part.text, "", f"component {part.id}")


@dataclass(frozen=True)
class Unsettled:
    """Something that a framework must say, or say otherwise, before it is published."""

    path: tuple[str | int, ...]
    """The way to the field in `competencies.yaml`."""
    message: str
    """What is wrong, and the way out."""


def unsettled(before: Commons, after: Commons, found: tuple[CompetencyChange, ...]) -> tuple[Unsettled, ...]:
    """Return what does not go together with the state that was published, as far as competencies are concerned."""
    edition = after.framework.edition
    settled: list[Unsettled] = []
    if edition == before.framework.edition and any(one.what != "unchanged" for one in found):
        message = f'edition: competencies changed but the edition is still "{edition}"; write a new edition'
        settled.append(Unsettled(("framework", "edition"), message))
    settled += _unlisted(before, after, found)
    settled += _codes_used_again(before, after)
    return tuple(settled)


def _unlisted(before: Commons, after: Commons, found: tuple[CompetencyChange, ...]) -> Iterator[Unsettled]:
    """Codes that went without a word, or that are said to have gone and never were."""
    listed = {entry.code: place for place, entry in enumerate(after.framework.withdrawn)}
    ever = set(before.competency) | {entry.code for entry in before.framework.withdrawn}
    for one in found:
        if one.what in {"merged", "withdrawn"} and one.code not in listed:
            message = f'"{one.code}" is gone and not listed; add it with a reason, and "now_in" if others hold it'
            yield Unsettled(("framework", "withdrawn"), f"withdrawn: {message}")
    for entry in before.framework.withdrawn:
        if entry.code not in listed and entry.code not in after.competency:
            message = f'"{entry.code}" is listed no longer; put it back, for adopters may still look for it'
            yield Unsettled(("framework", "withdrawn"), f"withdrawn: {message}")
    for code, place in listed.items():
        if code not in ever:
            message = f'"{code}" was no competency in the state compared with, nor withdrawn before; look at the code'
            yield Unsettled(("framework", "withdrawn", place, "code"), f"code: {message}")


def _codes_used_again(before: Commons, after: Commons) -> Iterator[Unsettled]:
    """Codes that stand for another competency than they did."""
    withdrawn = {entry.code for entry in before.framework.withdrawn}
    code_of = {competency.uuid: competency.code for competency in before.competencies}
    for place, competency in enumerate(after.competencies):
        code, old = competency.code, before.competency.get(competency.code)
        if code in withdrawn:
            message = f'"{code}" was withdrawn and is used again; a code stands for one competency, so choose another'
            yield Unsettled(("competencies", place, "code"), f"code: {message}")
        elif old and old.uuid != competency.uuid:
            message = f'"{code}" had another uuid, "{old.uuid}"; put it back, or give a new competency a new code'
            yield Unsettled(("competencies", place, "uuid"), f"uuid: {message}")
        elif not old and competency.uuid in code_of:
            was = code_of[competency.uuid]
            message = f'"{code}" has the uuid of "{was}", whose code never changes; write "{was}", or make a new uuid'
            yield Unsettled(("competencies", place, "uuid"), f"uuid: {message}")
