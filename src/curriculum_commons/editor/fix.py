"""Mend by itself what has one right answer: records without a UUID, and keys and settings of an earlier version.

Edits single lines, so that comments and the form of everything else stay. Writes nothing: returns texts to show first.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..content.files import text_of
from ..content.load import Document, load
from ..content.yaml_reader import AMERICAN, Position
from ..model.record import Record, records_in
from ..model.records import KNOWN_FILES, Site

SETTINGS = "mkdocs.yml"
_THEME, _STYLE = "material", "assets/commons.css"
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
    after: str
    what: tuple[str, ...]
    """What was mended, in words, each kind once."""


def fixes(root: Path, new_uuid: Callable[[], object] = uuid.uuid4) -> list[Fix]:
    """Return every file of a project in which something can be mended."""
    found = []
    for name, document in load(root).documents.items():
        if model := KNOWN_FILES.get(name):
            uuids = list(_uuids(document, document.value, document.position, model, new_uuid))
            keys = list(_keys(document, document.position))
            what = ["UUIDs made"] * bool(uuids) + ["keys in American spelling"] * bool(keys)
            edited = _edited(document.text, [*uuids, *keys])
            after = _with_logo_of_brand(edited) if model is Site else edited
            what += ["the logo below brand"] * (after != edited)
            found.append(Fix(document.path, document.text, after, tuple(what)))
    text = text_of(root, SETTINGS, lambda _: None) or ""
    found.append(Fix(SETTINGS, text, _settings(text), ("the look from the program",)))
    return [fix for fix in found if fix.before != fix.after]


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


def _settings(text: str) -> str:
    """Return the settings of an engine with the look from the program, where a copy of it was named before."""
    try:
        top = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return text  # which is reported when it is built
    parts = top.value if isinstance(top, yaml.MappingNode) else []
    lines = text.split("\n")
    for key, value in reversed(parts):
        first, last = key.start_mark.line, value.end_mark.line
        if key.value == "theme" and _is_former_theme(value):
            lines[first:last] = ["theme: commons", ""]
        elif key.value == "extra_css" and [one.value for one in value.value] == [_STYLE]:
            del lines[first:last]
    return "\n".join(lines)


def _is_former_theme(value: yaml.Node) -> bool:
    if not isinstance(value, yaml.MappingNode):
        return False
    options: Mapping[str, str] = {key.value: one.value for key, one in value.value}
    return options.get("name") == _THEME and options.get("custom_dir") == "theme"
