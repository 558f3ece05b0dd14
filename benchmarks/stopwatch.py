"""How long a command takes and how much memory, measured in turns so that a busy machine is busy for all."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

KILOBYTE = 1 if sys.platform == "darwin" else 1024
"""What the system counts memory in: bytes on a Mac, kilobytes elsewhere."""
Subject = TypeVar("Subject", bound=Hashable)
# One day for ever, as made-up resources have to be looked at again some day.
QUIET = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1795392000"}


@dataclass(frozen=True)
class Run:
    """One command, from start to end."""

    seconds: float
    peak: int
    """Most memory that the command or one of its children held, in bytes."""
    work: float = 0
    """Seconds that processors worked for the command and its children."""


def run(command: Sequence[str | Path], cwd: Path) -> Run:
    """Run a command that must succeed."""
    words = [str(word) for word in command]
    start = time.perf_counter()
    process = subprocess.Popen(words, cwd=cwd, env=QUIET, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    complaints = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)}: exit {process.returncode}\n{complaints.decode()}")
    return Run(seconds, usage.ru_maxrss * KILOBYTE, usage.ru_utime + usage.ru_stime)


def in_turns(times: int, subjects: Mapping[Subject, Callable[[], Run]]) -> dict[Subject, Run]:
    """Run each subject once to warm up, then all of them in turns; return the median of each."""
    for subject in subjects.values():
        subject()
    runs = [{name: subject() for name, subject in subjects.items()} for _ in range(times)]
    return {
        name: Run(
            statistics.median(turn[name].seconds for turn in runs),
            max(turn[name].peak for turn in runs),
            statistics.median(turn[name].work for turn in runs),
        )
        for name in subjects
    }
