"""The authors' manual: every field of every data file, and every macro, from the places that define them."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from ..model.commons import Commons
from ..model.descriptions import descriptions
from ..model.record import Kind, records_in
from ..model.records import KNOWN_FILES, OTHER_TOPS, Record
from .macros import MACROS, View, macro

_PLAIN = {str: "text", int: "whole number"}
_TAKES = {
    "competency": "a competency's code",
    "domain": "a domain's id",
    "withdrawn_competency": "a withdrawn competency's code",
    "survey": "a survey's id",
    "reference": "a reference's id",
    "finding": "a finding's id",
    "topic": "a topic of findings",
    "file": 'a data file\'s name, "map", "page", "issue" or "toolkit"',
    "role": '"member" or "adopter"',
    "issue": "the name of an issue of the newsletter",
    "count": 'a kind of record, such as "resources"',
    "text": "a few words",
}


@macro("file")
def fields(commons: Commons, file: str) -> View:
    """Every field of a data file, such as "resources.yaml", of a map, or of the top of a page, an issue or a text."""
    top = OTHER_TOPS.get(file) or KNOWN_FILES[file]
    return {"file": file, "records": [_manual(record) for record in _records(top)]}


@macro()
def macro_list(commons: Commons) -> View:
    """Every macro that a page may call."""
    return {
        "macros": [
            {
                "name": entry.name,
                "takes": [_TAKES[kind] for kind in entry.signature.takes],
                "description": entry.description,
                "inline": entry.signature.inline,
            }
            for entry in MACROS.values()
        ]
    }


def _manual(record: type[Record]) -> dict[str, object]:
    return {
        "name": record.__name__,
        "description": (record.__doc__ or "").strip(),
        "fields": [
            {
                "name": field.alias or name,
                "needed": field.is_required(),
                "kind": kind(field),
                "choices": _choices(field.annotation),
                "description": descriptions(record).get(name, ""),
            }
            for name, field in record.model_fields.items()
        ],
    }


def _records(top: type[Record]) -> list[type[Record]]:
    found = [top]
    for record in found:
        for field in record.model_fields.values():
            found.extend(inner for inner in dict.fromkeys(records_in(field.annotation)) if inner not in found)
    return found


def kind(field: FieldInfo) -> str:
    """Return what an author writes in a field, in a few words."""
    kind_ = next((mark.name for mark in field.metadata if isinstance(mark, Kind)), "")
    return kind_ or _kind_within(field.annotation)


def _kind_within(annotation: Any) -> str:
    """Return the words for a type without a kind of its own: a list, a choice, a record."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation.__name__
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if get_origin(annotation) is Literal:
        return "one of the choices"
    if get_origin(annotation) is tuple:
        return f"list of: {_kind_within(get_args(annotation)[0])}"
    marks = [part for part in get_args(annotation) if part is not type(None)]
    kinds = [mark.name for mark in marks if isinstance(mark, Kind)]
    return kinds[0] if kinds else _kind_within(marks[0]) if marks else "value"


def _choices(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(choice) for choice in get_args(annotation)]
    return [choice for part in get_args(annotation) for choice in _choices(part)]
