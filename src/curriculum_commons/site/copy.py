"""Let a copy of this process do a part of the work while this one goes on, where there is enough of it.

A copy has in it all that was read, so that only what has changed since must be sent to it. Knows nothing of the work.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

Beside = Callable[..., Future[Any]]
"""Takes a function and what comes after its first argument; calls it elsewhere."""

_CAN_COPY = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
"""Where a process may be copied at any time, and there is a second processor for the copy."""
_held: list[Any] = []
"""In a copy, what the functions get first."""


@contextmanager
def beside(held: Any, enough: bool, get_ready: Callable[[], object], otherwise: Executor) -> Iterator[Beside]:
    """Give what calls functions in a copy of this process as it is now, one after the other.

    Args:
        held: What each of them gets first. It is not sent to the copy but was there before; so are the functions.
        enough: Whether there is enough to do for a copy to be worth its while.
        get_ready: Called in the copy, before anything is asked of it.
        otherwise: What calls them where it is not, or where there can be none.
    """
    if not (enough and _CAN_COPY):
        yield lambda function, *further: otherwise.submit(function, held, *further)
        return
    from concurrent.futures import ProcessPoolExecutor  # few builds need them, and they take a while to read
    from multiprocessing import get_context

    with ProcessPoolExecutor(1, get_context("fork"), initializer=_begin, initargs=(held,)) as copy:
        copy.submit(get_ready)  # the copy is made with the first call: now, while this process has one thread
        yield lambda function, *further: copy.submit(_call, function, *further)


def _begin(held: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked for the work also ends it
    # Another thread may be telling how long it takes; if it was writing just now, these would never be free again.
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    Thread(target=_end_with_parent, daemon=True).start()
    _held.append(held)


def _end_with_parent() -> None:
    # It holds what its parent held, such as the lock of the place where they work.
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent
    parent.join()
    os._exit(1)


def _call(function: Callable[..., Any], *further: Any) -> Any:
    return function(_held[0], *further)
