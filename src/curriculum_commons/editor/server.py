"""Serve the form to a browser on this computer, and read and write the files that it asks for.

Knows HTTP and whom to trust: only a page of its own, at the secret address shown in the terminal.
"""

from __future__ import annotations

import io
import json
import re
import secrets
import signal
import webbrowser
from functools import partial
from hmac import compare_digest
from http import HTTPStatus
from typing import Any

from ..content.file_names import media_type
from ..content.files import LARGEST
from .folder import ABSENT, MissingError, RefusedError, state_of
from .localhost import HOST, LimitedServer, LocalRequest, Server, listen, path_and_query
from .page import FOLDER
from .session import EditSession

_PRIVATE = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def edit(session: EditSession, port: int, open_browser: bool) -> None:
    """Serve the form until Ctrl-C.

    Args:
        port: 0 takes any free one.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with form_server(session, port) as server:
        address = f"http://{HOST}:{server.server_port}/{session.key}/{FOLDER}/"
        try:
            session.report(f"Ctrl-C ends the form. Keep its address to yourself: {address}")
            for problem in session.validate():
                session.warn(str(problem))
            if open_browser:
                webbrowser.open(address)
            server.serve_forever()
        except KeyboardInterrupt:
            session.report("")


def form_server(session: EditSession, port: int, idle_seconds: float = 30) -> Server:
    """Return the server behind the form.

    Args:
        idle_seconds: Time after which a connection without traffic is closed.
    """
    server = listen(port, LimitedServer)
    server.RequestHandlerClass = partial(_Request, session, idle_seconds)
    return server


class _MalformedError(RefusedError):
    """A request is incomplete, or its length is unknown."""

    status = 400


class _WholeLines(io.BufferedReader):
    """End the connection at a line that breaks off; the standard library would take half the headers for all."""

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if not line.endswith(b"\n") and len(line) != size:
            raise ConnectionAbortedError
        return line


class _Request(LocalRequest):
    def __init__(self, session: EditSession, idle_seconds: float, *connection: Any) -> None:
        self._session = session
        self._idle_seconds = idle_seconds
        super().__init__(*connection)

    def setup(self) -> None:
        """Limit the time to wait, and read only whole lines."""
        super().setup()
        self.connection.settimeout(self._idle_seconds)
        self.rfile = _WholeLines(self.rfile.detach())

    def _run(self) -> None:
        methods = {"GET": self._get, "PUT": self._put, "POST": self._post, "DELETE": self._delete}
        try:
            self._refuse_strangers()
            methods[self.command](self._path())
        except RefusedError as error:
            self._refuse(error.status, str(error))
        except (ConnectionError, TimeoutError):
            raise
        except OSError as error:
            message = f"{error.strerror}: nothing was saved; the file is as it was"
            self._session.warn(f"commons: {message}")
            self._refuse(HTTPStatus.INSUFFICIENT_STORAGE, message)

    do_GET = do_PUT = do_POST = do_DELETE = _run

    def _refuse_strangers(self) -> None:
        """Refuse requests that do not come from our own page: another Host, or another site in this browser."""
        port = self.connection.getsockname()[1]
        host, origin = self.headers.get("Host", ""), self.headers.get("Origin")
        if host not in {f"{HOST}:{port}", f"localhost:{port}"}:
            raise RefusedError("unexpected Host header")
        if origin not in {None, f"http://{host}"} or (self.command != "GET" and origin is None):
            raise RefusedError("unexpected Origin header")
        if self.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            raise RefusedError("request of another site")

    def _path(self) -> str:
        asked = path_and_query(self.path)
        if asked is None:
            raise _MalformedError("this is not the address of a file")
        key, _, path = asked[0].lstrip("/").partition("/")
        if not compare_digest(key.encode(), self._session.key.encode()):
            raise MissingError("nothing is here; open the address that commons edit shows")
        return path

    def _get(self, path: str) -> None:
        """Return a file of the form, the list of the files that it changes, or one of them."""
        if path == "files":
            self.answer(json.dumps(self._session.opened()).encode(), "application/json")
        elif path.startswith("files/"):
            content = self._session.folder.read(path.removeprefix("files/"))
            self.answer(content, _media_type(path), ETag=f'"{state_of(content)}"')
        else:
            name = path + "index.html" if path.endswith("/") or not path else path
            file = self._session.form(name)
            if file is None:
                raise MissingError("nothing is here; open the address that commons edit shows")
            self.answer(file, _media_type(name))

    def _put(self, path: str) -> None:
        content = self._body()
        answer = self._session.write(self._file(path), content, self._state(), self._save())
        self.answer(answer, "application/json", ETag=f'"{state_of(content)}"')

    def _post(self, path: str) -> None:
        """Undo the last save, or show a page as it is being written."""
        body = self._body()
        if path == "undo":
            self.answer(self._session.undo(), "application/json")
        elif path.startswith("articles/"):
            text = body.decode(errors="replace")
            self.answer(self._session.article(path.removeprefix("articles/"), text), "text/plain; charset=utf-8")
        else:
            raise MissingError("nothing is here")

    def _delete(self, path: str) -> None:
        answer = self._session.remove(self._file(path), self._state(), self._save())
        self.answer(answer, "application/json")

    def _file(self, path: str) -> str:
        if not path.startswith("files/"):
            raise MissingError("nothing is here")
        return path.removeprefix("files/")

    def _state(self) -> str:
        return self.headers.get("If-Match", ABSENT).strip('"')

    def _save(self) -> str:
        """Return the name of the save that a request belongs to; each is its own if the form names none."""
        return self.headers.get("X-Save") or secrets.token_hex()

    def _body(self) -> bytes:
        """Return the whole body; raises RefusedError if less arrived than was announced."""
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
            self.close_connection = True  # its body may not have been read
        self.answer(message.encode(), "text/plain; charset=utf-8", status)

    def answer(self, body: bytes, media_type: str, status: int = HTTPStatus.OK, **headers: str) -> None:
        """Send an answer that no other site may show or read."""
        super().answer(body, media_type, status, **_PRIVATE, **headers)


def _media_type(path: str) -> str:
    known = media_type(path) or "application/octet-stream"
    return f"{known}; charset=utf-8" if known.startswith("text/") else known
