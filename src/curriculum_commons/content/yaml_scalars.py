"""The value of YAML text without quotes, where every program reads it as the same.

Knows nothing of the text around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Unquoted:
    """Text without quotes that programs read in different ways, such as `no`, `12:30` or nothing at all."""

    text: str
    """As it is written; empty where nothing is."""


_WORDS: dict[str, bool | Unquoted] = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_WORDS |= {word: Unquoted(word) for word in ("", "~", "null", "Null", "NULL", "=", "<<")}
_WORDS |= {
    form: Unquoted(form) for word in ("y", "n", "yes", "no", "on", "off") for form in (word, word.title(), word.upper())
}
_NUMBER_BEGINS = frozenset("0123456789+-.")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_READ_IN_DIFFERENT_WAYS = re.compile(
    r"""[-+]?0b[01_]+ | [-+]?0o[0-7_]+ | [-+]?0x[0-9a-fA-F_]+
      | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
      | [-+]?(?=[0-9]|\.[0-9])[0-9_]*+\.?[0-9_]*+(?:[eE][-+]?[0-9]+)?
      | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN)
      | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}.*)?""",
    re.VERBOSE,
)


def plain(text: str) -> str | int | float | date | Unquoted:
    """Return the value of text without quotes: text, number, day, true or false, or Unquoted where that is unclear.

    Source:
        The forms of YAML 1.1 (as PyYAML has them) and of the core schema of YAML 1.2, put together.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_BEGINS:
        return text
    if number := _NUMBER.fullmatch(text):
        return float(text) if number[1] else int(text)
    if _DAY.fullmatch(text):
        return _day(text)
    return Unquoted(text) if _READ_IN_DIFFERENT_WAYS.fullmatch(text) else text


def _day(text: str) -> date | Unquoted:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Unquoted(text)
