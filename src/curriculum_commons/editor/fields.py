"""The fields of the form, made from the records: what can be filled in, with which widget, limits and hint.

Knows the names of Sveltia's widgets, and no file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from ..model.record import PICTURE, Text, Uuid
from ..model.records import KINDS, SECTIONS, CslDate, PageMeta, Record, name_key
from ..validation.rules.records import LINKS

Field = dict[str, Any]
"""A field in the words of Sveltia's configuration."""
Path = tuple[str, ...]
"""Keys from the top of a file to a field; `*` is each entry of a list."""

FACTS = "facts"
"""Name of the collection of all data files; a file has its name without `.yaml` in it."""
STAGES: Path = ("resources", "*", "stages")
"""The field that a rule requires where the framework has stages."""
DAY = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"

_SHOWN = ("title", "name", "label", "statement", "text", "question", "id", "reference", "stage")
"""Fields that name a collapsed entry of a list, the best first."""
_CAPITALS = {"id": "Id", "uuid": "UUID", "url": "Web address", "n": "Number of respondents", "sd": "Standard deviation"}
_PAGE_LINKS: dict[Path, str] = {("competency",): "competency"}
_TYPES = {"type", "anyOf", "$ref", "allOf"}
"""Keys of a schema, one of which a value of a certain type has."""
_LONG, _UUID = TypeAdapter(Text).json_schema(), TypeAdapter(Uuid).json_schema()["pattern"]


def fields_of(model: type[Record], required: Collection[Path] = ()) -> list[Field]:
    """Return the fields of a file, in the order of the model.

    Args:
        required: Fields that are required although the model does not require them.
    """
    schema = _schema(model)
    links = _PAGE_LINKS if issubclass(model, PageMeta) else {(section, *way): kind for section, way, kind in _links()}
    return _Form(schema.get("$defs", {}), links, required).file(schema)


@cache
def _schema(model: type[Record]) -> Any:
    return model.model_json_schema()


def dates_in(model: type[Record]) -> list[str]:
    """Return the path to every date that a file keeps in parts and the form shows as text."""
    schema = _schema(model)
    return [".".join(path) for path, part in _walk(schema, schema.get("$defs", {}), ()) if _is_date(part)]


def _links() -> Iterator[tuple[str, Path, str]]:
    for section, way, kind in LINKS:
        steps = tuple(way.split("."))
        yield section, (("*", *steps) if SECTIONS[section].many else steps), kind


def _walk(schema: Any, known: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Any]]:
    schema = _plain(schema, known)
    yield path, schema
    for name, part in schema.get("properties", {}).items() if not _is_date(schema) else ():
        yield from _walk(part, known, (*path, name))
    if "items" in schema:
        yield from _walk(schema["items"], known, (*path, "*"))


def _is_date(schema: Any) -> bool:
    return bool(schema.get("title") == CslDate.__name__)


def _plain(schema: Any, known: Mapping[str, Any]) -> Any:
    """Return a schema without the choice of null, and with its reference resolved."""
    for choice in schema.get("anyOf", ()):
        if choice != {"type": "null"}:
            schema = {**choice, **{key: value for key, value in schema.items() if key != "anyOf"}}
    if "$ref" in schema:
        record = known[schema["$ref"].rpartition("/")[2]]
        schema = {**record, **{key: value for key, value in schema.items() if key != "$ref"}, "title": record["title"]}
    return schema


class _Form:
    def __init__(self, known: Mapping[str, Any], links: Mapping[Path, str], required: Collection[Path]) -> None:
        self._known = known
        self._links = links
        self._required = required

    def file(self, schema: Any) -> list[Field]:
        fields = self.fields(schema, ())
        if len(fields) == 1:
            return fields
        # Collapsed, so that editors first see which lists there are.
        collapsed = {"minimize_collapsed": "auto"}
        return [
            {**field, **collapsed} if field["widget"] == "list" and "fields" in field else field for field in fields
        ]

    def fields(self, schema: Any, path: Path) -> list[Field]:
        # What is taken in any form, as other programs write it, is for them; the form keeps it as it is.
        parts = schema["properties"].items()
        typed = {(*path, name): part for name, part in parts if part.keys() & _TYPES and not part.get("deprecated")}
        ways = {way: part for way, part in typed.items() if not _plain(part, self._known).get("additionalProperties")}
        required = {*self._required, *((*path, name) for name in schema.get("required", ()))}
        return [self._field(part, way, way in required) for way, part in ways.items()]

    def _field(self, schema: Any, path: Path, required: bool) -> Field:
        schema = _plain(schema, self._known)
        field = {"name": path[-1], "label": label(path[-1]), "hint": _hint(schema), "required": required}
        if required and schema.get("type") == "array" and not schema.get("minItems") and path not in self._required:
            # Sveltia refuses an empty list in a required field, and leaves one without a default out of the file.
            field |= {"required": False, "default": []}
        if required and schema.get("type") == "boolean":
            field |= {"required": False, "always": True}  # a switch is on or off before anyone has touched it
        return {key: value for key, value in {**field, **self._kind(schema, path)}.items() if value != ""}

    def _kind(self, schema: Any, path: Path) -> Field:
        if schema.get("type") == "array":
            return self._list(schema, path)
        if path in self._links:
            return relation(self._links[path])
        if _is_date(schema):
            message = 'Write a year, month or day, as in "2026-11"; for a span of time put "/" between two of them.'
            return {"widget": "string", "pattern": [rf"^{DAY}(/{DAY})?$", message]}
        if "properties" in schema:
            return {"widget": "object", "collapsed": "auto", "fields": self.fields(schema, path)}
        return _single(schema)

    def _list(self, schema: Any, path: Path) -> Field:
        items = _plain(schema["items"], self._known)
        inner = (*path, "*")
        limits = {key: schema[name] for key, name in (("min", "minItems"), ("max", "maxItems")) if name in schema}
        if inner in self._links:
            return {**relation(self._links[inner]), "multiple": True, **limits}
        if "enum" in items:
            return {"widget": "select", "options": items["enum"], "multiple": True, **limits}
        if "properties" not in items:
            # One field for each entry, so that a comma within a text does not split it.
            entry = {"name": path[-1], "label": label(path[-1]), **self._kind(items, inner)}
            return {"widget": "list", "field": entry, **limits}
        names = [f"{{{{fields.{name}}}}}" for name in _SHOWN if name in items["properties"]]
        summary = {"summary": names[0]} if names else {}
        widget = {"widget": "list", "collapsed": True, "label_singular": _singular(path, items), **summary, **limits}
        return {**widget, "fields": self.fields(items, inner)}


