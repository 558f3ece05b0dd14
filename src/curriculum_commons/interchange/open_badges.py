"""What a badge of Open Badges 3.0 states about the competencies that it goes with: alignments, to be pasted into it.

A site without a server issues no badge: that needs a proof, which the school adds that awards it.
"""

from __future__ import annotations

import json
from typing import Any

from ..model.commons import Commons
from ..model.records import Competency
from ..model.urls import slug
from . import DATA
from .items import Item, items, one_line

NAME = f"{DATA}open-badges.json"
"""Path of the file with all of them, below the root of the site."""
_EACH = f"{DATA}open-badges/"
MOST_FILES = 1_000
"""Competencies up to which each has a file of its own beside that of all."""


def badge_files(commons: Commons) -> dict[str, bytes]:
    """Return all alignments in one file, and each alone, by path below the root of the site."""
    files, every = dict[str, bytes](), list[dict[str, Any]]()
    is_large = len(commons.competencies) > MOST_FILES
    for entry in items(commons):
        if isinstance(entry.record, Competency):
            one = _alignment(commons, entry, entry.record)
            every.append({"code": entry.code, "title": entry.title, "alignment": [one]})
            if not is_large:
                files[f"{_EACH}{slug(entry.record.code)}.json"] = _text({"alignment": [one]})
    framework = {"framework": commons.framework.title, "edition": commons.framework.edition}
    return {NAME: _text({**framework, "competencies": every}), **files}


def _alignment(commons: Commons, entry: Item, record: Competency) -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetType": "CFItem",
        "targetCode": entry.uuid,
        "targetName": one_line(entry.statement),
        **({"targetDescription": record.gloss} if record.gloss else {}),
        "targetFramework": commons.framework.title,
        "targetUrl": entry.uri,
    }


def _text(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
