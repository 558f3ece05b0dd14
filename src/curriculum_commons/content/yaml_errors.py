"""Explain the errors of the YAML parser to the person who wrote the text.

Knows nothing of files or of records.
"""

from __future__ import annotations

import re

from yaml import MarkedYAMLError

_HERE = "\0"
_FAR = 500
_NO_KEY = r"(?:expected key|mapping values)[^\n]*\n.*\n"
_BEGINNING, _END = "where the construct begins", "where the error was noticed"

_STRAY = "a key cannot be here; look at its indentation, and at the end of the line above"
_NO_SPACE = "this key has no space after its colon; write one"
_KEYLESS = 'this line has no "key: "; write one, or indent it under its key'

EXPLANATIONS: tuple[tuple[str, str, str], ...] = (
    (rf"\n[ {_HERE}]*\t.*\Z", _END, "a tab indents this line; use spaces"),
    (rf"node content[^\n]*\n.*\n.*{_HERE}\s*\Z", _END, "the file ends within brackets; close them"),
    ("cannot start any token", _END, 'text cannot begin with "{char}"; put the text in quotes'),
    (rf"{_NO_KEY}\s*{_HERE}:", _END, "a key is missing before this colon; write it, or put the text in quotes"),
    (rf"{_NO_KEY}.*:\s.*{_HERE}:", _END, 'a second ": " on this line; put the text in quotes'),
    (rf"{_NO_KEY}.*{_HERE}:", _END, _STRAY),
    (rf"{_NO_KEY}\s*{_HERE}", _END, "this line is indented differently from the lines above; use as many spaces"),
    (
        rf"{_NO_KEY}[^\"\n]*\"\s*{_HERE}|{_NO_KEY}[^'\n]*'\s*{_HERE}",
        _END,
        "a quotation mark above is not closed, and this one closes it; look there",
    ),
    (
        rf"{_NO_KEY}.*[\"']\s*{_HERE}",
        _END,
        "text goes on after the closing quotation mark; put the whole in one pair of quotes",
    ),
    (rf"{_NO_KEY}.*[\]}}]\s*{_HERE}", _END, "text goes on after the closing bracket; put the whole in quotes"),
    (rf"{_NO_KEY}.*\*\S+\s*{_HERE}", _END, 'text that begins with "*" must be in quotes'),
    (r"expected ':'\n(?:- )?[\w-]+:\S", _BEGINNING, _NO_SPACE),
    ("expected ':'", _BEGINNING, _KEYLESS),
    ("block sequence entries", _END, 'a list cannot begin here; begin it with "- " on the next line'),
    ("unexpected end of stream", _BEGINNING, "this quotation mark is not closed; write another at the end"),
    ("unexpected document indicator", _BEGINNING, "this quotation mark is not closed before the next ---"),
    ("expected ',' or ']'", _BEGINNING, 'this "[" is not closed by "]", or a comma is missing'),
    ("expected ',' or '}'", _BEGINNING, 'this "{{" is not closed by "}}", or a comma is missing'),
    (
        "unknown escape character",
        _END,
        'a "\\" in double quotes begins a special character; write "\\\\", or use single quotes',
    ),
    ("expected hexdecimal number", _END, 'the number after "\\x" or "\\u" is not whole'),
    ("Unicode character escape code", _END, 'the number after "\\u" is not the number of a character'),
    ("scanning an alias", _BEGINNING, 'text that begins with "*" must be in quotes'),
    ("scanning an anchor", _BEGINNING, 'text that begins with "&" must be in quotes'),
    (r"^[^\n]*\btag\b", _BEGINNING, 'text that begins with "!" must be in quotes'),
    ("mapping keys are not allowed", _END, 'text that begins with "? " must be in quotes'),
    ("scanning a directive", _BEGINNING, 'text that begins with "%" must be in quotes'),
    (r"^[^\n]*%YAML", _BEGINNING, "this line is not needed here; remove it"),
    ("expected comment or line break", _END, 'text begins on the line below ">" or "|", indented'),
    ("expected '-' indicator", _END, 'this line belongs to no entry of the list; begin it with "- ", or indent it'),
    ("expected node content", _END, "text cannot begin with this character; put the text in quotes"),
    ("expected <document start>", _END, "text goes on after the end of the file's content; remove it"),
    ("", _END, "cannot be read from here on; look at the quotes, colons and indentation of this line"),
)
"""Pattern in the parser's message and the two lines of the text, which of these to point at, and the message."""


def explain(error: MarkedYAMLError, text: str) -> tuple[int, int, str]:
    """Return line and column, counted from 1, and a message."""
    lines = text.split("\n")
    line, column = noticed = _position(error.problem_mark, lines)
    begun = _position(error.context_mark or error.problem_mark, lines)
    before, after = lines[line - 1][: column - 1][-_FAR:], lines[line - 1][column - 1 :][:_FAR]
    reason = f"{error.context or ''}: {error.problem or ''}"
    scene = f"{reason}\n{lines[begun[0] - 1].strip()[:_FAR]}\n{before}{_HERE}{after}"
    where, message = next((where, message) for pattern, where, message in EXPLANATIONS if re.search(pattern, scene))
    if message == _STRAY and (above := _without_key(lines, line - 1)):
        return above
    return *(begun if where == _BEGINNING else noticed), message.format(char=after[:1])


def _without_key(lines: list[str], number: int) -> tuple[int, int, str] | None:
    here = lines[number]
    above = next((line for line in range(number - 1, -1, -1) if lines[line].strip()), None)
    if above is None or re.match(r" *(?:- )?[\w-]+:(?:\s|$)", lines[above]):
        return None
    margin = len(lines[above]) - len(lines[above].lstrip(" "))
    if margin != len(here) - len(here.lstrip(" ")) or lines[above].lstrip().startswith("#"):
        return None
    return above + 1, margin + 1, _NO_SPACE if re.match(r" *(?:- )?[\w-]+:\S", lines[above]) else _KEYLESS


def _position(mark: object, lines: list[str]) -> tuple[int, int]:
    """Return line and column that an author can see: never below the last line with text."""
    line, column = getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1
    last = max((number for number, text in enumerate(lines, 1) if text.strip()), default=1)
    return (line, column) if line <= last else (last, len(lines[last - 1]) + 1)
