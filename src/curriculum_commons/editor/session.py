"""What `commons edit` knows while it runs: the form, the problems after the last change, and the changes to undo.

Who works in the form sees names, and neither files nor lines: a problem is described by its entry and its field. Knows
nothing of HTTP.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from threading import Lock

from ..content.load import DATA, PAGES, Document, PageText, Source, load, page_text
from ..model.commons import Commons
from ..model.palette import OURS
from ..model.problems import CallError, Problem, counted, quoted
from ..model.urls import is_issue
from .configuration import SiteNames, collection_name
from .fields import entry_name, label
from .folder import Change, ChangedError, EditableFolder, RefusedError
from .following import Following
from .page import form_files, look_of_site

Validate = Callable[[], tuple[Commons | None, Sequence[Problem]]]
"""Read and validate the folder: the commons, or None if not valid, and what keeps the content from publication."""
Render = Callable[[Commons, str, str], str]
"""Return the HTML of the article of a page from the commons, the path of the page and its text."""
_SAVES = 50
"""How many saves can be undone; what they replaced is kept in memory."""


class EditSession:
    """A folder, the form that changes it, and the problems known after the last change."""

    def __init__(
        self, root: Path, validate: Validate, render: Render, report: Callable[[str], None], warn: Callable[[str], None]
    ) -> None:
        """Take the folder of a project; raises CallError if it is not one.

        Args:
            report: Takes a line about each save.
            warn: Takes each new problem.
        """
        if not (root / DATA).is_dir():
            raise CallError(f"{root} has no {DATA}/; name the folder of a project with --root")
        self.key = secrets.token_urlsafe(16)
        """First part of every address, which nobody else on this computer can guess."""
        self.folder = EditableFolder(root)
        self.report, self.warn = report, warn
        self._root, self._validate, self._render = root, validate, render
        self._lock = Lock()
        self._form: Mapping[str, bytes] = {}
        self._names = SiteNames(following=Following.in_content(load(root)))
        self._commons: Commons | None = None
        self._known: Sequence[Problem] = ()
        self._changes: list[tuple[str, Change]] = []

    def form(self, name: str) -> bytes | None:
        """Return a file of the form, or None if there is none; page and configuration are made anew each time."""
        with self._lock:
            if name not in self._form or name.endswith((".html", ".json")):
                files = form_files(self._names, self.folder.texts())
                self._form = {
                    **dict(files),
                    **look_of_site(self.folder.styles(self._commons.palette if self._commons else OURS)),
                }
            return self._form.get(name)

    def validate(self) -> Sequence[Problem]:
        """Return what keeps the content from publication, and remember it as known."""
        with self._lock:
            commons, self._known = self._validate()
            if commons:
                self._commons, self._names = commons, SiteNames.of(commons)
        return self._known

    def write(self, path: str, content: bytes, state: str, save: str) -> bytes:
        """Write a file, and return the answer for the form.

        Args:
            state: The state of the file that the form has read; ABSENT for a new one.
            save: Name of the save that this belongs to; what one save has changed is undone together.
        """
        self._remember(save, self.folder.write(path, content, state))
        return self._answer(f"Saved {path}")

    def remove(self, path: str, state: str, save: str) -> bytes:
        """Remove a page, a draft or a picture, and return the answer for the form."""
        self._refuse_published(path)
        self._remember(save, self.folder.remove(path, state))
        return self._answer(f"Removed {path}")

    def undo(self) -> bytes:
        """Put back the files of the last save as they were, and return the answer for the form."""
        last = self._changes[-1][0] if self._changes else None
        changes = [change for save, change in self._changes if save == last]
        if not changes:
            raise ChangedError("there is nothing to undo; saves of an earlier commons edit are kept by git alone")
        self.folder.put_back(changes)
        del self._changes[-len(changes) :]
        return self._answer(f"Undone: {', '.join(change.path for change in changes)}", changes)

    def article(self, path: str, text: str) -> bytes:
        """Return the HTML of the article of a page, with the records as they were when the content was last valid."""
        if self._commons is None:
            raise ChangedError("the content was not valid since the form was started")
        return self._render(self._commons, path, text).encode()

    def opened(self) -> dict[str, object]:
        """Return what the form has to know when it opens: the files, and the problems."""
        problems = self.in_form_words(self.validate())
        return {"name": self.folder.name, "files": self.folder.listed(), "problems": problems, **self._to_undo()}

    def in_form_words(self, problems: Sequence[Problem]) -> list[str]:
        """Return problems as the form shows them."""
        source = load(self._root) if problems else None
        return [in_the_form(problem, source) for problem in problems if source]

    def _remember(self, save: str, change: Change) -> None:
        with self._lock:
            self._changes.append((save, change))
            kept = list(dict.fromkeys(save for save, _ in self._changes))[-_SAVES:]
            self._changes = [one for one in self._changes if one[0] in kept]

    def _to_undo(self) -> dict[str, object]:
        return {"undo": len({save for save, _ in self._changes})}

    def _answer(self, message: str, undone: Sequence[Change] = ()) -> bytes:
        """Report a change, and return the problems that are new since."""
        before = self._known
        problems = self.validate()
        new = new_problems(problems, before)
        self.report(f"{message}; {counted(len(problems), 'problem') if problems else 'no problems'}")
        for problem in new:
            self.warn(str(problem))
        gone = [change.path for change in undone if change.before is None]
        return json.dumps({"problems": self.in_form_words(new), "gone": gone, **self._to_undo()}).encode()

    def _refuse_published(self, path: str) -> None:
        folder, _, below = path.partition("/")
        if folder != PAGES or not is_issue(below) or not below.endswith(".md"):
            return
        page = page_text(folder, below, self.folder.read(path).decode(errors="replace"), lambda _: None)
        if not page.front or not isinstance(page.front.value, dict) or page.front.value.get("draft") is not True:
            way_out = "to remove it all the same, turn Draft on, save, and delete it then"
            raise RefusedError(f"{path} is published, and its readers have links to it; nothing was removed; {way_out}")


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
    left, new = Counter((problem.path, problem.message) for problem in known), list[Problem]()
    for problem in problems:
        left[problem.path, problem.message] -= 1
        if left[problem.path, problem.message] < 0:
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
    name, colon, _ = problem.message.partition(": ")
    return name if colon and name.replace("-", "_").isidentifier() else None
