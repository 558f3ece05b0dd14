"""Read a framework that another system has published; what it is shows in its content, not in the name of its file.

Readers take bytes, and know no record of this program, no file and no folder.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from ...model.framework_file import FORMAT
from ...model.problems import CallError, FileRefusedError, quoted
from .case import is_case, read_case
from .ctdl import read_ctdl
from .incoming import Incoming, Item, Kept
from .json_ld import graph_of
from .medbiquitous import is_zip_of_xml, read_medbiquitous
from .sheets import read_csv, read_workbook

__all__ = ["LARGEST", "Incoming", "Item", "Kept", "read_incoming"]
LARGEST = 60_000_000
"""Bytes of a file."""


def read_incoming(content: bytes, name: str, language: str = "") -> Incoming | None:
    """Return the framework in a file; None where it is a table or a `framework.json`, which others read.

    Args:
        name: What the file is called in messages.
        language: The one to take of several.

    Raises:
        FileRefusedError: The file is of a form that is read, and cannot be; or it is something else that has a name.
    """
    begin = content[:200].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").strip(b"\xff\xfe \r\n\t")[:1]
    try:
        if begin in (b"{", b"["):
            return _of_json(content, language)
        _refuse_named(begin, content)
        if begin == b"<" or (content.startswith(b"PK") and is_zip_of_xml(content)):
            return read_medbiquitous(content, name)
        if content.startswith(b"PK"):
            return read_workbook(content, name)
        return read_csv(content, name)
    except CallError as error:
        about = str(error).removeprefix("the file ").removeprefix(f"{name} ")
        raise FileRefusedError(f"{quoted(name)}{':' if about == str(error) else ''} {about}") from error


def _refuse_named(begin: bytes, content: bytes) -> None:
    if begin == b"@" and content.lstrip()[:7].lower() == b"@prefix":
        raise CallError("the file is Turtle (RDF), which is not read; export it as JSON-LD, or as csv")
    if content[:200].lower().partition(b"<")[2].startswith((b"!doctype html", b"html")):
        raise CallError("the file is a web page, such as one to sign in at; download the file itself")
    if content.startswith(b"%PDF"):
        raise CallError("the file is a PDF, of which no program can take a framework; ask for it as csv or CASE")


def _of_json(content: bytes, language: str) -> Incoming | None:
    twice: dict[str, int] = {}

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            written = Counter(key for key, _ in pairs)
            twice.update({key: twice.get(key, 0) + 1 for key, number in written.items() if number > 1})
        return found

    try:
        value = json.loads(content, object_pairs_hook=once)
    except RecursionError as error:
        raise CallError("the file is nested too deep to be read; export it again") from error
    except ValueError as error:
        raise CallError(f"the file is not JSON: {error}; download it again") from error
    if isinstance(value, dict) and value.get("format") == FORMAT:
        return None
    incoming = _of_values(value, language)
    for key, number in twice.items():
        incoming.report(key, f"{number} times", "refused", "is written twice in one object; the last is taken")
    return incoming


def _of_values(value: Any, language: str) -> Incoming:
    if is_case(value):
        return read_case(value)
    nodes = graph_of(value)
    if nodes is not None:
        return read_ctdl(nodes, language)
    raise CallError("the file is JSON, and of no form of a framework that is known (CASE, CTDL-ASN, framework.json)")
