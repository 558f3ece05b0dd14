"""Whose toolkit it is: the name, the logo and the words of one school, or a place for them."""

from __future__ import annotations

from dataclasses import dataclass

PLACEHOLDER = "[Your school]"
"""What stands in one place of each file until somebody writes the name of a school there."""


@dataclass(frozen=True)
class Logo:
    """A picture that was found fit to be put into documents."""

    png: bytes
    """The picture as PNG, without anything but the picture."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""


@dataclass(frozen=True)
class Brand:
    """What the files of one toolkit bear."""

    school: str | None = None
    """Name of the school; None where the files are for any."""
    logo: Logo | None = None
    """Its logo."""
    phases: tuple[str, ...] = ()
    """What the phases of a curriculum are called, in order."""

    @property
    def name(self) -> str:
        """What stands where the name of the school belongs."""
        return self.school or PLACEHOLDER
