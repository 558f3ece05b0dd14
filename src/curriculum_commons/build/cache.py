"""One file that keeps what builds have made, each entry under a key of everything that it was made from.

The only place that computes keys. It is always safe to delete; where it cannot be read or written, everything is made.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import sysconfig
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from .publish import SCRATCH

FILE = f"{SCRATCH}/cache/cache.sqlite3"
_TABLE = "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, facts TEXT, files TEXT, sha256 TEXT, body BLOB)"
_ASIDE = {"__pycache__", "sveltia"}
"""Folders of this program that do not decide what it makes; all else does, whatever its kind."""
_TOGETHER = 100
"""Entries that are written in one transaction; the last ones are lost where a build is killed."""
_PATIENCE = 10.0
"""Seconds to wait for another process that writes."""


@dataclass(frozen=True)
class Entry:
    """What was made together."""

    files: Mapping[str, bytes]
    """Files by their path."""
    facts: Any
    """What else is known, as JSON."""


def key(kind: str, *inputs: object) -> str:
    """Return the key of what is made from these inputs by this state of the program.

    Args:
        inputs: Everything that it depends on; each must show all of it in its `repr`. Of bytes, the digest is taken.
    """
    parts = [sha256(one).hexdigest() if isinstance(one, bytes) else repr(one) for one in inputs]
    return _digest([kind, program(), *parts])


@cache
def program() -> str:
    """Return what distinguishes this state of the program, and of the packages that it runs on, from any other."""
    package = Path(__file__).parent.parent
    files = sorted(file for file in package.rglob("*") if file.is_file() and not _ASIDE.intersection(file.parts))
    packages = sorted(path.name for path in Path(sysconfig.get_paths()["purelib"]).glob("*.dist-info"))  # with versions
    return _digest([sys.version, *packages, *(sha256(file.read_bytes()).hexdigest() for file in files)])


class Cache:
    """The cache of one project; several processes can use it at once."""

    def __init__(self, root: Path) -> None:
        self._file = root / FILE
        self._used = set[str]()
        self._new: dict[str, tuple[str, str, str, bytes]] = {}
        try:
            self._database = self._open()
        except (sqlite3.DatabaseError, OSError):  # damaged: begin anew; or not ours to write: keep it in memory
            self._database = self._anew()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()
        self._database.close()

    def get(self, key: str) -> Entry | None:
        """Return what was made from the same, if it is whole; it counts as used."""
        row = self._new.get(key)
        if row is None:
            with suppress(sqlite3.Error):
                query = "SELECT facts, files, sha256, body FROM entries WHERE key = ?"
                row = self._database.execute(query, (key,)).fetchone()
        self._used.add(key)
        return _entry(row) if row else None

    def put(self, key: str, files: Mapping[str, bytes], facts: Any = None) -> Entry:
        """Keep what was made, and return it; what is kept for longer than this run must be used by each."""
        sizes = json.dumps({path: len(content) for path, content in files.items()})
        facts_json, body = json.dumps(facts, ensure_ascii=False), zlib.compress(b"".join(files.values()), 1)
        self._new[key] = (facts_json, sizes, _sum(facts_json, sizes, body), body)
        self._used.add(key)
        if len(self._new) >= _TOGETHER:
            self._write()
        return Entry(files, facts)

    def keep(self, key: str, make: Callable[[], Iterable[tuple[str, bytes]]]) -> Entry:
        """Return the files under a key; make and keep them if there are none."""
        return self.get(key) or self.put(key, dict(make()))

    def sweep(self) -> None:
        """Delete what this run has not used."""
        self._write()
        with suppress(sqlite3.Error), self._database as database:
            database.execute("CREATE TEMP TABLE used (key TEXT PRIMARY KEY)")
            database.executemany("INSERT INTO used VALUES (?)", ((one,) for one in self._used))
            database.execute("DELETE FROM entries WHERE key NOT IN used")

    def _open(self) -> sqlite3.Connection:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._file, timeout=_PATIENCE)
        try:
            # Entries are checked when they are read, so no build waits for the disk.
            database.execute("PRAGMA synchronous = OFF")
            database.execute("PRAGMA auto_vacuum = FULL")
            database.execute(_TABLE)
            database.execute("SELECT key, facts, files, sha256, body FROM entries LIMIT 1")
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _anew(self) -> sqlite3.Connection:
        with suppress(sqlite3.DatabaseError, OSError):
            self._file.unlink(missing_ok=True)
            return self._open()
        database = sqlite3.connect(":memory:")
        database.execute(_TABLE)
        return database

    def _write(self) -> None:
        with suppress(sqlite3.Error), self._database as database:  # such as a full disk: it is made again
            rows = ((key, *row) for key, row in self._new.items())
            database.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)", rows)
        self._new = {}


class CompiledTemplates(BytecodeCache):
    """The templates of one environment of Jinja2, which would compile each of them in each run."""

    def __init__(self, cache: Cache, environment: str) -> None:
        self._cache, self._environment = cache, environment

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a compiled template from the cache, if it is there."""
        if entry := self._cache.get(self._key(bucket)):
            bucket.bytecode_from_string(entry.files["code"])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        self._cache.put(self._key(bucket), {"code": bucket.bytecode_to_string()})

    def _key(self, bucket: Bucket) -> str:
        return key("template", self._environment, bucket.key, bucket.checksum)


def _entry(row: tuple[str, str, str, bytes]) -> Entry | None:
    facts_json, sizes, known, packed = row
    if known != _sum(facts_json, sizes, packed):
        return None
    body, files, at = zlib.decompress(packed), dict[str, bytes](), 0
    for path, size in json.loads(sizes).items():
        files[path] = body[at : at + size]
        at += size
    return Entry(files, json.loads(facts_json))


def _sum(facts_json: str, sizes: str, body: bytes) -> str:
    return _digest([facts_json, sizes, sha256(body).hexdigest()])


def _digest(parts: Iterable[str]) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
