"""Numbers in a table that only the head of their column tells for what they are, such as "MRN" or "DOB".

Knows tables of Markdown, and lines whose values commas, semicolons or tabs part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .prefilter import Searched

_SIGNS = " \t\"'*_`"
_HEAD = re.compile(
    r"(?P<record>MRN|medical[ _]record(?:[ _](?:number|no\.?))?|(?:patient|pt)[ _]?(?:id|number|no\.?))"
    r"|(?P<birth>DOB|D\.O\.B\.?|date[ _]of[ _]birth|birth[ _]?da(?:te|y))"
    r"|(?P<social>SSN|social[ _]security[ _](?:number|no\.?))",
    re.IGNORECASE,
)
_WORDS = (
    *("mrn", "medical record", "medical_record", "patient id", "patient_id", "patientid", "patient n", "patient_n"),
    *("pt id", "pt_id", "pt no", "dob", "d.o.b", "birth", "ssn", "social security", "social_security"),
)
_MOST = 5_000
"""Lines below a head that are looked at."""


def below_heads(searched: Searched, forms: Mapping[str, re.Pattern[str]]) -> Iterator[tuple[int, int, str]]:
    """Give beginning, end and kind of each value that has the form which the head of its column asks for.

    Args:
        forms: The form of a "record", a "birth" and a "social" number.
    """
    for begin, end in searched.lines_with(_WORDS):
        line = searched.text[begin:end]
        sign = next((sign for sign in "|\t;," if sign in line), "")
        kinds = {number: kind for number, (_, cell) in enumerate(_cells(line, sign)) if (kind := _kind(cell))}
        if sign and kinds:
            yield from _below(
                searched.text, end + 1, sign, {number: (kind, forms[kind]) for number, kind in kinds.items()}
            )


def _kind(cell: str) -> str:
    found = _HEAD.fullmatch(cell)
    return str(found.lastgroup) if found else ""


def _below(
    text: str, begin: int, sign: str, wanted: Mapping[int, tuple[str, re.Pattern[str]]]
) -> Iterator[tuple[int, int, str]]:
    for line in text[begin:].split("\n", _MOST)[:_MOST]:
        if sign not in line:
            return
        for number, (at, cell) in enumerate(_cells(line, sign)):
            if number in wanted and wanted[number][1].fullmatch(cell):
                yield begin + at, begin + at + len(cell), wanted[number][0]
        begin += len(line) + 1


def _cells(line: str, sign: str) -> Iterator[tuple[int, str]]:
    """Give the values of a line and where each begins; a comma within quotation marks parts them all the same."""
    at = 0
    for cell in line.split(sign) if sign else ():
        yield at + len(cell) - len(cell.lstrip(_SIGNS)), cell.strip(_SIGNS)
        at += len(cell) + 1
