"""Signs that a text has too many of, and lists, quotes and brackets in each other, so that programs take minutes.

Reads a text once, line by line and sign by sign, so that it takes no time itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SIGNS = ("[", "<", "`", "*[", "\n:", "{", "#")
MOST_SIGNS = 10_000
MOST_BRACKETS, MOST_BRACKETS_ON_PAGE = 8, 80
"""In documents, which pandoc reads, and on pages."""
_MOST_BLOCKS, _MOST_MARKS = 12, 100
_TAB = 4
_MARKS = re.compile(r"(?:>[ \t]?|(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)+|:[ \t]|(?:!!!|\?\?\?)")
"""Beginning of quotes and entries of lists, one in the other, or of a definition or box."""
_MARK = re.compile(r">|[-*+]|[0-9]+[.)]|:|!!!|\?\?\?")
_RULE = re.compile(r"(?:\*[ \t]*)+|(?:-[ \t]*)+")
_BRACKETS = re.compile(r"\\.|[\[\]]|\n[ \t]*+\n")
_EMPHASIS = re.compile(r"\\.|(?<![*_\w])([*_]{1,3})(?=[^\s*_|\[])|(?<=[^\s*_|])([*_]{1,3})(?![*_\w])|\n[ \t]*+\n|\|")


def too_deep(prose: str, most_brackets: int) -> Iterator[tuple[int, str]]:
    """Yield where a text without code is too deep, with the message: once for each kind."""
    deep = (
        (_too_deep_block(prose), _MOST_BLOCKS, "lists or quotes"),
        (_deeper(prose, _BRACKETS, most_brackets), most_brackets, "brackets"),
        (_deeper(prose, _EMPHASIS, _MOST_MARKS), _MOST_MARKS, "marks of emphasis"),
    )
    for at, most, what in deep:
        if at is not None:
            yield at, f"more than {most} {what} within each other; write without the outer ones"


def _too_deep_block(prose: str) -> int | None:
    at = 0
    for line in prose.split("\n"):
        begin = len(line) - len(line.lstrip(" \t"))
        if (marks := _MARKS.match(line, begin)) and not _RULE.fullmatch(line, begin):
            columns = len(line[:begin].expandtabs(_TAB))
            if columns // _TAB + sum(1 for _ in _MARK.finditer(marks[0])) > _MOST_BLOCKS:
                return at + begin
        at += len(line) + 1
    return None


def _deeper(prose: str, signs: re.Pattern[str], most: int) -> int | None:
    """Return where more than so many are open at once."""
    depth = 0
    for found in signs.finditer(prose):
        depth = max(depth + _step(found, depth), 0)
        if depth > most:
            return found.start()
    return None


def _step(found: re.Match[str], depth: int) -> int:
    """Return how much deeper it is after a sign: all is closed by an empty line or the border of a cell."""
    sign = found[0]
    if sign[0] == "\\":
        return 0
    if sign[0] in "\n|":
        return -depth
    return -1 if sign == "]" or (sign != "[" and found[1] is None) else 1
