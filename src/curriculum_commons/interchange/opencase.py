"""The framework as a spreadsheet for OpenCASE: levels as numbers, one row after what it is a part of.

Source: 1EdTech/OpenCASE, apps/editor, SpreadsheetParser.ts and spreadsheetTemplate.ts. It drops every line that begins
with "#", within a cell too, so that all cells are on one line.
"""

from __future__ import annotations

from ..model.commons import Commons
from ..model.records import Competency
from . import DATA
from .csv_table import csv_table
from .items import kind_name, one_line
from .tree import Row, tree

NAME = f"{DATA}opencase.csv"
_COLUMNS = (
    *("Level", "Human Coding Scheme", "Full Statement", "Item Type", "Abbreviated Statement", "Education Level"),
    *("Subject", "Notes"),
)


def opencase(commons: Commons) -> bytes:
    """Return the framework as a spreadsheet for OpenCASE."""
    return csv_table(_COLUMNS, (tuple(map(one_line, _cells(commons, row))) for row in tree(commons)))


def _cells(commons: Commons, row: Row) -> tuple[str, ...]:
    notes = (row.record.gloss or "") if isinstance(row.record, Competency) else ""
    short = "" if row.title == row.text else row.title
    return str(len(row.place)), row.code, row.text, kind_name(commons, row.kind), short, "", "", notes
