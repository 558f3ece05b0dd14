"""Text that looks like patient data: record numbers, dates of birth, social security numbers, phone numbers.

A number is taken for one only if it has the form of one that is issued, or if a word such as "MRN" or "born" is before
it or at the head of its column; so DOIs, PubMed numbers, ISBNs, pages and years pass. Findings are not repeated whole,
as messages end up in logs; only phone numbers are, because one must be named to be allowed. That of an office passes
where it is named so, on a line that is about nobody; so do numbers kept for examples (555-0100 to 555-0199). Text in
Word, PowerPoint and Excel files is read; that of PDFs is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from ...content.load import THEME, TOOLKIT
from ...model.problems import quoted
from .archives import OFFICE, office_text
from .plain_form import plain_form
from .source_files import TEXTS, GateFinding, SourceFile, line_and_column, lower


class Hit(NamedTuple):
    """A part of a text that looks like patient data."""

    start: int
    end: int
    what: str
    """What an allowance calls it."""
    message: str


_DASH = r" ?[-\u2010-\u2015] ?"
_MARKS = r"[\s:;,#=*_|\"'.\u2013()\[\]<>/-]"
_BETWEEN = rf"{_MARKS}{{0,10}}(?:(?:(?:which )?(?:is|was)|of|no\.?|number|num|id)\b{_MARKS}{{0,6}})?"
_NUMBER = r"(?:\s?number|\s?num\b\.?|\s?nbr\b|\s?no\b\.?|\s?\#|[\s_-]?id\b)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_TO_YEAR = r"[\s/.,-]{0,2}(?:(?:19|20)\d\d|'?\d\d)(?!\d)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    r"(?:\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})(?!\d)|\d{4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,2}(?!\d)"
    rf"|{_MONTH}[\s/.-]{{0,2}}{_DAY}{_TO_YEAR}|{_DAY}[\s/.-]{{0,2}}(?:of\s)?{_MONTH}{_TO_YEAR}"
    r"|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    rf"|(?:19|20)\d\d[\s/.-]{{1,2}}{_MONTH}[\s/.-]{{0,2}}\d{{1,2}}(?!\d)|\d{{1,2}} \d{{1,2}} (?:19|20)\d\d(?!\d)"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d\d(?!\d)"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))"
)
_LETTER = r"[ac-hj-km-np-rt-y]"
_MEDICARE = [rf"[1-9]{_LETTER}[0-9a-y]\d", rf"{_LETTER}[0-9a-y]\d", rf"{_LETTER}{{2}}\d\d(?![\w-])"]
_RECORD = r"(?:[a-z]{1,3}[ -]?)?\d(?:[ -]?\d){4,14}"
_OTHER_RECORD = rf"{'-?'.join(_MEDICARE)}|(?:[a-z]{{1,2}}-?)?\d\d-(?:[a-z]{{1,2}}-?)?\d{{3,}}|{_RECORD}"
_VALID_SOCIAL = r"(?!000|666|9\d\d)\d{3}[\s.\u2010-\u2015-]{0,3}\d{2}[\s.\u2010-\u2015-]{0,3}\d{4}"
_FORMS = re.compile(
    r"(?=[^\W_])(?:"  # most characters begin nothing, and trying each form takes long
    # Numbers of medical records.
    r"(?:(?<![a-z])|(?<=patient)|(?<=hospital))(?:mrn(?:s|\(s\))?|m\.r\.n\.?|mr(?:\s?\#|\sno\.?|\snumber)|(?:medical|med\.?)\s?rec(?:ords?\b|\b)\.?"
    r"|(?:patient|pat|pt\.?)[\s_-]{0,2}(?:identifier|id\b|number|num\b|no\b\.?|\#)"
    r"|(?:chart|unit|hospital|nhs)(?:number|\snumber|\sno\b\.?|\s?\#))(?:[\s_-]?(?:id|no|num|nbr|number)\b\.?|\s?\#)?"
    rf"{_BETWEEN}(?P<record>{_RECORD})"
    # Numbers of visits, accounts, specimens and insurances.
    rf"|(?:(?<![a-z])|(?<=patient)|(?<=hospital))(?:(?:acct|account|encounter|enc|visit|accession|specimen|medicare|medicaid|member|subscriber"
    rf"|beneficiary|policy|hospital\saccount)(?:\b\.?)?{_NUMBER}|(?:csn|har|fin|mbi|hicn?)(?:{_NUMBER})?\b)"
    rf"{_BETWEEN}(?P<other>(?:{_OTHER_RECORD})(?![\w]))"
    rf"|(?<![\w-])(?P<medicare>{'-'.join(_MEDICARE)})"
    # Dates of birth.
    r"|(?<![a-z])(?:dob\b|d\.\s?o\.\s?b\b\.?|date[\s_]{0,3}of[\s_]{0,3}birth|birth[ _-]?(?:da(?:te|y)|dt)(?:time|tm|s)?"
    r"|b[_-]?date|bday"
    r"|fecha\s(?:de\s)?nac(?:imiento)?\b\.?|date\sde\snaissance|data\sde\snascimento|geburtsdatum|[Дд]ата\sрождения"
    r"|出生日期|生年月日"
    r"|born(?:\s+in(?:\s[a-z]{2,20}){1,3})?(?:,?\s{1,3}on)?|b\.(?=\s?\d{1,2}[/.-]))"
    r"(?:/[a-z]{2,6})?(?:\s?\([a-z/ -]{2,20}\))?"
    rf"{_BETWEEN}(?:the\s)?(?P<birth>{_DATE})"
    # Social security numbers.
    r"|(?<![a-z])(?:ssn|s\.s\.n\.?|ss(?:\s?\#|\sno\.?|\snumber)|soc(?:ial)?\.?\s{0,3}sec(?:urity)?\b\.?"
    r"|social(?=\s?[:\#]))(?:\s{0,3}(?:number|num|no\.?|\#))?"
    rf"{_BETWEEN}(?:{_DASH}|\s)?(?P<named>{_VALID_SOCIAL})(?!\d)"
    rf"|(?<![\w./\u2013-])(?P<social>(?!000|666|9\d\d)\d{{3}}{_DASH}(?!00)\d{{2}}{_DASH}(?!0000)\d{{4}})(?![\w-]))"
)
"""What is found in text with small letters."""
_OF_WHOM = r"(?:(?:pat|patient|pt|subject|person|client|member|hosp|hospital|hsp|epic|emr|home|cell|mobile|work)_?)*"
_NO = r"(?:_?(?:id|ids|no|num|nbr|number|numbers|identifier|nr))"
_HEAD = re.compile(
    rf"{_OF_WHOM}(?:(?P<record>mrn{_NO}?|mrns|(?:enc_?)?csn{_NO}?|har|fin{_NO}?|mbi|hicn?|med(?:ical)?_?rec(?:ord)?{_NO}?"
    rf"|(?:mr|chart|unit|account|acct|encounter|enc|visit|accession|specimen|medicare|medicaid|subscriber|beneficiary){_NO})"
    rf"|(?P<birth>(?:dob|d_o_b|b_?date|b_?day|birth_?(?:date|day|dt)|birth|date_?of_?birth)(?:_?(?:dt|date)?(?:s|tm|time)?))"
    rf"|(?P<social>ssns?{_NO}?|(?:ss|soc_?sec|social(?:_?sec(?:urity)?)?){_NO})"
    rf"|(?P<phone>(?:tele)?phones?{_NO}?|tel{_NO}?))"
    rf"|(?P<person>(?:patient|pat|pt){_NO})"
)
"""Heads of columns, with one low line for what is between words; the values below them need no word before them."""
_IN_HEADS = re.compile(
    r"mrn|csn|har|fin|mbi|hic|rec|mr|chart|unit|ac|enc|visit|specimen|medic|benef|pa?t|d|birth|s|tel|phone"
)
"""One of these is in each head."""
_TIME = r"(?:[ t]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?"
_IN_COLUMN = {
    "record": rf"(?:{_OTHER_RECORD})(?:\.0)?",
    "person": rf"{_RECORD}(?:\.0)?",
    "birth": _DATE + _TIME,
    "social": r"\d{3}[ .-]?\d{2}[ .-]?\d{4}",
    "phone": r"(?:1[ .-]?)?\(?[2-9]\d\d\)?[ ./-]{0,2}(?!55501)[2-9]\d\d[ .-]?\d{4}",
}
_LONGEST_HEAD = 60
_AROUND_CELL = " \t\"'*_`"
_KINDS = {**dict.fromkeys(["record", "other", "medicare", "person"], "record number"), "birth": "date of birth"}
_SOCIAL = "social security number"
_BETWEEN_DIGITS = r"[ \u00a0\u3000()./\u2010-\u2015-]"
_MAY_BE_PHONE = re.compile(
    r"(?=[a-z0-9+(])(?:"
    r"(?P<named>(?<![a-z0-9])(?:(?:tele)?phone|tel|cell|mobile|fax|call|pager)[ \t\u00a0:.*_|\"'(-]{0,6}?"
    r"(?:(?:is|at|us at|me at)[ \t\u00a0])?)"
    # Grouped as in a phone book; after these characters it is a part of something else.
    r"(?=(?:[+(] ?){0,2}\d)|(?<![\w./=+\u2013-])"
    r"(?=\+[ (]{0,2}\d|(?P<grouped>(?:1\D{1,3})?\(?[2-9]\d\d\D{1,3}[2-9]\d\d\D{1,3}\d{4})(?!\d)))"
)
_LINKED = re.compile(r"(?:\]\(<?|\]:\s{0,9}<?|<|href=[\"']?)(?:tel|sms):([+\d][\d*#().-]{4,30})")
"""A number that the author has people call, which is not that of a patient."""
_OFFICE = re.compile(
    r"\b(?:office|desk|department|dept\.?|reception|registrar|switchboard|hotline|helpline)"
    r"(?: of(?: [a-z&]{1,20}){1,5})?"
    r"(?:[\s:,(*_–—-]{1,3}(?:(?:is|at|on|by|via|phone|telephone|tel|number|line|call)\b\.?)?){1,4}$"
)
"""What is before the number of an office; a word that only joins the two may be between them."""
_OF_PERSON = (
    "patient patients pt pts mrn dob born mother father mom dad daughter son wife husband sister brother partner spouse"
    " child parent parents family families kin emergency home cell mobile he she his her mr mrs ms dr"
)
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
    form = plain_form(text)
    small = lower(form.text)
    hits = [*_named(form.text, small), *_in_columns(form.text, small), *_phones(form.text, small)]
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: hit.start):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return [hit._replace(start=form.written(hit.start), end=form.written(hit.end)) for hit in kept]


def _named(text: str, small: str) -> Iterator[Hit]:
    for match in _FORMS.finditer(small):
        kind = str(match.lastgroup)
        yield _masked(text[match.start() : match.end()], *match.span(kind), kind)


def _in_columns(text: str, small: str) -> Iterator[Hit]:
    """Yield what is in the columns below a head, as far as the lines have cells."""
    separator, kinds, offset = "", dict[int, str](), 0
    for line in small.split("\n"):
        own = next((mark for mark in "|\t;," if mark in line), "")
        cells = list(_cells(line, own)) if own and _IN_HEADS.search(line) else ()
        heads = ((index, _HEAD.fullmatch(_head(cell))) for index, (_, cell) in enumerate(cells) if cell)
        if found := {index: str(head.lastgroup) for index, head in heads if head}:
            separator, kinds = own, found
        elif not separator or separator not in line:
            separator, kinds = "", {}
        for index, (at, cell) in enumerate(_cells(line, separator) if kinds and not found else ()):
            if index in kinds and re.fullmatch(_IN_COLUMN[kinds[index]], cell):
                start, end = offset + at, offset + at + len(cell)
                yield (
                    _phone(text[start:end], start)
                    if kinds[index] == "phone"
                    else _masked(text[start:end], start, end, kinds[index])
                )
        offset += len(line) + 1


def _head(cell: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", cell.removesuffix("(s)") if len(cell) <= _LONGEST_HEAD else "").strip("_")


def _cells(line: str, separator: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and text of each cell; a separator within quotation marks counts as well."""
    offset = 0
    for cell in line.split(separator) if separator else ():
        yield offset + len(cell) - len(cell.lstrip(_AROUND_CELL)), cell.strip(_AROUND_CELL)
        offset += len(cell) + 1


def _masked(text: str, start: int, end: int, kind: str) -> Hit:
    what = _KINDS.get(kind, _SOCIAL)
    shown = " ".join(re.sub(r"\d", "•", text).split())
    article = "the record number of a patient" if what == "record number" else f"a {what}"
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
        if raw and _digits(raw) not in linked and not _is_of_office(small, start, start + len(raw)):
            yield _phone(raw, start)


def _is_of_office(small: str, start: int, end: int) -> bool:
    """Return True if a number is named as that of an office, on a line that is about nobody."""
    before = small[max(0, start - _AROUND_OFFICE) : start].rpartition("\n")[2]
    after = small[end : end + _AROUND_OFFICE].partition("\n")[0]
    words = re.findall(r"\w+", f"{before} {after}")
    return bool(_OFFICE.search(before)) and set(_OF_PERSON.split()).isdisjoint(words)


_AROUND_OFFICE = 200


def _phone(raw: str, start: int) -> Hit:
    number = " ".join(raw.split())
    cure = "take it out, or allow it where it is that of an office"
    return Hit(start, start + len(raw), number, f'"{number}" looks like a phone number; {cure}')


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
