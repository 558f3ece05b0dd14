"""Find what was meant as Markdown and is not: lists, links, notes and tables that readers would get as typed.

Takes the text of an issue; knows nothing of files, and nothing of mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..content.markdown import Markup
from ..model.problems import quoted

Findings = Iterator[tuple[int, str, str]]
"""Positions in a text, each with message and code of the problem there."""

_UNREAD, _TABLE = "markdown-not-read", "broken-table"
_LIST = "is typed where a list belongs; begin the line with"
_ADDRESS = r"(?:https?:|mailto:|www\.|\.{0,2}/|[\w/-]+\.(?:md|pdf|docx|pptx|xlsx)\b)"
_TYPED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^[ \t]*([•·▪◦‣\uf0b7\uf0a7])(?=\s)", re.MULTILINE), f'{_LIST} "- "'),
    (re.compile(r"^(\?{3}\+?[ ]+\w+)", re.MULTILINE), 'makes no box here; begin it with "!!!"'),
    (re.compile(r"(?<![~\\])(~~[^~\s][^~\n]*~~)(?!~)"), 'is shown as typed; take out each "~~", or the words'),
    (re.compile(r"(?<![=\\\w])(==[^=\s][^=\n]*==)(?!=)"), "is shown as typed; write ** in place of =="),
    (re.compile(r"(?<!\\)(\\)$", re.MULTILINE), "is shown as typed; end the line with two spaces instead"),
    (
        re.compile(r"(<[a-zA-Z]\w*:\w+[^<>]*>|\bMsoNormal\b)"),
        "comes from Word; paste it again without its format",
    ),
    (
        re.compile(rf"(\[[^\[\]\n]{{1,200}}\][ ]+\(){_ADDRESS}"),
        'makes no link; take out what is between "]" and "("',
    ),
    (
        re.compile(rf"(\([^()\n]{{1,200}}\)\[){_ADDRESS}"),
        "makes no link; write the words in [ ] and the address in ( )",
    ),
    (
        re.compile(r"(?<!\{)(\{[ \t]*[a-z]\w*\([^{}()\n]{0,200}\)[ \t]*\})(?!\})"),
        "is shown as typed; write a macro between {{ and }}",
    ),
)
"""What is not shown as its author thinks, and what to do about it."""
_NOTE = re.compile(r"\[\^([^\[\]\n]+)\](:?)")
_ITEM = re.compile(r"( {0,3})(?:[-*+]|[0-9]{1,2}\.)[ \t]+\S")
_BEGINNING = re.compile(r" {0,3}([-*+]|1\.)[ \t]+\S")
_NOT_ITEM = re.compile(r" {0,3}([–—]|-(?=[^\W\d_])|[0-9]{1,2}\)|[a-z]\))[ \t]*\S")
_BETWEEN = re.compile(r"(\n(?:[ \t]*\n)+|^#{1,6}[^\n]*\n)", re.MULTILINE)
_NOT_TEXT = re.compile(r"\s*(?:\||>|<|:|!!!|\{[{%])")
"""Beginning of a line that is not text; below some of them a list may begin at once."""
_ROWS = re.compile(r"(?:^[ \t]*\|[^\n]*\S(?:\n|\Z)){2,}", re.MULTILINE)
_RULE = re.compile(r"[ \t|:-]*-[ \t|:-]*")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")


def markup_problems(markup: Markup) -> Findings:
    """Yield each passage that would be shown as typed, or would lose words, with what to type instead."""
    yield from _notes(markup)
    for pattern, message in _TYPED:
        for typed in pattern.finditer(markup.prose):
            yield typed.start(1), f"{quoted(typed[1])} {message}", _UNREAD
    at = 0
    for block in _BETWEEN.split(markup.prose):
        for offset, message in _lists(block, markup.body[at : at + len(block)]):
            yield at + offset, message, _UNREAD
        at += len(block)
    yield from _tables(markup)


def _notes(markup: Markup) -> Findings:
    notes = list(_NOTE.finditer(markup.prose))
    written = {note[1] for note in notes if note[2]}
    for note in notes:
        if note[1] not in written:
            yield note.start(), f"{quoted(note[0])} has no note; add a line {quoted(f'{note[0]}: …')}", "missing-note"


def _lists(block: str, body: str) -> Iterator[tuple[int, str]]:
    """Yield what was to be a list in a text without empty lines, and would be run together."""
    lines = [(line.start(), line[0]) for line in re.finditer(r"[^\n]+", block)]
    while lines and _NOT_TEXT.match(body, lines[0][0]):
        del lines[0]
    if not lines:
        return
    if first := _ITEM.match(lines[0][1]):
        yield from _shallow(lines, len(first[1]))
        return
    for at, line in lines[1:]:
        if item := _BEGINNING.match(line):
            message = "begins a list right below other words, which would run on in it; leave the line above it empty"
            yield at + item.start(1), f"{quoted(item[1])} {message}"
            break
    for (at, line), (_, below) in pairwise(lines):
        if (item := _NOT_ITEM.match(line)) and _NOT_ITEM.match(below):
            yield at + item.start(1), f'{quoted(item[1])} {_LIST} "{"- " if item[1] in "–—-" else "1. "}"'
            return


def _shallow(lines: list[tuple[int, str]], margin: int) -> Iterator[tuple[int, str]]:
    """Yield entries of a list that are indented, and not far enough to be below another."""
    for at, line in lines[1:]:
        if (item := _ITEM.match(line)) and (deep := len(item[1])) > margin:
            message = f"is indented by {deep} space{'s' * (deep != 1)}, too few to be part of the line above; use four"
            yield at + deep, f"{quoted(line.split()[0])} {message}"


def _tables(markup: Markup) -> Findings:
    """Yield each table without the line that makes it one, and each cell that has no column."""
    for rows in _ROWS.finditer(markup.prose):
        lines = [(rows.start() + line.start(), line[0]) for line in re.finditer(r"[^\n]+", rows[0])]
        (start, first), (_, second), *more = lines
        columns = len(_cells(first))
        if not _RULE.fullmatch(second):
            rule = quoted(f"|{' --- |' * columns}")
            message = f"begins lines that make no table; write {rule} below the first of them"
            yield start + first.index("|"), message, _TABLE
            continue
        for at, line in more:
            if extra := [cell for cell in _cells(line)[columns:] if cell]:
                message = f"would be left out, as the first row has {columns} cells and this row more"
                message = f'{quoted(extra[-1])} {message}; a "|" that is no border is "\\|"'
                yield at + line.rindex(extra[-1]), message, _TABLE


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _BETWEEN_CELLS.split(line.strip().removeprefix("|").removesuffix("|"))]
