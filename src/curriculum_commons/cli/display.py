"""What a person who waits sees."""

from __future__ import annotations

import sys
import threading
from time import monotonic

import click


class StepDisplay:
    """One line for a person who waits: the step that has taken over a second, and for how long."""

    def __init__(self, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._step, self._since = "", monotonic()
        self._ended = threading.Event()
        self._clock = threading.Thread(target=self._refresh, daemon=True)

    def __enter__(self) -> StepDisplay:
        if self._shown:
            self._clock.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._ended.set()
            self._clock.join()
        self._draw("")

    def tell(self, step: str) -> None:
        """Take the name of the step that begins."""
        self._step, self._since = step, monotonic()
        self._draw("")

    def _refresh(self) -> None:
        while not self._ended.wait(0.5):
            seconds = int(monotonic() - self._since)
            if seconds:
                self._draw(f"{self._step} … {seconds} s")

    def _draw(self, line: str) -> None:
        if self._shown:
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)
