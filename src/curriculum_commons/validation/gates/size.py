"""Files that visitors on a phone would wait for, and that a repository would carry for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...content.files import LARGEST
from ...content.load import DATA
from .finding import Objection
from .metadata import OLD
from .source_files import Holding

_MB = 1_000_000


@dataclass(frozen=True)
class Limit:
    """How large files of a kind may be."""

    kind: str
    """What such a file is called."""
    suffixes: frozenset[str]
    bytes: int
    cure: str


LIMITS = (
    Limit(
        "a picture",
        frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".tif", ".tiff"}),
        _MB,
        "save it smaller",
    ),
    Limit(
        "a document",
        frozenset({".pdf", ".docx", ".pptx", ".xlsx", ".odt", ".odp", ".ods", ".epub", ".zip", *OLD}),
        10 * _MB,
        "save it with smaller pictures",
    ),
    Limit(
        "a recording",
        frozenset({".mp3", ".m4a", ".ogg", ".oga", ".wav", ".mp4", ".webm", ".mov"}),
        25 * _MB,
        "put it where films are kept, and link to it",
    ),
    Limit("a page", frozenset({".md"}), _MB // 2, "make two of it"),
)
OTHERS = Limit("such a file", frozenset(), _MB, "make it smaller")
_RECORDS = Limit("a data file", frozenset(), LARGEST, "shorten it")


def files_are_small_enough(holding: Holding) -> Iterator[Objection]:
    """No file is larger than its kind may be."""
    limit = _limit(holding)
    if holding.size > limit.bytes:
        message = f'has "{_in_mb(holding.size)}", and {limit.kind} may have {_in_mb(limit.bytes)}; {limit.cure}'
        yield Objection(holding.path, 0, 0, "size", _in_mb(holding.size), message)


def _limit(holding: Holding) -> Limit:
    if holding.folder == DATA:
        return _RECORDS
    return next((limit for limit in LIMITS if holding.suffix in limit.suffixes), OTHERS)


def _in_mb(size: int) -> str:
    return f"{size / _MB:.1f} MB"
