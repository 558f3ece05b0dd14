"""Names of columns: the words of one, the column that has one, and choices such as `--column code=Ref`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from ..model.problems import CallError, did_you_mean, in_words, quoted

_WORDS = re.compile(r"[a-z](?=[A-Z])|[A-Z](?=[A-Z][a-z])")


def words_of(name: str) -> list[str]:
    """Return the words of a name in small letters and without accents: "humanCodingScheme" has three."""
    parted = _WORDS.sub(r"\g<0> ", name)
    folded = "".join(char for char in unicodedata.normalize("NFKD", parted) if not unicodedata.combining(char))
    return "".join(char if char.isalnum() or char == "#" else " " for char in folded.casefold()).split()


def column_named(names: Sequence[str], wanted: str) -> int:
    """Return the index of the column with a name; raises CallError where there is none."""
    by_name = {name.casefold(): column for column, name in reversed(list(enumerate(names))) if name}
    column = by_name.get(wanted.strip().casefold())
    if column is None:
        known = [name for name in names if name]
        way_out = did_you_mean(wanted, known) or f"; there are {in_words([quoted(name) for name in known])}"
        raise CallError(f"no column is named {quoted(wanted)}{way_out}")
    return column


def choices(options: Sequence[str], fields: Collection[str], example: str) -> dict[str, str]:
    """Return the choices of options, by field; raises CallError where one cannot be read.

    Args:
        example: Of such an option.
    """
    found = dict[str, str]()
    for option in options:
        field, sign, name = option.partition("=")
        if not sign:
            raise CallError(f"--column {quoted(option)} has no equals sign; write it as in --column {example}")
        if field.strip() not in fields:
            way_out = did_you_mean(field.strip(), fields) or f"; there are {in_words(list(fields))}"
            raise CallError(f"--column: no field is named {quoted(field)}{way_out}")
        found[field.strip()] = name.strip()
    return found
