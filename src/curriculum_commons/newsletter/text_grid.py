"""Lay out a table in plain text: as columns where they fit on a line, and as one short list for each row where not.

Knows cells as text, and nothing of HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .text_lines import display_width, wrapped

_GAP = 2

Row = Sequence[str]


def grid(head: Row, rows: Sequence[Row], width: int) -> list[str]:
    """Return the lines of a table.

    Args:
        head: Names of the columns; empty where they have none.
    """
    every = [*([head] if head else []), *rows]
    if not every:
        return []
    count = max(len(row) for row in every)
    sizes = [max(display_width(row[at]) for row in every if at < len(row)) for at in range(count)]
    whole = not any("\n" in cell for row in every for cell in row)
    if whole and sum(sizes) + _GAP * (count - 1) <= width:
        rule = [(" " * _GAP).join("-" * size for size in sizes)] if head else []
        lines = [_line(row, sizes) for row in every]
        return [*lines[:1], *rule, *lines[1:]] if head else lines
    lists = [_listed(head, row, width) for row in rows if any(row)] or [_listed((), head, width)]
    return [line for lines in lists for line in lines]


def _line(row: Row, sizes: Sequence[int]) -> str:
    cells = (cell + " " * (size - display_width(cell)) for cell, size in zip(row, sizes, strict=False))
    return (" " * _GAP).join(cells).rstrip()


def _listed(head: Row, row: Row, width: int) -> Iterator[str]:
    for at, cell in enumerate(row):
        name = f"{head[at]}: " if at < len(head) and head[at] and cell else ""
        mark, indent = ("  - ", "    ") if at else ("", "")
        lines = wrapped(name + cell, width - len(indent))
        yield from (f"{indent if line_number else mark}{line}" for line_number, line in enumerate(lines))
