"""Reports on curriculum maps: how far a school covers the framework, what is missing, what has changed, who compares.

Computed figures are composed once, as a `Report`; every format is made from that. Returns bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from ...model.build_context import newest_date
from ...model.commons import Commons
from .blocks import Report
from .page import as_docx, as_markdown, page, words
from .tables import csv_files, workbook

NAME = "map-report"
"""Beginning of the name of each file."""


FORMATS = ("html", "docx", "xlsx", "md", "csv")
"""Endings of the files; CSV has one for each table."""


def report_files(report: Report, commons: Commons, formats: Collection[str] = FORMATS) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file; the same report gives the same bytes."""
    body = words(report) if {"docx", "md"} & set(formats) else ""
    make: dict[str, Callable[[], bytes]] = {
        "html": lambda: page(report, commons),
        "docx": lambda: as_docx(report, body, commons),
        "xlsx": lambda: workbook(report, commons, newest_date(commons)),
        "md": lambda: as_markdown(report, body),
    }
    yield from ((f"{NAME}.{form}", make[form]()) for form in make if form in formats)
    if "csv" in formats:
        yield from ((f"{NAME}-{name}.csv", content) for name, content in csv_files(report))
