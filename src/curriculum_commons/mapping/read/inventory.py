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
from .inventory_file import Inventory, inventory, line, within
from .lookup import Choices, Lookup, purpose
from .report import CELL, ROW
from .tidy import NotReadError, hours

_MOST_STEPS = 200
"""Competency objects that are looked at for one reference."""
_IN_TRACK = "Required In Track"


def read_inventory(path: Path, framework: MapFramework) -> tuple[Found, list[Session], list[Problem]]:
    """Return the sessions of an inventory, with problems; raises CallError where it is none."""
    if not path.is_file():
        raise CallError(f"{path} is not there; look at its name and its folder")
    reader = _Sessions(path.name, inventory(path), Lookup(framework))
    sessions = list(reader.sessions())
    return reader.found(sessions), sessions, reader.problems


class _Sessions:
    """Turns events into sessions."""

    def __init__(self, file: str, inventory: Inventory, lookup: Lookup) -> None:
        self.file, self.inventory, self.lookup = file, inventory, lookup
        self.problems: list[Problem] = []
        self._reported: dict[tuple[str, str], list[str]] = {}
        self._joined: dict[str, int] = {}
        self._codes: dict[str, Sequence[str]] = {}
        self._again, self._in_tracks = set[str](), set[str]()
        self._place = self._placed()
        self._elsewhere = 0

    def _placed(self) -> dict[str, tuple[str, bool]]:
        """Return the first block of each event, and whether the event is required."""
        elective = {name for name, one in self.inventory.blocks.items() if one.requirement != "Required"}
        todo = list(elective)
        while todo:  # what is within an elective block is elective
            inner = set(self.inventory.blocks[todo.pop()].within) & self.inventory.blocks.keys() - elective
            elective |= inner
            todo += inner
        placed = dict[str, tuple[str, bool]]()
        for name, block in self.inventory.blocks.items():
            for event, is_required in block.events.items():
                if event in placed:
                    self._again.add(event)
                elif block.requirement == _IN_TRACK:
                    self._in_tracks.add(event)
                placed.setdefault(event, (name, is_required and name not in elective))
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
                f"event {places[0]}: {message}",
                code,
                places=tuple(f"event {place}" for place in places[1:]),
            )
            for (code, message), places in self._reported.items()
        ]

    def _session(self, event: Node) -> Session | None:
        id_, title = event.given.get("id", ""), line(event.first("Title"))
        references = [within(one.text) for one in event.find("CompetencyObjectReference")]
        codes = dict.fromkeys(code for one in references for code in self._competencies(one, id_))
        if not codes:
            self._elsewhere += 1
            return None
        block_id, is_required = self._place.get(id_, ("", False))
        block = self.inventory.blocks.get(block_id)
        phase = self.inventory.levels.get(block.level, "") if block else ""
        if not title or not phase or not block:
            lacking = "title" if not title else "academic level, as no sequence block with one has it"
            self._wrong(id_, f"the event has no {lacking}; it is left out", ROW)
            return None
        try:
            return Session(
                title=title,
                phase=phase,
                course=block.title or None,
                requirement="required" if is_required else "elective",
                hours=self._hours(event, id_),
                methods=tuple(dict.fromkeys(self._listed(event, "InstructionalMethod", self.lookup.methods, id_))),
                assessments=tuple(self._assessments(event, id_)),
                teaches=tuple(Teaching(competency=code) for code in codes),
                source=f"event {id_}",
            )
        except ValueError as error:  # a title that the site refuses
            self._wrong(id_, f"title {quoted(title)} cannot be used ({_reason(error)}); it is left out", ROW)
            return None

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
        found = next((one for text in texts if (one := choices.find(text))), None)
        if found is None:
            self._wrong(id_, f"{choices.field} {choices.refusal(texts[0])}" if texts else f"{choices.field} is empty")
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
        seen, todo, found = {reference}, [reference], dict[str, None]()
        while todo and len(seen) < _MOST_STEPS:
            here = todo.pop(0)
            rule, codes = self._identified(here)
            for code in codes:
                found[code] = None
            if codes:
                self._joined[rule] = self._joined.get(rule, 0) + 1
                continue
            more = [one for one in self.inventory.above.get(here, ()) if one not in seen]
            seen.update(more)
            todo += more
        if not found and reference not in self.inventory.titles:
            self._wrong(id_, f"competency {quoted(reference)} is referred to, and is not in the file")
        self._codes[reference] = list(found)
        return self._codes[reference]

    def _identified(self, identifier: str) -> tuple[str, Sequence[str]]:
        if code := self.lookup.by_identifier(identifier):
            return "the identifier", [code]
        title = self.inventory.titles.get(identifier, "")
        for text in (title, title.partition(" ")[0].rstrip(":.")):
            if text and (code := self.lookup.competencies.find(text)):
                return "code or title", [code]
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
        if self._in_tracks:
            notes.append(f"  {counted(len(self._in_tracks), 'event')} required in a track only, and read as elective.")
        if self._again:
            notes.append(f"  {counted(len(self._again), 'event')} in several blocks, and read as part of the first.")
        notes += [f"  {counted(number, 'reference')} joined by {rule}." for rule, number in self._joined.items()]
        start, end = self.inventory.start[:4], self.inventory.end[:4]
        year = f"{start}–{end[2:]}" if end and end != start else start
        phases = tuple(self.inventory.levels[key] for key in sorted(self.inventory.levels, key=_number))
        return Found(notes=notes, school=self.inventory.institution, year=year, phases=tuple(dict.fromkeys(phases)))


def _number(text: str) -> int:
    return int(text[:9]) if text.isdecimal() else 0


def _reason(error: ValueError) -> str:
    listed: list[dict[str, Any]] = getattr(error, "errors", list)()
    return str(listed[0].get("ctx", {}).get("error", "type it again")) if listed else "type it again"
