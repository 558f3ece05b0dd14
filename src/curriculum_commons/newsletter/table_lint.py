"""Find tables that would lose words, or be shown sign by sign.

Takes the text of an issue; knows nothing of files, and nothing of mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..content.markdown import Markup
from ..model.problems import quoted

_ROWS = re.compile(r"(?:^[ \t]*\|[^\n]*\S(?:\n|\Z)){2,}", re.MULTILINE)
_RULE = re.compile(r"[ \t|:-]*-[ \t|:-]*")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")


def table_problems(markup: Markup) -> Iterator[tuple[int, str]]:
    """Give each table without the line that makes it one, and each cell that has no column."""
    for rows in _ROWS.finditer(markup.prose) if "|" in markup.prose else ():
        lines = [(rows.start() + line.start(), line[0]) for line in re.finditer(r"[^\n]+", rows[0])]
        (start, first), (_, second), *more = lines
        columns = len(_cells(first))
        if not _RULE.fullmatch(second):
            rule = quoted(f"|{' --- |' * columns}")
            yield start + first.index("|"), f"begins lines that make no table; write {rule} below the first of them"
            continue
        for at, line in more:
            if said := [cell for cell in _cells(line)[columns:] if cell]:
                message = f"would be left out, as the first row has {columns} cells and this one more"
                yield at + line.rindex(said[-1]), f'{quoted(said[-1])} {message}; a "|" that is no border is "\\|"'


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _BETWEEN_CELLS.split(line.strip().removeprefix("|").removesuffix("|"))]
