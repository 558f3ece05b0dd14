"""The arguments of a page macro and the anchors it makes, so that calls can be validated before rendering."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MacroSignature:
    """The arguments of a macro, by kind, and the records that can be linked to where it is called."""

    takes: tuple[str, ...] = ()
    """Kind of each argument: a kind of record, "topic", "file", "role", "count", "issue" or "text"."""
    optional: int = 0
    """How many of the last arguments may be left out."""
    anchors: tuple[str, ...] = ()
    """Kinds of the records whose anchors the block contains."""
    inline: bool = False
    """Whether it is used within a sentence; any other macro is on a line of its own."""
