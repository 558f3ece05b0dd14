"""Lists, tables and quotes as an author means them, and where an engine reads them in another way.

What is meant is CommonMark with tables, as GitHub, editors and most guides read it. Python-Markdown makes the pages and
pandoc the documents; both want empty lines and spaces that CommonMark does not ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ...model.problems import quoted
from ..list_signs import list_sign
from .sections import EMPTY, LONGEST, TAB, UNREAD, Finding, Line, below_problems, sections

TABLE = "broken-table"
_QUOTE = re.compile(r"(?: {0,3}> ?)*")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
_ENDS_HTML = re.compile(r" {0,3}</(?:div|details|section|article|aside|figure|table|ul|ol|dl|p|center)>[ ]*")
"""A line below which Python-Markdown reads Markdown again, unlike CommonMark."""
_YEAR = 100
"""A number from which on the beginning of a line is hardly one of a list."""


def block_problems(body: str, text: str, is_page: bool) -> Iterator[Finding]:
    """Yield each list, quote, heading and table that would not be shown as such.

    Args:
        body: A text as it was written.
        text: The same with letters in place of code.
        is_page: Whether Python-Markdown reads it, and not pandoc.
    """
    lines, at = [], 0
    for line in text.split("\n"):
        expanded = line.expandtabs(TAB) if line.startswith(("\t", " ")) else line
        if _ENDS_HTML.fullmatch(line) if is_page else line.startswith(":::"):
            expanded = " " * len(line)
        lines.append(Line(at - len(expanded) + len(line), expanded))
        at += len(line) + 1
    yield from below_problems(body, lines, is_page)
    for section in sections(lines):
        if any(line.text.strip() for line in section):
            yield from _Section(body, section, is_page).problems()


@dataclass
class _Section:
    body: str
    lines: list[Line]
    is_page: bool
    open: list[Token] = field(default_factory=list)
    """Lists and entries around a token, outermost first."""
    words: tuple[int, bool] = (-1, False)
    """Line on which the last paragraph ends, and whether it begins an entry of a list."""
    closed: Token | None = None
    """The list that ends right before the next block."""
    table_end: int = -1
    """Line below the last table, if it would go into it."""
    quote_ends: set[int] = field(default_factory=set)
    """Lines below quotes."""
    in_paragraph: bool = False
    above: str = ""
    """Last line of the paragraph before."""

    def problems(self) -> Iterator[Finding]:
        for token in _parser().parse("\n".join(line.text for line in self.lines)):
            if token.type.endswith("_close") and "list" in token.type:
                ended = self.open.pop()
                self.closed = ended if "list_open" in ended.type else self.closed
            elif token.type == "inline" and self.in_paragraph:
                yield from self._paragraph(*_span(token))
            elif token.map and token.type not in _PARTS:
                self.in_paragraph = token.type == "paragraph_open"
                yield from self._block(token, token.map[0])
                self.closed = None

    def _block(self, token: Token, line: int) -> Iterator[Finding]:
        kind = token.type
        if line == self.table_end:
            yield self._finding(line, f"is right below a table, and would go into it; {EMPTY}")
            self.table_end = -1
        elif self._goes_into_quote(kind, line):
            yield self._finding(line, f"is right below a quote, and would go into it; {EMPTY}")
        if kind == "list_item_open":
            yield from self._entry(line)
        elif "list_open" in kind:
            yield from self._list(token, line) if self.is_page else ()
        elif self.open and self.is_page and line > _span(self.open[-1])[0]:
            yield from self._too_shallow(line)
        if "list" in kind:
            self.open.append(token)
        else:
            yield from self._other(kind, token, line)

    def _other(self, kind: str, token: Token, line: int) -> Iterator[Finding]:
        """Yield what is wrong with a block that is neither a list nor an entry of one."""
        first, end = _span(token)
        if kind == "blockquote_open":
            self.quote_ends.add(end)
        if kind == "table_open":
            yield from self._table(first, end)
            self.table_end = end if self.is_page else -1
        elif kind == "paragraph_open":
            self.words = end, bool(self.open) and _span(self.open[-1])[0] == line
        elif kind == "heading_open" and token.markup[0] in "-=" and end > line + 2:
            yield self._finding(line, "begins a heading of several lines; write it on one, with ## before it")
        elif kind in _ALONE and not self.is_page and self.words[0] == line:
            yield self._finding(line, f"begins a {_ALONE[kind]} right below other words, which would run on; {EMPTY}")

    def _goes_into_quote(self, kind: str, line: int) -> bool:
        """Return True if a block is right below a quote, and is not reported as one below other words."""
        if line not in self.quote_ends or not self.lines[line - 1].text.strip():
            return False
        return (self.is_page and kind in {"heading_open", "hr"}) or ("list_open" in kind and not self._runs_on(line))

    def _list(self, token: Token, line: int) -> Iterator[Finding]:
        other = self.closed if self.closed and self.closed.level == token.level else None
        if token.markup == ")":
            yield self._finding(line, 'is typed where a list belongs; begin the line with "1. "')
        elif other and other.type != token.type:
            yield self._finding(line, "would go on with the list above it; write a line of words between the two")
        elif start := token.attrGet("start"):
            way_out = f'write "{start}\\." if it is none' if int(start) >= _YEAR else _GO_ON
            yield self._finding(line, f"begins a list, which is counted from 1; {way_out}")

    def _entry(self, line: int) -> Iterator[Finding]:
        around = self.open[-2] if len(self.open) > 1 else None
        if self.is_page and around and line > _span(around)[0] and (shallow := list(self._too_shallow(line))):
            yield from shallow
        elif self._runs_on(line) and (self._mark(line)[-1] != ")" if self.is_page else _span(self.open[-1])[0] == line):
            message = f"begins a list right below other words, which would run on in it; {EMPTY}"
            yield self._finding(line, message)

    def _too_shallow(self, line: int) -> Iterator[Finding]:
        entries = sum(token.type == "list_item_open" for token in self.open)
        deep = len(self._inner(line)) - len(self._inner(line).lstrip(" "))
        if deep // TAB < entries:
            wanted = "four" if entries == 1 else str(TAB * entries)
            spaces = f"{deep} space{'s' * (deep != 1)}"
            yield self._finding(line, f"is indented by {spaces}, too few to be part of the line above; use {wanted}")

    def _runs_on(self, line: int) -> bool:
        """Return True if the line above belongs to words that are not the beginning of an entry."""
        return self.words == (line, False) and bool(self._inner(line - 1).strip())

    def _table(self, first: int, end: int) -> Iterator[Finding]:
        columns = len(cells(self._inner(first + 1)))
        if self._runs_on(first):
            yield self._at(first), f"{quoted('|')} begins a table right below other words; {EMPTY}", TABLE
        for number in range(first + 2, end):
            if "|" not in self._inner(number) and columns > 1:
                yield self._finding(number, f"is right below a table, and would go into it; {EMPTY}")
                return
            if extra := [cell for cell in cells(self._inner(number))[columns:] if cell]:
                message = f"would be left out, as the first row has {columns} cells and this row more"
                message = f'{quoted(extra[-1])} {message}; a "|" that is no border is "\\|"'
                at = self.lines[number].at + self.lines[number].text.rindex(extra[-1])
                yield at, message, TABLE

    def _paragraph(self, first: int, end: int) -> Iterator[Finding]:
        texts = [self._inner(number).strip() for number in range(first, end)]
        yield from self._rows(first, texts)
        for number in range(len(texts)):
            if number and _DEEP_ITEM.match(self._inner(first + number)):
                yield self._finding(first + number, f"is indented too far to begin a list below other words; {EMPTY}")
                break
        marks = [*map(self._list_mark, texts), ""]
        runs_on = [number > 0 and not self._inner(first + number - 1).endswith("  ") for number in range(len(texts))]
        for number in range(0 if not (self.is_page and _COUNTED.match(texts[0])) else len(texts), len(texts)):
            mark = "" if number == 0 and self.words[1] else marks[number]
            is_below = runs_on[number] and (marks[number - 1] or texts[number - 1].endswith((":", "\uff1a")))
            is_list = is_below or (marks[number + 1] and runs_on[number + 1])
            if mark and (is_list or (not number and mark in _DASHES and self._list_mark(self.above) in _DASHES)):
                way_out = "1. " if any(map(str.isalnum, mark)) or mark == "#." else "- "
                yield self._at(first + number), f"{quoted(mark)} {_LIST} {quoted(way_out)}", UNREAD
                break
        self.above = "".join(texts[-1:])

    def _list_mark(self, text: str) -> str:
        """Return with what a line begins that is typed as an entry of a list, and is none; empty where it does not."""
        if sign := list_sign(text):
            return sign
        item = _NOT_ITEM.match(text)
        return item[1] if item and (self.is_page or item[1] in _DASHES or not item[1].isascii()) else ""

    def _rows(self, first: int, texts: list[str]) -> Iterator[Finding]:
        """Yield lines of a paragraph that were to be rows of a table."""
        for number, text in enumerate(texts):
            columns = len(cells(text))
            below = texts[number + 1] if number + 1 < len(texts) else ""
            if "|" in below and "|" in text and all(map(_is_delimiter, cells(below))):
                message = f"has {columns} cells, and the line below it {len(cells(below))}; write as many in both"
                yield self._at(first + number), f"{quoted(text[:LONGEST])} {message}", TABLE
                return
            if text.startswith("|") and ((text.endswith("|") and columns > 1) or below.startswith("|")):
                rule = quoted(f"|{' --- |' * columns}")
                message = f"begins lines that make no table; write {rule} below the first of them"
                yield self._at(first + number), message, TABLE
                return

    def _inner(self, line: int) -> str:
        text = self.lines[line].text
        return text[_QUOTE.match(text).end() :]  # type: ignore[union-attr]  # it matches any text

    def _at(self, line: int) -> int:
        inner = self._inner(line)
        return self.lines[line].at + len(self.lines[line].text) - len(inner.lstrip(" "))

    def _mark(self, line: int) -> str:
        at = self._at(line)
        return (self.body[at : at + LONGEST].split() or [">"])[0]

    def _finding(self, line: int, message: str) -> Finding:
        return self._at(line), f"{quoted(self._mark(line))} {message}", UNREAD


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").disable("inline")


def _span(token: Token) -> tuple[int, int]:
    first, end = token.map or (0, 0)
    return first, end


_PARTS = {"thead_open", "tbody_open", "tr_open", "th_open", "td_open"}
_ALONE = {"blockquote_open": "quote", "heading_open": "heading"}
"""Blocks that pandoc wants to be set apart."""
_DEEP_ITEM = re.compile(r" {4,}(?:[-*+]|[0-9]{1,9}[.)])[ ]+\S")
_DASHES = ("–", "—", "-")
_NOT_ITEM = re.compile(
    r"([–—]|-(?=[^\W\d_])|\#\.|[a-z]\.|(?:[^\W\d_]|[ivx]{2,4}|(?![0-9])\d{1,2})\.(?=\s)"
    r"|[(\uff08]?(?:\d{1,2}|[^\W\d_]|[ivx]{2,4})[)\uff09]"
    r"|(?:\d{1,2}|[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,2})[\uff0e\u3001]"
    r"|[\u2460-\u24ff\u2776-\u2793]|\d\ufe0f?\u20e3)[ \t]*\S"
)
"""What begins an entry of a list in typed text, with letters and numbers of any script."""
_COUNTED = re.compile(r"\d{1,9}\.[ ]")
"""The same for Python-Markdown, to which digits of any script are digits."""
_LIST = "is typed where a list belongs; begin the line with"
_GO_ON = "indent by four what is between it and the list that it goes on with, or begin with 1"


def _is_delimiter(cell: str) -> bool:
    """Return True if a cell is one of the row below the first one of a table, as in ":--:"."""
    return {*cell.removeprefix(":").removesuffix(":")} == {"-"}


def cells(row: str) -> list[str]:
    """Return the cells of a row of a table."""
    return [cell.strip() for cell in _BETWEEN_CELLS.split(row.strip().removeprefix("|").removesuffix("|"))]
