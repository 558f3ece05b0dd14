"""Describe records to machines that read pages: schema.org as JSON-LD.

Source: schema.org's DefinedTermSet, DefinedTerm and LearningResource.
"""

from __future__ import annotations

from typing import Any

from ..model.commons import Commons
from ..model.records import Competency, Resource
from ..model.urls import address

Linked = dict[str, Any]


def framework(commons: Commons) -> Linked:
    """Return the framework as a DefinedTermSet with each competency."""
    return {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "@id": _set(commons),
        "name": commons.framework.title,
        "description": commons.framework.summary,
        "version": commons.framework.edition,
        "license": commons.framework.license.url,
        "inLanguage": commons.site.language,
        "publisher": {"@type": "Organization", "name": commons.site.publisher.name},
        "creator": {"@type": "Organization", "name": commons.framework.creator},
        "hasDefinedTerm": [_term(commons, competency) for competency in commons.competencies],
    }


def competency(commons: Commons, record: Competency) -> Linked:
    """Return one competency as a DefinedTerm."""
    return {
        "@context": "https://schema.org",
        **_term(commons, record),
        "inDefinedTermSet": {"@type": "DefinedTermSet", "@id": _set(commons), "name": commons.framework.title},
    }


def resources(commons: Commons) -> Linked:
    """Return all resources as a list of LearningResource."""
    return {
        "@context": "https://schema.org",
        "@graph": [_resource(commons, resource) for resource in commons.resources],
    }


def _term(commons: Commons, record: Competency) -> Linked:
    url = commons.site.address + address("competency", record.code)
    return {
        "@type": "DefinedTerm",
        "@id": url,
        "url": url,
        "termCode": record.code,
        "name": record.title,
        "description": record.statement,
    }


def _resource(commons: Commons, record: Resource) -> Linked:
    described: Linked = {
        "@type": "LearningResource",
        "@id": commons.site.address + address("resource", record.id),
        "name": record.title,
        "description": record.summary,
        "url": record.url,
        "provider": {"@type": "Organization", "name": record.organization},
        "learningResourceType": commons.format_name[record.format],
        "teaches": [{"@id": commons.site.address + address("competency", code)} for code in record.teaches],
    }
    if record.minutes:
        described["timeRequired"] = f"PT{record.minutes}M"
    if record.terms.url:
        described["license"] = record.terms.url
    return described


def _set(commons: Commons) -> str:
    return f"{commons.site.address}competencies/#framework"
