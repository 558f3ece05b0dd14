"""A copy of this process does a part of a build: what comes back, and that nothing of it is left behind."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from curriculum_commons.problems import ContentError, Problem
from curriculum_commons.site.copy import Beside, beside

if TYPE_CHECKING:
    from collections.abc import Iterator

PROBLEM = Problem("data/x.yaml", 3, 1, "is wrong")
CAN_COPY = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
"""Elsewhere the same is done in a thread, and these tests hold that."""


def where(held: list[str], word: str) -> tuple[int, str]:
    return os.getpid(), f"{held[0]} {word}"


def refuse(_: object) -> None:
    raise ContentError([PROBLEM])


def fill_disk(_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "issue.eml")


def nothing() -> None:
    pass


@contextmanager
def calling(held: object, enough: bool) -> Iterator[Beside]:
    with ThreadPoolExecutor(1) as aside, beside(held, enough, nothing, aside) as call:
        yield call


@pytest.mark.parametrize("enough", [True, False])
def test_work_goes_on_in_another_process_where_there_is_enough_of_it(enough: bool) -> None:
    with calling(["held", object, nothing, lambda: None], enough) as call:
        number, said = call(where, "and told").result()
    assert said == "held and told"
    assert (number != os.getpid()) is (enough and CAN_COPY)


@pytest.mark.parametrize("enough", [True, False])
def test_what_goes_wrong_in_a_copy_comes_back_as_it_was(enough: bool) -> None:
    with calling(None, enough) as call:
        with pytest.raises(ContentError) as refused:
            call(refuse).result()
        assert refused.value.problems == (PROBLEM,)
        assert str(refused.value) == str(PROBLEM)
        with pytest.raises(OSError, match=r"issue\.eml") as full:
            call(fill_disk).result()
        assert full.value.errno == errno.ENOSPC


SCRIPT = r"""
import os, sys, time
from concurrent.futures import ThreadPoolExecutor
from curriculum_commons.site.copy import beside

def work(_):
    os.write(1, b"%d\n" % os.getpid())
    time.sleep(60)

with ThreadPoolExecutor(1) as aside, beside(None, True, os.getpid, aside) as call:
    call(work).result()
"""


@pytest.mark.skipif(not CAN_COPY, reason="there are no copies here")
@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGTERM])
def test_a_copy_ends_with_who_made_it(ended_by: signal.Signals) -> None:
    command = [sys.executable, "-c", SCRIPT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        assert parent.stdout
        number = int(parent.stdout.readline())
        parent.send_signal(ended_by)
        parent.wait()
        for _ in range(100):
            if not Path(f"/proc/{number}").exists() or is_gone(number):
                return
            time.sleep(0.05)
    pytest.fail("it is still there after 5 s")


def is_gone(number: int) -> bool:
    """Tell whether nothing but its number is left of a process."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
