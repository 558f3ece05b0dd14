"""Find what was typed as Markdown and is none: lists, links, notes and calls that readers would get sign by sign.

Takes the text of an issue; knows nothing of files, and nothing of mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..content.markdown import Markup
from ..model.problems import quoted

_FROM_WORD = "comes from Word; paste the text again without its format"
_LIST = "is typed where a list belongs; begin the line with"
_ADDRESS = r"(?:https?:|mailto:|www\.|\.{0,2}/|[\w/-]+\.(?:md|pdf|docx|pptx|xlsx)\b)"
_SIGNS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("", re.compile(r"^[ \t]*([•·▪◦‣\uf0b7\uf0a7])(?=\s)", re.MULTILINE), f'{_LIST} "- "'),
    ("???", re.compile(r"^(\?{3}\+?[ ]+\w+)", re.MULTILINE), 'makes no box here; begin it with "!!!"'),
    (
        "~~",
        re.compile(r"(?<![~\\])(~~[^~\s][^~\n]*~~)(?!~)"),
        "is shown with its signs; take them out, or the words",
    ),
    ("==", re.compile(r"(?<![=\\\w])(==[^=\s][^=\n]*==)(?!=)"), "is shown with its signs; write ** in place of =="),
    ("\\\n", re.compile(r"(?<!\\)(\\)$", re.MULTILINE), "is shown as it is; end the line with two spaces instead"),
    ("<", re.compile(r"(<[a-zA-Z]\w*:\w+[^<>]*>)"), _FROM_WORD),
    ("MsoNormal", re.compile(r"(\bMsoNormal\b)"), _FROM_WORD),
    (
        "] ",
        re.compile(rf"(\[[^\[\]\n]{{1,200}}\][ ]+\(){_ADDRESS}"),
        'makes no link; take out what stands between "]" and "("',
    ),
    (
        ")[",
        re.compile(rf"(\([^()\n]{{1,200}}\)\[){_ADDRESS}"),
        "makes no link; write the words in [ ] and the address in ( )",
    ),
    (
        "{",
        re.compile(r"(?<!\{)(\{[ \t]*[a-z]\w*\([^{}()\n]{0,200}\)[ \t]*\})(?!\})"),
        "is shown as it is; write a macro between {{ and }}",
    ),
)
"""Signs that are not shown as their author thinks, each after what a text has in it that has them."""
_NOTE = re.compile(r"\[\^([^\[\]\n]+)\](:?)")
_ITEM = re.compile(r"( {0,3})(?:[-*+]|[0-9]{1,2}\.)[ \t]+\S")
_BEGINNING = re.compile(r" {0,3}([-*+]|1\.)[ \t]+\S")
_NO_ITEM = re.compile(r" {0,3}([–—]|-(?=[^\W\d_])|[0-9]{1,2}\)|[a-z]\))[ \t]*\S")
_BETWEEN = re.compile(r"(\n(?:[ \t]*\n)+|^#{1,6}[^\n]*\n)", re.MULTILINE)
_NO_WORDS = re.compile(r"\s*(?:\||>|<|:|!!!|\{[{%])")
"""What begins a line that is no text; below some of them a list may begin at once."""


def typed_problems(markup: Markup) -> Iterator[tuple[int, str]]:
    """Give each place where signs would be shown, and what is to be typed in their place."""
    yield from _notes(markup)
    for has, form, refusal in _SIGNS:
        for sign in form.finditer(markup.prose) if has in markup.prose else ():
            yield sign.start(1), f"{quoted(sign[1])} {refusal}"
    at = 0
    for block in _BETWEEN.split(markup.prose):
        yield from ((at + place, message) for place, message in _lists(block, markup.body[at : at + len(block)]))
        at += len(block)


def _notes(markup: Markup) -> Iterator[tuple[int, str]]:
    """Give each number of a note that stands nowhere."""
    notes = list(_NOTE.finditer(markup.prose)) if "[^" in markup.prose else []
    written = {note[1] for note in notes if note[2]}
    for note in notes:
        if note[1] not in written:
            yield note.start(), f"{quoted(note[0])} has no note; add a line {quoted(f'{note[0]}: …')}"


def _lists(block: str, body: str) -> Iterator[tuple[int, str]]:
    """Give what was to be a list in a text without empty lines, and would be run together."""
    lines = [(line.start(), line[0]) for line in re.finditer(r"[^\n]+", block)]
    while lines and _NO_WORDS.match(body, lines[0][0]):
        del lines[0]
    if not lines:
        return
    if first := _ITEM.match(lines[0][1]):
        yield from _shallow(lines, len(first[1]))
        return
    if begun := next(((at, sign) for at, line in lines[1:] if (sign := _BEGINNING.match(line))), None):
        message = "begins a list right below other words, which would run on in it; leave the line above it empty"
        yield begun[0] + begun[1].start(1), f"{quoted(begun[1][1])} {message}"
    for (at, line), (_, below) in pairwise(lines):
        if (sign := _NO_ITEM.match(line)) and _NO_ITEM.match(below):
            yield at + sign.start(1), f'{quoted(sign[1])} {_LIST} "{"- " if sign[1] in "–—-" else "1. "}"'
            return


def _shallow(lines: list[tuple[int, str]], margin: int) -> Iterator[tuple[int, str]]:
    """Give entries of a list that are indented, and not far enough to stand below another."""
    for at, line in lines[1:]:
        if (item := _ITEM.match(line)) and (deep := len(item[1])) > margin:
            message = f"is indented by {deep} space{'s' * (deep != 1)}, too few to stand below the line above; use four"
            yield at + deep, f"{quoted(line.split()[0])} {message}"
