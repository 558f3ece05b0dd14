"""The entries of each section as they were read, and what is wrong with data files as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...content.load import DATA, Document, Source
from ...content.yaml_reader import REFUSED, Value
from ...content.yaml_scalars import Unquoted
from ...model.collections import SECTIONS, Section
from ...model.problems import Problem, did_you_mean, nearest
from ...model.records import DATA_FILES
from .error_messages import listed, too_few
from .fields import problem

_ALLOWED = {"README.md"}


@dataclass(frozen=True)
class Entries:
    """What stands in one section."""

    values: Mapping[int, Value]
    """Values by their place in the section, counted from 0."""
    whole: bool
    """Whether all could be read; a section that is missing by mistake is not whole."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the section as a whole."""


_UNREAD = Entries({}, whole=False)


def data_folder(source: Source) -> Iterator[Problem]:
    """`data/` holds the files it should, and nothing that nobody reads."""
    if any(found.path == DATA and not found.line for found in source.problems):
        return
    strange = source.names - DATA_FILES.keys() - _ALLOWED
    for name in sorted(strange):
        meant = did_you_mean(name, DATA_FILES.keys() - source.names)
        yield Problem(f"{DATA}/{name}", 0, 0, f"is not read{meant or '; move it out of this folder'}")
    for name in DATA_FILES:
        if name not in source.names and not any(nearest(other, [name]) for other in strange):
            yield Problem(f"{DATA}/{name}", 0, 0, f'is missing; write it, beginning with "{_first_key(name)}:"')


def entries_of(source: Source, section: Section) -> Entries:
    """Return what stands in a section."""
    document = source.documents.get(section.file)
    if document is None or not isinstance(document.value, dict):
        return _UNREAD
    if section.is_file:
        return Entries({0: document.value}, whole=True)
    if section.name not in document.value:
        return _left_out(document, section)
    value = document.value[section.name]
    if not section.many:
        return Entries({0: value}, whole=True)
    return _list(document, section, value) if isinstance(value, list) else _no_list(document, section, value)


def file_as_a_whole(document: Document) -> Iterator[Problem]:
    """A data file is a mapping of the sections that it should have."""
    name = document.path.removeprefix(f"{DATA}/")
    if name not in DATA_FILES:
        return
    if document.value is None:
        yield Problem(document.path, 0, 0, f'is empty; begin it with "{_first_key(name)}:"')
    elif not isinstance(document.value, dict):
        what = "a list" if isinstance(document.value, list) else "text"
        message = f'{what} stands where the key "{_first_key(name)}:" belongs; begin the file with that key'
        yield Problem(document.path, *document.locate(()), message)
    else:
        sections = [section.name for section in SECTIONS.values() if section.file == name and not section.is_file]
        for key in document.value if sections else ():
            if key not in sections:
                guess = did_you_mean(key, sections) or f"; possible are {listed(sections, 'and')}"
                yield problem(document, (key,), f"unknown key{guess}", key=True)


def _left_out(document: Document, section: Section) -> Entries:
    if not section.needed:
        return Entries({}, whole=True)
    if any(nearest(key, [section.name]) for key in document.value if key not in SECTIONS):
        return _UNREAD
    way_out = f'add "{section.name}: []" if there are none' if section.many and not section.least else "add it"
    return Entries({}, False, (Problem(document.path, *document.locate(()), f"{section.name}: missing; {way_out}"),))


def _list(document: Document, section: Section, values: list[Value]) -> Entries:
    if len(values) >= section.least:
        return Entries(dict(enumerate(values)), whole=True)
    return Entries({}, False, (problem(document, (section.name,), too_few(len(values), section.least)),))


def _no_list(document: Document, section: Section, value: Value) -> Entries:
    if value is REFUSED:
        return _UNREAD
    if isinstance(value, Unquoted) and not value.text:
        message = (
            'is empty; write "[]" if there are none' if not section.least else "is empty; write at least one entry"
        )
    else:
        message = 'is no list; begin each entry with "- "'
    return Entries({}, False, (problem(document, (section.name,), message),))


def _first_key(file: str) -> str:
    return next(iter(DATA_FILES[file].model_fields))
