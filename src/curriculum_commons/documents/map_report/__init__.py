"""Reports on curriculum maps: how far a school covers the framework, what is missing, what has changed, who compares.

Computed figures are composed once, as a `Report`; every format is made from that. Returns bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from markupsafe import Markup

from ...model.build_context import Brand, BuildContext, newest_date
from ...model.commons import Commons, ToolkitText
from ...model.records import ToolkitMeta
from ...render import template
from .. import Metadata
from ..pandoc import markdown
from ..text import Document
from ..text_tree import CALL, Words
from .blocks import Bars, Report
from .pictures import picture
from .tables import csv_files, workbook

NAME = "map-report"
"""Beginning of the name of each file."""


FORMATS = ("html", "docx", "xlsx", "md", "csv")
"""Endings of the files; CSV has one for each table."""


def report_files(report: Report, commons: Commons, formats: Collection[str] = FORMATS) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file; the same report gives the same bytes."""
    body = _words(report) if {"docx", "md"} & set(formats) else ""
    make: dict[str, Callable[[], bytes]] = {
        "html": lambda: _page(report, commons),
        "docx": lambda: _as_docx(report, body, commons),
        "xlsx": lambda: workbook(report, commons, newest_date(commons)),
        "md": lambda: _as_markdown(report, body),
    }
    yield from ((f"{NAME}.{form}", make[form]()) for form in make if form in formats)
    if "csv" in formats:
        yield from ((f"{NAME}-{name}.csv", content) for name, content in csv_files(report))


_PURPOSE = "How far a curriculum covers the framework, what is missing, and what would close it."


def _page(report: Report, commons: Commons) -> bytes:
    """Return the report as HTML; its policy lets it load nothing, and run nothing."""
    drawn = {
        block: picture(block) for section in report.sections for block in section.blocks if isinstance(block, Bars)
    }
    style = Markup(commons.palette.recolored(template("map_report/page.css").render()).strip())
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    values = {"report": report, "framework": commons.framework, "site": commons.site}
    body = Markup(template("map_report/body.html").render(values, page=True, pictures=drawn))
    whole = template("map_report/page.html").render(values, body=body, style=style, hash=Markup(digest))
    return f"{whole.strip()}\n".encode()


def _words(report: Report) -> str:
    """Return the words of the report as HTML for pandoc, without pictures and long tables."""
    return template("map_report/body.html").render(report=report, page=False, pictures={})


def _as_markdown(report: Report, body: str) -> bytes:
    return markdown(Markup("<h1>{}</h1>{}").format(report.title, Markup(body))).encode()


def _as_docx(report: Report, body: str, commons: Commons) -> bytes:
    from ..text.docx import docx  # not before: python-docx takes a while to import

    meta = ToolkitMeta(title=report.title, purpose=_PURPOSE, kind="document", formats=("docx",), folder="0-report")
    context = BuildContext.of(commons, brand=Brand(report.school or commons.site.publisher.name))
    metadata = Metadata.of(commons, context, ToolkitText("map-report.md", meta, "", 1))
    front = Markup(
        '<div data-custom-style="Letterhead"><p><span data-custom-style="School">{}</span></p></div>'
        '<div data-custom-style="Title"><p>{}</p></div>'
        '<div data-custom-style="Subtitle"><p>{} · Edition {}</p></div>'
    ).format(metadata.brand.name, report.title, metadata.framework, metadata.edition)
    text = Words(f"{CALL}\n\n{CALL}\n", (front, body), commons.site.address, as_typed=True)
    return docx(Document(replace(metadata, aid=""), False, "", text, landscape=True))
