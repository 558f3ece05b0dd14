"""Send an issue to nobody: to a mail server that listens on this computer for one message, and give what arrived.

Talks to 127.0.0.1 and to nothing else.
"""

from __future__ import annotations

import asyncio
import smtplib
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from ..problems import CallError

_HOST = "127.0.0.1"
_NOBODY = "newsletter@localhost"
_SECONDS = 20


@dataclass(frozen=True)
class Arrived:
    """A message as its receiver gets it."""

    raw: bytes
    """All of it."""
    subject: str
    """Its subject, as a mail program shows it."""
    html: str
    """The part for programs that show HTML."""
    text: str
    """The part for all others."""


@dataclass
class _Catcher:
    """Keeps what is sent to it."""

    caught: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content
        self.caught.append(content or b"")
        return "250 caught"


def rehearse(message: bytes) -> Arrived:
    """Send a message and return it as it arrived; raises CallError where a mail server would refuse it."""
    return _read(asyncio.run(_through(message)))


async def _through(message: bytes) -> bytes:
    catcher = _Catcher()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(catcher, hostname="localhost", enable_SMTPUTF8=True), _HOST, 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        try:
            await asyncio.to_thread(_send, port, message)
        except (smtplib.SMTPException, OSError) as error:
            raise CallError(f"a mail server refuses this issue: {error}") from error
    return catcher.caught[0]


def _send(port: int, message: bytes) -> None:
    with smtplib.SMTP(_HOST, port, local_hostname="localhost", timeout=_SECONDS) as client:
        client.sendmail(_NOBODY, [_NOBODY], message)


def _read(raw: bytes) -> Arrived:
    message: Any = message_from_bytes(raw, policy=default)
    return Arrived(raw, str(message["Subject"] or ""), _part(message, "html"), _part(message, "plain"))


def _part(message: EmailMessage, kind: str) -> str:
    part: Any = message.get_body((kind,))
    return str(part.get_content()) if part else ""
