"""The line on a terminal that shows which step of a command runs, and for how long."""

from __future__ import annotations

import sys
import threading
from time import monotonic

import click


class StepDisplay:
    """One line with the current step and its seconds, once it has taken over a second; nothing without a terminal."""

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

    def step(self, name: str) -> None:
        """Begin a step."""
        self._step, self._since = name, monotonic()
        self._draw("")

    def _refresh(self) -> None:
        while not self._ended.wait(0.5):
            seconds = int(monotonic() - self._since)
            if seconds:
                self._draw(f"{self._step} … {seconds} s")

    def _draw(self, line: str) -> None:
        if self._shown:
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)
