"""Write values as YAML that people go on editing: few quotes, long texts over several lines."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from .yaml_reader import plain

_WIDTH = 118
_SPECIAL = frozenset("-?:,[]{}#&*!|>'\"%@`“”‘’ ")
_BEGIN_OF_ENTRY = frozenset("-*•·–#([0123456789")


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
            yield from lines_of(one, indent + 2)
        elif isinstance(one, list) and one and isinstance(one[0], Mapping):
            yield f"{space}{key}:"
            for entry in one:
                first, *rest = lines_of(entry, indent + 4)
                yield f"{space}  - {first.lstrip()}"
                yield from rest
        elif isinstance(one, list):
            yield f"{space}{key}: [{', '.join(_quoted(word) for word in one)}]"
        else:
            yield from _scalar(f"{space}{key}:", str(one), indent)


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
    is_same = " ".join(lines) == text and not any(line[0] in _BEGIN_OF_ENTRY for line in lines)
    return lines if is_same else []


def _is_plain(text: str) -> bool:
    return (
        text[0] not in _SPECIAL
        and ": " not in text
        and " #" not in text
        and not text.endswith((":", " "))
        and text.isprintable()
        and plain(text) is text
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
