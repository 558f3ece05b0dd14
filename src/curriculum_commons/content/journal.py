"""Replace and remove several files as one: what is broken off half-way is finished by the next command.

Before the first file is touched, all that is to become of them is written into one file of its own.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from .files import write_whole
from .load import DATA, PAGES, TOOLKIT, UPSTREAM

JOURNAL = Path(".commons/unfinished.json")
_CONTENT = {DATA, PAGES, TOOLKIT, UPSTREAM, "import.yaml"}


def write_all(root: Path, contents: Mapping[str, bytes | None]) -> None:
    """Write files by their paths below the root, and remove those that have no content any more."""
    entries = {
        path: [_state(root / path), None if content is None else b64encode(content).decode()]
        for path, content in contents.items()
    }
    journal = root / JOURNAL
    journal.parent.mkdir(exist_ok=True)
    write_whole(journal, json.dumps(entries).encode())
    for path, content in contents.items():
        _write(root / path, content)
    _forget(journal)


def finish_writing(root: Path, others: Callable[[], Mapping[str, bytes | None]] = dict) -> None:
    """Finish what a command that was broken off has begun; files that were changed since stay as they are.

    Args:
        others: Called where something else than content was begun; that is finished only as it is in here.
    """
    journal = root / JOURNAL
    with suppress(FileNotFoundError):
        content = journal.read_bytes()
        with suppress(ValueError, TypeError, AttributeError):  # not written by us
            for path, (before, after) in json.loads(content).items():
                wanted = None if after is None else b64decode(after)
                if _state(root / path) == before and _is_trusted(root, path, wanted, others):
                    _write(root / path, wanted)
        _forget(journal)


def _is_trusted(root: Path, path: str, content: bytes | None, others: Callable[[], Mapping[str, bytes | None]]) -> bool:
    """Return True if a path leads nowhere else and runs no code, for a stranger may have committed the journal."""
    if (root / path).resolve() != root.resolve() / path:
        return False
    return path.partition("/")[0] in _CONTENT or (path, content) in others().items()


def _state(file: Path) -> str | None:
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else None


def _write(file: Path, content: bytes | None) -> None:
    if content is None:
        file.unlink(missing_ok=True)
    else:
        file.parent.mkdir(exist_ok=True)
        write_whole(file, content)


def _forget(journal: Path) -> None:
    journal.unlink(missing_ok=True)
    with suppress(OSError):  # others keep things there too
        journal.parent.rmdir()
