"""Mend by itself what has one right answer: records without a UUID, and what an earlier version had.

Edits single lines, so that comments and the form of everything else stay. Writes nothing: returns texts to show first.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..content.files import text_of, with_line_ends_of
from ..content.load import TOOLKIT, Document, PageText, document_of, load
from ..content.yaml_reader import AMERICAN, Position
from ..model.record import Record, records_in
from ..model.records import KNOWN_FILES, Site
from .crosswalks import moved_alignments, without_alignments
from .earlier_versions import (
    MACROS,
    SETTINGS,
    theme_files,
    with_todays_formats,
    with_todays_gates,
    with_todays_import,
    with_todays_macros,
    with_todays_settings,
)

_NAMES = ("code", "id")
_LOGO = "logo"


@dataclass(frozen=True)
class _Edit:
    line: int
    column: int
    old: str
    new: str


@dataclass(frozen=True)
class Fix:
    """A file as it is, and as it would be."""

    path: str
    before: str
    after: str | None
    """None where it is removed."""
    what: tuple[str, ...]
    """What was mended, in words, each kind once."""


def fixes(root: Path, today: str, new_uuid: Callable[[], object] = uuid.uuid4) -> list[Fix]:
    """Return every file of a project in which something can be mended.

    Args:
        today: The day that crosswalks get that are made of alignments.
    """
    found, source = list[Fix](), load(root)
    moved = moved_alignments(source, today)
    for name, document in source.documents.items():
        if model := KNOWN_FILES.get(name):
            found.append(_data_fix(document, model, new_uuid, bool(moved)))
    found += (_page_fix(page) for page in source.texts)
    for path, change, what in (
        (SETTINGS, with_todays_settings, "settings of today"),
        (MACROS, with_todays_import, "macros from where they are now"),
    ):
        text = text_of(root, path, lambda _: None) or ""
        found.append(Fix(path, text, change(text), (what,)))
    found += (Fix(path, "", text, ("alignments as a crosswalk",)) for path, text in moved.items())
    found += (Fix(path, "", None, ("removed, as the program has it",)) for path in theme_files(root)[0])
    return [fix for fix in found if fix.before != fix.after]


def contents(root: Path, found: Iterable[Fix]) -> dict[str, bytes | None]:
    """Return what to write of each file, with the line ends that it has; None where it is removed."""
    return {one.path: None if one.after is None else with_line_ends_of(root / one.path, one.after) for one in found}


def _data_fix(document: Document, model: type[Record], new_uuid: Callable[[], object], moves: bool) -> Fix:
    whole = document
    if moves and (text := without_alignments(document)) != document.text:
        document = document_of(document.path, text, 1, lambda _: None)
    uuids = list(_uuids(document, document.value, document.position, model, new_uuid))
    keys = list(_keys(document, document.position))
    text = _edited(document.text, [*uuids, *keys])
    moved = _with_logo_of_brand(text) if model is Site else text
    after = with_todays_gates(document.path, moved) if model is Site else moved
    done = {"UUIDs made": bool(uuids), "keys in American spelling": bool(keys)}
    done |= {"the logo below brand": moved != text, "gates under their names of today": after != moved}
    done |= {"alignments in a crosswalk": whole is not document}
    return Fix(document.path, whole.text, after, tuple(what for what, is_done in done.items() if is_done))


def _page_fix(page: PageText) -> Fix:
    if page.front is None:
        return Fix(page.file, "", "", ())
    old, body = page.front.text, with_todays_macros(page)
    new = with_todays_formats(page.front) if page.folder == TOOLKIT else old
    done = {"formats of today": new != old, "macros under their names of today": body != page.body}
    before, after = (f"---\n{front}---\n{text}" for front, text in ((old, page.body), (new, body)))
    return Fix(page.file, before, after, tuple(what for what, is_done in done.items() if is_done))


def _uuids(
    document: Document, value: Any, position: Position, model: type[Record], new_uuid: Callable[[], object]
) -> Iterator[_Edit]:
    if not isinstance(value, dict):
        return
    if "uuid" in model.model_fields and model.model_fields["uuid"].is_required() and "uuid" not in value and value:
        yield _with_uuid(document, position, str(new_uuid()))
    for key, field in model.model_fields.items():
        inside, inner = value.get(key), next(records_in(field.annotation), None)
        if inner is None or key not in position.inside:
            continue
        if isinstance(inside, list):
            for number, one in enumerate(inside):
                yield from _uuids(document, one, position.inside[key].inside[number], inner, new_uuid)
        else:
            yield from _uuids(document, inside, position.inside[key], inner, new_uuid)


def _with_uuid(document: Document, position: Position, new: str) -> _Edit:
    """Return the edit that adds a UUID below the name of a record, or at its beginning."""
    keys = list(position.keys.items())
    (first, begin), *rest = keys
    lines = document.text.split("\n")
    if lines[position.line - 1][position.column - 1 :].startswith("{"):
        return _Edit(position.line, position.column, "{", f"{{ uuid: {new},")
    line, column = next((at for _, at in rest if at[0] > begin[0]), begin) if first in _NAMES else begin
    return _Edit(line, column, "", f"uuid: {new}\n{' ' * (column - 1)}")


def _keys(document: Document, position: Position) -> Iterator[_Edit]:
    lines = document.text.split("\n")
    for line, column in position.keys.values():
        rest = lines[line - 1][column - 1 :]
        old = next((key for key in AMERICAN if rest.startswith((f"{key}:", f'"{key}":', f"'{key}':"))), None)
        if old:
            yield _Edit(line, column + (rest[0] in "\"'"), old, AMERICAN[old])
    for inside in position.inside.values():
        yield from _keys(document, inside)


def _edited(text: str, edits: list[_Edit]) -> str:
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda edit: (edit.line, edit.column), reverse=True):
        line, at = lines[edit.line - 1], edit.column - 1
        assert line.startswith(edit.old, at)
        lines[edit.line - 1] = line[:at] + edit.new + line[at + len(edit.old) :]
    return "\n".join(lines)


def _with_logo_of_brand(text: str) -> str:
    """Return `data/site.yaml` with the logo of the school below `brand:`, unless another one is there."""
    top = yaml.compose(text, Loader=yaml.SafeLoader)
    parts = {key.value: (key, value) for key, value in top.value} if isinstance(top, yaml.MappingNode) else {}
    (_, school), (_, brand) = (parts.get(name, (None, None)) for name in ("school", "brand"))
    at, entries = _index(school, _LOGO), school.value if school else []
    if at is None or _index(brand, _LOGO) is not None:
        return text
    key, value = entries[at]
    begin, end = key.start_mark.index, value.end_mark.index
    line = text[begin:end]
    if not school.flow_style:
        begin -= key.start_mark.column
        end = text.find("\n", end) + 1 or len(text)
        line = text[begin:end].strip()
    elif at:
        begin = entries[at - 1][1].end_mark.index
    else:
        end = entries[1][0].start_mark.index if len(entries) > 1 else end
    place, new = _in_brand(parts["school"][0], brand, line)
    for first, last, words in sorted([(begin, end, ""), (place, place, new)], reverse=True):
        text = text[:first] + words + text[last:]
    return text


def _index(record: yaml.Node | None, name: str) -> int | None:
    pairs = enumerate(record.value if isinstance(record, yaml.MappingNode) else ())
    return next((number for number, (key, _) in pairs if key.value == name), None)


def _in_brand(school: yaml.Node, brand: yaml.Node | None, line: str) -> tuple[int, str]:
    """Return where the line of the logo goes, and what is written there."""
    if not isinstance(brand, yaml.MappingNode):
        return school.start_mark.index, f"brand:\n  {line}\n"
    if brand.flow_style:
        return brand.start_mark.index + 1, f"{line}, "
    return brand.start_mark.index, f"{line}\n{' ' * brand.start_mark.column}"
