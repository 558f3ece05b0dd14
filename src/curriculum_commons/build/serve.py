"""Let a browser on this computer see the preview, and reload it when a file is saved.

Knows HTTP and when files change, and nothing of what is in them.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

from ..content.file_names import media_type
from ..editor.localhost import HOST, LocalRequest, is_this_computer, listen, path_and_query
from ..model.problems import counted
from .downloads import DOWNLOADS
from .engine_client import Engine
from .html_page import NOT_FOUND
from .preview import OWN, Preview
from .publish import scratch
from .run import SOURCES

_OWN_FILES = {"reload.js": "text/javascript", "note.css": "text/css"}
_PAUSE = 0.2
"""Seconds between two looks at the files."""

State = dict[str, tuple[int, int]]
Report = Callable[[str], None]


def serve(  # noqa: PLR0913 — each of them is what a person asks for
    root: Path, engine_name: str, port: int, report: Report, warn: Report, *, today: str
) -> None:
    """Show the site until someone ends it with Ctrl-C.

    Args:
        port: 0 takes any that is free.
        report: Takes what is good to know.
        warn: Takes what is wrong.
        today: The day on which it is shown; what is overdue is then marked.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        listen(port) as server,
        scratch(root, f"serve-{server.server_port}", lambda: None) as workplace,
        Engine(root, engine_name, workplace) as engine,
    ):
        preview = Preview(root, engine, workplace.folder, today)
        server.RequestHandlerClass = partial(_Request, preview)
        try:
            state = files_and_times(root)
            _refresh(preview, report, warn)
            Thread(target=server.serve_forever, daemon=True).start()
            report(f"Ctrl-C ends the preview: http://{HOST}:{server.server_port}/")
            for _ in _changes(root, state):
                _refresh(preview, report, warn)
        except KeyboardInterrupt:
            report("")
        finally:
            server.shutdown()


def _refresh(preview: Preview, report: Report, warn: Report) -> None:
    begun, known = time.monotonic(), preview.wrong
    preview.refresh()
    seconds = time.monotonic() - begun
    for line in preview.wrong if preview.wrong != known else ():
        warn(line)
    problems = f"{counted(len(preview.wrong), 'problem')}; the last good pages stay"
    report(problems if preview.wrong else f"Ready after {seconds:.2f} s")


def _changes(root: Path, state: State) -> Iterator[State]:
    while True:
        time.sleep(_PAUSE)
        now = files_and_times(root)
        if now != state:
            state = now
            yield now


def files_and_times(root: Path) -> State:
    """Return what changes whenever a file is saved that the preview shows; files for download are made by itself."""
    state: State = {}
    made = root / DOWNLOADS
    for name in SOURCES:
        path = root / name
        # A link to a folder may lead to a whole disk.
        for file in [path] if path.is_file() or path.is_symlink() else path.rglob("*"):
            if file == made or made in file.parents:
                continue
            with suppress(OSError):  # a file may go while it is looked at
                seen = file.stat()
                state[file.relative_to(root).as_posix()] = (seen.st_mtime_ns, seen.st_size)
    return state


class _Request(LocalRequest):
    """Answers a browser from the preview."""

    def __init__(self, preview: Preview, *arguments: Any) -> None:
        self._preview = preview
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer with a page, a file, or what belongs to the preview itself."""
        if not is_this_computer(self.headers.get("Host", "")):
            self.answer(b"unexpected Host header", "text/plain", HTTPStatus.FORBIDDEN)
        elif asked := path_and_query(self.path):
            self._answer_path(*asked)
        else:
            self.answer(b"this is not the address of a file", "text/plain", HTTPStatus.BAD_REQUEST)

    do_HEAD = do_GET

    def _answer_path(self, address: str, query: str) -> None:
        path = address.removeprefix(self._preview.folder).lstrip("/")
        if path.startswith(OWN):
            self._answer_own(path.removeprefix(OWN), query)
        elif html := self._preview.page(path + "index.html" if path.endswith("/") or not path else path):
            self.answer(html, "text/html; charset=utf-8")
        elif self._preview.page(f"{path}/index.html"):
            self.answer(b"", "text/plain", HTTPStatus.MOVED_PERMANENTLY, Location=f"{quote(address)}/")
        elif (content := self._preview.file(path)) is not None:
            self.answer(content, media_type(path) or "application/octet-stream")
        else:
            html = self._preview.page(NOT_FOUND) or self._preview.empty()
            self.answer(html, "text/html; charset=utf-8", HTTPStatus.NOT_FOUND)

    def _answer_own(self, name: str, query: str) -> None:
        if name == "wait":
            if not re.fullmatch(r"[0-9]{1,20}", query):
                self.answer(b"enter a number", "text/plain", HTTPStatus.BAD_REQUEST)
                return
            newer = self._preview.wait(int(query))
            self.answer(b"", "text/plain", HTTPStatus.OK if newer else HTTPStatus.NO_CONTENT)
        elif name in _OWN_FILES:
            own = (files(__package__) / "assets" / name).read_text("utf-8")
            self.answer(self._preview.palette.recolored(own).encode(), _OWN_FILES[name])
        else:
            self.answer(b"", "text/plain", HTTPStatus.NOT_FOUND)
