"""Views of the framework: its mission, competencies, domains and learning progression, and JSON-LD for machines.

Source: schema.org's DefinedTermSet and DefinedTerm.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..model.commons import Commons
from ..model.problems import in_words
from ..model.records import Competency, Domain, Source, Withdrawn
from ..model.urls import address, slug
from .citations import in_full
from .figure import NARROW, WIDE, figure, rows
from .macros import View, macro
from .phrases import ended


def numbered(commons: Commons, codes: tuple[str, ...]) -> list[dict[str, object]]:
    """Return number, code and title of competencies, in the order of the framework, withdrawn ones last."""
    last = len(commons.competencies) + 1
    return [
        _numbered(commons, commons.competency.get(code) or commons.withdrawn[code])
        for code in sorted(codes, key=lambda code: commons.number.get(code, last))
    ]


def _numbered(commons: Commons, competency: Competency | Withdrawn) -> dict[str, object]:
    return {
        "number": commons.label.get(competency.code, competency.shown_code),
        "code": competency.code,
        "shown_code": competency.shown_code,
        "slug": slug(competency.code),
        "title": competency.title or competency.shown_code,
        "withdrawn": isinstance(competency, Withdrawn),
    }


@macro()
def mission(commons: Commons) -> View:
    """The mission statement, word for word, with its source."""
    publisher = commons.site.publisher.name if commons.provenance is None else None
    return {"mission": commons.framework.mission, "creator": commons.framework.creator, "publisher": publisher}


def _beside_title(competency: Competency) -> str:
    """Return the statement of a competency; nothing where its title is the same."""
    title, statement = (
        " ".join(text.split()).rstrip(".;").casefold() for text in (competency.title, competency.statement)
    )
    return "" if title == statement else competency.statement


_MOST_CARDS = 24
_MOST_IN_FULL = 300
"""Competencies, beyond which a page lists their titles alone."""


@macro()
def competency_cards(commons: Commons) -> View:
    """Every competency as a card that opens its page, or every domain where there are more than 24 of them."""
    by_domain = len(commons.competencies) > _MOST_CARDS
    shown = () if by_domain else commons.competencies
    return {
        "competencies": [{**_numbered(commons, c), "gloss": c.gloss or _beside_title(c)} for c in shown],
        "domains": _domains(commons) if by_domain else [],
        "counted": commons.counted,
    }


@macro()
def competency_titles(commons: Commons) -> View:
    """The titles of every competency, each a link to its page, or of every domain where there are more than 24."""
    by_domain = len(commons.competencies) > _MOST_CARDS
    return {
        "competencies": [_numbered(commons, one) for one in (() if by_domain else commons.competencies)],
        "domains": _domains(commons) if by_domain else [],
        "counted": commons.counted,
    }


@macro()
def growth_figure(commons: Commons) -> View:
    """A figure of the learning progression: every competency, or every domain where there are more than 24, by step."""
    if not commons.stages:
        return {"stages": ()}
    drawn, names = (
        rows(commons, by_domain=len(commons.competencies) > _MOST_CARDS),
        [one.name for one in commons.stages],
    )
    words = f"{in_words([one.title for one in drawn])}, each through {len(names)} steps: {in_words(names)}"
    return {
        "stages": commons.stages,
        "drawings": [figure(drawn, names, words, size) for size in (WIDE, NARROW)],
        "is_whole": all(all(one.steps) for one in drawn),
        "is_aid": commons.has_own_steps,
        "is_ours": commons.provenance is None,
    }


@macro()
def framework_facts(commons: Commons) -> View:
    """Edition, status, makers, learners and license of the framework."""
    return {
        "framework": commons.framework,
        "count": len(commons.competencies),
        "taken": _taken(commons),
        "shown_codes": commons.shown_codes,
        "structured": _framework_in_json(commons),
    }


def _taken(commons: Commons) -> dict[str, object] | None:
    """Return the framework that is taken up, and how much of it is as it was published."""
    if commons.provenance is None:
        return None
    kinds = Counter(origin.kind for origin in commons.origin.values())
    counts = [f"{number} {kind}" for kind, number in sorted(kinds.items(), key=lambda one: [*_RELATIONS].index(one[0]))]
    left = [f"{len(commons.provenance.left)} left out"] if commons.provenance.left else []
    return {"from": commons.provenance, "counts": in_words([*counts, *left])}


@macro("domain", optional=1, anchors=("competency",))
def competency_list(commons: Commons, domain: str = "") -> View:
    """Every competency or those of a domain, with statement and meaning; titles alone where there are over 300."""
    return {
        "in_full": len(commons.competencies) <= _MOST_IN_FULL,
        "competencies": [
            {
                **_numbered(commons, competency),
                "statement": competency.statement,
                "gloss": competency.gloss,
                "resources": len(commons.resources_for[competency.code]),
                "origin": commons.origin.get(competency.code),
            }
            for competency in commons.competencies
            if competency.domain == domain or not domain
        ],
        "framework": commons.framework,
    }


@macro(anchors=("stage",))
def progression(commons: Commons) -> View:
    """The learning progression, step by step."""
    return {"stages": commons.stages, "is_aid": commons.has_own_steps, "is_ours": commons.provenance is None}


@macro(anchors=("domain",))
def domains(commons: Commons) -> View:
    """The domains, with the competencies of those that are worked out; their number where there are over 300."""
    return {"domains": _domains(commons), "in_full": len(commons.competencies) <= _MOST_IN_FULL}


def _domains(commons: Commons) -> list[dict[str, object]]:
    codes = {domain.id: list[str]() for domain in commons.domains}
    for competency in commons.competencies:
        codes[competency.domain].append(competency.code)
    return [
        {"domain": one, "competencies": numbered(commons, tuple(codes[one.id])), "sources": _own_sources(commons, one)}
        for one in commons.domains
    ]


def _own_sources(commons: Commons, domain: Domain) -> tuple[Source, ...]:
    """Return the sources of a domain, none where they are those of the framework as a whole."""
    return () if domain.sources == commons.framework.sources else domain.sources


@macro("competency")
def competency_statement(commons: Commons, code: str) -> View:
    """The statement of a competency, word for word, with its number, source and what it means."""
    competency = commons.competency[code]
    return {
        "competency": competency,
        "number": commons.label[code],
        "domain": commons.domain[competency.domain],
        "framework": commons.framework,
        "origin": commons.origin.get(code),
        "former": [entry for entry in commons.framework.withdrawn if code in commons.successors[entry.code]],
        "structured": _competency_in_json(commons, competency),
    }


@macro("competency")
def competency_components(commons: Commons, code: str) -> View:
    """The parts that a competency names."""
    return {"components": commons.competency[code].components}


@macro("competency")
def competency_growth(commons: Commons, code: str) -> View:
    """How a competency looks at each stage, as a planning aid of this site or as the framework has it."""
    origin = commons.origin.get(code)
    is_added = origin is not None and origin.kind == "added here"
    return {
        "is_aid": commons.has_own_growth or is_added,
        "is_ours": origin is None or is_added,
        "growth": [{"stage": commons.stage[step.stage], "text": step.text} for step in commons.competency[code].growth],
    }


@macro("competency")
def competency_citation(commons: Commons, code: str) -> View:
    """How to cite a competency, and the terms under which it can be used."""
    competency, origin = commons.competency[code], commons.origin.get(code)
    published = (commons.reference[source.reference] for source in competency.sources[:1])
    works = [work for work in published if work.address or work.title != commons.framework.title]
    is_own = origin is not None and origin.kind != "as published"
    return {
        "competency": competency,
        "framework": commons.framework,
        "author": commons.site.publisher.name if is_own else commons.framework.creator,
        "relation": _RELATIONS[origin.kind if origin else "as published"],
        "works": [{"text": in_full(work), "address": work.address} for work in works],
        "statement": ended(competency.statement),
    }


_RELATIONS = {"as published": "In", "reworded here": "Reworded from", "added here": "Added to"}


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


@macro("withdrawn_competency")
def withdrawn_competency(commons: Commons, code: str) -> View:
    """The last text of a withdrawn competency, with the edition that withdrew it and what it is in now."""
    return {"competency": commons.withdrawn[code], "now_in": numbered(commons, commons.successors[code])}


Linked = dict[str, Any]


def _framework_in_json(commons: Commons) -> Linked:
    terms = [_term(commons, competency) for competency in commons.competencies]
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
        **({"hasDefinedTerm": terms} if len(terms) <= _MOST_IN_FULL else {}),  # each is on its page all the same
    }


def _competency_in_json(commons: Commons, record: Competency) -> Linked:
    return {
        "@context": "https://schema.org",
        **_term(commons, record),
        "inDefinedTermSet": {"@type": "DefinedTermSet", "@id": _set(commons), "name": commons.framework.title},
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
        **({"alternateName": record.published_code} if record.published_code else {}),
    }


def _set(commons: Commons) -> str:
    return f"{commons.site.address}competencies/#framework"
