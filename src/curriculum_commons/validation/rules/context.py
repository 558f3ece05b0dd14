"""What the rules look at: the entries as they were read, the records that are good, and every name that is used.

Also the one way in which rules report: by section, number and field, or by page and place in its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ...content.load import PageText, Source
from ...content.markdown import Markup
from ...model.collections import SECTIONS
from ...model.macro_signature import MacroSignature
from ...model.problems import Problem, nearest, quoted
from ...model.records import PageMeta, Record, ToolkitMeta
from . import fields
from .entries import Entries
from .error_messages import listed

R = TypeVar("R", bound=Record)
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Known:
    """The names of all records of one kind, good or not."""

    kind: str
    """What a name stands for, as in "working group"."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Place of the first record of that name in its section, counted from 0, by name."""
    repeated: tuple[tuple[int, str], ...] = ()
    """Place and name of each record whose name was used before."""
    whole: bool = True
    """Whether every record has a name; if not, no other name can be called unknown."""
    where: str = ""
    """The file in which they stand."""
    _near: dict[str, str | None] = field(default_factory=dict)

    def lacks(self, name: str) -> bool:
        """Tell whether a name certainly stands for nothing."""
        return self.whole and name not in self.numbers

    def unknown(self, name: str) -> str:
        """Return what is to be said of a name that stands for nothing."""
        return f"unknown {self.kind} {quoted(name)}; {self._way_out(self.nearest(name))}"

    def _way_out(self, near: str | None) -> str:
        if near:
            return f"did you mean {quoted(near)}?"
        if not self.numbers:
            return f"there is no {self.kind} yet"
        if self.where and len(self.numbers) > _MOST_LISTED:
            return f"see {self.where}"
        return f"possible are {listed(self.numbers, 'and')}"

    def nearest(self, name: str) -> str | None:
        """Return the name most like this one, as long as few were asked for: among thousands it takes a while."""
        if name not in self._near and len(self._near) < _MOST_GUESSES:
            self._near[name] = nearest(name, self.numbers)
        return self._near.get(name)


_MOST_GUESSES = 50
_MOST_LISTED = 8


@dataclass(frozen=True)
class ValidationContext:
    """Content that may still have problems."""

    source: Source
    """What was read."""
    macros: Mapping[str, MacroSignature]
    """What pages may call."""
    entries: Mapping[str, Entries]
    """What stands in each section, as it was read."""
    good: Mapping[str, Mapping[int, Record]]
    """Records that are good by themselves, by section and by place in it."""
    known: Mapping[str, Known]
    """All names, by kind of record."""
    fronts: Mapping[str, PageMeta]
    """What pages say about themselves, where that is good, by path below `docs/`."""
    tops: Mapping[str, ToolkitMeta]
    """What texts of the toolkit say about themselves, where that is good, by path below `toolkit/`."""
    texts: Mapping[str, Markup]
    """What stands in each text that people have written, by file."""

    def records(self, section: str, kind: type[R]) -> Iterator[tuple[int, R]]:
        """Give the good records of a section, each with its place in it."""
        for number, record in self.good[section].items():
            assert isinstance(record, kind)
            yield number, record

    def problem(self, section: str, number: int, path: Path, message: str, key: bool = False) -> Problem:
        """Return a problem with a field of a record."""
        place = SECTIONS[section]
        return fields.problem(self.source.documents[place.file], place.path(number) + path, message, key)

    def line(self, section: str, number: int, path: Path = ()) -> int:
        """Return the line on which a record or one of its fields begins."""
        place = SECTIONS[section]
        return self.source.documents[place.file].locate(place.path(number) + path)[0]


def on_page(page: PageText, offset: int, message: str) -> Problem:
    """Return a problem at a place in the text of a page."""
    line = page.body.count("\n", 0, offset)
    column = offset - page.body.rfind("\n", 0, offset)
    return Problem(page.file, page.body_line + line, column, message)
