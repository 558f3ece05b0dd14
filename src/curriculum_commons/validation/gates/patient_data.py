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
_MAY_BE_PHONE = re.compile(r"^.*?(?:\d[^\d\n]{0,3}){9}\d.*", re.MULTILINE)
_PHONE_WORD = re.compile(
    r"\b(?:(?:tele)?phone|tel|cell|mobile|fax|call|pager)[\s:.*_|\"'(-]{0,6}(?:(?:is|at|us at|me at)\s)?\Z"
)
_GROUPED = re.compile(r"\+|(?:1\D{1,3})?\(?\d{3}\D{1,3}\d{3}\D{1,3}\d{4}\Z")
_EXAMPLE = re.compile(r"55501\d\d$")
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
    from phonenumbers import PhoneNumberMatcher

    for line in _MAY_BE_PHONE.finditer(text):
        for match in PhoneNumberMatcher(line[0], "US"):
            raw = re.split(r"[^\d\s()+./\u2010-\u2015-]", match.raw_string)[0].rstrip()  # without an extension
            start = line.start() + match.start
            if not _EXAMPLE.search(str(match.number.national_number)) and _is_written_as_phone(
                small[line.start() : start], raw
            ):
                number = " ".join(raw.split())
                cure = "take it out, or allow it where it is that of an office"
                yield Hit(start, start + len(raw), number, f"{quoted(number)} looks like a phone number; {cure}")


def _is_written_as_phone(before: str, number: str) -> bool:
    """Return True if a number is grouped as in a phone book and not within an address, or after a word like "phone"."""
    if _PHONE_WORD.search(before[-30:]):
        return True
    is_in_address = "://" in re.split(r"[ \t<(\"']", before)[-1]
    return bool(_GROUPED.match(number)) and not is_in_address and not re.search(r"[\w./=\u2013-]\Z", before)
