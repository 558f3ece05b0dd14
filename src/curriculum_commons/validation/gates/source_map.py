"""Where a value stands in a data file, for objections to records that are good by themselves.

Reads a file only when it is asked about, as there is mostly nothing to object to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ...content.load import DATA
from ...content.yaml_reader import read
from .source_files import Holding

_Path = tuple[str | int, ...]


class Whereabouts:
    """The places of values in the data files of one project."""

    def __init__(self, files: Mapping[str, Holding]) -> None:
        self._files = files
        self._places = cache(lambda name: read(self._text(name).encode()).place)

    def of(self, name: str, path: _Path) -> tuple[int, int]:
        """Return line and column of a value in a data file, or of what is nearest around it."""
        found = self._places(name)
        for step in path:
            if step not in found.inside:
                break
            found = found.inside[step]
        return found.line, found.column

    def each(self, name: str, section: str, key: str, number: int) -> list[tuple[int, int]]:
        """Return line and column of the value of a key that every record of a section has, in their order."""
        lines = self._text(name).split("\n")
        marks = [(line, found) for line, text in enumerate(lines, 1) for found in re.finditer(_MARK.format(key), text)]
        if len(marks) == number:  # a hundred times faster, and all but always so
            return [(line, found.end() + 1) for line, found in marks]
        return [self.of(name, (section, place, key)) for place in range(number)]

    def _text(self, name: str) -> str:
        return self._files[f"{DATA}/{name}"].text


_MARK = r"(?:^\s*(?:- +)?|[{{,]\s*)[\"']?{}[\"']?:\s+"
