"""A server for browsers on this computer, and for nobody else."""

from __future__ import annotations

import errno
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore
from typing import Any

from ..model.problems import CallError

HOST = "127.0.0.1"


def is_this_computer(host: str) -> bool:
    """Return True if a browser that names this host means this computer, and no site elsewhere that has led it here."""
    return (host.rpartition(":")[0] or host) in {HOST, "localhost"}


class Server(ThreadingHTTPServer):
    """Answers every request in a thread of its own; a browser that has left is no error."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # Windows would let two servers share a port

    def handle_error(self, *told: Any) -> None:
        """Tell of an error, unless the browser has left."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*told)


class LimitedServer(Server):
    """Serves at most 32 connections at once; the next ones wait until one of these has ended."""

    most = 32
    request_queue_size = 128

    def __init__(self, *arguments: Any) -> None:
        self._free = BoundedSemaphore(self.most)
        super().__init__(*arguments)

    def process_request(self, *connection: Any) -> None:
        """Wait for a free place, and serve the connection in a thread of its own."""
        self._free.acquire()
        super().process_request(*connection)

    def process_request_thread(self, *connection: Any) -> None:
        """Serve the connection, and free its place."""
        try:
            super().process_request_thread(*connection)
        finally:
            self._free.release()


def listen(port: int, kind: type[Server] = Server) -> Server:
    """Return a server at a port, or at any that is free for 0; raises CallError where the port is taken."""
    try:
        return kind((HOST, port), BaseHTTPRequestHandler)
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise CallError(f"port {port} is taken; name another one with --port") from error
        raise
