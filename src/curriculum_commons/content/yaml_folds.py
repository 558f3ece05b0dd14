"""Text over several lines whose line ends YAML takes away: paragraphs are given back, and lists that are lost found.

Below `|` all lines stay. Otherwise a line end becomes a space and an empty line a line end, so that a list of "- a" and
"- b" is one run-on paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_ALONE = re.compile(r"(?<=[^\n])\n(?=[^\n])")
_ENTRY = re.compile(r"\s*(?:[-*•·–]|[0-9]{1,2}[.)])\s+\S")


def unfolded(event: Any, lines: Sequence[str]) -> tuple[str, int | None]:
    """Return the text of a scalar with its paragraphs, and the line of a list that is lost in it, counted from 1."""
    first, value = event.start_mark.line, str(event.value)
    written = lines[first : event.end_mark.line + 1]
    if len(written) == 1 or event.style == "|":
        return value, None
    number = next((at for at in range(1, len(written) - 1) if all(map(_ENTRY.match, written[at : at + 2]))), None)
    if number is not None and f"\n{' '.join(written[number + 1].split())}" not in re.sub(r"\n[ \t]+", "\n", value):
        return value, first + number + 1
    return _ALONE.sub("\n\n", value), None
