"""Links, images, headings, anchors and macro calls of a Markdown text, each with its offset.

Finds what Python-Markdown would make of the text without making it. Knows nothing of files, pages or macros.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from .engine import MOST_BRACKETS_ON_PAGE, MOST_SIGNS, SIGNS, BuiltIds, built_ids, paired, too_deep, uncounted
from .links import Link, Undefined, links
from .macro_calls import Call, Code, macro_calls, mark, replace_calls, template_parts

__all__ = [
    "Call",
    "Code",
    "Heading",
    "Link",
    "Markup",
    "Undefined",
    "macro_calls",
    "mark",
    "markup_of",
    "replace_calls",
    "separate_terms",
]

_BEGINNING = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,})[^\n`]*$|<!--|(?<!\\)(?P<ticks>`+)", re.MULTILINE)


@dataclass(frozen=True)
class Markup:
    """A Markdown text and what is found in it; offsets are counted from its beginning."""

    body: str
    """The text."""
    template: bool
    """Whether a template engine reads it before it is read as Markdown."""

    @cached_property
    def parts(self) -> tuple[Call | Code, ...]:
        """Macro calls and other code of the template engine, even where it does not read the text."""
        return tuple(template_parts(self.body if self.template else self.prose))

    @property
    def calls(self) -> tuple[Call, ...]:
        """Calls of macros, in order."""
        return tuple(part for part in self.parts if isinstance(part, Call))

    @cached_property
    def prose(self) -> str:
        """The text with letters in place of calls and code, and spaces in place of blocks and comments."""
        return _masked(*self._code)

    @cached_property
    def _code(self) -> tuple[str, tuple[Span, ...]]:
        """The text with letters in place of calls, and where code and comments are in it."""
        calls = self.calls if self.template else ()
        text = _masked(self.body, ((call.start, call.end, "x") for call in calls))
        return text, () if self.has_too_many_signs else tuple(_code(text))

    @cached_property
    def outline(self) -> str:
        """The text with letters in place of calls and code, and nothing in place of blocks of macros."""
        text, code = self._code
        if self.template:
            text = _masked(self.body, ((part.start, part.end, self._fill(part)) for part in self.calls))
            code = tuple(_code(text))
        return _masked(text, ((start, end, "x") for start, end, char in code if char == "x" or text[start] != "<"))

    @cached_property
    def links(self) -> tuple[Link | Undefined, ...]:
        """Links and images."""
        return () if self.has_too_many_signs else tuple(links(self.prose))

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Headings, in order."""
        return () if self.has_too_many_signs else tuple(headings(self.body, self.prose))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The anchors that `#` can lead to, except for those that macros make."""
        return frozenset(self._built.ids) - self.unsteady

    @cached_property
    def unsteady(self) -> frozenset[str]:
        """Anchors of headings that change by themselves: made of a number alone, or of what a macro shows."""
        ids = {heading.id for heading in self._built.headings} - {_anchor(inside) for _, inside in self.braces}
        return frozenset(name for name in ids if _SHOWN in name or (name and not uncounted(name)))

    @cached_property
    def places(self) -> tuple[tuple[int, str], ...]:
        """Where in the text each anchor comes from, in order; a heading begins its line."""
        written = [(heading.level, heading.anchor or heading.text) for heading in self.headings]
        ids = paired(written, self._built.headings)
        found = {(heading.start, ids[number]) for number, heading in enumerate(self.headings) if number in ids}
        lines = {self.body.count("\n", 0, start) for start, _ in found}
        given = [(start, name) for start, inside in self.braces if (name := _anchor(inside))]
        given += [(match.start(), match[1]) for match in _HTML_ANCHOR.finditer(self.prose)]
        found |= {(start, name) for start, name in given if self.body.count("\n", 0, start) not in lines}
        return tuple(sorted(found))

    @property
    def braces(self) -> Iterator[tuple[int, str]]:
        """What is in braces, with the offset of the first one: attributes, where it belongs to something."""
        yield from ((match.start(), match[1]) for match in _BRACES.finditer(self.prose))

    @cached_property
    def is_readable(self) -> bool:
        """Whether the engine can be asked for its anchors; it takes minutes for a text that no person would write."""
        is_short = len(self.body) <= _LONGEST_TEXT and not self.has_too_many_signs
        return is_short and not any(too_deep(self.prose, MOST_BRACKETS_ON_PAGE))

    @cached_property
    def has_too_many_signs(self) -> bool:
        """Whether the text is to be divided; what else its signs mean is looked for once it is."""
        return any(self.body.count(sign) > MOST_SIGNS for sign in SIGNS)

    @cached_property
    def _built(self) -> BuiltIds:
        if not self.is_readable:
            return BuiltIds((), ())
        try:
            return built_ids(
                separate_terms(replace_calls(self.body, self._placeholder) if self.template else self.body)
            )
        except RecursionError:  # as the engine itself would
            return BuiltIds((), ())

    def _placeholder(self, _: int, call: Call) -> str:
        return _SHOWN if self._fill(call) == "x" else "\n\n<!---->\n\n"

    def _fill(self, call: Call) -> str:
        """Return a letter for a call within a line, and a space for one alone on its line."""
        start = self.body.rfind("\n", 0, call.start) + 1
        end = self.body.find("\n", call.end)
        around = self.body[start : call.start] + self.body[call.end : end if end >= 0 else None]
        return "x" if around.strip() else " "


@lru_cache(maxsize=500)
def markup_of(body: str, template: bool) -> Markup:
    """Return a text and what is found in it, which is looked for once, whoever asks."""
    return Markup(body, template)


_NEXT_TERM = re.compile(r"^:[ \t][^\n]*+(?:\n[ \t]++\S[^\n]*+)*(\n)(?=[^\s:>#|*+`~<-][^\n]*+\n:[ \t])", re.MULTILINE)


def separate_terms(body: str) -> str:
    """Return a text with a blank line between each meaning and the term below it, which else would be part of it."""
    if "\n:" not in body:
        return body
    ends = [0, *(found.end() for found in _NEXT_TERM.finditer(_masked(body, _code(body)))), len(body)]
    return "\n".join(body[start:end] for start, end in pairwise(ends))


Span = tuple[int, int, str]
"""Where a part of a text begins and ends, and a character to put in place of it."""


def _masked(body: str, spans: Iterable[Span]) -> str:
    """Return a text of the same length and lines, with one character in place of all others of each span."""
    pieces, last = [], 0
    for start, end, char in spans:
        pieces.append(body[last:start])
        if body[start] == " " or body.find("\n", start, end) >= 0:
            pieces.append("\n".join(_indented(char, line) for line in body[start:end].split("\n")))
        else:
            pieces.append(char * (end - start))
        last = end
    return "".join([*pieces, body[last:]])


def _indented(char: str, line: str) -> str:
    return " " * (len(line) - len(words := line.lstrip(" "))) + char * len(words)


def _code(body: str) -> Iterator[Span]:
    offset = 0
    unclosed: dict[str, int] = {}  # searched up to here in vain: a long text of backticks must not take for ever
    while match := _BEGINNING.search(body, offset):
        offset = match.end()
        beginning, char = (match["fence"], " ") if match["fence"] else (match["ticks"] or "", "x")
        kind = f"{char}{beginning[:1]}{len(beginning)}"
        if unclosed.get(kind, -1) >= offset:
            continue
        end = _closing(char == " ", beginning[:1], len(beginning)).search(body, offset)
        if end and end[0].strip():
            offset = end.end()
            yield match.start(), offset, char if beginning else " "
        else:  # up to the end of the paragraph or the text
            unclosed[kind] = end.start() if end else len(body)


@lru_cache(maxsize=1_000)
def _closing(is_fence: bool, sign: str, number: int) -> re.Pattern[str]:
    """Return what ends code or a comment; it is counted, since a pattern of a thousand backticks takes long to make."""
    if not sign:
        return re.compile("-->")
    if is_fence:
        return re.compile(rf"^[ \t]*{sign}{{{number}}}[`~]*[ \t]*$", re.MULTILINE)
    return re.compile(rf"(?<!`)`{{{number}}}(?!`)|\n[ \t]*\n")


class Heading(NamedTuple):
    """A heading."""

    start: int
    """Where its line begins."""
    level: int
    """1 for the title of a page."""
    written: str
    """Its line without the number signs, with its marks."""
    anchor: str | None
    """The anchor that it is given in braces."""

    @property
    def text(self) -> str:
        """Its words, without marks."""
        return _words(self.written)


_HEADING = re.compile(r"^(?:(?: {4})*(#{1,6})(.*)$|(?<=\n\n)([^\n#\s][^\n]*)\n(=+|-+)[ \t]*$)", re.MULTILINE)
_BRACES = re.compile(r"\{([^{}\n]*)\}")
_ANCHOR = re.compile(r"(?:^:?|\s)#([^\s#]+)")
_HTML_ANCHOR = re.compile(r"<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*[\"']?([^\s\"'<>]+)")
_LONGEST_TEXT = 500_000
_SHOWN = "zqmacrozq"
"""In place of what a macro shows within a line."""
_LONGEST = 1_000


def headings(body: str, prose: str) -> Iterator[Heading]:
    """Yield the headings of a text, of which `prose` is the part without code."""
    if "#" not in prose and "\n=" not in prose and "\n-" not in prose:
        return
    for match in _HEADING.finditer("\n\n" + prose):
        start, end = (offset - 2 for offset in match.span(2 if match[1] else 3))
        level = len(match[1]) if match[1] else (1 if match[4][0] == "=" else 2)
        written = body[start:end].rstrip(" \t").rstrip("#").rstrip(" \t")
        at = written.rfind(" {") if written.endswith("}") else -1
        anchor = _anchor(written[at + 2 : -1]) if at >= 0 else None
        yield Heading(match.start() - 2, level, written[:at] if at >= 0 else written, anchor)


def _anchor(attributes: str) -> str | None:
    """Return the anchor among the attributes in braces; of several, the engine takes the last."""
    return next(reversed(_ANCHOR.findall(attributes)), None)


def _words(written: str) -> str:
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)|\[\^[^\]]*\]", "", written.strip()[:_LONGEST])
    text = re.sub(r"\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])", r"\1", text)
    parts = re.split(r"(?:`+)(.+?)(?:`+)", text)
    return "".join(part if number % 2 else _without_marks(part) for number, part in enumerate(parts)).strip()


def _without_marks(text: str) -> str:
    text = re.sub(r"<[^<>]*>", "", text)
    text = re.sub(r"(?<![\w\\])(_+)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)
    return unescape(re.sub(r"\\(.)", r"\1", text.replace("*", "")))
