"""Make the search index of a built site with Pagefind: one entry for each page, one for each record shown on it.

Speaks to Pagefind's own program: its Python package answers ten requests a second and may end before its files are
whole. Knows nothing of how the index is asked; that is the theme's script.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pagefind_bin import get_executable  # type: ignore[import-untyped]

from .built import NOT_FOUND, BuiltPage
from .steady import steady

FACETS = ("competency", "stage", "format")
"""What a record can be filtered by; it says so in `data-search-competency` and so on, ids with spaces between."""

# What Pagefind brings along for other themes, and for languages that it does not know.
_SPARE = ("pagefind-ui.", "pagefind-modular-ui.", "pagefind-component-ui.", "pagefind-highlight.", "wasm.unknown.")


@dataclass(frozen=True)
class Entry:
    """One thing that can be found."""

    url: str
    """Address below the root of the site, with an anchor where it is a part of a page."""
    title: str
    """What stands above it in the list of results; empty for a page, whose first heading is taken."""
    content: str
    """HTML of a page, text of a record."""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Ids by facet; empty for a page."""


def entries(page: BuiltPage) -> Iterator[Entry]:
    """Take apart a finished page, and give what can be found on it; the page is of no more use afterwards."""
    if page.path == NOT_FOUND:
        return
    text = page.text
    for record in text.css("[data-search-record]"):
        told = record.attrs
        facets = {facet: ids for facet in FACETS if (ids := told.sget(f"data-search-{facet}").split())}
        url, title = f"{page.url}#{told.sget('id')}", told.sget("data-search-title")
        if heading := record.css_first("h2, h3, h4"):
            heading.decompose()
        yield Entry(url, title, " ".join(record.text(separator=" ").split()), facets)
        record.decompose()
    yield Entry(page.url, "", text.html or "")


class SearchIndex:
    """An index in the making: Pagefind reads what it is given while the next page is being finished."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._pagefind = _Pagefind()
        self._turn = ThreadPoolExecutor(1)
        self._added: list[Future[Any]] = []
        self._index = self._turn.submit(self._open)

    def __enter__(self) -> SearchIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self._turn.shutdown(wait=False, cancel_futures=True)
        self._pagefind.close()

    def add(self, page: BuiltPage) -> None:
        """Take in what can be found on a page."""
        for entry in entries(page):
            request = self._record(entry) if "#" in entry.url else self._page(entry)
            self._added.append(self._turn.submit(self._ask, request))

    def write(self, site: Path) -> None:
        """Write the finished index into the folder of the site."""
        for added in self._added:
            added.result()
        answer = self._turn.submit(self._ask, {"type": "GetFiles"}).result()
        made = {file["path"]: base64.b64decode(file["content"]) for file in answer["files"]}
        for path, content in steady({path: made[path] for path in made if not path.startswith(_SPARE)}).items():
            file = site / "pagefind" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def _open(self) -> int:
        config = {"force_language": self._language.lower()}
        return int(self._pagefind.ask({"type": "NewIndex", "config": config})["index_id"])

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._pagefind.ask({**request, "index_id": self._index.result()})

    def _page(self, entry: Entry) -> dict[str, Any]:
        html = f"<html><body data-pagefind-body>{entry.content}</body></html>"
        return {"type": "AddFile", "url": f"/{entry.url}", "file_contents": html}

    def _record(self, entry: Entry) -> dict[str, Any]:
        return {
            "type": "AddRecord",
            "url": f"/{entry.url}",
            "content": entry.content,
            "language": self._language.lower(),
            "meta": {"title": entry.title},
            "filters": entry.facets,
        }


class _Pagefind:
    """Pagefind's program in the background: JSON in base64 with commas between, one answer to each request."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [get_executable(), "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._program.stdin
        assert self._program.stdout
        self._requests, self._answers = self._program.stdin, self._program.stdout

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        message = json.dumps({"message_id": 1, "payload": request})
        self._requests.write(base64.b64encode(message.encode()) + b",")
        self._requests.flush()
        answer = json.loads(base64.b64decode(self._read()))["payload"]
        if answer["type"] == "Error":
            raise RuntimeError(f"Pagefind: {answer['message']}")
        return dict(answer)

    def _read(self) -> bytes:
        parts = []
        while part := os.read(self._answers.fileno(), 1 << 20):
            parts.append(part)
            if part.endswith(b","):
                return b"".join(parts)[:-1]
        raise EOFError("Pagefind ended before its time")

    def close(self) -> None:
        """End the program, whatever it is at."""
        self._program.kill()
        self._program.wait()
        with suppress(BrokenPipeError):
            self._requests.close()
        self._answers.close()
