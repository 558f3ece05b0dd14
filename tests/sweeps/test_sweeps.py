"""Whatever is damaged, killed or hostile: problems, the old or the new state, and words; never anything else.

Each sweep is a program of its own, so that a hang or a lack of memory ends it alone, and so that one case can be
repeated by its seed and number, as it is printed. SWEEP_SEED=2 tries others.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SEED = os.environ.get("SWEEP_SEED", "1")

pytestmark = pytest.mark.slow


def parts(short: int, part: int, number: int) -> list[object]:
    """A few cases for `make test`, and all in parts that run at the same time for `make test-long`."""
    long = [pytest.param(one, one + part, marks=pytest.mark.long) for one in range(0, number, part)]
    return [(0, short), *long]


def sweep(name: str, *arguments: object) -> None:
    command = [sys.executable, str(HERE / f"{name}.py"), *map(str, arguments)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    last_case = ended.stderr.rpartition("\r")[2][:2_000]
    assert ended.returncode == 0, f"code {ended.returncode}\n{ended.stdout}\n{last_case}"


@pytest.mark.parametrize(("first", "last"), parts(20, 500, 10_000))
def test_damaged_content_is_checked_in_bounded_time_and_memory(
    small_project: Path, tmp_path: Path, first: int, last: int
) -> None:
    made = shutil.ignore_patterns("downloads", ".commons", ".cache")
    sweep("checks", shutil.copytree(small_project, tmp_path / "base", ignore=made), SEED, first, last)


@pytest.mark.parametrize(("first", "last"), parts(1, 15, 300))
def test_a_damaged_project_is_built_whole_or_not_at_all(small_site: Path, first: int, last: int) -> None:
    sweep("builds", small_site, SEED, first, last)


@pytest.mark.parametrize(("first", "last"), parts(1, 20, 200))
def test_a_killed_command_leaves_the_old_or_the_new_state(small_project: Path, first: int, last: int) -> None:
    sweep("kills", small_project, SEED, first, last)


@pytest.mark.parametrize(("first", "last"), parts(1, 3, 30))
def test_text_of_records_stays_text_in_whatever_is_made(small_project: Path, first: int, last: int) -> None:
    sweep("hostile", small_project, first, last)
