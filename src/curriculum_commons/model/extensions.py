"""What a record has from a form of other systems and no field for here: any JSON, within bounds; shown nowhere."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator

from .record import Kind, RefusedError
from .unreadable import CONTROL

DEEPEST, LARGEST, LONGEST_KEY = 20, 5_000_000, 200
"""Lists and keys within each other; characters of all texts of a record together, and of a key."""
_WAY_OUT = "take out of it what no system needs"
_QUOTES = "put text in quotes"


def _kept(value: Any) -> dict[str, Any]:
    """Return the values as JSON has them."""
    if not isinstance(value, Mapping):
        raise RefusedError('has no keys; write the name of a form and a colon, as in "case: {}"', "not-a-record")
    kept: dict[str, Any] = _json(value, 0)
    if sum(map(len, _texts(kept))) > LARGEST:
        raise RefusedError(f"has over {LARGEST:,} characters; {_WAY_OUT}", "too-long")
    if any(CONTROL.search(text) for text in _texts(kept)):
        raise RefusedError("has a control character within; take it out", "control-character")
    return kept


def _json(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise RefusedError(f"is over {DEEPEST} levels deep; {_WAY_OUT}", "too-long")
    if isinstance(value, Mapping):
        return {_key(key): _json(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_json(one, depth + 1) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise RefusedError(f"has a number that is none within; {_QUOTES}", "not-a-number")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return value.isoformat() if isinstance(value, date) else _of_unquoted(str(getattr(value, "text", "")))


def _key(key: object) -> str:
    if not isinstance(key, str) or len(key) > LONGEST_KEY:
        raise RefusedError(f"has a key of over {LONGEST_KEY} characters within; shorten it", "too-long")
    return key


def _of_unquoted(text: str) -> Any:
    """Return what text without quotes is in JSON, such as `null` or `1e9`, which is not clear elsewhere."""
    try:
        return json.loads(text)
    except ValueError as error:
        message = f'has "{text[:40]}" within, which programs read in different ways; {_QUOTES}'
        raise RefusedError(message, "not-text") from error


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = value.values()
    if isinstance(value, str):
        yield value
    elif not isinstance(value, bool | int | float | None):
        for one in value:
            yield from _texts(one)


Extensions: TypeAlias = Annotated[
    dict[str, Any], Kind("values of other systems, below the name of their form"), BeforeValidator(_kept)
]
