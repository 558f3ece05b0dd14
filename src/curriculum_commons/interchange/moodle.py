"""A competency framework for Moodle, in the fourteen columns of its import, which go by their position.

Rows are known by their UUID: Moodle compares ID numbers as PHP does, which takes the codes 1.1 and 1.10 for one number.

Source: moodle/moodle, admin/tool/lpimportcsv (framework_importer.php, framework_exporter.php, its strings and fixture).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..model.commons import Commons
from ..model.records import Competency, Domain
from . import DATA
from .csv_table import csv_table, cut
from .description import described, paragraph
from .items import one_line
from .tree import Row, tree

NAME = f"{DATA}moodle.csv"
_COLUMNS = (
    *("Parent ID number", "ID number", "Short name", "Description", "Description format", "Scale values"),
    *("Scale configuration", "Rule type (optional)", "Rule outcome (optional)", "Rule config (optional)"),
    *("Cross-referenced competency ID numbers", "Exported ID (optional)", "Is framework", "Taxonomy"),
)
_LONGEST = 100
"""Characters of an ID number and a short name, beyond which Moodle cuts them."""
_HTML = "1"
_SCALE = "Not yet competent,Competent"
_SCALE_RULE = json.dumps([{"scaleid": "1"}, {"id": 2, "scaledefault": 1, "proficient": 1}], separators=(",", ":"))
"""The second value of the scale is that of who is competent; Moodle puts its own number for the scale in."""
_TAXONOMY = "domain,competency,indicator,indicator"
"""What Moodle calls the rows of each level."""


def moodle(commons: Commons) -> bytes:
    """Return the framework, its domains, competencies and components."""
    return csv_table(_COLUMNS, _rows(commons))


def _rows(commons: Commons) -> Iterator[tuple[str, ...]]:
    framework = commons.framework
    # A second import under the same ID number is refused, so each edition has its own.
    number = cut(f"{framework.uuid}-{framework.edition}", _LONGEST)
    about = paragraph(f"{framework.summary} Edition {framework.edition}, {framework.license.name}.")
    shown = (cut(framework.title, _LONGEST), _cell(about), _HTML)
    yield "", number, *shown, _SCALE, _SCALE_RULE, "", "", "", "", "", "1", _TAXONOMY
    for count, row in enumerate(tree(commons, with_empty=False), 1):
        name = cut(f"{row.code} {row.title}", _LONGEST)
        shown = (name, _cell(_description(commons, row)), _HTML)
        yield row.parent, row.record.uuid, *shown, "", "", "", "0", "null", "", str(count), "", ""


def _description(commons: Commons, row: Row) -> str:
    if isinstance(row.record, Competency):
        return described(commons, row.record, with_components=False)
    if isinstance(row.record, Domain) and not row.record.summary:
        return ""
    return paragraph(row.text)


def _cell(html: str) -> str:
    return one_line(html)  # HTML, in which a line break is a space
