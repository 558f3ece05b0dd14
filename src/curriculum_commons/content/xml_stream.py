"""Read XML of others as a stream of events, within bounds; nothing in it is expanded, fetched or kept.

Knows no format: what an element means is known to whoever hands over the functions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Protocol
from xml.parsers import expat

from ..model.problems import CallError

LARGEST = 250_000_000
"""Bytes of one stream, unpacked."""
_CHUNK = 1 << 16
_LONGEST_TOKEN = 500_000
"""Bytes of one tag or comment."""
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
