"""What is wrong and where: the problems an author must fix, and the one-sentence mistakes of a call.

The only place that sorts and groups problems. Knows nothing of competencies, and prints nothing.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

_LONGEST_GUESS = 80
_LONGEST_QUOTE = 60
_SHORTEST_BEGINNING = 4


Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that an author must change."""

    path: str
    """File, relative to the root of the project, with forward slashes."""
    line: int
    """Counted from 1; 0 when the file as a whole is meant."""
    column: int
    """Counted from 1, in characters; 0 when the line or the file as a whole is meant."""
    message: str
    """Field, value in quotes and the way out; lower case, no full stop."""
    code: str
    """Kind of the problem, which stays the same when the message is reworded, such as "unknown-reference"."""
    severity: Severity = "error"
    """`warning` where the site is published all the same."""
    places: tuple[str, ...] = ()
    """Further places of the same problem, such as "data/roadmap.yaml:12:5"."""
    value: str = field(default="", compare=False)
    """What is at fault as it is written, where whoever found it has no file to look for its line."""

    def __str__(self) -> str:
        return f"{self.place}: {'warning: ' if self.severity == 'warning' else ''}{self.text}"

    @property
    def text(self) -> str:
        """The message, with the first of its further places."""
        if not self.places:
            return self.message
        listed = ", ".join(self.places[:_MOST_PLACES])
        rest = len(self.places) - _MOST_PLACES
        return f"{self.message} (in {len(self.places) + 1} places: also {listed}{f' and {rest} more' * (rest > 0)})"

    @property
    def as_data(self) -> dict[str, Any]:
        """Its fields, for programs."""
        return {**{name: value for name, value in asdict(self).items() if name != "value"}, "path": shown(self.path)}

    @property
    def as_warning(self) -> Problem:
        """The same problem, where it stops nothing."""
        return replace(self, severity="warning")

    @property
    def place(self) -> str:
        """File, line and column, as far as they are known."""
        return ":".join([shown(self.path), *(str(n) for n in (self.line, self.column) if n)])


_MOST_PLACES = 3
_CONSEQUENCES = {"unknown-reference", "link-anchor-missing", "link-target-missing"}
"""Codes of problems that often come of another one, such as a record that cannot be read or was renamed."""
_SAME_EVERYWHERE = {"unknown-reference", "withdrawn-reference", "unknown-macro", "link-anchor-missing", "renamed-key"}
"""Codes of problems that have one cause, in however many places they show."""
_FIELD = re.compile(r"[\w-]+: ")


def by_cause(problems: Iterable[Problem]) -> list[Problem]:
    """Return each problem once: causes before their consequences, warnings last, each by its place."""

    def order(problem: Problem) -> tuple[int, str, int, int, str]:
        rank = 2 if problem.severity == "warning" else int(problem.code in _CONSEQUENCES)
        return rank, problem.path, problem.line, problem.column, problem.message

    return sorted(set(problems), key=order)


