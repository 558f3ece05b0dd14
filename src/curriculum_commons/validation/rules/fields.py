"""What is wrong with one record by itself, said in the words of the person who wrote it.

Turns what the models refuse into problems; knows nothing of other records.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ...content.load import Document
from ...content.yaml_reader import REFUSED, Value
from ...model.problems import Problem, name, nearest
from ...model.record import records_in
from ...model.records import Record
from .error_messages import Refusal, key_of, message_for, missing, unknown_key

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


def problem(document: Document, path: Path, message: str, key: bool = False) -> Problem:
    """Return a problem at the place of a value or of its key, with the name of its field."""
    field = next((step for step in reversed(path) if isinstance(step, str)), None)
    return Problem(document.path, *document.locate(path, key), f"{name(field)}: {message}" if field else message)


def _problems(kind: type[Record], errors: list[ErrorDetails], document: Document, path: Path) -> Iterator[Problem]:
    unknown = {error["loc"] for error in errors if error["type"] == "extra_forbidden"}
    for error in errors:
        at, last = error["loc"][:-1], error["loc"][-1] if error["loc"] else ""
        record = _record_at(kind, at)
        if error["type"] == "extra_forbidden":
            yield problem(document, path + error["loc"], unknown_key(str(last), record), key=True)
        elif error["type"] == "missing":
            if not any(nearest(str(near[-1]), [str(last)]) for near in unknown if near[:-1] == at):
                yield Problem(document.path, *document.locate(path + at), f"{last}: {missing(str(last), record)}")
        elif not _is_said_within(error):
            written = document.written(path + error["loc"])
            refusal = Refusal.of(error, written, record, _record_at(kind, error["loc"]))
            yield problem(document, path + error["loc"], message_for(refusal))


def _is_said_within(error: ErrorDetails) -> bool:
    # A list counts its good entries only, and a refused value is reported where it was read.
    too_short = error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]
    return too_short or error["input"] is REFUSED


def _record_at(kind: type[Record], loc: Path) -> type[Record]:
    """Return the record that a place lies in, or is."""
    for step in loc:
        field = next((f for name, f in kind.model_fields.items() if key_of(name, f) == step), None)
        kind = next(records_in(field.annotation), kind) if field else kind
    return kind
