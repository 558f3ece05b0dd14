"""YAML text as plain values, and the line and column of each.

Reads the part of YAML that means the same to everyone: mappings, lists, text, plain numbers, days, true and false; one
document, each key once, no aliases, tags or merge keys. Knows nothing of files or of records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from yaml import AliasEvent, DocumentStartEvent, MappingStartEvent, MarkedYAMLError, ScalarEvent, YAMLError
from yaml import SequenceStartEvent as ListStartEvent
from yaml._yaml import CParser

from .mistakes import CURLY, IS_CURLY, cut_lines, explain, may_be_curly
from .plain import Unquoted, plain
from .problems import name, quoted

DEEPEST = 40
"""How far lists and mappings may stand within each other; no record needs a quarter of it."""

Value: TypeAlias = Any


class Refused:
    """Stands where something was read that is reported already, so that nobody reports it again."""


REFUSED = Refused()


@dataclass(frozen=True)
class Fault:
    """Something that cannot be read, and where; line and column are counted from 1."""

    line: int
    column: int
    sentence: str


@dataclass
class Reading:
    """What a text holds, as far as it can be read."""

    value: Value = REFUSED
    """The whole, or REFUSED where the text is no YAML."""
    faults: list[Fault] = field(default_factory=list)
    """What an author must change before it can be read as meant."""


def read(text: bytes) -> Reading:
    """Read UTF-8 text; whatever it holds, the answer is a reading."""
    reading = Reading()
    reader = _Reader(text, reading.faults)
    try:
        reading.value = reader.document()
    except MarkedYAMLError as error:
        reading.faults.append(Fault(*explain(error, text.decode())))
    except YAMLError as error:
        reading.faults.append(Fault(1, 1, f"cannot be read: {error}"))
    except _TooDeepError as error:
        reading.faults.append(error.fault)
    return reading


class _TooDeepError(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


class _Reader:
    """One pass over the events of a text; values are built as they come."""

    def __init__(self, text: bytes, faults: list[Fault]) -> None:
        self.next = CParser(text).get_event
        self.cut = cut_lines(text)
        self.curly = may_be_curly(text)
        self.faults = faults
        self.repeated: set[str] = set()

    def document(self) -> Value:
        self.next()
        if not isinstance(self.next(), DocumentStartEvent):
            return None
        value = self.value(self.next(), 0)
        self.next()
        if not isinstance(again := self.next(), DocumentStartEvent):
            return None if value == Unquoted("") else value
        self.fault(again, 'a second document begins here; remove the "---", or what follows it')
        return REFUSED

    def value(self, event: Any, depth: int) -> Value:
        kind = event.__class__
        if kind is AliasEvent:
            return self.repetition(event)
        good = (event.tag is None and event.anchor is None) or self.refuse_marks(event)
        if kind is ScalarEvent:
            value = plain(event.value) if event.implicit[0] else event.value
            if self.cut and event.implicit[0] and event.end_mark.line in self.cut:
                self.refuse_cut(event)
            if self.curly and event.implicit[0] and CURLY.fullmatch(event.value):
                self.fault(event, f"{quoted(event.value)} {IS_CURLY}")
                value = REFUSED
        elif depth == DEEPEST:
            raise _TooDeepError(_fault(event, f"lies more than {DEEPEST} levels deep; look at the brackets before it"))
        else:
            value = self.mapping(event, depth + 1) if kind is MappingStartEvent else self.list(depth + 1)
        return value if good else REFUSED

    def list(self, depth: int) -> list[Value]:
        values = []
        while (event := self.next()).__class__ in _VALUES:
            values.append(self.value(event, depth))
        return values

    def mapping(self, start: Any, depth: int) -> dict[str, Value] | Refused:
        values: dict[str, Value] = {}
        next_event, refused = self.next, False
        while (event := next_event()).__class__ in _VALUES:
            refused = refused or (start.flow_style and event.__class__ is not ScalarEvent)
            key = self.key(event, depth, start.flow_style)
            value = self.value(next_event(), depth)
            if key is not None and key in values:
                self.fault(event, f"{name(key)}: written twice in this record; keep one")
            elif key is not None:
                values[key] = value
        if not refused:
            return values
        self.fault(start, 'text that begins with "{" must stand in quotes')
        return REFUSED

    def key(self, event: Any, depth: int, in_braces: bool) -> str | None:
        key: str | None = None
        if event.__class__ is not ScalarEvent:
            self.value(event, depth)
            if not in_braces:
                self.fault(event, "a key cannot begin with this sign; put it in quotes")
        elif event.value == "<<" and event.implicit[0]:
            self.fault(event, '"<<" repeats another record; write its keys out')
        elif not event.value:
            self.fault(event, "a key is missing before this colon; write it, or put the text in quotes")
        elif (event.tag is None and event.anchor is None) or self.refuse_marks(event):
            key = event.value
        return key

    def refuse_marks(self, event: Any) -> bool:
        sentence = f'"&{event.anchor}" is for repeating a value; leave it out, or put the text in quotes'
        self.fault(event, sentence if event.tag is None else 'text that begins with "!" must stand in quotes')
        return False

    def refuse_cut(self, event: Any) -> None:
        rest = self.cut[event.end_mark.line][event.end_mark.column :]
        if _CUT.match(rest):
            sentence = (
                f'{quoted(rest.strip())} would not be read; put the whole text in quotes, or write "# " for a note'
            )
            self.faults.append(Fault(event.end_mark.line + 1, event.end_mark.column + 2, sentence))

    def repetition(self, event: Any) -> Refused:
        if event.anchor not in self.repeated:
            self.repeated.add(event.anchor)
            self.fault(event, f'"*{event.anchor}" repeats another place; write the value out, or in quotes')
        return REFUSED

    def fault(self, event: Any, sentence: str) -> None:
        self.faults.append(_fault(event, sentence))


_CUT = re.compile(r"[ \t]+#[^\s#!]")


_VALUES = frozenset({ScalarEvent, ListStartEvent, MappingStartEvent, AliasEvent})


def _fault(event: Any, sentence: str) -> Fault:
    return Fault(event.start_mark.line + 1, event.start_mark.column + 1, sentence)


@dataclass
class Place:
    """Where a value and the values within it stand; line and column are counted from 1."""

    line: int
    column: int
    text: str | None = None
    """As it is written, without its quotes; `None` for lists and mappings."""
    inside: dict[str | int, Place] = field(default_factory=dict)
    """Places of the values within, by key or by number."""
    keys: dict[str | int, tuple[int, int]] = field(default_factory=dict)
    """Places of the keys of a mapping."""

    def begins(self, step: str | int) -> tuple[int, int]:
        """Return where a value within begins, with its key."""
        value = self.inside[step]
        return self.keys.get(step, (value.line, value.column))


def places(text: bytes) -> Place:
    """Return where everything stands in a text that was read before, up to where it can be read."""
    events = _events(text)
    for event in events:
        if event.__class__ in _VALUES:
            return _place(event, events)
    return Place(1, 1)


def _events(text: bytes) -> Iterator[Any]:
    parser = CParser(text)
    try:
        while event := parser.get_event():
            yield event
    except YAMLError:
        return


def _place(event: Any, events: Iterator[Any]) -> Place:
    place = Place(event.start_mark.line + 1, event.start_mark.column + 1, getattr(event, "value", None))
    if event.__class__ is ListStartEvent:
        for number, entry in enumerate(_until_end(events)):
            place.inside[number] = _place(entry, events)
    elif event.__class__ is MappingStartEvent:
        for key in _until_end(events):
            at = _place(key, events)
            value = next(events, None)
            if value is not None and at.text is not None and at.text not in place.inside:
                place.keys[at.text] = (at.line, at.column)
                place.inside[at.text] = _place(value, events)
            elif value is not None:
                _place(value, events)
    return place


def _until_end(events: Iterator[Any]) -> Iterator[Any]:
    for event in events:
        if event.__class__ not in _VALUES:
            return
        yield event
