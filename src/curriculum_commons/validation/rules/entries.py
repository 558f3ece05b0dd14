"""Validate data files as a whole, their sections, and each record by itself.

Turns what the models refuse into problems. Knows nothing of how records relate.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ...content.load import CROSSWALKS, DATA, MAPS, Document, Source
from ...content.sssom import ENDING
from ...content.yaml_reader import REFUSED, Value
from ...content.yaml_scalars import Unquoted
from ...model.problems import Problem, did_you_mean, nearest
from ...model.record import records_in
from ...model.records import DATA_FILES, KNOWN_FILES, NEEDED, PROFILE, SECTIONS, Record, Section
from .error_messages import Refusal, explain, key_of, listed, missing, too_few, unknown_key

R = TypeVar("R", bound=Record)
Path = tuple[str | int, ...]
_ALLOWED = {"README.md"}


@dataclass(frozen=True)
class Entries:
    """What a data file has in one section."""

    values: Mapping[int, Value]
    """Values by number, counted from 0."""
    whole: bool
    """Whether all could be read; a section that is missing by mistake is not whole."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the section as a whole."""


_UNREAD = Entries({}, whole=False)


def validate_folder(source: Source) -> Iterator[Problem]:
    """Yield what is missing in `data/`, and what is there and never read."""
    if any(problem.path == DATA and not problem.line for problem in source.problems):
        return
    reported = {problem.path for problem in source.problems if not problem.line}
    strange = {name for name in source.names - KNOWN_FILES.keys() - _ALLOWED if f"{DATA}/{name}" not in reported}
    for name in sorted(strange):
        meant = did_you_mean(name, KNOWN_FILES.keys() - source.names)
        yield Problem(f"{DATA}/{name}", 0, 0, f"is not read{meant or '; move it out of this folder'}", "unknown-file")
    yield from _not_read(source, reported)
    for name in NEEDED:
        is_replaced = name == SECTIONS["competencies"].file and PROFILE in source.names
        if not is_replaced and name not in source.names and not any(nearest(other, [name]) for other in strange):
            message = f'is missing; write it, beginning with "{_first_key(name)}:"'
            yield Problem(f"{DATA}/{name}", 0, 0, message, "missing-file")


def _not_read(source: Source, reported: Container[str]) -> Iterator[Problem]:
    """Yield what is in the folders of maps and crosswalks and is none."""
    for name in sorted(source.map_names - _ALLOWED):
        path = f"{MAPS}/{name}"
        if not path.endswith(".yaml") and path not in reported:
            message = "is not read as a map; make one of a workbook with commons map read, and move it elsewhere"
            yield Problem(path, 0, 0, message, "unknown-file")
    for name in sorted(source.crosswalk_names - _ALLOWED):
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name.removesuffix(ENDING)) or not name.endswith(ENDING):
            message = f'is not read as a crosswalk; call it as in "aamc-pcrs{ENDING}", or move it elsewhere'
            yield Problem(f"{CROSSWALKS}/{name}", 0, 0, message, "unknown-file")


def validate_file(document: Document) -> Iterator[Problem]:
    """Yield what is wrong with a data file as a whole: it is a mapping of the sections that it should have."""
    name = document.path.removeprefix(f"{DATA}/")
    if name not in DATA_FILES:
        return
    if document.value is None:
        yield Problem(document.path, 0, 0, f'is empty; begin it with "{_first_key(name)}:"', "empty-file")
    elif not isinstance(document.value, dict):
        what = "a list" if isinstance(document.value, list) else "text"
        message = f'has {what} where the key "{_first_key(name)}:" belongs; begin the file with that key'
        yield Problem(document.path, *document.locate(()), message, "not-a-record")
    else:
        sections = [section.name for section in SECTIONS.values() if section.file == name and not section.is_file]
        for key in document.value if sections else ():
            if key not in sections:
                guess = did_you_mean(key, sections) or f"; possible are {listed(sections, 'and')}"
                yield document.problem((key,), f"unknown key{guess}", "unknown-key", key=True)


