"""List what keeps a curriculum from covering a framework in full, most important first, and what would close each gap.

Every competency and phase is listed once, with the first reason that applies; what is missing in all phases is listed
once for the competency.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..model.maps import CoverageRule, Grade, shown_hours
from .coverage import Cell, Coverage


class GapKind(StrEnum):
    """What is missing, from the most to the least important."""

    NOWHERE = "nowhere"
    NEVER_REQUIRED = "never required"
    NEVER_ASSESSED = "never assessed"
    NO_SESSION = "no session"
    NOT_REQUIRED = "not required"
    NO_HOURS = "no hours"
    NOT_ASSESSED = "not assessed"
    BELOW_LEVEL = "below the level"
    BELOW_SESSIONS = "below the number of sessions"
    BELOW_HOURS = "below the hours"
    SKIPPED_STAGE = "skipped stage"


KINDS = tuple(GapKind)
WORDS: dict[GapKind, tuple[str, str]] = {
    GapKind.NOWHERE: ("No session in any phase", "Plan a {session}"),
    GapKind.NEVER_REQUIRED: ("No session is required in any phase", "Make one of its sessions required"),
    GapKind.NEVER_ASSESSED: ("No session is assessed in any phase", "Assess one of its sessions"),
    GapKind.NO_SESSION: ("No session in this phase", "Plan a {session} in this phase"),
    GapKind.NOT_REQUIRED: ("No session in this phase is required", "Make one of its sessions here required"),
    GapKind.NO_HOURS: ("No {required}session in this phase has hours", "Enter the hours of its sessions"),
    GapKind.NOT_ASSESSED: (
        "No {required}session with hours in this phase is assessed",
        "Assess one of these sessions",
    ),
    GapKind.BELOW_LEVEL: ('No session that counts reaches the level "{level}"', 'Take one to the level "{level}"'),
    GapKind.BELOW_SESSIONS: (
        "Sessions that count in this phase: {qualifying} of {sessions}",
        "Plan another {session} in this phase",
    ),
    GapKind.BELOW_HOURS: (
        "Hours that count in this phase: {counted} of {hours}",
        "Add {lacking} hours in this phase",
    ),
    GapKind.SKIPPED_STAGE: (
        'No session for the stage "{step}", though there is one for a later stage',
        'Plan a session for the stage "{step}"',
    ),
}
"""What is missing, and what would close it, by kind; in braces what `_facts` names, and the name of a stage."""


@dataclass(frozen=True)
class Gap:
    """Something that a competency lacks."""

    code: str
    """Code of the competency."""
    phase: str | None
    """The phase; None where it concerns all of them."""
    kind: GapKind
    missing: str
    """What is missing, in a sentence."""
    closes: str
    """What would close it, in a sentence."""
    stage: str | None = None
    """Id of the stage that is skipped."""


def gaps(coverage: Coverage) -> list[Gap]:
    """Return all gaps: by kind, then in the order of the competencies, then of the phases or stages."""
    found = [gap for code in coverage.framework.codes for gap in _gaps_of(coverage, code)]
    return sorted(found, key=lambda gap: KINDS.index(gap.kind))


def _gaps_of(coverage: Coverage, code: str) -> Iterator[Gap]:
    rule = coverage.framework.rule
    cells = {phase: coverage.cells[code, phase] for phase in coverage.phases}
    if not coverage.whole[code].sessions:
        yield _gap(coverage, code, None, GapKind.NOWHERE)
        return
    nowhere = set[GapKind]()
    if rule.required and not any(cell.required for cell in cells.values()):
        yield _gap(coverage, code, None, GapKind.NEVER_REQUIRED)
        nowhere.add(GapKind.NOT_REQUIRED)
    if rule.assessed and not any(cell.assessed for cell in cells.values()):
        yield _gap(coverage, code, None, GapKind.NEVER_ASSESSED)
        nowhere.add(GapKind.NOT_ASSESSED)
    for phase, cell in cells.items():
        kind = _kind(cell, rule)
        if kind and kind not in nowhere:
            yield _gap(coverage, code, phase, kind)
    for stage in _skipped(coverage, list(cells.values())):
        yield _gap(coverage, code, None, GapKind.SKIPPED_STAGE, stage)


def _kind(cell: Cell, rule: CoverageRule) -> GapKind | None:
    steps = (
        (bool(cell.sessions), GapKind.NO_SESSION),
        (cell.required or not rule.required, GapKind.NOT_REQUIRED),
        (cell.timed, GapKind.NO_HOURS),
        (cell.tested, GapKind.NOT_ASSESSED),
        (cell.qualifying, GapKind.BELOW_LEVEL),
        (cell.qualifying >= rule.sessions, GapKind.BELOW_SESSIONS),
        (cell.grade is Grade.FULL, GapKind.BELOW_HOURS),
    )
    return next((kind for holds, kind in steps if not holds), None)


def _skipped(coverage: Coverage, cells: list[Cell]) -> Iterator[str]:
    """Yield each stage without a session, before one that has a session."""
    stages = tuple(coverage.framework.stages)
    taught = [any(cell.stages[number] for cell in cells) for number in range(len(stages))]
    return (stage for number, stage in enumerate(stages) if not taught[number] and any(taught[number:]))


def _gap(coverage: Coverage, code: str, phase: str | None, kind: GapKind, stage: str | None = None) -> Gap:
    facts = _facts(coverage.framework.rule, coverage.cells[code, phase] if phase else None)
    facts["step"] = coverage.framework.stages[stage] if stage else ""
    worded = coverage.framework.terms.worded
    missing, closes = (worded(words).format(**facts) for words in WORDS[kind])
    return Gap(code, phase, kind, missing, closes, stage)


def _facts(rule: CoverageRule, cell: Cell | None) -> dict[str, object]:
    return {
        "session": rule.session,
        "required": "required " if rule.required else "",
        "level": rule.level or "",
        "sessions": rule.sessions,
        "qualifying": cell.qualifying if cell else 0,
        "hours": shown_hours(rule.hours),
        "counted": shown_hours(cell.qualifying_hours if cell else 0),
        "lacking": shown_hours(rule.hours - cell.qualifying_hours if cell else 0),
    }
