"""A server that only browsers on this computer can reach, and how it answers them."""

from __future__ import annotations

import errno
import os
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import unquote, urlsplit

from ..model.problems import CallError

HOST = "127.0.0.1"
_LONGEST_NAME = 255
"""Bytes of the name of a file."""


def is_this_computer(host: str) -> bool:
    """Return True if a Host header names this computer, and not a site elsewhere whose name leads here."""
    return (host.rpartition(":")[0] or host) in {HOST, "localhost"}


def path_and_query(target: str) -> tuple[str, str] | None:
    """Return the decoded path and the query that a request asks for; None where no file can have such a name."""
    try:
        parts = urlsplit(target)
    except ValueError:  # such as "http://[x]/"
        return None
    path = unquote(parts.path)
    if "\0" in path or any(len(name.encode()) > _LONGEST_NAME for name in path.split("/")):
        return None
    return path, parts.query


class LocalRequest(BaseHTTPRequestHandler):
    """Answers a browser with bytes that it keeps no copy of."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or every answer waits 40 ms for the browser to say that it has its head

    def log_message(self, *_: Any) -> None:
        """Print nothing; what matters is reported by itself."""

    def answer(self, body: bytes, media_type: str, status: int = HTTPStatus.OK, **headers: str) -> None:
        """Send an answer.

        Args:
            headers: Further ones by name, with _ in place of each hyphen.
        """
        self.send_response(status)
        whole = {"Content-Type": media_type, "Content-Length": str(len(body)), "Cache-Control": "no-store", **headers}
        for name, value in whole.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """Answer each connection in a thread of its own; ignore browsers that have gone away."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # Windows would let two servers share a port
    request_queue_size = 128

    def handle_error(self, *request: Any) -> None:
        """Print the traceback of an error, unless the browser has gone away."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*request)


class LimitedServer(Server):
    """Answer at most 32 connections at once; further ones wait in the queue of the system."""

    most_connections = 32

    def __init__(self, *arguments: Any) -> None:
        self._free = BoundedSemaphore(self.most_connections)
        super().__init__(*arguments)

    def process_request(self, *connection: Any) -> None:
        """Wait for a free thread, and answer a connection in it."""
        self._free.acquire()
        super().process_request(*connection)

    def process_request_thread(self, *connection: Any) -> None:
        """Answer a connection, and free its thread."""
        try:
            super().process_request_thread(*connection)
        finally:
            self._free.release()


def listen(port: int, kind: type[Server] = Server) -> Server:
    """Return a server at a port, or at any free one for 0; raises CallError if the port is taken."""
    try:
        return kind((HOST, port), BaseHTTPRequestHandler)
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise CallError(f"port {port} is taken; name another one with --port") from error
        raise