def _first_key(file: str) -> str:
    return next(iter(DATA_FILES[file].model_fields))


def entries_of(source: Source, section: Section) -> Entries:
    """Return the entries of a section."""
    document = source.documents.get(section.file)
    if section.file not in source.names and section.file not in NEEDED:
        meant = any(nearest(other, [section.file]) for other in source.names - KNOWN_FILES.keys())
        return _UNREAD if meant else Entries({}, whole=True)
    if document is None or not isinstance(document.value, dict):
        return _UNREAD
    if section.is_file:
        return Entries({0: document.value}, whole=True)
    if section.name not in document.value:
        return _left_out(document, section)
    value = document.value[section.name]
    if not section.many:
        return Entries({0: value}, whole=True)
    return _UNREAD if value is REFUSED else _list(document, section, value)


def _left_out(document: Document, section: Section) -> Entries:
    if not section.needed:
        return Entries({}, whole=True)
    if any(nearest(key, [section.name]) for key in document.value if key not in SECTIONS):
        return _UNREAD
    way_out = f'add "{section.name}: []" if there are none' if section.many and not section.least else "add it"
    message = f"{section.name}: missing; {way_out}"
    return Entries({}, False, (Problem(document.path, *document.locate(()), message, "missing-key"),))


def _list(document: Document, section: Section, value: Value) -> Entries:
    if refusal := _list_refusal(section, value):
        return Entries({}, False, (document.problem((section.name,), *refusal),))
    return Entries(dict(enumerate(value)), whole=True)


def _list_refusal(section: Section, value: Value) -> tuple[str, str] | None:
    if isinstance(value, Unquoted) and not value.text:
        way_out = "write at least one entry" if section.least else 'write "[]" if there are none'
        return f"is empty; {way_out}", "empty-value"
    if not isinstance(value, list):
        return 'is not a list; begin each entry with "- "', "not-a-list"
    return (too_few(len(value), section.least), "too-short") if len(value) < section.least else None


def validate_record(kind: type[R], value: Value, document: Document, path: Path, problems: list[Problem]) -> R | None:
    """Return the record that a value makes, or add to the problems what is wrong with it.

    Args:
        path: Path to the value in its document.
    """
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        problems += _problems(kind, error.errors(include_url=False), document, path)
        return None


def _problems(kind: type[Record], errors: list[ErrorDetails], document: Document, path: Path) -> Iterator[Problem]:
    unknown = {error["loc"] for error in errors if error["type"] == "extra_forbidden"}
    for error in errors:
        at, last = error["loc"][:-1], str(error["loc"][-1]) if error["loc"] else ""
        record = _record_at(kind, at)
        if error["type"] == "extra_forbidden":
            yield document.problem(path + error["loc"], unknown_key(last, record), "unknown-key", key=True)
        elif error["type"] == "missing":
            if not any(nearest(str(near[-1]), [last]) for near in unknown if near[:-1] == at):
                message = f"{last}: {missing(last, record)}"
                yield Problem(document.path, *document.locate(path + at), message, "missing-key")
        elif not _is_reported_within(error):
            written = document.written(path + error["loc"])
            refusal = Refusal.of(error, written, record, _record_at(kind, error["loc"]))
            yield document.problem(path + error["loc"], *explain(refusal))


def _is_reported_within(error: ErrorDetails) -> bool:
    # A list counts its good entries only, and a refused value is reported where it was read.
    too_short = error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]
    return too_short or error["input"] is REFUSED


def _record_at(kind: type[Record], loc: Path) -> type[Record]:
    for step in loc:
        field = next((f for name, f in kind.model_fields.items() if key_of(name, f) == step), None)
        kind = next(records_in(field.annotation), kind) if field else kind
    return kind
