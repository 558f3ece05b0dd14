"""A server for browsers on this computer, and for nobody else."""

from __future__ import annotations

import errno
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .problems import CallError

HOST = "127.0.0.1"


def is_this_computer(host: str) -> bool:
    """Tell whether a browser that names this host means this computer, and no site elsewhere that has led it here."""
    return (host.rpartition(":")[0] or host) in {HOST, "localhost"}


class Server(ThreadingHTTPServer):
    """Answers every request in a thread of its own; a browser that has left is no error."""

    daemon_threads = True

    def handle_error(self, *told: Any) -> None:
        """Tell of an error, unless the browser has left."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*told)


def listen(port: int) -> Server:
    """Return a server at a port, or at any that is free for 0; raises CallError where the port is taken."""
    try:
        return Server((HOST, port), BaseHTTPRequestHandler)
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise CallError(f"port {port} is taken; name another one with --port") from error
        raise
