"""Describe a problem in the words of the form: in which entry, and in which field.

Someone who works in the form sees names, and neither files nor lines. Knows nothing of HTTP.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from ..content.load import Document, PageText, Source
from ..model.problems import Problem, quoted
from .configuration import collection_name
from .fields import entry_name, label

_FIELD = re.compile(r"([A-Za-z][\w-]*): ")


def in_the_form(problem: Problem, source: Source) -> str:
    """Return a problem with the names that the form shows, and its location in the files at the end."""
    for document in source.documents.values():
        if document.path == problem.path:
            return _message(problem, [*_names_in_data(document, problem)])
    for page in source.texts:
        if page.file == problem.path:
            return _message(problem, [*_names_on_page(page, problem)])
    return str(problem)


def new_problems(problems: Iterable[Problem], known: Iterable[Problem]) -> list[Problem]:
    """Return the problems that were not known; one that has only moved to another line is not new."""
    left = Counter((problem.path, problem.message) for problem in known)
    new = []
    for problem in problems:
        key = (problem.path, problem.message)
        if left[key]:
            left[key] -= 1
        else:
            new.append(problem)
    return new


def _message(problem: Problem, names: list[str]) -> str:
    field = _field(problem)
    message = problem.message.removeprefix(f"{field}: ") if field and names[-1] == label(field) else problem.message
    return f"{', '.join(names)}: {message} ({problem.place})"


def _names_in_data(document: Document, problem: Problem) -> Iterator[str]:
    file = PurePosixPath(document.path).stem
    yield label(file)
    value = document.value
    for step in _path_to_field(document.way_to(problem.line, problem.column), _field(problem)):
        value = value[int(step)] if isinstance(value, list) else value.get(step) if isinstance(value, dict) else None
        if isinstance(step, str) and step != file:
            yield label(step)
        elif isinstance(value, dict):
            yield quoted(entry_name(value) or f"entry {int(step) + 1}")


def _names_on_page(page: PageText, problem: Problem) -> Iterator[str]:
    yield collection_name(PurePosixPath(page.file).parent.as_posix())
    top = page.front.value if page.front and isinstance(page.front.value, dict) else {}
    yield quoted(top.get("title", PurePosixPath(page.path).name))
    if problem.line >= page.body_line:
        yield "Text"
    elif field := _field(problem):
        yield label(field)


def _path_to_field(path: tuple[str | int, ...], field: str | None) -> tuple[str | int, ...]:
    """Return the path to the field that a message begins with; the field may be missing, or contain the location."""
    if field is None:
        return path
    if field in path:
        return path[: len(path) - path[::-1].index(field)]
    entries = [number for number, step in enumerate(path, 1) if isinstance(step, int)]
    return (*path[: entries[-1] if entries else 0], field)


def _field(problem: Problem) -> str | None:
    found = _FIELD.match(problem.message)
    return found[1] if found else None
