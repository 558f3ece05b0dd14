"""What the YAML parser says about a text that is no YAML, in the words of the person who wrote it.

Knows nothing of files or of records.
"""

from __future__ import annotations

import re

from yaml import MarkedYAMLError

_BEGINNING = "begin"
_END = "end"

_SAID: tuple[tuple[str, str, str], ...] = (
    ("could not find expected ':'", _BEGINNING, 'this line has no "key: "; write one, or indent it under its key'),
    ("block sequence entries are not allowed", _END, 'a list cannot begin here; begin it with "- " on the next line'),
    ("found unexpected end of stream", _BEGINNING, "this quotation mark is not closed; write another at the end"),
    ("found unexpected document indicator", _BEGINNING, "this quotation mark is not closed before the next ---"),
    ("did not find expected ',' or ']'", _BEGINNING, 'this "[" is not closed by "]", or a comma is missing'),
    ("did not find expected ',' or '}'", _BEGINNING, 'this "{" is not closed by "}", or a comma is missing'),
    (
        "found unknown escape character",
        _END,
        'a "\\" in double quotes is read as a sign of its own; write "\\\\", or use single quotes',
    ),
    ("did not find expected hexdecimal number", _END, 'the number after "\\x" or "\\u" is not whole'),
    ("found invalid Unicode character escape code", _END, 'the number after "\\u" stands for no character'),
    ("while scanning an alias", _BEGINNING, 'text that begins with "*" must stand in quotes'),
    ("while scanning an anchor", _BEGINNING, 'text that begins with "&" must stand in quotes'),
    ("tag", _BEGINNING, 'text that begins with "!" must stand in quotes'),
    ("mapping keys are not allowed", _END, 'text that begins with "? " must stand in quotes'),
    ("while scanning a directive", _BEGINNING, 'text that begins with "%" must stand in quotes'),
    ("%YAML", _BEGINNING, "this line is not needed here; remove it"),
    ("did not find expected comment or line break", _END, 'text begins on the line below ">" or "|", indented'),
    ("expected '-' indicator", _END, 'this line belongs to no entry of the list; begin it with "- ", or indent it'),
    ("did not find expected node content", _END, "text cannot begin with this sign; put the text in quotes"),
    ("did not find expected <document start>", _END, "text goes on after the end of the file's content; remove it"),
    ("indentation", _END, "the indentation changes here; use the same number of spaces as the lines above"),
)

_HERE = "\0"
_NO_KEY: tuple[tuple[str, str], ...] = (
    (f"^{_HERE}:", "a key is missing before this colon; write it, or put the text in quotes"),
    (rf":\s.*{_HERE}:", 'a second ": " on this line; put the text in quotes'),
    (
        f"{_HERE}:",
        'a key cannot stand here; give it the indentation of its neighbours, and each of them ": " with a space',
    ),
    (f"^{_HERE}", "this line is indented differently from the lines above; give it the same number of spaces"),
    (f"[\"']{_HERE}", "text goes on after the closing quotation mark; put the whole in one pair of quotes"),
    (rf"[\]}}]{_HERE}", "text goes on after the closing bracket; put the whole in quotes"),
    ("", "a key cannot begin here; look at the quotes and colons of this line"),
)


def explain(error: MarkedYAMLError, text: str) -> tuple[int, int, str]:
    """Return line and column, counted from 1, and a sentence."""
    line, column = _place(error.problem_mark)
    before, after = _around(text, line, column)
    if "\t" in re.match(r"\s*", before + after)[0]:  # type: ignore[index]
        return line, before.find("\t") + 1 or column, "a tab indents this line; use spaces"
    if not after and line >= text.count("\n") + 1:
        line, column = _last(text)
    said = f"{error.context or ''}: {error.problem or ''}"
    if "cannot start any token" in said:
        return line, column, f'text cannot begin with "{after[:1]}"; put the text in quotes'
    if "did not find expected key" in said or "mapping values" in said:
        return line, column, _no_key(before, after)
    for phrase, where, sentence in _SAID:
        if phrase in said:
            begins = _place(error.context_mark or error.problem_mark)
            return *(begins if where == _BEGINNING else (line, column)), sentence
    return line, column, "cannot be read from here on; look at the quotes, colons and indentation of this line"


def _no_key(before: str, after: str) -> str:
    written = f"{before.strip()}{_HERE}{after}"
    return next(sentence for pattern, sentence in _NO_KEY if re.search(pattern, written))


def _place(mark: object) -> tuple[int, int]:
    return (getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1)


def _around(text: str, line: int, column: int) -> tuple[str, str]:
    lines = re.split(r"\r\n|\n|\r", text)
    whole = lines[line - 1] if line <= len(lines) else ""
    return whole[: column - 1], whole[column - 1 :]


def _last(text: str) -> tuple[int, int]:
    lines = re.split(r"\r\n|\n|\r", text.rstrip())
    return len(lines), len(lines[-1]) + 1
