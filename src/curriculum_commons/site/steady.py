"""Bring Pagefind's index into one order, so that the same content gives the same bytes.

Pagefind lists facets and their values in an order that changes from run to run, and names files by what is in them.
Knows the form of two kinds of its files: `pagefind_dcd` and CBOR, gzipped.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

_MARK = b"pagefind_dcd"
_NUMBER, _TEXT, _LIST = 0, 3, 4
_SHORT = 24
_FILTERS = 3
"""Place of the facets in a meta file."""


def steady(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of an index with all its facets in order, under names that follow from that."""
    made = dict(files)
    names = {}
    for path in [path for path in files if path.endswith(".pf_filter")]:
        facet, values = _open(made.pop(path))
        content = _close([facet, sorted(values)])
        old = path.removeprefix("filter/").removesuffix(".pf_filter")
        names[old] = _renamed(old, content)
        made[f"filter/{names[old]}.pf_filter"] = content
    entry = json.loads(files["pagefind-entry.json"])
    for language in entry["languages"].values():
        meta = _open(made.pop(f"pagefind.{language['hash']}.pf_meta"))
        meta[_FILTERS] = sorted([facet, names[name]] for facet, name in meta[_FILTERS])
        content = _close(meta)
        language["hash"] = _renamed(language["hash"], content)
        made[f"pagefind.{language['hash']}.pf_meta"] = content
    made["pagefind-entry.json"] = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return made


def _renamed(name: str, content: bytes) -> str:
    language, _, old = name.rpartition("_")
    return f"{language}_{sha256(content).hexdigest()[: len(old)]}"


def _open(content: bytes) -> Any:
    data = gzip.decompress(content)
    if not data.startswith(_MARK):
        raise ValueError("this is no index of the Pagefind that this program knows")
    return _decoded(memoryview(data)[len(_MARK) :], 0)[0]


def _close(value: Any) -> bytes:
    return gzip.compress(_MARK + _encoded(value), mtime=0)


def _decoded(data: memoryview, at: int) -> tuple[Any, int]:
    kind, size = data[at] >> 5, data[at] & 31
    at += 1
    if size >= _SHORT:
        length = 1 << size - _SHORT
        size, at = int.from_bytes(data[at : at + length]), at + length
    if kind == _NUMBER:
        return size, at
    if kind == _TEXT:
        return str(data[at : at + size], "utf-8"), at + size
    if kind != _LIST:
        raise ValueError("this is no index of the Pagefind that this program knows")
    values = []
    for _ in range(size):
        value, at = _decoded(data, at)
        values.append(value)
    return values, at


def _encoded(value: Any) -> bytes:
    if isinstance(value, int):
        return _head(_NUMBER, value)
    if isinstance(value, str):
        return _head(_TEXT, len(value.encode())) + value.encode()
    return _head(_LIST, len(value)) + b"".join(map(_encoded, value))


def _head(kind: int, size: int) -> bytes:
    if size < _SHORT:
        return bytes([kind << 5 | size])
    length = next(length for length in (1, 2, 4, 8) if size < 1 << 8 * length)
    return bytes([kind << 5 | _SHORT + length.bit_length() - 1]) + size.to_bytes(length)
