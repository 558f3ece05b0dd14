"""The fields of a form, read off the records: what can be filled in, in what form, and with which help.

Knows the names that Sveltia gives to its kinds of field, and no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter

from ..model.collections import KINDS, SECTIONS, name_key
from ..model.records import CslDate, PageMeta, Record
from ..model.text import Text, Uuid
from ..validation.rules.records import LINKS

Field = dict[str, Any]
"""A field in the words of Sveltia's configuration."""
Path = tuple[str, ...]
"""The way to a field from the top of its file; `*` stands for each entry of a list."""

FACTS = "facts"
"""The collection of all data files; each file is known in it by its name without `.yaml`."""
DAY = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"

_SHOWN = ("title", "name", "label", "statement", "text", "question", "id", "reference", "stage")
"""Fields by which a closed entry of a list is known, the best first."""
_CAPITALS = {"id": "Id", "uuid": "UUID", "url": "Web address", "n": "Number of respondents", "sd": "Standard deviation"}
_PAGE_LINKS: dict[Path, str] = {("competency",): "competency"}
_LONG, _UUID = TypeAdapter(Text).json_schema(), TypeAdapter(Uuid).json_schema()["pattern"]


def fields_of(model: type[Record]) -> list[Field]:
    """Return the fields of a file, in the order of the model."""
    schema = model.model_json_schema()
    links = _PAGE_LINKS if issubclass(model, PageMeta) else {(section, *way): kind for section, way, kind in _links()}
    return _Form(schema.get("$defs", {}), links).file(schema)


def dates_in(model: type[Record]) -> list[str]:
    """Give the way to every date that a file keeps in parts, and that the form shows as text."""
    schema = model.model_json_schema()
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
    """Return a schema without the choice of nothing, and with what it refers to in place of the name."""
    for choice in schema.get("anyOf", ()):
        if choice != {"type": "null"}:
            schema = {**choice, **{key: said for key, said in schema.items() if key != "anyOf"}}
    if "$ref" in schema:
        record = known[schema["$ref"].rpartition("/")[2]]
        schema = {**record, **{key: said for key, said in schema.items() if key != "$ref"}, "title": record["title"]}
    return schema


class _Form:
    def __init__(self, known: Mapping[str, Any], links: Mapping[Path, str]) -> None:
        self._known = known
        self._links = links

    def file(self, schema: Any) -> list[Field]:
        fields = self.fields(schema, ())
        if len(fields) == 1:
            return fields
        # So that one sees first which lists there are.
        closed = {"minimize_collapsed": "auto"}
        return [{**field, **closed} if field["widget"] == "list" and "fields" in field else field for field in fields]

    def fields(self, schema: Any, path: Path) -> list[Field]:
        needed = schema.get("required", ())
        return [self._field(part, (*path, name), name in needed) for name, part in schema["properties"].items()]

    def _field(self, schema: Any, path: Path, needed: bool) -> Field:
        schema = _plain(schema, self._known)
        told = {"name": path[-1], "label": label(path[-1]), "hint": _hint(schema), "required": needed}
        if needed and schema.get("type") == "array" and not schema.get("minItems"):
            # Sveltia takes no empty list where something is required; without a default it is left out of the file.
            told |= {"required": False, "default": []}
        return {key: said for key, said in {**told, **self._kind(schema, path)}.items() if said != ""}

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
            # A field of its own for each, so that a comma within a text parts nothing.
            one = {"name": path[-1], "label": label(path[-1]), **self._kind(items, inner)}
            return {"widget": "list", "field": one, **limits}
        names = [f"{{{{fields.{name}}}}}" for name in _SHOWN if name in items["properties"]]
        summary = {"summary": names[0]} if names else {}
        told = {"widget": "list", "collapsed": True, "label_singular": _one_of(path, items), **summary, **limits}
        return {**told, "fields": self.fields(items, inner)}


def relation(kind: str) -> Field:
    """Return a field whose value is the name of a record of a kind, chosen from a list."""
    section = SECTIONS[KINDS[kind]]
    key = name_key(section)
    shown = next(name for name in ("title", "name", "text", key) if name in section.record.model_fields)
    way = f"{section.name}.*"
    # People speak of competencies by their codes and cite works by their short names; other names say enough.
    names = (key, shown) if key == "code" or kind == "reference" else (shown,)
    return {
        "widget": "relation",
        "collection": FACTS,
        "file": section.file.removesuffix(".yaml"),
        "value_field": f"{way}.{key}",
        "display_fields": [f"{way}.{name}" for name in dict.fromkeys(names)],
        "search_fields": [f"{way}.{shown}", f"{way}.{key}"],
    }


def _single(schema: Any) -> Field:
    if schema["type"] == "boolean":
        return {"widget": "boolean", "default": schema.get("default", False)}
    if schema["type"] in {"integer", "number"}:
        limits = {key: schema[name] for key, name in (("min", "minimum"), ("max", "maximum")) if name in schema}
        whole = schema["type"] == "integer"
        return {"widget": "number", "value_type": "int" if whole else "float", "step": 1 if whole else 0.1, **limits}
    if "enum" in schema:
        return {"widget": "select", "options": schema["enum"], **_default(schema)}
    if schema.get("pattern") == _UUID:
        return {"widget": "uuid"}
    return {**_text(schema), **_default(schema)}


def _text(schema: Any) -> Field:
    long = all(schema.get(key) == said for key, said in _LONG.items())
    limits = {name.lower(): schema[name] for name in ("minLength", "maxLength") if name in schema}
    form = {}
    if "pattern" in schema and not long:
        form = {"pattern": [schema["pattern"], f"This {schema.get('patternErrorMessage', 'has not the right form')}."]}
    return {"widget": "text" if long else "string", "use_emoji_autocomplete": False, **limits, **form}


def _default(schema: Any) -> Field:
    return {"default": schema["default"]} if schema.get("default") is not None else {}


def _one_of(path: Path, items: Any) -> str:
    kind = next((kind for kind, section in KINDS.items() if (section,) == path), None)
    return label(kind) if kind else re.sub("(?<=[a-z])(?=[A-Z])", " ", items["title"]).capitalize()


def label(name: str) -> str:
    """Return the name of a field in words."""
    words = _CAPITALS.get(name) or re.sub("[_-]", " ", name)
    return words[:1].upper() + words[1:]


def entry_name(entry: Mapping[str, Any]) -> str | None:
    """Return by what a closed entry of a list is known; `None` where it says nothing of the kind."""
    return next((entry[name] for name in _SHOWN if isinstance(entry.get(name), str)), None)


def _hint(schema: Any) -> str:
    """Return the description of a field; Sveltia knows no `code` in it, and shows a switch for true and false."""
    words = re.sub("^`true`", "On", schema.get("description", ""))
    return re.sub("`([^`]*)`", r"“\1”", words).replace("*", r"\*")
