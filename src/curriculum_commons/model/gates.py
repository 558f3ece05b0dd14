"""The gates that stop what should not be published, and what may pass them."""

from __future__ import annotations

from typing import Literal

from .record import Record
from .text import Line

Gate = Literal["consent", "kind", "license", "metadata", "patient data", "review", "scripts", "secrets", "size"]


class Allowance(Record):
    """Something that a gate would stop, and that is published all the same."""

    gate: Gate
    """The gate that it may pass; the page "What keeps a page from being published" explains each."""
    where: Line
    """The file that it is in, as the message names it, such as "docs/about/index.md"."""
    what: Line | None = None
    """What the message has in quotation marks, such as a name or a number; left out, all that this gate finds in the
    file may pass."""
    reason: Line
    """Why it may be published, for whoever reads this later."""
