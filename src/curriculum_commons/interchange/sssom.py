"""Crosswalks as SSSOM mapping sets, in which each competency has the address of its page."""

from __future__ import annotations

from itertools import count

from ..content.sssom import ENDING as ENDING
from ..mapping.crosswalk_file import written
from ..model.commons import Commons
from ..model.sssom import NONE, Crosswalk
from ..model.urls import address, slug
from . import DATA


def crosswalk_files(commons: Commons) -> dict[str, bytes]:
    """Return the file of each crosswalk, by path below the root of the site."""
    return {f"{DATA}{one.name}{ENDING}": _content(commons, one).encode() for one in commons.crosswalks}


def _content(commons: Commons, crosswalk: Crosswalk) -> str:
    head = crosswalk.head
    others = (head.subject_source, head.object_source, *(row.object_id for row in crosswalk.rows))
    taken = {identifier.partition(":")[0] for identifier in others}
    prefix = next(name for name in (f"competency{number or ''}" for number in count()) if name not in taken)
    ends = {subject: f"{prefix}:{slug(code)}/" for subject, code in crosswalk.codes.items()}
    rows = [row.model_copy(update={"subject_id": ends.get(row.subject_id, NONE)}) for row in crosswalk.rows]
    begin = commons.site.address + address("competency", "x").removesuffix("x/")
    return written(head.model_copy(update={"curie_map": {**head.curie_map, prefix: begin}}), rows)
