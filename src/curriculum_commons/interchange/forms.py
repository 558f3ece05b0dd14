"""The table of forms in which a site publishes its framework for other programs.

Knows the module of each form, and nothing of what is in its files or where they are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from hashlib import sha256

from ..model.commons import Commons
from ..model.record_file import SCHEMA
from . import (
    DATA,
    canvas,
    case_api,
    ctdl_asn,
    framework_csv,
    framework_json,
    framework_markdown,
    llms,
    medbiquitous,
    moodle,
    open_badges,
    opencase,
    opensalt,
    record_json,
    redcap,
    sssom,
)

_JSON, _CSV = "application/json", "text/csv"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NO_RECORDS = {"pages", "drafts", "toolkit", "license_text", "sent", "warnings"}


@dataclass(frozen=True)
class Listed:
    """A file that pages list."""

    path: str
    """Its path below the root of the site, which never changes: it names no edition. A "*" in it is any name."""
    media_type: str
    purpose: str
    """What it is and who reads it, in one sentence."""


@lru_cache(maxsize=1)
def records(commons: Commons) -> str:
    """Return a sum of every record of a site, but of no text of a page."""
    found = [getattr(commons, field.name) for field in fields(commons) if field.name not in _NO_RECORDS]
    return sha256(repr(found).encode()).hexdigest()


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


def _one(  # noqa: PLR0913, PLR0917 — a row of the table below
    name: str,
    title: str,
    path: str,
    make: Callable[[Commons], bytes],
    media_type: str,
    purpose: str,
    ingredients: Callable[[Commons], object] = records,
) -> Form:
    """Return a form of one file."""
    return Form(name, title, lambda commons: {path: make(commons)}, (Listed(path, media_type, purpose),), ingredients)


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
    Form(
        "case",
        "CASE 1.0 and 1.1",
        case_api.case_files,
        (Listed(case_api.NAME, _JSON, "The framework as one package, for systems that take standards of 1EdTech."),),
    ),
    Form(
        "ctdl-asn",
        "CTDL-ASN",
        ctdl_asn.ctdl_files,
        (Listed(ctdl_asn.NAME, "application/ld+json", "The framework as linked data, for the Credential Registry."),),
    ),
    Form(
        "medbiquitous",
        "MedBiquitous",
        medbiquitous.medbiquitous_files,
        (
            Listed(
                medbiquitous.FRAMEWORK, "application/xml", "The structure of the framework, for curriculum systems."
            ),
            Listed(medbiquitous.OBJECTS, "application/zip", "Its statements, one XML file each."),
        ),
    ),
    Form(
        "open-badges",
        "Open Badges 3.0",
        open_badges.badge_files,
        (Listed(open_badges.NAME, _JSON, "For each competency the alignment to paste into a badge of your own."),),
    ),
    _one("canvas", "Canvas", canvas.NAME, canvas.canvas, _CSV, "Outcomes for the import of Canvas."),
    _one("moodle", "Moodle", moodle.NAME, moodle.moodle, _CSV, "A competency framework for the import of Moodle."),
    _one(
        "redcap", "REDCap", redcap.NAME, redcap.redcap, _CSV, "A form in which learners rate themselves; our own aid."
    ),
    Form(
        "opensalt",
        "OpenSALT",
        lambda commons: {opensalt.XLSX: opensalt.opensalt_xlsx(commons), opensalt.CSV: opensalt.opensalt_csv(commons)},
        (
            Listed(opensalt.XLSX, _XLSX, "A workbook that OpenSALT imports as a framework."),
            Listed(opensalt.CSV, _CSV, "Items for a framework that is in OpenSALT."),
        ),
    ),
    _one("opencase", "OpenCASE", opencase.NAME, opencase.opencase, _CSV, "A spreadsheet for the import of OpenCASE."),
    _one(
        "framework-csv",
        "Table",
        framework_csv.NAME,
        framework_csv.framework_csv,
        _CSV,
        "The whole framework as a table, for Excel and for a site of your own.",
    ),
    _one(
        "framework-markdown",
        "Markdown",
        framework_markdown.NAME,
        framework_markdown.framework_markdown,
        "text/markdown",
        "The whole framework as a text, for people and language models.",
    ),
    _one(
        "llms",
        "llms.txt",
        llms.NAME,
        llms.llms_txt,
        "text/plain",
        "What this site has, for language models.",
        llms.ingredients,
    ),
    Form(
        "sssom",
        "SSSOM",
        sssom.crosswalk_files,
        (
            Listed(
                f"{DATA}*{sssom.ENDING}",
                "text/tab-separated-values",
                "A crosswalk to another framework, as a mapping set for registries of mappings and for spreadsheets.",
            ),
        ),
    ),
    Form(
        "records",
        "Records",
        record_json.record_files,
        (Listed(SCHEMA, "application/schema+json", "The JSON Schema of single records."),),
        record_json.ingredients,
    ),
)
"""Every form, in the order in which pages list them."""


def interchange_files(commons: Commons) -> dict[str, bytes]:
    """Return every file of every form, by path below the root of the site."""
    return {path: content for form in FORMS for path, content in form.files(commons).items()}
