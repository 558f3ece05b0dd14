"""Keep the files of the newsletter from build to build, so that only issues that have changed are made anew.

Knows nothing of what is in them.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from ..commons import Commons
from ..newsletter.files import Batch, Files, batches
from ..shelf import program, write_whole
from .publish import SCRATCH

KEPT = f"{SCRATCH}/newsletter"
"""Folder of what is kept: one file for each batch, named after what it was made from."""


def newsletter(root: Path, commons: Commons) -> list[tuple[str, bytes]]:
    """Return every file of the newsletter with its place below the root of the site."""
    folder = root / KEPT
    folder.mkdir(parents=True, exist_ok=True)
    kept = {folder / f"{_key(batch)}.json": batch for batch in batches(commons)}
    made = [file for note, batch in kept.items() for file in _files(note, batch)]
    for old in set(folder.iterdir()) - kept.keys():
        old.unlink()
    return made


def _files(note: Path, batch: Batch) -> Files:
    try:
        texts = json.loads(note.read_text("utf-8"))
    except (OSError, ValueError):  # never made, or not by us
        texts = {path: content.decode() for path, content in batch.make()}
        write_whole(note, json.dumps(texts, ensure_ascii=False).encode())
    return ((path, text.encode()) for path, text in texts.items())


def _key(batch: Batch) -> str:
    return sha256(program() + batch.ingredients.encode()).hexdigest()
