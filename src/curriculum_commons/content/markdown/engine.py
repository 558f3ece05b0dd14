"""Markdown as both engines read it: the same extensions, so the same HTML and the same ids.

Of signs that a text has too many of, and of what is too deep within each other, programs take minutes; these are found
by reading a text once. Knows no files and no macros.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import category, normalize

from markdown import Markdown
from markdown.extensions.toc import slugify as ascii_slug
from selectolax.lexbor import LexborHTMLParser

from .links import BRACKETS

_DEEPEST = 20_000
_HIGHLIGHT = "pymdownx.highlight"
EXTENSIONS = (
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", _HIGHLIGHT, "pymdownx.superfences"),
    *("tables", "toc"),
)


def slugify(words: str, separator: str) -> str:
    """Return the id of a heading from its words, in any script; empty where it has no letter and no digit.

    Letters that are ASCII but for their accents lose these, as they always did: links to such headings stay.
    """
    plain = [char for char in normalize("NFKD", words) if char.isalnum()]
    if all(char.isascii() for char in plain):
        return ascii_slug(words, separator)
    kept, before = [], ""
    for char in normalize("NFC", words.lower()):
        # Accents and vowel signs belong to a letter; the invisible signs of an emoji are no words.
        is_part = char.isalnum() or char in "_-" or (category(char)[0] == "M" and bool(before))
        before = char if is_part and char not in "_-" else ""
        kept.append(char if is_part else " " if char.isspace() else "")
    return separator.join("".join(kept).replace(separator, " ").split())


SETTINGS: dict[str, dict[str, Any]] = {
    # The two engines lay out code differently unless both have this.
    _HIGHLIGHT: {"use_pygments": False},
    "toc": {"slugify": slugify, "toc_depth": "2-3"},
}
"""Settings of extensions, whatever `mkdocs.yml` states."""


def allow_long_lists() -> None:
    """Let Python-Markdown call itself once for each entry of a list without blank lines, as long as a person writes."""
    sys.setrecursionlimit(max(_DEEPEST, sys.getrecursionlimit()))


def reader() -> Markdown:
    """Return what reads one text."""
    allow_long_lists()
    return Markdown(extensions=list(EXTENSIONS), extension_configs=SETTINGS)


class BuiltHeading(NamedTuple):
    """A heading of a page as it is built."""

    level: int
    id: str


class BuiltIds(NamedTuple):
    """What links can lead to on a page as it is built, without what macros show."""

    ids: tuple[str, ...]
    """Every id, in order; twice where it is used twice."""
    headings: tuple[BuiltHeading, ...]


@lru_cache(maxsize=500)  # the preview and the form look at all pages again when one is saved
def built_ids(text: str) -> BuiltIds:
    """Return the ids of a text."""
    tree = LexborHTMLParser(f"<body>{reader().convert(text)}</body>")
    names = [node.attrs.sget("id") or node.attrs.sget("name") for node in tree.css("[id], a[name]")]
    headings = [(node.tag, node.attrs.sget("id")) for node in tree.css("h1, h2, h3, h4, h5, h6")]
    return BuiltIds(tuple(names), tuple(BuiltHeading(int((tag or "h1")[1]), name) for tag, name in headings))


def uncounted(name: str) -> str:
    """Return an id without the number that an engine adds where it was used before."""
    words, _, number = name.rpartition("_")
    return words if number.isascii() and number.isdecimal() and "_" in name else name


def paired(written: list[tuple[int, str]], headings: tuple[BuiltHeading, ...]) -> dict[int, str]:
    """Return the id of each heading that was found in a text, by its number.

    Args:
        written: Level, and words or id as they are written, of each.
    """
    ours = [(level, uncounted(slugify(words, "-"))) for level, words in written]
    theirs = [(heading.level, uncounted(heading.id)) for heading in headings]
    found = {}
    for _, start, end, other, other_end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if end - start == other_end - other:
            found.update({start + step: headings[other + step].id for step in range(end - start)})
    return found


SIGNS = ("[", "<", "`", "*[", "\n:", "{", "#")
MOST_SIGNS = 10_000
MOST_BRACKETS, MOST_BRACKETS_ON_PAGE = 8, 80
"""In documents, which pandoc reads, and on pages."""
_MOST_BLOCKS, _MOST_MARKS = 12, 100
_TAB = 4
_MARKS = re.compile(r"(?:>[ \t]?|(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)+|:[ \t]|(?:!!!|\?\?\?)")
"""Beginning of quotes and entries of lists, one in the other, or of a definition or box."""
_EMPHASIS = re.compile(r"\\.|(?<![*_\w])([*_]{1,3})(?=[^\s*_|\[])|(?<=[^\s*_|])([*_]{1,3})(?![*_\w])|\n[ \t]*+\n|\|")


def too_deep(prose: str, most_brackets: int) -> Iterator[tuple[int, str]]:
    """Yield where a text without code is too deep, with the message: once for each kind."""
    deep = (
        (_too_deep_block(prose), _MOST_BLOCKS, "lists or quotes"),
        (_deeper(prose, BRACKETS, most_brackets, "["), most_brackets, "brackets"),
        (_deeper(prose, _EMPHASIS, _MOST_MARKS, "*_"), _MOST_MARKS, "marks of emphasis"),
    )
    for at, most, what in deep:
        if at is not None:
            yield at, f"more than {most} {what} within each other; write without the outer ones"


def _too_deep_block(prose: str) -> int | None:
    at = 0
    for line in prose.split("\n"):
        begin = len(line) - len(line.lstrip(" \t"))
        if (marks := _MARKS.match(line, begin)) and {*line} - {*" \t"} not in ({"*"}, {"-"}):  # but a rule
            columns = len(line[:begin].expandtabs(_TAB))
            if columns // _TAB + len(marks[0].replace(">", "> ").split()) > _MOST_BLOCKS:
                return at + begin
        at += len(line) + 1
    return None


def _deeper(prose: str, signs: re.Pattern[str], most: int, opening: str) -> int | None:
    """Return where more than so many are open at once."""
    if sum(map(prose.count, opening)) <= most:  # as in nearly every text, which is then not searched
        return None
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
