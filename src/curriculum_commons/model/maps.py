"""A curriculum map: the sessions of one school and one academic year, and the rule by which coverage is graded.

Knows no framework: whether a competency, a stage or a method exists is for others to check.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import fsum
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field, Strict, create_model

from .record import Code, Id, Kind, Line, Record, RefusedError, Sha256, Uuid, YesNo

MOST_HOURS = 500
"""More hours of one session are taken for a typing error."""
MOST_SESSIONS = 20_000
"""Sessions of one map."""
MOST_PHASES = 20
"""Phases of one map."""
_ROUNDED = 0.01
"""Hours that may be lost by rounding."""

Hours = Annotated[
    float,
    Kind(f"number from 0 to {MOST_HOURS}"),
    Strict(),
    Field(ge=0, le=MOST_HOURS, allow_inf_nan=False),
    AfterValidator(lambda hours: round(hours, 6) + 0.0),  # of -0.0, too
]
Requirement = Literal["required", "elective"]
Purpose = Literal["formative", "summative"]


class Grade(StrEnum):
    """How far a competency is covered in a phase."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


def shown_hours(hours: float) -> str:
    """Return hours as people read them: rounded half up to two decimals, without zeros at the end."""
    exact = Decimal(repr(round(hours, 6)))
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):f}".rstrip("0").rstrip(".")


class CoverageRule(Record):
    """When a competency is covered in full in a phase; the rule is printed with each result."""

    sessions: Annotated[int, Kind("whole number from 1 to 100"), Strict(), Field(ge=1, le=100)] = 1
    """How many sessions must count, at least."""
    hours: Annotated[float, Kind("number from 0 to 1000"), Strict(), Field(ge=0, le=1000, allow_inf_nan=False)] = 0
    """How many hours these sessions must have together, at least; 0 where any time will do."""
    required: YesNo = True
    """`false` where elective sessions count as well."""
    assessed: YesNo = True
    """`false` where sessions without an assessment count as well."""
    level: Line | None = None
    """The lowest level of the vocabulary that counts, such as "Reinforced"; leave it out where any will do."""

    @property
    def sentences(self) -> Mapping[Grade, str]:
        """When each grade is given, in words."""
        number = "at least one" if self.sessions == 1 else f"at least {self.sessions}"
        full = f"{number} {self.session if self.sessions == 1 else self.session.replace('session', 'sessions', 1)}"
        full = full.replace(" is assessed", " are assessed") if self.sessions > 1 else full
        full += f", with {shown_hours(self.hours)} hours or more together" if self.hours else ""
        return {Grade.FULL: full, Grade.PARTIAL: f"at least one session, but not {full}", Grade.NONE: "no session"}

    @property
    def session(self) -> str:
        """What a session has to be to count, as in "required session with hours above 0 that is assessed"."""
        kind = "required session" if self.required else "session"
        assessed = " that is assessed" if self.assessed else ""
        level = f', at the level "{self.level}" or a higher one' if self.level else ""
        return f"{kind} with hours above 0{assessed}{level}"


class Assessment(Record):
    """A way in which a session is assessed."""

    method: Line
    """Code of the method in the list of ways to assess, such as "AM005"; its name where it has no code."""
    purpose: Purpose | None = None
    """`formative` or `summative`; leave it out where it is not known."""


class Teaching(Record):
    """A competency that a session teaches."""

    competency: Code
    """Code of the competency, such as "ABC-1"."""
    level: Line | None = None
    """How far the session takes learners, as in the list of levels, such as "Introduced"."""
    components: tuple[Id, ...] = ()
    """Ids of the components of the competency that it teaches; leave it out where it is the competency as a whole."""
    hours: Hours | None = None
    """Hours on this competency; left out, the hours of the session are shared equally among its competencies."""


def _each_once(teaches: tuple[Teaching, ...]) -> tuple[Teaching, ...]:
    codes = [one.competency for one in teaches]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise RefusedError(f'has competency "{twice}" twice; put both into one', "duplicate-entry")
    timed = sum(one.hours is not None for one in teaches)
    if timed not in (0, len(codes)):
        raise RefusedError("has hours for some competencies only; write them for each or for none", "some-hours")
    return teaches


