"""Views of what is known: surveys as charts and tables, findings, and the works cited."""

from __future__ import annotations

from ..model.commons import Commons
from ..model.records import Ranking
from ..model.urls import work_key
from .citations import in_full, labels, where
from .macros import View, macro
from .phrases import plain


@macro("survey", anchors=("survey",))
def survey_facts(commons: Commons, survey: str) -> View:
    """Who answered a survey, how many, and what it asked about."""
    return {"survey": commons.survey[survey]}


@macro("survey")
def survey_ranking(commons: Commons, survey: str) -> View:
    """The rankings of a survey, each as a chart and a table with the same numbers."""
    record = commons.survey[survey]
    return {"survey": record, "rankings": [_ranking(ranking) for ranking in record.rankings]}


def _ranking(ranking: Ranking) -> dict[str, object]:
    """Return the rows, best first, with their positions on the axis in per cent of its length."""
    last = len(ranking.rows)

    def along(rank: float) -> float:
        return round((min(max(rank, 1), last) - 1) / (last - 1) * 100, 1)

    best_first = sorted(ranking.rows, key=lambda row: (row.mean, row.median))
    return {
        "ranking": ranking,
        "ticks": [{"rank": rank, "at": along(rank)} for rank in range(1, last + 1)],
        "rows": [
            {
                "row": row,
                "mean": along(row.mean),
                "median": along(row.median),
                "low": along(row.mean - row.sd),
                "high": along(row.mean + row.sd),
            }
            for row in best_first
        ],
    }


@macro("survey")
def survey_shares(commons: Commons, survey: str) -> View:
    """What part of the respondents held each statement, largest first."""
    record = commons.survey[survey]
    return {"survey": record, "shares": sorted(record.shares, key=lambda share: -share.percent)}


@macro("survey")
def survey_named(commons: Commons, survey: str) -> View:
    """What respondents named in their own words."""
    return {"survey": commons.survey[survey]}


@macro("survey")
def survey_questions(commons: Commons, survey: str) -> View:
    """The questions that the results of a survey answer, to be asked again elsewhere."""
    return {"survey": commons.survey[survey]}


@macro("topic", anchors=("finding",))
def findings(commons: Commons, topic: str) -> View:
    """The findings on one topic, each with its source."""
    return {"findings": commons.findings_on[topic]}


@macro("finding", inline=True)
def finding(commons: Commons, name: str) -> View:
    """One finding within a paragraph, with its source."""
    record = next(finding for finding in commons.findings if finding.id == name)
    return {"text": record.text.removesuffix("."), "stop": "." * record.text.endswith("."), "sources": record.sources}


@macro(anchors=("reference",))
def references(commons: Commons) -> View:
    """All works cited, in alphabetical order."""
    listed = sorted(commons.references, key=lambda reference: (plain(in_full(reference)).casefold(), reference.id))
    return {"references": [{"reference": r, "text": in_full(r), "short": labels(commons)[r.id]} for r in listed]}


@macro("reference", "text", optional=1, inline=True)
def cite(commons: Commons, reference: str, locator: str = "") -> View:
    """Name a work within a message, linked to the list of works; a place such as "Table 2" may follow."""
    record = commons.reference[work_key(reference)]
    return {"reference": record, "text": labels(commons)[record.id], "locator": locator}


@macro("reference", inline=True)
def work(commons: Commons, reference: str) -> View:
    """Where a cited work is found, for a list of sources in a document that is read on paper."""
    record = commons.reference[work_key(reference)]
    return {"label": labels(commons)[record.id], "where": where(record), "address": record.address}


@macro("count", inline=True)
def count(commons: Commons, records: str) -> View:
    """How many records of a kind there are, such as "resources"."""
    return {"number": len(getattr(commons, records))}
