"""Find out how this program was installed, so that a site can ask for the same one; knows no index and no registry."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

NAME = "curriculum-commons"
WHEELS = "wheels"
"""Folder of a site for the program, where it was installed from a file."""


@dataclass(frozen=True)
class Program:
    """What a site asks for."""

    requirement: str
    """As in `requirements.txt`."""
    wheel: Path | None = None
    """The file that it is in, which the site gets a copy of."""
    note: str | None = None
    """What its author should know, in a sentence."""


def installed_program() -> Program:
    """Return this program as it was installed: from git, from a file, or under its version."""
    found = distribution(NAME)
    origin = found.read_text("direct_url.json")  # PEP 610
    return _program(found.version, json.loads(origin) if origin else {})


def _program(version: str, origin: dict[str, Any]) -> Program:
    url = str(origin.get("url", ""))
    pinned = f"{NAME}=={version}"
    if commit := origin.get("vcs_info", {}).get("commit_id"):
        return Program(f"{NAME} @ git+{url}@{commit}")
    if url.startswith("file:") and "archive_info" in origin:
        wheel = Path(url2pathname(urlsplit(url).path))
        if wheel.is_file() and wheel.suffix == ".whl":
            return Program(f"./{WHEELS}/{wheel.name}", wheel)
        note = f"The program was installed from {wheel.name}, which is gone, so requirements.txt names its version"
        return Program(pinned, note=f"{note}; check that others can install it.")
    if url.startswith("https:") and "archive_info" in origin:
        return Program(f"{NAME} @ {url}")
    if url:
        note = "The program was installed from a folder of this computer, so requirements.txt names its version"
        return Program(pinned, note=f"{note}; write there where others can get it from.")
    return Program(pinned)
