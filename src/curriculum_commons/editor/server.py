"""Serve the form to a browser of this computer, and carry out what it asks of the folder.

Knows HTTP, and whom to trust: only a page of its own, which only the address shown in the terminal leads to.
"""

from __future__ import annotations

import io
import json
import mimetypes
import re
import secrets
import signal
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from ..build.project import open_commons, refuse_unpublishable
from ..content.load import DATA, load
from ..model.problems import CallError, ContentError, Problem
from . import FOLDER, Named, form_files, named
from .folder import ABSENT, LARGEST, EditableFolder, MissingError, RefusedError, state_of
from .localhost import HOST, LimitedServer, Server, listen
from .problems_in_form import in_the_form, new_ones

Say = Callable[[str], None]
_KINDS = {".js": "text/javascript", ".json": "application/json", ".css": "text/css", ".woff2": "font/woff2"}


def edit(desk: Desk, port: int, show: bool) -> None:
    """Let a browser change the content until someone ends it with Ctrl-C.

    Args:
        port: 0 takes any that is free.
        show: Whether to open a browser.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with form_server(desk, port) as server:
        address = f"http://{HOST}:{server.server_port}/{desk.key}/{FOLDER}/"
        try:
            desk.say(f"The form is at {address}; keep this address to yourself. Ctrl-C ends it")
            for problem in desk.begin():
                desk.warn(str(problem))
            if show:
                webbrowser.open(address)
            server.serve_forever()
        except KeyboardInterrupt:
            desk.say("")


def form_server(desk: Desk, port: int, idle_seconds: float = 30) -> Server:
    """Return the server behind the form.

    Args:
        idle_seconds: A connection on which nothing arrives for so long is closed.
    """
    server = listen(port, LimitedServer)
    server.RequestHandlerClass = partial(_Request, desk, idle_seconds)
    return server


class Desk:
    """A folder, the form that changes it, and what is wrong with it after each change."""

    def __init__(self, root: Path, today: str, say: Say, warn: Say) -> None:
        """Take the folder of a project; raises CallError where it is none.

        Args:
            today: The day by which content is judged.
            say: Takes what is good to know.
            warn: Takes what is wrong.
        """
        if not (root / DATA).is_dir():
            raise CallError(f"{root} has no {DATA}/; name the folder of a project with --root")
        self.key = secrets.token_urlsafe(16)
        """Begins every address; nobody else on this computer can guess it."""
        self.folder = EditableFolder(root)
        self.say, self.warn = say, warn
        self._root, self._today = root, today
        self._turn = Lock()
        self._form: Mapping[str, bytes] = {}
        self._known: tuple[Problem, ...] = ()

    def form(self, name: str) -> bytes | None:
        """Return a file of the form, or `None` where there is none; its page and configuration are made afresh."""
        with self._turn:
            if name not in self._form or name.endswith((".html", ".json")):
                self._form = dict(form_files(self._site(), self.folder.texts()))
            return self._form.get(name)

    def _site(self) -> Named:
        try:
            return named(open_commons(self._root).site)
        except ContentError:
            return Named()  # what is wrong is told by `problems`, and may be what the form is opened for

    def problems(self) -> tuple[Problem, ...]:
        """Return what keeps the content from being published."""
        with self._turn:
            try:
                refuse_unpublishable(self._root, open_commons(self._root), self._today)
            except ContentError as error:
                return error.problems
        return ()

    def begin(self) -> tuple[Problem, ...]:
        """Return what is wrong before anything is changed; from here on only what is new is told."""
        self._known = self.problems()
        return self._known

    def saved(self, message: str) -> bytes:
        """Tell of a change, and return what the form is answered: the problems that were not there before it."""
        found = self.problems()
        new = new_ones(found, self._known)
        self._known = found
        number = len(found)
        self.say(f"{message}; {f'{number} problem' + 's' * (number != 1) if number else 'no problems'}")
        for problem in new:
            self.warn(str(problem))
        return json.dumps({"problems": self.in_words(new)}).encode()

    def in_words(self, problems: Sequence[Problem]) -> list[str]:
        """Return problems as the form shows them."""
        source = load(self._root) if problems else None
        return [in_the_form(problem, source) for problem in problems if source]


class _MalformedError(RefusedError):
    """A request is incomplete, or its length is unknown."""

    status = 400


class _WholeLines(io.BufferedReader):
    """Ends the connection where a line breaks off; the standard library would take half the headers for all of them."""

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if not line.endswith(b"\n") and len(line) != size:
            raise ConnectionAbortedError
        return line


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, desk: Desk, idle_seconds: float, *connection: Any) -> None:
        self._desk = desk
        self._idle_seconds = idle_seconds
        super().__init__(*connection)

    def setup(self) -> None:
        """Wait only so long, and read only whole lines."""
        super().setup()
        self.connection.settimeout(self._idle_seconds)
        self.rfile = _WholeLines(self.rfile.detach())

    def do_GET(self) -> None:
        """Answer with a file of the form, the list of the files that it changes, or one of them."""
        self._answered(self._get)

    def do_PUT(self) -> None:
        """Write a file."""
        self._answered(self._put)

    def do_DELETE(self) -> None:
        """Take a file away."""
        self._answered(self._delete)

    def log_message(self, *_: Any) -> None:
        """Say nothing: each change is told by itself."""

    def _answered(self, act: Callable[[str], None]) -> None:
        try:
            self._refuse_strangers()
            act(self._path())
        except RefusedError as error:
            self._refuse(error.status, str(error))
        except OSError as error:
            if isinstance(error, ConnectionError | TimeoutError):
                raise
            message = f"{error.strerror}: nothing was saved; the file is as it was"
            self._desk.warn(f"commons: {message}")
            self._refuse(HTTPStatus.INSUFFICIENT_STORAGE, message)

    def _refuse_strangers(self) -> None:
        """Refuse what no page of ours has asked: another name for this computer, or another site in this browser."""
        port = self.connection.getsockname()[1]
        hosts = {f"{HOST}:{port}", f"localhost:{port}"}
        host, origin = self.headers.get("Host", ""), self.headers.get("Origin")
        if host not in hosts:
            raise RefusedError("asked under a strange name")
        if origin is not None and origin != f"http://{host}":
            raise RefusedError("asked by another site")
        if self.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            raise RefusedError("asked by another site")
        if self.command != "GET" and origin is None:
            raise RefusedError("asked by no page")

    def _path(self) -> str:
        key, _, path = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
        if not compare_digest(key.encode(), self._desk.key.encode()):
            raise MissingError("nothing is here; open the address that commons edit shows")
        return path

    def _get(self, path: str) -> None:
        if path == "files":
            told: dict[str, Any] = {"name": self._desk.folder.name, "files": self._desk.folder.listed()}
            self._answer(
                json.dumps({**told, "problems": self._desk.in_words(self._desk.begin())}).encode(), "application/json"
            )
        elif path.startswith("files/"):
            content = self._desk.folder.read(path.removeprefix("files/"))
            self._answer(content, _kind(path), state=state_of(content))
        else:
            name = path + "index.html" if path.endswith("/") else path
            found = self._desk.form(name)
            if found is None:
                raise MissingError("nothing is here; open the address that commons edit shows")
            self._answer(found, _kind(name))

    def _put(self, path: str) -> None:
        content = self._body()
        place = self._place(path)
        self._desk.folder.write(place, content, self._state())
        self._answer(self._desk.saved(f"Saved {place}"), "application/json", state=state_of(content))

    def _delete(self, path: str) -> None:
        place = self._place(path)
        self._desk.folder.remove(place, self._state())
        self._answer(self._desk.saved(f"Removed {place}"), "application/json")

    def _place(self, path: str) -> str:
        if not path.startswith("files/"):
            raise MissingError("nothing is here")
        return path.removeprefix("files/")

    def _state(self) -> str:
        return self.headers.get("If-Match", ABSENT).strip('"')

    def _body(self) -> bytes:
        """Return what was sent, whole; raises RefusedError where less arrived than was announced."""
        length = self._length()
        try:
            content = self.rfile.read(length)
        except TimeoutError:
            content = b""
        if len(content) < length:
            raise _MalformedError(f"fewer than the announced {length:,} bytes arrived; nothing was saved")
        return content

    def _length(self) -> int:
        lengths = self.headers.get_all("Content-Length", [])
        if "Transfer-Encoding" in self.headers or len(lengths) != 1 or not re.fullmatch(r"[0-9]{1,18}", lengths[0]):
            raise _MalformedError("enter the length of the file as Content-Length; nothing was saved")
        if int(lengths[0]) > LARGEST:
            raise RefusedError(f"a file may have at most {LARGEST:,} bytes; nothing was saved")
        return int(lengths[0])

    def _refuse(self, status: int, message: str) -> None:
        if self.command != "GET":
            self.close_connection = True  # what it sent may not have been read
        self._answer(message.encode(), "text/plain; charset=utf-8", status)

    def _answer(self, body: bytes, kind: str, status: int = HTTPStatus.OK, state: str | None = None) -> None:
        self.send_response(status)
        told = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Content-Security-Policy": "frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            **({"ETag": f'"{state}"'} if state is not None else {}),
        }
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _kind(path: str) -> str:
    known = _KINDS.get(Path(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"{known}; charset=utf-8" if known.startswith("text/") else known