def relation(kind: str) -> Field:
    """Return a field whose value is the id of a record of a kind, chosen from a list."""
    section = SECTIONS[KINDS[kind]]
    key = name_key(section)
    shown = next(name for name in ("title", "name", "text", key) if name in section.record.model_fields)
    way = f"{section.name}.*"
    # Show the code of a competency and the key of a reference beside their titles, as people use them.
    names = (key, shown) if key == "code" or kind == "reference" else (shown,)
    return {
        "widget": "relation",
        "collection": FACTS,
        "file": section.file.removesuffix(".yaml"),
        "value_field": f"{way}.{key}",
        "display_fields": [f"{way}.{name}" for name in dict.fromkeys(names)],
        "search_fields": [f"{way}.{shown}", f"{way}.{key}"],
    }


def in_order(file: str) -> dict[str, list[str]]:
    """Return the sections of a file whose records are listed in its order where one is chosen, each with what is shown.

    References are listed by the alphabet, as in every list of works.
    """
    kinds = (kind for kind, name in KINDS.items() if SECTIONS[name].file == file and kind != "reference")
    shown = {KINDS[kind]: relation(kind)["display_fields"] for kind in kinds}
    return {section: [name.rpartition(".")[2] for name in names] for section, names in shown.items()}


def _single(schema: Any) -> Field:
    if schema["type"] == "boolean":
        return {"widget": "boolean", "default": schema.get("default", False)}
    if schema["type"] in {"integer", "number"}:
        limits = {key: schema[name] for key, name in (("min", "minimum"), ("max", "maximum")) if name in schema}
        whole = schema["type"] == "integer"
        return {"widget": "number", "value_type": "int" if whole else "float", "step": 1 if whole else 0.1, **limits}
    if "enum" in schema:
        return {"widget": "select", "options": schema["enum"], **_default(schema)}
    if schema.get("format") == PICTURE["format"]:
        return {"widget": "image", "accept": "image/png,image/jpeg"}
    if schema.get("pattern") == _UUID:
        return {"widget": "uuid"}
    return {**_text(schema), **_default(schema)}


def _text(schema: Any) -> Field:
    long = all(schema.get(key) == value for key, value in _LONG.items())
    limits = {name.lower(): schema[name] for name in ("minLength", "maxLength") if name in schema}
    form = {}
    if "pattern" in schema and not long:
        form = {"pattern": [schema["pattern"], f"This {schema.get('patternErrorMessage', 'has not the right form')}."]}
    return {"widget": "text" if long else "string", "use_emoji_autocomplete": False, **limits, **form}


def _default(schema: Any) -> Field:
    return {"default": schema["default"]} if schema.get("default") is not None else {}


def _singular(path: Path, items: Any) -> str:
    kind = next((kind for kind, section in KINDS.items() if (section,) == path), None)
    return label(kind) if kind else re.sub("(?<=[a-z])(?=[A-Z])", " ", items["title"]).capitalize()


def label(name: str) -> str:
    """Return the name of a field in words."""
    words = _CAPITALS.get(name) or re.sub("[_-]", " ", name)
    return words[:1].upper() + words[1:]


def entry_name(entry: Mapping[str, Any]) -> str | None:
    """Return the name of a collapsed entry of a list; None if it has none of the fields for it."""
    return next((entry[name] for name in _SHOWN if isinstance(entry.get(name), str)), None)


def _hint(schema: Any) -> str:
    """Return the description of a field; Sveltia does not render `code`, and shows a switch for true and false."""
    text = re.sub("^`true`", "On", schema.get("description", ""))
    return re.sub("`([^`]*)`", r"“\1”", text).replace("*", r"\*")
