"""What names and the words around them look like in a text.

Knows shapes, and nothing of who bears a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase

WORD = r"[^\W\d_]++(?:[-'’][^\W\d_]++){0,4}"
"""One word, with hyphens and apostrophes in it."""
GAP = r"(?:[ \t]*+\n[ \t]*+|[ \t\u00a0]++)"
"""What stands between two words of a name, a line break at most."""
PARTICLES = "van|von|de|del|der|den|da|di|la|le|bin|al|el|ter"
"""Small words within a name."""
_CAPITAL = r"[^\W\d_a-z][^\W\d_]*+(?:[-'’][^\W\d_]++){0,4}"
_NAME = rf"{_CAPITAL}(?:{GAP}(?:(?:{PARTICLES}){GAP}){{0,2}}(?:[^\W\d_a-z]\.?{GAP}){{0,3}}{_CAPITAL}){{1,2}}"
_ONE_OR_MORE = rf"(?:[^\W\d_]\.[ \t]*){{0,3}}{WORD}(?:{GAP}(?:[^\W\d_]\.{GAP}){{0,3}}{WORD}){{0,2}}"
TITLED = re.compile(
    rf"\b(?:Drs?|Profs?|Mrs?|Ms|Mx|Messrs|Rev|Hon)\b\.?{GAP}(?=({_ONE_OR_MORE}))"
    rf"|\b(?:Doctor|Professor|Dean|Senator|Governor|Chancellor|Provost|President|Sister|Father){GAP}(?=({_ONE_OR_MORE}))"
)
"""A title, and what follows it."""
DEGREED = re.compile(
    rf"\b({_NAME}),?{GAP}(?:M\.?D|Ph\.?D|D\.?O|R\.?N|MBBS|MBBCh|MPH|MSN?|DNP|NP|MSW|LICSW|LCSW|PA-C|PharmD|EdD|MEd|"
    r"MDiv|MBA|JD|FAAHPM|FACP|FRCP)\b"
)
"""A name before a degree."""
_CUES = (
    "by|says|said|asks|asked|writes|wrote|thank|thanks to|thanks go to|grateful to|congratulations to|congratulate|"
    "welcome|welcomes|contact|call|phone|write to|ask for|with|joined by|led by|from|meet|our colleague|"
    "colleague|student|author|director|chair|editor"
)
_INITIALED = rf"(?!(?:U\.[ \t]?[KS]|D\.[ \t]?C|E\.[ \t]?U)\.)(?:[^\W\d_a-z]\.[ \t]?){{1,3}}{_CAPITAL}"
_TURNED = rf"{_CAPITAL},[ \t]{_CAPITAL}"
_CUE_BEFORE = re.compile(rf"\b(?i:{_CUES}):?{GAP}[*_\[]{{0,3}}\Z")
_CUED = re.compile(rf"(?<=[\s*_\[])(?=({_NAME}|{_INITIALED}))")
"""A name before which there may be one of these words; it is looked for first, because capitals are rarer."""
_LONGEST_CUE = 40
_COMMA_AND_CAPITAL = re.compile(r",[ \t][^\W\d_a-z]")
_LISTED = re.compile(rf"(?:\b(?i:{_CUES}):?{GAP}|^[ \t]*[-*]?[ \t]*)({_TURNED})(?![^\W\d_])", re.MULTILINE)
SPEAKING = re.compile(
    rf"\b({_NAME}),?{GAP}(?:who|says|said|asks|asked|writes|wrote|explains|explained|told|thinks|spoke|speaks|"
    r"joins|joined|recalls|recalled|teaches|taught|describes|described)\b"
)
"""A name before what people do."""
ANY = re.compile(rf"\b(?=({_NAME}))")
"""Whatever looks like a name."""
WORTH = re.compile(rf"{_CAPITAL}\.?,?{GAP}(?:[a-z]{{1,3}}{GAP}){{0,2}}[*_\[]{{0,3}}[^\W\d_a-z]")
"""The beginning of two capitals near each other."""
SHAPED = re.compile(
    rf"(?:[^\W\d_]\.[ \t]*){{0,3}}{WORD}(?:{GAP}(?:[^\W\d_]\.[ \t]*){{0,3}}{WORD}){{1,3}}|[^\W\d_]\.[ \t]*{WORD}"
)
"""A whole line that is a name and nothing else."""
WITHIN_A_SENTENCE = re.compile(rf"(?:^|[^\w-])(?!\w*[A-Z]){WORD}[,;]?{GAP}\Z")
"""A word before a place, so that a capital there is not that of a sentence."""
AFTER_A_NAME = re.compile(
    rf"[’']s\b|,?{GAP}(?:says|said|asks|asked|writes|wrote|argues|argued|shows|showed|found|finds)\b"
)
"""What follows a name that stands alone."""
CITED_AFTER = re.compile(r"[’']?s?\s*(?:et al|and (?:colleagues|others)|&|,?\s*\(?(?:19|20)[0-9]{2})")
"""What follows a name in a citation."""
ROLES = re.compile(
    r"\b(?:editors?|authors?|team|group|office|officer|committee|faculty|staff|students?|members?|director|dean|chair|"
    r"coordinator|coordinators|board|communications?|the|our|its|of|for|and|in|at)\b",
    re.IGNORECASE,
)
"""Words of what people are, rather than who."""

_BARE = {
    **dict.fromkeys(map(ord, ascii_uppercase), "A"),
    **dict.fromkeys(map(ord, f"{ascii_lowercase}-'*_["), None),
    ord("\t"): " ",
}
_NEAR_CAPITALS = ("A A", "A. A", "A, A", "A  A", "A   A", "A\nA", "A \nA", "A\n A", "A.\nA", "A,\nA")


def cued(text: str) -> Iterator[re.Match[str]]:
    """Find names before which there is a word that goes with names, such as "thanks to"."""
    for match in _CUED.finditer(text):
        if _CUE_BEFORE.search(text, max(0, match.start() - _LONGEST_CUE), match.start()):
            yield match


def listed(text: str) -> Iterator[re.Match[str]]:
    """Find what looks like family name, comma and given name; only near such commas, which is faster."""
    last = 0
    for comma in _COMMA_AND_CAPITAL.finditer(text):
        if comma.start() >= last:
            begin = text.rfind("\n", 0, max(0, text.rfind("\n", 0, comma.start()))) + 1
            end = text.find("\n", comma.end())
            last = end if end >= 0 else len(text)
            yield from _LISTED.finditer(text, begin, last)


def may_hold_two_capitals(text: str) -> bool:
    """Tell, in a part of the time that a pattern takes, whether two words with capitals stand near each other."""
    if not text.isascii():
        return True
    bare = text.translate(_BARE)
    return any(near in bare for near in _NEAR_CAPITALS)
