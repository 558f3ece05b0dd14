"""Move `alignments:` of competencies, which earlier versions had, into crosswalks: a file for each other framework.

Writes nothing: returns texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from ..content.load import CROSSWALKS, Document, Source
from ..content.markdown.engine import slugify
from ..content.sssom import ENDING
from ..content.yaml_edits import YamlEdits
from ..mapping.crosswalk_file import written
from ..model.crosswalk import PREDICATES
from ..model.framework import Alignment
from ..model.problems import CallError
from ..model.records import PROFILE, SECTIONS
from ..model.sssom import CrosswalkHead, CrosswalkRow

_LISTS = {SECTIONS["competencies"].file: "competencies", PROFILE: "add"}
"""Where competencies of a site are, by the name of the file."""
_MOVED = "Moved from alignments that had no day and no version of the other framework; the day is that of the move."
_Aligned = tuple[Mapping[str, Any], Alignment]
"""A competency as it is written, and one of its alignments."""


def without_alignments(document: Document) -> str:
    """Return the text of a data file without `alignments:`, or as it is where its form hinders that."""
    edits, key = YamlEdits(document), _LISTS.get(document.path.rpartition("/")[2])
    found = document.value.get(key) if key and isinstance(document.value, dict) else None
    for number, one in enumerate(found if isinstance(found, list) else ()):
        if isinstance(one, dict) and "alignments" in one:
            edits.remove((str(key), number, "alignments"))
    try:
        return edits.result().text
    except CallError:
        return document.text


def moved_alignments(source: Source, today: str) -> dict[str, str]:
    """Return the text of each crosswalk that takes the alignments of a site, by its path; none where one is not good.

    Args:
        today: The day that is written as that of the crosswalk.
    """
    by_scheme: dict[str, list[_Aligned]] = {}
    documents = [source.documents[name] for name in _LISTS if name in source.documents]
    try:
        for document in documents:
            for one in _aligned(document):
                by_scheme.setdefault(one[1].scheme, []).append(one)
        if any(without_alignments(document) == document.text for document in documents if [*_aligned(document)]):
            return {}
        return dict(_moved(source, scheme, found, today) for scheme, found in by_scheme.items())
    except (ValidationError, LookupError, TypeError):  # which is reported
        return {}


def _aligned(document: Document) -> Iterator[_Aligned]:
    value = document.value
    found = value.get(_LISTS[document.path.rpartition("/")[2]]) if isinstance(value, dict) else None
    for one in found if isinstance(found, list) else ():
        for alignment in (one.get("alignments") or ()) if isinstance(one, dict) else ():
            yield one, Alignment.model_validate(alignment)


def _moved(source: Source, scheme: str, aligned: Sequence[_Aligned], today: str) -> tuple[str, str]:
    site, framework = source.documents["site.yaml"].value, _framework(source)
    address, name = site["address"], _free_name(source, _ascii(slugify(scheme, "-")))
    prefix = f"x-{name}" if name[0].isdigit() else name
    beginnings = {one.url[: -len(one.identifier)] for _, one in aligned if one.url and one.url.endswith(one.identifier)}
    begin = f"urn:{prefix}:"
    if len(beginnings) == 1 and all(one.url for _, one in aligned):
        begin = beginnings.pop()
    head = CrosswalkHead(
        curie_map={"competency": f"{address}competencies/", prefix: begin, "site": address},
        mapping_set_id=f"{address}downloads/data/{name}{ENDING}",
        license=site["content_license"]["url"],
        subject_source="site:competencies/",
        subject_source_version=framework["edition"],
        object_source=f"site:evidence/crosswalks/#crosswalk-{name}",
        object_source_version="not recorded",
        mapping_date=today,
        comment=_MOVED,
        ext_object_source_title=scheme,
    )
    rows = []
    for competency, one in aligned:
        identifier = quote(one.identifier, safe="/!$&'()*+,;=:@-._~%?#")
        is_address = not one.url or one.url == begin + one.identifier
        row = CrosswalkRow(
            subject_id=f"competency:{competency['code']}",
            subject_label=competency["title"],
            predicate_id=PREDICATES[one.strength],
            object_id=f"{prefix}:{identifier}",
            object_label=one.statement,
            mapping_justification="semapv:ManualMappingCuration",
            author_label="the editors of this site",
            ext_object_code=one.code,
            others={} if is_address else {"see_also": str(one.url)},
        )
        rows.append(row)
    return f"{CROSSWALKS}/{name}{ENDING}", written(head, rows)


def _framework(source: Source) -> Mapping[str, Any]:
    name, key = (PROFILE, "upstream") if PROFILE in source.documents else (SECTIONS["framework"].file, "framework")
    found: Mapping[str, Any] = source.documents[name].value[key]
    return found


def _ascii(name: str) -> str:
    kept = "".join(char for char in name if char.isascii()).strip("-_").replace("_", "-")
    return kept or "crosswalk"


def _free_name(source: Source, name: str) -> str:
    number, free = 1, name
    while f"{free}{ENDING}" in source.crosswalk_names:
        number += 1
        free = f"{name}-{number}"
    return free
