"""Keep the files of the newsletter from build to build, so that only issues that have changed are made anew.

Knows nothing of what is in them.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from ..commons import Commons
from ..newsletter.files import Batch, batches
from ..shelf import program
from .publish import SCRATCH
from .store import Store

KEPT = f"{SCRATCH}/newsletter"
"""Folder of what is kept."""


def newsletter(root: Path, commons: Commons) -> dict[str, Path]:
    """Return where every file of the newsletter is, by its place below the root of the site."""
    store, files = Store(root / KEPT), dict[str, Path]()
    keys = {_key(batch): batch for batch in batches(commons)}
    for key, batch in keys.items():
        kept = store.kept(key) or store.put(key, dict(batch.make()))
        files |= kept.names
    store.close(keys)
    return files


def _key(batch: Batch) -> str:
    return sha256(program() + batch.ingredients.encode()).hexdigest()
