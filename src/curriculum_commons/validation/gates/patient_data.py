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
from typing import NamedTuple

from ...content.load import THEME, TOOLKIT
from ...model.problems import quoted
from .columns import below_heads
from .finding import Objection, place
from .office import OFFICE, words_within
from .prefilter import Searched
from .source_files import TEXTS, Holding


class Sight(NamedTuple):
    """Something in a text that looks like patient data."""

    start: int
    end: int
    what: str
    """What an allowance calls it."""
    shown: str
    """What may be repeated of it."""
    message: str


_DASH = r"[-\u2010-\u2015]"
_BETWEEN = r"[\s:;,#=*_|\"'.\u2013()-]{0,6}(?:(?:is|was|of|no\.?|number)\b[\s:#=*_|\"']{0,4})?"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = (
    rf"(?:\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*(?:\d{{4}}|\d{{2}})(?!\d)|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}})"
)
_RECORD = re.compile(
    rf"(?i)\b(?:MRN|medical\s+record(?:\s+(?:number|no\.?|\#))?|med\.?\s+rec\.?(?:\s+no\.?)?|chart\s+(?:number|no\.?|\#)"
    rf"|(?:patient|pt\.?)(?:\s|_|-)?(?:id|identifier|number|no\.?|\#)|hospital\s+(?:number|no\.?)|NHS\s+(?:number|no\.?))"
    rf"{_BETWEEN}((?:[A-Z]{{1,3}}[ -]?)?\d(?:[ -]?\d){{4,}})"
)
_BORN = re.compile(
    rf"(?i)\b(?:DOB\b|D\.O\.B\.?|date\s*of\s*birth|birth[ _-]?da(?:te|y)|born(?:\s+on)?){_BETWEEN}(?:the\s+)?({_DAY})"
)
_SOCIAL = re.compile(rf"(?<![\w./\u2013-])(?!000|666|9\d\d)\d{{3}}{_DASH}(?!00)\d{{2}}{_DASH}(?!0000)\d{{4}}(?![\w-])")
_SOCIAL_NAMED = re.compile(
    rf"(?i)\b(?:SSN|social\s+security(?:\s+(?:number|no\.?|\#))?){_BETWEEN}(?:{_DASH}|\s)?"
    rf"((?!000|666|9\d\d)\d{{3}}[\s.-]?\d{{2}}[\s.-]?\d{{4}})(?!\d)"
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
_TAG = re.compile(r"<[^<>]*>")
_NAMING = re.compile(
    r"""\s(?:[\w.-]+:)?(?:label|title|docname|name|desc|description|alt|content|id|aria-[a-z]+|data-[\w.-]+)"""
    r"""\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)')"""
)
_TEXTS = TEXTS | {".css", ".js", ".mjs", ".map"}
_IN_COLUMNS = {
    "record": re.compile(r"(?:[A-Z]{1,3}[ -]?)?\d(?:[ -]?\d){4,}"),
    "birth": re.compile(_DAY),
    "social": re.compile(r"\d{3}[ .-]?\d{2}[ .-]?\d{4}"),
}
_CALLED = {"record": "record number", "birth": "date of birth", "social": "social security number"}
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
            "pt id",
            "pt. id",
            "pt_id",
            "pt no",
            "pt #",
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
        yield from _objected(holding, words_within(holding))
    elif holding.suffix == ".svg":  # its numbers are mostly places on it; only what it says is looked at
        yield from _objected(holding, _words_of_drawing(holding.text))


def _words_of_drawing(text: str) -> str:
    """Return what an SVG shows, its title, description and properties, comments, and the names given to its parts."""
    for sign in ("<!--", "-->", "<![CDATA[", "]]>", "<?", "?>"):
        text = text.replace(sign, "\n")
    names = [match[1] or match[2] for match in _NAMING.finditer(text)]
    return unescape("\n".join([_TAG.sub("\n", text), *names]))


def _objected(holding: Holding, text: str) -> Iterator[Objection]:
    return (_objection(holding.path, (0, 0), sight) for sight in sights(Searched(text)))


def sights(searched: Searched) -> list[Sight]:
    """Return what looks like patient data in a text, in order; each place once."""
    text = searched.text
    found = [_hidden(match, what) for what, pattern, words in _NAMED for match in searched.begun(pattern, words, _NEAR)]
    for begin, end in searched.lines_with_numbers():
        found += [_hidden(match, "social security number") for match in _SOCIAL.finditer(text, begin, end)]
        found += [_phone(m.start(), m[0]) for m in _PHONE.finditer(text, begin, end) if _is_phone(text, m)]
        found += [_phone(m.start(1), m[1]) for m in _PHONE_NAMED.finditer(text, begin, end) if _is_in_use(m[1])]
    found += [_below_a_head(text[at:end], at, _CALLED[kind]) for at, end, kind in below_heads(searched, _IN_COLUMNS)]
    kept: list[Sight] = []
    for sight in sorted(found):
        if not kept or sight.start >= kept[-1].end:
            kept.append(sight)
    return kept


def _hidden(match: re.Match[str], what: str) -> Sight:
    at = match.lastindex or 0
    shown = _DIGITS.sub("•", match[0])
    return Sight(*match.span(at), what, shown, _looks_like(shown, what))


def _below_a_head(value: str, start: int, what: str) -> Sight:
    shown = _DIGITS.sub("•", value)
    return Sight(start, start + len(value), what, shown, _looks_like(shown, what))


def _looks_like(shown: str, what: str) -> str:
    article = {"record number": "the record number of a patient"}.get(what, f"a {what}")
    return f"{quoted(' '.join(shown.split()))} looks like {article}; take it out"


def _phone(start: int, number: str) -> Sight:
    said = " ".join(number.split())
    message = f"{quoted(said)} looks like a phone number; take it out, or allow it where it is that of an office"
    return Sight(start, start + len(number), said, said, message)


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
    return Objection(path, *at, "patient data", sight.what, sight.message)
