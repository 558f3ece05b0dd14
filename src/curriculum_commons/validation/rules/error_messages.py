"""Explain why a field refuses a value: what it is, the way out, and the code of the problem.

Written for people who have never seen a type. Knows nothing of files or lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ...content.yaml_reader import Value
from ...content.yaml_scalars import DAY, Unquoted, plain
from ...model import record as kinds
from ...model.descriptions import descriptions
from ...model.problems import nearest, quoted
from ...model.records import Record


@dataclass(frozen=True)
class Refusal:
    """A value that a field refuses."""

    kind: str
    """Why, as pydantic names it."""
    value: Value
    """The value."""
    subject: str
    """How a message names it: in quotes as it is written, "a list" or "a record"."""
    facts: Mapping[str, Any]
    """Details of the reason, as pydantic gives them."""
    within: type[Record]
    """The record that it is written in."""
    wanted: type[Record]
    """The record that belongs there, or the one that it is written in."""
    needed: bool = False
    """Whether there has to be a value."""

    @classmethod
    def of(cls, error: ErrorDetails, written: str | None, within: type[Record], wanted: type[Record]) -> Refusal:
        """Return an error of pydantic in this form."""
        value = error["input"]
        subject = "a list" if isinstance(value, list) else "a record" if isinstance(value, dict) else quoted(written)
        key = error["loc"][-1] if error["loc"] else ""
        needed = any(field.is_required() for name, field in within.model_fields.items() if key_of(name, field) == key)
        return cls(error["type"], value, subject, error.get("ctx", {}), within, wanted, needed)


def explain(refusal: Refusal) -> tuple[str, str]:
    """Return the message for a refused value, without the name of the field, and the code of its problem."""
    message, code = _explain(refusal)
    return re.sub(",? or leave the key out", "", message) if refusal.needed else message, code


def _explain(refusal: Refusal) -> tuple[str, str]:
    if getattr(refusal.facts.get("error"), "code", "") == "not-a-color":
        # A color without quotes is a comment, and nothing is left; digits alone are a number.
        return f"{refusal.subject} {refusal.facts['error']}".removeprefix('"" '), "not-a-color"
    if refusal.value is None or (isinstance(refusal.value, Unquoted) and not refusal.value.text):
        return "is empty; write something there, or leave the key out", "empty-value"
    if refusal.kind == "value_error":
        return _refused_by_the_model(refusal)
    if refusal.kind not in _EXPLANATIONS:
        return f"{refusal.subject} does not belong here", "unknown-value"
    code, message = _EXPLANATIONS[refusal.kind]
    if isinstance(message, str):
        return message.format(subject=refusal.subject, **refusal.facts), code
    return message(refusal), code


def unknown_key(key: str, record: type[Record]) -> str:
    """Return the message for a key that a record does not have."""
    keys = [key_of(name, field) for name, field in record.model_fields.items()]
    near = nearest(key, keys)
    return f'unknown key; did you mean "{near}"?' if near else f"unknown key; possible are {listed(keys, 'and')}"


def missing(key: str, record: type[Record]) -> str:
    """Return the message for a key that a record lacks."""
    name = next(name for name, field in record.model_fields.items() if key_of(name, field) == key)
    about = descriptions(record).get(name, "")
    about = " ".join(about.partition(";")[0].split()).rstrip(".")
    return f'missing; add "{key}:", {about[:1].lower() + about[1:]}'


def too_few(number: int, least: int) -> str:
    """Return the message for a list with fewer entries than it needs."""
    entries = "no entry" if number == 0 else "one entry" if number == 1 else f"{number} entries"
    return f"has {entries}; write at least {'one' if least == 1 else least}"


def key_of(name: str, field: FieldInfo) -> str:
    """Return the key by which an author knows a field."""
    return field.alias or name


def listed(words: Iterable[str], last: str = "or") -> str:
    """Return words in quotes, as a list in a sentence."""
    *most, end = map(quoted, words)
    return f"{', '.join(most)} {last} {end}" if most else end


def _not_text(refusal: Refusal) -> str:
    if isinstance(refusal.value, dict):
        return 'has keys where text belongs; write text, in quotes if it contains ": "'
    if isinstance(refusal.value, list):
        return "is a list where text belongs; write one text"
    return f"{refusal.subject[1:-1]} is not read as text; write {refusal.subject}"


def _not_a_record(refusal: Refusal) -> str:
    fields = refusal.wanted.model_fields.items()
    keys = [key_of(name, field) for name, field in fields if field.is_required()] or [next(iter(fields))[0]]
    return f"{refusal.subject} is where keys belong; write {listed([f'{key}: …' for key in keys], 'and')}"


def _not_a_list(refusal: Refusal) -> str:
    if isinstance(refusal.value, dict):
        return 'has keys where a list belongs; begin each entry with "- "'
    if refusal.wanted is not refusal.within:
        first = next(key_of(name, field) for name, field in refusal.wanted.model_fields.items())
        return f'{refusal.subject} is not a list; write "- {first}: …" on a line below'
    return f"{refusal.subject} is not a list; write [{refusal.subject[1:-1]}]"


def _not_a_number(refusal: Refusal) -> str:
    if isinstance(refusal.value, str) and plain(refusal.value).__class__ in {int, float}:
        return f"{refusal.subject} in quotes is text; write it without them"
    what = "whole number" if refusal.kind == "int_type" else "number"
    return f"{refusal.subject} is not a {what}; write one, such as 20"


def _not_a_choice(refusal: Refusal) -> str:
    choices = re.findall(r"'([^']*)'", refusal.facts["expected"])
    near = nearest(refusal.value, choices) if isinstance(refusal.value, str) else None
    return f"unknown value {refusal.subject}; " + (f'did you mean "{near}"?' if near else f"write {listed(choices)}")


def _too_many(refusal: Refusal) -> str:
    most = refusal.facts["max_length"]
    if isinstance(refusal.value, str):
        return f"{refusal.subject} has {len(refusal.value)} characters; shorten it to {most}"
    return f"has {len(refusal.value)} entries; write at most {most}"


def _too_short(refusal: Refusal) -> str:
    least = refusal.facts["min_length"]
    if isinstance(refusal.value, str):
        return f"{refusal.subject} has {len(refusal.value)} characters; write at least {least}"
    return too_few(refusal.facts["actual_length"], least)


def _refused_by_the_model(refusal: Refusal) -> tuple[str, str]:
    if isinstance(refusal.value, int):
        return _not_text(refusal), "not-text"
    if isinstance(refusal.value, Unquoted) and DAY.fullmatch(refusal.value.text):
        return f"{refusal.subject} {kinds.NO_SUCH_DAY}", "not-a-date"
    error = refusal.facts["error"]
    return f"{refusal.subject} {error}", getattr(error, "code", "unknown-value")


@cache
def refusals() -> Mapping[str, str]:
    """Return the message for a value without the form that a field demands, by the pattern of that form."""
    found: dict[str, str] = {}
    for kind in vars(kinds).values():
        rules = getattr(kind, "__metadata__", ())
        refusal = next((rule.refusal for rule in rules if isinstance(rule, kinds.Kind)), "")
        inner = (part for rule in rules if isinstance(rule, FieldInfo) for part in rule.metadata)
        found |= {part.pattern: refusal for part in inner if hasattr(part, "pattern")}
    return found


_EXPLANATIONS: dict[str, tuple[str, str | Callable[[Refusal], str]]] = {
    "string_type": ("not-text", _not_text),
    "model_type": ("not-a-record", _not_a_record),
    "tuple_type": ("not-a-list", _not_a_list),
    "int_type": ("not-a-number", _not_a_number),
    "float_type": ("not-a-number", _not_a_number),
    "bool_type": ("not-true-or-false", "{subject} is neither true nor false; write one of them, without quotes"),
    "literal_error": ("unknown-value", _not_a_choice),
    "string_pattern_mismatch": (
        "wrong-form",
        lambda refusal: f"{refusal.subject} {refusals()[refusal.facts['pattern']]}",
    ),
    "string_too_long": ("too-long", _too_many),
    "too_long": ("too-long", _too_many),
    "too_short": ("too-short", _too_short),
    "greater_than_equal": ("out-of-range", "{subject} is too small; the least is {ge:g}"),
    "less_than_equal": ("out-of-range", "{subject} is too large; the most is {le:g}"),
}
"""Code and message by the reason, as pydantic names it; what is in braces is the subject or one of its facts."""
