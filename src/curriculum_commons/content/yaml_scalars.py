"""Decide what text without quotes is in YAML: text, a number, a day, true or false, or unclear."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Unquoted:
    """Text without quotes that programs read in different ways, such as `no`, `12:30` or nothing at all."""

    text: str
    """As it is written; empty where nothing is."""


_UNCLEAR = ("null", "y", "n", "yes", "no", "on", "off")
_WORDS: dict[str, bool | Unquoted] = {word: Unquoted(word) for word in ("", "~", "=", "<<")}
for _word in ("true", "false", *_UNCLEAR):
    for _form in (_word, _word.title(), _word.upper()):
        _WORDS[_form] = Unquoted(_form) if _word in _UNCLEAR else _word == "true"
_NUMBER_BEGINS = frozenset("0123456789+-.")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
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
    if DAY.fullmatch(text):
        with suppress(ValueError):  # not a day in the calendar
            return date.fromisoformat(text)
    return Unquoted(text) if _READ_IN_DIFFERENT_WAYS.fullmatch(text) else text
