"""Code and comments in a Markdown text, which hold no links and no headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_BEGINNING = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,})[^\n`]*$|<!--|(?<!\\)(?P<ticks>`+)", re.MULTILINE)
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n|\Z")


def without_code(body: str) -> str:
    """Return a text of the same length in which letters stand for code, and spaces for blocks of it and comments."""
    if "`" not in body and "~~~" not in body and "<!--" not in body:
        return body
    return masked(body, _Code(body).places())


def masked(body: str, places: Iterable[tuple[int, int, str]]) -> str:
    """Return a text of the same length and lines, with a sign in place of all others between two places."""
    pieces, last = [], 0
    for start, end, sign in places:
        pieces.append(body[last:start])
        pieces.append("\n".join(sign * len(line) for line in body[start:end].split("\n")))
        last = end
    return "".join([*pieces, body[last:]])


class _Code:
    """One pass over a text; what was once looked for in vain is not looked for again."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.unclosed: dict[str, int] = {}
        self.paragraph = 0

    def places(self) -> Iterator[tuple[int, int, str]]:
        place = 0
        while match := _BEGINNING.search(self.body, place):
            place = match.end()
            if match["fence"]:
                closing, stop, stand_in = rf"^[ \t]*{match['fence']}[`~]*[ \t]*$", len(self.body), " "
            elif match["ticks"]:
                closing, stop, stand_in = rf"(?<!`){match['ticks']}(?!`)", self.paragraph_end(place), "x"
            else:
                closing, stop, stand_in = "-->", len(self.body), " "
            if (end := self.end(closing, place, stop)) is not None:
                yield match.start(), end, stand_in
                place = end

    def end(self, closing: str, place: int, stop: int) -> int | None:
        if self.unclosed.get(closing) == stop:
            return None
        found = re.compile(closing, re.MULTILINE).search(self.body, place, stop)
        if found is None:
            self.unclosed[closing] = stop
        return found.end() if found else None

    def paragraph_end(self, place: int) -> int:
        if self.paragraph < place:
            found = _PARAGRAPH_END.search(self.body, place)
            self.paragraph = found.start() if found else len(self.body)
        return self.paragraph
