"""Run a command of the program, and end it by a signal just before it changes something on disk for the nth time.

`python tests/sweeps/killed.py NUMBER SIGNAL FOLDER WORDS...`; FOLDER is where changes are counted. With a NUMBER that
is never reached, the last line that is printed is how many changes there were.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from curriculum_commons.cli import main

CHANGES = {
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.chmod",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.utime",
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def kill_before(number: int, sign: int, folder: str) -> list[int]:
    seen = [0]

    def count(event: str, arguments: tuple[object, ...]) -> None:
        if event not in CHANGES and event != "open":
            return
        where = arguments[0]
        if not isinstance(where, (str, bytes, os.PathLike)) or not os.fsdecode(where).startswith(folder):
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITING):
            return
        if seen[0] == number:
            os.kill(os.getpid(), sign)
        seen[0] += 1

    sys.addaudithook(count)
    return seen


if __name__ == "__main__":
    sys.argv, (number, sign, folder) = ["commons", *sys.argv[4:]], sys.argv[1:4]
    seen = kill_before(int(number), int(sign), str(Path(folder).resolve()))
    try:
        main()
    finally:
        sys.stdout.write(f"\n{seen[0]}\n")
        sys.stdout.flush()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
