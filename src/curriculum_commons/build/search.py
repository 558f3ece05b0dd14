"""Make the search index of a built site with Pagefind: one entry for each page, one for each record shown on it.

Speaks to Pagefind's own program: its Python package answers ten requests a second and may end before its files are
whole. Knows nothing of how the index is asked; that is the theme's script.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from pagefind_bin import get_executable  # type: ignore[import-untyped]

from .html_page import NOT_FOUND, ParsedPage

FACETS = ("competency", "stage", "format")
"""What a record can be filtered by; it names them in `data-search-competency` and so on, ids with spaces between."""

_NO_TEXT = ["script", "style", "svg", "form"]
_MANUAL = "contribute/"
"""Pages for those who change the site, which visitors rarely look for."""
_BELOW = {"h1": "1", "h2": "0.5", "h3": "0.5", "h4": "0.5", "h5": "0.5", "h6": "0.5"}
"""Weight of a heading of these pages; all else there has a tenth of what a paragraph of another page has."""
_INDEX = {"index_id": 0}
"""The first index of a program."""

# What Pagefind brings along for other themes, and for languages that it does not know.
_SPARE = ("pagefind-ui.", "pagefind-modular-ui.", "pagefind-component-ui.", "pagefind-highlight.", "wasm.unknown.")
_MARK = b"pagefind_dcd"
_FILTERS = 3
"""Index of the facets in a meta file."""


@dataclass(frozen=True)
class Entry:
    """A search result."""

    url: str
    """Address below the root of the site, with an anchor where it is a part of a page."""
    title: str
    """The heading of it in the list of results; empty for a page, whose first heading is taken."""
    content: str
    """HTML of a page, text of a record."""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Ids by facet; empty for a page."""


def entries(page: ParsedPage) -> Iterator[Entry]:
    """Take a page apart into what can be found on it: each record that it shows, and the page without them."""
    if page.path == NOT_FOUND:
        return
    text = page.text
    for record in text.css("[data-search-record]"):
        attributes = record.attrs
        facets = {facet: ids for facet in FACETS if (ids := attributes.sget(f"data-search-{facet}").split())}
        url, title = f"{page.url}#{attributes.sget('id')}", attributes.sget("data-search-title")
        if heading := record.css_first("h2, h3, h4"):
            heading.decompose()
        parts = (" ".join(part.text(separator=" ").split()) for part in record.css("p, dd, li") or [record])
        yield Entry(url, title, " · ".join(filter(None, parts)), facets)
        record.decompose()
    text.strip_tags(_NO_TEXT, recursive=True)
    for repeated in text.css("[data-pagefind-ignore]"):
        repeated.decompose()
    if page.path.startswith(_MANUAL):
        text.attrs["data-pagefind-weight"] = "0.1"
        for heading in text.css(", ".join(_BELOW)):
            heading.attrs["data-pagefind-weight"] = _BELOW[heading.tag or ""]
    yield Entry(page.url, "", text.html or "")


class SearchIndex:
    """An index in the making: Pagefind reads what it is given while its giver goes on with something else."""

    def __init__(self, language: str) -> None:
        self._language = language.lower()
        self._program = subprocess.Popen(
            [get_executable(), "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "TOKIO_WORKER_THREADS": "1"},  # more threads need more memory and are no faster
        )
        assert self._program.stdin
        assert self._program.stdout
        self._requests, self._answers = self._program.stdin, self._program.stdout
        self._writer, self._reader = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._made = self._reader.submit(self._read)
        self._ask({"type": "NewIndex", "config": {"force_language": self._language}})

    def __enter__(self) -> SearchIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self._program.kill()  # whatever it is at; it would end before its files are whole if its requests ended
        self._program.wait()
        for thread in (self._writer, self._reader):
            thread.shutdown(cancel_futures=True)
        with suppress(BrokenPipeError):
            self._requests.close()
        self._answers.close()

    def add(self, found: Iterable[Entry]) -> None:
        """Take in what can be found on a page."""
        for entry in found:
            url = f"/{entry.url}"
            if "#" in entry.url:
                record = {"content": entry.content, "language": self._language, "meta": {"title": entry.title}}
                self._ask({"type": "AddRecord", "url": url, **record, "filters": entry.facets, **_INDEX})
            else:
                html = f"<html><body data-pagefind-body>{entry.content}</body></html>"
                self._ask({"type": "AddFile", "url": url, "file_contents": html, **_INDEX})

    def close(self) -> None:
        """Let Pagefind put the index together, now that all pages are in."""
        self._ask({"type": "GetFiles", **_INDEX})

    def files(self) -> dict[str, bytes]:
        """Return the files of the index, once it was closed, by their path below the root of the site."""
        kept = {path: content for path, content in self._made.result().items() if not path.startswith(_SPARE)}
        return {f"pagefind/{path}": content for path, content in in_order(kept).items()}

    def _ask(self, request: dict[str, Any]) -> None:
        """Pass on a request as Pagefind reads it: JSON in base64, with a comma after it."""
        self._writer.submit(self._write, json.dumps({"message_id": 1, "payload": request}).encode())

    def _write(self, request: bytes) -> None:
        self._requests.write(base64.b64encode(request) + b",")
        self._requests.flush()

    def _read(self) -> dict[str, bytes]:
        """Return the files that Pagefind makes in the end; it answers requests in their order."""
        begun: list[bytes] = []
        while part := os.read(self._answers.fileno(), 1 << 20):
            *ended, rest = part.split(b",")
            for end in ended:
                answer = json.loads(base64.b64decode(b"".join([*begun, end])))["payload"]
                begun = []
                if answer["type"] == "Error":
                    raise RuntimeError(f"Pagefind: {answer['message']}")
                if "files" in answer:
                    return {file["path"]: base64.b64decode(file["content"]) for file in answer["files"]}
            begun.append(rest)
        raise EOFError("Pagefind ended before its time")


def in_order(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of an index with its facets in order, which Pagefind writes in another order each time.

    Files are named by their content, and are `pagefind_dcd` and CBOR, gzipped.
    """
    made = dict(files)
    names = {}
    for path in [path for path in files if path.endswith(".pf_filter")]:
        facet, values = _unpacked(made.pop(path))
        content = _packed([facet, sorted(values)])
        old = path.removeprefix("filter/").removesuffix(".pf_filter")
        names[old] = _renamed(old, content)
        made[f"filter/{names[old]}.pf_filter"] = content
    entry = json.loads(files["pagefind-entry.json"])
    for language in entry["languages"].values():
        meta = _unpacked(made.pop(f"pagefind.{language['hash']}.pf_meta"))
        meta[_FILTERS] = sorted([facet, names[name]] for facet, name in meta[_FILTERS])
        content = _packed(meta)
        language["hash"] = _renamed(language["hash"], content)
        made[f"pagefind.{language['hash']}.pf_meta"] = content
    made["pagefind-entry.json"] = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return made


def _renamed(name: str, content: bytes) -> str:
    language, _, old = name.rpartition("_")
    return f"{language}_{sha256(content).hexdigest()[: len(old)]}"


def _unpacked(content: bytes) -> Any:
    data = gzip.decompress(content)
    if not data.startswith(_MARK):
        raise ValueError("this is no index of the Pagefind that this program knows")
    return cbor2.loads(data[len(_MARK) :])


def _packed(value: Any) -> bytes:
    return gzip.compress(_MARK + cbor2.dumps(value), mtime=0)
