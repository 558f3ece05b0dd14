"""How far two raters agree who mapped the same sessions: where they differ, percent agreement and Cohen's kappa.

Source:
    Cohen J. A coefficient of agreement for nominal scales. Educational and Psychological Measurement 1960;20:37-46.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from ..model.maps import CurriculumMap, Session
from .change import Pair, matched
from .framework import MapFramework


@dataclass(frozen=True)
class Rate:
    """Agreement over a number of decisions that both made."""

    decisions: int
    agreed: int
    percent: float | None
    """Decisions on which both agree, in percent; None where there are none."""
    kappa: float | None
    """Agreement beyond chance, at most 1; None where it is not defined."""
    reason: str = ""
    """Why kappa is not defined."""


@dataclass(frozen=True)
class Difference:
    """A competency of a session on which two raters differ."""

    first: Session
    second: Session
    code: str
    is_taught: tuple[bool, bool]
    """Whether the session teaches the competency, by the first and by the second."""
    levels: tuple[str | None, str | None]
    """How far it takes learners, by the first and by the second."""


@dataclass(frozen=True)
class Agreement:
    """Two maps of the same sessions compared."""

    pairs: tuple[Pair, ...]
    """Sessions that both have."""
    only_first: tuple[Session, ...]
    only_second: tuple[Session, ...]
    taught: Rate
    """For each session of both and each competency: taught or not."""
    levels: Rate
    """Where both have a level for a competency that both find taught: which one."""
    differences: tuple[Difference, ...]
    """In the order of the sessions of the second, then of the competencies."""


def agreement(first: CurriculumMap, second: CurriculumMap, framework: MapFramework) -> Agreement:
    """Compare the maps of two raters; sessions of one alone are listed, and no decision on them is counted."""
    pairs, only_first, only_second = matched(first.sessions, second.sessions)
    taught: list[tuple[bool, bool]] = []
    levels: list[tuple[str, str]] = []
    differences: list[Difference] = []
    for pair in pairs:
        one, other = _levels(pair.before), _levels(pair.after)
        for code in framework.codes:
            taught.append((code in one, code in other))
            level, its_level = one.get(code), other.get(code)
            if level and its_level:
                levels.append((level, its_level))
            if taught[-1][0] is not taught[-1][1] or level != its_level:
                differences.append(Difference(pair.before, pair.after, code, taught[-1], (level, its_level)))
    return Agreement(pairs, only_first, only_second, _rate(taught), _rate(levels), tuple(differences))


def _levels(session: Session) -> dict[str, str | None]:
    return {one.competency: one.level for one in session.teaches}


def _rate(decisions: Sequence[tuple[Hashable, Hashable]]) -> Rate:
    number = len(decisions)
    if not number:
        return Rate(0, 0, None, None, "there is no decision that both made")
    agreed = sum(one == other for one, other in decisions)
    first, second = Counter(one for one, _ in decisions), Counter(other for _, other in decisions)
    by_chance = sum(first[value] * second[value] for value in first)
    percent = 100 * agreed / number
    if by_chance == number**2:
        return Rate(number, agreed, percent, None, "both decided the same way every time, as chance would, too")
    # With whole numbers to the end, (observed - expected) / (1 - expected) has one rounding.
    return Rate(number, agreed, percent, (agreed * number - by_chance) / (number**2 - by_chance))
