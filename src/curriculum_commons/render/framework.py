"""Views of the framework: its mission, competencies, domains and learning progression."""

from __future__ import annotations

from ..model.commons import Commons
from ..model.records import Competency
from ..model.urls import slug
from . import structured
from .citations import in_full
from .macros import View, macro


def numbered(commons: Commons, codes: tuple[str, ...]) -> list[dict[str, object]]:
    """Return number, code and title of competencies, in the order of the framework."""
    return [_numbered(commons, commons.competency[code]) for code in sorted(codes, key=commons.number.__getitem__)]


def _numbered(commons: Commons, competency: Competency) -> dict[str, object]:
    return {
        "number": commons.label[competency.code],
        "code": competency.code,
        "slug": slug(competency.code),
        "title": competency.title,
    }


@macro()
def mission(commons: Commons) -> View:
    """The mission statement, word for word, with its source."""
    return {"mission": commons.framework.mission, "creator": commons.framework.creator}


@macro()
def competency_cards(commons: Commons) -> View:
    """Every competency as a card that opens its page."""
    return {"competencies": [{**_numbered(commons, c), "gloss": c.gloss} for c in commons.competencies]}


@macro()
def framework_facts(commons: Commons) -> View:
    """Edition, status, makers, learners and license of the framework."""
    return {
        "framework": commons.framework,
        "count": len(commons.competencies),
        "structured": structured.framework(commons),
    }


@macro(anchors=("competency",))
def competency_list(commons: Commons) -> View:
    """Every competency with its full statement and what it means."""
    return {
        "competencies": [
            {
                **_numbered(commons, competency),
                "statement": competency.statement,
                "gloss": competency.gloss,
                "resources": len(commons.resources_for[competency.code]),
            }
            for competency in commons.competencies
        ],
        "framework": commons.framework,
    }


@macro(anchors=("stage",))
def progression(commons: Commons) -> View:
    """The learning progression, step by step."""
    return {"stages": commons.stages}


@macro(anchors=("domain",))
def domains(commons: Commons) -> View:
    """The domains, with the competencies of those that are worked out."""
    return {
        "domains": [
            {"domain": domain, "competencies": numbered(commons, codes)}
            for domain in commons.domains
            for codes in [tuple(c.code for c in commons.competencies if c.domain == domain.id)]
        ]
    }


@macro("competency")
def competency_statement(commons: Commons, code: str) -> View:
    """The statement of a competency, word for word, with its number, source and what it means."""
    competency = commons.competency[code]
    return {
        "competency": competency,
        "number": commons.label[code],
        "domain": commons.domain[competency.domain],
        "framework": commons.framework,
        "structured": structured.competency(commons, competency),
    }


@macro("competency")
def competency_components(commons: Commons, code: str) -> View:
    """The parts that a competency names."""
    return {"components": commons.competency[code].components}


@macro("competency")
def competency_growth(commons: Commons, code: str) -> View:
    """How a competency looks at each stage, as a planning aid of this site."""
    return {
        "growth": [{"stage": commons.stage[step.stage], "text": step.text} for step in commons.competency[code].growth]
    }


@macro("competency")
def competency_alignments(commons: Commons, code: str) -> View:
    """Entries of other frameworks that a competency goes with, as assessed by the editors."""
    return {"alignments": commons.competency[code].alignments}


@macro("competency")
def competency_citation(commons: Commons, code: str) -> View:
    """How to cite a competency, and the terms under which it can be used."""
    competency = commons.competency[code]
    works = [commons.reference[source.reference] for source in competency.sources]
    return {
        "competency": competency,
        "framework": commons.framework,
        "work": in_full(works[0]),
        "statement": competency.statement.rstrip("."),
        "address": f"https://doi.org/{works[0].DOI}" if works[0].DOI else works[0].URL,
    }


@macro("competency")
def competency_pager(commons: Commons, code: str) -> View:
    """Links to the competencies before and after one, and to all of them."""
    number = commons.number[code]
    before = commons.competencies[number - 2] if number > 1 else None
    after = commons.competencies[number] if number < len(commons.competencies) else None
    return {
        "before": before and _numbered(commons, before),
        "after": after and _numbered(commons, after),
        "framework": commons.framework,
    }
