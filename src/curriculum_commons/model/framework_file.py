"""`framework.json` as a record: the whole framework of a site, from which another site can be made.

Its form is the data files' own: records as they are in `data/competencies.yaml`, and the works that they cite.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from .framework import Competency, Domain, Framework, Stage
from .problems import CallError, quoted
from .profile import Provenance
from .record import Language, Record, Url
from .reference import Reference

FORMAT, VERSION = "curriculum-commons framework", 1


class FrameworkFile(Record):
    """A framework with all that belongs to it, as one site publishes it for others."""

    address_of_schema: Annotated[Url | None, Field(alias="$schema")] = None
    """Where its JSON Schema can be read."""
    format: Literal["curriculum-commons framework"] = "curriculum-commons framework"
    """What this file is."""
    version: Literal[1] = 1
    """Version of its form; a greater number means that a program of today may not understand it."""
    site: Url
    """The site that publishes it."""
    language: Language = "en"
    """Language of the statements."""
    framework: Framework
    """The framework as a whole."""
    domains: Annotated[tuple[Domain, ...], Field(min_length=1)]
    """The domains, in their order."""
    stages: tuple[Stage, ...] = ()
    """The learning progression, first step first."""
    competencies: Annotated[tuple[Competency, ...], Field(min_length=1)]
    """The competencies, in their order."""
    references: tuple[Reference, ...] = ()
    """The works that the records above cite."""
    provenance: Provenance | None = None
    """The framework of others that this one is made from; missing where it is made from none. Both have UUIDs of their
    own, and competencies keep theirs."""


def as_kept(content: bytes) -> bytes:
    """Return such a file as a site keeps it: without a mark at its beginning, its lines ended by line feeds."""
    return content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")


def digest(content: bytes) -> str:
    """Return the SHA-256 of such a file, which is the same after git has changed its line ends."""
    return sha256(as_kept(content)).hexdigest()


_OTHERS = {"CFDocument": "a CASE package", "CFPackage": "a CASE package", "@graph": "a graph of linked data"}
"""Forms in which other programs publish a framework, by a key at the top of each."""


def read_framework(content: bytes, name: str) -> FrameworkFile:
    """Return what such a file holds; raises CallError where it is none, with the first thing that is wrong.

    Args:
        name: What the file is called in messages.
    """
    try:
        values = json.loads(as_kept(content).decode())
    except UnicodeDecodeError as error:
        raise CallError(f"{quoted(name)} is not written in UTF-8; download it again") from error
    except (ValueError, RecursionError) as error:
        raise CallError(f"{quoted(name)} is not JSON: {error}; download it again") from error
    if isinstance(values, dict) and (form := next((_OTHERS[key] for key in _OTHERS if key in values), None)):
        raise CallError(f"{quoted(name)} is {form}, which is not read; export the framework as csv or xlsx where it is")
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise CallError(f'{quoted(name)} is not a framework of this program; it has no "format": {quoted(FORMAT)}')
    if values.get("version") != VERSION:
        raise CallError(f"{quoted(name)} has version {values.get('version')!r}; this program reads version {VERSION}")
    try:
        return FrameworkFile.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise CallError(f"{quoted(name)} has something else at {place}: {first['msg']}") from error
