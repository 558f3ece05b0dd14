"""Remember what was objected to in files that have not changed since, so that a build does not read them all again.

What is remembered are objections as they were, before anything is allowed. Where it is noted down is the caller's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, field
from typing import Any

from .source_files import GateFinding, SourceFile

Judge = Callable[[SourceFile], Iterable[GateFinding]]


@dataclass
class Memory:
    """What is known of files, by what it depends on besides the file itself."""

    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By that, then by path: the state of the file, and what was objected to."""
    _seen: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def from_note(cls, note: bytes) -> Memory:
        """Return what a note says; nothing where it cannot be read."""
        try:
            known = json.loads(note)
        except ValueError:
            known = {}
        return cls(known if isinstance(known, dict) else {})

    def judged(self, besides: str, holding: SourceFile, judge: Judge) -> Iterator[GateFinding]:
        """Give what is objected to in a file.

        Args:
            besides: Stands for everything that the judgment depends on besides the file.
        """
        state = list(holding.state)
        known = self.known.get(besides, {}).get(holding.path)
        if known is None or known[0] != state:
            known = [state, [astuple(objection) for objection in judge(holding)]]
        self._seen.setdefault(besides, {})[holding.path] = known
        return (GateFinding(*told) for told in known[1])

    def note(self) -> bytes | None:
        """Return what to note down for the next time; `None` where that is noted already."""
        if self._seen == self.known:
            return None
        return json.dumps(self._seen, ensure_ascii=False, separators=(",", ":")).encode()
