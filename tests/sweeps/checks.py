"""Check a project that is damaged in another way each time, within limits of time and memory.

`python tests/sweeps/checks.py PROJECT SEED FIRST LAST` does what the test of the same numbers did.
"""

from __future__ import annotations

import re
import resource
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

from damage import damage, remove  # type: ignore[import-not-found]

from curriculum_commons.build.project import check_publishable, open_commons
from curriculum_commons.model.problems import CallError, ContentError

TODAY = "2026-11-23"
SECONDS, BYTES = 10, 1_500_000_000
"""What one check may take: CPU, and memory with all that the program and its libraries need."""
JARGON = re.compile(r"pydantic|Input should|NoneType|Traceback|<class|object at 0x")


def check(root: Path) -> str:
    """Check a project, and return how it ended."""
    try:
        check_publishable(root, open_commons(root), TODAY)
    except ContentError as error:
        for problem in error.problems:
            text = str(problem)
            text.encode()
            assert problem.message.isprintable(), repr(text)
            assert not JARGON.search(re.sub(r'"[^"]*"', "", problem.message)), text
        return "problems"
    except CallError:
        return "call"
    return "good"


def one(base: Path, root: Path, seed: str, number: int) -> str:
    for name in ("data", "docs", "toolkit"):
        remove(root / name)  # rmtree by itself would wait for the other end of a pipe
        shutil.copytree(base / name, root / name)
    for stray in (
        set(root.iterdir()) - {root / path.name for path in base.iterdir()} - {root / ".cache", root / ".commons"}
    ):
        shutil.rmtree(stray) if stray.is_dir() and not stray.is_symlink() else stray.unlink()
    what = "not damaged yet"
    used = resource.getrusage(resource.RUSAGE_SELF)
    try:
        what = damage(root, seed, number)
        soft = int(used.ru_utime + used.ru_stime) + SECONDS * 3
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
        ended = check(root)
    except Exception:
        return f"case {number} of seed {seed}: {what}\n{traceback.format_exc()}"
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    if seconds > SECONDS:
        return f"case {number} of seed {seed}: {what}\ntook {seconds:.1f} s\n"
    COUNTS[ended] = COUNTS.get(ended, 0) + 1
    return ""


COUNTS: dict[str, int] = {}


def main(base: Path, seed: str, first: int, last: int) -> int:
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(base, Path(folder).resolve() / "project"))
        for number in range(first, last):
            sys.stderr.write(f"\r{number}")  # what a limit ends is the last of these
            sys.stderr.flush()
            if found := one(base, root, seed, number):
                sys.stdout.write(found)
                sys.stdout.flush()
                faults += 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{last - first} checks, {faults} faults, {memory} MB, {COUNTS}\n")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