def grouped(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by their causes, of which those that are the same in many places are one with its places."""
    groups: dict[object, list[Problem]] = {}
    for problem in by_cause(problems):
        message = _FIELD.sub("", problem.message, count=1)
        is_same = problem.code in _SAME_EVERYWHERE
        groups.setdefault((problem.code, problem.severity, message) if is_same else problem, []).append(problem)
    return [replace(first, places=tuple(other.place for other in rest)) for first, *rest in groups.values()]


class ContentError(Exception):
    """The content has problems: all that were found, causes before their consequences."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(by_cause(problems))
        super().__init__()

    def __str__(self) -> str:
        return "\n".join(map(str, self.grouped))

    def __reduce__(self) -> tuple[type[ContentError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)

    @cached_property
    def grouped(self) -> list[Problem]:
        """The problems for people who read: what is the same in many places only once."""
        return grouped(self.problems)


class CallError(Exception):
    """A command was called in a way that cannot work; its text is one message for the person who called."""


class FileRefusedError(CallError):
    """A file of others cannot be taken; the command ends as it does with problems of content."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean "…"?` for the nearest known word, or nothing when none is near."""
    near = nearest(word, known)
    return f"; did you mean {quoted(near)}?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like this one, or `None` when none is near."""
    if len(word) > _LONGEST_GUESS:
        return None
    by_lower = {name.lower(): name for name in known}
    begun = [name for name in by_lower if len(word) >= _SHORTEST_BEGINNING and name.startswith(word.lower())]
    if begun:
        return by_lower[min(begun, key=lambda name: (len(name), name))]
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[near[0]] if near else None


def quoted(value: object) -> str:
    """Return a value between quotation marks, on one line and short enough to be read in a message."""
    text = shown(re.sub(r"[\n\r\t]", " ", str(value)[: _LONGEST_QUOTE + 1]))
    return f'"{text}"' if len(text) <= _LONGEST_QUOTE else f'"{text[: _LONGEST_QUOTE - 1]}…"'


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, as in "1 file", "2 files" and "2 addresses"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}{'es' if noun.endswith('s') else 's'}"


def in_words(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def name(text: str) -> str:
    """Return a name as it can begin a message: on one line, and short enough."""
    return quoted(text)[1:-1]


_ENTITY = re.compile(r"(?<!\\)&(?=#?\w+;?)")
ISSUE = re.compile(r"/(?:issues|pull|discussions|merge_requests|work_items|epics|milestones?)/(?=\d)", re.IGNORECASE)
"""The part of an address before the number of an issue or proposal."""
_REFERENCE = re.compile(
    rf"@|\\?#(?=\d)|(?<!\w)[!~%$](?=\d)|\bGH-(?=\d)|{ISSUE.pattern}"
    r"|\b(?:close[sd]?|closing|fix(?:e[sd]|ing)?|resolve[sd]?|resolving|implement(?:s|ed|ing)?)\b"
    r"(?=:? {0,9}\S{0,200}\d)",
    re.IGNORECASE,
)


def quiet(markdown: str) -> str:
    """Return Markdown in which GitHub and GitLab find nobody to notify, no issue to link to, and none to close.

    Entities are shown as they were typed; word joiners, which nobody sees, break up what these sites look for.
    """
    typed = _ENTITY.sub(r"\\&", markdown)
    return _REFERENCE.sub(lambda found: f"{found[0]}\N{WORD JOINER}", typed)


def shown(text: str) -> str:
    """Return text in which characters that cannot be seen are spelled out."""
    return "".join(char if char.isprintable() else char.encode("unicode-escape").decode() for char in text)


_projects: list[str] = []
_WITHOUT_PROJECT = {"new", "import", "inspect"}


@contextmanager
def commands_name(project: Path) -> Iterator[None]:
    """Let commands that are shown meanwhile name a project, which they would not find from the current folder."""
    _projects.append(str(project))
    try:
        yield
    finally:
        _projects.pop()


def command(*words: str) -> str:
    """Return a command of this program so that it can be pasted: with its folder where the shell would not find it."""
    if _projects and "--root" not in words and words[0] not in _WITHOUT_PROJECT:
        words = (*words, "--root", _projects[-1])
    program = Path(sysconfig.get_path("scripts"), "commons")
    found = shutil.which("commons")
    if found and Path(found).parent.resolve() == program.parent.resolve():
        return as_typed("commons", *words)
    # Not resolved: the interpreter of an environment is a link to that of the system.
    near = program.is_relative_to(Path.cwd())
    return as_typed(os.path.relpath(program) if near else str(program), *words)


def as_typed(*words: str, is_windows: bool = os.name == "nt") -> str:
    """Return a command as the shell of a system reads it: on Windows a backslash is a part of a path."""
    if is_windows:
        plain = (word.replace("\\", "/") for word in words)
        quotes = ("" if shlex.quote(one) == one else '"' for one in plain)
        return " ".join(f"{quote}{word}{quote}" for word, quote in zip(words, quotes, strict=True))
    return shlex.join(words)
