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

import cbor2

_MARK = b"pagefind_dcd"
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
    return cbor2.loads(data[len(_MARK) :])


def _close(value: Any) -> bytes:
    return gzip.compress(_MARK + cbor2.dumps(value), mtime=0)
