"""The records of a commons: the fields of each, their form, and what they mean.

The descriptions are the authors' manual: editors, the JSON Schemas and the Contribute pages show them.
Knows nothing of files, of other records or of how anything looks.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

from annotated_types import MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .evidence import Finding, FindingsFile, Named, Rank, Ranking, ReferencesFile, Share, Survey, SurveyFile
from .framework import (
    Alignment,
    Coded,
    CompetenciesFile,
    Competency,
    Component,
    Domain,
    Framework,
    Growth,
    Mission,
    Progression,
    Stage,
    Withdrawn,
)
from .maps import Assessment, CoverageRule, CurriculumMap, MapSource, Session, Teaching
from .profile import Profile
from .record import License, Record, Source, Term
from .reference import CslDate, Name, Reference
from .site import Allowance, Gate, IssueMeta, Newsletter, PageMeta, Publisher, Site, SiteBrand
from .teaching import EACH, LOGO_WIDTH, Resource, ResourcesFile, Terms, ToolkitMeta, YourSchool
from .work import (
    Decision,
    Later,
    Milestone,
    Organization,
    Output,
    RoadmapFile,
    School,
    SchoolsFile,
    WorkingGroup,
    WorkingGroupsFile,
)

DATA_FILES: dict[str, type[Record]] = {
    "site.yaml": Site,
    "competencies.yaml": CompetenciesFile,
    "roadmap.yaml": RoadmapFile,
    "working_groups.yaml": WorkingGroupsFile,
    "resources.yaml": ResourcesFile,
    "survey.yaml": SurveyFile,
    "schools.yaml": SchoolsFile,
    "findings.yaml": FindingsFile,
    "references.yaml": ReferencesFile,
}
"""Every file of `data/` and what it holds."""
NEEDED = ("site.yaml", "competencies.yaml")
"""Files that every site has; one of the others that is missing is one without records."""
PROFILE = "profile.yaml"
"""The file of `data/` that takes the place of `competencies.yaml` where a site takes up a framework of others."""
KNOWN_FILES: dict[str, type[Record]] = {**DATA_FILES, PROFILE: Profile}
"""Every file that `data/` may have."""
OTHER_TOPS: dict[str, type[Record]] = {
    "map": CurriculumMap,
    "page": PageMeta,
    "issue": IssueMeta,
    "toolkit": ToolkitMeta,
}
"""What a file of `data/maps/` has, and the top of each kind of Markdown file."""


@dataclass(frozen=True)
class Section:
    """One part of a data file: a list of records of one kind, or a record of its own."""

    name: str
    """Its key in the file, which is also its name in the commons."""
    file: str
    """Name of the data file."""
    record: type[Record]
    """What it holds."""
    many: bool
    """Whether it is a list."""
    least: int
    """How many records it must have."""
    needed: bool
    """Whether it may not be left out."""
    is_file: bool = False
    """Whether it is a whole file, so that its name is no key."""

    def path(self, number: int) -> tuple[str | int, ...]:
        """Return the way to one of its records, counted from 0."""
        if self.is_file:
            return ()
        return (self.name, number) if self.many else (self.name,)


def _sections_of(file: str, model: type[Record]) -> list[Section]:
    found = [_section(file, name, field) for name, field in model.model_fields.items()]
    if all(found):
        return [section for section in found if section]
    return [Section(file.removesuffix(".yaml"), file, model, many=False, least=1, needed=True, is_file=True)]


def _section(file: str, name: str, field: FieldInfo) -> Section | None:
    many = get_origin(field.annotation) is tuple
    record = get_args(field.annotation)[0] if many else field.annotation
    if not (isinstance(record, type) and issubclass(record, Record)):
        return None
    least = next((rule.min_length for rule in field.metadata if isinstance(rule, MinLen)), 0)
    return Section(name, file, record, many, least, field.is_required())


SECTIONS: dict[str, Section] = {
    section.name: section for file, model in DATA_FILES.items() for section in _sections_of(file, model)
}
"""Every section of every data file, by name."""

KINDS: dict[str, str] = {
    "competency": "competencies",
    "domain": "domains",
    "stage": "stages",
    "milestone": "milestones",
    "working_group": "working_groups",
    "output": "outputs",
    "format": "formats",
    "setting": "settings",
    "resource": "resources",
    "survey": "surveys",
    "school": "schools",
    "organization": "organizations",
    "finding": "findings",
    "reference": "references",
}
"""Section of each kind of record that has a name of its own."""


def name_key(section: Section) -> str:
    """Return the field by which other records name one of this section."""
    return "code" if "code" in section.record.model_fields else "id"


@cache
def name_form(section: Section) -> re.Pattern[str]:
    """Return the form that such a name must have."""
    rules = section.record.model_fields[name_key(section)].metadata
    return re.compile(next(filter(None, (getattr(rule, "pattern", None) for rule in rules))))


_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """Return each schema as text, by the name of its file in `schema/`."""
    models = {**KNOWN_FILES, **OTHER_TOPS}
    return {f"{name.removesuffix('.yaml')}.schema.json": schema_text(model) for name, model in models.items()}


def schema_text(model: type[BaseModel]) -> str:
    """Return the JSON Schema of a record as text."""
    schema = {"$schema": _DIALECT, **_plain(model.model_json_schema(), within_properties=False)}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _plain(schema: Any, within_properties: bool) -> Any:
    """Return a schema without titles that repeat a name, and without the empty value, which nobody may write."""
    if isinstance(schema, list):
        return [_plain(part, False) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if within_properties:
        return {name: _plain(_field(part), False) for name, part in schema.items()}
    return {key: _plain(part, key == "properties") for key, part in schema.items()}


def _field(schema: dict[str, Any]) -> dict[str, Any]:
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    rest = {key: part for key, part in schema.items() if key not in {"title", "anyOf"} and part is not None}
    if len(choices) > 1:
        return {"anyOf": choices, **rest}
    return {**choices[0], **rest} if choices else rest
