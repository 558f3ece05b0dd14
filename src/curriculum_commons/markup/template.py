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
    rf"""(?P<raw>\{{%-?\s*raw\s*-?%\}})
       | \{{\{{\s*(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*
         \(\s*(?P<arguments>(?:(?:{_TEXT})\s*(?:,\s*(?=["'])|(?=\))))*)\)\s*\}}\}}
       | (?P<other>\{{\{{|\{{%|\{{\#)""",
    re.VERBOSE,
)
_RAW_END = re.compile(r"\{%-?\s*endraw\s*-?%\}")
_ARGUMENT = re.compile(_TEXT)
_LONGEST = 500
_NOT_A_BREAK = re.compile(r"[^\n]")
_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}


def template_parts(body: str) -> Iterator[Call | Code]:
    """Give what a template engine would read, in order; what stands in a raw block is text."""
    if "{" not in body:
        return
    place, raw_ends = 0, "endraw" in body
    while match := _TEMPLATE.search(body, place):
        place = match.end()
        raw_end = _RAW_END.search(body, place) if match["raw"] and raw_ends else None
        if raw_end:
            place = raw_end.end()
        elif match["name"]:
            yield Call(match.start(), place, match["name"], tuple(_arguments(match)))
        else:
            raw_ends = raw_ends and not match["raw"]
            yield _code(body, match.start())


def _arguments(call: re.Match[str]) -> Iterator[tuple[int, str]]:
    for argument in _ARGUMENT.finditer(call["arguments"]):
        yield call.start("arguments") + argument.start(), argument[0][1:-1]


def _code(body: str, start: int) -> Code:
    line = body[start : start + _LONGEST].partition("\n")[0]
    end = line.find(_ENDS[line[:2]])
    return Code(start, line if end < 0 else line[: end + 2], end >= 0)


def without_calls(body: str, parts: Iterable[Call | Code]) -> str:
    """Return a text of the same length in which letters stand for calls."""
    pieces, end = [], 0
    for part in parts:
        if isinstance(part, Call):
            pieces += [body[end : part.start], _NOT_A_BREAK.sub("x", body[part.start : part.end])]
            end = part.end
    return "".join([*pieces, body[end:]])
