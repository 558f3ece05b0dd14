"""Text that looks like patient data: record numbers, dates of birth, social security numbers, phone numbers.

A number is taken for one only if it has the form of one that is issued, or if a word such as "MRN" or "born" is before
it or at the head of its column; so DOIs, PubMed numbers, ISBNs, pages and years pass. Findings are not repeated whole,
as messages end up in logs; only phone numbers are, because that of an office must be named to be allowed. Numbers kept
for examples (555-0100 to 555-0199) pass. Text within Word, PowerPoint and Excel files is read; that of PDFs is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple

from ...content.load import THEME, TOOLKIT
from ...model.problems import quoted
from .archives import OFFICE, office_text
from .source_files import TEXTS, GateFinding, SourceFile, line_and_column, lower


class Hit(NamedTuple):
    """A part of a text that looks like patient data."""

    start: int
    end: int
    what: str
    """What an allowance calls it."""
    message: str


_DASH = r"[-\u2010-\u2015]"
_BETWEEN = r"[\s:;,#=*_|\"'.\u2013()-]{0,6}(?:(?:is|was|of|no\.?|number)\b[\s:#=*_|\"']{0,4})?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = (
    rf"(?:\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*(?:\d{{4}}|\d{{2}})(?!\d)|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}})"
)
_RECORD = r"(?:[a-z]{1,3}[ -]?)?\d(?:[ -]?\d){4,}"
_VALID_SOCIAL = r"(?!000|666|9\d\d)\d{3}[\s.-]?\d{2}[\s.-]?\d{4}"
_FORMS = re.compile(
    r"\b(?:mrn|medical\s+record(?:\s+(?:number|no\.?|\#))?|med\.?\s+rec\.?(?:\s+no\.?)?|chart\s+(?:number|no\.?|\#)"
    r"|(?:patient|pt\.?)(?:\s|_|-)?(?:id|identifier|number|no\.?|\#)|hospital\s+(?:number|no\.?)|nhs\s+(?:number|no\.?))"
    rf"{_BETWEEN}(?P<record>{_RECORD})"
    rf"|\b(?:dob\b|d\.o\.b\.?|date\s*of\s*birth|birth[ _-]?da(?:te|y)|born(?:\s+on)?)"
    rf"{_BETWEEN}(?:the\s+)?(?P<birth>{_DATE})"
    rf"|\b(?:ssn|social\s+security(?:\s+(?:number|no\.?|\#))?){_BETWEEN}(?:{_DASH}|\s)?(?P<named>{_VALID_SOCIAL})(?!\d)"
    rf"|(?<![\w./\u2013-])(?P<social>(?!000|666|9\d\d)\d{{3}}{_DASH}(?!00)\d{{2}}{_DASH}(?!0000)\d{{4}})(?![\w-])"
)
"""What is found in text with small letters."""
_HEAD = re.compile(
    r"(?P<record>mrn|medical[ _]record(?:[ _](?:number|no\.?))?|(?:patient|pt)[ _]?(?:id|number|no\.?))"
    r"|(?P<birth>dob|d\.o\.b\.?|date[ _]of[ _]birth|birth[ _]?da(?:te|y))"
    r"|(?P<social>ssn|social[ _]security[ _](?:number|no\.?))"
)
"""Heads of columns; the values below them need no word before them."""
_IN_COLUMN = {
    "record": re.compile(_RECORD),
    "birth": re.compile(_DATE),
    "social": re.compile(r"\d{3}[ .-]?\d{2}[ .-]?\d{4}"),
}
_MOST_ROWS = 5_000
"""Lines below a head that are read."""
_AROUND_CELL = " \t\"'*_`"
_KINDS = {"record": "record number", "birth": "date of birth"}
_SOCIAL = "social security number"
_BETWEEN_DIGITS = r"[ \u00a0\u3000()./\u2010-\u2015-]"
_MAY_BE_PHONE = re.compile(
    r"(?P<named>\b(?:(?:tele)?phone|tel|cell|mobile|fax|call|pager)[ \t\u00a0:.*_|\"'(-]{0,6}?"
    r"(?:(?:is|at|us at|me at)[ \t\u00a0])?)"
    # Grouped as in a phone book; after these characters it is a part of something else.
    r"(?=(?:[+(] ?){0,2}\d)|(?<![\w./=+\u2013-])"
    r"(?=\+[ (]{0,2}\d|(?P<grouped>(?:1\D{1,3})?\(?[2-9]\d\d\D{1,3}[2-9]\d\d\D{1,3}\d{4})(?!\d))"
)
_LINKED = re.compile(r"(?:\]\(<?|\]:\s{0,9}<?|<|href=[\"']?)(?:tel|sms):([+\d][\d*#().-]{4,30})")
"""A number that the author has people call, which is not that of a patient."""
_MOST_DIGITS = 15
_PHONE = re.compile(rf"(?:[+(] ?){{0,2}}\d(?:{_BETWEEN_DIGITS}{{0,4}}\d){{6,{_MOST_DIGITS - 1}}}")
_MOST_NUMBERS = 200
"""Numbers that are looked up for a text, which takes a while; any further ones are matched by their form alone."""
_LONGEST_ADDRESS = 2_000
_AROUND_PHONE = 50
_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(
    r"""\s(?:[\w.-]+:)?(?:label|title|docname|name|desc|description|alt|content|id|aria-[a-z]+|data-[\w.-]+)"""
    r"""\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)')"""
)
_TEXTS = TEXTS | {".css", ".js", ".mjs", ".map"}


