"""Carry a curriculum map over to another edition of its framework.

What is the same or only reworded is carried over. What was merged, divided or withdrawn waits for a person's decision,
session by session, and is not taught by the new map until then. So no grade gets higher by itself: the hours of what
stays are fixed where something of its session waits, as they would otherwise be shared among fewer competencies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from math import isclose

from ..diff.competencies import CompetencyChange, competency_changes, to_map_again
from ..model.commons import Commons
from ..model.maps import CurriculumMap, Session, Teaching
from ..model.problems import CallError, counted, in_words, quoted
from ..model.records import Competency

ALL = 0
"""In place of the number of a session: all sessions for which nothing else is decided."""
Decisions = Mapping[tuple[int, str], tuple[str, ...]]
"""Codes of the new edition by session, counted from 1, and by code of the old edition; none where it ends."""
_WAITS = {"merged", "split", "withdrawn"}
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Question:
    """What the guide between the editions asks a school to map again."""

    change: CompetencyChange
    before: Competency | None
    """As it was; None where it is new."""
    now: tuple[Competency, ...]
    """Itself as it is now, or what it has become; empty where it was withdrawn."""
    sessions: tuple[int, ...]
    """Sessions that teach what has changed, counted from 1 in the order of the map."""

    @property
    def needs_decision(self) -> bool:
        """Whether nothing is carried over until a person decides."""
        return self.change.status in _WAITS


@dataclass(frozen=True)
class Moved:
    """What has become of one competency of one session."""

    number: int
    """Of the session, counted from 1."""
    session: Session
    """As it was."""
    code: str
    """Of the competency in the old edition."""
    now: tuple[str, ...]
    """Codes in the new edition; empty where it ends."""
    rule: str
    """Why, in a few words."""
    decided: bool = False
    """Whether a person has decided it."""


@dataclass(frozen=True)
class Waiting:
    """One competency of one session about which a person must decide."""

    number: int
    """Of the session, counted from 1."""
    session: Session
    question: Question


@dataclass(frozen=True)
class Upgraded:
    """A map in another edition, and how it came about."""

    map: CurriculumMap
    """Without what waits; a session is left out where all that it teaches waits or ends."""
    moved: tuple[Moved, ...]
    questions: tuple[Question, ...]
    """The same as those of the guide, in its order."""
    waiting: tuple[Waiting, ...]
    notes: tuple[str, ...] = ()
    """What was left out besides: components and stages that the new edition does not have."""


@dataclass
class _Work:
    """What is found out session by session."""

    questions: Mapping[str, Question]
    changes: Mapping[str, CompetencyChange]
    after: Commons
    decisions: Decisions
    moved: list[Moved] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def upgrade(
    curriculum_map: CurriculumMap, before: Commons, after: Commons, decisions: Decisions | None = None
) -> Upgraded:
    """Return a map in the edition of `after`, and what must be decided first.

    Args:
        before: The framework in the edition of the map.
        decisions: As far as persons have decided.

    Raises CallError where the map names a competency that its own edition does not have.
    """
    _refuse_unknown(curriculum_map, before)
    changes = competency_changes(before, after)
    questions = tuple(_question(change, curriculum_map, before, after) for change in to_map_again(changes))
    asked = {one.change.code: one for one in questions if one.before}
    work = _Work(asked, {one.code: one for one in changes}, after, decisions or {})
    sessions = (_session(number, one, work) for number, one in enumerate(curriculum_map.sessions, 1))
    kept = tuple(one for one in sessions if one)
    new = {"edition": after.framework.edition, "framework": after.framework.uuid, "sessions": kept}
    made = curriculum_map.model_copy(update=new)
    return Upgraded(made, tuple(work.moved), questions, tuple(work.waiting), tuple(work.notes))


def _refuse_unknown(curriculum_map: CurriculumMap, before: Commons) -> None:
    unknown = [
        (one, teaching.competency)
        for one in curriculum_map.sessions
        for teaching in one.teaches
        if teaching.competency not in before.competency
    ]
    if unknown:
        (session, code), *rest = unknown
        more = f" (and {len(rest)} more)" * bool(rest)
        raise CallError(
            f"session {quoted(session.title)} teaches {quoted(code)}{more}, which edition "
            f"{before.framework.edition} does not have; correct the map, or name the state that it was mapped to"
        )


def _question(change: CompetencyChange, curriculum_map: CurriculumMap, before: Commons, after: Commons) -> Question:
    old = before.competency.get(change.code)
    codes = [change.code] if change.code in after.competency else change.now_in
    taught = {change.code} if old else set(change.made_from)
    sessions = (
        number
        for number, one in enumerate(curriculum_map.sessions, 1)
        if any(teaching.competency in taught for teaching in one.teaches)
    )
    return Question(change, old, tuple(after.competency[code] for code in codes), tuple(sessions))


def _session(number: int, session: Session, work: _Work) -> Session | None:
    teaches = list(_teaches(number, session, work))
    new: dict[str, object] = {}
    if session.stage and session.stage not in work.after.stage:
        new["stage"] = None
        work.notes.append(f"{_name(number, session)}: {work.after.terms.stage} {quoted(session.stage)} is left out")
    if not teaches:
        return None
    return session.model_copy(update={**new, "teaches": _together(session, teaches)})


def _teaches(number: int, session: Session, work: _Work) -> Iterator[tuple[Teaching, float | None]]:
    """Yield what a session teaches now, with the hours that it had for it; what was divided shares them."""
    for teaching, hours in zip(session.teaches, _hours(session), strict=True):
        code = teaching.competency
        question, change = work.questions.get(code), work.changes[code]
        decision = work.decisions.get((number, code), work.decisions.get((ALL, code))) if question else None
        if question and decision is None and question.needs_decision:
            work.waiting.append(Waiting(number, session, question))
            continue
        now = (code,) if decision is None else decision
        work.moved.append(Moved(number, session, code, now, _rule(change, decision), decision is not None))
        for new in now:
            share = None if hours is None else hours / len(now)
            yield _translated(number, session, teaching, new, work), share


def _hours(session: Session) -> list[float | None]:
    if session.hours is None or any(one.hours is not None for one in session.teaches):
        return [one.hours for one in session.teaches]
    return [session.hours / len(session.teaches)] * len(session.teaches)


def _rule(change: CompetencyChange, decision: tuple[str, ...] | None) -> str:
    if decision is not None:
        return "decided"
    if change.status == "reworded":
        return f"reworded: {in_words([one.label for one in change.rewordings])}"
    return "moved to another domain" if change.status == "moved" else "unchanged"


def _translated(number: int, session: Session, teaching: Teaching, code: str, work: _Work) -> Teaching:
    known = {part.id for part in work.after.competency[code].components}
    kept = tuple(one for one in teaching.components if one in known)
    if lost := [one for one in teaching.components if one not in known]:
        what = in_words([quoted(one) for one in lost])
        which = counted(len(lost), "component").partition(" ")[2]
        verb = "is" if len(lost) == 1 else "are"
        work.notes.append(f"{_name(number, session)}: {which} {what} of {work.after.shown_code(code)} {verb} left out")
    return teaching.model_copy(update={"competency": code, "components": kept, "hours": None})


def _name(number: int, session: Session) -> str:
    return f"session {number}, {quoted(session.title)}"


def _together(session: Session, teaches: Sequence[tuple[Teaching, float | None]]) -> tuple[Teaching, ...]:
    """Return what a session teaches, each competency once, with hours of its own where equal shares would differ."""
    found: dict[str, tuple[Teaching, float | None]] = {}
    for teaching, hours in teaches:
        code = teaching.competency
        if code not in found:
            found[code] = teaching, hours
            continue
        first, had = found[code]
        parts = tuple(dict.fromkeys((*first.components, *teaching.components)))
        both = first.model_copy(update={"components": parts, "level": first.level or teaching.level})
        found[code] = both, None if had is None or hours is None else had + hours
    own = any(one.hours is not None for one in session.teaches)
    equal = (session.hours or 0) / len(found)
    if not own and all(hours is None or isclose(hours, equal) for _, hours in found.values()):
        return tuple(teaching for teaching, _ in found.values())
    return tuple(teaching.model_copy(update={"hours": _cut(hours, own)}) for teaching, hours in found.values())


def _cut(hours: float | None, own: bool) -> float | None:
    """Return hours with two decimals, never more than they were; those of a person stay as they are."""
    if hours is None or (own and hours == round(hours, 2)):
        return hours
    return float(Decimal(repr(round(hours, 6))).quantize(_CENT, ROUND_DOWN))
