"""Read XML of others as a stream of events, within bounds; nothing in it is expanded, fetched or kept.

Knows no format: what an element means is known to whoever hands over the functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Protocol
from xml.parsers import expat

from ..model.problems import CallError

LARGEST = 250_000_000
"""Bytes of one stream, unpacked."""
_CHUNK = 1 << 16
_LONGEST_TOKEN = 500_000
"""Bytes of one tag or comment."""
_LARGEST_RECORD, _DEEPEST, _LONGEST_TEXT = 50_000, 100, 40_000
"""Elements of a record; elements within each other; characters of a text."""
_MOST_NAMES = 10_000
"""Different names of elements and attributes."""


class Reader(Protocol):
    """Whoever takes the events; names of elements have their namespace and a space before them."""

    def start(self, element: str, given: Mapping[str, str], /) -> None:
        """Begin an element with its attributes."""

    def end(self, element: str, /) -> None:
        """End an element."""

    def data(self, text: str, /) -> None:
        """Take text, which may come in several pieces."""


def parsed(stream: IO[bytes], name: str, reader: Reader, largest: int = LARGEST) -> Iterator[None]:
    """Parse a stream, and yield after each part of it; raises CallError for XML that is damaged or hostile.

    Args:
        name: What a message calls the stream.
        largest: Bytes of the whole.
    """
    names: dict[str, str] = {}
    parser = expat.ParserCreate(namespace_separator=" ", intern=names)
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise CallError(
            f"{name} has a document type, with which entities can be defined; it is not read: export the file again"
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.data
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        _feed(parser, chunk, name)
        is_odd = size - parser.CurrentByteIndex > _LONGEST_TOKEN or len(names) > _MOST_NAMES
        if size > largest or is_odd:
            limit = f"is over {largest // 1_000_000} MB once it is unpacked" if size > largest else "is no usual XML"
            raise CallError(f"{name} {limit}; delete what is not needed, and save the file again")
        yield
    _feed(parser, b"", name, is_last=True)
    yield


def _feed(parser: expat.XMLParserType, chunk: bytes, name: str, is_last: bool = False) -> None:
    try:
        parser.Parse(chunk, is_last)
    except expat.ExpatError as error:
        message = f"{name} is damaged at line {error.lineno}: {expat.ErrorString(error.code)}; save or export it again"
        raise CallError(message) from error
    except ValueError as error:  # an encoding that Python does not know
        raise CallError(f"{name} is in an encoding that is not read; save it again in UTF-8") from error


@dataclass(slots=True)
class Node:
    """An element with all that is in it."""

    name: str
    """Without its namespace."""
    given: Mapping[str, str]
    """Attributes, by their names without namespaces."""
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def find(self, *names: str) -> Iterator[Node]:
        """Yield the elements that are reached by names, one within the other."""
        for child in self.children:
            if child.name == names[0]:
                yield from child.find(*names[1:]) if len(names) > 1 else (child,)

    def first(self, *names: str) -> str:
        """Return the text of the first of them."""
        return next((one.text.strip() for one in self.find(*names)), "")


class Records:
    """Takes the outermost elements of some names as wholes, and leaves out all that is around them."""

    def __init__(self, name: str, wanted: Collection[str]) -> None:
        """Begin before the first.

        Args:
            name: What messages call the stream.
            wanted: Names of the elements.
        """
        self.root = ""
        """The outermost element, with its namespace and a space before it."""
        self._name, self._wanted = name, wanted
        self._open: list[Node] = []
        self._found: list[Node] = []
        self._size = self._depth = 0

    def taken(self) -> list[Node]:
        """Return those that are whole and were not taken before."""
        found, self._found = self._found, []
        return found

    def start(self, element: str, given: Mapping[str, str]) -> None:
        """Begin an element."""
        self.root = self.root or element
        self._depth += 1
        local = element.rpartition(" ")[2]
        if self._open or local in self._wanted:
            node = Node(local, {name.rpartition(" ")[2]: text for name, text in given.items()})
            self._size = self._size + 1 if self._open else 1
            if self._open:
                self._open[-1].children.append(node)
            self._open.append(node)
        if self._size > _LARGEST_RECORD or self._depth > _DEEPEST:
            raise CallError(f"{self._name} is no usual export, as its elements have too many within; export it again")

    def end(self, _element: str) -> None:
        """End an element."""
        self._depth -= 1
        if self._open:
            node = self._open.pop()
            if not self._open:
                self._found.append(node)

    def data(self, text: str) -> None:
        """Take text."""
        if self._open and len(self._open[-1].text) < _LONGEST_TEXT:
            self._open[-1].text += text