def check_patient_data(source: SourceFile) -> Iterator[GateFinding]:
    """Yield what looks as if it came from the record of a patient."""
    if source.folder == THEME:
        return
    if source.suffix in _TEXTS:
        for hit in find_patient_data(source.text):
            at = line_and_column(source.text, hit.start)
            yield GateFinding(source.path, *at, "patient data", hit.what, hit.message)
        return
    text = ""
    if source.suffix in OFFICE and source.folder != TOOLKIT:
        text = office_text(source)
    elif source.suffix == ".svg":  # its numbers are mostly coordinates, so only its words are read
        text = _words_of_drawing(source.text)
    for hit in find_patient_data(text):
        yield GateFinding(source.path, 0, 0, "patient data", hit.what, hit.message)


def _words_of_drawing(text: str) -> str:
    """Return what an SVG shows, its title, description and properties, comments, and the names of its parts."""
    for mark in ("<!--", "-->", "<![CDATA[", "]]>", "<?", "?>"):
        text = text.replace(mark, "\n")
    names = [match[1] or match[2] for match in _ATTRIBUTE.finditer(text)]
    return unescape("\n".join([_TAG.sub("\n", text), *names]))


def find_patient_data(text: str) -> list[Hit]:
    """Return what looks like patient data in a text, in order and without overlaps."""
    small = lower(text)
    hits = [*_named(text, small), *_in_columns(text, small), *_phones(text, small)]
    kept: list[Hit] = []
    for hit in sorted(hits):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _named(text: str, small: str) -> Iterator[Hit]:
    for match in _FORMS.finditer(small):
        kind = str(match.lastgroup)
        yield _masked(text[match.start() : match.end()], *match.span(kind), kind)


def _in_columns(text: str, small: str) -> Iterator[Hit]:
    lines, offset = small.split("\n"), 0
    for number, line in enumerate(lines):
        separator = next((mark for mark in "|\t;," if mark in line), "")
        heads = {
            index: head for index, (_, cell) in enumerate(_cells(line, separator)) if (head := _HEAD.fullmatch(cell))
        }
        kinds = {index: str(head.lastgroup) for index, head in heads.items()}
        offset += len(line) + 1
        if kinds:
            for start, end, kind in _below(lines[number + 1 : number + 1 + _MOST_ROWS], separator, kinds):
                yield _masked(text[offset + start : offset + end], offset + start, offset + end, kind)


def _below(rows: list[str], separator: str, kinds: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    offset = 0
    for row in rows:
        if separator not in row:
            return
        for index, (at, cell) in enumerate(_cells(row, separator)):
            if index in kinds and _IN_COLUMN[kinds[index]].fullmatch(cell):
                yield offset + at, offset + at + len(cell), kinds[index]
        offset += len(row) + 1


def _cells(line: str, separator: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and text of each cell; a separator within quotation marks counts as well."""
    offset = 0
    for cell in line.split(separator) if separator else ():
        yield offset + len(cell) - len(cell.lstrip(_AROUND_CELL)), cell.strip(_AROUND_CELL)
        offset += len(cell) + 1


def _masked(text: str, start: int, end: int, kind: str) -> Hit:
    what = _KINDS.get(kind, _SOCIAL)
    shown = " ".join(re.sub(r"\d", "•", text).split())
    article = "the record number of a patient" if kind == "record" else f"a {what}"
    return Hit(start, end, what, f"{quoted(shown)} looks like {article}; take it out")


def _phones(text: str, small: str) -> Iterator[Hit]:
    numbers = done = 0
    linked = {_digits(found[1]) for found in _LINKED.finditer(small)}
    for found in _MAY_BE_PHONE.finditer(small):
        start = found.end()
        form = _PHONE.match(text, start)
        if form is None or (not found["named"] and _is_in_address(text, start)):
            continue
        numbers += 1
        raw, done = (form[0], form.end()) if numbers > _MOST_NUMBERS else _phone_at(text, start, done)
        if not raw and found["grouped"] and sum(map(str.isdigit, form[0])) == _MOST_DIGITS:  # one of a list
            raw, _ = _phone_at(found["grouped"], 0, 0)
        if raw and _digits(raw) not in linked:
            number = " ".join(raw.split())
            cure = "take it out, or allow it where it is that of an office"
            yield Hit(start, start + len(raw), number, f'"{number}" looks like a phone number; {cure}')


def _digits(number: str) -> str:
    """Return the digits of a number without those of its country."""
    return re.sub(r"\D", "", number)[-10:]


def _is_in_address(text: str, start: int) -> bool:
    at = text.rfind("://", max(0, start - _LONGEST_ADDRESS), start)
    return at >= 0 and not re.search(r"[\s<(\"']", text[at:start])


def _phone_at(text: str, start: int, done: int) -> tuple[str, int]:
    """Return the number that begins here and where it ends with its extension; numbers for examples are none.

    Args:
        done: Where the last one ended; digits between it and this one may show that this is none.
    """
    from phonenumbers import PhoneNumberMatcher

    begin = max(done, start - _AROUND_PHONE)
    for match in PhoneNumberMatcher(text[begin : start + _AROUND_PHONE], "US"):
        if begin + match.start == start and str(match.number.national_number)[-7:-2] != "55501":
            return re.split(r"[^\d\s()+./\u2010-\u2015-]", match.raw_string)[0].rstrip(), begin + match.end
    return "", done
