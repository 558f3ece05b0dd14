"""Replace the last site by a new one, whole or not at all.

Knows nothing of what is in a site. Whatever is unfinished lies in `.commons/`, where the next run sweeps it away.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import lock_descriptor

from ..model.problems import CallError

SCRATCH = ".commons"
_AT_HERE = -100
_LINUX_EXCHANGE = 2
_MAC_SWAP = 2
_CANNOT_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


@dataclass(frozen=True)
class Scratch:
    """A folder for one run to work in."""

    folder: Path
    """Empty, and inside the project."""
    lock: int
    """An open file; as long as anyone has it open, no other run gets the folder."""


@contextmanager
def scratch(root: Path, name: str, on_wait: Callable[[], None]) -> Iterator[Scratch]:
    """Lend a folder of this name, to one run at a time.

    Args:
        on_wait: Called once where another run has it; this one then waits until it ends.
    """
    workplace = root / SCRATCH / name
    workplace.mkdir(parents=True, exist_ok=True)
    with (workplace / "lock").open("w") as lock:
        _take(lock.fileno(), on_wait)
        _recover(workplace, root / "site")
        folder = workplace / "new"
        _remove(folder)
        folder.mkdir()
        try:
            yield Scratch(folder, lock.fileno())
        finally:
            _remove(folder)


def publish(new: Path, site: Path) -> None:
    """Let `site` be what `new` is, by one rename where the system can exchange two folders.

    Where it cannot, there is an instant without a site; a run that dies in it leaves the last one to be put back by the
    next. What was there before ends up in `new`.
    """
    _same_modes(new)
    if not site.exists():
        new.rename(site)
    elif not _exchange(new, site):
        last = new.parent.parent / "last"
        site.rename(last)
        try:
            new.rename(site)
        except OSError:  # on Windows, where another program has a file of it open
            last.rename(site)
            raise
        last.rename(new)


def refuse_foreign(site: Path) -> None:
    """Raise CallError where `site` is something that a build cannot replace."""
    if site.is_symlink():
        raise CallError(
            f'"{site.name}" is a symbolic link and the site cannot be put in its place; remove the link first'
        )
    if site.exists() and not site.is_dir():
        raise CallError(f'"{site.name}" is a file where the folder of the site belongs; move it away first')


def _same_modes(folder: Path) -> None:
    folder.chmod(0o755)
    for workplace, folders, files in os.walk(folder):
        for names, mode in ((folders, 0o755), (files, 0o644)):
            for name in names:
                Path(workplace, name).chmod(mode)


def _take(lock: int, on_wait: Callable[[], None]) -> None:
    if not lock_descriptor(lock, blocking=False):
        on_wait()
        lock_descriptor(lock, poll_interval=0.2)


def _recover(workplace: Path, site: Path) -> None:
    last = workplace / "last"
    if last.exists() and not site.exists():
        last.rename(site)
    _remove(last)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    if sys.platform not in {"darwin", "linux"}:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    names = (os.fsencode(one), os.fsencode(other))
    if sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(*names, _MAC_SWAP)
    elif sys.platform == "linux" and hasattr(libc, "renameat2"):
        failed = libc.renameat2(_AT_HERE, names[0], _AT_HERE, names[1], _LINUX_EXCHANGE)
    else:
        return False
    if failed and ctypes.get_errno() not in _CANNOT_EXCHANGE:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
    return not failed
