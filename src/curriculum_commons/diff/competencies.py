"""What has become of each competency, and what a framework must correct before a new state is published.

Knows two states of a framework, and nothing of pages or files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..model.commons import Commons
from ..model.records import Competency
from .words import Rewording


@dataclass(frozen=True)
class CompetencyChange:
    """What has become of one competency; its title and statement are the newest there are."""

    status: str
    """One of "added", "reworded", "moved" (to another domain), "merged", "split", "withdrawn" and "unchanged"."""
    code: str
    shown_code: str
    """What people see in place of its code."""
    title: str
    statement: str
    rewordings: tuple[Rewording, ...] = ()
    """Changes of domain, title, statement and components, in this order."""
    now_in: tuple[str, ...] = ()
    """Codes of the competencies of today that a merged or split one has become part of."""
    reason: str = ""
    """Why it was withdrawn, if the framework gives a reason."""
    made_from: tuple[str, ...] = ()
    """Codes of the competencies that were merged into this one, or of which it has a part."""
    vanished: tuple[str, ...] = ()
    """Components of one that is gone that none of those named by `now_in` has."""
    shown_now_in: tuple[str, ...] = ()
    """What people see in place of the codes of `now_in`."""
    shown_made_from: tuple[str, ...] = ()
    """What people saw in place of the codes of `made_from`."""
    former_code: str = ""
    """What people saw before in place of its code."""

    @property
    def has_new_code(self) -> bool:
        """Whether people see it with another code than before."""
        return bool(self.former_code) and self.former_code != self.shown_code

    @property
    def name(self) -> str:
        """Code and title."""
        return f"{self.shown_code}: {self.title}"


def competency_changes(before: Commons, after: Commons) -> tuple[CompetencyChange, ...]:
    """Return what has become of every competency: first those of today in their order, then those that are gone."""
    return (*_present(before, after), *_gone(before, after))


def to_map_again(changes: Iterable[CompetencyChange]) -> tuple[CompetencyChange, ...]:
    """Return what a school maps again: everything but what stays as it was, or only moves to another domain."""
    return tuple(change for change in changes if change.status not in {"unchanged", "moved"})


def _present(before: Commons, after: Commons) -> Iterator[CompetencyChange]:
    gone = [code for code in before.competency if code not in after.competency]
    for code, competency in after.competency.items():
        old = before.competency.get(code)
        moved: tuple[Rewording, ...] = ()
        if old and old.domain != competency.domain:
            moved = (Rewording(before.domain[old.domain].name, after.domain[competency.domain].name, "domain"),)
        rewordings = tuple(_rewordings(old, competency)) if old else ()
        status = "added" if old is None else "reworded" if rewordings else "moved" if moved else "unchanged"
        made_from = tuple(one for one in gone if code in after.successors.get(one, ()))
        words = competency.shown_code, competency.title, competency.statement, (*moved, *rewordings)
        shown, former = before.shown_codes(made_from), old.shown_code if old else ""
        yield CompetencyChange(status, code, *words, made_from=made_from, shown_made_from=shown, former_code=former)


def _gone(before: Commons, after: Commons) -> Iterator[CompetencyChange]:
    for code, competency in before.competency.items():
        if code not in after.competency:
            entry, now_in = after.withdrawn.get(code), after.successors.get(code, ())
            status = "split" if len(now_in) > 1 else "merged" if now_in else "withdrawn"
            words = competency.shown_code, competency.title, competency.statement
            shown, reason = after.shown_codes(now_in), entry.reason if entry else ""
            vanished = tuple(_vanished(competency, [after.competency[one] for one in now_in]))
            yield CompetencyChange(
                status, code, *words, now_in=now_in, shown_now_in=shown, reason=reason, vanished=vanished
            )


def _vanished(old: Competency, now: Sequence[Competency]) -> Iterator[str]:
    parts = [part for competency in now for part in competency.components]
    kept = {name for part in parts for name in (part.id, part.uuid, _as_words(part.text))}
    for part in old.components:
        if kept.isdisjoint({part.id, part.uuid, _as_words(part.text)}):
            yield part.text


def _as_words(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()


def _rewordings(old: Competency, new: Competency) -> Iterator[Rewording]:
    for field in ("title", "statement"):
        before, after = (" ".join(getattr(competency, field).split()) for competency in (old, new))
        if before != after:
            yield Rewording(before, after, field)
    was, now = ({part.id: part.text for part in competency.components} for competency in (old, new))
    for part in (*now, *(part for part in was if part not in now)):
        if was.get(part) != now.get(part):
            yield Rewording(was.get(part, ""), now.get(part, ""), f"component {part}")


@dataclass(frozen=True)
class EditionProblem:
    """Something in `competencies.yaml` that does not fit the published state."""

    path: tuple[str | int, ...]
    """Keys from the top of the file to the field."""
    message: str
    code: str


def edition_problems(
    before: Commons, after: Commons, changes: tuple[CompetencyChange, ...]
) -> tuple[EditionProblem, ...]:
    """Return what does not fit the published state, as far as competencies are concerned."""
    return (
        *_edition_unchanged(before, after, changes),
        *_unlisted(before, after, changes),
        *_codes_reused(before, after),
    )


def _edition_unchanged(
    before: Commons, after: Commons, changes: tuple[CompetencyChange, ...]
) -> Iterator[EditionProblem]:
    edition = after.framework.edition
    if edition == before.framework.edition and any(change.status != "unchanged" for change in changes):
        message = f'edition: competencies changed but the edition is still "{edition}"; write a new edition'
        yield EditionProblem(("framework", "edition"), message, "edition-not-new")


def _unlisted(before: Commons, after: Commons, changes: tuple[CompetencyChange, ...]) -> Iterator[EditionProblem]:
    """Codes that are gone and not in `withdrawn`, or in `withdrawn` without ever having been used."""
    listed = {entry.code: index for index, entry in enumerate(after.framework.withdrawn)}
    path = ("framework", "withdrawn")
    for change in changes:
        if change.status in {"merged", "split", "withdrawn"} and change.code not in listed:
            message = f'"{change.code}" is gone and not listed; add it with a reason, and "now_in" if others hold it'
            yield EditionProblem(path, f"withdrawn: {message}", "withdrawn-not-listed")
    for entry in before.framework.withdrawn:
        if entry.code not in listed and entry.code not in after.competency:
            message = f'"{entry.code}" is no longer listed; put it back, because adopters may still look for it'
            yield EditionProblem(path, f"withdrawn: {message}", "withdrawn-not-listed")
    used = set(before.competency) | {entry.code for entry in before.framework.withdrawn}
    for code, index in listed.items():
        if code not in used:
            message = f'"{code}" was not a competency in the state compared with, nor withdrawn before; check the code'
            yield EditionProblem((*path, index, "code"), f"code: {message}", "withdrawn-never-used")


def _codes_reused(before: Commons, after: Commons) -> Iterator[EditionProblem]:
    withdrawn = {entry.code for entry in before.framework.withdrawn}
    code_of = {competency.uuid: competency.code for competency in before.competencies}
    for index, competency in enumerate(after.competencies):
        code, old = competency.code, before.competency.get(competency.code)
        path = ("competencies", index)
        if code in withdrawn:
            message = f'code: "{code}" was withdrawn and is used again; a code is never reused, so choose another'
            yield EditionProblem((*path, "code"), message, "withdrawn-code")
        elif old and old.uuid != competency.uuid:
            message = f'uuid: "{code}" had another uuid, "{old.uuid}"; put it back, or give a new competency a new code'
            yield EditionProblem((*path, "uuid"), message, "uuid-changed")
        elif not old and (was := code_of.get(competency.uuid)):
            message = (
                f'uuid: "{code}" has the uuid of "{was}", whose code never changes; write "{was}", or make a new uuid'
            )
            yield EditionProblem((*path, "uuid"), message, "uuid-reused")
