"""What rules look at: entries as they were read, records that are good by themselves, and every name that is used.

Also how rules report: by section, number and field here, by page and offset with `PageText.problem`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar
from unicodedata import normalize

from ...content.load import PAGES, MapText, PageText, Source
from ...content.markdown import Call, Link, Markup, Undefined
from ...content.markdown.macro_calls import MacroSignature
from ...content.sssom import CrosswalkText
from ...model.commons import successors
from ...model.problems import Problem, in_words, nearest, quoted
from ...model.profile import Provenance
from ...model.records import SECTIONS, Competency, CurriculumMap, IssueMeta, PageMeta, Record, ToolkitMeta
from ...model.sent import SentIssue
from ...model.sssom import Crosswalk
from ...model.urls import issue_name, sent_file
from .entries import Entries
from .error_messages import listed

R = TypeVar("R", bound=Record)
T = TypeVar("T")
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Known:
    """The names of all records of one kind, good or not."""

    kind: str
    """Kind of record, as in "working group"."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Number of the first record of that name in its section, counted from 0, by name."""
    repeated: tuple[tuple[int, str], ...] = ()
    """Number and name of each record whose name was used before."""
    whole: bool = True
    """Whether every record has a name; if not, no other name can be called unknown."""
    where: str = ""
    """The file that lists them."""
    withdrawn: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names that were withdrawn, each with those that it is now in."""
    published: Mapping[str, str] = field(default_factory=dict)
    """Names by the codes that are published for them."""
    _near: dict[str, str | None] = field(default_factory=dict)

    def lacks(self, name: str) -> bool:
        """Return True if no record can have this name."""
        return self.whole and name not in self.numbers

    def refusal(self, name: str) -> tuple[str, str]:
        """Return message and code for a name that no record has."""
        if name in self.withdrawn:
            now = successors(name, self.withdrawn, self.numbers)
            return f"{quoted(name)} is withdrawn; {self._way_on(now)}", "withdrawn-reference"
        if name in self.published:
            code = quoted(self.published[name])
            return f"{quoted(name)} is the published code of {code}; write {code}", "unknown-reference"
        return f"unknown {self.kind} {quoted(name)}; {self._way_out(self.nearest(name))}", "unknown-reference"

    def _way_on(self, now: tuple[str, ...]) -> str:
        if not now:
            return f"no {self.kind} has taken its place, so take it out"
        which = "which belongs" if len(now) == 1 else "of which those that fit belong"
        return f"now in {in_words(now)}, {which} here"

    def _way_out(self, near: str | None) -> str:
        if near:
            return f"did you mean {quoted(near)}?"
        if not self.numbers:
            return f"there is no {self.kind} yet"
        if self.where and len(self.numbers) > _MOST_LISTED:
            return f"see {self.where}"
        return f"possible are {listed(self.numbers, 'and')}"

    def nearest(self, name: str) -> str | None:
        """Return the most similar name, for the first few that are asked for: among thousands it takes a while."""
        if name not in self._near and len(self._near) < _MOST_GUESSES:
            self._near[name] = nearest(name, self.numbers)
        return self._near.get(name)


_MOST_GUESSES = 50
_MOST_LISTED = 8


@dataclass(frozen=True)
class ValidationContext:
    """Content that may still have problems."""

    source: Source
    """The content as it was read."""
    macros: Mapping[str, MacroSignature]
    """What pages may call."""
    entries: Mapping[str, Entries]
    """Entries of each section, as they were read."""
    good: Mapping[str, Mapping[int, Record]]
    """Records that are good by themselves, by section and number."""
    known: Mapping[str, Known]
    """All names, by kind of record."""
    fronts: Mapping[str, PageMeta]
    """Front matter of pages, where it is good, by path below `docs/`."""
    tops: Mapping[str, ToolkitMeta]
    """Front matter of texts of the toolkit, where it is good, by path below `toolkit/`."""
    texts: Mapping[str, Markup]
    """Markdown of pages and texts of the toolkit, by file."""
    sent: Mapping[str, SentIssue]
    """Records of sent issues that are good, by file."""
    provenance: Provenance | None = None
    """The framework of others that is taken up."""
    followed: tuple[Competency, ...] = ()
    """Its competencies as they were published."""
    maps: Mapping[str, tuple[MapText, CurriculumMap]] = field(default_factory=dict)
    """Curriculum maps that are good by themselves, by file."""
    crosswalks: Mapping[str, tuple[CrosswalkText, Crosswalk]] = field(default_factory=dict)
    """Crosswalks that are good by themselves, by file."""

    def sent_issues(self) -> Iterator[tuple[PageText, SentIssue]]:
        """Yield each issue of which it is kept how it was sent."""
        for page in self.source.pages:
            if record := self.sent.get(f"{PAGES}/{sent_file(issue_name(page.path))}"):
                yield page, record

    @cached_property
    def settled(self) -> frozenset[str]:
        """Files of the issues that are published as they were sent."""
        return frozenset(
            page.file
            for page, sent in self.sent_issues()
            if isinstance(front := self.fronts.get(page.path), IssueMeta) and sent.agrees(front, page.body)
        )

    def pages(self) -> Iterator[tuple[PageText, PageMeta]]:
        """Yield each page whose front matter is good."""
        return ((page, self.fronts[page.path]) for page in self.source.pages if page.path in self.fronts)

    def records(self, section: str, kind: type[R]) -> Iterator[tuple[int, R]]:
        """Yield the good records of a section, each with its number."""
        for number, record in self.good[section].items():
            assert isinstance(record, kind)
            yield number, record

    def links(self) -> Iterator[tuple[PageText, Link | Undefined]]:
        """Yield each link and image with the page that it is on."""
        return ((page, link) for page in self.source.texts for link in self.texts[page.file].links)

    def calls(self) -> Iterator[tuple[PageText, Call]]:
        """Yield each call of a macro with the page that it is on."""
        for page in self.source.texts:
            if self.texts[page.file].template:
                yield from ((page, call) for call in self.texts[page.file].calls)

    def toolkit(self) -> Iterator[tuple[PageText, ToolkitMeta]]:
        """Yield each text of the toolkit whose front matter is good."""
        return ((text, self.tops[text.path]) for text in self.source.toolkit if text.path in self.tops)

    def problem(self, section: str, number: int, path: Path, message: str, code: str) -> Problem:
        """Return a problem with a field of a record."""
        found = SECTIONS[section]
        return self.source.documents[found.file].problem(found.path(number) + path, message, code)

    def line(self, section: str, number: int, path: Path = ()) -> int:
        """Return the line on which a record or one of its fields begins."""
        found = SECTIONS[section]
        return self.source.documents[found.file].locate(found.path(number) + path)[0]


def folded(words: str) -> str:
    """Return words as they are compared: in small letters, narrow ones, with single spaces."""
    return " ".join(normalize("NFKC", words).casefold().split())


def repeated(keyed: Iterable[tuple[Hashable, T]]) -> Iterator[tuple[T, T]]:
    """Yield each item whose key an earlier item has, with the first item of that key."""
    first: dict[Hashable, T] = {}
    for key, item in keyed:
        if (other := first.setdefault(key, item)) is not item:
            yield item, other
