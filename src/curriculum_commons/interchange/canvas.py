"""Outcomes for Canvas, in the columns of its outcomes import.

An outcome has no parts in Canvas, so that components are in its description. Outcomes are known by their UUID, for an
identity counts for the whole of a Canvas, in which other frameworks may use the same codes.

Source: instructure/canvas-lms, doc/api/outcomes_csv.md, lib/outcomes/import.rb and app/models/learning_outcome.rb.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.commons import Commons
from ..model.records import Competency, Domain
from . import DATA
from .csv_table import csv_table, cut
from .description import described, paragraph
from .tree import tree

NAME = f"{DATA}canvas.csv"
_COLUMNS = (
    *("vendor_guid", "object_type", "title", "description", "friendly_description", "display_name"),
    *("calculation_method", "calculation_int", "mastery_points", "parent_guids", "workflow_state"),
    *("ratings", "", "", ""),
)
_LONGEST = 255
"""Characters of a title, a name, and a description for students."""
_GRADED = ("highest", "", "1")
"""How results become one, and the points from which it is met: stated, as the default of Canvas has changed."""
_RATINGS = ("1", "Met", "0", "Not yet met")


def canvas(commons: Commons) -> bytes:
    """Return the groups and outcomes of a framework."""
    return csv_table(_COLUMNS, _rows(commons))


def _rows(commons: Commons) -> Iterator[tuple[str, ...]]:
    framework = commons.framework
    about = paragraph(f"{framework.summary} Edition {framework.edition}, {framework.license.name}.")
    yield _group(framework.uuid, framework.title, about, "")
    for row in tree(commons, with_empty=False):
        if isinstance(row.record, Domain):
            summary = paragraph(row.record.summary) if row.record.summary else ""
            yield _group(row.record.uuid, row.title, summary, framework.uuid)
        elif isinstance(row.record, Competency):
            one = row.record
            names = (cut(f"{row.code} {row.title}", _LONGEST), described(commons, one, with_components=True))
            for_students = (cut(one.gloss or "", _LONGEST), row.code)
            yield one.uuid, "outcome", *names, *for_students, *_GRADED, row.parent, "active", *_RATINGS


def _group(uuid: str, title: str, description: str, parent: str) -> tuple[str, ...]:
    none = ("",) * len(_RATINGS)
    return uuid, "group", cut(title, _LONGEST), description, "", "", "", "", "", parent, "active", *none
