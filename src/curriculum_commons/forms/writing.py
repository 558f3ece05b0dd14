"""Write a record as those around it are written, and put it at the end of its list; nothing else is changed."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from ..problems import CallError, quoted

_WIDTH = 120
_DAYS = {"checked", "review_by", "since", "as_of"}
Value = str | int | tuple[str, ...] | Mapping[str, Any] | tuple[Mapping[str, Any], ...]


class Inline(dict[str, Any]):
    """A mapping that stands on one line."""


def with_record(text: str, path: str, key: str, record: Mapping[str, Value]) -> tuple[str, int]:
    """Return a data file with one more record at the end of a list, and the line on which it begins."""
    lines = text.split("\n")
    starts = [
        number
        for number, line in enumerate(lines)
        if re.match(rf"{re.escape(key)}:[ \t]*(?:\[\][ \t]*)?(?:#.*)?$", line)
    ]
    if len(starts) != 1:
        raise CallError(f"{path} has no list {quoted(key)} that a record can be put into; put it there by hand")
    start = starts[0]
    lines[start] = re.sub(r"\[\][ \t]*", "", lines[start]).rstrip()
    end = next((n for n in range(start + 1, len(lines)) if lines[n][:1] not in {"", " ", "#", "-"}), len(lines))
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    new = list(written(record))
    first = [""] if end > start + 1 else []
    lines[end:end] = [*first, *new]
    return "\n".join(lines), end + len(first) + 1


def written(record: Mapping[str, Value]) -> Iterator[str]:
    """Give the lines of a record as an entry of a list."""
    lines = [line for key, value in record.items() for line in _field(key, value, "    ")]
    yield f"  - {lines[0].lstrip()}"
    yield from lines[1:]


def _field(key: str, value: Value, indent: str) -> Iterator[str]:
    if isinstance(value, Inline):
        yield f"{indent}{key}: {_flow(value)}"
    elif isinstance(value, Mapping):
        yield f"{indent}{key}:"
        for inner, part in value.items():
            yield from _field(inner, part, f"{indent}  ")
    elif isinstance(value, tuple):
        if value and isinstance(value[0], Mapping):
            yield f"{indent}{key}:"
            yield from (f"{indent}  - {_flow(part)}" for part in value)
        else:
            yield f"{indent}{key}: [{', '.join(_scalar(str(part), inside=True) for part in value)}]"
    elif isinstance(value, int):
        yield f"{indent}{key}: {value}"
    else:
        yield from _text(key, value, indent)


def _text(key: str, value: str, indent: str) -> Iterator[str]:
    line = f"{indent}{key}: {json.dumps(value) if key in _DAYS else _scalar(value)}"
    if len(line) <= _WIDTH or " " not in value:
        yield line
        return
    yield f"{indent}{key}: >-"
    inner = f"{indent}  "
    yield from textwrap.wrap(
        value,
        _WIDTH,
        initial_indent=inner,
        subsequent_indent=inner,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key}: {_flow(part)}" for key, part in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    return str(value) if isinstance(value, int) else _scalar(str(value), inside=True)


def _scalar(text: str, inside: bool = False) -> str:
    """Return text as it is where YAML reads just that, and in quotation marks otherwise."""
    plain = yaml.safe_dump([text] if inside else text, width=10**6, allow_unicode=True, default_flow_style=True)
    bare = plain.strip().removesuffix("...").strip()
    if text.lower() in {"y", "n"}:  # true and false to some that read YAML
        return json.dumps(text)
    return text if bare == (f"[{text}]" if inside else text) else json.dumps(text, ensure_ascii=False)
