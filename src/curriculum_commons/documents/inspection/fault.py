"""What is said about a document: where, and what is wrong there.

Knows no format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...model.problems import shown

_LONGEST_NAME = 40
_SAYS_NOTHING = re.compile(
    r"(click |tap |press )?(here|this)|(this )?(link|page|website|site|document|file)|"
    r"(read |learn |see |find out )?more|details|info|go|download|click",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(https?://|ftp://|www\.)\S+", re.IGNORECASE)
_SAID_ALOUD = re.compile(r"https?://(dx\.)?doi\.org/\S+|(https?://|www\.)[^/\s]+/?", re.IGNORECASE)
"""Addresses that are names: a DOI, as citations give it, and that of a site, as it stands on paper."""
_FILE_NAME = re.compile(r"\S+\.(png|jpe?g|gif|svg|emf|wmf|bmp|tiff?|webp)", re.IGNORECASE)
_MADE_UP_TITLES = re.compile(
    r"(word document|powerpoint presentation|(document|presentation|book|workbook|slide|untitled)\s?\d*|untitled .*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Fault:
    """One thing that keeps somebody from reading a document."""

    place: str
    """Where in the document, in words; empty where the whole document is meant."""
    message: str
    """What is wrong and the way out; lower case, no full stop."""
    note: bool = False
    """Whether it is only good to know, and no reason to call the document faulty."""


def named(kind: str, text: str) -> str:
    """Return a place that is found by its text: its kind, and how it begins."""
    line = shown(" ".join(text[: 4 * _LONGEST_NAME].split()))
    if not line:
        return kind
    return f"{kind}, “{line}”" if len(line) <= _LONGEST_NAME else f"{kind}, “{line[: _LONGEST_NAME - 1]}…”"


def title_fault(title: str | None, way: str) -> Fault | None:
    """Judge the title that a document gives itself.

    Args:
        way: Where in the program a title is given.
    """
    said = (title or "").strip()
    if not said:
        return Fault("", f"has no title; give it one under {way}")
    if _MADE_UP_TITLES.fullmatch(said):
        return Fault("", f"has the title “{said}”, which the program made up; give it another under {way}")
    return None


def link_fault(place: str, text: str) -> Fault | None:
    """Judge the text of a link by itself, as a screen reader lists it."""
    said = text.strip().rstrip(".").strip()
    if not said:
        return Fault(place, "has no text; write what it leads to")
    if _ADDRESS.fullmatch(said) and not _SAID_ALOUD.fullmatch(said):
        return Fault(place, "shows only an address; write what it leads to")
    if _SAYS_NOTHING.fullmatch(said):
        return Fault(place, "says nothing by itself; write what it leads to")
    return None


def alternative_fault(place: str, text: str) -> Fault | None:
    """Judge the alternative text of a picture that is not marked as decorative."""
    said = text.strip()
    if not said:
        return Fault(place, "has no alternative text; say in one what it shows, or mark it as decorative")
    if _FILE_NAME.fullmatch(said):
        return Fault(place, "has the name of a file for an alternative text; say what it shows")
    return None
