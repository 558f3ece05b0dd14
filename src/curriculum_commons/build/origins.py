"""Find where a fault of the built site comes from: a line of a page, a record, a template of the theme, or a setting.

Reads what people wrote once something is found to be wrong, and looks for the tag, address or name that is at fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from ..content.load import CONFIGURATION, DATA, PAGES, THEME, TOOLKIT, Document, Source, load
from ..content.markdown import Call, Markup, markup_of
from ..content.yaml_reader import Position
from ..model.build_context import BuildContext
from ..model.commons import Commons, Page
from ..model.problems import ContentError, Problem
from ..model.urls import ANCHORS
from .page_policy import Fault
from .preprocess import shown_calls
from .traces import every, in_markdown, in_settings, in_tags

Place = tuple[str, int, int]
"""File, line and column, as in a problem."""
_PAGE = f"{THEME}/main.html"
"""The template of all pages."""


@dataclass(frozen=True)
class Sources:
    """What people wrote and a site was built from."""

    root: Path
    """The project."""
    pages: Mapping[str, Page]
    """Pages by their address below the root of the site."""
    sent: frozenset[str] = frozenset()
    """Addresses of issues that were sent: what their macros linked to may be gone, and they stay as they were."""
    shown: Callable[[Page], Iterable[tuple[Call, str]]] = lambda _: ()
    """Returns each macro call of a page with the HTML that it makes."""

    @classmethod
    def of(cls, root: Path, commons: Commons, context: BuildContext) -> Sources:
        """Return what the site of some content is built from."""
        sent = frozenset(issue.page.url for issue in commons.issues if issue.name in commons.sent)
        return cls(root, commons.page_at, sent, partial(shown_calls, commons, context))

    def problems(self, fault: Fault, path: str, url: str) -> Iterator[Problem]:
        """Yield a fault of a file of the site at each place that it comes from.

        Args:
            path: The file, below the root of the site.
            url: Address of the page that it is, or that it is made from.
        """
        page = self.pages.get(url)
        places = list(self._of_file(fault, path)) or (list(self._of_page(fault, page)) if page else [])
        places = places or self._of_all_pages(fault)
        if page and not places and (not fault.is_visible or fault.code == "missing-metadata"):
            places = self._record_of(page) if page.made else [(f"{PAGES}/{page.path}", 0, 0)]
        for place in dict.fromkeys(places):
            yield Problem(*place, fault.message, fault.code)
        if not places:
            owner = f"{PAGES}/{page.path}" + ", made from the data" * page.made if page else "no page"
            message = f"{fault.message} (it belongs to {owner}, but is not in its text, in a record, in {THEME}/ or in"
            message += f" {CONFIGURATION}; look at what was changed last, and at what extends the engine)"
            yield Problem(f"site/{path}", 0, 0, message, fault.code)

    def located(self, problem: Problem) -> Iterator[Problem]:
        """Yield a problem at the place of its value: in its file, or in each record that a document may show."""
        text = _text(self.root / problem.path) if (self.root / problem.path).is_file() else ""
        places = [_place(problem.path, text, at) for at in every(text, problem.value)][:1]
        places = places or [
            (document.path, *document.locate(path))
            for words, holders in self._scalars.items()
            for document, path in holders
            if problem.value in words and {Path(problem.path).parts[0], Path(document.path).parts[0]} == {TOOLKIT, DATA}
        ]
        yield from (replace(problem, path=file, line=line, column=column) for file, line, column in places)
        if not places:
            yield problem

    def _of_file(self, fault: Fault, path: str) -> Iterator[Place]:
        """Yield places in a file that is published as it was written, if this is one."""
        for folder in (PAGES, THEME):
            file = self.root / folder / path
            if path.endswith((".html", ".css")) and file.is_file():
                text = _text(file)
                found = list(in_tags(fault, text) if path.endswith(".html") else every(text, fault.value))
                yield from (_place(f"{folder}/{path}", text, at) for at in found)
                if folder == PAGES and not found:
                    yield f"{folder}/{path}", 0, 0

    def _of_page(self, fault: Fault, page: Page) -> Iterator[Place]:
        """Yield places in the text of a page, or in the records that its macros show."""
        markup = markup_of("" if page.made else page.body, page.meta.render_macros)
        written = list(in_markdown(fault, markup))
        calls = [] if fault in self._everywhere else self.shown(page)
        made = [call.start for call, html in calls if any(True for _ in in_tags(fault, html))]
        if fault.code == "duplicate-anchor" and len(written) + len(made) > 1:
            written, made = written if len(written) == 1 else sorted([*written, *made])[1:2], []
        records = list(self._in_records(fault)) if made else []
        if fault.code == "duplicate-anchor" and made and not written:
            records = list(self._in_theme(fault)) or records
        if made and not records and page.made:
            records = self._record_of(page)
        for at in (*written, *(() if records or page.made else made)):
            file, line, column = _place(f"{PAGES}/{page.path}", page.body, at)
            yield file, line + page.body_line - 1, column
        yield from records

    def _of_all_pages(self, fault: Fault) -> list[Place]:
        """Return places in what is around the text of pages; these are looked for once."""
        if fault not in self._everywhere:
            found = list(self._in_records(fault)) or list(self._in_theme(fault)) or list(self._in_settings(fault))
            if not found and fault.code == "missing-metadata" and (self.root / _PAGE).is_file():
                found = [(_PAGE, 0, 0)]
            if not found:
                return []
            self._everywhere[fault] = found[:1] if fault.code == "missing-metadata" else found
        return self._everywhere[fault]

    @cached_property
    def _everywhere(self) -> dict[Fault, list[Place]]:
        return {}

    @cached_property
    def _source(self) -> Source:
        return load(self.root)

    @cached_property
    def _scalars(self) -> Mapping[str, list[tuple[Document, tuple[str | int, ...]]]]:
        """Every text in YAML, by what is written."""
        found: dict[str, list[tuple[Document, tuple[str | int, ...]]]] = {}
        fronts = (page.front for page in self._source.pages if page.front)
        for document in (*self._source.documents.values(), *fronts):
            for path, text in _texts(document.position):
                found.setdefault(text, []).append((document, path))
        return found

    def _in_records(self, fault: Fault) -> Iterator[Place]:
        """Yield the fields that hold an address, or the name that an id is made from."""
        if fault.attribute == "id":
            names = [fault.value.removeprefix(prefix) for _, prefix in ANCHORS.values()]
            for document, path in (one for name in dict.fromkeys(names) for one in self._scalars.get(name, ())):
                if path[-1:] == ("id",):
                    yield document.path, *document.locate(path)
        elif "://" in fault.value:
            for document, path in self._scalars.get(fault.value, ()):
                yield document.path, *document.locate(path)
            for record in self._source.sent:
                if (at := record.text.find(fault.value)) >= 0:
                    yield _place(record.path, record.text, at)

    def _record_of(self, page: Page) -> list[Place]:
        """Return the record that a page was made for; none where it was made for all of a kind."""
        names = [text for call in Markup(page.body, template=True).calls for text in call.texts]
        holders = (one for name in dict.fromkeys(names) for one in self._scalars.get(name, ()))
        found = [(document.path, *document.locate(path)) for document, path in holders if path[-1:] == ("code",)]
        return found[:1]

    def _in_theme(self, fault: Fault) -> Iterator[Place]:
        for file in sorted((self.root / THEME).rglob("*.html")):
            text = _text(file)
            for at in in_tags(fault, text):
                yield _place(file.relative_to(self.root).as_posix(), text, at)

    def _in_settings(self, fault: Fault) -> Iterator[Place]:
        text = _text(self.root / CONFIGURATION)
        yield from (_place(CONFIGURATION, text, at) for at in in_settings(fault, text))


@contextmanager
def located(root: Path) -> Iterator[None]:
    """Give problems that are raised within their places, as far as their values show where those are."""
    try:
        yield
    except ContentError as error:
        sources, found = Sources(root, {}), list[Problem]()
        for problem in error.problems:
            found += sources.located(problem) if problem.value and not problem.line else [problem]
        raise ContentError(found) from error


def _text(file: Path) -> str:
    return file.read_text("utf-8", "replace")


def _place(file: str, text: str, at: int) -> Place:
    return file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _texts(position: Position, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if position.text is not None:
        yield path, position.text.strip()
    for step, inside in position.inside.items():
        yield from _texts(inside, (*path, step))
