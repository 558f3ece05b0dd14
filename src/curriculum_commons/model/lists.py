"""What can be chosen for a session of a curriculum map: levels, ways to teach and ways to assess.

Source of the lists:
    Methods: "Curriculum Inventory Standardized Instructional and Assessment Methods and Resource Types" of AAMC and
    MedBiquitous, November 2015, as Ilios carries it (ilios/ilios, config/dataimport/aamc_method.csv), with two slips of
    that file corrected: IM030 is "Workshop", and IM031 is included. AM015 is left out: AM019 has replaced it.
    Levels: introduced, reinforced, mastered, as usual in curriculum maps of higher education.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from textwrap import shorten

from .site import Method, Vocabulary

SOURCE = (
    "Codes and names of methods: AAMC and MedBiquitous, Curriculum Inventory Standardized Instructional and Assessment "
    "Methods and Resource Types, November 2015, without AM015, which AM019 has replaced."
)
"""Source of the lists of methods, shown to users."""

LEVELS = {"Introduced": "learners meet it", "Reinforced": "they build on it", "Mastered": "they show it"}
"""How far a session takes learners, and what that means."""
REQUIRED, ELECTIVE = "Required", "Elective"
"""Whether every learner takes part."""
PURPOSES = ("Formative", "Summative")
"""What an assessment is for."""

_METHODS = dict(csv.reader(files(__package__).joinpath("methods.csv").read_text("utf-8").splitlines()))
INSTRUCTION = {code: name for code, name in _METHODS.items() if code.startswith("IM")}
"""Instructional methods by code."""
ASSESSMENT = {code: name for code, name in _METHODS.items() if code.startswith("AM")}
"""Assessment methods by code."""

SEPARATOR = " · "
"""Text between the code and the name of an entry; no code of a list contains it."""
_LONGEST_ENTRY, _LONGEST_MEANING = 120, 250
_HOW_FAR = "How far the session takes learners."


@dataclass(frozen=True)
class Lists:
    """What can be chosen for a session."""

    levels: tuple[str, ...]
    """How far a session takes learners."""
    meaning: str
    """What the levels mean, in a few words."""
    instruction: tuple[str, ...]
    """Entries for ways to teach."""
    assessment: tuple[str, ...]
    """Entries for ways to assess."""
    source: str
    """Where the entries come from, as users read it."""

    @property
    def assessment_codes(self) -> tuple[str, ...]:
        """The part of each way to assess by which it is known."""
        return tuple(map(code_of, self.assessment))

    @property
    def instruction_codes(self) -> tuple[str, ...]:
        """The part of each way to teach by which it is known."""
        return tuple(map(code_of, self.instruction))


def code_of(entry: str) -> str:
    """Return the part of an entry before its name."""
    return entry.partition(SEPARATOR)[0]


def listed_code(code: str) -> str:
    """Return a code as lists have it: one that is published may have the separator within, as in "A · 1"."""
    return code.replace(SEPARATOR, SEPARATOR.strip())


def entry(code: str, name: str) -> str:
    """Return the entry of a list for a code and its name; a long name is cut, because only the code counts."""
    text = f"{listed_code(code)}{SEPARATOR}{name}"
    return text if len(text) <= _LONGEST_ENTRY else f"{text[: _LONGEST_ENTRY - 1]}…"


def offered(vocabulary: Vocabulary | None) -> Lists:
    """Return what can be chosen for a session: the lists of the site, and those of AAMC where it has none."""
    own = vocabulary or Vocabulary()
    levels = {level.name: level.note for level in own.levels} if own.levels else LEVELS
    meaning = " ".join(f"{name}: {note}." for name, note in levels.items() if note)
    return Lists(
        tuple(levels),
        shorten(meaning or _HOW_FAR, _LONGEST_MEANING, placeholder=" …"),
        _entries(own.methods) or tuple(entry(*method) for method in INSTRUCTION.items()),
        _entries(own.assessments) or tuple(entry(*method) for method in ASSESSMENT.items()),
        own.source or ("" if own.methods or own.assessments else SOURCE),
    )


def _entries(methods: Sequence[Method] | None) -> tuple[str, ...]:
    coded = ((one.code, one.name) for one in methods or ())
    return tuple(entry(code, name) if code else listed_code(name)[:_LONGEST_ENTRY] for code, name in coded)
