"""How far sessions touch the entries of another framework, through a crosswalk and the competencies that they teach.

An entry is touched through chains of two links: how far a phase covers a competency, and how the competency fits the
entry. A chain is no better than its weaker link, an entry is touched as well as by its best chain, and a crosswalk of
another edition links loosely only. Nothing here counts as coverage of the other framework, of which no session was
mapped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from ..model.crosswalk import AlignedEntry, entry_of
from ..model.maps import Grade, Session
from ..model.sssom import Crosswalk, Predicate
from .coverage import Coverage


class Reach(IntEnum):
    """How far sessions touch an entry, the least first."""

    NONE = 0
    LOOSE = 1
    PART = 2
    WHOLE = 3

    @property
    def words(self) -> str:
        """What it is called."""
        return _WORDS[self]


_WORDS = {
    Reach.NONE: "not touched",
    Reach.LOOSE: "touched loosely",
    Reach.PART: "touched in part",
    Reach.WHOLE: "touched as a whole",
}
OF_GRADE: Mapping[Grade, Reach] = {Grade.NONE: Reach.NONE, Grade.PARTIAL: Reach.PART, Grade.FULL: Reach.WHOLE}
"""What a link between sessions and a competency can bear."""
OF_FIT: Mapping[Predicate, Reach] = {
    "skos:exactMatch": Reach.WHOLE,
    "skos:closeMatch": Reach.PART,
    "skos:broadMatch": Reach.PART,
    "skos:narrowMatch": Reach.LOOSE,
    "skos:relatedMatch": Reach.LOOSE,
}
"""What a link between a competency and an entry can bear."""


@dataclass(frozen=True)
class Touched:
    """An entry of another framework, and what touches it."""

    entry: AlignedEntry
    through: tuple[tuple[str, AlignedEntry], ...]
    """Codes of the competencies that fit it, each with its fit."""
    reach: Mapping[str, Reach]
    """How far it is touched, by phase."""
    sessions: Mapping[str, tuple[Session, ...]]
    """The sessions on these competencies, by phase, each once."""


def posture(found: Coverage, crosswalk: Crosswalk) -> tuple[Touched, ...]:
    """Return how far the sessions of a map touch each entry for which a crosswalk has a match, in its order."""
    by_entry: dict[str, list[tuple[str, AlignedEntry]]] = {}
    for row in crosswalk.rows:
        code = crosswalk.codes.get(row.subject_id)
        if row.is_match and code in found.framework.competency:
            by_entry.setdefault(row.object_id, []).append((str(code), entry_of(crosswalk, row)))
    most = Reach.LOOSE if crosswalk.is_stale(found.framework.edition) else Reach.WHOLE
    return tuple(_touched(found, tuple(through), most) for through in by_entry.values())


def _touched(found: Coverage, through: tuple[tuple[str, AlignedEntry], ...], most: Reach) -> Touched:
    reach: dict[str, Reach] = {}
    sessions: dict[str, tuple[Session, ...]] = {}
    for phase in found.phases:
        cells = [(found.cells[code, phase], entry) for code, entry in through]
        reach[phase] = max(min(OF_GRADE[cell.grade], OF_FIT[entry.predicate], most) for cell, entry in cells)
        sessions[phase] = tuple({id(one): one for cell, _ in cells for one in cell.sessions}.values())
    return Touched(through[0][1], through, reach, sessions)
