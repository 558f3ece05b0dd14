"""Paragraphs and lists of a value, kept wherever a template shows it.

A template puts a value between tags and does not know whether it has several paragraphs. So they are divided by marks
first, and laid out once the tags around are known: as paragraphs and lists where a paragraph is around, as line breaks
elsewhere, and as spaces within an attribute.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ..content.list_signs import BULLETS, list_sign

_NEXT, _BULLETS, _NUMBERS, _ITEM = "\x02\x03\x04\x05"
"""Marks that no text of the content may have: another block, the beginning of a list, its next entry."""
_MARKS = re.compile(f"[{_NEXT}{_BULLETS}{_ITEM}]+|{_NUMBERS}[0-9]*")
_ENTRY = re.compile(
    rf"[ \t]*(?:[{BULLETS}]|(?:[-*+–—]|(?P<number>[0-9]{{1,2}})[.)]"
    r"|(?P<other>\((?:[a-z]{1,4}|[0-9]{1,2})\)|(?:[a-z]|[ivx]{2,4})[.)]))(?=[ \t]))[ \t]*(?=\S)",
    re.IGNORECASE,
)
"""How a line begins an entry of a list; one with letters stays a line with its letter."""
_IN_TAG = re.compile(rf"<[a-zA-Z][^<>]*{_NEXT}[^<>]*>")
_PARAGRAPH = re.compile(rf"<p(?P<attributes>\s[^<>]*)?>(?P<inside>(?:(?!</p>)[^{_NEXT}])*{_NEXT}.*?)</p>", re.DOTALL)
_TAGS = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*>")
_VOID = {"br", "img", "input", "wbr"}


def marked(text: str, escape: Callable[[str], str]) -> str:
    """Return a text as HTML, with marks between its paragraphs and the entries of its lists."""
    if "\n" not in text:
        return escape(text)
    return _NEXT.join(
        escape(block) if isinstance(block, str) else f"{_NEXT}{_ITEM.join([block[0], *map(escape, block[1:])])}{_NEXT}"
        for block in _joined(_blocks(text))
    )


def _joined(blocks: Iterable[str | list[str]]) -> Iterator[str | list[str]]:
    """Yield blocks, of lists that only an empty line divides one."""
    last: str | list[str] = ""
    for block in blocks:
        if isinstance(block, list) and isinstance(last, list) and block[0][0] == last[0][0]:
            last += block[1:]
            continue
        if last:
            yield last
        last = block
    yield last


def _blocks(text: str) -> Iterator[str | list[str]]:
    """Yield paragraphs, and lists with their mark first."""
    for part in re.split(r"\n[ \t]*\n", text):
        lines = part.split("\n")
        begun = [number for number, line in enumerate(lines) if _begun(line)]
        if not begun or (len(begun) == 1 and begun[0]):  # one line that only happens to begin so
            yield part
            continue
        if begun[0]:
            yield "\n".join(lines[: begun[0]])
        ends = [*begun[1:], len(lines)]
        yield from _list(["\n".join(lines[start:end]) for start, end in zip(begun, ends, strict=True)])


def _list(entries: list[str]) -> Iterator[str | list[str]]:
    found = [begun for entry in entries if (begun := _begun(entry))]
    if any(begun.is_kept for begun in found):
        yield from entries
        return
    mark = f"{_NUMBERS}{found[0].number}" if found[0].number else _BULLETS
    yield [mark, *(entry[begun.end :] for entry, begun in zip(entries, found, strict=True))]


class _Begun(NamedTuple):
    """The beginning of an entry."""

    number: str
    is_kept: bool
    """Whether the line stays as it is, with a letter or a sign such as an arrow, which may mean something."""
    end: int


def _begun(line: str) -> _Begun | None:
    if found := _ENTRY.match(line):
        return _Begun(found["number"] or "", bool(found["other"]), found.end())
    return _Begun("", True, 0) if list_sign(line.lstrip(" \t")) else None


def lines(text: str) -> Iterator[str]:
    """Yield each paragraph and each entry of a list as one line."""
    for line in _broken(marked(text, str)).split("<br>"):
        if line.strip():
            yield " ".join(line.split())


def laid_out(html: str) -> str:
    """Return HTML with elements in place of the marks."""
    if _NEXT not in html:
        return html
    html = _IN_TAG.sub(lambda tag: _MARKS.sub(" ", tag[0]), html)
    html = _PARAGRAPH.sub(_paragraphs, html)
    return _broken(html) if _NEXT in html else html


def _paragraphs(found: re.Match[str]) -> str:
    attributes, parts = found["attributes"] or "", found["inside"].split(_NEXT)
    if not all(map(_is_whole, parts)):  # a mark is within another element
        return _broken(found[0])
    others = re.sub(r"""\sid=("[^"]*"|'[^']*'|\S+)""", "", attributes)
    made: list[str] = []
    for part in parts:
        if part[:1] in {_BULLETS, _NUMBERS}:
            mark, *entries = part.split(_ITEM)
            begin = "ul" if mark == _BULLETS else f'ol start="{int(mark[1:])}"'.removesuffix(' start="1"')
            made.append(f"<{begin}>{''.join(f'<li>{entry}</li>' for entry in entries)}</{begin[:2]}>")
        elif part.strip():
            made.append(f"<p{others if made else attributes}>{part.strip()}</p>")
    return "\n".join(made)


def _is_whole(part: str) -> bool:
    """Return True if every element that begins in a part of HTML ends there."""
    opened: list[str] = []
    for ends, name in _TAGS.findall(part):
        if not ends and name not in _VOID:
            opened.append(name)
        elif ends and (not opened or opened.pop() != name):
            return False
    return not opened


def _broken(html: str) -> str:
    html = re.sub(rf"{_NEXT}*([{_BULLETS}{_NUMBERS}][0-9]*){_ITEM}([^{_NEXT}]*)", _lines, html)
    return re.sub(rf"{_NEXT}+(\s*</)?", lambda found: found[1] or "<br><br>", html)


def _lines(found: re.Match[str]) -> str:
    first = int(found[1][1:] or 0)
    numbered = enumerate(found[2].split(_ITEM), first)
    return "".join(f"<br>{f'{number}.' if first else '•'} {entry}" for number, entry in numbered)
