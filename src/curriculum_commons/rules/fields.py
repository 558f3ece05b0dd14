"""What is wrong with one record by itself, said in the words of the person who wrote it.

Turns what the models refuse into problems; knows nothing of other records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ..load import Document
from ..model import Record, text
from ..problems import Problem, nearest, quoted
from ..values import REFUSED, Unquoted, Value, plain

R = TypeVar("R", bound=Record)
Path = tuple[str | int, ...]


def judge(kind: type[R], value: Value, document: Document, path: Path) -> tuple[R | None, list[Problem]]:
    """Return the record that a value makes, or what is wrong with it.

    Args:
        path: Way to the value in its document.
    """
    try:
        return kind.model_validate(value), []
    except ValidationError as error:
        return None, list(_problems(kind, error.errors(include_url=False), document, path))


def problem(document: Document, path: Path, sentence: str, key: bool = False) -> Problem:
    """Return a problem at the place of a value or of its key, with the name of its field."""
    field = next((step for step in reversed(path) if isinstance(step, str)), None)
    return Problem(document.path, *document.locate(path, key), f"{field}: {sentence}" if field else sentence)


def _problems(kind: type[Record], errors: list[ErrorDetails], document: Document, path: Path) -> Iterator[Problem]:
    unknown = {error["loc"] for error in errors if error["type"] == "extra_forbidden"}
    for error in errors:
        at, last = error["loc"][:-1], error["loc"][-1] if error["loc"] else ""
        record = _record_at(kind, at)
        if error["type"] == "extra_forbidden":
            yield problem(document, path + error["loc"], _unknown_key(str(last), record), key=True)
        elif error["type"] == "missing":
            if not any(nearest(str(near[-1]), [str(last)]) for near in unknown if near[:-1] == at):
                yield Problem(document.path, *document.locate(path + at), f"{last}: {_missing(str(last), record)}")
        elif not _is_said_within(error):
            written = document.written(path + error["loc"])
            sentence = _sentence(error, written, _record_at(kind, error["loc"]))
            yield problem(document, path + error["loc"], sentence)


def _is_said_within(error: ErrorDetails) -> bool:
    # A list counts its good entries only, and a refused value is reported where it was read.
    too_short = error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]
    return too_short or error["input"] is REFUSED


def _unknown_key(key: str, record: type[Record]) -> str:
    keys = [_key(name, field) for name, field in record.model_fields.items()]
    near = nearest(key, keys)
    return f'unknown key; did you mean "{near}"?' if near else f"unknown key; possible are {listed(keys, 'and')}"


def _missing(key: str, record: type[Record]) -> str:
    says = next(field.description or "" for name, field in record.model_fields.items() if _key(name, field) == key)
    says = says.partition(";")[0].rstrip(".")
    return f'missing; add "{key}:", {says[:1].lower() + says[1:]}'


def _key(name: str, field: FieldInfo) -> str:
    return field.alias or name


def _record_at(kind: type[Record], loc: Path) -> type[Record]:
    """Return the record that a place lies in, or is."""
    for step in loc:
        field = next((f for name, f in kind.model_fields.items() if _key(name, f) == step), None)
        kind = next(_records_in(field.annotation), kind) if field else kind
    return kind


def _records_in(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for part in get_args(annotation):
        yield from _records_in(part)


def listed(words: Iterable[str], last: str = "or") -> str:
    """Return words in quotes as a sentence lists them."""
    *most, end = (f'"{word}"' for word in words)
    return f"{', '.join(most)} {last} {end}" if most else end


def _sentence(error: ErrorDetails, written: str | None, record: type[Record]) -> str:
    value = error["input"]
    if value is None or (isinstance(value, Unquoted) and not value.text):
        return "is empty; write something there, or leave the key out"
    subject = "a list" if isinstance(value, list) else "a record" if isinstance(value, dict) else quoted(written)
    say = _SENTENCES.get(error["type"])
    return say(subject, value, error.get("ctx", {}), record) if say else f"{subject} does not belong here"


def _no_text(subject: str, value: Value, context: dict[str, Any], record: type[Record]) -> str:
    if isinstance(value, dict):
        return 'has keys where text belongs; write text, in quotes if it contains ": "'
    if isinstance(value, list):
        return "is a list where text belongs; write one text"
    return f"{subject[1:-1]} is not read as text; write {subject}"


def _no_record(subject: str, value: Value, context: dict[str, Any], record: type[Record]) -> str:
    keys = [_key(name, field) for name, field in record.model_fields.items() if field.is_required()]
    return f"{subject} stands where keys belong; write {listed([f'{key}: …' for key in keys], 'and')}"


def _no_list(subject: str, value: Value, context: dict[str, Any], record: type[Record]) -> str:
    if isinstance(value, dict):
        return 'has keys where a list belongs; begin each entry with "- "'
    return f"{subject} is no list; write [{subject[1:-1]}]"


def _no_number(what: str, subject: str, value: Value, context: dict[str, Any], record: type[Record]) -> str:
    if isinstance(value, str) and plain(value).__class__ in {int, float}:
        return f"{subject} in quotes is text; write it without them"
    return f"{subject} is no {what}; write one, such as 20"


def _no_choice(subject: str, value: Value, context: dict[str, Any], record: type[Record]) -> str:
    choices = re.findall(r"'([^']*)'", context["expected"])
    near = nearest(str(value), choices) if isinstance(value, str) else None
    return f"unknown value {subject}; " + (f'did you mean "{near}"?' if near else f"write {listed(choices)}")


def _no_match(subject: str, value: Value, context: dict[str, Any], record: type[Record]) -> str:
    return f"{subject} is no {_FORMS[context['pattern']]}"


def _too_few(subject: str, value: Value, context: dict[str, Any], record: type[Record]) -> str:
    least = context["min_length"]
    return f"has {_entries(context['actual_length'])}; write at least {'one' if least == 1 else least}"


def _too_many(subject: str, value: Value, context: dict[str, Any], record: type[Record]) -> str:
    return f"has more than {_entries(context['max_length'])}; write at most {context['max_length']}"


def _entries(number: int) -> str:
    return "no entry" if number == 0 else "one entry" if number == 1 else f"{number} entries"


def _forms() -> Iterator[tuple[str, str]]:
    for kind in vars(text).values():
        rules = getattr(kind, "__metadata__", ())
        says = next((rule.says for rule in rules if isinstance(rule, text.Kind)), "")
        inner = (part for rule in rules if isinstance(rule, FieldInfo) for part in rule.metadata)
        yield from ((part.pattern, says) for part in inner if hasattr(part, "pattern"))


_FORMS = dict(_forms())
Sentence = Callable[[str, Value, dict[str, Any], type[Record]], str]
_SENTENCES: dict[str, Sentence] = {
    "string_type": _no_text,
    "model_type": _no_record,
    "tuple_type": _no_list,
    "int_type": partial(_no_number, "whole number"),
    "float_type": partial(_no_number, "number"),
    "finite_number": partial(_no_number, "number"),
    "bool_type": lambda subject, *_: f"{subject} is neither true nor false; write one of them, without quotes",
    "literal_error": _no_choice,
    "string_pattern_mismatch": _no_match,
    "string_too_long": lambda subject, value, context, _: (
        f"{subject} has {len(value)} characters; shorten it to {context['max_length']}"
    ),
    "too_short": _too_few,
    "too_long": _too_many,
    "greater_than_equal": lambda subject, value, context, _: f"{subject} is too small; the least is {context['ge']}",
    "less_than_equal": lambda subject, value, context, _: f"{subject} is too large; the most is {context['le']}",
    "value_error": lambda subject, value, context, _: f"{subject} {context['error']}",
}
