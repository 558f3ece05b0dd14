"""Sessions of one academic year as a school typed them, and how each row is read.

Nothing is guessed: an entry counts only if it equals an entry of its list; anything else is reported.

Source of the lists:
    Methods: "Curriculum Inventory Standardized Instructional and Assessment Methods and Resource Types" of AAMC and
    MedBiquitous, November 2015, as Ilios carries it (ilios/ilios, config/dataimport/aamc_method.csv), with two slips of
    that file corrected: IM030 is "Workshop", and IM031 is included. AM015 is left out: AM019 has replaced it.
    Levels: introduced, reinforced, mastered, as usual in curriculum maps of higher education.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from importlib.resources import files
from textwrap import shorten

from ..model.site import Method, Vocabulary

Value = str | float | bool | None
"""Value of a cell; None where nothing was typed."""
MOST_HOURS = 500
"""Hours of one row above this are taken for a typing error."""


@dataclass(frozen=True)
class Row:
    """One row as it was typed, its fields in the order of the columns."""

    title: Value = None
    """Title of the session."""
    course: Value = None
    """Course, block or placement it belongs to."""
    competency: Value = None
    """An entry such as "ABC-1 · Listen first", or the code that people see alone; as text."""
    stage: Value = None
    """An entry of the list of stages."""
    phase: Value = None
    """Name of a phase of the curriculum."""
    level: Value = None
    """Introduced, Reinforced or Mastered."""
    requirement: Value = None
    """Required or Elective."""
    instruction: Value = None
    """An entry of the list of instructional methods."""
    assessment: Value = None
    """An entry of the list of assessment methods, or its code alone."""
    purpose: Value = None
    """Formative or Summative."""
    hours: Value = None
    """A number from 0 to 500."""
    lead: Value = None
    """Who leads, by role."""


@dataclass(frozen=True)
class CurriculumMap:
    """The sessions of one school and one academic year."""

    phases: tuple[Value, ...]
    """Names of the phases, in order; empty where a position is not used."""
    rows: tuple[Row, ...]
    """The rows in any order."""


@dataclass(frozen=True)
class Session:
    """One row, read."""

    competency: str
    """Code; empty where it is missing or not on the list."""
    phase: int | None
    """Index of the phase; None where it is missing or not on the list."""
    required: bool
    elective: bool
    hours: float | None
    """None where the cell is not a number from 0 to 500."""
    assessed: bool
    """Whether it names an assessment method of the list."""
    assessment_unread: bool
    """Whether an assessment or its purpose was typed but the session does not count as assessed."""
    level: Value
    stage: Value

    @property
    def counts(self) -> bool:
        """Whether both competency and phase are known."""
        return bool(self.competency) and self.phase is not None


def is_typed(row: Row) -> bool:
    """Return True if any cell of the row has a value."""
    return any(value not in (None, "") for value in astuple(row))


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
        return tuple(map(_code, self.assessment))


def read(row: Row, codes: Collection[str], phases: Sequence[str], assessments: Collection[str]) -> Session:
    """Return the session of a row.

    Args:
        codes: Of the competencies.
        phases: Names as `phase_names` returns them.
        assessments: Codes of the ways to assess.
    """
    code, phase, assessed = _code(row.competency), _text(row.phase), _code(row.assessment) in assessments
    return Session(
        competency=code if code in codes else "",
        phase=phases.index(phase) if phase and phase in phases else None,
        required=row.requirement == REQUIRED,
        elective=row.requirement == ELECTIVE,
        hours=_hours(row.hours),
        assessed=assessed,
        assessment_unread=not assessed and (row.assessment not in (None, "") or row.purpose not in (None, "")),
        level=row.level,
        stage=row.stage,
    )


def phase_names(phases: Sequence[Value]) -> tuple[str, ...]:
    """Return the names of the phases by position; empty where it is not used or repeats an earlier name."""
    names = [_text(phase) for phase in phases]
    return tuple("" if name in names[:position] else name for position, name in enumerate(names))


def _code(value: Value) -> str:
    """Return the part of an entry before its name; a number has none, as a typed "1.10" has become 1.1."""
    return value.partition(SEPARATOR)[0] if isinstance(value, str) else ""


def _text(value: Value) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return str(value).upper() if isinstance(value, bool) else f"{value:.15g}"


def _hours(value: Value) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 <= value <= MOST_HOURS else None


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
