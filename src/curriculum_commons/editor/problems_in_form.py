"""Say what is wrong in the words of the form: in which entry, and in which field.

Someone who works in the form sees names, and neither files nor lines. Knows nothing of how it is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from ..content.load import Document, PageText, Source
from ..model.problems import Problem, quoted
from . import collection_name, entry_name, label

_Way = tuple[str | int, ...]
_FIELD = re.compile(r"([A-Za-z][\w-]*): ")


def in_the_form(problem: Problem, source: Source) -> str:
    """Return a problem with the names that the form shows; its place in the files comes last."""
    for document in source.documents.values():
        if document.path == problem.path:
            return _told(problem, _in_data(document, problem))
    for page in source.texts:
        if page.file == problem.path:
            return _told(problem, _on_page(page, problem))
    return str(problem)


def new_ones(found: Iterable[Problem], known: Iterable[Problem]) -> list[Problem]:
    """Return the problems that were not known; a line that was put above one makes no new one of it."""
    left = Counter((problem.path, problem.message) for problem in known)
    new = []
    for problem in found:
        one = (problem.path, problem.message)
        if left[one]:
            left[one] -= 1
        else:
            new.append(problem)
    return new


def _told(problem: Problem, names: Iterator[str]) -> str:
    words = list(names)
    field = _field(problem)
    message = problem.message.removeprefix(f"{field}: ") if field and words[-1] == label(field) else problem.message
    return f"{', '.join(words)}: {message} ({str(problem).removesuffix(f': {problem.message}')})"


def _in_data(document: Document, problem: Problem) -> Iterator[str]:
    file = PurePosixPath(document.path).stem
    yield label(file)
    value = document.value
    for step in _to_field(document.way_to(problem.line, problem.column), _field(problem)):
        value = value[int(step)] if isinstance(value, list) else value.get(step) if isinstance(value, dict) else None
        if isinstance(step, str) and step != file:
            yield label(step)
        elif isinstance(value, dict):
            yield quoted(entry_name(value) or f"entry {int(step) + 1}")


def _on_page(page: PageText, problem: Problem) -> Iterator[str]:
    yield collection_name(PurePosixPath(page.file).parent.as_posix())
    top = page.front.value if page.front and isinstance(page.front.value, dict) else {}
    yield quoted(top.get("title", PurePosixPath(page.path).name))
    if problem.line >= page.body_line:
        yield "Text"
    elif field := _field(problem):
        yield label(field)


def _to_field(way: _Way, field: str | None) -> _Way:
    """Return the way to the field that a sentence begins with: it may be missing there, or hold what is meant."""
    if field is None:
        return way
    if field in way:
        return way[: len(way) - way[::-1].index(field)]
    entries = [number for number, step in enumerate(way, 1) if isinstance(step, int)]
    return (*way[: entries[-1] if entries else 0], field)


def _field(problem: Problem) -> str | None:
    found = _FIELD.match(problem.message)
    return found[1] if found else None
