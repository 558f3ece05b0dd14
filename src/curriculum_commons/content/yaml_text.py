"""Write values as YAML that people go on editing, few quotes, long texts over several lines; read that form fast."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from .list_signs import list_sign
from .yaml_reader import AMERICAN
from .yaml_scalars import Unquoted, plain

IN_JSON = "extensions"
"""Key of a mapping whose values are written as JSON."""
_WIDTH = 118
_SPECIAL = frozenset("-?:,[]{}#&*!|>'\"%@`“”„‘’ ")
_BEGIN_OF_ENTRY = frozenset("-*–—=#([0123456789")


def as_yaml(value: Mapping[str, Any]) -> str:
    """Return a mapping as YAML, with an empty line before each list of records at the top."""
    parts = ["\n".join(lines_of({key: one}, 0)) for key, one in value.items()]
    return ("\n\n" if any(isinstance(one, list) for one in value.values()) else "\n").join(parts) + "\n"


def lines_of(value: Mapping[str, Any], indent: int) -> Iterator[str]:
    """Yield the lines of a mapping, each indented by as many spaces."""
    space = " " * indent
    for key, one in value.items():
        if isinstance(one, Mapping):
            yield f"{space}{key}:"
            yield from _in_json(one, f"{space}  ") if key == IN_JSON else lines_of(one, indent + 2)
        elif isinstance(one, list) and one and isinstance(one[0], Mapping):
            yield f"{space}{key}:"
            for entry in one:
                first, *rest = lines_of(entry, indent + 4)
                yield f"{space}  - {first.lstrip()}"
                yield from rest
        elif isinstance(one, list):
            yield f"{space}{key}: [{', '.join(_quoted(word) for word in one)}]"
        elif isinstance(one, bool | int | float):
            yield f"{space}{key}: {str(one).lower() if isinstance(one, bool) else f'{one:.6f}'.rstrip('0').rstrip('.')}"
        else:
            yield from _scalar(f"{space}{key}:", str(one), indent)


def _in_json(value: Mapping[str, Any], space: str) -> Iterator[str]:
    """Yield a line for each key; JSON is YAML, too, and these values are for programs."""
    for key, one in value.items():
        yield f"{space}{key if _is_plain(key) else _quoted(key)}: {json.dumps(one, ensure_ascii=False)}"


def as_written(text: str) -> dict[str, Any] | None:
    """Return the mapping of a text in the form of `lines_of`, far faster than a parser; None for any other form.

    What a person has written in another form is for the parser, and so is every mistake.
    """
    top: dict[str, Any] = {}
    inside: _Inside = [(0, top)]
    is_open = False
    try:
        for line in filter(None, text.split("\n")):
            rest = line.lstrip(" ")
            indent = len(line) - len(rest)
            if rest.startswith("- "):
                rest, indent = rest[2:], indent + 2
                _begin_entry(inside, indent, is_open)
            elif is_open:
                return None
            elif inside[-1][0] != indent:
                _leave(inside, indent)
            key, value = _field(rest)
            mapping, is_open = inside[-1][1], value is None
            if key in mapping:
                return None
            mapping[key] = [] if is_open else value
    except (ValueError, LookupError, StopIteration):
        return None
    return None if is_open or not text.replace("\n", "").isprintable() else top


_Inside: TypeAlias = list[tuple[int, dict[str, Any]]]
"""The mappings that a line is in, with the spaces before the keys of each."""


def _begin_entry(inside: _Inside, indent: int, is_first: bool) -> None:
    _leave(inside, indent - 4)
    last = inside[-1][1]
    entries = last[next(reversed(last))]
    if not isinstance(entries, list) or bool(entries) is is_first:
        raise ValueError
    inside.append((indent, {}))
    entries.append(inside[-1][1])


def _leave(inside: _Inside, indent: int) -> None:
    while inside[-1][0] > indent:
        inside.pop()
    if inside[-1][0] != indent:
        raise ValueError


@lru_cache(maxsize=10_000)  # most lines of a long text are there many times
def _field(line: str) -> tuple[str, Any]:
    """Return the key and value of a line; None in place of a list on the lines below."""
    key, colon, text = line.partition(":")
    if not colon or key in AMERICAN or not (key.isascii() and key.isidentifier()) or text[:1] not in {"", " "}:
        raise ValueError
    return key, _value_of(text[1:]) if text else None


def _value_of(text: str) -> Any:
    if text[0] in '"[':
        value = json.loads(text)
        words = value if isinstance(value, list) else [value]
        is_same = text == (f"[{', '.join(map(_quoted, words))}]" if text[0] == "[" else _quoted(value))
        if not is_same or not words or not all(isinstance(word, str) for word in words):
            raise ValueError
        return tuple(words) if text[0] == "[" else value
    value = plain(text)
    if isinstance(value, Unquoted) or not _may_be_plain(text):
        raise ValueError
    return value


def _scalar(key: str, text: str, indent: int) -> Iterator[str]:
    space = " " * (indent + 2)
    if "\n" in text:
        yield f"{key} |-"
        yield from (f"{space}{line}" for line in text.split("\n"))
    elif len(key) + len(text) > _WIDTH and (folded := _folded(text, _WIDTH - len(space))):
        yield f"{key} >-"
        yield from (f"{space}{line}" for line in folded)
    else:
        yield f"{key} {text if _is_plain(text) else _quoted(text)}"


def _folded(text: str, width: int) -> list[str]:
    """Return the lines of a long text; none where they would be read as a list, or as another text."""
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    is_same = " ".join(lines) == text and not any(line[0] in _BEGIN_OF_ENTRY or list_sign(line) for line in lines)
    return lines if is_same else []


def _is_plain(text: str) -> bool:
    return _may_be_plain(text) and text.isprintable() and plain(text) is text


def _may_be_plain(text: str) -> bool:
    return text[0] not in _SPECIAL and ": " not in text and " #" not in text and not text.endswith((":", " "))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
