"""The report of what became of each part of a file of another system: in short for people, whole as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..documents.tables import as_csv
from ..interchange.read import Kept
from ..model.problems import name

NAME = "import-report.csv"
_MOST_REASONS = 6
_LET_GO = ("kept without one", "kept without a parent")
"""How the reason ends of what is kept in another way than it was."""


def whole(losses: Sequence[Kept]) -> bytes:
    """Return the report as a table, a row for each part."""
    rows = [{"place": one.place, "what": one.what, "outcome": one.outcome, "reason": one.reason} for one in losses]
    return as_csv(rows)


def in_short(losses: Sequence[Kept]) -> Iterator[str]:
    """Yield how much was kept, and for each reason that needs a look the first place."""
    if not losses:
        return
    counts = {kind: sum(one.outcome == kind for one in losses) for kind in ("kept", "kept as extension", "refused")}
    yield f"Of its parts, {', '.join(f'{number} {kind}' for kind, number in counts.items())}; {NAME} lists them."
    reasons: dict[str, list[Kept]] = {}
    for one in losses:
        if one.outcome == "refused" or one.reason.endswith(_LET_GO):
            reasons.setdefault(one.reason, []).append(one)
    for reason, those in list(reasons.items())[:_MOST_REASONS]:
        more = f" and {len(those) - 1} more" if len(those) > 1 else ""
        yield f"  {name(those[0].place)}{more}: {name(those[0].what)} {name(reason)}"
    if len(reasons) > _MOST_REASONS:
        yield f"  and for {len(reasons) - _MOST_REASONS} more reasons"
