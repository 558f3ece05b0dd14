"""The table of forms in which a site publishes its framework for other programs.

Knows the module of each form, and nothing of what is in its files or where they are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from ..model.commons import Commons
from . import framework_json

DATA = "downloads/data/"
"""Folder of the files that people download, below the root of the site."""
_JSON = "application/json"
_NO_RECORDS = {"pages", "drafts", "toolkit", "license_text", "sent", "warnings"}


@dataclass(frozen=True)
class Listed:
    """A file that pages list."""

    path: str
    """Its path below the root of the site, which never changes: it names no edition."""
    media_type: str
    purpose: str
    """What it is and who reads it, in one sentence."""


def records(commons: Commons) -> object:
    """Return every record of a site, but no text of a page."""
    return [getattr(commons, field.name) for field in fields(commons) if field.name not in _NO_RECORDS]


@dataclass(frozen=True)
class Form:
    """One form, and how its files are made."""

    name: str
    """Its short name, such as "case"."""
    title: str
    """What people call it."""
    files: Callable[[Commons], Mapping[str, bytes]]
    """Makes its files, by path below the root of the site; the same content gives the same bytes."""
    listed: tuple[Listed, ...]
    """Those of its files that pages list, where they are made."""
    ingredients: Callable[[Commons], object] = records
    """What its files depend on, all of it shown in the `repr`."""


FORMS: tuple[Form, ...] = (
    Form(
        "framework-json",
        "framework.json",
        framework_json.framework_files,
        (
            Listed(framework_json.NAME, _JSON, "The whole framework, from which another site of this program is made."),
            Listed(framework_json.SCHEMA, "application/schema+json", "The JSON Schema of that file."),
        ),
    ),
)
"""Every form, in the order in which pages list them."""


def interchange_files(commons: Commons) -> dict[str, bytes]:
    """Return every file of every form, by path below the root of the site."""
    return {path: content for form in FORMS for path, content in form.files(commons).items()}
