"""Withdraw competencies: move their records to `withdrawn`, and name what has replaced them where today is meant.

Edits single lines, so that comments and the form of everything else stay. What has to change is what validation
reports once the records have moved; nothing is written unless the whole is valid in the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..content.files import with_line_ends_of
from ..content.journal import write_all
from ..content.load import DATA, MAPS, PAGES, Document, Source, document_of, load, page_text
from ..model.problems import CallError, ContentError, Problem, in_words, quoted
from ..model.records import PROFILE
from ..model.urls import competency_page, is_issue
from ..render import signatures
from ..validation.validate import validate
from .withdrawn_entries import FILE, Withdrawal, with_entries

_REPORTED = "withdrawn-reference"
_PAST = "work that is done or has an earlier date keeps the codes of its day"
_SENT = "an issue stays as it was sent"
_MAPPED = "sessions keep the codes of their edition; give the new one a name, then: commons map upgrade"
_COMPARED = "a row holds as of its day; add rows for what takes the place of the competency"
_WORDS = "in words or a link; read whether it means today"


@dataclass(frozen=True)
class Retirement:
    """What withdrawing competencies changes, and what it leaves."""

    texts: dict[str, str]
    """New text of each file, by its path below the root of the project."""
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    """Places at which another code is now."""
    kept: tuple[str, ...]
    """Places that name a code as before, each with the reason."""


def retire(root: Path, what: Withdrawal) -> Retirement:
    """Withdraw competencies in the files of a project; raises ContentError or CallError before anything is written."""
    source = load(root)
    commons = validate(source, signatures())
    for code in (*what.codes, *what.into):
        if code not in commons.competency:
            raise CallError(f"{quoted(code)} is not a competency of today; add its record first, or look at the code")
    if both := [code for code in what.codes if code in what.into]:
        raise CallError(f"{quoted(both[0])} cannot be withdrawn into itself; name another with --into")
    pages = tuple(page for code in what.codes if (page := competency_page(code)) in source.files)
    if PROFILE in source.documents:
        raise CallError(f'the framework is that of others; leave a competency out at "leave:" in {DATA}/{PROFILE}')
    document = source.documents[FILE]
    texts = {document.path: with_entries(document, what, commons.framework.edition)}
    source = _with(source, texts, pages)
    changed = _problems(source)
    if others := [problem for problem in changed if problem.code != _REPORTED and not _leads_to(problem, pages)]:
        raise ContentError(others)
    texts |= dict(_replaced(source, changed, what))
    after = _with(source, texts, ())
    if problems := _problems(after):
        raise ContentError(problems)
    removed = tuple(f"{PAGES}/{page}" for page in pages)
    places = tuple(
        f"{problem.place}: {_now(what.into) if problem.code == _REPORTED else 'a link to the page as a whole'}"
        for problem in changed
    )
    kept = tuple(_left(after, what.codes))
    contents = {path: with_line_ends_of(root / path, text) for path, text in texts.items()}
    write_all(root, contents | dict.fromkeys(removed))
    return Retirement(texts, removed, places, kept)


def _leads_to(problem: Problem, pages: Sequence[str]) -> bool:
    """Return True if a link leads to a place on a page that is removed; the page that is made has none."""
    return problem.code == "link-anchor-missing" and problem.message.endswith(tuple(f"/{page}" for page in pages))


def _now(into: Sequence[str]) -> str:
    return f"{in_words(into)} in its place" if into else "taken out"


def _with(source: Source, texts: dict[str, str], without: Sequence[str]) -> Source:
    """Return the content with other texts, and without some pages."""
    documents = {
        name: document_of(one.path, texts[one.path], 1, lambda _: None) if one.path in texts else one
        for name, one in source.documents.items()
    }

    def renewed(folder: str) -> Iterator[object]:
        for page in source.texts:
            if page.folder == folder and not (folder == PAGES and page.path in without):
                new = texts.get(page.file)
                yield page if new is None else page_text(folder, page.path, new, lambda _: None)

    pages, toolkit = (tuple(renewed(folder)) for folder in (PAGES, "toolkit"))
    return replace(source, documents=documents, pages=pages, toolkit=toolkit, files=source.files - {*without})  # type: ignore[arg-type]


def _problems(source: Source) -> list[Problem]:
    try:
        validate(source, signatures())
    except ContentError as error:
        errors = (problem for problem in error.problems if problem.severity == "error")
        return [problem for problem in errors if not problem.path.startswith(f"{MAPS}/")]  # those are of their edition
    return []


def _replaced(source: Source, problems: Sequence[Problem], what: Withdrawal) -> Iterator[tuple[str, str]]:
    """Yield each file in which another code is to be named, with its new text."""
    documents = {document.path: document for document in source.documents.values()}
    for path in dict.fromkeys(problem.path for problem in problems):
        here = [problem for problem in problems if problem.path == path]
        if path in documents:
            yield path, _in_lists(documents[path], here, what)
        else:
            yield path, _in_calls(source, path, here, what)


def _in_lists(document: Document, problems: Sequence[Problem], what: Withdrawal) -> str:
    lines, refused = document.text.split("\n"), list[Problem]()
    edits = list[tuple[int, int, list[str]]]()
    named: dict[tuple[str | int, ...], list[str]] = {}
    for problem in sorted(problems, key=lambda one: (one.line, one.column)):
        way = document.way_to(problem.line, problem.column)[:-1]
        if way not in named:
            value = document.value
            for step in way:
                value = value[step]
            named[way] = [code for code in value if code not in what.codes]
        new = [code for code in what.into if code not in named[way]]
        named[way] += new
        edits.append((problem.line - 1, problem.column - 1, new))
        if not named[way]:
            message = f"{way[-1]}: nothing would be left of this list; name another competency, or take the entry out"
            refused.append(replace(problem, message=message))
    if refused:
        raise ContentError(refused)
    for line, column, new in reversed(edits):
        lines[line : line + 1] = _edited(lines[line], column, new)
    return "\n".join(lines)


def _edited(line: str, column: int, new: Sequence[str]) -> list[str]:
    """Return a line with other codes in place of the one at a column; no line where nothing is left of it."""
    code = re.compile(r"\"[^\"]*\"|'[^']*'|[\w.-]+").match(line, column)
    end = code.end() if code else column
    head, tail = line[:column], line[end:]
    if re.fullmatch(r"\s*- +", head):
        return [f"{head}{one}{tail if number == 0 else ''}" for number, one in enumerate(new)]
    if new:
        return [f"{head}{', '.join(new)}{tail}"]
    if head.rstrip().endswith(","):
        return [head.rstrip()[:-1] + tail]
    return [head + re.sub(r"^\s*,\s*", "", tail)]


def _in_calls(source: Source, path: str, problems: Sequence[Problem], what: Withdrawal) -> str:
    calls = [problem for problem in problems if problem.code == _REPORTED]
    if calls and len(what.into) != 1:
        message = "names what is to be withdrawn; take the call out, or name a competency of today"
        raise ContentError([replace(problem, message=message) for problem in calls])
    page = next(page for page in source.texts if page.file == path)
    top = f"---\n{page.front.text}---\n" if page.front else ""
    lines = (top + page.body).split("\n")
    for problem in sorted(problems, key=lambda one: (one.line, one.column), reverse=True):
        line, column = lines[problem.line - 1], problem.column - 1
        old, new = (r"[\w.-]+", what.into[0]) if problem in calls else (r"#[^\s)>\"]*", "")
        lines[problem.line - 1] = line[:column] + re.sub(old, new, line[column:], count=1)
    return "\n".join(lines)


def _left(source: Source, codes: Sequence[str]) -> Iterator[str]:
    """Yield each line that still names a code or its page, with the reason."""
    pages = "|".join(re.escape(competency_page(code).rpartition("/")[2]) for code in codes)
    names = re.compile(rf"(?<![\w.-])(?:(?:{'|'.join(map(re.escape, codes))})(?![\w-])|{pages})")
    for document in source.documents.values():
        for number, line in enumerate(document.text.split("\n"), 1):
            if document.path != f"{DATA}/{FILE}" and names.search(line):
                yield f"{document.path}:{number}: {_PAST if _in_list(line) else _WORDS}"
    yield from (f"{one.path}: {_MAPPED}" for one in source.maps if names.search(one.text))
    for crosswalk in source.crosswalks:
        yield from (f"{crosswalk.path}:{line}: {_COMPARED}" for line in crosswalk.lines_with(names))
    for page in source.texts:
        why = _SENT if page.folder == PAGES and is_issue(page.path) else _WORDS
        for number, line in enumerate(page.body.split("\n"), page.body_line):
            if names.search(line):
                yield f"{page.file}:{number}: {why}"


def _in_list(line: str) -> bool:
    return bool(re.match(r"\s*(?:competencies: *\[|- +[\w.-]+\s*$)", line))
