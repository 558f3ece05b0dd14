"""Text that looks like patient data: record numbers, days of birth, social security numbers, phone numbers.

A number is taken for one only where it has the form of one that is given out, or where a word such as "MRN" or "born"
stands before it; so DOIs, PubMed numbers, ISBNs, pages and years pass. What is found is not repeated whole, as messages
end up in logs; only a phone number is, because that of an office must be named to be allowed. Numbers that are kept for
examples (555-0100 to 555-0199) pass. Text within Word, PowerPoint and Excel files is read; that of PDFs is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from ..load import THEME, TOOLKIT
from ..problems import quoted
from .holdings import Holding
from .metadata import OFFICE
from .objection import Objection, place
from .searching import Searched


class Sight(NamedTuple):
    """Something in a text that looks like patient data."""

    start: int
    end: int
    what: str
    """What an allowance calls it."""
    shown: str
    """What may be repeated of it."""
    sentence: str


_TEXTS = frozenset(
    {".md", ".yaml", ".yml", ".txt", ".csv", ".tsv", ".json", ".xml", ".html", ".htm", ".ics", ".vcf", ".bib", ".rtf"}
)
_DASH = r"[-\u2010-\u2015]"
_BETWEEN = r"[\s:#=*_|\"'.\u2013()-]{0,6}(?:(?:is|was|of|no\.?|number)\b[\s:#=*_|\"']{0,4})?"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = (
    rf"(?:\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*(?:\d{{4}}|\d{{2}})(?!\d)|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}})"
)
_RECORD = re.compile(
    rf"(?i)\b(?:MRN|medical\s+record(?:\s+(?:number|no\.?|\#))?|med\.?\s+rec\.?(?:\s+no\.?)?|chart\s+(?:number|no\.?|\#)"
    rf"|patient(?:\s|_|-)?(?:id|identifier|number|no\.?|\#)|hospital\s+(?:number|no\.?)|NHS\s+(?:number|no\.?))"
    rf"{_BETWEEN}((?:[A-Z]{{1,3}}[ -]?)?\d(?:[ -]?\d){{4,}})"
)
_BORN = re.compile(
    rf"(?i)\b(?:DOB\b|D\.O\.B\.?|date\s*of\s*birth|birth[ _-]?da(?:te|y)|born(?:\s+on)?){_BETWEEN}(?:the\s+)?({_DAY})"
)
_SOCIAL = re.compile(rf"(?<![\w./\u2013-])(?!000|666|9\d\d)\d{{3}}{_DASH}(?!00)\d{{2}}{_DASH}(?!0000)\d{{4}}(?![\w-])")
_SOCIAL_NAMED = re.compile(
    rf"(?i)\b(?:SSN|social\s+security(?:\s+(?:number|no\.?|\#))?){_BETWEEN}(?:{_DASH}|\s)?"
    rf"((?!000|666|9\d\d)\d{{3}}[\s-]?\d{{2}}[\s-]?\d{{4}})(?!\d)"
)
_PHONE = re.compile(
    r"(?<![\w./=\u2013-])(?:\+?1[-. \u00a0]{0,2})?(?:\([2-9]\d\d\)[-. \u00a0]{0,2}|[2-9]\d\d[-. \u00a0\u2010-\u2013])"
    r"[2-9]\d\d[-. \u00a0\u2010-\u2013]\d{4}(?![\w-]|[./]\d)"
)
_PHONE_NAMED = re.compile(
    r"(?i)\b(?:(?:phone|telephone|tel|cell|mobile|fax|call|pager)\b[\s:.*_|\"'(-]{0,6}(?:(?:is|at|us at|me at)\s)?"
    r"|tel:)"
    r"((?:\+?1[-. ]?)?\(?[2-9]\d\d\)?[-. ]?[2-9]\d\d[-. ]?\d{4})(?!\d)"
)
_EXAMPLE = re.compile(r"55501\d\d$")
_DIGITS = re.compile(r"\d")
_MOST = 50_000_000
_WORDS_OF = re.compile(
    r"(?:word/\w+|ppt/(?:slides|notesSlides)/\w+|xl/sharedStrings|content)\.xml|.*\.x?html?", re.DOTALL
)
_NAMED: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = (
    (
        "record number",
        _RECORD,
        (
            "mrn",
            "med",
            "chart",
            "hospital",
            "nhs",
            "patient",
        ),
    ),
    ("date of birth", _BORN, ("dob", "d.o.b", "date", "birth", "born")),
    ("social security number", _SOCIAL_NAMED, ("ssn", "social")),
)
_NEAR = 80
"""Signs between the beginning of a name and the first digit, at most."""


def nothing_looks_like_patient_data(holding: Holding) -> Iterator[Objection]:
    """No text looks as if it came from the record of a patient."""
    if holding.folder == THEME:
        return
    if holding.suffix in _TEXTS:
        for sight in sights(holding.searched):
            yield _objection(holding.path, place(holding.text, sight.start), sight)
    elif holding.suffix in OFFICE and holding.folder != TOOLKIT:
        for sight in sights(Searched("\n".join(_texts_within(holding.content())))):
            yield _objection(holding.path, (0, 0), sight)


def sights(searched: Searched) -> list[Sight]:
    """Return what looks like patient data in a text, in order; each place once."""
    text = searched.text
    found = [_hidden(match, what) for what, pattern, words in _NAMED for match in searched.begun(pattern, words, _NEAR)]
    for begin, end in searched.lines_with_numbers():
        found += [_hidden(match, "social security number") for match in _SOCIAL.finditer(text, begin, end)]
        found += [_phone(m.start(), m[0]) for m in _PHONE.finditer(text, begin, end) if _is_phone(text, m)]
        found += [_phone(m.start(1), m[1]) for m in _PHONE_NAMED.finditer(text, begin, end) if _is_in_use(m[1])]
    kept: list[Sight] = []
    for sight in sorted(found):
        if not kept or sight.start >= kept[-1].end:
            kept.append(sight)
    return kept


def _hidden(match: re.Match[str], what: str) -> Sight:
    at = match.lastindex or 0
    shown = _DIGITS.sub("•", match[0])
    article = {"record number": "the record number of a patient"}.get(what, f"a {what}")
    return Sight(*match.span(at), what, shown, f"{quoted(' '.join(shown.split()))} looks like {article}; take it out")


def _phone(start: int, number: str) -> Sight:
    said = " ".join(number.split())
    sentence = f"{quoted(said)} looks like a phone number; take it out, or allow it where it is that of an office"
    return Sight(start, start + len(number), said, said, sentence)


def _is_phone(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number is one that can be called, and no part of an address on the web."""
    begin = max(text.rfind(sign, 0, match.start()) for sign in " \n\t<(\"'") + 1
    return "://" not in text[begin : match.start()] and _is_in_use(match[0])


def _is_in_use(number: str) -> bool:
    import phonenumbers

    digits = re.sub(r"\D", "", number)
    if _EXAMPLE.search(digits):
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "US"))
    except phonenumbers.NumberParseException:
        return False


def _objection(path: str, at: tuple[int, int], sight: Sight) -> Objection:
    return Objection(path, *at, "patient data", sight.what, sight.sentence)


def _texts_within(content: bytes) -> Iterator[str]:
    """Give the texts of an office file, a paragraph or cell a line."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            for part in archive.infolist():
                if part.file_size <= _MOST and _WORDS_OF.fullmatch(part.filename):
                    text = archive.read(part).decode("utf-8", "replace")
                    lines = re.sub(r"</(?:w:p|a:p|si|text:p|text:h|p|td|li|h\d)>", "\n", text)
                    yield unescape(re.sub(r"<[^<>]*>", "", lines))
    except (BadZipFile, ZlibError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return  # told of where its properties are read
