"""Views of crosswalks: what competencies go with in other frameworks, from their side and from that of the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..model.commons import Commons
from ..model.crosswalk import FITS, AlignedEntry, alignments_of, entry_of
from ..model.sssom import NONE, Crosswalk, CrosswalkRow
from .macros import View, macro

PAGE = "evidence/crosswalks/"
"""Address of the page that shows them."""
_ALWAYS = {"strong", "partial"}
"""Fits that are explained wherever there is a fit."""


@macro("competency")
def competency_alignments(commons: Commons, code: str) -> View:
    """Entries of other frameworks that a competency goes with, as assessed by the editors."""
    aligned = alignments_of(commons, code)
    named = [one for one in commons.crosswalks if code in {one.codes.get(row.subject_id) for row in one.rows}]
    return {
        "alignments": aligned,
        "fits": _fits(commons, aligned),
        "crosswalks": [_about(commons, one) for one in named],
        "listed": PAGE if PAGE in commons.page_at else "",
        "without": [one.title for one in named if any(row.object_id == NONE for row in _rows_of(one, code))],
    }


@macro()
def crosswalks(commons: Commons) -> View:
    """Each crosswalk to another framework, by the entries of that framework."""
    return {"crosswalks": [_whole(commons, one) for one in commons.crosswalks]}


def _rows_of(crosswalk: Crosswalk, code: str) -> Iterator[CrosswalkRow]:
    return (row for row in crosswalk.rows if crosswalk.codes.get(row.subject_id) == code)


def _fits(commons: Commons, entries: Iterable[AlignedEntry]) -> list[tuple[str, str]]:
    """Return the fits that are there, and those that always are, with what each means."""
    used = {one.fit for one in entries} | _ALWAYS
    return [(word, commons.terms.worded(meaning)) for word, meaning in FITS.values() if word in used]


def _about(commons: Commons, crosswalk: Crosswalk) -> dict[str, Any]:
    head, rows = crosswalk.head, crosswalk.rows
    return {
        "name": crosswalk.name,
        "title": crosswalk.title,
        "edition": crosswalk.edition,
        "version": head.object_source_version,
        "today": commons.framework.edition,
        "is_stale": crosswalk.is_stale(commons.framework.edition),
        "replaced_by": head.ext_object_source_replaced_by,
        "description": head.mapping_set_description,
        "comment": head.comment,
        "license": head.license,
        "authors": sorted({row.author_label or row.author_id or "" for row in rows}),
        "days": sorted({row.mapping_date or head.mapping_date or "" for row in rows}),
        "justifications": sorted({_JUSTIFICATIONS[row.mapping_justification] for row in rows}),
    }


_JUSTIFICATIONS = {
    "semapv:ManualMappingCuration": "by people, entry by entry",
    "semapv:MappingReview": "by people, who reviewed the work of others",
    "semapv:MappingInversion": "by turning another crosswalk around",
    "semapv:MappingChaining": "through a third framework",
    "semapv:UnspecifiedMatching": "in a way that is not recorded",
    "semapv:BackgroundKnowledgeBasedMatching": "by a program, from what is known of the subject",
    "semapv:CompositeMatching": "by a program, in several ways",
    "semapv:InstanceBasedMatching": "by a program, from how entries are used",
    "semapv:LexicalMatching": "by a program, from their words",
    "semapv:LexicalSimilarityThresholdMatching": "by a program, from how alike their words are",
    "semapv:LogicalMatching": "by a program, from their definitions",
    "semapv:SemanticSimilarityThresholdMatching": "by a program, from how alike their meanings are",
    "semapv:StructuralMatching": "by a program, from their places",
}


def _whole(commons: Commons, crosswalk: Crosswalk) -> dict[str, Any]:
    by_entry: dict[str, list[CrosswalkRow]] = {}
    for row in crosswalk.rows:
        by_entry.setdefault(row.object_id, []).append(row)
    lonely = by_entry.pop(NONE, [])
    entries = [_entry(commons, crosswalk, rows) for rows in by_entry.values()]
    return _about(commons, crosswalk) | {
        "fits": _fits(commons, (entry_of(crosswalk, row) for row in crosswalk.rows if row.is_match)),
        "entries": sorted(entries, key=lambda entry: _natural(entry["entry"].code)),
        "without": [_competency(commons, crosswalk, row) for row in lonely],
    }


def _entry(commons: Commons, crosswalk: Crosswalk, rows: list[CrosswalkRow]) -> dict[str, Any]:
    named = [row for row in rows if row.subject_id != NONE]
    return {
        "entry": entry_of(crosswalk, rows[0]),
        "competencies": [
            _competency(commons, crosswalk, row)
            | {"fit": FITS[row.predicate_id][0], "is_not": row.predicate_modifier == "Not", "comment": row.comment}
            for row in named
        ],
        "is_alone": len(named) < len(rows),
    }


def _competency(commons: Commons, crosswalk: Crosswalk, row: CrosswalkRow) -> dict[str, Any]:
    code = crosswalk.codes[row.subject_id]
    one = commons.competency.get(code) or commons.withdrawn[code]
    return {"code": code, "shown_code": one.shown_code, "title": one.title, "is_withdrawn": code in commons.withdrawn}


def _natural(code: str) -> list[tuple[int, str]]:
    """Return what sorts codes with numbers as people do: "1.9" before "1.10"."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", code)]
