"""Formulas that count sessions on one competency, in one phase or in all."""

from __future__ import annotations

from dataclasses import dataclass

from .layout import Outline


@dataclass(frozen=True)
class Tally:
    """What to count; competencies and phases are numbered from 1, as on the sheet Lists."""

    outline: Outline
    """The workbook."""
    competency: int
    """Number of the competency."""
    phase: int = 0
    """Number of the phase; 0 for all."""

    @property
    def sessions(self) -> str:
        """Sessions."""
        return self._count()

    @property
    def required(self) -> str:
        """Sessions that are required."""
        return self._count(("requirement", "1"))

    @property
    def timed(self) -> str:
        """Sessions that are required and have hours."""
        return self._count(("requirement", "1"), ("hours", '">0"'))

    @property
    def full(self) -> str:
        """Sessions that are required, have hours and are assessed."""
        return self._count(("requirement", "1"), ("hours", '">0"'), ("assessed", "1"))

    @property
    def assessed(self) -> str:
        """Sessions that are assessed."""
        return self._count(("assessed", "1"))

    def having(self, heading: str, number: int) -> str:
        """Sessions at one level or stage."""
        return self._count((heading, str(number)))

    def hours(self, requirement: int) -> str:
        """Hours of sessions that are required (1) or elective (2)."""
        return f"SUMIFS({self.outline.worked('hours').ref},{self._criteria(('requirement', str(requirement)))})"

    def _count(self, *more: tuple[str, str]) -> str:
        return f"COUNTIFS({self._criteria(*more)})"

    def _criteria(self, *more: tuple[str, str]) -> str:
        where = ("phase", str(self.phase)) if self.phase else ("counted", "1")
        asked = [("competency", str(self.competency)), where, *more]
        return ",".join(f"{self.outline.worked(heading).ref},{wanted}" for heading, wanted in asked)
