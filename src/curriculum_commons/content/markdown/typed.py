"""Find what would be shown as it is typed, or not at all: on pages, in issues of the newsletter and in documents.

One rule for every text that is Markdown; it differs only where Python-Markdown and pandoc do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...model.problems import quoted
from . import Link, Markup
from .blocks import block_problems
from .html import html_problems
from .sections import UNREAD, Finding

_TARGET = r"(?:https?:|mailto:|www\.|\.{0,2}/|[\w/-]+\.(?:md|pdf|docx|pptx|xlsx)\b)"
_TYPED = "is shown as typed"
_NARROW = "write such signs as an English keyboard does"
_ODD_BOX = r"^[ \t>]*(!!!(?!!)(?![ ]?[\w-]+(?:(?:[ ]+(?:inline|end))*|(?:[ ]+[\w-]+)*[ ]+\".*\")[ ]*$)[^\n]*\w[^\n]*)"
"""A box whose line holds more than its kind and a title in quotes."""
_FORMULA = r"(?<![\\\w$])(\$\$[^$\n]{1,200}\$\$|\$[^$\s][^$\n]{0,80}[\\^_{][^$\n]{0,80}(?<!\s)\$(?![\d$]))"
_OF_WORD = "comes from Word; paste it again without its format"
_NO_BOX = "makes no box in a document; write its words alone"
_WIDE = ""
"""Signs that are not ASCII."""
_EVERYWHERE = (
    (_WIDE, r"^[ \t>]*([•·▪◦‣\uf0b7\uf0a7])(?=\s)", 'is typed where a list belongs; begin the line with "- "'),
    ("[[", r"(?<![\\!\[])(\[\[[^\[\]\n]+\]\])(?![(\[])", "makes no link; write [words](file.md)"),
    ("![[", r"(?<!\\)(!\[\[[^\[\]\n]+\]\])(?![(\[])", "shows no image; write ![what it shows](file.png)"),
    ("==", r"(?<![=\\\w])(==[^=\s](?:=?[^=\n])*==)(?!=)", f"{_TYPED}; write ** in place of =="),
    ("++", r"(?<![+\\\w])(\+\+[^+\s](?:\+?[^+\n])*\+\+)(?!\+)", f"{_TYPED}; write ** in place of ++"),
    (_WIDE, r"^[ \t>]*([\uff03\uff5c\uff1e]|[\uff0a\uff0b\uff0d](?=\s))", f"{_TYPED}; {_NARROW}"),
    (_WIDE, r"(\uff0a\uff0a[^\uff0a\n]+\uff0a\uff0a|\uff40[^\uff40\n]+\uff40)", f"{_TYPED}; {_NARROW}"),
    (
        _WIDE,
        rf"([\[\uff3b][^\[\]\uff3b\uff3d\n]{{1,200}}(?:\]\uff08|\uff3d[\uff08(])){_TARGET}",
        f"makes no link; {_NARROW}",
    ),
    ("[!", r"^[ \t]*>[ \t]*(\[![A-Za-z]+\])", f"{_TYPED}; take it out"),
    (":", r"^[^\s#|>*+:-][^\n]*\n\n? {0,3}(:\w[^:\n]*)$", f'{_TYPED}; begin a meaning with ":" and a space'),
    ("8<", r"^[ \t]*(-+8<-+.*)$", f"{_TYPED}; write the text itself"),
    ("===", r"^ {0,3}(===[+!]?[ ]+\")", f"{_TYPED}; write a heading in place of it"),
    (":", r"(?<![\w:/.\\-])(:[a-z][a-z_]+[a-z]:)(?![\w:/])", f"{_TYPED}; write the sign itself, or words"),
    ("<", r"(<[a-zA-Z]\w*:\w+\s[^<>]*>)", _OF_WORD),
    ("MsoNormal", r"(\bMsoNormal\b)", _OF_WORD),
    ("] ", rf"(\[[^\[\]\n]{{1,200}}\][ ]+\(){_TARGET}", 'makes no link; take out what is between "]" and "("'),
    (")[", rf"(\([^()\n]{{1,200}}\)\[){_TARGET}", "makes no link; write the words in [ ] and the address in ( )"),
    (
        "{",
        r"(?<!\{)(\{[ \t]*[a-z]\w*\([^{}()\n]{0,200}\)[ \t]*\})(?!\})",
        f"{_TYPED}; write a macro between {{{{ and }}}}",
    ),
)
"""What is not shown as its author thinks, and what to do about it; first the sign that is in any such text."""
_ON_PAGES = (
    ("???", r"^ {0,3}(\?{3}\+?[ ]+\w+)", 'makes no box here; begin it with "!!!"'),
    ("!!!", r"^ {0,3}(!!![ ]+\w+)[^\n]*\n(?=[^\s])", "is a box without words; indent them by four, below it"),
    ("!!!", _ODD_BOX, 'begins a box whose title would be lost; write it in quotes, as in !!! note "Title"'),
    ("$", _FORMULA, f"{_TYPED}; write the formula in words, or with <sup> and <sub>"),
    ("~~", r"(?<![~\\])(~~[^~\s][^~\n]*~~)(?!~)", f'{_TYPED}; take out each "~~", or the words'),
    ("~", r"(?<![~\\])(~[\w+]{1,10}~)(?!~)", f"{_TYPED}; write <sub>…</sub>, or the words alone"),
    ("^", r"(?<![\\^\[\]])(\^[\w+]{1,10}\^)(?!\^)", f"{_TYPED}; write <sup>…</sup>, or the words alone"),
    ("^[", r"(?<!\\)(\^\[[^\[\]\n]+\])", f'{_TYPED}; write "[^1]", and "[^1]: …" on a line below'),
    ("[", r"^[ \t>]*(?:[-*+]|[0-9]+[.)])[ ]+(\[[ xX]\])(?=\s)", f"{_TYPED}, for nobody can tick it; take it out"),
    (":::", r"^ {0,3}(:::+)(?=[ ]*[\w{])", 'makes no block on a page; begin a box with "!!!"'),
    ("\\", r"(?<!\\)(\\)$", f"{_TYPED}; end the line with two spaces instead"),
)
"""The same where Python-Markdown reads it, but not pandoc."""
_IN_DOCUMENTS = (
    ("!!!", r"^ {0,3}(!!!\+?[ ]+\w+)", _NO_BOX),
    ("???", r"^ {0,3}(\?{3}\+?[ ]+\w+)", _NO_BOX),
    ("*[", r"^ {0,3}(\*\[[^\]\n]+\]:)", f"{_TYPED} in a document; write in the text what it means"),
    ("[TOC]", r"^ {0,3}(\[TOC\])[ ]*$", f"{_TYPED} in a document; take it out"),
)
"""The same where pandoc reads it, but not Python-Markdown."""
_ADDRESS = re.compile(r"(?<![<\"'=/\w.@\[])(?:https?://|www\.)[^\s<>\[\]\"']*[^\s<>\[\]\"'.,;:!?)*_]", re.IGNORECASE)
_IN_LINK = re.compile(r"\]\([^)\s]?$|\]\(\s+$|^ {0,3}\[[^\[\]\n]+\]:\s*<?$|<a\s[^<>]*>[^<>\n]*$", re.IGNORECASE)
"""What is before an address that is part of a link."""
_NOTE = re.compile(r"(?P<indent>^[ \t]*)?(?<![\\!])(?P<sign>\[\^(?P<name>[^\[\]\n]+)\])(?P<colon>:)?", re.MULTILINE)


@lru_cache(maxsize=500)  # the preview and the form look at all texts again when one is saved
def typed_problems(markup: Markup, is_page: bool) -> tuple[Finding, ...]:
    """Return each passage that would be shown as typed, or would lose words, with what to type instead.

    Args:
        is_page: Whether it is a page or an issue, which Python-Markdown reads, and not a document.
    """
    return tuple(dict.fromkeys(_typed(markup, is_page)))


def _typed(markup: Markup, is_page: bool) -> Iterator[Finding]:
    if markup.has_too_many_signs:
        return
    yield from _notes(markup)
    is_wide = not markup.prose.isascii()
    for sign, pattern, message in (*_EVERYWHERE, *(_ON_PAGES if is_page else _IN_DOCUMENTS)):
        if sign in markup.prose if sign else is_wide:
            for found in re.finditer(pattern, markup.prose, re.MULTILINE):
                yield found.start(1), f"{quoted(found[1])} {message}", UNREAD
    yield from _bare_addresses(markup)
    if is_page and markup.is_readable:
        yield from html_problems(markup.prose)
    yield from block_problems(markup.body, markup.outline, is_page)


def _notes(markup: Markup) -> Iterator[Finding]:
    below, used = list[tuple[int, str]](), list[tuple[int, str]]()
    for note in _NOTE.finditer(markup.prose) if "[^" in markup.prose else ():
        is_below = note["colon"] and note["indent"] is not None
        (below if is_below else used).append((note.start("sign"), note["sign"]))
    first = {sign: at for at, sign in reversed(below)}
    referred = {sign for _, sign in used}
    for at, sign in used:
        if sign not in first:
            yield at, f"{quoted(sign)} has no note; add a line {quoted(f'{sign}: …')}", "missing-note"
    for at, sign in below:
        if first[sign] != at:
            message = f"{quoted(f'{sign}:')} is written twice, and one is lost; give it another name"
            yield at, message, "duplicate-note"
        elif sign not in referred:
            message = f"nothing refers to this note; write {quoted(sign)} where it belongs, or remove it"
            yield at, message, "unused-note"


def _bare_addresses(markup: Markup) -> Iterator[Finding]:
    if "://" not in markup.prose and "www." not in markup.prose.lower():
        return
    words = [
        range(link.start, link.start + len(link.text) + 2)
        for link in markup.links
        if isinstance(link, Link) and link.text is not None and not link.html
    ]
    for found in _ADDRESS.finditer(markup.prose):
        before = markup.prose[markup.prose.rfind("\n", 0, found.start()) + 1 : found.start()]
        if not _IN_LINK.search(before) and not any(found.start() in one for one in words):
            way_out = "write it between < and >" if "//" in found[0] else "write [words](https://…)"
            yield found.start(), f"{quoted(found[0])} is shown, but nobody can follow it; {way_out}", UNREAD
