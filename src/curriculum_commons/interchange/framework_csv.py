"""The framework as one table that people read in Excel, and from which `commons new --from` makes a site."""

from __future__ import annotations

from ..model.commons import Commons
from ..model.records import Competency, Domain
from ..model.urls import address
from . import DATA
from .csv_table import csv_table, no_formula
from .tree import Row, tree

NAME = f"{DATA}framework.csv"
_COLUMNS = ("Level", "Code", "Title", "Statement", "Explanation", "Keywords", "UUID", "Page")


def framework_csv(commons: Commons) -> bytes:
    """Return every domain, competency and component, each below the one that it is a part of."""
    rows = (tuple(map(no_formula, _cells(commons, row))) for row in tree(commons))
    return csv_table(_COLUMNS, rows, marked=True)


def _cells(commons: Commons, row: Row) -> tuple[str, ...]:
    record, page = row.record, ""
    if isinstance(record, Competency):
        page = commons.site.address + address("competency", record.code)
        about = (row.title, row.text, record.gloss or "", _listed(record.keywords))
        return row.kind, row.code, *about, record.uuid, page
    if isinstance(record, Domain):
        return row.kind, record.id, row.title, record.summary or "", "", "", record.uuid, page
    return row.kind, row.code, "", row.text, "", "", record.uuid, page


def _listed(keywords: tuple[str, ...]) -> str:
    """Return keywords as the import divides them: at semicolons, or at line breaks where a keyword has one."""
    if len(keywords) > 1 and any(";" in word for word in keywords):
        return "\n".join(keywords)
    return "; ".join(keywords) + ";" * (len(keywords) == 1 and "," in keywords[0])
