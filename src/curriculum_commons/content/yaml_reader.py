"""Read YAML text as plain values, each with its line and column, in one pass over the parser's events.

Reads the part of YAML that means the same to everyone: mappings, lists, text, plain numbers, days, true and false; one
document, each key once, no aliases, tags or merge keys. Text without quotes is a value where every program agrees
on it. Knows nothing of files or of records.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from yaml import AliasEvent, DocumentStartEvent, MappingStartEvent, MarkedYAMLError, ScalarEvent, YAMLError
from yaml import SequenceStartEvent as ListStartEvent
from yaml._yaml import CParser

from ..model.problems import Severity, name, quoted
from .list_signs import list_sign
from .yaml_errors import explain
from .yaml_scalars import Unquoted, plain

DEEPEST = 40
"""How deep lists and mappings may be nested; no record needs a quarter of it."""

Value: TypeAlias = Any
AMERICAN = {f"{part}licence": f"{part}license" for part in ("", "content_", "code_")}
AMERICAN |= {"organisation": "organization", "organisations": "organizations"}
"""Keys in British spelling, and the key that each is read as."""
_VALUES = frozenset({ScalarEvent, ListStartEvent, MappingStartEvent, AliasEvent})
_CURLY = re.compile(r"“[^“”]*[”“]|„[^„“”]*[“”]|‘[^‘’]*[’‘]")
"""Text between the quotation marks of a word processor, which are ordinary letters to the parser."""
_CUT = re.compile(r"[ \t]+#[^\s#!]")
"""What ends an unquoted text without a word, as in `title: Fast Fact #29`."""


_NEW_LINE = re.compile(r"(?<=[^\n])\n(?=[^\n])")
_ENTRY = re.compile(r"\s*(?:[-*–—]|[0-9]{1,2}[.)])\s+\S")


class Refused:
    """Replaces a value that is reported already, so that nobody reports it again."""


REFUSED = Refused()


class Fault(NamedTuple):
    """Something that an author must change, and where; line and column are counted from 1."""

    line: int
    column: int
    message: str
    code: str
    severity: Severity = "error"


@dataclass(slots=True)
class Position:
    """Line and column of a value and of the values within it, counted from 1."""

    line: int
    column: int
    text: str | None = None
    """As it is written, without its quotes; `None` for lists and mappings."""
    inside: Mapping[str | int, Position] = field(default_factory=dict)
    """Positions of the values within, by key or by number."""
    keys: Mapping[str | int, tuple[int, int]] = field(default_factory=dict)
    """Line and column of the keys of a mapping."""

    def begins(self, step: str | int) -> tuple[int, int]:
        """Return where a value within begins, with its key."""
        value = self.inside[step]
        return self.keys.get(step, (value.line, value.column))


@dataclass
class Reading:
    """The content of a text, as far as it can be read."""

    value: Value = REFUSED
    """The whole, or REFUSED where the text is not YAML."""
    position: Position = field(default_factory=lambda: Position(1, 1))
    """Where everything is; of a text that is not YAML, as far as it was read."""
    faults: list[Fault] = field(default_factory=list)
    """What an author must change before it can be read as meant."""


def read(text: bytes) -> Reading:
    """Read UTF-8 text; whatever it contains, the answer is a reading."""
    reading = Reading()
    try:
        with suppress(_TooDeepError):
            _Reader(text, reading).document()
    except MarkedYAMLError as error:
        reading.faults[:] = [fault for fault in reading.faults if fault.code != "folded-list"]  # a consequence
        reading.faults.append(Fault(*explain(error, text.decode()), "yaml-syntax"))
    except YAMLError as error:
        reading.faults.append(Fault(1, 1, f"cannot be read: {error}", "yaml-syntax"))
    return reading


def _unfolded(event: Any, lines: Sequence[str]) -> tuple[str, int | None]:
    """Return the text of a scalar with its paragraphs, and the line of a list that is lost in it, counted from 1.

    But below `|`, YAML makes a line end a space and an empty line a line end, so that a list is one run-on paragraph.
    """
    first, value = event.start_mark.line, str(event.value)
    written = lines[first : event.end_mark.line + 1]
    if len(written) == 1 or event.style == "|":
        return value, None
    number = next((at for at in range(1, len(written) - 1) if all(map(_begins_entry, written[at : at + 2]))), None)
    if number is not None and f"\n{' '.join(written[number + 1].split())}" not in re.sub(r"\n[ \t]+", "\n", value):
        return value, first + number + 1
    return _NEW_LINE.sub("\n\n", value), None


def _begins_entry(line: str) -> bool:
    return bool(_ENTRY.match(line) or list_sign(line.lstrip()))


class _TooDeepError(Exception): ...


class _Reader:
    # yaml.compose would not do: it stops at the first alias, and crashes on brackets nested 100,000 deep.

    def __init__(self, text: bytes, reading: Reading) -> None:
        self.next = CParser(text).get_event
        self.lines = text.decode().split("\n")
        self.cut = {number: line for number, line in enumerate(self.lines) if "#" in line and _CUT.search(line)}
        self.reading, self.faults = reading, reading.faults
        self.repeated: set[str] = set()

    def document(self) -> None:
        self.next()
        if not isinstance(self.next(), DocumentStartEvent):
            self.reading.value = None
            return
        event = self.next()
        self.reading.position = position = _position(event)
        value = self.value(event, position, 0)
        self.next()
        if isinstance(again := self.next(), DocumentStartEvent):
            self.fault(again, 'a second document begins here; remove the "---", or what follows it')
        else:
            self.reading.value = None if value == Unquoted("") else value

    def value(self, event: Any, position: Position, depth: int) -> Value:
        kind = event.__class__
        if kind is AliasEvent:
            if event.anchor not in self.repeated:
                self.repeated.add(event.anchor)
                message = f'"*{event.anchor}" repeats another value; write the value out, or in quotes'
                self.fault(event, message, "yaml-alias")
            return REFUSED
        good = self.has_no_marks(event)
        value: Value
        if kind is ScalarEvent:
            value, line = _unfolded(event, self.lines)
            position.text = value
            if line is not None:
                message = 'this list would be one paragraph; write "|" after the colon and the text below, line by line'
                self.faults.append(Fault(line, 1, message, "folded-list"))
            if event.implicit[0]:
                value = self.unquoted(event, value)
        elif depth == DEEPEST:
            self.fault(event, f"is nested more than {DEEPEST} levels deep; look at the brackets before it")
            raise _TooDeepError
        elif kind is MappingStartEvent:
            value = self.mapping(event, position, depth + 1)
        else:
            value = self.list(position, depth + 1)
        return value if good else REFUSED

    def unquoted(self, event: Any, text: str) -> Value:
        if event.end_mark.line in self.cut:
            self.refuse_cut(event)
        if _CURLY.fullmatch(event.value):
            message = "has curly quotes, which would be read as part of it; type straight ones"
            self.fault(event, f"{quoted(event.value)} {message}", "curly-quotes")
            return REFUSED
        return plain(text)

    def list(self, position: Position, depth: int) -> list[Value]:
        values: list[Value] = []
        position.inside = inside = {}
        while (event := self.next()).__class__ in _VALUES:
            inside[len(values)] = within = _position(event)
            values.append(self.value(event, within, depth))
        return values

    def mapping(self, start: Any, position: Position, depth: int) -> dict[str, Value] | Refused:
        values: dict[str, Value] = {}
        position.inside, position.keys = inside, keys = {}, {}
        refused = False
        while (event := self.next()).__class__ in _VALUES:
            refused = refused or (start.flow_style and event.__class__ is not ScalarEvent)
            key = self.key(event, depth, start.flow_style)
            entry = self.next()
            within = _position(entry)
            if key is not None and key not in values:
                keys[key] = _begins(event)
                inside[key] = within
                values[key] = self.value(entry, within, depth)
                continue
            self.value(entry, within, depth)
            if key is not None:
                self.fault(event, f"{name(key)}: written twice in this record; keep one", "duplicate-key")
        if not refused:
            return values
        self.fault(start, 'text that begins with "{" must be in quotes')
        return REFUSED

    def key(self, event: Any, depth: int, in_braces: bool) -> str | None:
        key: str | None = None
        if event.__class__ is not ScalarEvent:
            self.value(event, _position(event), depth)
            if not in_braces:
                self.fault(event, "a key cannot begin with this character; put it in quotes")
        elif event.value == "<<" and event.implicit[0]:
            self.fault(event, '"<<" repeats another record; write its keys out', "yaml-alias")
        elif not event.value:
            self.fault(event, "a key is missing before this colon; write it, or put the text in quotes")
        elif self.has_no_marks(event):
            key = AMERICAN.get(event.value, event.value)
            if key != event.value:
                message = f'{event.value}: write "{key}"; the British spelling still works'
                self.faults.append(Fault(*_begins(event), message, "renamed-key", "warning"))
        return key

    def has_no_marks(self, event: Any) -> bool:
        if event.tag is not None:
            self.fault(event, 'text that begins with "!" must be in quotes')
        elif event.anchor is not None:
            message = f'"&{event.anchor}" is for repeating a value; leave it out, or put the text in quotes'
            self.fault(event, message, "yaml-alias")
        return event.tag is None and event.anchor is None

    def refuse_cut(self, event: Any) -> None:
        line, column = event.end_mark.line, event.end_mark.column
        rest = self.cut[line][column:]
        if _CUT.match(rest):
            message = 'would not be read; put the whole text in quotes, or write "# " for a note'
            self.faults.append(Fault(line + 1, column + 2, f"{quoted(rest.strip())} {message}", "yaml-comment"))

    def fault(self, event: Any, message: str, code: str = "yaml-syntax") -> None:
        self.faults.append(Fault(*_begins(event), message, code))


def _position(event: Any) -> Position:
    return Position(*_begins(event))


def _begins(event: Any) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