class Session(Record):
    """One teaching event."""

    title: Line
    """Title of the session."""
    phase: Line
    """The phase of the curriculum, one of `phases`."""
    course: Line | None = None
    """The course, block or placement it belongs to."""
    stage: Id | None = None
    """Id of the stage that it is meant for."""
    requirement: Requirement | None = None
    """`required` where every learner takes part, else `elective`."""
    hours: Hours | None = None
    """How long it is, in hours, as in 1.5."""
    methods: tuple[Line, ...] = ()
    """Codes of the ways to teach, such as "IM013"; names where they have no code."""
    assessments: tuple[Assessment, ...] = ()
    """How it is assessed."""
    teaches: Annotated[tuple[Teaching, ...], Field(min_length=1), AfterValidator(_each_once)]
    """The competencies that it teaches, each once."""
    lead: Line | None = None
    """Who leads it, by role and not by name."""
    source: Line | None = None
    """Where it was read, as in "Sessions!12": sheet and row, or the line."""

    @property
    def place(self) -> str:
        """Where it was read, as people find it."""
        return f"row {self.source}" if (self.source or "").isdecimal() else self.source or ""

    @property
    def own_hours(self) -> float | None:
        """The hours of its competencies together, where they have hours of their own that are not those of it."""
        timed = [one.hours for one in self.teaches if one.hours is not None]
        together = fsum(timed)
        is_whole = self.hours is None or not timed or abs(together - self.hours) <= _ROUNDED
        return None if is_whole else round(together, 6)


class MapSource(Record):
    """A file from which sessions were read."""

    file: Line
    """Its name."""
    sha256: Sha256
    """The SHA-256 of its content, by which it is known again."""


def _distinct(phases: tuple[str, ...]) -> tuple[str, ...]:
    if twice := next((name for name in phases if phases.count(name) > 1), None):
        raise RefusedError(f'has "{twice}" twice; keep one', "duplicate-entry")
    return phases


class CurriculumMap(Record):
    """The sessions of one school and one academic year."""

    school: Line
    """Name of the school."""
    year: Line
    """The academic year, as in "2026–27"."""
    edition: Line
    """The edition of the framework that the sessions were mapped to; always in quotes."""
    framework: Uuid | None = None
    """UUID of the framework."""
    phases: Annotated[tuple[Line, ...], Field(min_length=1, max_length=MOST_PHASES), AfterValidator(_distinct)]
    """Names of the phases of the curriculum, in order."""
    share: YesNo = False
    """`true` where comparisons of schools may name this one."""
    publish: YesNo = False
    """`true` where the site may show it; without that, nothing of it is published."""
    rater: Line | None = None
    """Who mapped it, by role or letter, where two map the same sessions."""
    sources: tuple[MapSource, ...] = ()
    """The files that it was read from."""
    sessions: Annotated[tuple[Session, ...], Field(max_length=MOST_SESSIONS)] = ()
    """The sessions, in the order of the phases."""


SEVERAL_FIELDS = ("competency", "level", "components", "method", "assessment", "purpose")
"""Fields of which a session can have several."""
FIELDS = (
    *("title", "course", "phase", "stage", "requirement", "elective", "hours", "minutes", "duration"),
    *SEVERAL_FIELDS,
    *("lead", "date", "id"),
)
"""What a column of a table of sessions can hold, as `--column` names it."""
Typed = Annotated[str, Kind("text"), Strict()]
"""As it is in a table, whatever it is."""


class Meaning(Record):
    """What a word of a table of sessions means."""

    word: Typed
    means: Typed
    """The entry of the list; "-" leaves the word out, "?" waits for one."""


if TYPE_CHECKING:
    _Columns = Record
    _Values = Record
else:  # a key for each field
    _Columns = create_model("_Columns", __base__=Record, **dict.fromkeys(FIELDS, (Typed | None, None)))
    _Values = create_model("_Values", __base__=Record, **dict.fromkeys(FIELDS, (tuple[Meaning, ...], ())))


class TableRecipe(Record):
    """How one kind of table of sessions is read; it is known by the names of its columns."""

    names: Annotated[tuple[Typed, ...], Field(min_length=1)]
    """Names of all its columns."""
    columns: _Columns = _Columns()
    """Name of the column of each field, several divided by a bar; "@sheet", "@heading" or ":" and a text for none."""
    values: _Values = _Values()
    """What words of the table mean, by field."""


class MapRecipes(Record):
    """How tables of sessions are read: `data/maps/recipes.yaml`."""

    recipes: tuple[TableRecipe, ...] = ()
