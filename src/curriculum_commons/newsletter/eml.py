"""Put both forms of an issue into one message that opens as a draft in Outlook, Apple Mail and Thunderbird."""

from __future__ import annotations

from base64 import encodebytes
from binascii import b2a_qp
from datetime import UTC, date, datetime, time
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, formataddr
from hashlib import sha256

from ..model.commons import Commons, Issue
from ..model.records import Publisher

_NOON = time(12, tzinfo=UTC)
_LINES = compat32.clone(linesep="\r\n", mangle_from_=False)
_LONGEST_WORD = 60
_SPECIAL = set('()<>[]:;,\\" ')
"""Characters that an address may contain only in quotes."""


def message(commons: Commons, issue: Issue, text: str, html: str) -> bytes:
    """Return a message without receivers that holds an issue in both forms, the plain one first."""
    when = datetime.combine(date.fromisoformat(issue.meta.date), _NOON)
    draft = Message()
    # As they are: the library would take what looks like an encoded word for what it may hide, line breaks too.
    headers = {"From": _from(commons.site.publisher), "Subject": _encoded(issue.meta.title, "Subject")}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    draft["X-Unsent"] = "1"
    draft["X-Uniform-Type-Identifier"] = "com.apple.mail-draft"
    draft["Date"] = format_datetime(when)
    draft["MIME-Version"] = "1.0"
    # Quoted-printable writes "=" as "=3D", and base64 has no "_", so that neither can contain this.
    boundary = f"=_{sha256(issue.name.encode()).hexdigest()[:32]}"
    draft.add_header("Content-Type", "multipart/alternative", boundary=boundary)
    draft.attach(_part("plain", text))
    draft.attach(_part("html", html))
    return lines.encode("ascii") + draft.as_bytes(policy=_LINES)


def _part(kind: str, text: str) -> Message:
    part = Message()
    part.add_header("Content-Type", f"text/{kind}", charset="utf-8")
    # The shorter one: letters outside of Latin take three times their bytes in quoted-printable.
    readable, packed = b2a_qp(text.encode()), encodebytes(text.replace("\n", "\r\n").encode())
    encoding, payload = min(("quoted-printable", readable), ("base64", packed), key=lambda encoded: len(encoded[1]))
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(payload.decode("ascii"))
    return part


def _from(publisher: Publisher) -> str:
    """Return who sends it; empty where that is not known or unusual, so that the program fills it in."""
    address = publisher.email or ""
    if not address or not address.isascii() or not address.isprintable() or _SPECIAL & set(address):
        return ""
    if _is_plain(publisher.name):
        return formataddr((publisher.name, address))
    return f"{_encoded(publisher.name, 'From')} <{address}>"


def _encoded(text: str, header: str) -> str:
    line = " ".join(text.split())
    # A longer word cannot be folded, and would begin on the line below the name of the header.
    plain = _is_plain(line) and max(map(len, line.split())) <= _LONGEST_WORD
    return Header(line, "us-ascii" if plain else "utf-8", header_name=header).encode(linesep="\r\n")


def _is_plain(line: str) -> bool:
    """Return True if a header can contain a line as it is: no program could read it as encoded."""
    return line.isascii() and line.isprintable() and "=?" not in line
