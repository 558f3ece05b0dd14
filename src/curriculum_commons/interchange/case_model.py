"""The objects of a CASE package, as strict as versions 1.0 and 1.1 together: what passes here is valid in both.

Written from the field tables of CASE 1.1 and the schema by which OpenSALT checks packages of 1.0. Knows no record.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")


def _uri(text: str) -> str:
    if not _URI.fullmatch(text):
        raise ValueError("is not a URI")
    return text


def _moment(text: str) -> str:
    if "T" not in text or datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("is not a date and time with its offset")
    return text


def _day(text: str) -> str:
    date.fromisoformat(text)
    return text


Identifier = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
Uri = Annotated[str, AfterValidator(_uri)]
Moment = Annotated[str, AfterValidator(_moment)]
Day = Annotated[str, AfterValidator(_day)]
Extensions = dict[str, Any]
_LEFT_OUT: Any = None
"""Of a field that may be missing; it may never be null."""
Relation = Literal[
    "isChildOf",
    "isPeerOf",
    "isPartOf",
    "exactMatchOf",
    "precedes",
    "isRelatedTo",
    "replacedBy",
    "exemplar",
    "hasSkillLevel",
]
"""The types that both versions have."""


class CaseObject(BaseModel):
    """An object of CASE; a field that is not known to both versions, or null, is refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class LinkURI(CaseObject):
    """A link to another object."""

    title: str
    identifier: Identifier
    uri: Uri


class LinkGenURI(CaseObject):
    """An end of an association, which may lie in a framework of another kind."""

    title: str
    identifier: str
    uri: Uri


class _Changed(CaseObject):
    identifier: Identifier
    uri: Uri
    lastChangeDateTime: Moment


class CFDocument(_Changed):
    """A framework within its package."""

    creator: str
    title: str
    frameworkType: str = _LEFT_OUT
    caseVersion: Literal["1.1"] = _LEFT_OUT
    officialSourceURL: Uri = _LEFT_OUT
    publisher: str = _LEFT_OUT
    description: str = _LEFT_OUT
    subject: list[str] = _LEFT_OUT
    subjectURI: list[LinkURI] = _LEFT_OUT
    language: str = _LEFT_OUT
    version: str = _LEFT_OUT
    adoptionStatus: str = _LEFT_OUT
    statusStartDate: Day = _LEFT_OUT
    statusEndDate: Day = _LEFT_OUT
    licenseURI: LinkURI = _LEFT_OUT
    notes: str = _LEFT_OUT
    extensions: Extensions = _LEFT_OUT


class CFItem(_Changed):
    """An item within its package."""

    fullStatement: str
    alternativeLabel: str = _LEFT_OUT
    CFItemType: str = _LEFT_OUT
    CFItemTypeURI: LinkURI = _LEFT_OUT
    humanCodingScheme: str = _LEFT_OUT
    listEnumeration: str = _LEFT_OUT
    abbreviatedStatement: str = _LEFT_OUT
    conceptKeywords: list[str] = _LEFT_OUT
    conceptKeywordsURI: LinkURI = _LEFT_OUT
    notes: str = _LEFT_OUT
    subject: list[str] = _LEFT_OUT
    subjectURI: list[LinkURI] = _LEFT_OUT
    language: str = _LEFT_OUT
    educationLevel: list[str] = _LEFT_OUT
    licenseURI: LinkURI = _LEFT_OUT
    statusStartDate: Day = _LEFT_OUT
    statusEndDate: Day = _LEFT_OUT
    extensions: Extensions = _LEFT_OUT


class CFAssociation(_Changed):
    """How two objects relate."""

    associationType: Relation
    originNodeURI: LinkGenURI
    destinationNodeURI: LinkGenURI
    sequenceNumber: int = _LEFT_OUT
    CFAssociationGroupingURI: LinkURI = _LEFT_OUT
    notes: str = _LEFT_OUT
    extensions: Extensions = _LEFT_OUT


class _Defined(_Changed):
    title: str
    description: str = _LEFT_OUT


class CFItemType(_Defined):
    """A kind of item."""

    description: str
    hierarchyCode: str
    typeCode: str = _LEFT_OUT


class CFConcept(_Defined):
    """A concept, for keywords."""

    hierarchyCode: str
    keywords: str = _LEFT_OUT


class CFSubject(_Defined):
    """A subject of teaching."""

    hierarchyCode: str


class CFLicense(_Defined):
    """A license."""

    licenseText: str


class CFAssociationGrouping(_Defined):
    """A group of associations."""


class CFDefinitions(CaseObject):
    """What items and associations refer to."""

    CFConcepts: list[CFConcept] = _LEFT_OUT
    CFSubjects: list[CFSubject] = _LEFT_OUT
    CFLicenses: list[CFLicense] = _LEFT_OUT
    CFItemTypes: list[CFItemType] = _LEFT_OUT
    CFAssociationGroupings: list[CFAssociationGrouping] = _LEFT_OUT


class CFRubricCriterionLevel(_Changed):
    """How a competency looks at one step."""

    description: str = _LEFT_OUT
    quality: str = _LEFT_OUT
    score: float = _LEFT_OUT
    feedback: str = _LEFT_OUT
    position: int = _LEFT_OUT
    rubricCriterionId: Identifier = _LEFT_OUT


class CFRubricCriterion(_Changed):
    """A competency in a rubric."""

    category: str = _LEFT_OUT
    description: str = _LEFT_OUT
    CFItemURI: LinkURI = _LEFT_OUT
    weight: float = _LEFT_OUT
    position: int = _LEFT_OUT
    rubricId: Identifier = _LEFT_OUT
    CFRubricCriterionLevels: list[CFRubricCriterionLevel] = _LEFT_OUT


class CFRubric(_Changed):
    """A rubric."""

    title: str = _LEFT_OUT
    description: str = _LEFT_OUT
    CFRubricCriteria: list[CFRubricCriterion] = _LEFT_OUT


class CFPackage(CaseObject):
    """A whole framework."""

    CFDocument: CFDocument
    CFItems: list[CFItem]
    CFAssociations: list[CFAssociation]
    CFDefinitions: CFDefinitions
    CFRubrics: list[CFRubric]
