"""`framework.json`: the whole framework of a site as one file, from which another site of this program can be made."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..model.commons import Commons
from ..model.crosswalk import with_alignments
from ..model.framework_file import FrameworkFile
from ..model.records import Competency, Domain, Stage, Withdrawn, schema_text

NAME, SCHEMA = "framework.json", "framework.schema.json"
"""Their paths below the root of a site."""


def framework_files(commons: Commons) -> dict[str, bytes]:
    """Return the file and its JSON Schema, by path below the root of the site."""
    cited = _cited(commons)
    file = FrameworkFile(
        **{"$schema": commons.site.address + SCHEMA},
        site=commons.site.address,
        language=commons.site.language,
        framework=commons.framework,
        domains=commons.domains,
        stages=commons.stages,
        competencies=with_alignments(commons, commons.competencies),
        provenance=commons.provenance,
        references=tuple(one for one in commons.references if one.id in cited),
    )
    text = json.dumps(file.model_dump(mode="json", by_alias=True, exclude_none=True), ensure_ascii=False, indent=1)
    return {NAME: f"{text}\n".encode(), SCHEMA: schema_text(FrameworkFile).encode()}


def _cited(commons: Commons) -> frozenset[str]:
    framework = commons.framework
    groups: tuple[Iterable[Withdrawn | Domain | Stage | Competency], ...]
    groups = (framework.withdrawn, commons.domains, commons.stages, commons.competencies)
    sources = [*framework.sources, *(framework.mission.sources if framework.mission else ())]
    sources += framework.progression.sources if framework.progression else ()
    sources += [source for records in groups for record in records for source in record.sources]
    return frozenset(source.reference for source in sources)
