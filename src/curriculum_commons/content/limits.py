"""Limits of time and memory for programs that read what authors write, and the problem of what exceeds them.

A text that no check finds odd can still keep such a program busy for ever. Knows nothing of the programs.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ..model.problems import CallError, ContentError, Problem

SECONDS = 120
"""How long a program may work on one text, on a busy computer too."""
MEMORY = 2 * 1024**3
"""Bytes that a program may take for one text."""
TIME, SPACE = "time-limit", "memory-limit"
"""Codes of problems."""
_WAY_OUT = "make it shorter or simpler, or take out what was changed last"


class LimitError(CallError):
    """A text takes a program too long or too much memory; the words are half a sentence that follows its name."""

    def __init__(self, message: str, code: str) -> None:
        self.code = code
        super().__init__(message)


def exceeded(program: str, code: str) -> LimitError:
    """Return the error of a program that ends at a limit."""
    if code == TIME:
        return LimitError(f'is a text on which "{program}" works for over {SECONDS} seconds; {_WAY_OUT}', TIME)
    return LimitError(f'is a text on which "{program}" runs out of memory; {_WAY_OUT}', SPACE)


@contextmanager
def limits_of(path: str) -> Iterator[None]:
    """Let a text that exceeds a limit be a problem at a path."""
    try:
        yield
    except LimitError as error:
        raise ContentError([Problem(path, 0, 0, str(error), error.code)]) from error


def limit_memory(size: int) -> None:
    """Let this process fail where it takes more memory, as far as the system can do that."""
    with suppress(ImportError, OSError, ValueError):  # Windows; macOS; less is allowed already
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


@contextmanager
def limited_memory(size: int) -> Iterator[None]:
    """Let what is done within be one sentence where it takes more memory than this beyond what the program has."""
    try:
        import resource
    except ImportError:  # Windows
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with suppress(OSError, ValueError, IndexError):  # macOS; less is allowed already
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (taken + size, before[1]))
    try:
        yield
    except MemoryError as error:
        raise CallError("a file takes too much memory; take out of it what does not belong to it") from error
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def run_limited(
    program: str,
    command: Sequence[str],
    source: bytes,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Return what a program answers to a text; raises LimitError where it takes too long or dies of it.

    Args:
        program: Its name, for the message.
    """
    try:
        done = subprocess.run(
            command, input=source, env=environment, cwd=folder, capture_output=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise exceeded(program, TIME) from error
    if done.returncode < 0:  # ended by the system, or by itself where it got no memory
        raise exceeded(program, SPACE)
    return done
