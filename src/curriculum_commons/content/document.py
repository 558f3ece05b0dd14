"""A YAML text as values, each with its line and column in its file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..model.problems import Problem, name
from .files import Report
from .yaml_reader import Position, Value, read


@dataclass(frozen=True)
class Document:
    """One YAML text: a data file, or the front matter of a page."""

    path: str
    """File, relative to the root of the project."""
    value: Value
    """Lists, mappings, text, numbers, days, true and false; `None` for an empty text, REFUSED for no YAML."""
    text: str
    """The YAML as it is written."""
    position: Position
    """Where everything is in that text."""
    first_line: int = 1
    """Line of the file on which the text begins."""

    def locate(self, path: tuple[str | int, ...], key: bool = False) -> tuple[int, int]:
        """Return line and column of a value or its key; where it is missing, of the nearest value around it."""
        position = self.position
        begin = position.line, position.column
        for step in path:
            if step not in position.inside:
                key = False
                break
            begin, position = position.begins(step), position.inside[step]
        line, column = begin if key else (position.line, position.column)
        # What is left out at the end of a text is, for the parser, on the line below it.
        return min(line, self._lines) + self.first_line - 1, column

    @cached_property
    def _lines(self) -> int:
        return self.text.count("\n") + 1

    def way_to(self, line: int, column: int) -> tuple[str | int, ...]:
        """Return the path to the value at a line and column of the file; empty where there is none."""
        way: list[str | int] = []
        position = self.position
        here = (line - self.first_line + 1, column)
        while begun := [step for step in position.inside if position.begins(step) <= here]:
            way.append(begun[-1])
            position = position.inside[begun[-1]]
        return tuple(way)

    def problem(self, path: tuple[str | int, ...], message: str, code: str, key: bool = False) -> Problem:
        """Return a problem with a value or its key, whose message begins with the name of its field."""
        field = next((step for step in reversed(path) if isinstance(step, str)), None)
        message = f"{name(field)}: {message}" if field else message
        return Problem(self.path, *self.locate(path, key), message, code)

    def written(self, path: tuple[str | int, ...]) -> str | None:
        """Return the text of a value as it is written, without its quotes; `None` for a list or mapping."""
        position = self.place_of(path)
        return position.text if position else None

    def place_of(self, path: tuple[str | int, ...]) -> Position | None:
        """Return where a value and the values within it are; `None` where it is not written."""
        position: Position | None = self.position
        for step in path:
            position = position.inside.get(step) if position else None
        return position


def document_of(path: str, text: str, first_line: int, report: Report) -> Document:
    """Read a YAML text that begins on a line of a file."""
    reading = read(text.encode())
    for fault in reading.faults:
        line = fault.line + first_line - 1
        report(Problem(path, line, fault.column, fault.message, fault.code, fault.severity))
    return Document(path, reading.value, text, reading.position, first_line)
