"""What a template engine would read in a text: plain calls of macros, and whatever else it would take for code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Call(NamedTuple):
    """A macro called with text in quotes, and nothing else."""

    start: int
    """Where it begins."""
    end: int
    """Where it has ended."""
    name: str
    """The macro."""
    arguments: tuple[tuple[int, str], ...]
    """Place and text of each."""


class Code(NamedTuple):
    """Anything else between `{{ }}`, `{% %}` or `{# #}`."""

    start: int
    """Where it begins."""
    text: str
    """All of it, or its line up to the end where it is not closed."""
    closed: bool
    """Whether its last sign stands on the same line."""


_TEXT = r"\"[^\"\\\n]*\"|'[^'\\\n]*'"
_TEMPLATE = re.compile(
    rf"""(?P<raw>\{{%-?\s*raw\s*-?%\}}.*?\{{%-?\s*endraw\s*-?%\}})
       | \{{\{{\s*(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*
         \(\s*(?P<arguments>(?:(?:{_TEXT})\s*(?:,\s*(?=["'])|(?=\))))*)\)\s*\}}\}}
       | (?P<other>\{{\{{|\{{%|\{{\#)""",
    re.VERBOSE | re.DOTALL,
)
_ARGUMENT = re.compile(_TEXT)
_NOT_A_BREAK = re.compile(r"[^\n]")
_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}


def template_parts(body: str) -> Iterator[Call | Code]:
    """Give what a template engine would read, in order; what stands in a raw block is text."""
    if "{" not in body:
        return
    for match in _TEMPLATE.finditer(body):
        if match["name"]:
            offset = match.start("arguments")
            found = _ARGUMENT.finditer(match["arguments"])
            arguments = tuple((offset + argument.start(), argument[0][1:-1]) for argument in found)
            yield Call(match.start(), match.end(), match["name"], arguments)
        elif opening := match["other"]:
            yield _code(body, match.start(), opening)


def _code(body: str, start: int, opening: str) -> Code:
    line = body[start : body.find("\n", start) if "\n" in body[start:] else None]
    end = line.find(_ENDS[opening])
    return Code(start, line if end < 0 else line[: end + 2], end >= 0)


def without_calls(body: str, parts: Iterable[Call | Code]) -> str:
    """Return a text of the same length in which letters stand for calls."""
    pieces, end = [], 0
    for part in parts:
        if isinstance(part, Call):
            pieces += [body[end : part.start], _NOT_A_BREAK.sub("x", body[part.start : part.end])]
            end = part.end
    return "".join([*pieces, body[end:]])
