"""Read the content of a project: data files and pages as values, each with its line and column.

The only module that looks into the content folders. Knows nothing of competencies: any YAML will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from ..model.problems import Problem
from ..model.urls import is_issue, is_sent_file
from .document import Document as Document
from .document import document_of as document_of
from .files import Report, listed, report_conflict, text_of
from .sssom import ENDING, CrosswalkText, crosswalk_text
from .yaml_reader import REFUSED, Value
from .yaml_text import as_written

DATA, PAGES, TOOLKIT, THEME, UPSTREAM = "data", "docs", "toolkit", "theme", "upstream"
MAPS = f"{DATA}/maps"
"""Curriculum maps of schools, a file each."""
MAP_RECIPES = f"{MAPS}/recipes.yaml"
"""How tables of other origin are read as maps; it is not a map itself."""
CROSSWALKS = f"{DATA}/crosswalks"
"""Crosswalks to other frameworks, a file each."""
TERMS, CONFIGURATION = "LICENSE-content", "mkdocs.yml"
MADE = "docs/downloads"
"""Files that are made from the content, and are not part of it."""
WELL_KNOWN = "docs/.well-known"
"""Files for programs, such as `security.txt`; the one hidden folder that is published."""

_FRONT = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class PageText:
    """One Markdown file of `docs/` or `toolkit/`."""

    folder: str
    """The one of the two that it is in."""
    path: str
    """Path below that folder."""
    front: Document | None
    """The YAML between the `---` lines at its top; `None` where it has none."""
    body: str
    """The Markdown below them, each line ended by a line feed."""
    body_line: int
    """Line of the file on which the body begins."""
    made: bool = False
    """Whether it is no file, and was made from records."""

    @property
    def file(self) -> str:
        """File, relative to the root of the project."""
        return f"{self.folder}/{self.path}"

    def problem(self, offset: int, message: str, code: str) -> Problem:
        """Return a problem at an offset in the body."""
        line = self.body.count("\n", 0, offset)
        column = offset - self.body.rfind("\n", 0, offset)
        return Problem(self.file, self.body_line + line, column, message, code)

    def front_problem(self, path: tuple[str | int, ...], message: str, code: str) -> Problem:
        """Return a problem with a field of the YAML at its top, which is there."""
        assert self.front
        return self.front.problem(path, message, code)


@dataclass(frozen=True)
class MapText:
    """One file of `data/maps/`."""

    path: str
    """File, relative to the root of the project."""
    value: Value
    """Its content, without places: most files are as the program has written them, and are read many times as fast."""
    text: str

    @cached_property
    def document(self) -> Document:
        """The same with the place of each value."""
        return document_of(self.path, self.text, 1, lambda _: None)


def map_text(path: str, text: str, report: Report) -> MapText | None:
    """Read a curriculum map; None where it is not YAML."""
    value = as_written(text)
    value = document_of(path, text, 1, report).value if value is None else value
    return None if value is REFUSED else MapText(path, value, text)


@dataclass(frozen=True)
class Source:
    """All that was read."""

    documents: Mapping[str, Document]
    """Data files by name, as far as they are YAML."""
    names: frozenset[str]
    """Names of everything in `data/`, whether it can be read or not."""
    pages: tuple[PageText, ...]
    """Pages by path, as far as they are text."""
    toolkit: tuple[PageText, ...]
    """Texts of the toolkit by path, as far as they are text."""
    files: frozenset[str]
    """Paths below `docs/` of everything there, pages too, whether it can be read or not."""
    toolkit_names: frozenset[str]
    """Names of everything in `toolkit/`."""
    terms: str
    """The terms of the content in full, from `LICENSE-content`; empty where there is no such file."""
    problems: tuple[Problem, ...]
    """What was found while reading."""
    sent: tuple[Document, ...] = ()
    """Records of sent issues, as far as they are YAML."""
    upstream: Mapping[str, str] = field(default_factory=dict)
    """Frameworks of others, by the paths of their files."""
    maps: tuple[MapText, ...] = ()
    """Curriculum maps, as far as they are YAML."""
    map_recipes: Document | None = None
    """How tables of sessions are read, as far as it is YAML."""
    map_names: frozenset[str] = frozenset()
    """Names of everything in `data/maps/`."""
    crosswalks: tuple[CrosswalkText, ...] = ()
    """Crosswalks, as far as they have the form of one."""
    crosswalk_names: frozenset[str] = frozenset()
    """Names of everything in `data/crosswalks/`."""

    @property
    def texts(self) -> tuple[PageText, ...]:
        """Everything that people have written in Markdown."""
        return self.pages + self.toolkit


def load(root: Path) -> Source:
    """Read the content of a project; what cannot be read becomes a problem, and the rest is read all the same."""
    root = root.resolve()
    problems: list[Problem] = []
    report = problems.append
    data = tuple(listed(root, DATA, report, but=(MAPS, CROSSWALKS), hidden=""))
    maps, crosswalks = (tuple(_in_folder(root, folder, report)) for folder in (MAPS, CROSSWALKS))
    docs = tuple(listed(root, PAGES, report, deep=True, but=(MADE,), hidden=WELL_KNOWN))
    toolkit = tuple(_if_there(root, TOOLKIT, report, hidden=""))
    upstream = [path for path in _if_there(root, UPSTREAM, report) if path.endswith(".json")]
    refused = [problem.path for problem in problems if problem.severity == "error"]
    for path in listed(root, THEME, report, deep=True) if (root / THEME).exists() else ():
        # Its files are not read here; but a merge conflict in one would be published.
        if path.endswith((".css", ".html", ".js")):
            report_conflict(root, path, report)
    documents = [data_file(root, path, report) for path in data if path.endswith(".yaml")]
    sent = [data_file(root, path, report) for path in docs if is_sent_file(path.removeprefix(f"{PAGES}/"))]
    pages = [_page(root, PAGES, path, report) for path in docs if path.endswith(".md")]
    texts = [_page(root, TOOLKIT, path, report) for path in toolkit if path.endswith(".md")]
    return Source(
        documents={PurePosixPath(document.path).name: document for document in documents if document},
        names=_below(DATA, [*data, *refused]),
        pages=tuple(page for page in pages if page),
        toolkit=tuple(text for text in texts if text),
        files=_below(PAGES, [*docs, *refused]),
        toolkit_names=_below(TOOLKIT, toolkit),
        terms=(text_of(root, TERMS, report) or "") if (root / TERMS).exists() else "",
        sent=tuple(record for record in sent if record),
        upstream={path: text for path in upstream if (text := text_of(root, path, report)) is not None},
        maps=tuple(one for path in maps if is_map(path) and (one := _map(root, path, report))),
        map_recipes=data_file(root, MAP_RECIPES, report) if MAP_RECIPES in maps else None,
        map_names=_below(MAPS, maps),
        crosswalks=tuple(found for path in crosswalks if (found := _crosswalk(root, path, report))),
        crosswalk_names=_below(CROSSWALKS, crosswalks),
        problems=tuple(problems),
    )


def _if_there(root: Path, folder: str, report: Report, hidden: str | None = None) -> Iterable[str]:
    return listed(root, folder, report, hidden=hidden) if (root / folder).exists() else ()


def _in_folder(root: Path, folder: str, report: Report) -> Iterable[str]:
    return listed(root, folder, report) if (root / folder).is_dir() and not (root / folder).is_symlink() else ()


def _below(folder: str, paths: Iterable[str]) -> frozenset[str]:
    return frozenset(path.removeprefix(f"{folder}/") for path in paths if path.startswith(f"{folder}/"))


def data_file(root: Path, path: str, report: Report) -> Document | None:
    """Read one YAML file; returns None where it is not YAML."""
    text = text_of(root, path, report)
    document = None if text is None else document_of(path, text, 1, report)
    return None if document is None or document.value is REFUSED else document


def is_map(path: str) -> bool:
    """Return True if a file of `data/maps/` is a map."""
    return path.endswith(".yaml") and path != MAP_RECIPES


def _map(root: Path, path: str, report: Report) -> MapText | None:
    return None if (text := text_of(root, path, report)) is None else map_text(path, text, report)


def _crosswalk(root: Path, path: str, report: Report) -> CrosswalkText | None:
    text = text_of(root, path, report) if path.endswith(ENDING) else None
    return None if text is None else crosswalk_text(path, text, report)


def _page(root: Path, folder: str, path: str, report: Report) -> PageText | None:
    text = text_of(root, path, report)
    return None if text is None else page_text(folder, path.removeprefix(f"{folder}/"), text, report)


def page_text(folder: str, below: str, text: str, report: Report, made: bool = False) -> PageText:
    """Take a text apart into what is at its top and the Markdown below."""
    path = f"{folder}/{below}"
    front = _FRONT.match(text)
    if front is None:
        report(_without_front(path, text))
        return PageText(folder, below, None, text, 1)
    body_line = text.count("\n", 0, front.end()) + 1
    return PageText(folder, below, document_of(path, front[1], 2, report), text[front.end() :], body_line, made)


def _without_front(path: str, text: str) -> Problem:
    keys = "title, summary and date" if is_issue(path.removeprefix(f"{PAGES}/")) else "title and description"
    if re.match(r"---[ \t]*\n", text):
        message = f'this "---" has no second one; write another below {keys}'
    else:
        message = f'begins without "---"; write {keys} at the top, between two lines of "---"'
    return Problem(path, 1, 1, message, "missing-front-matter")
