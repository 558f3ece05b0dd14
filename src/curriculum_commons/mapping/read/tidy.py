"""Tidy what was typed into a cell, so that it can be compared with a list; read hours. Knows no list and no file."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from ...content.sheet_cells import Faulty, Moment, Value
from ...model.maps import MOST_HOURS

_FRACTIONS = {"¼": 0.25, "½": 0.5, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"’": "'", "‘": "'", "“": '"', "”": '"'})
_HOUR = {
    "h",
    "hr",
    "hrs",
    "hour",
    "hours",
    "std",
    "stunde",
    "stunden",
    "heure",
    "heures",
    "hora",
    "horas",
    "ora",
    "ore",
}
_MINUTE = {"m", "min", "mins", "minute", "minutes", "minuten", "minuto", "minutos", "minuti", "'"}
_DURATION = TypeAdapter(timedelta)
_LONGEST, _AN_HOUR = 40, 60


class NotReadError(ValueError):
    """A value is not one of its kind; the text is half a sentence with the way out."""


@lru_cache(maxsize=65_536)
def tidy(text: str) -> str:
    """Return a text on one line, in composed characters, without spaces that are none and what nobody sees."""
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(char for char in composed if unicodedata.category(char) not in {"Cf", "Cc"} or char.isspace())
    return " ".join(seen.split())


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Return what two texts share that differ in case, spaces, dashes and quotation marks alone."""
    return tidy(text.replace("\u200b", "")).translate(_DASHES).casefold()


def words(value: Value) -> str:
    """Return a value as it would be typed."""
    if value is None or isinstance(value, Moment):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return tidy(value) if isinstance(value, str) else f"{value:.12g}"


def hours(value: Value, unit: str = "hours") -> float | None:
    """Return hours as a number; raises NotReadError for what is none, and returns None for an empty cell.

    Args:
        unit: What a number without one counts: "hours", "minutes", or nothing where that is not known.
    """
    if value is None or isinstance(value, Faulty) or (isinstance(value, str) and not tidy(value)):
        return None
    found = _in_cell(value, unit) if not isinstance(value, str) else _in_words(folded(value), unit)
    if found is None:
        raise NotReadError('is not a time; type hours as a number, as in "1.5"')
    if not 0 <= found <= MOST_HOURS:
        raise NotReadError(f"is not a time from 0 to {MOST_HOURS} hours; type hours as a number, as in 1.5")
    return round(found, 6)


def _in_cell(value: float | bool, unit: str) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Moment):
        if not value.is_time:
            raise NotReadError(
                'is a date, which a spreadsheet makes of some numbers; format it as a number, as in "1.5"'
            )
        return float(value) * 24
    return _with_unit(float(value), unit)


def _with_unit(number: float, unit: str) -> float:
    if not unit:
        raise NotReadError("is a number without a unit")
    return number / _AN_HOUR if unit == "minutes" else number


def _in_words(text: str, unit: str) -> float | None:
    if len(text) > _LONGEST:
        return None
    if text.startswith("pt"):
        return _iso(text)
    if text.count(":") in {1, 2} and all(part.isdecimal() for part in text.split(":")):
        parts = [int(part) for part in text.split(":")]
        return sum(part / 60**at for at, part in enumerate(parts)) if max(parts[1:]) < _AN_HOUR else None
    return _sum_of(_parts(text), unit)


def _iso(text: str) -> float | None:
    try:
        return _DURATION.validate_python(text.upper()).total_seconds() / 3600
    except ValidationError:
        return None


def _parts(text: str) -> list[str]:
    """Return numbers and words in turn: "1h30" is "1", "h", "30"."""
    found = list[str]()
    kind = ""
    for char in text:
        is_end = char == "." and kind == "word"
        now = (
            " "
            if is_end
            else "number"
            if char.isdecimal() or char in ".,+-" or char in _FRACTIONS
            else " "
            if char.isspace()
            else "word"
        )
        if now == kind != " ":
            found[-1] += char
        elif now != " ":
            found.append(char)
        kind = now
    return found


def _sum_of(parts: list[str], unit: str) -> float | None:
    """Return the hours of "90 min", "1 h 30", "1 1/2" or "1½"; None for anything else."""
    total, rest, last = 0.0, list(parts), ""
    while rest:
        number = _number(rest.pop(0))
        if number is None:
            return None
        if rest and (more := _number(rest[0])) is not None and more < 1 and not last:  # "1 ½"
            number, rest = number + more, rest[1:]
        name = rest.pop(0) if rest else ""
        if name in _HOUR and not last:
            total += number
        elif (name in _MINUTE and last in {"", "h"}) or (not name and last == "h" and number < _AN_HOUR):
            total += number / _AN_HOUR
        elif not name and not last:
            return _with_unit(number, unit)
        else:
            return None
        last = "h" if name in _HOUR else "m"
    return total if last else None


def _number(text: str) -> float | None:
    if text in _FRACTIONS:
        return _FRACTIONS[text]
    more = _FRACTIONS.get(text[-1:], 0.0)
    plain = text[:-1] if more else text
    digits = plain.replace(",", ".").removeprefix("-")
    is_number = digits.replace(".", "", 1).isdecimal()
    return float(plain.replace(",", ".")) + more if is_number else None
