"""The records of a commons: the fields of each, their form, and what they mean.

The descriptions are the authors' manual: editors, the JSON Schemas and the Contribute pages show them.
Knows nothing of files, of other records or of how anything looks.
"""

from __future__ import annotations

from .evidence import (
    CslDate,
    Finding,
    FindingsFile,
    Name,
    Named,
    Rank,
    Ranking,
    Reference,
    ReferencesFile,
    Share,
    Survey,
    SurveyFile,
)
from .framework import (
    Alignment,
    CompetenciesFile,
    Competency,
    Component,
    Domain,
    Framework,
    Growth,
    Mission,
    Stage,
    Withdrawn,
)
from .record import License, Record, Source, Term
from .site import Allowance, Gate, IssueMeta, Newsletter, PageMeta, Publisher, Site
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

__all__ = [
    "DATA_FILES",
    "EACH",
    "LOGO_WIDTH",
    "Alignment",
    "Allowance",
    "CompetenciesFile",
    "Competency",
    "Component",
    "CslDate",
    "Decision",
    "Domain",
    "Finding",
    "FindingsFile",
    "Framework",
    "Gate",
    "Growth",
    "IssueMeta",
    "Later",
    "License",
    "Milestone",
    "Mission",
    "Name",
    "Named",
    "Newsletter",
    "Organization",
    "Output",
    "PageMeta",
    "Publisher",
    "Rank",
    "Ranking",
    "Record",
    "Reference",
    "ReferencesFile",
    "Resource",
    "ResourcesFile",
    "RoadmapFile",
    "School",
    "SchoolsFile",
    "Share",
    "Site",
    "Source",
    "Stage",
    "Survey",
    "SurveyFile",
    "Term",
    "Terms",
    "ToolkitMeta",
    "Withdrawn",
    "WorkingGroup",
    "WorkingGroupsFile",
    "YourSchool",
]

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
"""Every file of `data/` and what it holds; a site has them all, some perhaps with an empty list."""
