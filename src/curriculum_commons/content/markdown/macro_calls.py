"""Macro calls in a text, and whatever else a template engine would take for code.

The only place that knows how a call is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple


@dataclass(frozen=True)
class MacroSignature:
    """The arguments of a macro, by kind, and the records that can be linked to where it is called."""

    takes: tuple[str, ...] = ()
    """Kind of each argument: a kind of record, "topic", "file", "role", "count", "issue" or "text"."""
    optional: int = 0
    """How many of the last arguments may be left out."""
    anchors: tuple[str, ...] = ()
    """Kinds of the records whose anchors the block contains."""
    inline: bool = False
    """Whether it is used within a sentence; any other macro is on a line of its own."""


class Call(NamedTuple):
    """A macro called with text in quotes, and nothing else."""

    start: int
    """Where it begins."""
    end: int
    """Where it has ended."""
    name: str
    """The macro."""
    arguments: tuple[tuple[int, str], ...]
    """Offset and text of each."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Text of each argument."""
        return tuple(text for _, text in self.arguments)


class Code(NamedTuple):
    """Anything else between `{{ }}`, `{% %}` or `{# #}`."""

    start: int
    """Where it begins."""
    text: str
    """All of it, or its line up to the end where it is not closed."""
    closed: bool
    """Whether its last character is on the same line."""

    @property
    def is_raw(self) -> bool:
        """Whether it begins a raw block, which then has no end."""
        return bool(_RAW.match(self.text))

    @property
    def attempt(self) -> tuple[str, bool]:
        """The name that it begins with, or an empty one, and whether that is called."""
        begun = _ATTEMPT.match(self.text)
        return (begun[1], bool(begun[2])) if begun else ("", False)


_STRING = r"\"[^\"\\\n]*\"|'[^'\\\n]*'"
_TEMPLATE = re.compile(
    rf"""(?P<raw>\{{%-?\s*raw\s*-?%\}})
       | \{{\{{\s*(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*
         \(\s*(?P<arguments>(?:(?:{_STRING})\s*(?:,\s*(?=["'])|(?=\))))*)\)\s*\}}\}}
       | (?P<other>\{{\{{|\{{%|\{{\#)""",
    re.VERBOSE,
)
_RAW = re.compile(r"\{%-?\s*(end)?raw\s*-?%\}")
_ATTEMPT = re.compile(r"\{\{\s*(\w+)\s*(\()?")
_LONGEST = 500
_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}


def template_parts(body: str) -> Iterator[Call | Code]:
    """Yield what a template engine would read, in order; the content of a raw block is text."""
    if "{" not in body:
        return
    offset, raw_ends = 0, "endraw" in body
    while match := _TEMPLATE.search(body, offset):
        offset = match.end()
        raw_end = (
            next((raw for raw in _RAW.finditer(body, offset) if raw[1]), None) if match["raw"] and raw_ends else None
        )
        if raw_end:
            offset = raw_end.end()
        elif match["name"]:
            yield Call(match.start(), offset, match["name"], tuple(_arguments(match)))
        else:
            raw_ends = raw_ends and not match["raw"]
            yield _code(body, match.start())


def _arguments(call: re.Match[str]) -> Iterator[tuple[int, str]]:
    for argument in re.finditer(_STRING, call["arguments"]):
        yield call.start("arguments") + argument.start(), argument[0][1:-1]


def _code(body: str, start: int) -> Code:
    line = body[start : start + _LONGEST].partition("\n")[0]
    end = line.find(_ENDS[line[:2]])
    return Code(start, line if end < 0 else line[: end + 2], end >= 0)


def macro_calls(body: str) -> tuple[Call, ...]:
    """Return the calls of a text that is a template, in order."""
    return tuple(part for part in template_parts(body) if isinstance(part, Call))


def mark(text: str) -> str:
    """Return a word that nobody can type in a text, because it depends on all of the text."""
    return f"m{sha256(text.encode()).hexdigest()[:32]}n"


def replace_calls(body: str, replacement: Callable[[int, Call], str]) -> str:
    """Return a text that is a template with something else in place of each call, and without marks of raw blocks.

    Args:
        replacement: Called with the number of a call, counted from 0, and the call.
    """
    pieces, end = [], 0
    for number, call in enumerate(macro_calls(body)):
        pieces += [_RAW.sub("", body[end : call.start]), replacement(number, call)]
        end = call.end
    return "".join([*pieces, _RAW.sub("", body[end:])])
