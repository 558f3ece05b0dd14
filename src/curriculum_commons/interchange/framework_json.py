"""`framework.json`: the whole framework of a site as one file, from which another site of this program can be made.

Its form is the data files' own: records as they are in `data/competencies.yaml`, and the works that they cite.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from ..model.commons import Commons
from ..model.problems import CallError, quoted
from ..model.record import Language, Record, Url
from ..model.records import Competency, Domain, Framework, Reference, Stage, Withdrawn, schema_text

NAME, SCHEMA = "framework.json", "framework.schema.json"
"""Their paths below the root of a site."""
FORMAT, VERSION = "curriculum-commons framework", 1


class FrameworkFile(Record):
    """A framework with all that belongs to it, as one site publishes it for others."""

    address_of_schema: Annotated[Url | None, Field(alias="$schema")] = None
    """Where its JSON Schema can be read."""
    format: Literal["curriculum-commons framework"] = "curriculum-commons framework"
    """What this file is."""
    version: Literal[1] = 1
    """Version of its form; a greater number means that a program of today may not understand it."""
    site: Url
    """The site that publishes it."""
    language: Language = "en"
    """Language of the statements."""
    framework: Framework
    """The framework as a whole."""
    domains: Annotated[tuple[Domain, ...], Field(min_length=1)]
    """The domains, in their order."""
    stages: tuple[Stage, ...] = ()
    """The learning progression, first step first."""
    competencies: Annotated[tuple[Competency, ...], Field(min_length=1)]
    """The competencies, in their order."""
    references: tuple[Reference, ...] = ()
    """The works that the records above cite."""


def framework_files(commons: Commons) -> dict[str, bytes]:
    """Return the file and its JSON Schema, by path below the root of the site."""
    file = FrameworkFile(
        **{"$schema": commons.site.address + SCHEMA},
        site=commons.site.address,
        language=commons.site.language,
        framework=commons.framework,
        domains=commons.domains,
        stages=commons.stages,
        competencies=commons.competencies,
        references=tuple(one for one in commons.references if one.id in _cited(commons)),
    )
    text = json.dumps(file.model_dump(mode="json", by_alias=True, exclude_none=True), ensure_ascii=False, indent=1)
    return {NAME: f"{text}\n".encode(), SCHEMA: schema_text(FrameworkFile).encode()}


def _cited(commons: Commons) -> frozenset[str]:
    framework = commons.framework
    groups: tuple[Iterable[Withdrawn | Domain | Stage | Competency], ...]
    groups = (framework.withdrawn, commons.domains, commons.stages, commons.competencies)
    sources = [*framework.sources, *(framework.mission.sources if framework.mission else ())]
    sources += [source for records in groups for record in records for source in record.sources]
    return frozenset(source.reference for source in sources)


def read_framework(content: bytes, name: str) -> FrameworkFile:
    """Return what such a file holds; raises CallError where it is none, with the first thing that is wrong.

    Args:
        name: What the file is called in messages.
    """
    try:
        values = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise CallError(f"{quoted(name)} is not JSON: {error}") from error
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise CallError(f'{quoted(name)} is not a framework of this program; it has no "format": {quoted(FORMAT)}')
    if values.get("version") != VERSION:
        raise CallError(f"{quoted(name)} has version {values.get('version')!r}; this program reads version {VERSION}")
    try:
        return FrameworkFile.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise CallError(f"{quoted(name)} has something else at {place}: {first['msg']}") from error
