"""Move the records of competencies to `withdrawn`, line by line, with their last text and its comments.

Knows one data file as text and where everything is in it; writes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..content.load import Document
from ..content.yaml_scalars import plain
from ..model.problems import CallError, in_words
from ..model.records import SECTIONS

FILE = SECTIONS["competencies"].file
_KEPT = ("published_code", "uuid", "title", "statement", "components", "sources")
"""What a record keeps when it is withdrawn."""


@dataclass(frozen=True)
class Withdrawal:
    """What is withdrawn, and how."""

    codes: tuple[str, ...]
    into: tuple[str, ...]
    edition: str | None
    reason: str | None
    today: str


def with_entries(document: Document, what: Withdrawal, edition: str) -> str:
    """Return the text of the file in which records are entries of `withdrawn`."""
    lines = document.text.split("\n")
    records = document.value["competencies"]
    shown = {record["code"]: record.get("published_code") or record["code"] for record in records}
    text, entries, gone = list[str](), list[str](), set[int]()
    at, column, first = _place(document)
    for number, record in enumerate(records):
        if record["code"] in what.codes:
            span = _span(document, number, len(records), lines)
            kept = [line for name in _KEPT for line in _field(document, number, name, lines, span.stop)]
            shift = " " * (column - document.position.inside["competencies"].inside[number].column)
            entries += _entry(record["code"], what, [shown[code] for code in what.into], edition, " " * (column - 1))
            entries += [f"{shift}{line}" if line.strip() else line for line in kept]
            gone |= {*span}
    if len(records) == len(what.codes):
        raise CallError("a framework has one competency at least; leave one of these")
    if document.value["framework"].get("withdrawn") == []:
        gone.add(at - 1)
    for number, line in enumerate(lines):
        text += [*first, *entries] if number == at else []
        text += [] if number in gone else [line]
    return "\n".join(text)


def _place(document: Document) -> tuple[int, int, list[str]]:
    """Return the index of the line before which entries go, the column of their keys, and a line for a new list."""
    framework = document.position.inside["framework"]
    indent, present = " " * (framework.column - 1), document.value["framework"].get("withdrawn")
    if framework.line == document.position.begins("framework")[0]:
        raise CallError(f"{document.path}:{framework.line}: framework is in braces; write it with one key a line first")
    if present:
        entries = framework.inside["withdrawn"]
        if entries.line == framework.begins("withdrawn")[0]:
            raise CallError(f"{document.path}:{entries.line}: withdrawn is in brackets; write one entry a line first")
        return entries.inside[0].line - 1, entries.inside[0].column, []
    if present == []:
        return framework.begins("withdrawn")[0], framework.column + 4, [f"{indent}withdrawn:"]
    return framework.begins("license")[0] - 1, framework.column + 4, [f"{indent}withdrawn:"]


def _span(document: Document, number: int, count: int, lines: Sequence[str]) -> range:
    """Return the indexes of the lines of a record, without the comments and empty lines before the next."""
    records = document.position.inside["competencies"]
    start = records.inside[number].line - 1
    if not re.match(r"\s*- +\w", lines[start]):
        raise CallError(f"{document.path}:{start + 1}: the record is in braces; write it with one key a line first")
    later = [document.position.begins(name)[0] - 1 for name in document.position.inside]
    ends = [records.inside[number + 1].line - 1] if number + 1 < count else [line for line in later if line > start]
    end = min([*ends, len(lines)])
    while end > start + 1 and not (lines[end - 1].strip() and not lines[end - 1].lstrip().startswith("#")):
        end -= 1
    if number + 1 < count:  # the empty line after it goes with it
        while not lines[end].strip():
            end += 1
    return range(start, end)


def _field(document: Document, number: int, name: str, lines: Sequence[str], end: int) -> list[str]:
    record = document.position.inside["competencies"].inside[number]
    if name not in record.inside:
        return []
    start = record.begins(name)[0]
    after = [record.begins(other)[0] for other in record.inside if record.begins(other)[0] > start]
    stop = min([*after, end + 1])
    found = list(lines[start - 1 : stop - 1])
    while found and not found[-1].strip():
        found.pop()
    first = found[0]
    found[0] = " " * (record.column - 1) + first[record.begins(name)[1] - 1 :]
    return found


def _entry(code: str, what: Withdrawal, into: Sequence[str], edition: str, indent: str) -> list[str]:
    became = f"It is {'divided among' if len(into) > 1 else 'part of'} {in_words(into)} now."
    edition = what.edition or edition
    reason = what.reason or (became if what.into else f"Edition {edition} has it no longer.")
    return [
        f"{indent[:-2]}- code: {_as_yaml(code)}",
        f"{indent}reason: {json.dumps(reason, ensure_ascii=False)}",
        f"{indent}edition: {json.dumps(edition, ensure_ascii=False)}",
        f'{indent}when: "{what.today}"',
        *([f"{indent}now_in: [{', '.join(map(_as_yaml, what.into))}]"] if what.into else []),
    ]


def _as_yaml(code: str) -> str:
    return code if plain(code) == code else json.dumps(code)
