"""Read a MedBiquitous Curriculum Inventory, as Ilios and Elentra export it: events become sessions.

The phase of an event is the academic level of the sequence block that it is in. Its competencies are those of this
framework that its references name, or that the relations of the inventory lead to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ...content.xml_stream import Node
from ...model.maps import Assessment, Purpose, Session, Teaching
from ...model.problems import CallError, Problem, counted, in_words, quoted
from ..framework import MapFramework
from .grid import Found
from .inventory_file import Block, Inventory, inventory, line, within
from .lookup import Choices, Lookup, purpose
from .report import CELL, ROW
from .tidy import NotReadError, hours

_MOST_STEPS = 200
"""Competency objects that are looked at for one reference."""
_IN_TRACK = "Required In Track"
_RANKS = {"Required": 0, _IN_TRACK: 1}
_ELECTIVE = 2
"""Who takes part: all, those of a track, or those who choose it."""
_REPLACED = {"AM015": "AM019"}
"""Codes of methods that the lists have no longer."""
_MOST_NAMED = 8


def read_inventory(path: Path, framework: MapFramework, phase: str = "") -> tuple[Found, list[Session], list[Problem]]:
    """Return the sessions of an inventory, with problems; raises CallError where it is none.

    Args:
        phase: Of events that no sequence block gives an academic level.
    """
    if not path.is_file():
        raise CallError(f"{path} is not there; look at its name and its folder")
    read = inventory(path)
    if not read.blocks and not phase:
        raise CallError(
            f"{path.name} has no sequence blocks, so that its events have no academic level; export it with its "
            "sequence, or name one phase for all with --phase"
        )
    reader = _Sessions(path.name, read, Lookup(framework), phase)
    sessions = list(reader.sessions())
    return reader.found(sessions), sessions, reader.problems


class _Sessions:
    """Turns events into sessions."""

    def __init__(self, file: str, inventory: Inventory, lookup: Lookup, phase: str) -> None:
        self.file, self.inventory, self.lookup, self.phase = file, inventory, lookup, phase
        self.problems: list[Problem] = []
        self._reported: dict[tuple[str, str], list[str]] = {}
        self._joined: dict[str, int] = {}
        self._codes: dict[str, Sequence[str]] = {}
        self._in_part: dict[str, set[str]] = {}
        """References that lead only to an entry which a competency is linked to in part, by the two."""
        self._again = set[str]()
        self._place = self._placed()
        self._elsewhere = 0
        self._taught: dict[str, set[str]] = {}
        """Codes that events of a block teach."""
        self._kept: list[str] = []

    def _placed(self) -> dict[str, tuple[str, int]]:
        """Return a block of each event, and who takes part: one where all do, if there is one, else the first."""
        blocks = self.inventory.blocks
        rank = {name: _RANKS.get(one.requirement, _ELECTIVE) for name, one in blocks.items()}
        todo = list(blocks)
        while todo:  # whoever does not take a block takes none of the blocks within it
            outer = todo.pop()
            for inner in blocks[outer].within:
                if rank.get(inner, _ELECTIVE) < rank[outer]:
                    rank[inner] = rank[outer]
                    todo.append(inner)
        placed = dict[str, tuple[str, int]]()
        for name, block in blocks.items():
            for event, is_required in block.events.items():
                here = name, rank[name] if is_required else _ELECTIVE
                if event in placed:
                    self._again.add(event)
                if event not in placed or (placed[event][1] and not here[1]):
                    placed[event] = here
        return placed

    def sessions(self) -> Iterator[Session]:
        for event in self.inventory.events:
            if session := self._session(event):
                yield session
        self.problems += [
            Problem(
                self.file,
                0,
                0,
                f"{places[0]}: {message}",
                code,
                places=tuple(places[1:]),
            )
            for (code, message), places in self._reported.items()
        ]

    def _session(self, event: Node) -> Session | None:
        name, title = event.given.get("id", ""), line(event.first("Title"))
        id_ = f"event {name}"
        references = [within(one.text) for one in event.find("CompetencyObjectReference")]
        codes = dict.fromkeys(code for one in references for code in self._competencies(one, id_))
        if not codes:
            self._elsewhere += 1
            return None
        block_id, rank = self._place.get(name, ("", _ELECTIVE))
        self._taught.setdefault(block_id, set()).update(codes)
        block = self.inventory.blocks.get(block_id)
        phase = (self.inventory.levels.get(block.level, "") if block else "") or self.phase
        if not title or not phase:
            lacking = "title" if not title else "academic level, as no sequence block with one has it"
            self._wrong(id_, f"the event has no {lacking}; it is left out", ROW)
            return None
        try:
            session = Session(
                title=title,
                phase=phase,
                course=(block.title or None) if block else None,
                requirement=("elective" if rank else "required") if block else None,
                hours=self._hours(event, id_),
                methods=tuple(dict.fromkeys(self._listed(event, "InstructionalMethod", self.lookup.methods, id_))),
                assessments=tuple(self._assessments(event, id_)),
                teaches=tuple(Teaching(competency=code) for code in codes),
                source=id_,
            )
        except ValueError as error:  # a title that the site refuses
            self._wrong(id_, f"title {quoted(title)} cannot be used ({_reason(error)}); it is left out", ROW)
            return None
        self._kept.append(name)
        return session

    def _hours(self, event: Node, id_: str) -> float | None:
        typed = event.first("EventDuration")
        try:
            if typed:
                return hours(typed)
            parts = [one.given.get("instructionalMethodDuration", "") for one in event.find("InstructionalMethod")]
            return round(sum(hours(part) or 0 for part in parts), 6) if any(parts) else None
        except NotReadError as error:
            self._wrong(id_, f"duration {quoted(typed)} {error}")
            return None

    def _listed(self, event: Node, kind: str, choices: Choices, id_: str) -> Iterator[str]:
        for node in event.find(kind):
            if found := self._entry(node, choices, id_):
                yield found

    def _entry(self, node: Node, choices: Choices, id_: str) -> str | None:
        texts = [text for text in (node.text.strip(), node.given.get("sourceID", "")) if text]
        found = next((one for text in texts if (one := choices.find(_REPLACED.get(text, text)))), None)
        if found is None:
            empty = f"{choices.field} is empty; give the type of the session a method where it was exported from"
            self._wrong(id_, f"{choices.field} {choices.refusal(texts[0])}" if texts else empty)
        return found

    def _assessments(self, event: Node, id_: str) -> Iterator[Assessment]:
        seen = set[str]()
        for node in event.find("AssessmentMethod"):
            method = self._entry(node, self.lookup.assessments, id_)
            if method and method not in seen:
                seen.add(method)
                given: Purpose | None = None
                try:
                    given = purpose(node.given.get("purpose", ""))
                except NotReadError as error:
                    self._wrong(id_, f"purpose {error}")
                yield Assessment(method=method, purpose=given)

    def _competencies(self, reference: str, id_: str) -> Sequence[str]:
        """Return the competencies that a reference leads to, by itself or by what is above it."""
        if reference in self._codes:
            return self._codes[reference]
        seen, todo, found = {reference}, [(reference, True)], dict[str, None]()
        while todo and len(seen) < _MOST_STEPS:
            here, may_turn = todo.pop(0)
            rule, codes = self._identified(here)
            found |= dict.fromkeys(codes)
            if codes:
                self._joined[rule] = self._joined.get(rule, 0) + 1
                continue
            more = [(one, may_turn) for one in self.inventory.above.get(here, ())]
            if may_turn:  # what is related to what is related need not be
                more += [(one, False) for one in self.inventory.related.get(here, ())]
            more = [one for one in more if one[0] not in seen]
            seen.update(one for one, _ in more)
            todo += more
        if not found and reference not in self.inventory.titles:
            self._wrong(id_, f"competency {quoted(reference)} is referred to, and is not in the file")
        for one in () if found else seen:
            other, codes = self.lookup.by_crosswalk(one, strength="partial")
            if codes:
                self._in_part.setdefault(f"{other} ({in_words(list(codes))})", set()).add(reference)
        self._codes[reference] = list(found)
        return self._codes[reference]

    def _identified(self, identifier: str) -> tuple[str, Sequence[str]]:
        if code := self.lookup.by_identifier(identifier):
            return "the identifier", [code]
        title = self.inventory.titles.get(identifier, "")
        if title and (codes := self.lookup.by_title(title)):
            return "code, title or statement", codes
        other, codes = self.lookup.by_crosswalk(identifier)
        return f"the crosswalk of the site ({other} is read as {in_words(list(codes))})", codes

    def _wrong(self, id_: str, message: str, code: str = CELL) -> None:
        self._reported.setdefault((code, message), []).append(id_)

    def found(self, sessions: Sequence[Session]) -> Found:
        """Return school, year and phases, and what is to know."""
        notes = [f"{self.file}: {counted(len(self.inventory.events), 'event')} read, {len(sessions)} kept."]
        if number := self._elsewhere:
            notes.append(
                f"  {counted(number, 'other')} without a competency of this framework, and no part of the map."
            )
        notes += self._placing()
        notes += [f"  {counted(number, 'reference')} joined by {rule}." for rule, number in self._joined.items()]
        notes += [
            f"  {counted(len(some), 'reference')} not joined, as the crosswalk of the site links {both} in part only."
            for both, some in self._in_part.items()
        ]
        notes += self._of_blocks()
        start, end = self.inventory.start[:4], self.inventory.end[:4]
        year = f"{start}–{end[2:]}" if end and end != start else start
        phases = dict.fromkeys(self.inventory.levels[key] for key in sorted(self.inventory.levels, key=_number))
        phases |= dict.fromkeys(one.phase for one in sessions)
        return Found(notes=notes, school=self.inventory.institution, year=year, phases=tuple(phases))

    def _placing(self) -> Iterator[str]:
        """Yield how events were placed that could be placed otherwise, in sentences."""
        places = filter(None, map(self._place.get, self._kept))
        placed = [(self.inventory.blocks[name], rank) for name, rank in places]
        if in_track := [block for block, rank in placed if rank == _RANKS[_IN_TRACK]]:
            number = counted(len(in_track), "event")
            yield f"  {number} {quoted(_IN_TRACK)} ({_blocks(in_track)}), read as elective, as only a track takes part."
        if again := self._again & {*self._kept}:
            number = counted(len(again), "event")
            yield f"  {number} in several blocks, and read as part of the first, or of the first that all take."
        if longer := [block for block, _ in placed if block.is_longer]:
            number = counted(len(longer), "event")
            yield f"  {number} in blocks of several academic levels ({_blocks(longer)}), and read as part of the first."

    def _of_blocks(self) -> Iterator[str]:
        """Yield the competencies that blocks name and none of their events, in a sentence."""
        left = list[str]()
        for name, block in self.inventory.blocks.items():
            codes = dict.fromkeys(code for one in block.references for code in self._competencies(one, f"block {name}"))
            if more := [code for code in codes if code not in self._taught.get(name, ())]:
                left.append(f"{block.title} ({', '.join(more)})")
        if left:
            yield f"  Named by blocks, by none of their events, and not counted: {_some(left)}."


def _blocks(blocks: Sequence[Block]) -> str:
    return _some(list(dict.fromkeys(block.title for block in blocks)))


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return in_words([*names[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])])


def _number(text: str) -> int:
    return int(text[:9]) if text.isdecimal() else 0


def _reason(error: ValueError) -> str:
    listed: list[dict[str, Any]] = getattr(error, "errors", list)()
    return str(listed[0].get("ctx", {}).get("error", "type it again")) if listed else "type it again"
